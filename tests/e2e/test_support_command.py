"""The support file with a name, notes and addresses planted in every store of the program: none of them is in it."""

from __future__ import annotations

import io
import json
import os
import platform
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cehrs_desktop.app.home_cache import FileHomeCache
from cehrs_desktop.app.machine import Settled
from cehrs_desktop.app.support import support_bundle
from cehrs_desktop.application.ports import Candidate, ItemReport, KeyCorrection, Rescoring
from cehrs_desktop.application.scrubbing import scrubber_for
from cehrs_desktop.application.support import LEFT_OUT, SupportFile, last_look
from cehrs_desktop.exam import events as e
from cehrs_desktop.presentation.support_texts import README
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.storage.migrations import STEPS
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.system.log import FILE
from cehrs_desktop.system.paths import Paths
from tests.building import moment, small_attempt

ROOT = Path(__file__).parents[2]

PERSON, OTHER, FORMER = "Zoë Quillfeather", "Wanda Umbrekker", "Ottokar Fenwrith"
USER, COMPUTER, MAIL = "zquilluser", "LABPC-ZQ17", "zoe.q@umbrekker.example"
NOTE, REASON, COMMENT = "my knee hurts today", "key was wrongly printed", "is it pelican or heron"
PLANTED = (
    *("Quillfeather", "Zoë", "Umbrekker", "Fenwrith", "Ottokar", USER, COMPUTER, MAIL, "umbrekker.example"),
    *(NOTE, REASON, COMMENT, "knee", "pelican", "wrongly printed", "Grandmothers", "room of Wanda"),
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A data folder in which a person's traces are wherever the program or people leave them."""
    data = tmp_path / "home" / USER / "Grandmothers folder"
    made = Paths(data, data / "cache", data / "log")
    _attempts(data)
    (data / "settings.json").write_text(
        json.dumps({"name": PERSON, "day": {"note": NOTE}, "theme": NOTE, "zoom": 1.5, "screen": PERSON, "own": MAIL}),
        encoding="utf-8",
    )
    (data / f"settings-damaged-1 {OTHER}.json").write_text(NOTE, encoding="utf-8")
    (data / f"CEHRS practice report {PERSON} 2026-11-22.pdf").write_bytes(b"%PDF")
    (data / "venues").mkdir()
    (data / "venues" / "room of Wanda.json").write_text(json.dumps({"title": PERSON, "text": NOTE}), encoding="utf-8")
    store = open_store(data)
    try:
        FileHomeCache(made.cache / "home.json").write(
            [replace(line, candidate_name=FORMER) for line in store.lines()],
        )
    finally:
        store.shut()
    _log(made.log, data)
    return made


def _attempts(data: Path) -> None:
    """Two people; answers, a comment, a note, a report, a correction; then a name is changed, a backup keeps it."""
    store = open_store(data)
    try:
        attempt, items = small_attempt()
        attempt = replace(attempt, candidate=Candidate("candidate-1", PERSON))
        store.create(attempt, items)
        events = (
            e.CommentWritten(at=moment(1), position=1, text=f"{COMMENT} {PERSON}"),
            e.OtherEvent(at=moment(2), other_kind="day.note", body=(("text", NOTE), ("by", MAIL))),
        )
        store.append(attempt.id, 0, events)
        seen = items[0].id
        store.keep_profile(Candidate("candidate-2", OTHER), Accommodations(extra_percent=25))
        store.report_item(ItemReport(1, attempt.id, "pack-1", seen, 1, "other", f"{COMMENT}, {MAIL}"))
        store.correct(
            KeyCorrection(0, 1, seen, 1, "drop", None, f"{REASON} {OTHER}"),
            [Rescoring(0, attempt.id, {"note": NOTE}, {"note": PERSON})],
        )
        store.save_candidate(Candidate("candidate-3", FORMER))
        store.back_up()
        store.save_candidate(Candidate("candidate-3", "Renamed Person"))
        assert any(COMMENT in report.text for report in store.item_reports())
    finally:
        store.shut()


def _log(folder: Path, data: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stamp = "2026-11-22T08:00:00.000Z WARNING cehrs_desktop.storage.store: "
    lines = [
        f"{stamp}the accommodations of {PERSON} cannot be read: {NOTE!r}",
        f"{stamp}no backup could be made: {data}/backups/{OTHER}.db: disk full",
        f"{stamp}{MAIL} wrote “{NOTE}” on {COMPUTER} as {USER}",
        "Traceback (most recent call last):",
        f'  File "{data.parent}/run.py", line 3, in go',
        f"ValueError: {COMMENT}",
        f"    {COMMENT}",
        NOTE,
    ]
    for name in (FILE, f"{FILE}.1", f"{FILE}.2"):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / f"{OTHER}.log").write_text(NOTE, encoding="utf-8")


def texts_in(archive: bytes) -> Iterator[str]:
    """Everything that a zip file holds, as any of the usual encodings would read it, and the file itself."""
    contents = [archive]
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        for entry in packed.infolist():
            contents += [packed.read(entry), entry.filename.encode(), entry.comment, entry.extra]
        contents.append(packed.comment)
    for content in contents:
        for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
            yield content.decode(encoding, "replace").casefold()


def found_in(archive: bytes, planted: tuple[str, ...] = PLANTED) -> set[str]:
    return {word for text in texts_in(archive) for word in planted if word.casefold() in text}


def environment(paths: Paths) -> dict[str, str]:
    own = {"USER": USER, "LOGNAME": USER, "HOME": str(paths.data.parent), "COMPUTERNAME": COMPUTER}
    return {**os.environ, **own, "CEHRS_DATA_DIR": str(paths.data), "QT_QPA_PLATFORM": "offscreen"}


def support(paths: Paths, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cehrs_desktop.cli", "support", *arguments],
        cwd=ROOT,
        env=environment(paths) | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_search_finds_what_is_there() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", f"about {PERSON}".encode("utf-16-le"))
        packed.writestr(f"{OTHER}.txt", NOTE * 100)
    assert found_in(stream.getvalue()) >= {"Quillfeather", "Zoë", "Umbrekker", "knee"}


def test_nothing_planted_is_in_the_file_and_what_helps_is(paths: Paths, tmp_path: Path) -> None:
    before = {file: file.read_bytes() for file in paths.data.rglob("*") if file.is_file()}
    target = tmp_path / "support.zip"
    run = support(paths, str(target), "--json")
    assert run.returncode == 0, run.stderr
    archive = target.read_bytes()
    assert found_in(archive) == set()
    listed = json.loads(run.stdout)["parts"]
    with zipfile.ZipFile(target) as packed:
        told = {entry.filename: packed.read(entry).decode() for entry in packed.infolist()}
    assert [part["name"] for part in listed] == list(told)
    assert [part["bytes"] for part in listed] == [len(text.encode()) for text in told.values()]
    for name in told:
        assert name in run.stderr
        assert name == README or name in told[README]
    data = json.loads(told["data.json"])
    assert (data["state"], data["version"], data["known_version"]) == ("whole", len(STEPS), len(STEPS))
    assert data["rows"]["candidate"] == 3
    assert data["rows"]["item_report"] == data["rows"]["key_correction"] == 1
    assert data["attempts"] == {"open": 1, "complete": 0, "declined": 0, "abandoned": 0}
    assert data["backups"] >= 1
    settings = json.loads(told["settings.json"])
    assert settings["zoom"] == 1.5
    assert settings["theme"] == settings["screen"] == "(left out)"
    assert "name" not in settings
    assert "day" not in settings
    assert json.loads(told["items.json"])["shipped"]["items"] > 0
    assert json.loads(told["about.json"])["qt"].startswith("6.")
    assert "no backup could be made: <data>/<text>: disk full" in told[f"log/{FILE}.txt"]
    assert "ValueError (message of" in told[f"log/{FILE}.2.txt"]
    # It only looked.
    assert {file: file.read_bytes() for file in paths.data.rglob("*") if file.is_file()} == before


def test_without_a_file_all_of_it_is_shown_and_nothing_is_written(paths: Paths) -> None:
    before = sorted(paths.data.rglob("*"))
    run = support(paths)
    assert run.returncode == 0
    assert run.stdout == ""
    assert "--- data.json" in run.stderr
    assert not [word for word in PLANTED if word.casefold() in run.stderr.casefold()]
    assert sorted(paths.data.rglob("*")) == before


def test_it_is_made_where_the_data_is_damaged_and_where_there_is_none(paths: Paths, tmp_path: Path) -> None:
    target = tmp_path / "support.zip"
    database = paths.data / "attempts.db"
    content = bytearray(database.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    database.write_bytes(content)
    (paths.data / "settings.json").write_text(f'{{"name": "{PERSON}"', encoding="utf-8")
    assert support(paths, str(target)).returncode == 0
    with zipfile.ZipFile(target) as packed:
        assert json.loads(packed.read("data.json"))["state"] in ("damaged", "unreadable")
        assert json.loads(packed.read("about.json"))["settings_file"] == "damaged"
    # The names of the database that cannot be read any more are known from its backup and from the first page.
    assert found_in(target.read_bytes()) == set()
    empty = replace(paths, data=tmp_path / "nothing", log=tmp_path / "nothing" / "log")
    assert support(empty, str(target)).returncode == 0
    with zipfile.ZipFile(target) as packed:
        assert json.loads(packed.read("data.json"))["state"] == "missing"
    assert not (tmp_path / "nothing").exists()


def test_a_place_that_cannot_be_written_is_told(paths: Paths, tmp_path: Path) -> None:
    run = support(paths, str(tmp_path / "none" / "support.zip"))
    assert run.returncode == 1
    assert "is not there" in run.stderr
    assert "Nothing was changed" in run.stderr


def test_inside_the_program_the_open_database_is_asked(here: Paths) -> None:
    paths = here
    store = open_store(paths.data)
    try:
        bundle = support_bundle(Settled(None, paths, "environment"), store)
        # Still locked: nobody else's connection took the lock away.
        other = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('SELECT 1 FROM attempt')"
        told = subprocess.run(
            [sys.executable, "-c", other, str(paths.data / "attempts.db")], capture_output=True, text=True, check=False
        )
        assert "locked" in told.stderr
    finally:
        store.shut()
    parts = {file.name: file.text for file in bundle.files}
    data = json.loads(parts["data.json"])
    assert (data["state"], data["with_log"]) == ("whole", True)
    assert found_in(bundle.archive) == set()


def test_this_computers_own_name_and_user_are_not_in_it(paths: Paths) -> None:
    (paths.log / FILE).write_text(
        f"2026-11-22T08:00:00.000Z INFO cehrs_desktop: on {platform.node()} in {Path.home()}\n", encoding="utf-8"
    )
    bundle = support_bundle(Settled(None, paths, "environment"))
    log = {file.name: file.text for file in bundle.files}[f"log/{FILE}.txt"]
    assert log.endswith("cehrs_desktop: on <name> in ~\n")


@pytest.fixture
def here(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """This process belongs to the planted user, on the planted computer."""
    for name, value in environment(paths).items():
        monkeypatch.setenv(name, value)
    return paths


def test_of_a_policy_it_says_who_set_what_but_nothing_that_somebody_wrote(paths: Paths, tmp_path: Path) -> None:
    file = tmp_path / f"policy of {OTHER}.json"
    policy = {
        "fixed": {"venue": "room_of_umbrekker", "lockdown": 2, "update_address": f"https://umbrekker.example/{USER}"},
        "default": {"name": PERSON, "theme": NOTE, "wandas_setting": 1, "item_packs": [f"/srv/{OTHER}/a.cehrspack"]},
    }
    file.write_text(json.dumps(policy), encoding="utf-8")
    target = tmp_path / "support.zip"
    run = support(paths, str(target), CEHRS_POLICY_FILE=str(file))
    assert run.returncode == 0, run.stderr
    with zipfile.ZipFile(target) as packed:
        told = json.loads(packed.read("policy.json"))
    assert told["settings"]["lockdown"] == {"value": 2, "set_by": "policy_file", "fixed": True}
    assert told["settings"]["venue"]["value"] == told["settings"]["update_address"]["value"] == "(set)"
    assert told["settings"]["theme"] == {"value": "(set)", "set_by": "person", "fixed": False}
    assert {"theme", "(unknown)"} <= {one["setting"] for one in told["not_used"]}
    assert found_in(target.read_bytes(), (*PLANTED, "wandas_setting", "cehrspack")) == set()


def test_a_part_that_cannot_be_read_keeps_no_other_part_out(here: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Settled) -> None:
        raise RuntimeError(PERSON)

    monkeypatch.setattr("cehrs_desktop.app.own_folder.sheet_now", broken)
    bundle = support_bundle(Settled(None, here, "environment"))
    told = {file.name: file.text for file in bundle.files}
    assert json.loads(told["policy.json"]) == {"could_not_be_read": "RuntimeError"}
    assert json.loads(told["data.json"])["state"] == "whole"
    assert found_in(bundle.archive) == set()


def test_what_still_holds_a_name_is_left_out_at_the_last_look() -> None:
    who = scrubber_for([PERSON, "exam"])
    files = (
        SupportFile("items.json", "items", json.dumps({"by": [f"x {PERSON}"]})),
        SupportFile("about.json", "about", json.dumps({"exam": 1})),
        SupportFile("settings.json", "settings", json.dumps({"mode": "exam"})),
        SupportFile("log/a", "log", "cehrs_desktop.exam.session: fine\nthe exam of Zoë\n"),
    )
    told = {file.name: file.text for file in last_look(files, who)}
    assert told == {
        "items.json": LEFT_OUT,
        "about.json": files[1].text,
        "settings.json": files[2].text,
        "log/a": "cehrs_desktop.exam.session: fine\n",
    }
