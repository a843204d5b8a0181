"""Words of the exam screen that not every attempt shows: the older look, the rule that only Next records, the pad.

What every exam screen says is in `texts`. The words around a tutorial and the list of keys are put together here,
because they must describe the screen that is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import Look, OptionView

# ---- only Next records
RECORDED = "recorded"
NOT_RECORDED = "not recorded yet"


def option_name(option: OptionView, *, only_next_records: bool) -> str:
    """What a screen reader says of an option."""
    name = texts.option_name(option.letter, option.text, option.struck)
    state = option_state(option) if only_next_records else ""
    return f"{name}, {state}" if state else name


def option_state(option: OptionView | None) -> str:
    """Whether an answer counts already, where only Next records."""
    if option is None:
        return ""
    return NOT_RECORDED if option.pending else RECORDED if option.chosen else ""


def chosen_aloud(option: OptionView) -> str:
    """Said when an option was chosen and waits for Next."""
    return f"{option.letter} is chosen, {NOT_RECORDED}"


# ---- the older look
NEXT_SIGN = ">"
NEXT_NAME = "Next question"
NEXT_TIP = "Next question (N, or Enter)"
PREVIOUS_SIGN = "<"
PREVIOUS_NAME = "Previous question"
PREVIOUS_TIP = "Previous question (P, or the left arrow)"
TIME = "&Time"
TIME_TIP = "Show or hide the time remaining (T)"
BOOKMARK = "Book&mark"
BOOKMARK_TIP = "Bookmark this question, or take the bookmark off (M)"
OPEN = "Unanswered or bookmarked (&J)"
OPEN_TIP = "Go to the next question that is unanswered or bookmarked; again for the one after it (J)"
COMMENT = "!  C&omment"
COMMENT_NAME = "Comment on this question"
COMMENT_TIP = "Open or close the comment on this question (O)"
SUMMARY_TIP = "All questions and their states, and the end of the exam (S)"
HELP_TIP = "All keys (F1)"
RULES_TIP = "The rules of this exam (R)"
HIGHLIGHT_TIP = "Highlight the selected words, or take the highlight off (H)"
CLEAR_TIP = "Take all highlights of this question off"
CONTRAST_TIP = "Use the next colors in turn"
ANSWER = "Answer"
ANSWER_NAME = "Answer: type A, B, C or D"


def time_name(shown: bool) -> str:
    """What a screen reader says of the Time box."""
    return "Time remaining, shown" if shown else "Time remaining, hidden"


def bookmark_name(marked: bool) -> str:
    """What a screen reader says of the square."""
    return "Bookmark, set" if marked else "Bookmark, not set"


def marks_as(look: Look, text: str) -> str:
    """A text about marked questions in the words of a look: the mark of the older screen is a bookmark."""
    if look != "older":
        return text
    return re.sub(r"\b([Mm])arked( for review)?", lambda m: "Bookmarked" if m[1] == "M" else "bookmarked", text)


# ---- the scratch pad
SCRATCH_PAD = "Scratch pad (&K)"
SCRATCH_PAD_NAME = "Scratch pad"
SCRATCH_PAD_TIP = "Open or close the scratch pad (K)"
SCRATCH_PAD_LEAD = "Scratch pad. Kept in memory only and wiped at the end. The clock runs while you write."


# ---- the tutorial, the Tutorial Test and the help
TUTORIAL_TEST = "Tutorial Test"
END_TUTORIAL_TEST = "&End the Tutorial Test"


@dataclass(frozen=True, slots=True)
class PracticeWords:
    """The words around an exam screen that is tried and not sat: the title, a line over each question, the way out.
    `on_summary`: that way leads out of the summary too, as an exam's end does."""

    title: str
    steps: tuple[str, ...]
    end: str
    on_summary: bool


_OLDER_STEPS = (
    "Type the letter of an answer, or click on the option; the box at the lower left shows it. Type another letter to "
    "change it. > (N, or Enter) goes on, < (P, or the left arrow) goes back. The question's number is at the lower "
    "right.",
    "The square beside Time (M) is the bookmark that reminds you to come back. Strike out crosses off an option; you "
    "can still choose it. Select words in the question and choose Highlight (H). The ! (O) opens a field for a remark.",
    "The hand (J) goes to the next question that is unanswered or bookmarked; press it again to find them all. Time "
    "(T) shows or hides the clock. Exam summary (S) lists all questions with their states, and ends the exam. "
    "Text size: Ctrl and plus or minus. Help (F1) lists everything.",
)
_ONLY_NEXT_STEP = (
    "Here only {next} records: until then a choice is shown as not recorded yet, and it is lost when you leave the "
    "question in any other way."
)
_PAD_STEP = "Scratch pad (K) opens a pad below the question; what is on it is wiped at the end."


def tutorial_steps(
    look: Look = "default", *, only_next_records: bool = False, scratch_pad: bool = False
) -> tuple[str, ...]:
    """What to try with each sample question, on the screen that the exam will have."""
    next_name = "Next" if look == "default" else NEXT_SIGN
    first, second, third = texts.TUTORIAL_STEPS if look == "default" else _OLDER_STEPS
    return (
        f"{first} {_ONLY_NEXT_STEP.format(next=next_name)}" if only_next_records else first,
        second,
        f"{third} {_PAD_STEP}" if scratch_pad else third,
    )


def tutorial_words(
    look: Look = "default", *, only_next_records: bool = False, scratch_pad: bool = False
) -> PracticeWords:
    """The words around the tutorial."""
    steps = tutorial_steps(look, only_next_records=only_next_records, scratch_pad=scratch_pad)
    return PracticeWords(texts.TUTORIAL_TITLE, steps, texts.TUTORIAL_END, on_summary=False)


def tutorial_test_words(
    questions: int, minutes: int, look: Look = "default", *, only_next_records: bool = False
) -> PracticeWords:
    """The words around a Tutorial Test. The screen explains itself no more than on the day."""
    time = texts.exam_time(minutes)
    told = f"Tutorial Test: {questions} general questions in {time}. Nothing is scored and no answer is kept."
    if only_next_records:
        told += f" {_ONLY_NEXT_STEP.format(next='Next' if look == 'default' else NEXT_SIGN)}"
    return PracticeWords(TUTORIAL_TEST, (told,), END_TUTORIAL_TEST, on_summary=True)


_OLDER_KEYS = {
    "N / P": "Next (>) / previous (<) question",
    "J": "The hand: next unanswered or bookmarked question",
    "M": "The square: bookmark, or take the bookmark off",
    "O": "The !: open or close the comment",
}
_OLDER_ARROWS = (
    ("Enter, at the question", "Next question; it stands for the NEXT key of their keyboards"),
    ("Left arrow, at the question", "Previous question; inside the text it first goes back to its beginning"),
)
_PAD_KEY = ("K", "Open or close the scratch pad")


def keys(look: Look = "default", *, scratch_pad: bool = False) -> tuple[tuple[str, str], ...]:
    """The keys of the question screen, in the words of its look."""
    pairs = [(key, _OLDER_KEYS.get(key, what) if look == "older" else what) for key, what in texts.KEYS]
    names = [key for key, _ in pairs]
    if look == "older":
        at = names.index("N / P") + 1
        pairs[at:at] = _OLDER_ARROWS
    if scratch_pad:
        pairs.insert([key for key, _ in pairs].index("E") + 1, _PAD_KEY)
    return tuple(pairs)
