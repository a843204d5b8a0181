"""What every screen must hold: it fits, it can be read, it can be reached, and each control says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QWidget,
)

import cehrs_desktop
from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.screens.exam.comment import CommentField
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from cehrs_desktop.ui.theme.theme import THEMES, Theme
from cehrs_desktop.ui.widgets.text_size import ZOOMS
from tests.ui.driving import Driven, begin_as_before, turn, wait_for

Key = Qt.Key
WORDS, STATES = 4.5, 3.0
INKS = ("text", "muted", "warn", "accent")
GROUNDS = ("surface", "panel", "soft", "warn_soft")
EDGES = ("control", "focus", "accent", "warn")
SEPARATES = "line"
"""Between things that can be told apart without it: it needs no contrast, and nothing else may be left without one."""

PAIRS = [
    *((ink, ground, WORDS) for ink in INKS for ground in GROUNDS),
    ("text", "highlight", WORDS),
    ("on_accent", "accent", WORDS),
    # A filled badge, and the marks on a filled cell.
    ("surface", "text", WORDS),
    ("surface", "accent", STATES),
    *((edge, ground, STATES) for edge in EDGES for ground in GROUNDS),
]


def brightness(color: str) -> float:
    """Relative luminance of ``#rrggbb`` as WCAG 2.2 defines it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colors as WCAG 2.2 defines it."""
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_no_color_is_left_out() -> None:
    colors = {field.name for field in fields(Theme)} - {"name", "dark"}
    assert colors == {name for ink, ground, _ in PAIRS for name in (ink, ground)} | {SEPARATES}


