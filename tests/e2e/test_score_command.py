"""`cehrs score` as a script sees it: scores from a form of a pack and from a file, codes, words about bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.bank.pack import ItemPack, write_pack
from cehrs_desktop.cli import main
from cehrs_desktop.exam.form import Form, draw_form
from cehrs_desktop.psychometrics.form_table import FixedForm
from cehrs_desktop.psychometrics.scoring import difficulty
from cehrs_desktop.psychometrics.tables import form_table
from tests.building import PARAMETERS, full_bank, full_blueprint

ROOT = Path(__file__).parents[2]
RATINGS = (0.45, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with one form, "F1", whose items differ in their ratings."""
    items = tuple(
        replace(item, ratings=tuple(replace(rating, probability=RATINGS[n % 8]) for rating in item.ratings))
        for n, item in enumerate(full_bank())
    )
    blueprint = full_blueprint()
    form = replace(draw_form(items, blueprint, pack_id="", seed="score"), id="F1")
    by_id = {item.id: item for item in items}
    scored = [
        (slot.domain, difficulty((rating.probability for rating in by_id[slot.item_id].ratings), PARAMETERS))
        for slot in form.slots
        if slot.scored
    ]
    parameters = replace(PARAMETERS, reference=tuple(b for _, b in sorted(scored)))
    path = tmp_path_factory.mktemp("score") / "items.pack"
    write_pack(path, items, blueprint, parameters, [FixedForm(form, form_table(scored, parameters))])
    return path


@pytest.fixture(scope="module")
def form(bank: Path) -> Form:
    return ItemPack(bank).forms()[0].form


