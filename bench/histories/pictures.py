"""Pictures of every page of Study at the end of a history, with what is written on each beside it.

They are taken from a copy of the data, so that looking changes nothing in the history.
"""

# It looks at the windows where their tests look.
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from bench.histories.hand import Key, clock_at
from bench.histories.rehearsing import Rehearsing
from bench.histories.stories import STORIES, Story
from cehrs_desktop.app.opening import open_pack
from cehrs_desktop.presentation import before_after_texts, people_texts, practice_texts, search_texts, texts
from cehrs_desktop.presentation import study_texts as words
from cehrs_desktop.ui.screens.before_after import BeforeAfterScreen
from cehrs_desktop.ui.screens.home import HomeScreen
from cehrs_desktop.ui.screens.people import PeopleScreen, PersonScreen
from cehrs_desktop.ui.screens.practice.end import PracticeEndScreen
from cehrs_desktop.ui.screens.practice.screen import PracticeScreen
from cehrs_desktop.ui.screens.practice.waiting import PracticeWaitingScreen
from cehrs_desktop.ui.screens.practice.wish import PracticeWishScreen
from cehrs_desktop.ui.screens.search import SearchScreen
from cehrs_desktop.ui.screens.settings import SettingsScreen
from cehrs_desktop.ui.screens.standing import StandingScreen
from cehrs_desktop.ui.screens.study_plan import StudyPlanScreen
from cehrs_desktop.ui.screens.study_settings import StudySettingsScreen
from cehrs_desktop.ui.study_flow import PAGES
from tests.ui.driving import turn, wait_for

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_SCREENS = 6
"""Of one page that scrolls."""

SEARCHED = "authorization"
TERM = "Break the glass"


class Album:
    """Takes pictures of a window into a folder, and collects the words of each page."""

    def __init__(self, hand: Rehearsing, folder: Path, mark: str) -> None:
        self.hand, self.folder, self.mark = hand, folder, mark
        self.told: list[str] = []

    def take(self, name: str, scrolled: QAbstractScrollArea | None = None) -> None:
        """Picture the window; where `scrolled` goes further down, one picture for each screenful."""
        hand = self.hand
        turn(80)
        wait_for(lambda: not hand.flow._at_work, "the page")
        bar = scrolled.verticalScrollBar() if scrolled is not None else None
        if bar is None or not bar.maximum():
            hand.window.grab().save(str(self.folder / f"{name}{self.mark}.png"))
        else:
            for at in range(MOST_SCREENS):
                bar.setValue(round(at * bar.pageStep() * 0.9))
                turn(20)
                hand.window.grab().save(str(self.folder / f"{name}-{at + 1}{self.mark}.png"))
                if bar.value() == bar.maximum():
                    break
            bar.setValue(0)
        self.told.append(f"==== {name}\n{hand.words()}\n")

    def whole(self, name: str) -> None:
        """Picture the page down to its end."""
        turn(60)
        areas = [area for area in self.hand.parts(QAbstractScrollArea) if area.verticalScrollBar().maximum() > 0]
        self.take(name, max(areas, key=lambda area: area.width() * area.height(), default=None))

    def write(self) -> None:
        """Keep the words."""
        (self.folder / f"words{self.mark}.txt").write_text("\n".join(self.told), "utf-8")


def take(
    application: QApplication, story: Story, folder: Path, truth: Mapping[str, object], look: str, zoom: float
) -> None:
    """Picture every page at the end of a history into its folder."""
    at_ms = truth["at_ms"]
    assert isinstance(at_ms, int)
    mark = "" if (look, zoom) == ("light", 1.0) else f"-{look}-{zoom:g}"
    with TemporaryDirectory() as copy:
        data = Path(copy, "data")
        shutil.copytree(folder / "data", data)
        os.environ["CEHRS_DATA_DIR"] = str(data)
        learner = STORIES[story.who].make(open_pack().parameters)
        clock = clock_at(at_ms)
        seed = f"{story.who} pictured"
        with Rehearsing(application, learner, clock, seed, settings={"theme": look, "zoom": zoom}) as hand:
            hand.ready()
            album = Album(hand, folder, mark)
            try:
                _pages(hand, album)
            except BaseException:
                hand.window.grab().save(str(folder / "stuck.png"))
                raise
            finally:
                album.write()


def _pages(hand: Rehearsing, album: Album) -> None:
    hand.shown(HomeScreen)
    album.whole("home")
    hand.study()
    album.whole("today")
    _practice(hand, album)
    _standing(hand, album)
    _search(hand, album)
    for name, way, kind in (
        ("plan", words.PLAN, StudyPlanScreen),
        ("settings", words.SETTINGS, StudySettingsScreen),
    ):
        hand.study()
        hand.press(way)
        hand.shown(kind)
        turn(300)
        album.whole(name)
        hand.back()
    _before_after(hand, album)
    _files(hand, album)
    hand.home()
    _people(hand, album)


