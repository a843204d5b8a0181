from __future__ import annotations

import pytest

from cehrs_desktop.rehearsal.acceptance import (
    SUBJECTS,
    Judgement,
    Published,
    Requirement,
    Sign,
    Signal,
    Subject,
    Topic,
    judge,
)
from cehrs_desktop.rehearsal.displays import Screen

Value = int | str | tuple[int, int] | None


def asks(**bounds: object) -> Requirement:
    return Requirement(says="x", client="A", source="https://example.org", as_of="2026", **bounds)  # pyright: ignore[reportArgumentType]


def judged(subject: Subject, value: Value, *requirements: Requirement, disagreement: str = "") -> Judgement:
    published = Published(topics=(Topic(subject, requirements, disagreement),))
    (finding,) = judge([Signal(subject, value)], published)
    return finding.judgement


@pytest.mark.parametrize(
    ("subject", "value", "requirement", "met"),
    [
        ("memory", 2_000_000_000, asks(at_least=2_000_000_000), True),
        ("memory", 1_999_999_999, asks(at_least=2_000_000_000), False),
        ("displays", 1, asks(at_most=1), True),
        ("displays", 2, asks(at_most=1), False),
        ("touch", 0, asks(at_most=0), True),
        ("system", "linux", asks(one_of=("windows", "macos")), False),
        ("system", "macos", asks(one_of=("windows", "macos")), True),
        ("screen", (1368, 768), asks(least_size=(1368, 768)), True),
        ("screen", (1366, 768), asks(least_size=(1368, 768)), False),
        ("screen", (1920, 700), asks(least_size=(1368, 768)), False),
    ],
)
def test_one_bound_decides(subject: Subject, value: Value, requirement: Requirement, met: bool) -> None:
    assert judged(subject, value, requirement) == ("meets" if met else "may_be_refused")


def test_a_value_is_only_compared_with_a_bound_of_its_kind() -> None:
    assert asks(at_least=1).met("mains") is None
    assert asks(one_of=("mains",)).met(1) is None
    assert asks(least_size=(1, 1)).met(5) is None
    assert asks(at_most=1).met((1, 1)) is None
    assert asks().met(3) is None
    assert asks(at_least=0).met(None) is None


def test_two_publishers_that_answer_differently_differ() -> None:
    strict, mild = asks(one_of=("windows",)), asks(one_of=("windows", "linux"))
    assert judged("system", "linux", strict, mild) == "differs"
    assert judged("system", "windows", strict, mild) == "meets"
    assert judged("system", "chromeos", strict, mild) == "may_be_refused"


def test_what_a_program_cannot_see_whole_is_never_called_met() -> None:
    assert judged("camera", 1, asks(at_least=1, partial=True)) == "nothing_against"
    assert judged("camera", 1, asks(at_least=1), asks(at_least=1, partial=True)) == "nothing_against"
    assert judged("camera", 1, asks()) == "nothing_against"
    assert judged("camera", 0, asks(at_least=1, partial=True)) == "may_be_refused"


def test_a_known_disagreement_differs_unless_everybody_refuses() -> None:
    assert judged("camera", 1, asks(at_least=1), disagreement="built in or not") == "differs"
    assert judged("camera", 0, asks(at_least=1), disagreement="built in or not") == "may_be_refused"


def test_no_answer_and_nothing_published_are_said_so() -> None:
    assert judged("camera", None, asks(at_least=1)) == "not_asked"
    assert judged("camera", 1) == "not_published"
    assert [one.judgement for one in judge([Signal("disk", 5), Signal("touch", None)], Published())] == [
        "not_published",
        "not_asked",
    ]


def test_the_sheet_has_one_order() -> None:
    signals = [Signal(subject, 0) for subject in reversed(SUBJECTS)]
    assert tuple(one.signal.subject for one in judge(signals, Published())) == SUBJECTS


def test_a_sign_is_found_anywhere_or_only_at_the_start() -> None:
    anywhere = Sign("virtual_machine", "firmware", "VMware", False, "VMware", "")
    start = Sign("vpn", "adapter", "tun", True, "tunnel", "")
    assert anywhere.seen_in("Some vmware, Inc.")
    assert start.seen_in("TUN0")
    assert not start.seen_in("Fortune 500 network card")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Screen("b", 0, 0, 1366, 768, 1.0), True),
        (Screen("b", 0, 0, 1024, 768, 1.0), True),
        (Screen("b", 1366, 0, 1366, 768, 1.0), False),
        (Screen("b", 1300, 0, 1366, 768, 1.0), False),
        (Screen("b", 0, 768, 1366, 768, 1.0), False),
    ],
)
def test_screens_on_one_place_are_copies(other: Screen, same: bool) -> None:
    one = Screen("a", 0, 0, 1366, 768, 1.0)
    assert one.same_place(other) is same
    assert other.same_place(one) is same


def test_a_scaled_screen_has_more_pixels() -> None:
    assert Screen("a", 0, 0, 1280, 720, 1.5).pixels == (1920, 1080)
