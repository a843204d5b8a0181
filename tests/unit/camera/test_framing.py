"""What the light in a picture is called, on samples whose answer is known by construction."""

from __future__ import annotations

import pytest

from cehrs_desktop.camera.framing import (
    CARD_ASPECT,
    SAMPLE_HEIGHT,
    SAMPLE_WIDTH,
    Framing,
    card_place,
    inside,
    look,
)
from cehrs_desktop.presentation.camera_texts import FRAMING, TASKS, Task

ASPECT = 4 / 3


def sample(task: Task, within: int, around: int, glare: float = 0.0) -> bytes:
    """Grey inside the guide and around it; a share of the points inside shines."""
    points: list[int] = []
    shining = 0.0
    for index in range(SAMPLE_WIDTH * SAMPLE_HEIGHT):
        x, y = (index % SAMPLE_WIDTH + 0.5) / SAMPLE_WIDTH, (index // SAMPLE_WIDTH + 0.5) / SAMPLE_HEIGHT
        if not inside(task, x, y, ASPECT):
            points.append(around)
            continue
        shining += glare
        points.append(255 if shining >= 1 else within)
        shining -= shining >= 1
    return bytes(points)


@pytest.mark.parametrize(
    ("task", "within", "around", "glare", "expected"),
    [
        ("selfie", 130, 100, 0.0, Framing("fine", "none", "fine")),
        ("selfie", 30, 20, 0.0, Framing("dark", "none", "fine")),
        ("selfie", 230, 200, 0.0, Framing("bright", "none", "fine")),
        ("selfie", 90, 220, 0.0, Framing("fine", "none", "bright")),
        # A lamp in a dark room behind a face in the dark is dark, not bright behind.
        ("selfie", 20, 60, 0.0, Framing("dark", "none", "fine")),
        ("card_front", 130, 100, 0.03, Framing("fine", "some", "fine")),
        ("card_back", 130, 100, 0.2, Framing("fine", "much", "fine")),
        ("card_front", 130, 255, 0.0, Framing("fine", "none", "bright")),
        ("room", 130, 0, 0.0, Framing("fine", "none", "fine")),
    ],
)
def test_the_light_is_called(task: Task, within: int, around: int, glare: float, expected: Framing) -> None:
    assert look(task, sample(task, within, around, glare), ASPECT) == expected


@pytest.mark.parametrize("task", TASKS)
def test_every_word_is_an_agreed_one(task: Task) -> None:
    for within in range(0, 256, 17):
        for glare in (0.0, 0.02, 0.5):
            found = look(task, sample(task, within, 255 - within, glare), ASPECT)
            assert found.light in FRAMING["light"]
            assert found.glare in FRAMING["glare"]
            assert found.behind in FRAMING["behind"]


def test_a_sample_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="points"):
        look("selfie", b"\0" * 100, ASPECT)


@pytest.mark.parametrize("aspect", [4 / 3, 16 / 9, 9 / 16, 1.0])
def test_the_outline_is_a_card_and_inside_the_picture(aspect: float) -> None:
    left, top, width, height = card_place(aspect)
    assert width * aspect / height == pytest.approx(CARD_ASPECT)
    assert 0 < left < left + width < 1
    assert 0 < top < top + height < 1
    assert inside("card_front", 0.5, 0.5, aspect)
    assert not inside("card_front", left - 0.01, 0.5, aspect)
    assert inside("selfie", 0.5, 0.47, aspect)
    assert not inside("selfie", 0.02, 0.02, aspect)
