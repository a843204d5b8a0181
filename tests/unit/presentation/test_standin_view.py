"""The stand-ins in words: everything that the drawing shows, and nothing that it hides."""

from __future__ import annotations

import pytest

from cehrs_desktop.presentation.standin_view import (
    PLACE_WORDS,
    PLACES,
    THING_WORDS,
    USUAL_FINDS,
    CardDrawing,
    FaceDrawing,
    Place,
    PlaceDrawing,
    described,
)

CARD = CardDrawing(label="Passport", name="Anna Kent", expires="12 May 2027")


def test_a_card_is_described_with_its_name_date_and_signature() -> None:
    assert described(CARD) == (
        "Passport, front. A box with a photo. Name: Anna Kent. Expires: 12 May 2027. Signature: signed."
    )
    unsigned = CardDrawing(label="Passport", name="Anna Kent", expires="12 May 2027", signed=False)
    assert "the line for the signature is empty" in described(unsigned)


def test_what_glare_hides_is_hidden_in_words_too() -> None:
    told = described(CardDrawing(label="Passport", name="Anna Kent", expires="12 May 2027", glare=True))
    assert "cannot be read" in told
    assert "Kent" not in told
    assert "2027" not in told


def test_a_picture_of_a_card_and_a_back_are_told() -> None:
    assert "phone" in described(CardDrawing(label="Passport", name="A", expires="B", photographed=True))
    back = described(CardDrawing(label="Passport", name="Anna Kent", expires="B", side="back"))
    assert "back" in back
    assert "Kent" not in back


def test_a_window_behind_the_head_is_told() -> None:
    assert "window" in described(FaceDrawing(behind=True))
    assert "window" not in described(FaceDrawing())


@pytest.mark.parametrize("place", PLACES)
def test_what_was_found_in_a_place_is_told(place: Place) -> None:
    assert described(PlaceDrawing(place=place)).startswith(PLACE_WORDS[place])
    assert "Nothing else" in described(PlaceDrawing(place=place))
    for thing, word in THING_WORDS.items():
        assert word in described(PlaceDrawing(place=place, things=(thing,)))
    assert USUAL_FINDS.keys() <= set(PLACES)
