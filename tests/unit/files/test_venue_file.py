"""Venue files as people write them: every kind of wrong file is told with its place, and stops nobody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cehrs_desktop.files.located_json import LARGEST_FILE, FileUnusable, left_out, read_json
from cehrs_desktop.files.venue_file import load_venues, read_venue, venue_text
from cehrs_desktop.rehearsal.plain import from_plain
from cehrs_desktop.rehearsal.soundness import VenueUnusable, check_venue
from cehrs_desktop.rehearsal.venue import IdentityStep, Venue
from tests.day_data import VENUES, shipped_venues, venue_of

Change = Callable[[dict[str, Any]], object]

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just({"kind": "exam"}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "id", "x", "1"]), inner),
    max_leaves=5,
)


def own_venue() -> dict[str, Any]:
    """A small venue with one step of each kind that has something inside, as JSON."""
    return {
        "$schema": "venue-file.schema.json",
        "format": 1,
        "id": "lab_b",
        "title": "Lab B",
        "summary": "A room of the program.",
        "opens_minutes": 30,
        "late_minutes": 15,
        "contact": "hand",
        "staff": ["Ms. Ito"],
        "house_rules": ["Raise your hand."],
        "steps": [
            {"kind": "page", "id": "hello", "title": "Hello {name}", "text": ["Come to seat {seat}."]},
            {"kind": "appointment", "id": "arrive", "title": "Arrive"},
            {
                "kind": "identity",
                "id": "card",
                "title": "Your card",
                "cards": [
                    {"id": "good", "label": "Passport"},
                    {"id": "old", "label": "Passport", "expired": True, "refused": "It has expired."},
                ],
                "offered": 2,
            },
            {
                "kind": "sort",
                "id": "bags",
                "title": "Bags",
                "places": [{"id": "locker", "label": "Locker"}],
                "things": [{"id": "phone", "label": "Phone", "right": "locker", "why": "It rings."}],
            },
            {
                "kind": "checklist",
                "id": "pockets",
                "title": "Pockets",
                "checks": [{"id": "left", "label": "Left", "finding": "A coin.", "remedy": "Put it away"}],
                "findings": 1,
            },
            {"kind": "count", "id": "out", "title": "Paper", "way": "out"},
            {
                "kind": "programs",
                "id": "close",
                "title": "Close",
                "programs": [{"id": "chat", "label": "Chat", "why": "It shows messages."}],
                "running": 1,
            },
            {"kind": "wait", "id": "wait", "title": "Wait", "shortest": 1, "longest": 2},
            {"kind": "accept", "id": "rules", "title": "Rules", "rules": ["No talking."], "back_to": "wait"},
            {"kind": "exam", "id": "exam", "title": "Exam"},
            {"kind": "count", "id": "in", "title": "Paper back", "way": "in"},
            {"kind": "end_session", "id": "end", "title": "End"},
        ],
        "requests": [{"id": "paper", "label": "Paper", "acts": [{"kind": "say", "text": "Here it is."}]}],
    }


def written(folder: Path, content: object, name: str = "own.json") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    text = content if isinstance(content, str) else json.dumps(content, indent=2)
    file.write_text(text, encoding="utf-8")
    return file


def told(tmp_path: Path, content: object) -> list[str]:
    """The problems of a file, without its name."""
    file = written(tmp_path, content)
    with pytest.raises(FileUnusable) as caught:
        read_venue(file)
    return [str(problem).removeprefix(str(file)) for problem in caught.value.problems]


def test_a_good_file_becomes_a_venue(tmp_path: Path) -> None:
    venue = read_venue(written(tmp_path, own_venue()))
    assert isinstance(venue, Venue)
    assert venue.id == "lab_b"
    assert isinstance(venue.steps[2], IdentityStep)
    assert venue.steps[2].cards[1].refused == "It has expired."
    assert venue.exam_at == 9
    check_venue(venue)


@pytest.mark.parametrize("venue_id", ["test_center", "live_remote", "school"])
def test_a_copy_of_a_shipped_venue_is_the_same_venue(tmp_path: Path, venue_id: str) -> None:
    text = venue_text(venue_of(venue_id))
    assert read_venue(written(tmp_path, text)) == venue_of(venue_id)
    # What would be so anyway is left away: a text to edit, not a dump.
    assert '"unconfirmed": false' not in text
    assert len(text.splitlines()) < 700


# ---- what a file can have wrong in its types
STEPS_OF_TYPES: list[tuple[Change, str]] = [
    (lambda v: v.pop("title"), "line 1: title: this is missing. Add it."),
    (lambda v: v.update(tittle="x"), "tittle: there is no such field. Was 'title' meant? There are: id, title,"),
    (lambda v: v.update(title=""), "title: this may not be empty."),
    (lambda v: v.update(title="x" * 2001), "title: this is longer than 2000 characters."),
    (lambda v: v.update(title=7), "title: a text in quotation marks is needed, not 7."),
    (lambda v: v.update(id="Lab B"), 'id: "Lab B" is no id. Use small letters, digits and _ only, at most 64.'),
    (lambda v: v.update(opens_minutes="30"), 'opens_minutes: a whole number is needed, not "30".'),
    (lambda v: v.update(opens_minutes=30.5), "opens_minutes: "),
    (lambda v: v.update(opens_minutes=True), "opens_minutes: a whole number is needed, not true."),
    (lambda v: v.update(contact="phone"), "contact: \"phone\" is not possible here. Use 'chat' or 'hand'."),
    (lambda v: v.update(staff="Ms. Ito"), 'staff: a list in square brackets is needed, not "Ms. Ito".'),
    (lambda v: v.update(staff=["Ms. Ito", 3]), "staff[1]: a text in quotation marks is needed, not 3."),
    (lambda v: v.update(steps={}), "steps: a list in square brackets is needed, not {}."),
    (lambda v: v["steps"].append(5), "steps[12]: an object in braces is needed, not 5."),
    (lambda v: v["steps"][0].pop("kind"), "steps[0]: 'kind' is missing. It is one of: page, appointment, identity,"),
    (
        lambda v: v["steps"][0].update(kind="pages"),
        "steps[0]: there is no kind 'pages'. There are: 'page', 'appointment',",
    ),
    (
        lambda v: v["steps"][2]["cards"][0].update(expired="no"),
        'steps[2].cards[0].expired: true or false is needed, not "no".',
    ),
    (lambda v: v["steps"][2]["cards"][0].update(page=1), "steps[2].cards[0].page: there is no such field."),
    (lambda v: v["steps"][0].update(page={}), "steps[0].page: there is no such field."),
    (lambda v: v["steps"][2]["cards"][0].pop("label"), "steps[2].cards[0].label: this is missing."),
    (lambda v: v["steps"][5].update(way="up"), "steps[5].way: \"up\" is not possible here. Use 'out' or 'in'."),
    (lambda v: v["steps"][4]["checks"][0].update(picture="moon"), 'steps[4].checks[0].picture: "moon" is not possible'),
    (lambda v: v["steps"][0].update(source="nha"), 'steps[0].source: "nha" is no address of a page.'),
    (lambda v: v["requests"][0]["acts"][0].update(who="boss"), 'requests[0].acts[0].who: "boss" is not possible here.'),
    (lambda v: v.update(format=2), "format: format 2 is newer than this program knows (1). Use a newer version"),
    (lambda v: v.update(format="1"), 'format: "1" is not possible here. Use 1.'),
    (lambda v: v.pop("format"), "format: this is missing."),
]


@pytest.mark.parametrize(("change", "expected"), STEPS_OF_TYPES, ids=[words for _, words in STEPS_OF_TYPES])
def test_what_does_not_fit_is_told_with_place_and_what_is_allowed(
    tmp_path: Path, change: Change, expected: str
) -> None:
    content = own_venue()
    change(content)
    (problem,) = told(tmp_path, content)
    assert problem.startswith(", line ")
    assert expected in problem
    assert problem.endswith(".")


# ---- what makes no day
NO_DAY: list[tuple[Change, str]] = [
    (lambda v: v["steps"].pop(9), "steps: one step of kind 'exam' is needed"),
    (lambda v: v["steps"].append({"kind": "exam", "id": "two", "title": "x"}), "steps[12]: a second exam"),
    (lambda v: v["steps"][1].update(id="hello"), "steps[1].id: 'hello' is there twice"),
    (lambda v: v.update(late_minutes=-1), "late_minutes: 0 or more is needed"),
    (lambda v: v.update(opens_minutes=-1), "opens_minutes: 0 or more is needed"),
    (lambda v: v.update(staff=[]), "staff: at least one name or role is needed"),
    (
        lambda v: v["steps"][2]["cards"][0].update(refused="It is blue."),
        "steps[2].cards: one card at least has to be taken",
    ),
    (lambda v: v["steps"][2].update(offered=3), "steps[2].offered: a number from 1 to 2 (its cards) is needed, not 3"),
    (lambda v: v["steps"][2]["cards"][1].pop("refused"), "steps[2].cards[1].refused: something is wrong with the card"),
    (lambda v: v["steps"][2]["cards"][1].update(id="good"), "steps[2].cards[1].id: 'good' is there twice"),
    (
        lambda v: v["steps"][3]["things"][0].update(right="bag"),
        "steps[3].things[0].right: 'bag' is none of its places: locker",
    ),
    (lambda v: v["steps"][4].update(findings=2), "steps[4].findings: a number from 0 to 1"),
    (
        lambda v: v["steps"][4]["checks"][0].pop("remedy"),
        "steps[4].checks[0]: 'finding' and 'remedy' are given together",
    ),
    (lambda v: v["steps"][4].update(checks=[], findings=0), "steps[4].checks: at least one is needed"),
    (lambda v: v["steps"][5].update(sheets=1, short=True), "steps[5].sheets: at least 1 is needed, and 2 where"),
    (lambda v: v["steps"][6].update(running=2), "steps[6].running: a number from 0 to 1 (its programs) is needed"),
    (lambda v: v["steps"][7].update(shortest=3), "steps[7].shortest: 0 or more and not above 'longest'"),
    (lambda v: v["steps"][8].update(back_to="rules"), "steps[8].back_to: 'rules' is no step before it: hello, arrive,"),
    (lambda v: v["steps"][8].update(rules=[]), "steps[8].rules: at least one rule is needed"),
    (lambda v: v["steps"].pop(5), "steps[9]: scratch paper is handed in that no step before it handed out"),
    (lambda v: v["steps"].insert(0, v["steps"].pop()), "steps[0]: the session cannot end before the exam"),
    (
        lambda v: v["steps"].append({"kind": "launch", "id": "x", "title": "x"}),
        "steps[12]: a step of kind 'launch' belongs",
    ),
    (
        lambda v: v["steps"][0].update(title="Hello {naem}"),
        "steps[0].title: nothing is filled in for {naem}; there are name,",
    ),
    (
        lambda v: v["steps"][2]["cards"][0].update(label="{name}"),
        "steps[2].cards[0].label: nothing is filled in for {name}",
    ),
    (lambda v: v["steps"][0].update(text=["Come by {late."]), "steps[0].text[0]: a brace is opened and not closed"),
    (lambda v: v["steps"][0].update(text=["Be late} at {late}."]), "steps[0].text[0]: a brace is opened and not"),
    (lambda v: v.update(house_rules=["From {late on"]), "house_rules[0]: a brace is opened and not closed"),
    (lambda v: v.update(house_rules=["{late}"]), "house_rules[0]: nothing is filled in for {late} here"),
    (lambda v: v["requests"][0].update(acts=[]), "requests[0].acts: a scene needs at least one act"),
    (
        lambda v: v["requests"][0].update(acts=[{"kind": "warn", "rule": "talking", "text": "x"}]),
        "requests[0].acts[0].rule: there is no rule 'talking'",
    ),
]


@pytest.mark.parametrize(("change", "expected"), NO_DAY, ids=[words for _, words in NO_DAY])
def test_what_makes_no_day_is_told_with_its_place(tmp_path: Path, change: Change, expected: str) -> None:
    content = own_venue()
    change(content)
    (problem,) = told(tmp_path, content)
    assert expected in problem


def test_everything_that_is_wrong_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    content = own_venue()
    content["contact"] = "phone"
    content["steps"][2]["cards"][0]["expired"] = "no"
    content["steps"][7].pop("longest")
    lines = json.dumps(content, indent=2).splitlines()
    at = [next(n for n, line in enumerate(lines, 1) if words in line) for words in ('"contact"', '"expired": "no"')]
    at.append(next(n for n, line in enumerate(lines, 1) if '"kind": "wait"' in line) - 1)
    problems = told(tmp_path, content)
    assert [problem.split(":")[0] for problem in problems] == [f", line {line}" for line in at]

    flaws = own_venue()
    flaws["staff"] = []
    flaws["steps"][6]["running"] = 9
    flaws["steps"][8]["back_to"] = "nowhere"
    assert len(told(tmp_path, flaws)) == 3
    value = from_plain(Venue, {key: value for key, value in flaws.items() if key not in ("$schema", "format")})
    with pytest.raises(VenueUnusable, match=r"staff.*\n.*running.*\n.*nowhere"):
        check_venue(value)


# ---- files that are none
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"id": "x",}', ", line 1: this is not JSON: "),
        (
            '{\n  "id": "x"\n  "title": "y"\n}',
            ", line 3: this is not JSON: expecting ',' delimiter (column 3). Look there",
        ),
        ("", ", line 1: this is not JSON: expecting value"),
        ("id: x", ", line 1: this is not JSON"),
        (
            '{"id": "a",\n "steps": [{"kind": "page",\n  "kind": "exam"}]}',
            ", line 3: 'kind' is given twice in one object.",
        ),
        ("[" * 100_000, ": it is nested too deeply."),
        ("[" * 100 + "]" * 100, ": it is nested too deeply."),
        ("[1, 2]", ", line 1: an object in braces is needed, not [1, 2]."),
        ("null", ", line 1: an object in braces is needed, not null."),
        ('{"format": NaN}', "format: NaN is not possible here. Use 1."),
    ],
)
def test_text_that_is_no_venue_is_told_with_line_and_column(tmp_path: Path, text: str, expected: str) -> None:
    assert any(expected in problem for problem in told(tmp_path, text))


def test_files_that_cannot_be_read_say_why_and_what_to_do(tmp_path: Path) -> None:
    def reason(file: Path) -> str:
        with pytest.raises(FileUnusable) as caught:
            read_venue(file)
        return str(caught.value)

    assert "it cannot be read: No such file or directory. Check the name" in reason(tmp_path / "none.json")
    assert "this is a folder. Give the name of a file in it." in reason(tmp_path)
    wrong = tmp_path / "latin.json"
    wrong.write_bytes('{"title": "Prüfung"}'.encode("latin-1"))
    assert "it is not UTF-8 text (byte 14). Save it again as UTF-8." in reason(wrong)
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (LARGEST_FILE + 1))
    assert "it is larger than 2 MB." in reason(large)


def test_a_byte_order_mark_and_any_spacing_are_read(tmp_path: Path) -> None:
    file = tmp_path / "bom.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(own_venue(), separators=(",", ":")).encode())
    assert read_venue(file).id == "lab_b"
    file.write_text(json.dumps(own_venue(), indent=7).replace("\n", "\r\n"), encoding="utf-8")
    assert read_venue(file).id == "lab_b"


def test_the_line_of_every_part_is_known(tmp_path: Path) -> None:
    text = '{\n "a": [1,\n\n  {"b": "x\\"}],{", "c": [], "d": {}}\n ],\n "e": -1.5e3\n}'
    located = read_json(written(tmp_path, text))
    assert located.lines == {
        (): 1,
        ("a",): 2,
        ("a", 0): 2,
        ("a", 1): 4,
        ("a", 1, "b"): 4,
        ("a", 1, "c"): 4,
        ("a", 1, "d"): 4,
        ("e",): 6,
    }


@given(st.integers(0, 10_000), JUNK)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_anywhere_is_read_or_told(tmp_path: Path, where: int, junk: object) -> None:
    content = own_venue()
    places = list(holders(content))
    holder, key = places[where % len(places)]
    holder[key] = junk
    venue, problems = None, ()
    try:
        venue = read_venue(written(tmp_path, content))
    except FileUnusable as error:
        problems = error.problems
    assert (venue is None) == bool(problems)
    for problem in problems:
        assert problem.text
        assert str(problem).startswith(f"{problem.file}, line ")
    if venue is not None:
        check_venue(venue)
        assert read_venue(written(tmp_path, venue_text(venue), "again.json")) == venue


def holders(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a value: what holds it, and under which key."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from holders(value[key])


# ---- folders
def test_own_venues_are_added_and_replace_by_id(tmp_path: Path) -> None:
    own = tmp_path / "venues"
    written(own, own_venue())
    changed = json.loads(venue_text(venue_of("school"))) | {"title": "At our school", "order": 5}
    file = written(own, changed, "school2.json")
    loaded = load_venues(VENUES, [own, tmp_path / "not there"])
    assert loaded.problems == ()
    assert [venue.id for venue in loaded.venues] == ["school", "test_center", "live_remote", "lab_b"]
    assert loaded.venues[0].title == "At our school"
    assert loaded.own == {"lab_b", "school"}
    assert loaded.replaced == {"school"}
    assert loaded.files["school"] == file
    assert loaded.files["test_center"] == VENUES / "test_center.json"


def test_a_later_folder_wins_over_an_earlier_one(tmp_path: Path) -> None:
    written(tmp_path / "mine", own_venue() | {"title": "Mine"})
    written(tmp_path / "policy", own_venue() | {"title": "The school's"})
    loaded = load_venues(VENUES, [tmp_path / "mine", tmp_path / "policy"])
    assert next(venue for venue in loaded.venues if venue.id == "lab_b").title == "The school's"
    assert (loaded.problems, loaded.replaced) == ((), frozenset())


def test_wrong_files_are_left_out_and_stop_nothing(tmp_path: Path) -> None:
    own = tmp_path / "venues"
    written(own, own_venue(), "a_good.json")
    written(own, own_venue() | {"title": "Another"}, "b_same_id.json")
    written(own, own_venue() | {"id": "test_center", "staff": [], "late_minutes": -1}, "c_flawed.json")
    written(own, "{", "d_broken.json")
    written(own, {"anything": 1}, "venue-file.schema.json")
    written(own, "not looked at", "notes.txt")
    (own / "e_folder.json").mkdir()
    loaded = load_venues(VENUES, [own])
    assert {venue.id for venue in loaded.venues} == {"test_center", "live_remote", "school", "lab_b"}
    # The shipped one stays where its replacement cannot be used.
    assert next(venue for venue in loaded.venues if venue.id == "test_center") == venue_of("test_center")
    assert loaded.own == {"lab_b"}
    assert {problem.file.name for problem in loaded.problems} == {
        *("b_same_id.json", "c_flawed.json", "d_broken.json", "e_folder.json"),
    }
    texts = left_out(loaded.problems)
    assert len(texts) == 4
    assert "the venue 'lab_b' stands in a_good.json too" in texts[0]
    assert texts[1].endswith("There is one more problem in this file.")


def test_a_folder_without_venues_gives_none_and_says_nothing(tmp_path: Path) -> None:
    loaded = load_venues(tmp_path / "nowhere", [tmp_path])
    assert (loaded.venues, loaded.problems) == ((), ())
    assert shipped_venues().problems == ()
