"""What is said of something that the program noticed, where the day's own data do not name it: in a quick start, which
has no day, and for what only this program knows of. Nothing here accuses anybody, and none of it counts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ObservedWords:
    """A title, what the rule would have been on the day, explanations in which nobody did anything wrong, and what to
    do on the day."""

    title: str
    rule: str = ""
    innocent: tuple[str, ...] = ()
    on_the_day: str = ""


OBSERVED = {
    "focus_lost": ObservedWords(
        "Another window was in front",
        "Only the exam's window may be in front. A proctor may ask about it, pause the exam or warn.",
        ("A message or an update came to the front by itself.", "A key that changes windows was pressed by mistake."),
        "Switch off messages and updates first. If it happens, come back at once and say so.",
    ),
    "second_display": ObservedWords(
        "More than one display was on",
        "One display is allowed. Any other has to be unplugged.",
        ("A television was found over the air.", "A dock reported a display that is switched off."),
        "Unplug every other display before the exam.",
    ),
    "clipboard": ObservedWords(
        "Copy or paste was tried",
        "Copying is blocked and reported. Copying questions ends an exam.",
        ("The keys were pressed out of habit.",),
        "Keep your hands off these keys, also where they would do nothing.",
    ),
    "program": ObservedWords(
        "A program was running that has to be closed",
        "Programs for chat, calls, remote help and recording have to be closed before the exam.",
        ("It starts by itself with the computer.", "It has the name of such a program and is another one."),
        "Restart the computer before the exam, and close what starts by itself.",
    ),
    "capture": ObservedWords(
        "A key for pictures of the screen was pressed",
        "Pictures of the screen are blocked and reported. Taking questions out of the exam ends it.",
        ("The key lies beside one that is used often.",),
        "Tell the proctor at once that it was a mistake.",
    ),
    "switch": ObservedWords(
        "A system key was pressed",
        "Keys that lead out of the exam are held back, and staff may see that they were pressed.",
        ("The key was pressed out of habit, or by mistake.", "An access program uses the same key."),
        "Keep to the keys that the tutorial names.",
    ),
    "idle": ObservedWords(
        "Nothing was done for some minutes",
        "Long stillness can bring a question from the proctor.",
        ("A long question was read.", "Something was worked out on paper."),
        "If you are asked, answer with one short sentence.",
    ),
    "not_held": ObservedWords(
        "Something could not be held on this computer",
        "This says something about the computer and nothing about you. On the day the provider's system check shows "
        "whether its program runs there.",
        ("The desktop of this computer lets no program do it.", "Assistive technology needs these keys."),
        "Run the system check of the provider on the computer that you will use.",
    ),
}


def observed_words(what: str) -> ObservedWords:
    """The words for one kind. An unknown one is told by its own name."""
    return OBSERVED.get(what, ObservedWords(what))
