"""Words of the aids during the exam: line reader, masking, reading aloud, and the time when it is asked for.

What is read aloud of a question is put together here; nothing tells right from wrong, or scored from unscored.
"""

from __future__ import annotations

from collections.abc import Iterator

from cehrs_desktop.exam.exhibits import ChartPart, Exhibit, ExhibitPart, FieldsPart, TablePart, TextPart
from cehrs_desktop.presentation.exam_view import ExamView, OptionView
from cehrs_desktop.presentation.texts import exam_time

LINE_READER = "Line reader (&L)"
LINE_READER_TIP = "Show one line and dim the rest, or stop that (L). Ctrl and the arrow keys move it."
MASKING = "Mask the options (&X)"
MASKING_TIP = "Cover the options, or uncover all of them (X). U, or a click, uncovers the next one."
READ_ALOUD = "Read aloud (&V)"
READ_ALOUD_TIP = "Read the question aloud, or stop reading (V)"
COVERED = "Covered. U or a click shows it."
NO_VOICE = "This computer has no voice that the program can use. Everything else works, and so does a screen reader."
READER_GONE = "The computer's voice does not answer. The question can be read as before."

TIME_KEY = ("F2", "Say how much time is left")
LINE_READER_KEYS = (
    ("L", "Line reader on or off"),
    ("Ctrl+Down / Ctrl+Up", "Line reader to the next / previous line; its grip can be dragged"),
)
MASKING_KEYS = (("X", "Cover the options, or uncover all"), ("U", "Uncover the next option"))
READ_ALOUD_KEYS = (("V", "Read the question aloud, or stop"),)


def time_told(left_ms: int) -> str:
    """The time left, said because somebody asked."""
    seconds = max(0, left_ms) // 1000
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'} left."
    return f"{exam_time(0, seconds)} left."


def spoken_question(view: ExamView) -> tuple[str, ...]:
    """A question as it is read aloud, in the parts between which a voice pauses."""
    return tuple(_question(view))


def _question(view: ExamView) -> Iterator[str]:
    yield f"Question {view.position} of {view.total}."
    if view.exhibit is not None:
        yield from _exhibit(view.exhibit)
    yield view.stem
    for option in view.options:
        yield f"{option.letter}. {option.text}"
        if state := _state(option):
            yield state


def _state(option: OptionView) -> str:
    states = ("struck out" if option.struck else "", "chosen" if option.chosen or option.pending else "")
    told = " and ".join(state for state in states if state)
    return f"{option.letter} is {told}." if told else ""


def _exhibit(exhibit: Exhibit) -> Iterator[str]:
    yield f"Exhibit: {exhibit.title}."
    for part in exhibit.parts:
        yield from _part(part)
    yield "End of the exhibit."


def _part(part: ExhibitPart) -> Iterator[str]:
    match part:
        case TextPart(text):
            yield text
        case FieldsPart(caption, fields):
            if caption:
                yield f"{caption}."
            yield from (f"{name}: {value}." for name, value in fields)
        case TablePart(caption, columns, rows):
            if caption:
                yield f"{caption}."
            for row in rows:
                cells = zip(columns[1:], row[1:], strict=True)
                yield f"{row[0]}: {', '.join(f'{name} {value}' for name, value in cells if value)}."
        case ChartPart():
            yield from _part(part.as_table())
