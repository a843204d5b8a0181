"""Packs and attempts that are opened with the program, other items in the whole program, and the quiet question for
something newer: the real flow, from the first page on."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from cehrs_desktop import __version__
from cehrs_desktop.app.items import PackPolicy, Packs, shipped_items
from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.updates import LatestNotice, notice_text, sealed_notice, signed_bytes
from cehrs_desktop.bank.signing import key_id, signature_of
from cehrs_desktop.files.attempt_file import attempt_bytes
from cehrs_desktop.presentation import attempt_file_texts, pack_texts, texts
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.ui.file_open_events import FileOpenEvents
from cehrs_desktop.ui.screens.packs import PacksScreen
from tests.ended_attempts import Plan, sit
from tests.signed_packs import KEY, SEED, put, signed
from tests.ui.driving import Driven, leave_at_the_name, turn, wait_for

pytestmark = pytest.mark.usefixtures("qtbot")
TRUST = f"{KEY.public.hex()} {KEY.owner}"


def trusting(data: Path, *files: str) -> Packs:
    return Packs(data, PackPolicy(files, (TRUST,)))


def attempt_file(folder: Path) -> Path:
    stored = sit(Plan()).stored
    store = open_store(folder / "there")
    store.create(stored.attempt, stored.items)
    store.append(stored.attempt.id, 0, stored.events)
    file = folder / "one.cehrsattempt"
    file.write_bytes(attempt_bytes(store.copy_out(stored.attempt.id), __version__))
    store.shut()
    return file


def test_the_page_is_reached_from_the_settings_and_left_to_the_first_page(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        program.ready().press(texts.SETTINGS)
        program.press(pack_texts.BUTTON)
        program.until(pack_texts.SHIPPED)
        program.press(pack_texts.CLOSE)
        program.until(texts.WELCOME)
        assert program.flow._items is not None


def test_a_pack_that_is_opened_is_used_for_the_next_exam(qapp: QApplication, data_folder: Path, tmp_path: Path) -> None:
    file = put(tmp_path, signed())
    with Driven(qapp, packs=lambda: trusting(data_folder)) as program:
        program.flow.open_file(str(file))  # before the data is open, as at a start by double click
        program.ready()
        program.until(pack_texts.OFFER_TITLE)
        program.press(pack_texts.OFFER_YES)
        program.until(pack_texts.INSTALLED)
        assert program.flow.desk is not None
        assert program.flow.desk.source is not None
        assert program.flow.desk.source.item_count == 2
    opened = trusting(data_folder).open_items()
    assert opened.source.item_count == 2


def test_a_file_is_not_opened_over_an_open_attempt(qapp: QApplication, data_folder: Path, tmp_path: Path) -> None:
    leave_at_the_name()
    file = put(tmp_path, signed())
    with Driven(qapp, packs=lambda: trusting(data_folder)) as program:
        program.flow.open_file(str(file))
        program.ready()
        wait_for(lambda: program.dialog, "the words about the file")
        assert "an attempt is open" in program.words()
        program.press(texts.CLOSE)
        assert trusting(data_folder).installed() == ()


def test_nor_during_an_exam(qapp: QApplication, data_folder: Path, tmp_path: Path) -> None:
    with Driven(qapp, packs=lambda: trusting(data_folder)) as program:
        program.begin()
        program.flow.open_file(str(put(tmp_path, signed())))
        assert "an attempt is open" in program.words()
        program.press(texts.CLOSE)
        assert not isinstance(program.screen, PacksScreen)


def test_an_attempt_that_is_opened_is_taken_in_once(qapp: QApplication, tmp_path: Path) -> None:
    file = attempt_file(tmp_path)
    with Driven(qapp) as program:
        program.ready()
        program.flow.open_file(str(file))
        program.until("each of which follows from the one before it")
        program.press(attempt_file_texts.YES)
        program.until(attempt_file_texts.DONE)
        program.press(texts.CLOSE)
        assert len(program.on_lane(lambda desk: desk.store.lines())) == 1
        wait_for(lambda: len(program.flow._lines) == 1, "the list")
        program.flow.open_file(str(file))
        program.until("each of which follows from the one before it")
        program.press(attempt_file_texts.YES)
        program.until(attempt_file_texts.KNOWN)
        program.press(texts.CLOSE)
        file.write_bytes(file.read_bytes().replace(b"exam.item_shown", b"exam.item_shOwn", 1))
        program.flow.open_file(str(file))
        program.until("damaged or was changed")
        program.press(texts.CLOSE)
        assert len(program.on_lane(lambda desk: desk.store.lines())) == 1


def test_other_files_are_not_opened(qapp: QApplication, tmp_path: Path) -> None:
    with Driven(qapp) as program:
        program.ready()
        program.flow.open_file(str(tmp_path / "letter.txt"))
        assert "neither an item pack" in program.words()


def test_a_bad_pack_is_told_on_the_first_page(qapp: QApplication, data_folder: Path, tmp_path: Path) -> None:
    packs = trusting(data_folder)
    pack_id = packs.install(str(put(tmp_path, signed()))).pack_id
    packs.choose(pack_id)
    (data_folder / "packs" / f"{pack_id}.cehrspack").write_bytes(signed()[:-1])
    with Driven(qapp, packs=lambda: packs, open_desk=lambda: opened_with(packs)) as program:
        program.until(pack_texts.fallback_note())
        assert program.flow.desk is not None
        assert program.flow.desk.source is not None
        assert program.flow.desk.source.pack_id == shipped_items().pack_id


def opened_with(packs: Packs) -> Desk:
    from cehrs_desktop.app.opening import open_desk
    from cehrs_desktop.system.paths import program_paths

    return open_desk(program_paths(), packs.open_items)


@pytest.fixture
def notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps({"format": 1, "fixed": {"trusted_keys": [TRUST]}}), encoding="utf-8")
    monkeypatch.setenv("CEHRS_POLICY_FILE", str(policy))
    text = notice_text(LatestNotice("2027-02-01", "99.0", (), "Words."))
    file = tmp_path / "latest.json"
    file.write_bytes(sealed_notice(text, key_id(KEY.public), signature_of(SEED, signed_bytes(text))))
    return file


def test_something_newer_is_told_quietly_when_it_is_wanted(qapp: QApplication, notice: Path) -> None:
    settings = {"update_notice": True, "update_address": str(notice)}
    with Driven(qapp, settings=settings) as program:
        program.ready()
        program.until("version 99.0 of the program")
        assert program.dialog is None


def test_nobody_is_asked_when_it_is_not_wanted(qapp: QApplication, notice: Path) -> None:
    for settings in (
        {"update_notice": False, "update_address": str(notice)},
        {"update_notice": True, "update_address": ""},
    ):
        with Driven(qapp, settings=settings) as program:
            program.ready()
            turn(50)
            items = program.flow._items
            assert items is None or not items._updates.asking


@pytest.mark.skipif(sys.platform == "win32", reason="what never answers is a named pipe here")
def test_asking_ends_before_an_attempt_begins(qapp: QApplication, tmp_path: Path) -> None:
    import os

    place = tmp_path / "latest.json"
    os.mkfifo(place)
    with Driven(qapp, settings={"update_notice": True, "update_address": str(place)}) as program:
        program.ready()
        items = program.flow._items
        assert items is not None
        assert items._updates.asking
        program.check_in()
        assert not items._updates.asking


def test_macos_hands_a_file_over_as_an_event(qapp: QApplication) -> None:
    opened: list[str] = []
    events = FileOpenEvents(qapp)
    try:
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile("/early.cehrspack")))
        assert opened == []
        events.give(opened.append)
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile("/late.cehrspack")))
        assert opened == ["/early.cehrspack", "/late.cehrspack"]
    finally:
        qapp.removeEventFilter(events)
        events.deleteLater()
