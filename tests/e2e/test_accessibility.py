"""The running program from outside, as a screen reader meets it: over the accessibility bus, with nothing else in hand.

A candidate who cannot see goes from the first page into the exam here, answers, marks and comes to the navigator.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Generator

import pytest

from cehrs_desktop.exam.session import Response, Session, new_session, replay
from cehrs_desktop.presentation import texts
from tests.e2e.desktop import Desktop, Node, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="AT-SPI is the accessibility bus of Linux desktops")


def said(words: str) -> str:
    """A button's words as they are read out: without the mark of its key."""
    return words.replace("&", "")


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Generator[Desktop]:
    """The program at the first question of an exam, brought there over the bus."""
    with Desktop(tmp_path_factory.mktemp("desktop"), reader=True) as made:
        made.program(name="Robin Example")
        made.press("push button", said(texts.QUICK_START))
        made.press("push button", said(texts.TUTORIAL_SKIP))
        made.press("push button", texts.START_YES)
        wait_for(lambda: made.find("text", "Question 1 of 125"), "the first question")
        yield made


def session(desktop: Desktop) -> Session:
    kept = desktop.stored()
    assert kept is not None
    return replay(new_session(kept.attempt.form, kept.attempt.rules), kept.events)


def first(desktop: Desktop) -> Response:
    return session(desktop).response(1)


def options(tree: list[Node]) -> list[Node]:
    return [node for node in tree if node["role"] == "radio button"]


def test_the_question_is_a_text_with_the_items_words(desktop: Desktop) -> None:
    kept = desktop.stored()
    assert kept is not None
    stem = desktop.find("text", "Question 1 of 125")
    assert stem is not None
    assert stem["text"] == kept.items[0].stem
    assert "focusable" in stem["states"]
    assert "editable" not in stem["states"]


def test_the_options_are_radio_buttons_with_their_words(desktop: Desktop) -> None:
    kept = desktop.stored()
    assert kept is not None
    order = kept.attempt.form.slot(1).option_order
    wanted = [f"{letter}. {kept.items[0].option(option).text}" for letter, option in zip("ABCD", order, strict=True)]
    assert [node["name"] for node in options(desktop.tree())] == wanted


def test_a_press_from_outside_is_recorded_and_then_shown(desktop: Desktop) -> None:
    kept = desktop.stored()
    assert kept is not None
    order = kept.attempt.form.slot(1).option_order
    # A first choice, a change of it, and a press on what is chosen already.
    for index in (1, 2, 2):
        desktop.press("radio button", options(desktop.tree())[index]["name"])
        wait_for(lambda index=index: first(desktop).chosen == order[index], f"answer {index} in the files")
        wait_for(
            lambda index=index: (
                ["checked" in node["states"] for node in options(desktop.tree())]
                == [place == index for place in range(4)]
            ),
            f"answer {index} on the screen",
        )


def test_marking_and_striking_from_outside(desktop: Desktop) -> None:
    desktop.press("check box", said(texts.MARK))
    wait_for(lambda: first(desktop).marked, "the mark in the files")
    mark = wait_for(lambda: desktop.find("check box", said(texts.MARKED)), "the mark on the screen")
    assert "checked" in mark["states"]
    desktop.press("push button", texts.strike_name("D", struck=False))
    wait_for(lambda: len(first(desktop).struck) == 1, "the strike in the files")
    wait_for(lambda: desktop.find("push button", texts.strike_name("D", struck=True)), "the way back from it")
    assert options(desktop.tree())[3]["name"].endswith("(struck out)")


def test_the_clock_that_is_read_out_is_the_present_one(desktop: Desktop) -> None:
    def clock() -> str:
        return next(node["name"] for node in desktop.tree() if node["name"].startswith("Time remaining"))

    before = clock()
    wait_for(lambda: clock() != before, "the clock to move")
    desktop.press("push button", said(texts.HIDE_TIME))
    wait_for(lambda: desktop.find("label", texts.TIME_HIDDEN), "the clock to be hidden")
    desktop.press("push button", said(texts.SHOW_TIME))
    wait_for(lambda: desktop.find("label", "Time remaining"), "the clock to come back")


