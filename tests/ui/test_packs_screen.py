"""The page about items and updates in a real window: real files, real signatures, the real child process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget

from cehrs_desktop.app import window_program
from cehrs_desktop.app.items import PackPolicy, Packs, shipped_items
from cehrs_desktop.application.packs import OpenedItems
from cehrs_desktop.application.updates import LatestNotice, notice_text, sealed_notice, signed_bytes
from cehrs_desktop.bank.signing import key_id, signature_of
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import pack_texts as words
from cehrs_desktop.ui.packs_flow import PacksFlow
from cehrs_desktop.ui.screens.packs import PacksScreen
from cehrs_desktop.ui.stage import THEME_ORDER, Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.update_check import UpdateCheck
from cehrs_desktop.ui.widgets.notice import Notice
from tests.signed_packs import KEY, OTHER_SEED, SEED, put, signed
from tests.ui.driving import turn, wait_for

pytestmark = pytest.mark.usefixtures("qtbot")
TRUST = f"{KEY.public.hex()} {KEY.owner}"
CHECK = (sys.executable, "-m", "cehrs_desktop.cli", "updates", "check")


@dataclass
class Choices:
    """Settings that are kept nowhere."""

    values: dict[str, Json] = field(default_factory=dict[str, Json])

    def change(self, key: str, value: Json) -> None:
        self.values[key] = value


class Visit:
    """A window on the page, over a data folder."""

    def __init__(self, application: QApplication, data: Path, policy: PackPolicy, **settings: Any) -> None:
        application.setStyle("Fusion")
        window_program._dress(application)
        self.fixed: frozenset[str] = settings.pop("fixed", frozenset())
        self.window = window_program.make_window(application)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        self.lane = Lane(self.window)
        self.settings = Choices(
            {"theme": "light", "zoom": 1.0, "update_notice": False, "update_address": "", **settings}
        )
        self.stage = Stage(self.window, self.settings)
        self.updates = UpdateCheck(CHECK, self.window)
        self.packs = Packs(data, policy)
        self.opened: list[OpenedItems] = []
        self.flow = PacksFlow(self.stage, self.lane, self.packs, self.updates, self.fixed)
        self.flow.items_changed.connect(self.opened.append)

    def start(self, file: str = "") -> Visit:
        self.flow.start(file)
        self.settle()
        return self

    def settle(self) -> None:
        wait_for(lambda: not self.flow._busy, "the lane")
        turn(20)

    @property
    def screen(self) -> PacksScreen:
        screen = self.stage.screen
        assert isinstance(screen, PacksScreen)
        return screen

    def told(self) -> str:
        root: QWidget = self.stage.dialog or self.screen
        return "\n".join(one.text() for one in root.findChildren(QLabel) if one.isVisible())

    def notice(self) -> str:
        notice = self.screen.findChild(Notice)
        assert notice is not None
        return " ".join(one.text() for one in notice.findChildren(QLabel)) if notice.isVisible() else ""

    def buttons(self, text: str) -> list[QPushButton]:
        root: QWidget = self.stage.dialog or self.screen
        return [one for one in root.findChildren(QPushButton) if one.text() == text and one.isVisible()]

    def press(self, text: str) -> None:
        QTest.mouseClick(self.buttons(text)[0], Qt.MouseButton.LeftButton)
        self.settle()

    def offer(self, file: Path) -> None:
        self.flow.offer(str(file))
        self.settle()

    def end(self) -> None:
        self.stage.close_dialog()
        self.updates.end()
        self.lane.finish()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


Begin = Callable[..., Visit]


@pytest.fixture
def visit(qapp: QApplication, data_folder: Path) -> Iterator[Begin]:
    begun: list[Visit] = []

    def begin(policy: PackPolicy = PackPolicy(keys=(TRUST,)), **settings: Any) -> Visit:
        begun.append(Visit(qapp, data_folder, policy, **settings))
        return begun[-1]

    yield begin
    for one in begun:
        one.end()


def test_the_delivered_questions_are_told(visit: Begin) -> None:
    here = visit(PackPolicy()).start()
    shipped = shipped_items()
    assert words.SHIPPED in here.told()
    assert f"{shipped.item_count}" in here.told()
    assert shipped.pack_id in here.told()
    assert words.NO_KEYS in here.told()
    assert not here.buttons(words.USE_SHIPPED)


def test_a_pack_is_installed_used_and_given_back(visit: Begin, tmp_path: Path) -> None:
    here = visit().start()
    here.offer(put(tmp_path, signed()))
    assert words.OFFER_TITLE in here.told()
    assert "signed by Example Training Program" in here.told()
    here.press(words.OFFER_YES)
    assert words.INSTALLED in here.told()
    assert "Example items, January 2027" in here.told()
    (opened,) = here.opened
    assert opened.source.item_count == 2
    assert opened.in_use.manifest is not None
    assert here.packs.open_items().source.pack_id == opened.source.pack_id
    here.press(words.USE_SHIPPED)
    assert words.USED_SHIPPED in here.told()
    assert here.opened[-1].source.pack_id == shipped_items().pack_id
    here.press(words.REMOVE)
    assert words.REMOVE_TITLE in here.told()
    here.press(words.REMOVE)
    assert words.REMOVED in here.told()
    assert here.packs.installed() == ()


def test_not_now_changes_nothing(visit: Begin, tmp_path: Path) -> None:
    here = visit().start(str(put(tmp_path, signed())))
    here.settle()
    here.press(words.OFFER_NO)
    assert (here.opened, here.packs.installed()) == ([], ())


@pytest.mark.parametrize("damage", ["byte", "key", "kind", "gone"])
def test_a_file_that_is_refused_says_why_and_what_is_safe(visit: Begin, tmp_path: Path, damage: str) -> None:
    data = bytearray(signed(seed=OTHER_SEED) if damage == "key" else signed())
    if damage == "byte":
        data[-100] ^= 1
    file = put(tmp_path, b"something else" if damage == "kind" else bytes(data))
    if damage == "gone":
        file.unlink()
    here = visit().start(str(file))
    here.settle()
    expected = {
        "byte": "damaged or was changed",
        "key": "not from a trusted",
        "kind": "not an item pack",
        "gone": "not there",
    }
    assert expected[damage] in here.notice()
    assert "Nothing was installed" in here.notice()
    assert here.stage.dialog is None
    assert here.packs.installed() == ()


def test_an_older_pack_is_installed_only_on_purpose(visit: Begin, tmp_path: Path) -> None:
    here = visit().start()
    here.packs.install(str(put(tmp_path, signed("new", version="2027.2"))))
    here.offer(put(tmp_path, signed()))
    assert words.OLDER_TITLE in here.told()
    assert "Version 2027.2 is installed; this file holds version 2027.1" in here.told()
    here.press(words.OLDER_YES)
    assert here.opened[-1].in_use.manifest is not None
    assert here.opened[-1].in_use.manifest.version == "2027.1"
    assert len(here.packs.installed()) == 2
    here.press(words.USE)
    assert here.opened[-1].in_use.manifest.version == "2027.1" or words.USED in here.told()


def test_a_pack_that_went_bad_is_told_and_the_delivered_one_is_used(
    visit: Begin, tmp_path: Path, data_folder: Path
) -> None:
    packs = Packs(data_folder, PackPolicy(keys=(TRUST,)))
    pack_id = packs.install(str(put(tmp_path, signed()))).pack_id
    packs.choose(pack_id)
    file = data_folder / "packs" / f"{pack_id}.cehrspack"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    opened = packs.open_items()
    assert opened.source.pack_id == shipped_items().pack_id
    here = visit().start()
    assert "damaged or was changed" in here.told()
    assert "The questions that came with the program are in use instead" in here.told()
    here.press(words.USE_SHIPPED)
    assert packs.open_items().in_use.problem is None


def test_a_policy_chooses_and_people_do_not(visit: Begin, tmp_path: Path) -> None:
    file = put(tmp_path, signed())
    here = visit(PackPolicy((str(tmp_path / "gone.cehrspack"), str(file)), (TRUST,))).start()
    assert words.FIXED in here.told()
    assert "Example items, January 2027" in here.told()
    assert "not there" in here.told()
    assert not here.screen._install.isEnabled()


def notice_file(folder: Path, program: str, seed: bytes = SEED) -> Path:
    text = notice_text(LatestNotice("2027-02-01", program, (), "Bring a pencil.", "https://example.org/new"))
    file = folder / "latest.json"
    file.write_bytes(sealed_notice(text, key_id(KEY.public), signature_of(seed, signed_bytes(text))))
    return file


def test_newer_versions_are_asked_for_only_when_switched_on(
    visit: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text(f'{{"format": 1, "fixed": {{"trusted_keys": ["{TRUST}"]}}}}', encoding="utf-8")
    monkeypatch.setenv("CEHRS_POLICY_FILE", str(policy))
    here = visit().start()
    check = here.buttons(words.NOTICE_CHECK)[0]
    assert not check.isEnabled()
    (field_,) = here.screen.findChildren(QLineEdit)
    field_.setText(str(notice_file(tmp_path, "99.0")))
    (switch,) = here.screen.findChildren(QCheckBox)
    switch.setChecked(True)
    assert here.settings.values["update_notice"] is True
    assert here.settings.values["update_address"] == str(tmp_path / "latest.json")
    here.press(words.NOTICE_CHECK)
    wait_for(lambda: not here.updates.asking, "the answer")
    assert "version 99.0 of the program" in here.told()
    assert "Bring a pencil." in here.told()
    notice_file(tmp_path, "0.0.1")
    here.press(words.NOTICE_CHECK)
    wait_for(lambda: not here.updates.asking, "the answer")
    assert words.NOTICE_NOTHING in here.told()
    notice_file(tmp_path, "99.0", OTHER_SEED)
    here.press(words.NOTICE_CHECK)
    wait_for(lambda: not here.updates.asking, "the answer")
    assert "damaged or was changed" in here.told()
    switch.setChecked(False)
    assert not check.isEnabled()
    assert "99.0" not in here.told()


def test_a_fixed_notice_cannot_be_changed(visit: Begin) -> None:
    here = visit(update_notice=True, update_address="/srv/latest.json", fixed=frozenset({"update_notice"})).start()
    assert words.NOTICE_FIXED in here.told()
    (switch,) = here.screen.findChildren(QCheckBox)
    (field_,) = here.screen.findChildren(QLineEdit)
    assert not switch.isEnabled()
    assert field_.isReadOnly()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="what never answers is a named pipe here")
def test_asking_ends_at_once_when_an_attempt_begins(visit: Begin, tmp_path: Path) -> None:
    """The child hangs on a pipe that nobody writes to; without its standard input it goes, and so does the pipe's
    reader."""
    place = tmp_path / "latest.json"
    os.mkfifo(place)
    here = visit().start()
    here.updates.ask(str(place))
    process = here.updates._process
    assert process is not None
    wait_for(lambda: process.processId() and _waits_at(process.processId(), place), "the child to ask")
    here.updates.end()
    assert not here.updates.asking
    assert process.exitStatus() == process.ExitStatus.NormalExit


def _waits_at(pid: int, place: Path) -> bool:
    """Whether the process is in the middle of opening the pipe."""
    if sys.platform != "linux":
        turn(1500)
        return True
    return any(
        "fifo" in (task / "wchan").read_text(encoding="ascii") or "openat" in _call(task)
        for task in Path(f"/proc/{pid}/task").iterdir()
    )


def _call(task: Path) -> str:
    try:
        return "openat" if (task / "syscall").read_text(encoding="ascii").split()[0] == "257" else ""
    except OSError:
        return ""


@pytest.mark.parametrize("theme", THEME_ORDER)
@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_it_holds_in_every_size_and_theme(visit: Begin, tmp_path: Path, theme: str, zoom: float) -> None:
    here = visit(theme=theme, zoom=zoom)
    here.packs.install(str(put(tmp_path, signed("other", name="other"))))
    here.packs.choose(here.packs.install(str(put(tmp_path, signed()))).pack_id)
    here.start()
    (area,) = here.screen.findChildren(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    assert here.screen._install.isVisible()


def test_everything_is_reached_by_keyboard(visit: Begin, tmp_path: Path) -> None:
    here = visit(update_notice=True, update_address="/x")
    here.packs.install(str(put(tmp_path, signed("other", name="other"))))
    here.packs.choose(here.packs.install(str(put(tmp_path, signed()))).pack_id)
    here.start()
    reached: set[str] = set()
    for _ in range(14):
        widget = here.window.focusWidget()
        assert widget is not None
        reached.add(widget.accessibleName() or getattr(widget, "text", lambda: "")())
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    expected = {
        words.INSTALL,
        words.CLOSE,
        words.USE_SHIPPED,
        words.NOTICE_SWITCH,
        words.NOTICE_ADDRESS,
        words.NOTICE_CHECK,
    }
    assert expected <= reached
    assert {f"{words.USE}: Example items, January 2027", f"{words.REMOVE}: Example items, January 2027"} <= reached


def test_a_visit_that_was_left_while_installing_still_gives_its_items(visit: Begin, tmp_path: Path) -> None:
    here = visit().start()
    here.flow._install(str(put(tmp_path, signed())), older_too=False)
    here.flow.let_go()
    wait_for(lambda: here.opened, "the items")
    assert here.opened[0].source.item_count == 2
