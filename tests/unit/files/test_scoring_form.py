"""Forms and responses to them from files: what is taken, and what is refused with its place."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.files.form_file import FormFileError
from cehrs_desktop.files.form_responses import read_form_responses
from cehrs_desktop.files.response_errors import ResponseFileError
from cehrs_desktop.files.scoring_form import read_scoring_form
from cehrs_desktop.psychometrics.form_table import table_to_plain
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, OMITTED, RIGHT, WRONG
from cehrs_desktop.psychometrics.tables import form_table
from tests.building import PARAMETERS


def item(name: str, role: str = "scored", **more: Any) -> dict[str, Any]:
    return {"id": name, "role": role, "domain": name[0], "topic": name[:3], "key": "B", "b": -0.5, **more}


FORM = {"id": "F1", "raw_cut": 1.5, "items": [item("1.1-1"), item("1.1-2", "pretest"), item("2.3-1", b=0.25)]}


def written(folder: Path, value: object) -> Path:
    path = folder / "forms.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def responses(folder: Path, text: str) -> Path:
    path = folder / "responses.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_form_is_taken_from_its_file(tmp_path: Path) -> None:
    form = read_scoring_form(written(tmp_path, {"forms": [FORM]}), None, {})
    assert form.id == "F1"
    assert [(one.id, one.domain, one.topic, one.key, one.b) for one in form.scored] == [
        ("1.1-1", "1", "1.1", "B", -0.5),
        ("2.3-1", "2", "2.3", "B", 0.25),
    ]
    assert len(form.items) == 3
    assert form.table is None


def test_difficulties_may_come_from_the_pack(tmp_path: Path) -> None:
    bare = {name: value for name, value in item("1.1-1").items() if name != "b"}
    unrated = {name: value for name, value in item("9.9-9", "pretest").items() if name != "b"}
    path = written(tmp_path, {"forms": [{"id": "F", "items": [bare, unrated]}]})
    form = read_scoring_form(path, None, {"1.1-1": -1.25})
    assert form.items[0].b == -1.25
    null = written(tmp_path, {"forms": [{"id": "F", "items": [{**bare, "b": None}]}]})
    assert read_scoring_form(null, None, {"1.1-1": -1.25}).items[0].b == -1.25
    path = written(tmp_path, {"forms": [{"id": "F", "items": [bare, unrated]}]})
    assert math.isnan(form.items[1].b)
    with pytest.raises(FormFileError, match=r"form F, item 1: There is no difficulty \(b\) for 1.1-1.*--bank"):
        read_scoring_form(path, None, {})


def test_one_of_several_forms_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, {"forms": [FORM, {**FORM, "id": "F2"}]})
    assert read_scoring_form(path, "F2", {}).id == "F2"
    with pytest.raises(FormFileError, match=r"There are 2 forms in it.*--name: F1, F2"):
        read_scoring_form(path, None, {})
    with pytest.raises(FormFileError, match="There is no form 'F3'"):
        read_scoring_form(path, "F3", {})


def test_a_table_in_the_file_is_used(tmp_path: Path) -> None:
    table = form_table([("1", -0.5), ("2", 0.25)], PARAMETERS)
    form = {"blueprint_version": "1", "pack_id": "p", "seed": "s", "slots": [], "id": "F1"}
    fixed = {"form": form, "table": table_to_plain(table)}
    assert read_scoring_form(written(tmp_path, {"forms": [{**FORM, "fixed": fixed}]}), None, {}).table == table
    for broken in ({"form": form}, 3, {"form": form, "table": table_to_plain(form_table([("1", 0.0)], PARAMETERS))}):
        with pytest.raises(FormFileError, match="score table cannot be read"):
            read_scoring_form(written(tmp_path, {"forms": [{**FORM, "fixed": broken}]}), None, {})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "is not JSON"),
        ("[]", "There are no forms"),
        ({"forms": {}}, "There are no forms"),
        ({"forms": [3]}, "There are 1 forms"),
        ({"forms": [{"id": "F"}]}, "It has no items"),
        ({"forms": [{"id": "F", "items": [3]}]}, "item 1: This is not an object"),
        ({"forms": [{"items": [{"role": "scored"}]}]}, "It has no 'id'"),
        ({"forms": [{"items": [item("1.1-1", "extra")]}]}, "neither scored nor pretest"),
        ({"forms": [{"items": [item("1.1-1", "pretest")]}]}, "None of its items counts"),
        ({"forms": [{"items": [item("1.1-1"), item("1.1-1")]}]}, "1.1-1 is on it twice"),
        ({"forms": [{"items": [item("1.1-1", key="AB")]}]}, "no letter from A to H"),
        ({"forms": [{"items": [item("1.1-1", key=4)]}]}, "no letter from A to H"),
        ({"forms": [{"items": [item("1.1-1", b="easy")]}]}, "1.1-1: 'easy' is no number"),
        ({"forms": [{"items": [item("1.1-1", b=True)]}]}, "True is no number"),
        ({"forms": [{"items": [item("1.1-1", b=1e6)]}]}, "not between -20 and 20"),
        ({"forms": [{"items": [item("1.1-1", b=math.inf)]}]}, "inf is no number"),
        ({"forms": [{"items": [item("1.1-1", a=1.4)]}]}, "equal slopes"),
        ({"forms": [{"items": [item("1.1-1", domain=2)]}]}, "It has no 'domain'"),
    ],
)
def test_what_cannot_be_scored_on_is_refused(tmp_path: Path, value: object, words: str) -> None:
    with pytest.raises(FormFileError, match=words):
        read_scoring_form(written(tmp_path, value), None, {})


@pytest.mark.parametrize("header", ["id,1.1-1,1.1-2,2.3-1", "id,Q1,Q2,Q3", "id,q1,Q2,2.3-1", "2.3-1,id,Q2,Q1"])
def test_columns_are_items_or_question_numbers(tmp_path: Path, header: str) -> None:
    form = read_scoring_form(written(tmp_path, {"forms": [FORM]}), None, {})
    names = header.split(",")
    cells = {"id": "ann", names[0] if names[0] != "id" else names[1]: "1"}
    row = ",".join(cells.get(name, "0") for name in names)
    read = read_form_responses(responses(tmp_path, f"{header}\n{row}\n"), form.items)
    assert read.persons == ("ann",)
    assert read.scores.tolist() == [[RIGHT, WRONG] if names[0] == "id" else [WRONG, RIGHT]]


def test_letters_are_scored_with_the_forms_key_and_pretest_columns_may_lack(tmp_path: Path) -> None:
    form = read_scoring_form(written(tmp_path, {"forms": [FORM]}), None, {})
    read = read_form_responses(responses(tmp_path, "id,2.3-1,1.1-1\nann,b,C\nbob,B,\ncid,,B\n"), form.items)
    assert read.items == ("1.1-1", "2.3-1")
    assert read.scores.tolist() == [[WRONG, RIGHT], [NOT_GIVEN, RIGHT], [RIGHT, OMITTED]]
    assert not any("key" in note for note in read.notes)
    other = read_form_responses(
        responses(tmp_path, "id,2.3-1,1.1-1\nann,b,C\n"), form.items, key={"1.1-1": "C", "2.3-1": "A"}
    )
    assert other.scores.tolist() == [[RIGHT, WRONG]]


def test_weights_and_ids_are_passed_on(tmp_path: Path) -> None:
    form = read_scoring_form(written(tmp_path, {"forms": [FORM]}), None, {})
    path = responses(tmp_path, "who,n,Q1,Q3\nann,3,1,0\nbob,2,0,0\n")
    read = read_form_responses(path, form.items, id_column="who", weights_column="n")
    assert (read.persons, read.weights.tolist()) == (("ann", "bob"), [3.0, 2.0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,1.1-1\nann,1\n", r"1 scored item of the form has no column: 2.3-1 \(Q3\)"),
        ("id,1.1-1,2.3-1,Q1\nann,1,1,1\n", "'1.1-1' has two columns, '1.1-1' and 'Q1'"),
        ("id,1.1-1,2.3-1,Q4\nann,1,1,1\n", "column 4: The item 'Q4' is not on the form"),
        ("id,1.1-1,2.3-1\nann,1,7\n", "line 2, column 3"),
        ("id,1.1-1,2.3-1\n", "no row"),
    ],
)
def test_responses_that_do_not_fit_the_form_are_refused(tmp_path: Path, text: str, words: str) -> None:
    form = read_scoring_form(written(tmp_path, {"forms": [FORM]}), None, {})
    with pytest.raises(ResponseFileError, match=words):
        read_form_responses(responses(tmp_path, text), form.items)


def test_a_letter_beyond_the_options_of_the_form_is_no_response(tmp_path: Path) -> None:
    items = [item("1.1-1", options="badc"), item("1.1-2", "pretest", options=["1", "2", "3"]), item("2.3-1")]
    form = read_scoring_form(written(tmp_path, {"forms": [{"id": "F", "items": items}]}), None, {})
    good = responses(tmp_path, "id,1.1-1,Q2,2.3-1\nann,d,C,E\n")
    assert read_form_responses(good, form.items).scores.tolist() == [[WRONG, WRONG]]
    for row, place in (("E,A,A", "line 3, column 2: 'E' under '1.1-1'"), ("A,D,A", "line 3, column 3: 'D' under 'Q2'")):
        path = responses(tmp_path, f"id,1.1-1,Q2,2.3-1\nann,A,B,C\nbob,{row}\n")
        with pytest.raises(ResponseFileError, match=place + r" is no response. Its options are A to [DC]\."):
            read_form_responses(path, form.items)


def test_letters_need_a_key(tmp_path: Path) -> None:
    keyless = {"id": "F", "items": [item("1.1-1", key=None), item("2.3-1")]}
    form = read_scoring_form(written(tmp_path, {"forms": [keyless]}), None, {})
    path = responses(tmp_path, "id,1.1-1,2.3-1\nann,A,B\n")
    with pytest.raises(ResponseFileError, match="no key"):
        read_form_responses(path, form.items)
    assert read_form_responses(path, form.items, key={"1.1-1": "A"}).scores.tolist() == [[RIGHT, RIGHT]]
