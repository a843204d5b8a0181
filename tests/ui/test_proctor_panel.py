"""The proctor's panel in real windows: what is new is seen, the keyboard stays where it is, everything by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QScrollArea

from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.rehearsal.acts import Ask, Away, Choice, EndHere, Fault, NewProctor, Noise, Pause, Say, Warn
from cehrs_desktop.rehearsal.venue import Request
from cehrs_desktop.ui.proctor import side
from cehrs_desktop.ui.proctor.conversation import Conversation, MessageLine
from cehrs_desktop.ui.proctor.strip import WaitingStrip
from cehrs_desktop.ui.widgets.stem import Stem
from tests.ui.driving import wait_for
from tests.ui.proctoring import Proctored, day, incident

Key = Qt.Key
REQUESTS = (
    Request(id="break", label="I need the restroom", acts=(Away(text="You may leave."),)),
    Request(id="noise", label="It is noisy here", acts=(Say(text="I will see to it."),)),
)
ASK = Ask(
    text="Please show your ears.",
    choices=(
        Choice(id="show", label="Show both ears", good=True, told="", then=(Say(text="Thank you."),)),
        Choice(id="refuse", label="Go on", good=False, told="", then=(Warn(rule="eyes", text="That is a warning."),)),
    ),
    silent="refuse",
    seconds=30,
)


def tool(program: Proctored) -> str:
    """What the panel's button says."""
    (found,) = [text for text in program.buttons() if text.endswith("(Q)")]
    return found


def test_a_silent_message_is_seen_on_the_button_and_takes_no_keyboard(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("said", Say(text="Please sit still."), Say(text="Thank you."))))) as program:
        assert tool(program) == "Proctor (Q)"
        focused = program.window.focusWidget()
        assert isinstance(focused, Stem)
        program.to_minute(1)
        assert tool(program) == "Proctor (2 new) (Q)"
        assert "Please sit still." not in program.words()
        assert program.window.focusWidget() is focused
        program.key(Key.Key_B)
        assert program.session.response(1).chosen is not None
        assert not program.notes("day.read")
        program.key(Key.Key_Q)
        program.until("Please sit still.")
        program.settle()
        assert program.notes("day.read") == [("day.read", {})]
        assert tool(program) == "Proctor (Q)"
        program.key(Key.Key_Q)
        assert "Please sit still." not in program.words()
        assert program.window.focusWidget() is focused


def test_what_is_spoken_or_heard_is_written_at_once_and_takes_no_keyboard(qapp: QApplication) -> None:
    acts = (Say(text="Take your hand from your mouth.", spoken=True), Noise(text="A door slams.", seconds=20))
    with Proctored(qapp, day((1, incident("voice", *acts)))) as program:
        focused = program.window.focusWidget()
        program.to_minute(1)
        program.until("Take your hand from your mouth.")
        assert f"Lee, {words.ALOUD}" in program.words()
        assert words.caption("A door slams.") in program.words()
        assert program.window.focusWidget() is focused
        program.wait(20)
        assert words.caption("A door slams.") not in program.words()


def test_an_open_question_is_new_until_it_is_answered(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("ask", ASK)))) as program:
        program.to_minute(1)
        assert tool(program) == "Proctor (1 new) (Q)"
        program.key(Key.Key_Q)
        program.until(words.to_decide(30))
        program.wait(12)
        program.until(words.to_decide(18))
        program.press("Show both ears")
        wait_for(lambda: program.player.live.state.scene is None, "the scene to be over")
        # What was asked and answered stays to be read.
        for said in (ASK.text, "Show both ears", "Thank you."):
            program.until(said)
        assert "Show both ears" not in program.buttons()
        assert program.used_ms == 72_000, "the exam went on meanwhile"


def test_who_overlooks_a_question_has_answered_by_silence(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("ask", ASK)))) as program:
        program.to_minute(1)
        program.wait(30)
        assert program.notes("scene.chosen") == [("scene.chosen", {"choice": "refuse", "silent": True})]
        assert program.at_question
        assert tool(program) == "Proctor (2 new) (Q)"
        program.key(Key.Key_Q)
        program.until(words.warning(1, 3, "Eyes on the screen", same_rule=False))
        program.until("That is a warning.")


@pytest.mark.parametrize(
    ("ladder", "shown"),
    [
        ("third", ("Warning 1 of 3: Eyes on the screen", "Warning 2 of 3: No reading aloud")),
        ("same_rule", ("Warning 1 of 3 for this rule: Eyes", "Warning 1 of 3 for this rule: No reading aloud")),
    ],
)
def test_warnings_are_counted_by_the_ladder_in_words(qapp: QApplication, ladder: str, shown: tuple[str, str]) -> None:
    acts = (Warn(rule="eyes", text="Same words."), Warn(rule="mouth", text="Same words."))
    with Proctored(qapp, day((1, incident("warned", *acts)), ladder=ladder)) as program:
        program.to_minute(1)
        program.key(Key.Key_Q)
        for line in shown:
            program.until(line)