def test_a_comment_has_a_name_and_can_be_reached(desktop: Desktop) -> None:
    desktop.press("check box", texts.COMMENT.replace("&", ""))
    field = wait_for(lambda: desktop.find("text", texts.comment_label(1)), "the comment field")
    assert "editable" in field["states"]
    desktop.press("check box", texts.COMMENT.replace("&", ""))
    wait_for(lambda: desktop.find("text", texts.comment_label(1)) is None, "the comment field to close")


def test_the_navigators_cells_say_their_state(desktop: Desktop) -> None:
    desktop.press("push button", said(texts.NEXT))
    wait_for(lambda: desktop.find("text", "Question 2 of 125"), "the second question")
    desktop.press("push button", said(texts.SUMMARY))
    wait_for(lambda: desktop.find("label", texts.SUMMARY_TITLE), "the summary")
    names = [node["name"] for node in desktop.tree() if node["name"].startswith("Question ")]
    assert len(names) == 125
    assert names[:3] == ["Question 1, answered, marked", "Question 2, unanswered, current", "Question 3, not seen"]
    desktop.press("check box", "Marked (1)")
    wait_for(lambda: sum(node["name"].startswith("Question ") for node in desktop.tree()) == 1, "the filter")
    marked = next(node for node in desktop.tree() if node["name"] == "Marked (1)")
    assert "checked" in marked["states"]
    desktop.press("push button", "Question 1, answered, marked")
    wait_for(lambda: desktop.find("text", "Question 1 of 125"), "the jump to question 1")


def test_everything_that_takes_the_keyboard_has_a_name(desktop: Desktop) -> None:
    desktop.press("push button", said(texts.SUMMARY))
    wait_for(lambda: desktop.find("label", texts.SUMMARY_TITLE), "the summary")
    summary = desktop.tree()
    desktop.press("push button", said(texts.BACK_TO_QUESTION))
    wait_for(lambda: desktop.find("text", "Question 1 of 125"), "the question")
    for tree in (summary, desktop.tree()):
        nameless = [node for node in tree if "focusable" in node["states"] and not node["name"]]
        # A scroll area is only a frame around what it holds.
        assert [node for node in nameless if node["role"] not in ("filler", "panel", "scroll pane")] == []
        assert len([node for node in tree if node["role"] == "push button" and node["name"]]) > 2


def test_the_dialog_is_read_with_its_question(desktop: Desktop) -> None:
    desktop.press("push button", said(texts.SUMMARY))
    desktop.press("push button", said(texts.END_EXAM))
    dialog = wait_for(lambda: desktop.find("dialog", texts.END_TITLE), "the question before the end")
    assert "124 questions are unanswered" in dialog["description"]
    desktop.press("push button", texts.END_NO)
    wait_for(lambda: desktop.find("dialog", texts.END_TITLE) is None, "the dialog to go")
    assert session(desktop).ended is None


def test_the_program_complains_about_nothing(desktop: Desktop) -> None:
    # The last test of the module. What Qt's own bridge says is not the program's: about its bus, and about a reader
    # that still asks for a control of the page that has just been left.
    lines = desktop.stderr.read_text(encoding="utf-8").splitlines()
    bridge = ("AtSpiAdaptor", "qt.accessibility.atspi: Could not find accessible on path")
    assert [line for line in lines if not any(word in line for word in bridge)] == []
    log = desktop.data / "log" / "cehrs-desktop.log"
    assert "CRITICAL" not in (log.read_text(encoding="utf-8") if log.exists() else "")
    assert json.loads((desktop.data / "settings.json").read_text(encoding="utf-8"))["name"] == "Robin Example"
