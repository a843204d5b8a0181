"""`cehrs venue` and `cehrs incidents` as those use them who write their own: codes, JSON, words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cehrs_desktop.cli import main
from cehrs_desktop.rehearsal.plain import from_plain
from cehrs_desktop.rehearsal.venue import Venue
from tests.day_data import VENUE_IDS, venue_of

ROOT = Path(__file__).parents[2]

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("CEHRS_DATA_DIR", str(folder))
    return folder


def run(capsys: Captured, *arguments: object) -> tuple[int, str, str]:
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    told = capsys.readouterr()
    return code, told.out, told.err


def plain(capsys: Captured, *arguments: object) -> tuple[int, Any]:
    code, out, _ = run(capsys, *arguments, "--json")
    return code, json.loads(out)


def test_a_program_edits_a_copy_and_the_list_says_what_it_replaces(capsys: Captured, data: Path) -> None:
    own = data / "venues" / "ours.json"
    own.parent.mkdir(parents=True)
    code, _, err = run(capsys, "venue", "copy", "test_center", own)
    assert code == 0
    assert "Give it an id of its own unless it is to replace this venue." in err
    code, told = plain(capsys, "venue", "check", own)
    assert (code, told["ok"], told["files"][0]["id"]) == (0, True, "test_center")

    content = json.loads(own.read_text(encoding="utf-8")) | {"title": "Our own center"}
    own.write_text(json.dumps(content), encoding="utf-8")
    code, told = plain(capsys, "venue", "list")
    assert code == 0
    assert [venue["id"] for venue in told["venues"]] == list(VENUE_IDS)
    first = told["venues"][0]
    assert (first["title"], first["own"], first["replaces"], first["file"]) == ("Our own center", True, True, str(own))
    _, _, err = run(capsys, "venue", "list")
    assert f"(replaces the program's own: {own})" in err
    assert f"Files in {own.parent} are added to these." in err


def test_a_copy_never_overwrites(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "there.json"
    file.write_text("mine", encoding="utf-8")
    code, out, err = run(capsys, "venue", "copy", "school", file)
    assert (code, out, file.read_text(encoding="utf-8")) == (1, "", "mine")
    assert "exists and is unchanged" in err
    code, _, err = run(capsys, "venue", "copy", "school", tmp_path / "no folder" / "x.json")
    assert (code, "could not be written" in err) == (1, True)


def test_wrong_files_are_told_with_line_and_place_and_code_1(capsys: Captured, tmp_path: Path, data: Path) -> None:
    file = tmp_path / "wrong.json"
    run(capsys, "venue", "copy", "school", file)
    text = file.read_text(encoding="utf-8").replace('"order": 30', '"ordre": 30')
    text = text.replace('"way": "out"', '"way": "out",\n      "sheets": "two"')
    file.write_text(text, encoding="utf-8")
    lines = text.splitlines()
    code, told = plain(capsys, "venue", "check", file, tmp_path / "none.json")
    assert (code, told["ok"]) == (1, False)
    first, second = told["files"]
    assert [(one["place"], lines[one["line"] - 1].strip(" ,")) for one in first["problems"]] == [
        ("steps[6].sheets", '"sheets": "two"'),
        ("ordre", '"ordre": 30'),
    ]
    assert "cannot be read" in second["problems"][0]["text"]
    code, out, err = run(capsys, "venue", "check", file)
    assert (code, out) == (1, "")
    assert 'steps[6].sheets: a whole number is needed, not "two".' in err
    assert "Was 'order' meant?" in err

    (data / "venues").mkdir(parents=True)
    (data / "venues" / "wrong.json").write_text("{", encoding="utf-8")
    code, told = plain(capsys, "venue", "list")
    assert (code, len(told["venues"]), len(told["problems"])) == (0, 3, 1)


@pytest.mark.parametrize("venue_id", VENUE_IDS)
def test_a_venue_is_shown_step_by_step_and_whole(capsys: Captured, venue_id: str) -> None:
    code, told = plain(capsys, "venue", "show", venue_id)
    assert code == 0
    assert from_plain(Venue, told) == venue_of(venue_id)
    _, _, err = run(capsys, "venue", "show", venue_id)
    for step in venue_of(venue_id).steps:
        assert step.title in err


def test_names_that_are_not_known_say_which_there_are(capsys: Captured) -> None:
    code, out, err = run(capsys, "venue", "show", "center", "--json")
    assert (code, out) == (1, "")
    assert "There is no venue 'center'. There are: test_center, live_remote, school." in err
    for arguments in (("list", "--level", "mad"), ("draw", "--venue", "school", "--level", "mad", "--seed", "1")):
        code, out, err = run(capsys, "incidents", *arguments)
        assert (code, out) == (1, "")
        assert "There is no level 'mad'. There are: calm, hard, realistic." in err
    assert run(capsys, "incidents", "draw", "--venue", "school")[0] == 2
    assert run(capsys, "incidents", "draw", "--venue", "x", "--level", "x", "--seed", "1", "--minutes", "0")[0] == 2
    assert run(capsys, "venue")[0] == 2


def test_the_deck_is_listed_by_venue_and_level(capsys: Captured) -> None:
    code, told = plain(capsys, "incidents", "list", "--venue", "school", "--level", "calm")
    assert code == 0
    assert {"school_bell", "announcement"} <= {one["id"] for one in told["incidents"]}
    assert all("school" in one["venues"] and "calm" in one["levels"] for one in told["incidents"])
    _, everything = plain(capsys, "incidents", "list")
    assert len(everything["incidents"]) > len(told["incidents"])
    assert told["problems"] == []


def test_the_same_seed_draws_the_same(capsys: Captured) -> None:
    asked = ("incidents", "draw", "--venue", "live_remote", "--level", "hard", "--seed", "spring")
    code, told = plain(capsys, *asked)
    assert code == 0
    assert 5 <= len(told) <= 8
    assert plain(capsys, *asked)[1] == told
    assert plain(capsys, *asked[:-1], "autumn")[1] != told
    _, _, err = run(capsys, *asked)
    for one in told:
        assert one["title"] in err
        assert (f"minute {one['minute']}" if one["minute"] >= 0 else f"before {one['step']}") in err


def test_own_incidents_are_checked_over_the_deck_and_come_up(capsys: Captured, data: Path) -> None:
    level = {"id": "pens", "title": "Pens", "text": "Pens only.", "at_most": 1, "at_least": 1}
    say = {"kind": "say", "who": "staff", "text": "Here is another pen."}
    own = {
        "format": 1,
        "levels": [level],
        "incidents": [
            {
                "id": "lost_pen",
                "title": "The pen is gone",
                "venues": ["school"],
                "levels": ["pens"],
                "size": "small",
                "when": {},
                "acts": [say],
                "rule": "Ask.",
                "on_the_day": "Bring two.",
            }
        ],
    }
    file = data / "incidents" / "pens.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(own), encoding="utf-8")
    code, told = plain(capsys, "incidents", "check", file)
    assert (code, told) == (0, {"ok": True, "incidents": ["lost_pen"], "problems": []})
    assert "1 incident. It can be used." in run(capsys, "incidents", "check", file)[2]
    _, told = plain(capsys, "incidents", "draw", "--venue", "school", "--level", "pens", "--seed", "1")
    assert [one["id"] for one in told] == ["lost_pen"]
    assert told[0]["own"] is True

    file.write_text(json.dumps(own).replace('"levels": ["pens"]', '"levels": ["pans"]'), encoding="utf-8")
    code, told = plain(capsys, "incidents", "check", file)
    assert (code, told["ok"], told["problems"][0]["place"]) == (1, False, "incidents[0].levels[0]")
    file.write_text(json.dumps(own).replace('"venues": ["school"]', '"venues": ["lab_c"]'), encoding="utf-8")
    code, out, err = run(capsys, "incidents", "check", file)
    assert (code, out) == (0, "")
    assert "Note: " in err
    assert "names the venue 'lab_c', which is not here" in err


def test_the_schemas_fit_what_the_commands_write(capsys: Captured, tmp_path: Path) -> None:
    code, out, _ = run(capsys, "venue", "schema")
    assert code == 0
    run(capsys, "venue", "copy", "live_remote", tmp_path / "x.json")
    jsonschema.validate(json.loads((tmp_path / "x.json").read_text(encoding="utf-8")), json.loads(out))
    code, out, _ = run(capsys, "incidents", "schema")
    assert code == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(out))


def test_the_command_loads_no_windows_and_no_numbers() -> None:
    code = (
        "import sys\nfrom cehrs_desktop.cli import main\nassert main(['venue', 'list']) == 0\n"
        "assert not {'PySide6', 'numpy', 'sqlite3'} & set(sys.modules), sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Onsite (Test Center)" in done.stderr
