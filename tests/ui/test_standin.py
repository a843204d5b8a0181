"""The drawn stand-ins: each shows what its value says, in every theme, and grows with the text."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cehrs_desktop.presentation.standin_view import (
    PLACES,
    THING_WORDS,
    CardDrawing,
    Drawing,
    FaceDrawing,
    PlaceDrawing,
    described,
)
from cehrs_desktop.ui.theme.sheet import palette
from cehrs_desktop.ui.theme.theme import CREAM, DARK, HIGH_CONTRAST, LIGHT, Theme
from cehrs_desktop.ui.widgets.basics import enlarge
from cehrs_desktop.ui.widgets.standin import StandIn

CARD = CardDrawing(label="Passport", name="Anna Kent", expires="12 May 2027")
ALL: list[Drawing] = [
    FaceDrawing(), FaceDrawing(behind=True),
    CARD, replace(CARD, signed=False), replace(CARD, glare=True), replace(CARD, side="back"),
    replace(CARD, photographed=True), replace(CARD, name="Anna Kant"), replace(CARD, expires="12 May 2023"),
    *(PlaceDrawing(place=place) for place in PLACES),
    *(PlaceDrawing(place="desk", things=(thing,)) for thing in THING_WORDS),
]  # fmt: skip


def picture(qtbot: QtBot, drawing: Drawing, zoom: float = 1.0) -> QImage:
    """The drawing as a screen shows it at a text size."""
    page = QWidget()
    qtbot.addWidget(page)
    made = StandIn(drawing)
    QVBoxLayout(page).addWidget(made)
    enlarge(page, zoom)
    made.setFixedSize(made.sizeHint())
    return made.grab().toImage()


@pytest.fixture(params=[LIGHT, DARK, HIGH_CONTRAST, CREAM], ids=lambda theme: theme.name)
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Generator[Theme]:
    before = qapp.palette()
    qapp.setPalette(palette(request.param))
    yield request.param
    qapp.setPalette(before)


def test_no_two_drawings_look_or_sound_alike(qtbot: QtBot, theme: Theme) -> None:
    pictures = [picture(qtbot, drawing) for drawing in ALL]
    for number, one in enumerate(pictures):
        assert one not in pictures[:number], ALL[number]
    assert len({described(drawing) for drawing in ALL}) == len(ALL)


def test_every_drawing_uses_the_themes_colors(qtbot: QtBot, theme: Theme) -> None:
    for drawing in (FaceDrawing(), CARD, PlaceDrawing(place="desk")):
        image = picture(qtbot, drawing)
        colors = {
            image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
        }
        assert QColor(theme.text).name() in colors, drawing


@pytest.mark.parametrize(
    "drawing", [FaceDrawing(), CARD, PlaceDrawing(place="desk")], ids=lambda one: type(one).__name__
)
def test_it_is_drawn_anew_at_twice_the_size(qtbot: QtBot, drawing: Drawing) -> None:
    small, large = picture(qtbot, drawing), picture(qtbot, drawing, 2.0)
    assert large.size() == small.size() * 2
    # Not the small picture blown up: half of its lines would be blurred then.
    assert large != small.scaled(large.size())


def test_what_is_drawn_is_told(qtbot: QtBot) -> None:
    made = StandIn(CARD)
    qtbot.addWidget(made)
    assert made.accessibleDescription() == described(CARD)
    made.show_drawing(FaceDrawing())
    assert made.accessibleDescription() == described(FaceDrawing())
    assert made.accessibleName()


def test_a_long_name_is_never_cut(qtbot: QtBot, qapp: QApplication) -> None:
    long = replace(CARD, name="Marguerite Featherstonehaugh-Kowalski")
    other = replace(long, name="Marguerite Featherstonehaugh-Kowalska")
    assert picture(qtbot, long) != picture(qtbot, other)