def run(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(["score", *arguments])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def answer(capsys: Captured, *arguments: str) -> Any:
    code, out, err = run(capsys, *arguments, "--json")
    assert code == 0, err
    assert err == ""
    return json.loads(out)


def table(folder: Path, names: list[str], rows: dict[str, list[str]]) -> str:
    path = folder / "responses.csv"
    path.write_text("\n".join(",".join(line) for line in (["id", *names], *([k, *v] for k, v in rows.items()))) + "\n")
    return str(path)


def scored_names(form: Form) -> list[str]:
    return [slot.item_id for slot in form.slots if slot.scored]


def row(right: int, count: int = 100) -> list[str]:
    return ["1"] * right + ["0"] * (count - right)


def test_every_raw_score_of_a_form_of_the_pack(capsys: Captured, bank: Path, form: Form, tmp_path: Path) -> None:
    names = scored_names(form)
    told = answer(
        capsys, *("--form", "F1", "--bank", str(bank), "--tables"),
        *("--responses", table(tmp_path, names, {f"p{n}": row(n) for n in range(101)})),
    )  # fmt: skip
    assert list(told) == ["form", "group", "persons", "notes"]
    persons = told["persons"]
    assert [person["raw"] for person in persons] == list(range(101))
    assert set(persons[0]) >= {"id", "raw", "theta", "csem", "scaled", "low", "high", "passed", "domains"}
    scaled = [person["scaled"] for person in persons]
    assert scaled == sorted(scaled)
    assert (scaled[0], scaled[100]) == (200, 500)
    passing = told["form"]["pass_raw"]
    assert [person["passed"] for person in persons] == [n >= passing for n in range(101)]
    assert scaled[passing] >= 390 > 389 >= scaled[passing - 1]
    whole = told["form"]["table"]
    for person, theta, csem, exact, points in zip(
        persons, whole["theta"], whole["theta_csem"], whole["scaled"], whole["csem"], strict=True
    ):
        assert (person["theta"], person["csem"], person["scaled_csem"]) == (theta, csem, points)
        assert person["low"] == max(200, round(exact - points))
        assert person["high"] == min(500, round(exact + points))
        assert person["low"] <= person["scaled"] <= person["high"]
    assert [(one["domain"], one["count"]) for one in persons[50]["domains"]] == [
        *(("1", 28), ("2", 32), ("3", 15), ("4", 15), ("5", 10)),
    ]
    assert told["form"]["lee"]["accuracy"] > 0.9
    assert told["group"]["livingston_lewis"] is None
    assert "too few" in told["group"]["livingston_lewis_missing"]


def test_letters_by_question_number_with_pretest_and_blanks(
    capsys: Captured, bank: Path, form: Form, tmp_path: Path
) -> None:
    items = {item.id: item for item in ItemPack(bank).all_items()}
    key = ["abcd"[slot.option_order.index(items[slot.item_id].key.id)].upper() for slot in form.slots]
    wrong = ["B" if letter == "A" else "A" for letter in key]
    pretest_wrong = [k if slot.scored else w for slot, k, w in zip(form.slots, key, wrong, strict=True)]
    rows = {"all": key, "scored": pretest_wrong, "none": wrong, "half": [*key[:63], *[""] * 62]}
    told = answer(
        capsys, *("--form", "F1", "--bank", str(bank)),
        *("--responses", table(tmp_path, [f"Q{n}" for n in range(1, 126)], rows)),
    )  # fmt: skip
    everything, scored, nothing, half = told["persons"]
    assert (everything["raw"], scored["raw"], nothing["raw"]) == (100, 100, 0)
    assert {**everything, "id": "scored"} == scored
    assert half["raw"] == half["reached"] == sum(slot.scored for slot in form.slots[:63])
    assert half["few_reached"] is True
    assert any("1 reached less than 80 %" in note for note in told["notes"])


def form_file(folder: Path, form: Form, bank: Path, keep: list[int], **more: Any) -> str:
    """A file as `cehrs form assemble` writes it, of the slots at these places, without difficulties."""
    items = {item.id: item for item in ItemPack(bank).all_items()}
    entries = [
        {
            "id": slot.item_id,
            "role": "scored" if slot.scored else "pretest",
            "domain": slot.domain,
            "topic": items[slot.item_id].topic,
        }
        for slot in (form.slots[n] for n in keep)
    ]
    path = folder / "form.json"
    path.write_text(json.dumps({"forms": [{"id": "set", "items": entries, **more}]}))
    return str(path)


def test_a_form_from_a_file_has_the_same_scores(capsys: Captured, bank: Path, form: Form, tmp_path: Path) -> None:
    responses = table(tmp_path, scored_names(form), {"ann": row(70), "bob": row(30)})
    path = form_file(tmp_path, form, bank, list(range(125)))
    of_pack, of_file = (
        answer(capsys, "--form", chosen, "--bank", str(bank), "--responses", responses) for chosen in ("F1", path)
    )
    assert of_file["form"] == {**of_pack["form"], "id": "set"}
    for one, other in zip(of_pack["persons"], of_file["persons"], strict=True):
        assert one == other


@pytest.mark.parametrize(
    ("per_domain", "count"), [((14, 16, 7, 8, 5), 50), ((11, 13, 6, 6, 4), 40), ((4, 5, 2, 2, 2), 15)]
)
def test_fewer_items_tell_less(
    capsys: Captured, bank: Path, form: Form, tmp_path: Path, per_domain: tuple[int, ...], count: int
) -> None:
    scored = [n for n, slot in enumerate(form.slots) if slot.scored]
    keep = [
        n
        for domain, number in zip("12345", per_domain, strict=True)
        for n in [place for place in scored if form.slots[place].domain == domain][:number]
    ]
    names = [form.slots[n].item_id for n in keep]
    told = answer(
        capsys, *("--form", form_file(tmp_path, form, bank, keep), "--bank", str(bank)),
        *("--responses", table(tmp_path, names, {"ann": row(count // 2, count)})),
    )  # fmt: skip
    (person,) = told["persons"]
    given = {name: person[name] is not None for name in ("theta", "scaled", "low", "high", "passed", "topics")}
    if count == 50:
        assert given == {"theta": True, "scaled": True, "low": True, "high": True, "passed": True, "topics": False}
    elif count == 40:
        assert given == {"theta": True, "scaled": False, "low": True, "high": True, "passed": False, "topics": False}
        assert any("a range only" in note for note in told["notes"])
    else:
        assert given == {"theta": False, "scaled": False, "low": False, "high": False, "passed": False, "topics": True}
        assert any("percent and topics only" in note for note in told["notes"])
    assert person["percent"] == pytest.approx(100 * (count // 2) / count)


def test_other_proportions_get_the_composite_or_only_their_domains(
    capsys: Captured, bank: Path, form: Form, tmp_path: Path
) -> None:
    scored = [n for n, slot in enumerate(form.slots) if slot.scored]
    two = [n for n in scored if form.slots[n].domain in "12"]
    thin = [[n for n in scored if form.slots[n].domain == domain][:4] for domain in "345"]
    mixed = [*two, *(n for own in thin for n in own)]
    few = [*two[:15], *(n for own in thin for n in own)]
    for keep, given in ((mixed, True), (two, False), (few, None), (two[:40], False)):
        names = [form.slots[n].item_id for n in keep]
        told = answer(
            capsys, *("--form", form_file(tmp_path, form, bank, keep), "--bank", str(bank)),
            *("--responses", table(tmp_path, names, {"ann": row(20, len(keep))})),
        )  # fmt: skip
        (person,) = told["persons"]
        assert told["form"]["in_proportion"] is False
        assert person["passed"] is None
        assert (person["scaled"] is not None) == (given is True)
        assert (person["low"] is not None) == (given is not False)
        # One note, and it fits what is given.
        said = [note for note in told["notes"] if "proportion" in note or "range" in note or "composite" in note]
        assert len(said) == 1
        words = {
            True: "the score is the composite of its domains",
            False: "neither a score nor a range for the whole blueprint is given",
            None: "27 scored items, not in blueprint proportion: a range only, of the composite of its domains",
        }
        assert words[given] in said[0]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row(100), row(0)], "all items right or all wrong"),
        ([row(50), [*row(0, 50), *row(50, 50)], ["1", *row(0, 99)]], "do not go together (alpha is -"),
    ],
)
def test_why_observed_scores_say_nothing_is_told_in_plain_words(
    capsys: Captured, bank: Path, form: Form, tmp_path: Path, rows: list[list[str]], words: str
) -> None:
    people = {f"p{n}-{k}": one for n, one in enumerate(rows) for k in range(120 if n < 2 else 1)}
    responses = table(tmp_path, scored_names(form), people)
    group = answer(capsys, "--form", "F1", "--bank", str(bank), "--responses", responses)["group"]
    assert group["livingston_lewis"] is None
    assert words in group["livingston_lewis_missing"]
    assert "reliability" not in group["livingston_lewis_missing"]


def test_words_for_people(capsys: Captured, bank: Path, form: Form, tmp_path: Path) -> None:
    responses = table(tmp_path, scored_names(form), {"ann": row(90), "bob": row(30)})
    code, out, err = run(capsys, "--form", "F1", "--bank", str(bank), "--responses", responses)
    assert (code, out) == (0, "")
    assert "ann  90 of 100 (90 %)" in err
    assert "at or above the pass line" in err
    assert "not the exam's own scores" in err


def test_bad_input_is_told(capsys: Captured, bank: Path, form: Form, tmp_path: Path) -> None:
    names = scored_names(form)
    good = table(tmp_path, names, {"ann": row(50)})

    def refused(*arguments: str, code: int, words: str) -> None:
        found, out, err = run(capsys, *arguments, "--json")
        assert (found, out) == (code, ""), err
        assert words in err

    of_form = ("--form", "F1", "--bank", str(bank))
    refused("--form", "x" * 5000, "--bank", str(bank), "--responses", good, code=2, words="The forms are F1")
    refused("--form", "", "--bank", str(bank), "--responses", good, code=2, words="The forms are F1")
    refused("--form", "F1", "--bank", "x" * 5000, "--responses", good, code=4, words="There is no item pack")
    refused("--form", "F9", "--bank", str(bank), "--responses", good, code=2, words="The forms are F1")
    refused("--form", "none.json", "--bank", str(bank), "--responses", good, code=4, words="cannot be read")
    refused("--form", str(tmp_path / "x" / "y"), "--bank", str(bank), "--responses", good, code=4, words="cannot be")
    refused("--form", good, "--bank", str(bank), "--responses", good, code=4, words="is not JSON")
    refused(*of_form, "--responses", str(tmp_path / "none.csv"), code=4, words="none.csv")
    refused(*of_form, "--responses", str(tmp_path), code=4, words="Nothing was scored")
    refused("--form", "F1", "--bank", good, "--responses", good, code=4, words="")
    refused("--form", "F1", "--bank", str(tmp_path / "no.pack"), "--responses", good, code=4, words="")
    refused(*of_form, "--responses", good, "--weights", "n", code=4, words="There is no column 'n'")
    short = table(tmp_path, names[:-1], {"ann": row(50, 99)})
    refused(*of_form, "--responses", short, code=4, words="1 scored item of the form has no column")
    letters = table(tmp_path, names, {"ann": ["A"] * 99 + ["Z"]})
    refused(*of_form, "--responses", letters, code=4, words="line 2, column 101")
    twice = table(tmp_path, [*names, names[0]], {"ann": row(50, 101)})
    refused(*of_form, "--responses", twice, code=4, words=names[0])


def test_as_a_process_of_its_own(bank: Path, form: Form, tmp_path: Path) -> None:
    responses = table(tmp_path, scored_names(form), {"ann": row(66)})
    done = subprocess.run(
        [
            *(sys.executable, "-m", "cehrs_desktop.cli", "score", "--form", "F1", "--bank", str(bank)),
            *("--responses", responses, "--json"),
        ],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout)["persons"][0]["raw"] == 66