def _practice(hand: Rehearsing, album: Album) -> None:
    hand.study()
    hand.press(words.PRACTICE)
    screen = hand.shown(PracticeWishScreen)
    wait_for(screen.start.isEnabled, "the questions to be counted")
    album.whole("wish")
    hand.type_number(screen.items, "6")
    for box in (screen.blueprint, screen.pools["missed"]):
        if box.isChecked():
            hand.tick(box)
    hand.choose(screen.feedback, "each")
    if not screen.tutor.isChecked():
        hand.tick(screen.tutor)
    turn(300)
    wait_for(screen.start.isEnabled, "the questions to be counted")
    hand.press(practice_texts.START)
    hand.shown(PracticeScreen)
    album.whole("question")
    wrong = 0

    def look(position: int) -> None:
        nonlocal wrong
        answer = hand.run.answer
        if not wrong and answer is not None and not answer.right:
            wrong = position
            album.whole("reasons")

    hand.work(stop_at=6, look=look)
    hand.press(practice_texts.LEAVE)
    hand.study()
    album.whole("today-open-set")
    hand.press(words.PRACTICE)
    hand.shown(PracticeWaitingScreen)
    album.whole("waiting")
    hand.press(practice_texts.GO_ON)
    hand.shown(PracticeScreen)
    hand.work(look=look)
    screen = hand.shown(PracticeEndScreen)
    album.whole("end")
    for row in range(screen.list.count()):
        screen.list.setCurrentRow(row)
        if screen.item is not None and screen.item.cause is not None:
            album.take("end-cause")
            break
    hand.back()
    hand.study()


def _standing(hand: Rehearsing, album: Album) -> None:
    hand.press(words.STANDING)
    screen = hand.shown(StandingScreen)
    wait_for(lambda: screen.part, "where the learner stands")
    names = screen._names
    for at in range(names.count()):
        names.setCurrentRow(at)
        turn(40)
        assert screen.part is not None
        name = screen.part.name.lower().replace(" ", "-")
        album.take(f"standing-{at}-{name}", screen._pages[at])
        album.told.append(f"{screen.part.finding}\n{screen.part.notes}\n")
        if screen._as_table.isEnabled():
            hand.click(screen._as_table)
            turn(40)
            album.take(f"standing-{at}-{name}-table", screen._pages[at])
            if screen.part.table is not None:
                album.told.append(screen.part.table.csv_text())
            hand.click(screen._as_table)
    hand.back()
    hand.study()


def _search(hand: Rehearsing, album: Album) -> None:
    hand.press(search_texts.PAGE)
    screen = hand.shown(SearchScreen)
    wait_for(lambda: screen.list.count(), "what is listed")
    album.take("search")
    screen.field.setFocus()
    for name, typed in (("hits", SEARCHED), ("term", TERM), ("nothing", "zebra")):
        before = screen.status.text()
        screen.field.clear()
        QTest.keyClicks(screen.field, typed)
        with suppress(AssertionError):
            wait_for(lambda told=before: screen.status.text() != told and not hand.flow._at_work, "what was found")
        turn(300)
        hand.key(Key.Key_Down)
        turn(100)
        album.take(f"search-{name}")
    screen.field.clear()
    turn(400)
    for row in range(screen.list.count()):
        screen.list.setCurrentRow(row)
        line = screen.list.item(row).data(0x0100)
        if line is not None and line.kind and line.kind != "term":
            turn(100)
            album.take("note")
            break
    hand.back()
    hand.study()


def _before_after(hand: Rehearsing, album: Album) -> None:
    hand.study()
    hand.press(before_after_texts.WAY)
    screen = hand.shown(BeforeAfterScreen)
    wait_for(lambda: screen.retake, "what was entered")
    turn(20)
    for name, part in zip(("eligibility", "exam-day", "retake", "pass"), before_after_texts.PARTS, strict=True):
        hand.press(part)
        album.whole(f"before-after-{name}")
    hand.back()
    hand.study()


def _files(hand: Rehearsing, album: Album) -> None:
    """Calendar, Anki and tables, where the study page leads there."""
    way = dict(PAGES).get("files")
    if way is not None:
        hand.press(way)
        turn(500)
        album.whole("files")
        hand.back()
        hand.study()


def _people(hand: Rehearsing, album: Album) -> None:
    def to(name: str, kind: type[QWidget]) -> None:
        hand.press(name)
        hand.shown(kind)
        turn(400)

    hand.press(texts.SETTINGS)
    hand.shown(SettingsScreen)
    to(people_texts.BUTTON, PeopleScreen)
    album.whole("learners")
    to(people_texts.OPEN, PersonScreen)
    album.whole("person")
    hand.back()
    hand.shown(PeopleScreen)
    turn(200)
    hand.back()
    hand.shown(SettingsScreen)
    if find_spec("cehrs_desktop.ui.backups_flow") is None:
        return
    hand.press(texts.BACKUPS)
    turn(600)
    album.whole("backups")
