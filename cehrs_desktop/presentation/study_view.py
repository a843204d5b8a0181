"""The study page as a value to draw: what to do today, why, and what a learner should know at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.application.study_ports import StoredSet
from cehrs_desktop.application.studying import StudyDay
from cehrs_desktop.presentation import study_texts as words
from cehrs_desktop.presentation.study_reason_texts import reasons_words
from cehrs_desktop.study.today import Task

OPEN_SET = "open_set"
SET_DATE = "set_date"


@dataclass(frozen=True, slots=True)
class TaskView:
    """One thing to do. `key` is told when its button `action` is pressed; no action: nothing to press. `why` are
    sentences."""

    key: str
    title: str
    detail: str
    why: tuple[str, ...]
    action: str = ""


@dataclass(frozen=True, slots=True)
class StudyView:
    """The page. `title` names whose study it is; `facts` are lines under the date; `notes` say what was found out of
    order, with what is safe."""

    title: str
    day: str
    date_line: str
    tasks: tuple[TaskView, ...]
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


_TITLES = {
    "reviews": words.REVIEWS_TITLE,
    "new_cards": words.NEW_CARDS_TITLE,
    "practice": words.PRACTICE_TITLE,
    "rehearsal": words.REHEARSAL_TITLE,
    "rest": words.REST_TITLE,
}
# Reasons of the whole day that a learner has to see at once; the plan's own stand on its page.
_NOTED = (
    "clock_back",
    "cards_resting",
    "cards_changed",
)
_FORECAST = ("cards_waiting", "cards_unmet", "cards_not_begun")
"""What the minutes will not hold: to be known, and no trouble yet."""


def study_view(told: StudyDay, name: str) -> StudyView:
    """The page in words. A task's key is its place in the day's tasks; `OPEN_SET` is the set that waits,
    `SET_DATE` the question for a date."""
    domains = {domain.id: domain.name for domain in told.stock.blueprint.domains}
    planned = () if told.passed_day else told.today.tasks
    tasks = [_task_view(str(at), task, domains) for at, task in enumerate(planned)]
    if told.waiting is not None:
        tasks.insert(0, TaskView(OPEN_SET, words.OPEN_TITLE, _how_far(told.waiting), (), words.GO_ON))
    asked = _date_asked(told)
    if asked:
        tasks.append(TaskView(SET_DATE, *asked, (), words.SET_DATE))
    rests = all(task.kind == "rest" for task in planned)
    noted, forecast = (
        reasons_words((reason for reason in told.today.reasons if reason.code in codes), domains)
        for codes in ((_NOTED, _FORECAST) if planned else ((), ()))
    )
    budget = told.stock.exposure.budget
    facts = [
        words.today_line(0 if rests else told.today.minutes, told.done_minutes),
        *(words.goal_lines(told.goals) if told.goals and planned else ()),
        words.left_line(budget.items_free, budget.items_sealed),
        *forecast,
        "" if told.stock.pasts or told.waiting else words.nobody_yet(name),
    ]
    return StudyView(
        words.NAMED.format(name=name),
        words.day_words(told.day),
        words.exam_line(told.profile.exam_date, told.day, told.passed_day),
        tuple(tasks),
        tuple(fact for fact in facts if fact),
        (*([words.RESTARTED] if told.restarted else []), *_conflicts(told), *noted),
    )


def _conflicts(told: StudyDay) -> tuple[str, ...]:
    """The date that was set lies before the day on which the exam may be taken again."""
    if told.retake_day and told.day <= told.profile.exam_date < told.retake_day:
        return (words.too_early(told.profile.exam_date, told.retake_day),)
    return ()


def _how_far(waiting: StoredSet) -> str:
    answered = sum(not answer.blank for answer in waiting.answers)
    return words.open_detail(answered, len(waiting.items), timed=waiting.practice.wish.minutes > 0)


def _date_asked(told: StudyDay) -> tuple[str, str] | None:
    """The title and the words that ask for a date, where there is none to come."""
    exam = told.profile.exam_date
    if told.passed_day:
        return words.PASSED_TITLE, words.PASSED_DETAIL
    if not exam:
        return words.DATE_TITLE, words.DATE_DETAIL
    return (words.NEXT_DATE_TITLE, words.NEXT_DATE_DETAIL) if words.days_left(exam, told.day) < 0 else None


def _task_view(key: str, task: Task, domains: dict[str, str]) -> TaskView:
    match task.kind:
        case "reviews" | "new_cards":
            detail = words.cards_detail(len(task.item_ids), task.minutes)
        case "practice":
            wish = task.wish
            named = ", ".join(domains.get(one, one) for one in wish.domains) if wish else ""
            detail = words.set_detail(wish.items if wish else 0, task.minutes, named, wish.minutes if wish else 0)
        case "rehearsal":
            detail = words.rehearsal_detail(task.form_id, task.minutes)
        case _:
            detail = ""
    action = "" if task.kind == "rest" else words.BEGIN
    if any(reason.code == "no_minutes" for reason in task.reasons):
        key, action = SET_DATE, words.SET_TIME
    title = words.DONE_TITLE if any(reason.code == "done_today" for reason in task.reasons) else _TITLES[task.kind]
    return TaskView(key, title, detail, reasons_words(task.reasons, domains), action)
