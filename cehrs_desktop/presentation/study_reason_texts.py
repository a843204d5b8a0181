"""Why a plan or a day is as it is: the words of `study`'s reasons, each with its numbers.

A reason that this version has no words for is left out rather than shown as a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cehrs_desktop.presentation.study_texts import day_words, short_day
from cehrs_desktop.study.shares_of_study import Reason

Names = Mapping[str, str]
"""The names of domains by id."""


def reason_words(reason: Reason, domains: Names) -> str:
    """A reason as a sentence; empty for one that there are no words for."""
    numbers = tuple(round(number) for number in reason.numbers)
    for words in (_plan_words, _domain_words, _day_words, _change_words):
        if told := words(reason.code, numbers, reason.subject, domains):
            return told
    return ""


def reasons_words(reasons: Iterable[Reason], domains: Names) -> tuple[str, ...]:
    """All reasons that there are words for, each once."""
    told = (reason_words(reason, domains) for reason in reasons)
    return tuple(dict.fromkeys(words for words in told if words))


def count(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"


_Numbers = tuple[int, ...]


def _domain(domain: str, domains: Names) -> str:
    return domains.get(domain, f"Domain {domain}")


def _plan_words(code: str, n: _Numbers, about: str, _domains: Names) -> str:
    """Reasons of the plan."""
    match code:
        case "no_date":
            return "No exam date is set, so the weeks go round until there is one."
        case "date_past":
            return (
                f"The date of the exam was {count(n[0], 'day', 'days')} ago. The plan goes on without a date; "
                "nothing is lost."
            )
        case "exam_day":
            return "The exam is today. There is nothing more to study."
        case "eve":
            return "The exam is tomorrow: a short review, nothing new."
        case "short":
            return (
                f"{count(n[0], 'day is', 'days are')} left, less than a week: all domains by what they need, no phases."
            )
        case "long":
            return f"There is time: the first {n[0]} days go through all domains, then the last twelve weeks begin."
        case "no_minutes":
            return "No minutes of study are set for any day, so nothing is planned."
        case "rehearsal_on":
            return f"A dress rehearsal on {day_words(about)}: it takes {n[0]} of the day's {n[1]} minutes."
        case "rehearsal_longer":
            return (
                f"A dress rehearsal on {day_words(about)} takes {n[0]} minutes, and the day has {n[1]}: keep more "
                "time free then."
            )
        case "rehearsal_no_day":
            return (
                f"There is no day for {count(n[0], 'sealed form', 'sealed forms')} before the exam. "
                "Sit it when you have the time, or let practice have its questions."
            )
        case "rehearsal_none":
            return "No form is sealed, so no dress rehearsal is planned."
        case _:
            return ""


def _domain_words(code: str, n: _Numbers, about: str, domains: Names) -> str:
    """Reasons about a domain's share."""
    match code:
        case "nothing_yet":
            return "Nothing was answered yet, so time is shared as the test plan weighs the domains."
        case "domain_more":
            return (
                f"{_domain(about, domains)} is given {n[0]} % by need, more than its {n[1]} % of the exam: {n[2]} "
                f"of {n[3]} right."
            )
        case "domain_less":
            return (
                f"{_domain(about, domains)} is given {n[0]} % by need, less than its {n[1]} % of the exam: {n[2]} "
                f"of {n[3]} right."
            )
        case "domain_few":
            return (
                f"{_domain(about, domains)}: only {count(n[0], 'answer', 'answers')} so far, too few to plan by."
                if n[0]
                else f"{_domain(about, domains)}: no answer so far."
            )
        case "domain_causes":
            return (
                f"{_domain(about, domains)}: {n[0]} of {n[1]} misses came of reading, time or a changed answer, "
                "which more study would "
                "hardly mend."
            )
        case _:
            return ""


