"""The venues that come with the program: whole days that can be completed, in words that hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import cast

import jsonschema
import pytest

from cehrs_desktop.exam.events import OtherEvent
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.files import incident_file, venue_file
from cehrs_desktop.rehearsal.day import DayState, evolve_day
from cehrs_desktop.rehearsal.judging import finishes, judge
from cehrs_desktop.rehearsal.plan import Choices, DayPlan
from cehrs_desktop.rehearsal.venue import (
    CameraStep,
    Card,
    Check,
    ChecklistStep,
    CountStep,
    IdentityStep,
    NameStep,
    ProgramsStep,
    SignStep,
    SortStep,
    Step,
    Thing,
)
from tests.building import moment
from tests.day_answers import right_answers
from tests.day_data import INCIDENTS, VENUE_IDS, VENUES, plan_of, shipped_deck, shipped_venues, venue_of


def test_all_three_are_there_in_the_order_of_a_booking() -> None:
    loaded = shipped_venues()
    assert loaded.problems == ()
    assert [venue.id for venue in loaded.venues] == list(VENUE_IDS)
    assert [venue.title for venue in loaded.venues][:2] == ["Onsite (Test Center)", "Online Proctored (Live)"]
    assert not loaded.own


@pytest.mark.parametrize(
    ("folder", "name", "text"),
    [
        (VENUES, venue_file.SCHEMA, venue_file.schema_text()),
        (INCIDENTS, incident_file.SCHEMA, incident_file.schema_text()),
    ],
    ids=["venues", "incidents"],
)
def test_the_published_schema_is_current_and_fits_the_shipped_files(folder: object, name: str, text: str) -> None:
    assert folder in (VENUES, INCIDENTS)
    where = VENUES if folder == VENUES else INCIDENTS
    assert (where / name).read_text(encoding="utf-8") == text
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    files = venue_file.data_files(where)
    assert len(files) >= 3
    for file in files:
        content = json.loads(file.read_text(encoding="utf-8"))
        assert content["$schema"] == name
        jsonschema.validate(content, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(content | {"surprise": 1}, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(content | {"format": 2}, schema)


def noted(plan: DayPlan, state: DayState, kind: str, **body: Json) -> DayState:
    return evolve_day(plan, state, OtherEvent(at=moment(), other_kind=kind, body=tuple(body.items())))


@pytest.mark.parametrize("venue_id", VENUE_IDS)
def test_every_day_can_be_completed_by_doing_everything_right(venue_id: str) -> None:
    refused = dict[str, int]()
    for seed in range(200):
        level = ("none", "calm", "realistic", "hard")[seed % 4]
        plan = plan_of(venue_of(venue_id), Choices(level=level), str(seed))
        state = DayState()
        while (step := state.step_of(plan)) is not None:
            right = False
            for given in right_answers(plan, step):
                verdict = judge(plan, state, step, given)
                right = verdict.right
                if not right:
                    assert verdict.told, step.id
                    refused[step.id] = refused.get(step.id, 0) + 1
                state = noted(
                    plan, state, "day.step_tried", step=step.id, given=given, right=right, told=list(verdict.told)
                )
                if right and finishes(plan, step, given):
                    break
            assert right, (seed, step.id)
            state = noted(plan, state, "day.step_done", step=step.id, skipped_ms=0)
        assert state.step == len(plan.venue.steps)
    # What can go wrong without a mistake of one's own did, and not each time: findings, mirrored light.
    assert set(refused) == {
        step.id
        for step in venue_of(venue_id).steps
        if (isinstance(step, ChecklistStep) and step.findings) or (isinstance(step, CameraStep) and step.glare)
    }


@pytest.mark.parametrize("venue_id", VENUE_IDS)
def test_each_drill_comes_up_in_some_days_and_not_in_all(venue_id: str) -> None:
    plans = [plan_of(venue_of(venue_id), seed=str(seed)) for seed in range(200)]
    venue = venue_of(venue_id)
    for step in venue.steps:
        match step:
            case IdentityStep(cards=cards):
                for drill in cards:
                    assert 0 < sum(drill in plan.cards(step) for plan in plans) < 200, drill.id
            case ChecklistStep(checks=checks):
                for check in checks:
                    if check.finding:
                        assert 0 < sum(check in plan.findings(step) for plan in plans) < 200, check.id
            case ProgramsStep(programs=programs):
                for program in programs:
                    assert 0 < sum(program in plan.running(step) for plan in plans) < 200, program.id
            case CountStep(short=True, sheets=sheets):
                assert {plan.sheets(step) for plan in plans} == {sheets, sheets - 1}
            case NameStep(others=others):
                assert {plan.other_name(step) for plan in plans} == {"", *others}
            case _:
                pass


@pytest.mark.parametrize("venue_id", VENUE_IDS)
def test_wrong_answers_are_told_and_hold_the_day(venue_id: str) -> None:
    plan = plan_of(venue_of(venue_id))
    for step in plan.venue.steps:
        match step:
            case IdentityStep(cards=cards):
                for card in cards:
                    verdict = judge(plan, DayState(), step, card.id)
                    assert verdict.right == (not card.refused)
                    assert verdict.told == ((card.refused,) if card.refused else ())
            case SortStep(places=places, things=things):
                for place in places:
                    wrong = judge(plan, DayState(), step, {thing.id: place.id for thing in things}).told
                    assert set(wrong) == {thing.id for thing in things if thing.right != place.id}
            case SignStep():
                assert judge(plan, DayState(), step, "Robin Exemple").told == ("not_the_name",)
            case _:
                pass


# ---- the points of the day that a venue has to have
def kinds(venue_id: str) -> list[str]:
    return [step.kind for step in venue_of(venue_id).steps]


def step_of(venue_id: str, kind: type[Step]) -> Step:
    return next(step for step in venue_of(venue_id).steps if isinstance(step, kind))


def test_the_steps_of_the_three_days_stand_in_their_order() -> None:
    assert kinds("test_center") == [
        *("page", "appointment", "wait", "identity", "sign", "camera", "sort", "checklist", "count", "name", "wait"),
        *("exam", "count", "sign", "page"),
    ]
    assert kinds("live_remote") == [
        *("page", "system", "tutorial_test", "appointment", "page", "programs", "camera", "identity", "camera"),
        *("camera", "camera", "wait", "checklist", "accept", "launch", "exam", "end_session", "page"),
    ]
    assert kinds("school") == [
        *("page", "appointment", "page", "identity", "sign", "sort", "count", "name", "page", "wait", "launch"),
        *("exam", "count", "sign", "page"),
    ]


def test_the_drills_of_the_identification_are_all_there() -> None:
    for venue_id in VENUE_IDS:
        cards = cast(IdentityStep, step_of(venue_id, IdentityStep)).cards
        refused = {card.id for card in cards if card.refused}
        assert refused >= {"expired", "unsigned", "one_letter", "photo", "school"}
        by_id: dict[str, Card] = {card.id: card for card in cards}
        assert by_id["expired"].expired
        assert not by_id["unsigned"].signed
        assert by_id["one_letter"].name == "one_letter"
        assert by_id["photo"].photo


def test_the_locker_and_the_room_ask_for_what_the_rules_name() -> None:
    things: tuple[Thing, ...] = cast(SortStep, step_of("test_center", SortStep)).things
    assert {thing.id for thing in things} >= {
        *("phone", "watch", "water", "notes", "calculator", "hoodie", "wallet", "keys", "tissues"),
    }
    checks: tuple[Check, ...] = cast(ChecklistStep, step_of("live_remote", ChecklistStep)).checks
    assert [check.picture for check in checks] == [
        *("walls", "floor", "desk", "under", "behind", "mirror", "ears", "wrists", "glasses"),
    ]
    found = " ".join(check.finding for check in checks)
    for thing in ("monitor", "phone", "Papers", "tissues", "bottle"):
        assert thing in found


def test_requests_can_be_made_in_every_venue() -> None:
    for venue_id in VENUE_IDS:
        assert {request.id for request in venue_of(venue_id).requests} == {
            "break",
            "question",
            "fault",
            "paper",
            "noise",
        }


# ---- words
def texts(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text that people read in a value, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for n, part in enumerate(cast(tuple[object, ...], value)):
            yield from texts(part, f"{place}[{n}]")
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("id", "kind", "source", "version"):
                yield from texts(getattr(value, field.name), f"{place}.{field.name}")


SENTENCES = {"text", "told", "rule", "on_the_day", "detail", "why", "refused", "finding", "innocent", "summary"}
EMPTY_WORDS = re.compile(
    r"\b(please note|simply|just|basically|actually|very|really|easily|obviously|of course|in order to|oops|awesome|"
    r"great|exciting|don't worry|unfortunately)\b",
    re.IGNORECASE,
)


def test_words_are_calm_whole_and_filled_in() -> None:
    everything = [*texts(shipped_venues().venues, "venues"), *texts(shipped_deck().deck, "deck")]
    assert len(everything) > 2000
    assert [(place, text, wrong) for place, text in everything for wrong in faults(place, text)] == []


def faults(place: str, text: str) -> Iterator[str]:
    """What is wrong with a text of the data."""
    field = place.rpartition(".")[2].partition("[")[0]
    if found := re.search(r"!|  |…|n't\b|[’“”]|^\s|\s$", text):
        yield f"has {found.group()!r}"
    if found := EMPTY_WORDS.search(text):
        yield f"has the empty {found.group()!r}"
    # In an act, `rule` is an id.
    if field in SENTENCES and " " in text:
        if text[-1] not in ".?:":
            yield "is no whole sentence"
        if len(text) > 280:
            yield "is too long"
    filled = ("{name}", "{seat}", "{appointment}", "{late}", "{sheets}")
    for name in re.findall(r"\{.*?\}|[{}]", text):
        if not place.startswith("venues") or name not in filled:
            yield f"nothing is filled in for {name}"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("deck.incidents[1].title", "Watch out!"),
        ("venues[0].steps[1].text[0]", "Please note that it is late."),
        ("venues[0].steps[1].text[0]", "It is late"),
        ("venues[0].steps[1].text[0]", "{naem}, it is late."),
        ("deck.incidents[1].acts[0].text", "You are {name}."),
        ("venues[0].steps[1].text[0]", "It  is late."),
    ],
)
def test_the_check_of_words_finds(place: str, text: str) -> None:
    assert len(list(faults(place, text))) == 1


def test_sources_are_addresses_and_the_unknown_is_said() -> None:
    for venue in shipped_venues().venues:
        assert len(venue.unconfirmed) >= 4
        assert sum(bool(step.source) for step in venue.steps) >= len(venue.steps) - 3
    incidents = shipped_deck().deck.incidents
    assert sum(bool(incident.source) for incident in incidents) >= len(incidents) - 8
