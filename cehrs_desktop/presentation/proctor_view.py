"""What the proctor's panel and the end that would come show, as frozen values made of the plan and the day's state."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation.day_texts import time_text
from cehrs_desktop.presentation.report_texts import moment
from cehrs_desktop.rehearsal.acts import Act, Ask, Noise
from cehrs_desktop.rehearsal.day import DayState, Message
from cehrs_desktop.rehearsal.incidents import Rule
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.scenes import THIRD, covers
from cehrs_desktop.rehearsal.venue import Request


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message: `head` is when and who, `warning` which warning it is (empty: none). `narrated`: nobody says it,
    the rehearsal tells what happens."""

    head: str
    text: str
    warning: str
    own: bool
    narrated: bool = False


@dataclass(frozen=True, slots=True)
class PanelView:
    """The panel. `title` is who is there; `ask` the open question that leaves the exam's question on the screen; `new`
    how much was not looked at, an open question included; `busy`: something goes on, so nothing can be asked for."""

    title: str
    messages: tuple[MessageView, ...]
    caption: str
    ask: Ask | None
    new: int
    requests: tuple[Request, ...]
    busy: bool
    hand: bool


@dataclass(frozen=True, slots=True)
class EndingView:
    """Why the real exam would end: `said` what was said, `rule` in words, `ladder` how warnings add up (or empty)."""

    said: str
    rule: str
    ladder: str


def act_on(state: DayState) -> Act | None:
    """The act that is on, if a scene is."""
    return state.scene.todo[0] if state.scene is not None and state.scene.todo else None


def panel_view(plan: DayPlan, state: DayState) -> PanelView:
    """The panel of a day."""
    act = act_on(state)
    ask = act if isinstance(act, Ask) and not covers(act) else None
    warned = _warned(plan, state)
    return PanelView(
        title=plan.proctor(state.proctors),
        messages=tuple(_message(message, warned.get(id(message), "")) for message in state.messages),
        caption=words.caption(act.text) if isinstance(act, Noise) else "",
        ask=ask,
        new=state.unread + (ask is not None),
        requests=plan.venue.requests,
        busy=state.scene is not None,
        hand=plan.venue.contact == "hand",
    )


def _message(message: Message, warning: str) -> MessageView:
    names = {"staff": words.STAFF, "system": words.SYSTEM, "narration": words.NARRATION, "candidate": words.YOU}
    who = message.name or names.get(message.who, message.who)
    time = time_text(moment(message.day_ms))
    return MessageView(
        words.message_head(time, who, spoken=message.spoken),
        message.text,
        warning,
        own=message.who == "candidate",
        narrated=message.who == "narration",
    )


def _warned(plan: DayPlan, state: DayState) -> dict[int, str]:
    """The words over each message that is a warning, by the message's identity."""
    titles = {rule.id: rule.title for rule in plan.rules}
    same_rule = plan.choices.ladder == "same_rule"
    counted: Counter[str] = Counter()
    waiting = list(state.messages)
    found: dict[int, str] = {}
    for warning in state.warnings:
        counted[warning.rule if same_rule else ""] += 1
        number = counted[warning.rule if same_rule else ""]
        # A warning and its message are of one note: the same instant, the same words.
        message = next(m for m in waiting if (m.at, m.text, m.who) == (warning.at, warning.text, "proctor"))
        waiting.remove(message)
        found[id(message)] = words.warning(number, THIRD, titles.get(warning.rule, warning.rule), same_rule=same_rule)
    return found


def ending_view(plan: DayPlan, state: DayState, session: Session) -> EndingView:
    """Why the real exam would end here."""
    note = next((note for note in reversed(session.notes) if note.other_kind == "scene.exam_ended"), None)
    rule_id = str(dict(note.body).get("rule", "")) if note is not None else ""
    rule = next((rule for rule in plan.rules if rule.id == rule_id), None)
    by_warnings = bool(state.warnings) and state.warnings[-1].text == state.ended
    return EndingView(
        said=state.ended,
        rule=_rule_words(rule),
        ladder=words.ENDED_LADDER[plan.choices.ladder] if by_warnings else "",
    )


def _rule_words(rule: Rule | None) -> str:
    return "" if rule is None else f"{rule.title}. {rule.text}"


def clock_words(session: Session, left_ms: int) -> str:
    """What is said of the exam's clock while the question is not on the screen."""
    if session.phase is Phase.EXAM:
        return words.clock_line(left_ms, running=session.running, shown=session.clock_shown)
    before = session.phase in (Phase.NAME, Phase.AGREEMENT, Phase.TUTORIAL)
    return words.NOT_STARTED if before else words.EXAM_OVER