def _day_words(code: str, n: _Numbers, about: str, domains: Names) -> str:
    """Reasons of a day and its cards."""
    match code:
        case "dress_rehearsal":
            return f"{count(n[0], 'day', 'days')} before the exam, on questions you have not met. Allow {n[1]} minutes."
        case "due":
            return "Cards that are due, the most likely to be forgotten first."
        case "once_more":
            return f"{count(n[0], 'card is', 'cards are')} met once more in the last days before the exam."
        case "new_cards":
            return f"{count(n[0], 'question', 'questions')} that you missed or were not sure of."
        case "find_out":
            return (
                "All domains as on the exam, to find out where you stand."
                if not n[0]
                else f"All domains as on the exam: {count(n[0], 'question', 'questions')} met so far say too little."
            )
        case "behind":
            return f"{_domain(about, domains)}: {n[1]} % of your study lately, {n[0]} % planned."
        case "pace":
            return f"With the exam's time: {n[0]} of {n[1]} misses with a cause came of time."
        case "unseen_gone":
            return (
                f"{_domain(about, domains)} has {count(n[0], 'new question', 'new questions')} left, so some come "
                "again."
            )
        case "missed_again":
            return f"Nothing new today: the {count(n[0], 'question', 'questions')} that you once missed, once more."
        case "no_minutes_today":
            return "No minutes are set for today."
        case "eve_rest":
            return "Nothing is due. Rest, and lay out what you need."
        case "done_today":
            return "Today's minutes are done. What is left comes tomorrow."
        case "cards_resting":
            return _resting(n)
        case "cards_changed":
            return f"{count(n[0], 'question was', 'questions were')} revised since you met them and come again."
        case "cards_waiting":
            return (
                f"{count(n[0], 'more due card waits', 'more due cards wait')} for another day: while much is new, "
                "cards get a small part of the minutes. What is most likely forgotten comes first."
            )
        case "cards_unmet":
            return (
                f"With the minutes you set, {count(n[0], 'card', 'cards')} that you know best will not come once more "
                "in the last week."
            )
        case "cards_not_begun":
            return (
                f"With the minutes you set, {count(n[0], 'missed question', 'missed questions')} will not be begun as "
                "cards before the exam. Practice of what you missed has them all."
            )
        case "clock_back":
            return (
                f"The latest review is dated {short_day(about)}, {count(n[0], 'day', 'days')} from today: this "
                "computer's date was "
                "set back. Your cards are kept as they are; check the date."
            )
        case _:
            return ""


def _change_words(code: str, n: _Numbers, about: str, domains: Names) -> str:
    """What a new plan changed."""
    match code:
        case "date_moved":
            return (
                f"The exam is {count(abs(n[0]), 'day', 'days')} {'later' if n[0] > 0 else 'earlier'}, on "
                f"{day_words(about)}."
            )
        case "minutes_changed":
            return f"{n[1]} minutes a week, {n[0]} before."
        case "share_up":
            return (
                f"{_domain(about, domains)}: {n[1]} % of the time, {n[0]} % before, because {n[4]} % of {n[5]} "
                "are right."
            )
        case "share_down":
            return (
                f"{_domain(about, domains)}: {n[1]} % of the time, {n[0]} % before, because {n[4]} % of {n[5]} "
                "are right."
            )
        case "rehearsal_moved":
            return f"A dress rehearsal moved to {day_words(about)}."
        case "rehearsal_added":
            return f"A dress rehearsal was added on {day_words(about)}."
        case "rehearsal_gone":
            return "A dress rehearsal is no longer planned: its form was sat, or is sealed no more."
        case _:
            return ""


def _resting(numbers: _Numbers) -> str:
    retired, sealed = numbers[:2]
    parts: list[str] = []
    if retired:
        parts.append(f"{count(retired, 'card rests', 'cards rest')} because the question is no longer in use")
    if sealed:
        parts.append(f"{count(sealed, 'card rests', 'cards rest')} because the question is on a sealed form")
    return f"{'; '.join(parts)}. Nothing is lost."
