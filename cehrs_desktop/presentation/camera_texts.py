"""The words of the camera window, and the few words that it and the program say to each other. Never a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Task = Literal["selfie", "card_front", "card_back", "room"]
TASKS: tuple[Task, ...] = ("selfie", "card_front", "card_back", "room")

Trouble = Literal["not_installed", "no_camera", "refused", "busy", "lost"]
"""Why there is no picture: the part is not installed, no camera, no permission, in use, or gone while in use."""

# Everything that the camera's process may say, as `{"said": ...}` with, for a framing, the three keys of `FRAMING`.
SAID = frozenset(
    {"ready", "alive", "framing", "taken", "retake", "done", "closed", "again"}
    | {"not_installed", "no_camera", "refused", "busy", "lost"}
)
FRAMING = {
    "light": frozenset({"dark", "fine", "bright"}),
    "glare": frozenset({"none", "some", "much"}),
    "behind": frozenset({"fine", "bright"}),
}


@dataclass(frozen=True, slots=True)
class TaskWords:
    """One thing to show to the camera: what it is called, how it is done, and what the picture is called."""

    title: str
    how: tuple[str, ...]
    take: str
    taken: str


WORDS: dict[Task, TaskWords] = {
    "selfie": TaskWords(
        "Picture of you",
        (
            "Sit as you will during the exam. Your whole face is inside the oval, with nothing over it.",
            "Light comes from in front of you. No bright window or lamp is behind you.",
        ),
        "&Take the picture",
        "On the day a picture of you would have been taken and sent now.",
    ),
    "card_front": TaskWords(
        "Identification, front",
        (
            "Hold the front of your identification inside the outline, the long side level.",
            "Name, photo, signature and expiry date can all be read. Tilt the card until no light is mirrored on it.",
        ),
        "&Take the picture",
        "On the day a picture of the front of your card would have been taken and sent now.",
    ),
    "card_back": TaskWords(
        "Identification, back",
        (
            "Turn the card over and hold the back inside the outline.",
            "All print can be read. Tilt the card until no light is mirrored on it.",
        ),
        "&Take the picture",
        "On the day a picture of the back of your card would have been taken and sent now.",
    ),
    "room": TaskWords(
        "The room",
        (
            "Turn the camera, or the computer, slowly to each place on the list, and stop there for a moment.",
            "A hand mirror shows the edge of the screen.",
        ),
        "&Next place",
        "On the day a video of your room would have been recorded and sent now.",
    ),
}

# The places of the room scan (exam-day checklist, point 20).
PLACES = (
    "The wall behind the screen",
    "The wall on your right",
    "The wall behind you",
    "The wall on your left",
    "The floor",
    "The desk top",
    "Under the desk",
    "Behind the desk",
    "The edge of the screen, in the mirror",
    "Your ears, hair moved back",
    "Your wrists, sleeves up",
    "Your glasses, if you wear any",
)

WINDOW = "Camera rehearsal"
PROMISE = "Live picture only. Nothing is recorded, kept or sent."
HELD = "Enforced by the system on this computer: this window cannot {}."
HOLDS = {"files": "write a file", "network": "open a network connection", "programs": "start another program"}
NOT_HELD = "This is how the window is built. On this computer the system does not enforce it."

PICTURE_NAME = "Live picture"
GUIDES: dict[Task, str] = {
    "selfie": "Live picture of the camera with an oval in the middle for your face.",
    "card_front": "Live picture of the camera with the outline of a card in the middle.",
    "card_back": "Live picture of the camera with the outline of a card in the middle.",
    "room": "Live picture of the camera.",
}
LAST_PLACE = "&All places shown"
ONLY_PLACE = "&Shown"
PLACE_SHOWN = "Shown: {}"
PLACE_NOW = "Now: {}"
PLACE_LATER = "Later: {}"

MIRROR = "&Mirror the picture"
OTHER_CAMERA = "&Other camera"
CLOSE = "&Close the camera (Esc)"
AGAIN = "&Again"
GO_ON = "&Go on"
TRY_AGAIN = "&Try again"
WITHOUT = "Go on &without a camera"

STARTING_TITLE = "Starting the camera"
STARTING = "This can take some seconds. The computer may ask whether this program may use the camera."
TAKEN_TITLE = "Taken"
TAKEN = "Here nothing was kept: the picture is gone, and the camera is off."
LAST_SEEN = "Last seen: {}"

LIGHT = {
    "dark": "Too dark. Add light in front of you.",
    "fine": "The light is fine.",
    "bright": "Too bright. Move the light away, or turn it down.",
}
GLARE = {
    "none": "No glare.",
    "some": "Some glare. Tilt the card a little.",
    "much": "Glare covers part of the card. Tilt it, or move away from the lamp.",
}
BEHIND = {"bright": "It is brighter behind you than on your face. Close the blind, or turn the other way."}

TROUBLE: dict[Trouble, tuple[str, str]] = {
    "not_installed": (
        "The camera part is not installed",
        "Everything else works without it; the steps show drawings instead. Install the optional camera part to "
        "rehearse with your own camera.",
    ),
    "no_camera": (
        "No camera was found",
        "Nothing else is affected. Plug a camera in, or open its shutter or switch, and try again, or go on with "
        "drawings.",
    ),
    "refused": (
        "This program may not use the camera",
        "The computer refused it. Nothing else is affected. Allow the camera for this program in the system's privacy "
        "settings and try again, or go on with drawings.",
    ),
    "busy": (
        "The camera gives no picture",
        "Most often another program is using it. Close meeting and camera programs and try again, or go on with "
        "drawings. On the day such a program would have to be closed too.",
    ),
    "lost": (
        "The camera is gone",
        "It was unplugged or switched off. Nothing was kept. Plug it in and try again, or go on with drawings.",
    ),
}
STOPPED = "The camera window ended without an answer. Nothing was kept. Open it again, or go on with drawings."


def held_words(held: tuple[str, ...]) -> str:
    """What the system enforces on the camera's process, for people."""
    named = [HOLDS[one] for one in held if one in HOLDS]
    if not named:
        return NOT_HELD
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} or {named[-1]}"
    return HELD.format(listed)


def framing_words(task: Task, light: str, glare: str, behind: str) -> tuple[str, ...]:
    """What the picture's light means for this task, one sentence each."""
    lines = [LIGHT[light]]
    if task == "selfie" and behind in BEHIND:
        lines.append(BEHIND[behind])
    if task in ("card_front", "card_back"):
        lines.append(GLARE[glare])
    return tuple(lines)