def test_no_color_comes_from_elsewhere() -> None:
    """What is drawn in other colors than the theme's would not be looked at here; black on white needs no look."""
    packages = (Path(cehrs_desktop.__file__).parent / name for name in ("ui", "camera"))
    written = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|\brgba?\(|QColor\(\d|GlobalColor\.(?!transparent)\w+")
    found = {
        f"{file.name}: {color}"
        for package in packages
        for file in package.rglob("*.py")
        if file.name != "theme.py"
        for color in written.findall(file.read_text(encoding="utf-8"))
        if color not in ("#000000", "#ffffff")
    }
    assert found == set()


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_color_can_be_told_from_its_ground(theme: Theme) -> None:
    low = {
        f"{ink} on {ground}": round(contrast(getattr(theme, ink), getattr(theme, ground)), 2)
        for ink, ground, least in PAIRS
        if contrast(getattr(theme, ink), getattr(theme, ground)) < least
    }
    assert low == {}


# ---- every screen


def stops(program: Driven) -> Iterator[str]:
    """Lead the program through its screens; at each stop the screen (or dialog) can be looked at."""
    program.ready()
    yield "first page"
    program.press(texts.SETTINGS)
    program.until(texts.SETTINGS_TITLE)
    yield "settings"
    program.press(texts.CLOSE)
    program.until(texts.WELCOME)
    program.press(texts.ABOUT)
    yield "about"
    program.key(Key.Key_Escape)
    long_name = "Maximiliane-Alexandrina von und zu Hohenstein-Wernigerode-Ypsilon"
    program.on_lane(lambda desk: begin_as_before(desk, long_name))
    program.flow._reopen("early")
    wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the offer to go on")
    program.press(texts.RESUME)
    program.until(texts.NAME_TITLE)
    yield "name"
    program.press(texts.NAME_YES)
    program.until(texts.AGREEMENT_TITLE)
    program.part(QCheckBox).click()
    yield "agreement"
    program.press(texts.DECLINE)
    yield "declining"
    program.key(Key.Key_Escape)
    program.press(texts.ACCEPT)
    program.until(texts.TUTORIAL_LEAD)
    yield "tutorial page"
    program.press(texts.TUTORIAL_START)
    program.until(texts.counter(1, 3))
    yield "tutorial question"
    program.press(texts.TUTORIAL_END)
    program.until(texts.TUTORIAL_LEAD)
    program.press(texts.TUTORIAL_SKIP)
    yield "start"
    program.press(texts.START_YES)
    wait_for(lambda: isinstance(program.screen, ExamScreen), "the first question")
    program.settle()
    for key in (Key.Key_M, Key.Key_A, Key.Key_H, Key.Key_O):
        program.key(key)
    program.part(CommentField).insertPlainText("word")
    program.exam.flush_comment()
    program.settle()
    yield "question"
    program.key(Key.Key_Escape)
    program.key(Key.Key_F1)
    yield "help"
    program.key(Key.Key_Escape)
    program.presenter.go_to(125)
    program.settle()
    yield "last question"
    program.presenter.show_summary()
    program.settle()
    yield "summary"
    program.press(texts.END_EXAM)
    yield "end"
    program.key(Key.Key_Escape)
    program.window.close()
    yield "closing"
    program.key(Key.Key_Escape)
    program.presenter.suspend("sleep")
    wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the suspension")
    yield "suspended"
    program.press(texts.RESUME)
    program.settle()
    program.presenter.submit()
    program.until(texts.SUBMITTED_TITLE)
    yield "reminder"
    program.press(texts.CONTINUE)
    program.until(texts.SURVEY_TITLE)
    yield "survey"


def scrolled(widget: QWidget) -> bool:
    """Whether the widget lies in something that scrolls."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def plain(words: str) -> str:
    return re.sub(r"&(.)", r"\1", words)


def misfits(program: Driven) -> list[str]:
    """What does not fit into the window, and buttons and one-line labels whose words do not fit into them."""
    root = program.dialog or program.window
    found: list[str] = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.isWindow():
            continue
        words = plain(widget.text()) if isinstance(widget, (QAbstractButton, QLabel)) else ""
        place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
        if not scrolled(widget) and not root.rect().contains(place) and not widget.size().isEmpty():
            found.append(f"{type(widget).__name__} {words!r} at {place} is outside of {root.rect()}")
        needed = widget.fontMetrics().horizontalAdvance(words)
        one_line = isinstance(widget, QPushButton) or (isinstance(widget, QLabel) and not widget.wordWrap())
        if one_line and words and needed > widget.contentsRect().width():
            found.append(f"{words!r} needs {needed} of {widget.contentsRect().width()} pixels")
        if isinstance(widget, QLabel) and widget.wordWrap() and widget.height() < widget.heightForWidth(widget.width()):
            found.append(f"{words[:40]!r} is cut off: {widget.height()} of {widget.heightForWidth(widget.width())}")
        page = widget.widget() if isinstance(widget, QScrollArea) else None
        if isinstance(widget, QScrollArea) and page is not None and page.width() > widget.viewport().width():
            found.append(f"a page is {page.width()} wide in {widget.viewport().width()}")
    return found


@pytest.mark.parametrize("zoom", ZOOMS)
def test_everything_fits_into_1280_by_720(qapp: QApplication, zoom: float) -> None:
    found: dict[str, list[str]] = {}
    with Driven(qapp, settings={"zoom": zoom}) as program:
        for stop in stops(program):
            turn(30)
            assert (program.window.width(), program.window.height()) == (1280, 720), stop
            if bad := misfits(program):
                found[stop] = bad
    assert found == {}


def mnemonics(program: Driven) -> list[str]:
    root = program.dialog or program.screen
    words = [
        widget.text()
        for widget in root.findChildren(QWidget)
        if widget.isVisible()
        and (isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy()))
    ]
    return [found[1].lower() for text in words if (found := re.search(r"&([^&])", text))]


def test_no_screen_has_a_key_twice_and_every_control_a_name(qapp: QApplication) -> None:
    doubled: dict[str, list[str]] = {}
    nameless: dict[str, list[str]] = {}
    with Driven(qapp) as program:
        for stop in stops(program):
            keys = mnemonics(program)
            if len(set(keys)) < len(keys):
                doubled[stop] = sorted(key for key in set(keys) if keys.count(key) > 1)
            for widget in (program.dialog or program.screen).findChildren(QWidget):
                if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    interface = QAccessible.queryAccessibleInterface(widget)
                    if not isinstance(widget, QScrollArea) and not interface.text(QAccessible.Text.Name):
                        nameless.setdefault(stop, []).append(type(widget).__name__)
    assert (doubled, nameless) == ({}, {})


def test_the_tab_key_reaches_everything_and_is_seen(qapp: QApplication) -> None:
    unreached: dict[str, list[str]] = {}
    unseen: dict[str, list[str]] = {}
    with Driven(qapp) as program:
        for stop in stops(program):
            root = program.dialog or program.screen
            wanted = {
                widget
                for widget in root.findChildren(QWidget)
                if widget.isVisible()
                and widget.isEnabled()
                and widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
                and not isinstance(widget, QScrollArea)
            }
            reached: set[QWidget] = set()
            window = program.dialog or program.window
            window.activateWindow()
            wait_for(lambda window=window: QApplication.activeWindow() is window, "the keyboard")
            if focused_in(root) is None:
                # As for somebody who presses Tab first: the keyboard comes onto the page.
                window.focusNextChild()
            for _ in range(len(wanted) + 3):
                turn(20)
                widget = wait_for(lambda root=root: focused_in(root), f"the keyboard to be on the page: {stop}")
                if widget not in reached and not isinstance(widget, QScrollArea):
                    reached.add(widget)
                    with_focus = program.window.grab() if program.dialog is None else program.dialog.grab()
                    widget.clearFocus()
                    without = program.window.grab() if program.dialog is None else program.dialog.grab()
                    if with_focus.toImage() == without.toImage():
                        unseen.setdefault(stop, []).append(described(widget))
                    widget.setFocus()
                # From the widget, as the key does: what scrolls on the way brings the next one into sight.
                widget.focusNextChild()
            if missing := [widget for widget in wanted - reached if not beside_one_of(widget, reached)]:
                unreached[stop] = [described(widget) for widget in missing]
    assert (unreached, unseen) == ({}, {})


def focused_in(root: QWidget) -> QWidget | None:
    """The widget on this page that has the keyboard."""
    # The stubs promise a widget; there is none while nothing has the keyboard.
    widget = cast("QWidget | None", root.window().focusWidget())
    return widget if widget is not None and root.isAncestorOf(widget) else None


def beside_one_of(widget: QWidget, reached: set[QWidget]) -> bool:
    """A radio button of a group is reached with the arrow keys from the one that Tab comes to, as everywhere."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and any(button in reached for button in group.buttons())


def described(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QAbstractButton) else widget.accessibleName()
    return f"{type(widget).__name__} {words!r}"


@pytest.mark.parametrize("theme", THEMES)
def test_the_four_themes_are_drawn(qapp: QApplication, theme: str) -> None:
    with Driven(qapp, settings={"theme": theme}) as program:
        program.begin()
        turn(50)
        image = program.window.grab().toImage()
        header = image.pixelColor(2, 2).name()
        page = image.pixelColor(2, image.height() // 2).name()
        assert (header, page) == (THEMES[theme].panel, THEMES[theme].surface)
        # The next one in turn, from within the exam.
        program.press(texts.CONTRAST)
        turn(50)
        assert program.window.grab().toImage().pixelColor(2, image.height() // 2).name() != page
