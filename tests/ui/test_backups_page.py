"""The page about backups, reached from the settings, in the real window with the real store: what it says of each copy,
making one, putting one back, and everything that can be wrong with that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from cehrs_desktop.application.backup_ports import BackupFile, Drill
from cehrs_desktop.application.desk import Desk
from cehrs_desktop.presentation import backup_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.report_texts import NBSP
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.ui.screens.backups import BackupsScreen
from cehrs_desktop.ui.screens.debrief import DebriefScreen
from cehrs_desktop.ui.screens.home import HomeScreen
from cehrs_desktop.ui.screens.settings import SettingsScreen
from tests.building import small_attempt
from tests.storage.test_store import START
from tests.study_answers import answer
from tests.ui.driving import Driven, turn, wait_for


def sql(desk: Desk) -> SqlAttemptStore:
    return cast(SqlAttemptStore, desk.store)


def rehearsed(desk: Desk, attempt_id: str, answers: int = 0) -> None:
    """A rehearsal that is over, with answers kept for study; a backup of it is made as always."""
    attempt, items = small_attempt(attempt_id)
    store = sql(desk)
    store.create(attempt, items)
    store.append(attempt_id, 0, START)
    kept = [answer(f"1.1-{at:04d}", run_id=attempt_id, position=at) for at in range(1, answers + 1)]
    store.study.take_over(attempt.candidate.id, attempt_id, "mark", kept)
    store.close(attempt_id, "abandoned", None)


def page(program: Driven) -> BackupsScreen:
    """The page, from the first one, when every copy was looked into."""
    program.press(texts.SETTINGS)
    program.press(texts.BACKUPS)
    return looked(program)


def looked(program: Driven) -> BackupsScreen:
    def all_known() -> BackupsScreen | None:
        screen = program.screen
        return screen if isinstance(screen, BackupsScreen) and "the newest first" in program.words() else None

    screen = wait_for(all_known, "every copy to be looked into")
    # A card that was just put there is not visible before it has its place.
    turn()
    return screen


def offers(program: Driven) -> list[QPushButton]:
    return [one for one in program.parts(QPushButton) if one.text() == words.PUT_BACK]


def ask(program: Driven, at: int) -> str:
    """Ask for a copy to be put back; what the question says."""
    QTest.mouseClick(offers(program)[at], Qt.MouseButton.LeftButton)
    wait_for(lambda: program.dialog, "the question")
    return plain(program)


def plain(program: Driven) -> str:
    """What is written there, with spaces that break."""
    return program.words().replace(NBSP, " ")


def told(program: Driven, part: str) -> str:
    """What the page says when the data is open again."""
    wait_for(lambda: part in program.words() and program.flow.desk is not None, part)
    return looked(program).notice._text.text()


def copies(program: Driven) -> list[Path]:
    return sorted((program.paths.data / "backups").iterdir())


def ids(program: Driven) -> list[str]:
    return sorted(program.on_lane(lambda desk: [line.id for line in desk.store.lines()]))


def shot(program: Driven, name: str) -> None:
    if folder := os.environ.get("CEHRS_SHOTS"):
        turn(60)
        (program.dialog or program.window).grab().save(str(Path(folder) / f"{name}.png"))


@pytest.fixture
def program(qapp: QApplication) -> Generator[Driven]:
    """Three copies: empty, one rehearsal, two rehearsals. `CEHRS_SHOTS` and `CEHRS_LOOK` are for looking at it."""
    zoom, theme = os.environ.get("CEHRS_LOOK", "1.0 light").split()
    look = {"zoom": float(zoom), "theme": theme, "name": "Robin Example"}
    with Driven(qapp, size=(1366, 768), settings=look) as driven:
        driven.ready()
        driven.on_lane(lambda desk: [rehearsed(desk, "first", 3)])
        driven.on_lane(lambda desk: [rehearsed(desk, "second", 5)])
        yield driven


def test_a_copy_is_put_back_and_what_it_replaced_too(program: Driven) -> None:
    page(program)
    assert "1 learner, 2 rehearsals, 8 answers kept for study." in plain(program)
    assert small_attempt()[0].candidate.name not in program.words(), "whoever opens this page learns no names"
    assert program.words().count(words.WHOLE) == len(offers(program)) == 3
    shot(program, "list")
    asked = ask(program, 1)
    assert "Now: 1 learner, 2 rehearsals, 8 answers." in asked
    assert "AM: 1 learner, 1 rehearsal, 3 answers." in asked.replace("PM", "AM")
    assert words.ask_lost("1 rehearsal and 5 answers") in asked
    shot(program, "question")
    program.press(words.ASK_NO)
    wait_for(lambda: program.dialog is None, "the question to go")
    assert ids(program) == ["first", "second"]
    ask(program, 1)
    program.press(words.ASK_YES)
    assert "attempts-replaced-" in told(program, "was put back")
    shot(program, "done")
    assert ids(program) == ["first"]
    assert words.KINDS["replaced"] in program.words()
    (kept,) = program.paths.data.glob("attempts-replaced-*.db")
    assert kept.name in program.words()
    # The first page has the old state, and what it opens reads the data that is open now.
    program.key(Qt.Key.Key_Escape)
    assert isinstance(program.screen, SettingsScreen)
    program.key(Qt.Key.Key_Escape)
    wait_for(lambda: isinstance(program.screen, HomeScreen), "the first page")
    assert [line.id for line in program.flow._lines] == ["first"]
    page(program)
    (place,) = [at for at, one in enumerate(offers(program)) if words.KINDS["replaced"] in one.accessibleName()]
    asked = ask(program, place)
    assert words.ASK_NOTHING_LOST in asked
    program.press(words.ASK_YES)
    told(program, "was put back")
    assert ids(program) == ["first", "second"]
    assert program.screen.focusWidget() is program.button(words.BACK)


def test_making_a_backup_says_what_came_of_it(program: Driven) -> None:
    page(program)
    program.press(words.MAKE)
    program.until(words.SAME)
    assert program.screen.focusWidget() is program.button(words.MAKE)
    program.on_lane(lambda desk: [sql(desk).study.take_over(small_attempt()[0].candidate.id, "x", "m", [answer()])])
    before = len(copies(program))
    program.press(words.MAKE)
    program.until(words.made(f"2{NBSP}rehearsals"))
    wait_for(lambda: len(offers(program)) == before + 1, "the new one in the list")
    shutil.rmtree(program.paths.data / "backups")
    (program.paths.data / "backups").write_text("in the way")
    program.press(words.MAKE)
    program.until(words.NOT_MADE)
    program.until(words.NONE)


def test_what_is_wrong_with_a_copy_is_told_and_it_is_not_offered(program: Driven) -> None:
    damaged, _, newest = copies(program)
    damaged.write_bytes(damaged.read_bytes()[:5000])
    page(program)
    assert words.FAULTS["damaged"] in program.words()
    assert len(offers(program)) == 2
    shot(program, "damaged")
    # One vanishes, and one is damaged, after it was listed.
    ask(program, 0)
    newest.unlink()
    program.press(words.ASK_YES)
    program.until(words.AS_IT_WAS)
    assert words.FAULTS["gone"] in program.words()
    wait_for(lambda: len(offers(program)) == 1, "the vanished one to be offered no more")
    assert ids(program) == ["first", "second"], "the data stayed open"
    ask(program, 0)
    (at_last,) = [path for path in copies(program) if path != damaged]
    at_last.write_bytes(b"no database")
    program.press(words.ASK_YES)
    wait_for(lambda: not offers(program), "nothing to be offered")
    shot(program, "none_offered")
    assert not list(program.paths.data.glob("attempts-replaced-*"))


def test_what_was_opened_before_reads_the_data_that_is_open_now(program: Driven) -> None:
    def debriefed() -> bool:
        home = program.screen
        program.flow._open_debrief("first")
        wait_for(lambda: program.screen is not home, "the debriefing")
        found = isinstance(program.screen, DebriefScreen)
        program.flow._show_home()
        return found

    assert debriefed()
    page(program)
    ask(program, 1)
    program.press(words.ASK_YES)
    told(program, "was put back")
    program.key(Qt.Key.Key_Escape)
    program.key(Qt.Key.Key_Escape)
    assert debriefed()


def test_closing_the_window_waits_until_the_copy_is_in_its_place(program: Driven) -> None:
    page(program)
    ask(program, 1)
    program.press(words.ASK_YES)
    assert not program.button(words.BACK).isEnabled()
    program.window.close()
    store = open_store(program.paths.data)
    try:
        assert [line.id for line in store.lines()] == ["first"]
    finally:
        store.shut()


def test_an_attempt_that_is_open_in_the_copy_is_announced(program: Driven) -> None:
    def begun(desk: Desk) -> list[None]:
        attempt, items = small_attempt("third")
        sql(desk).create(attempt, items)
        sql(desk).append("third", 0, START)
        desk.store.back_up()
        return [desk.store.close("third", "abandoned", None)]

    program.on_lane(begun)
    page(program)
    asked = ask(program, 1)
    assert words.ASK_OPEN_AGAIN in asked
    shot(program, "open")
    program.press(words.ASK_YES)
    wait_for(lambda: program.flow.sitting, "the rehearsal to be opened")
    assert program.stored().attempt.id == "third"


def test_leaving_does_not_wait_for_all_the_copies(qapp: QApplication) -> None:
    looked_into: list[str] = []
    go_on = threading.Event()
    with Driven(qapp) as program:
        program.ready()
        files = tuple(BackupFile(f"{at}.db", at, 1, "backup") for at in range(40))

        class SlowDisk:
            def files(self) -> tuple[BackupFile, ...]:
                return files

            def drill(self, file: BackupFile) -> Drill:
                looked_into.append(file.path)
                assert len(looked_into) < 3 or go_on.wait(30)
                return Drill(file, fault="damaged")

            def put_back(self, file: BackupFile, now_ms: int) -> str:
                raise AssertionError

        program.flow._around = replace(program.around, backup_place=SlowDisk)
        program.press(texts.SETTINGS)
        program.press(texts.BACKUPS)
        program.until(words.looking(3, 40))
        wait_for(lambda: program.words().count(words.FAULTS["damaged"]) == 2, "what is known to be shown")
        program.key(Qt.Key.Key_Escape)
        assert isinstance(program.screen, SettingsScreen)
        go_on.set()
        program.on_lane(lambda desk: [desk.store.candidates()])
        assert len(looked_into) == 3


@pytest.fixture
def small_disk(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """The data on a disk of its own that can be filled and made read-only."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    place = Path(tempfile.mkdtemp(prefix="cehrs-small-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount")
    monkeypatch.setenv("CEHRS_DATA_DIR", str(place / "data"))
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()