def test_another_proctor_is_named_and_old_messages_keep_their_name(qapp: QApplication) -> None:
    acts = (Say(text="Hello."), NewProctor(text="The proctor changes."), Say(text="I take over."))
    with Proctored(qapp, day((1, incident("change", *acts)))) as program:
        program.to_minute(1)
        program.key(Key.Key_Q)
        first, second = program.plan.proctor(0), program.plan.proctor(1)
        program.until(second)
        text = program.words()
        assert text.index(first) < text.index("Hello.") < text.index("The proctor changes.")
        assert f"{second}\nI take over." in text


def test_the_candidate_writes_and_asks_by_keyboard(qapp: QApplication) -> None:
    with Proctored(qapp, day(requests=REQUESTS)) as program:
        program.key(Key.Key_Q)
        field = program.screen.findChild(MessageLine)
        assert field is not None
        for _ in range(3):
            if program.window.focusWidget() is not field:
                program.key(Key.Key_Tab)
        for letter in "abn":
            program.key(getattr(Key, f"Key_{letter.upper()}"))
        program.key(Key.Key_Return)
        assert program.notes() == [("candidate.said", {"text": "abn"})]
        assert (program.session.response(1).chosen, program.session.position) == (None, 1)
        program.until("abn")
        program.press(words.ASK_PROCTOR)
        program.press("It is noisy here")
        program.until("I will see to it.")
        program.press(words.ASK_PROCTOR)
        program.press("I need the restroom")
        program.until(words.AWAY_TITLE)
        program.wait(60)
        program.press("I am back")
        assert program.at_question
        assert program.used_ms == 60_000
        assert [body["source"] for _, body in program.notes("scene.begun")] == ["request", "request"]


def test_nothing_can_be_asked_for_while_something_is_going_on(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("noise", Noise(text="Voices.", seconds=30))), requests=REQUESTS)) as program:
        program.to_minute(1)
        program.until("Voices.")
        assert not program.button(words.ASK_PROCTOR).isEnabled()
        assert words.BUSY in program.words()
        program.wait(30)
        assert program.button(words.ASK_PROCTOR).isEnabled()


def test_in_a_room_the_hand_is_raised(qapp: QApplication) -> None:
    with Proctored(qapp, day(requests=REQUESTS, contact="hand")) as program:
        assert tool(program) == "Raise hand (Q)"
        program.key(Key.Key_Q)
        assert program.screen.findChild(MessageLine) is not None
        assert words.SEND.replace("&", "") not in program.buttons()
        program.tab_to(words.RAISE_HAND)
        assert program.window.focusWidget() is not None
        program.press("Raise hand")
        program.press("It is noisy here")
        program.until("I will see to it.")


@pytest.mark.parametrize(("audible", "beeps"), [(True, 2), (False, 0)])
def test_the_chat_is_silent_unless_it_was_chosen_audible(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, audible: bool, beeps: int
) -> None:
    heard: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append(1))
    with Proctored(qapp, day((1, incident("said", Say(text="Hello."), ASK)), audible=audible)) as program:
        program.to_minute(1)
        assert len(heard) == beeps
        program.player.live.say("I am here.")
        program.settle()
        assert len(heard) == beeps, "what one writes oneself makes no sound"


def test_the_panel_is_beside_what_covers_the_question(qapp: QApplication) -> None:
    with Proctored(
        qapp, day((1, incident("hand", Say(text="One moment."), Pause(text="Paused.", seconds=8))))
    ) as program:
        program.to_minute(1)
        program.until("Paused.")
        program.until("One moment.")
        field = next(one for one in program.screen.findChildren(MessageLine) if one.isVisible())
        field.setFocus()
        program.key(Key.Key_H)
        program.key(Key.Key_Return)
        assert program.notes("candidate") == [("candidate.said", {"text": "h"})]


def test_nothing_can_be_copied_out_of_the_messages(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("said", Say(text="A secret."))))) as program:
        QGuiApplication.clipboard().setText("before")
        program.to_minute(1)
        program.key(Key.Key_Q)
        program.until("A secret.")
        program.key(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        program.key(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "before"


def test_roles_and_names_are_there_for_a_screen_reader(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("ask", ASK)), requests=REQUESTS)) as program:
        program.to_minute(1)
        program.key(Key.Key_Q)
        program.until(ASK.text)
        answer = QAccessible.queryAccessibleInterface(program.button("Show both ears"))
        assert (answer.text(QAccessible.Text.Name), answer.role()) == ("Show both ears", QAccessible.Role.Button)
        button = program.button("Proctor (Q)")
        assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == button.toolTip()


