"""The drawings that stand in for a camera, as values, and the same in words for those who do not see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal[
    "walls", "floor", "desk", "under", "behind", "mirror",
    "ears", "wrists", "glasses", "pockets", "sleeves", "wand",
]  # fmt: skip
"""What is looked at: six views of a room, and what is shown of oneself."""
Thing = Literal["monitor", "phone", "papers", "tissues", "bottle", "band", "receipt", "keys"]
"""What must not be there."""

PLACES: tuple[Place, ...] = (
    "walls", "floor", "desk", "under", "behind", "mirror",
    "ears", "wrists", "glasses", "pockets", "sleeves", "wand",
)  # fmt: skip
USUAL_FINDS: dict[Place, Thing] = {
    "floor": "bottle", "desk": "tissues", "under": "papers", "behind": "monitor", "mirror": "phone",
    "wrists": "band", "sleeves": "band", "pockets": "receipt", "wand": "keys",
}  # fmt: skip
"""What is drawn where something is found and nobody says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceDrawing:
    """Head and shoulders in the oval. `behind`: a bright window is behind the head."""

    behind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDrawing:
    """An identification. `expires` is the date as it is read; `glare`: a band of mirrored light over the front;
    `photographed`: not the card, but a picture of it on a phone."""

    label: str
    name: str
    expires: str
    signed: bool = True
    side: Literal["front", "back"] = "front"
    glare: bool = False
    photographed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDrawing:
    """One place, with what was found there."""

    place: Place
    things: tuple[Thing, ...] = ()


Drawing = FaceDrawing | CardDrawing | PlaceDrawing

NAME = "Drawing instead of a camera picture"
CARD_NAME_FIELD, CARD_EXPIRY_FIELD, CARD_SIGNATURE_FIELD = "Name", "Expires", "Signature"
CARD_SPECIMEN = "Drawing"
CARD_GLARE = "Mirrored light"
_UNREADABLE = " Mirrored light lies over photo, name and date, so that they cannot be read."
_ON_A_PHONE = "Not the card itself: a picture of it on the screen of a phone. "

PLACE_WORDS: dict[Place, str] = {
    "walls": "The four walls of a room, one after the other: a door, a bare wall, a window with its blind down, "
    "a desk with one screen",
    "floor": "The floor around a chair, seen from above",
    "desk": "The top of a desk from edge to edge, with one screen, a keyboard and a mouse",
    "under": "The space under a desk, down to the floor, with a shelf below the top",
    "behind": "The back of a desk and of the screen on it, with the cables",
    "mirror": "A hand mirror in which the edge of the screen, the keyboard and the desk can be seen",
    "ears": "A head from the side, the hair moved back, the ear free",
    "wrists": "Two hands and wrists, the sleeves pushed up",
    "glasses": "A pair of glasses held to the camera",
    "pockets": "A pair of trousers with both pockets turned out",
    "sleeves": "Two forearms, the sleeves pushed up to the elbow",
    "wand": "A person standing still, and a hand-held metal detector",
}
THING_WORDS: dict[Thing, str] = {
    "monitor": "a second monitor",
    "phone": "a phone",
    "papers": "papers",
    "tissues": "a packet of tissues",
    "bottle": "a bottle",
    "band": "a fitness band",
    "receipt": "a folded receipt",
    "keys": "a key ring",
}


def described(drawing: Drawing) -> str:
    """Everything that can be seen in a drawing, in words."""
    match drawing:
        case FaceDrawing(behind=behind):
            window = " A bright window is behind the head." if behind else ""
            return f"The outline of a head and shoulders inside an oval, nothing over the face.{window}"
        case CardDrawing():
            return _card(drawing)
        case PlaceDrawing(place=place, things=things):
            found = [THING_WORDS[thing] for thing in things]
            there = f" Found there: {' and '.join(found)}." if found else " Nothing else is there."
            return f"{PLACE_WORDS[place]}.{there}"


def _card(card: CardDrawing) -> str:
    what = f"{_ON_A_PHONE if card.photographed else ''}{card.label}, {card.side}."
    if card.side == "back":
        return f"{what} A dark stripe, a printed code and small print."
    if card.glare:
        return f"{what} A box with a photo.{_UNREADABLE}"
    signed = "signed" if card.signed else "the line for the signature is empty"
    return f"{what} A box with a photo. Name: {card.name}. Expires: {card.expires}. Signature: {signed}."