def test_on_a_full_disk_nothing_is_lost_and_it_can_be_tried_again(small_disk: Path, program: Driven) -> None:
    page(program)
    ask(program, 1)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        room = shutil.disk_usage(small_disk).free
        assert file.write(bytes(room)) == room
    program.press(words.ASK_YES)
    wait_for(lambda: words.FULL in program.words() or "disk is full" in program.words(), "the full disk to be told")
    shot(program, "full")
    assert not (program.paths.data / "attempts.db.new").exists()
    if program.flow.desk is None:
        # Opening needs some room too; what was told before is told when there is some.
        filler.unlink()
        program.press(texts.TRY_AGAIN)
    told(program, words.AS_IT_WAS)
    assert ids(program) == ["first", "second"]
    filler.unlink(missing_ok=True)
    ask(program, 1)
    program.press(words.ASK_YES)
    told(program, "was put back")
    assert ids(program) == ["first"]


def test_a_folder_that_cannot_be_written_is_told(small_disk: Path, program: Driven) -> None:
    page(program)
    program.on_lane(lambda desk: [rehearsed(desk, "third")])
    ask(program, 1)

    folder = str(program.paths.data)
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        program.press(words.ASK_YES)
        wait_for(lambda: program.flow.desk is None and "cannot be written" in program.words(), "the read-only folder")
        shot(program, "read_only")
    finally:
        subprocess.run(["umount", folder], check=True)
    program.press(texts.TRY_AGAIN)
    assert words.READ_ONLY in told(program, words.AS_IT_WAS)
    assert ids(program) == ["first", "second", "third"]