def newest_in_view(program: Proctored) -> bool:
    """Whether the last message begins in sight, and ends there too unless it is taller than its room."""
    (shown,) = [one for one in program.screen.findChildren(Conversation) if one.isVisible()]
    end = QTextCursor(shown.document())
    end.movePosition(QTextCursor.MoveOperation.End)
    head = shown.document().find("Warning", end, QTextDocument.FindFlag.FindBackward)
    assert not head.isNull()
    head.setPosition(head.selectionStart())
    (area,) = [one for one in program.screen.findChildren(QScrollArea) if one.isVisible() and one.isAncestorOf(shown)]
    window = area.viewport()
    top = shown.viewport().mapTo(window, shown.cursorRect(head).topLeft()).y()
    inside = shown.viewport().rect().contains(shown.cursorRect(head).center())
    return inside and 0 <= top < window.height()


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_the_newest_message_is_in_view_whatever_unfolds_below(qapp: QApplication, zoom: float) -> None:
    said = [Warn(rule=rule, text="Please look only at the screen in front of you. " * 3) for rule in ("eyes", "mouth")]
    with Proctored(
        qapp, day((1, incident("first", said[0])), (2, incident("second", said[1])), requests=REQUESTS), zoom=zoom
    ) as program:
        program.key(Key.Key_Q)
        program.to_minute(1)
        wait_for(lambda: newest_in_view(program), "the first warning in view")
        program.press(words.ASK_PROCTOR)
        program.to_minute(2)
        program.until("Warning 2")
        wait_for(lambda: newest_in_view(program), "the second warning in view")
        # Folded and unfolded with the list open, it is the same.
        program.press("Proctor (Q)")
        program.press("Proctor (Q)")
        wait_for(lambda: newest_in_view(program), "the second warning in view again")


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_a_question_with_a_limit_is_seen_while_the_panel_is_folded(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, zoom: float
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(side, "announce", lambda _widget, text: spoken.append(text))
    long = replace(ASK, text="Please show your ears, first the left one and then the right one, and " + "so on " * 20)
    with Proctored(qapp, day((1, incident("ask", long))), zoom=zoom) as program:
        at = program.window.focusWidget()
        program.to_minute(1)
        program.until(f"{words.ASK_TITLE}: Please show your ears")
        strip = next(one for one in program.screen.findChildren(WaitingStrip) if one.isVisible())
        assert words.to_decide(30) in program.words()
        # The keyboard stays at the question, and the question is not covered.
        assert program.window.focusWidget() is at
        assert not strip.geometry().intersects(program.rooms.exam.body_area.rect().translated(  # pyright: ignore[reportOptionalMemberAccess]
            program.rooms.exam.body_area.mapTo(program.screen, QPoint())))  # fmt: skip  # pyright: ignore[reportOptionalMemberAccess]
        assert program.window.width() == 1366
        program.wait(10)
        assert words.to_decide(20) in program.words()
        assert [text for text in spoken if words.KEY_OPENS in text] == [words.asked_aloud(long.text, 30)]
        program.key(Key.Key_Q)
        assert not strip.isVisible(), "the panel has it whole"
        assert long.text in program.words()
        program.key(Key.Key_Q)
        assert strip.isVisible()
        program.press(words.OPEN_QUESTION)
        program.press("Show both ears")
        program.until("Thank you.")
        program.key(Key.Key_Q)
        assert not any(one.isVisible() for one in program.screen.findChildren(WaitingStrip))


def test_after_finishing_as_practice_the_screen_says_so(qapp: QApplication) -> None:
    with Proctored(qapp, day((1, incident("end", EndHere(rule="phone", text="That ends it."))))) as program:
        assert words.PRACTICE not in program.words()
        program.to_minute(1)
        program.until(words.ENDED_TITLE)
        program.press(words.FINISH_AS_PRACTICE)
        program.until(words.PRACTICE)
        assert program.at_question


def test_nothing_is_written_while_the_connection_is_lost(qapp: QApplication) -> None:
    lost = Fault(what="disconnected", text="No connection.", seconds=8)
    with Proctored(qapp, day((1, incident("lost", lost)), requests=REQUESTS)) as program:
        program.to_minute(1)
        program.until(words.CUT_OFF)
        assert words.SEND not in program.buttons()
        assert words.ASK_PROCTOR not in program.buttons()
        program.wait(8)
        wait_for(lambda: program.at_question, "the connection to be back")
        program.key(Key.Key_Q)
        assert words.SEND in program.buttons()
