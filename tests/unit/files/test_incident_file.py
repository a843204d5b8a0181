"""Files of the deck as people write them: added, replaced, told what is wrong, left out where they cannot be used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.files.incident_file import LoadedDeck, check_files, load_deck
from cehrs_desktop.rehearsal.acts import Ask
from cehrs_desktop.rehearsal.incidents import Deck
from cehrs_desktop.rehearsal.soundness import DeckUnusable, check_deck
from tests.day_data import INCIDENTS, shipped_deck, shipped_venues

Change = Callable[[dict[str, Any]], object]
VENUES_HERE = shipped_venues().venues


def incident(**changes: Any) -> dict[str, Any]:
    return {
        "id": "lost_pen",
        "title": "The pen is gone",
        "venues": ["school"],
        "levels": ["realistic", "hard"],
        "size": "small",
        "when": {"from_minute": 10, "to_minute": 90},
        "acts": [
            {"kind": "noise", "text": "The pen falls to the floor.", "seconds": 5},
            {
                "kind": "ask",
                "text": "It has rolled away. What do you do?",
                "choices": [
                    {"id": "hand", "label": "Raise your hand", "good": True, "told": "You get another."},
                    {
                        "id": "up",
                        "label": "Get up and fetch it",
                        "good": False,
                        "told": "Nobody gets up without permission.",
                        "then": [{"kind": "warn", "rule": "left_seat", "text": "Please stay seated."}],
                    },
                ],
                "silent": "hand",
            },
        ],
        "rule": "Raise your hand and stay seated.",
        "on_the_day": "Ask for a second pen at the beginning.",
    } | changes


def part(**lists: Any) -> dict[str, Any]:
    return {"$schema": "deck-file.schema.json", "format": 1, **(lists or {"incidents": [incident()]})}


def written(folder: Path, content: object, name: str = "own.json") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content, indent=2), encoding="utf-8")
    return file


def loaded_with(folder: Path, *contents: object) -> LoadedDeck:
    for number, content in enumerate(contents):
        written(folder, content, f"{number}.json")
    return load_deck(INCIDENTS, [folder], VENUES_HERE)


def ids(deck: Deck) -> set[str]:
    return {one.id for one in deck.incidents}


def test_own_incidents_are_added(tmp_path: Path) -> None:
    loaded = loaded_with(tmp_path, part())
    assert loaded.problems == ()
    assert ids(loaded.deck) == ids(shipped_deck().deck) | {"lost_pen"}
    assert (loaded.own, loaded.replaced) == ({"lost_pen"}, frozenset())
    assert loaded.files["lost_pen"] == tmp_path / "0.json"
    assert loaded.files["school_bell"].parent == INCIDENTS
    added = loaded.deck.incidents[-1]
    assert isinstance(added.acts[1], Ask)
    assert added.acts[1].choices[1].then[0].kind == "warn"


def test_an_own_incident_replaces_the_one_with_its_id_in_its_place(tmp_path: Path) -> None:
    before = [one.id for one in shipped_deck().deck.incidents]
    loaded = loaded_with(tmp_path, part(incidents=[incident(id="school_bell")]))
    assert [one.id for one in loaded.deck.incidents] == before
    assert next(one for one in loaded.deck.incidents if one.id == "school_bell").title == "The pen is gone"
    assert loaded.replaced == {"school_bell"}


def test_rules_levels_and_words_are_replaced_and_added_too(tmp_path: Path) -> None:
    rule = {"id": "pens", "title": "Pens", "text": "One pen each."}
    level = {"id": "calm", "title": "Calm", "text": "One thing at most.", "at_most": 1}
    seen = {"kind": "idle", "title": "Quiet", "rule": "None.", "innocent": ["Thinking."], "on_the_day": "Move."}
    loaded = loaded_with(tmp_path, part(rules=[rule], levels=[level], observations=[seen]))
    assert loaded.problems == ()
    assert loaded.deck.rules[-1].id == "pens"
    assert [one.id for one in loaded.deck.levels] == ["calm", "realistic", "hard"]
    assert loaded.deck.level("calm").at_most == 1
    assert [one.title for one in loaded.deck.observations if one.kind == "idle"] == ["Quiet"]


def test_files_of_a_folder_may_need_each_other(tmp_path: Path) -> None:
    with_rule = part(rules=[{"id": "pens", "title": "Pens", "text": "One pen each."}])
    needs_it = incident()
    needs_it["acts"][1]["choices"][1]["then"][0]["rule"] = "pens"
    # The file that needs the rule is read before the one that has it.
    loaded = loaded_with(tmp_path, part(incidents=[needs_it]), with_rule)
    assert loaded.problems == ()
    assert "lost_pen" in loaded.own


FLAWS: list[tuple[Change, str]] = [
    (lambda i: i.update(venues=[]), "incidents[0].venues: at least one venue is needed"),
    (lambda i: i.update(levels=[]), "incidents[0].levels: at least one is needed: calm, realistic, hard"),
    (lambda i: i.update(levels=["hard", "mad"]), "incidents[0].levels[1]: there is no level 'mad'; there are calm,"),
    (lambda i: i.update(size="large", levels=["calm"]), "incidents[0].levels[0]: it is 'large', and the level 'calm'"),
    (lambda i: i.update(size="ending"), "incidents[0].levels[0]: the level 'realistic' has no endings"),
    (lambda i: i.update(when={"part": "step"}), "incidents[0].when.steps: before which steps may it come?"),
    (lambda i: i.update(when={"steps": ["exam"]}), "incidents[0].when.steps: steps are for part 'step'"),
    (lambda i: i.update(when={"from_minute": 95, "to_minute": 90}), "incidents[0].when.from_minute: 0 or more and not"),
    (lambda i: i.update(acts=[]), "incidents[0].acts: a scene needs at least one act"),
    (lambda i: i["acts"][0].update(seconds=0), "incidents[0].acts[0].seconds: at least 1 is needed"),
    (lambda i: i["acts"][1].update(seconds=0), "incidents[0].acts[1].seconds: at least 1 is needed"),
    (lambda i: i["acts"][1].update(silent="nobody"), "acts[1].silent: 'nobody' is none of its choices: hand, up"),
    (lambda i: i["acts"][1].pop("silent"), "acts[1].silent: what follows when nobody answers is missing: hand, up"),
    (lambda i: i["acts"][1]["choices"][0].update(good=False), "acts[1].choices: one choice at least has to be good"),
    (lambda i: i["acts"][1]["choices"][1].update(id="hand"), "acts[1].choices[1].id: 'hand' is there twice"),
    (
        lambda i: i["acts"][1]["choices"][1]["then"][0].update(rule="pens"),
        "incidents[0].acts[1].choices[1].then[0].rule: there is no rule 'pens'; there are: eyes_off,",
    ),
    (
        lambda i: i["acts"].append({"kind": "end", "rule": "phone", "text": "x"}),
        "incidents[0].acts[2]: it ends the exam, so the size of the incident has to be 'ending'",
    ),
    (lambda i: i["acts"].append({"kind": "recheck", "text": "x", "checks": []}), "acts[2].checks: at least one line"),
    (
        lambda i: i["acts"][0].update(text="Hello {name}"),
        "incidents[0].acts[0].text: nothing is filled in for {name} here",
    ),
]


@pytest.mark.parametrize(("change", "expected"), FLAWS, ids=[words for _, words in FLAWS])
def test_what_cannot_be_played_is_told_with_its_place_and_left_out(
    tmp_path: Path, change: Change, expected: str
) -> None:
    own = incident()
    change(own)
    loaded = loaded_with(tmp_path, part(incidents=[own]))
    (problem,) = loaded.problems
    assert expected in str(problem)
    assert problem.line > 1
    assert problem.left_out
    assert loaded.deck == shipped_deck().deck
    assert loaded.own == frozenset()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", "this is not JSON"),
        (part(incident=[]), "incident: there is no such field. Was 'incidents' meant? There are: levels, rules,"),
        (part(incidents=[{"id": "x"}]), "incidents[0].title: this is missing. Add it."),
        (
            part(incidents=[incident(size="huge")]),
            "incidents[0].size: \"huge\" is not possible here. Use 'small', 'large'",
        ),
        (part(incidents=[incident(acts=[{"kind": "shout"}])]), "incidents[0].acts[0]: there is no kind 'shout'."),
        (part(incidents=[incident(), incident()]), "incidents[1].id: 'lost_pen' is there twice"),
        (part(levels=[{"id": "none", "title": "x", "text": "y.", "at_most": 1}]), "levels[0].id: 'none' is kept for"),
        (
            part(levels=[{"id": "wild", "title": "x", "text": "y.", "at_most": 1, "at_least": 2}]),
            "levels[0].at_least: a number from 0 to 1 ('at_most') is needed",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_wrong_files_are_told_and_left_out(tmp_path: Path, content: object, expected: str) -> None:
    loaded = loaded_with(tmp_path, content, part(incidents=[incident(id="good_one")]))
    assert expected in " ".join(map(str, loaded.problems))
    assert {problem.file.name for problem in loaded.problems} == {"0.json"}
    assert loaded.deck != shipped_deck().deck
    assert ids(loaded.deck) == ids(shipped_deck().deck) | {"good_one"}


def test_a_level_that_no_longer_fits_the_others_is_left_out(tmp_path: Path) -> None:
    small = {"id": "hard", "title": "Hard", "text": "Small things only.", "at_most": 8}
    loaded = loaded_with(tmp_path, part(levels=[small]))
    assert loaded.deck == shipped_deck().deck
    assert "no longer fits: it is 'large', and the level 'hard' has room for small ones only" in str(loaded.problems[0])


def test_a_file_that_needs_one_that_is_left_out_goes_with_it(tmp_path: Path) -> None:
    bad_rule_file = part(rules=[{"id": "pens", "title": "Pens", "text": "For {name}."}])
    needs_it = incident()
    needs_it["acts"][1]["choices"][1]["then"][0]["rule"] = "pens"
    loaded = loaded_with(tmp_path, bad_rule_file, part(incidents=[needs_it]), part(incidents=[incident(id="good_one")]))
    assert loaded.own == {"good_one"}
    assert {problem.file.name for problem in loaded.problems} == {"0.json", "1.json"}


def test_the_same_id_in_two_files_of_one_folder_is_a_problem_of_the_second(tmp_path: Path) -> None:
    loaded = loaded_with(tmp_path, part(), part(incidents=[incident(title="Another")]))
    assert next(one for one in loaded.deck.incidents if one.id == "lost_pen").title == "The pen is gone"
    (problem,) = loaded.problems
    assert "1.json" in str(problem)
    assert "incidents[0].id: 'lost_pen' stands in 0.json too" in str(problem)


def test_names_of_venues_and_steps_that_are_not_here_are_noted_and_keep_the_file(tmp_path: Path) -> None:
    elsewhere = incident(id="a", venues=["school", "lab_c"])
    step = incident(id="b", when={"part": "step", "steps": ["locker", "devices"]})
    loaded = loaded_with(tmp_path, part(incidents=[elsewhere, step]))
    assert loaded.own == {"a", "b"}
    assert [problem.left_out for problem in loaded.problems] == [False, False]
    assert "the incident 'a' names the venue 'lab_c', which is not here. There are: test_center," in str(
        loaded.problems[0]
    )
    assert "the incident 'b' names the step 'locker', which none of its venues has" in str(loaded.problems[1])


def test_checking_files_tells_about_these_files_only(tmp_path: Path) -> None:
    good = written(tmp_path, part())
    loaded = check_files(INCIDENTS, [good], VENUES_HERE)
    assert (loaded.problems, loaded.own) == ((), {"lost_pen"})
    bad = written(tmp_path, part(incidents=[incident(id="bad", levels=["mad"])]), "bad.json")
    assert [problem.file for problem in check_files(INCIDENTS, [bad, good], VENUES_HERE).problems] == [bad]


def test_a_folder_without_files_gives_an_empty_deck(tmp_path: Path) -> None:
    loaded = load_deck(tmp_path / "nowhere")
    assert loaded.deck == Deck(levels=(), rules=(), incidents=())
    assert loaded.problems == ()


def test_checking_a_deck_of_values_raises_with_all_of_it() -> None:
    deck = shipped_deck().deck
    check_deck(deck)
    with pytest.raises(DeckUnusable, match=r"there is no level 'calm'"):
        check_deck(Deck(levels=deck.levels[1:], rules=deck.rules, incidents=deck.incidents))
