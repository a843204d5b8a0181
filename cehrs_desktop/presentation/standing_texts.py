"""The words of the page "Where I stand".

Nothing is claimed that the numbers do not carry: a share comes with its range, and where too little is known it says
how much is needed.
"""

from __future__ import annotations

from cehrs_desktop.application.standing import PRACTICE_COUNTS, StandingToday
from cehrs_desktop.presentation import report_texts
from cehrs_desktop.presentation.report_texts import (
    LEAST_SHOWN,
    MOST_SHOWN,
    NBSP,
    duration_text,
    interval_text,
    percent,
    percent_text,
    questions,
)
from cehrs_desktop.psychometrics.readiness import ENOUGH_ITEMS
from cehrs_desktop.study.coaching import ENOUGH_CHANGES, ENOUGH_TIMES, WHOLE_RUN, Changes, Marks, Quarters, Times
from cehrs_desktop.study.exposure import Budget
from cehrs_desktop.study.past import Place
from cehrs_desktop.study.shares import Share
from cehrs_desktop.study.trend import LEAST, DomainTrend, Repeats

TITLE = "Where I stand"
READING = "Reading your answers …"
NAV_NAME = "Parts of this page"
BACK = "&Back"
AS_TABLE = "As &table"
SAVE_PICTURE = "Save &picture …"
SAVE_TABLE = "Save &CSV …"
ASSUMPTIONS = "What this &assumes …"
IN_SHORT = "The rest in short"
UNKNOWN = "Unknown"
PNG_FILTER = "PNG picture (*.png)"
CSV_FILTER = "CSV table (*.csv)"
SAVE_SAFE = "Your answers are kept as they were; nothing is lost."
INTERVAL = "likely range, about four times in five"
EXPECTED = "expected of a candidate exactly at 390"

READINESS, DOMAINS, PACE, STAMINA = "Readiness", "Domains over time", "Pace", "Stamina"
CHANGES, MARKS, TIMES, EXPOSURE = "Changed answers", "Marked questions", "Time and outcome", "What is left unseen"

HEADINGS = {
    READINESS: "How likely a pass is today",
    DOMAINS: "Each domain over time",
    PACE: "Your pace in the latest rehearsal",
    STAMINA: "Accuracy by quarter of the exam",
    CHANGES: "What changing answers brought",
    MARKS: "Questions marked for review",
    TIMES: "Time on a question, and what came of it",
    EXPOSURE: "Forms and questions you have not met",
}


def held_back(count: int) -> str:
    """Rehearsals whose result may not be shown yet."""
    one = "One rehearsal is" if count == 1 else f"{count} rehearsals are"
    return f"{one} not in these figures yet: the result comes later, as you chose."


# ---- readiness
NO_READINESS = (
    "Unknown so far. It needs one rehearsal that was ended and mostly reached, or a practice set taken like one: in "
    "exam proportion, against the clock, answers at the end."
)
NO_ITEMS = "The items cannot be read, so how hard the questions were is not known. Your answers are safe."


def chance(shown: float, low: float, high: float) -> str:
    """The chance to pass in words, capped at both ends."""
    if low >= MOST_SHOWN:
        return f"{percent(MOST_SHOWN)} in 100 or more to pass a further form of this program."
    if high <= LEAST_SHOWN:
        return f"{percent(LEAST_SHOWN)} in 100 or less to pass a further form of this program."
    return f"{_about(shown)} to pass a further form of this program; likely {_likely(low, high)}."


def scale_words(shown: float, low: float, high: float) -> tuple[str, str]:
    """The chance and its range as they stand on the scale; the range is left out where all of it is capped."""
    if low >= MOST_SHOWN:
        return f"{percent(MOST_SHOWN)} or more in 100", ""
    if high <= LEAST_SHOWN:
        return f"{percent(LEAST_SHOWN)} or less in 100", ""
    bound = " or more" if shown >= MOST_SHOWN else " or less" if shown <= LEAST_SHOWN else ""
    at = f"{percent(shown)}{bound} in 100"
    ends = f"{percent(low)} to {percent(high)}" if low > LEAST_SHOWN and high < MOST_SHOWN else _likely(low, high)
    return at, f"likely {ends}"


def _about(shown: float) -> str:
    """A figure that is capped is no estimate but a bound."""
    if shown >= MOST_SHOWN:
        return f"{percent(MOST_SHOWN)} in 100 or more"
    if shown <= LEAST_SHOWN:
        return f"{percent(LEAST_SHOWN)} in 100 or less"
    return f"About {percent(shown)} in 100"


def _likely(low: float, high: float) -> str:
    """A range whose end is capped is open at that end."""
    if low <= LEAST_SHOWN and high >= MOST_SHOWN:
        return "anything"
    if low <= LEAST_SHOWN:
        return f"{percent(high)} or less"
    if high >= MOST_SHOWN:
        return f"{percent(low)} or more"
    return f"between {percent(low)} and {percent(high)}"


def rests_on(today: StandingToday, items: int) -> str:
    """What a readiness figure was made of."""
    sources = [
        f"{count} {name if count == 1 else name + 's'}"
        for count, name in ((today.rehearsals, "rehearsal"), (today.sets, "practice set"))
        if count
    ]
    words = f"It rests on {questions(items)} that you met for the first time, from {' and '.join(sources)}."
    if items < ENOUGH_ITEMS:
        words += f" That is little: below {ENOUGH_ITEMS} it says more about candidates in general than about you."
    return words


def assumption(code: str) -> str:
    """An assumption of the readiness figure in a sentence."""
    if code == PRACTICE_COUNTS:
        return (
            "Practice sets that you took like an exam count too: in exam proportion, timed, feedback at the end. It is "
            "taken for granted that nothing was looked up."
        )
    return report_texts.readiness_assumption(code)


# ---- domains
def domain_change(trend: DomainTrend) -> str:
    """Where a domain is going, in a few words."""
    if not trend.points:
        return f"unknown: {LEAST - trend.waiting} more new questions needed"
    if not trend.change:
        return "one point so far: no direction yet"
    return {"up": "rising", "down": "falling", "none": "no change shown"}[trend.change]


def domains_finding(rising: list[str], falling: list[str], known: int, points: int) -> str:
    """What the trends come to."""
    if not known:
        return f"Unknown so far: a domain needs {LEAST} scored questions that you met for the first time."
    if points < 2:
        return "One point a domain so far. A direction shows after the next rehearsal or enough practice."
    parts = [f"{word}: {', '.join(names)}" for word, names in (("Rising", rising), ("falling", falling)) if names] or [
        "No change shown in any domain: what moved is within the range of chance"
    ]
    return f"{'; '.join(parts)}."[:1].upper() + f"{'; '.join(parts)}."[1:]


def repeats(told: Repeats) -> str:
    """What meeting questions again brought, apart from the trend."""
    if not told.first.count:
        return "Only questions met for the first time count here. You have met none twice so far."
    return (
        f"Only questions met for the first time count here. Of {questions(told.first.count)} that you met again, "
        f"{percent_text(told.first.share)} were right at first and {percent_text(told.latest.share)} the latest time: "
        "that shows you know these questions, and less about the domain."
    )


# ---- pace
NO_PACE = f"Unknown so far: it needs one rehearsal of at least {WHOLE_RUN} questions."
PACE_OWN, PACE_GHOST, PACE_EVEN = "latest rehearsal", "your best rehearsal", "even pace"
QUESTION_LABEL, MINUTES_LABEL = "Question", "Minutes used"
PACE_NOTE = "Time is counted with the question it was spent on, in the order of the form, also after a return to it."


def pace_used(day: str, used_ms: int, count: int, limit_ms: int | None) -> str:
    """How long the latest rehearsal took."""
    allowed = f" of {duration_text(limit_ms)}" if limit_ms else ""
    return f"{day}: {duration_text(_whole(used_ms))}{allowed} on {questions(count)}."


def pace_ghost(day: str, share: Share, halfway_ms: int, end_ms: int) -> str:
    """The latest rehearsal against the best other one; positive milliseconds are slower."""
    return (
        f"Against your best other rehearsal ({day}, {percent_text(share.share)} right) you were {_slower(halfway_ms)} "
        f"at the middle and {_slower(end_ms)} at the end."
    )


NO_GHOST = "There is no other rehearsal of this length to run against yet."


def _slower(ms: int) -> str:
    if abs(ms) < 5000:
        return "even"
    return f"{duration_text(_whole(abs(ms)))} {'slower' if ms > 0 else 'quicker'}"


def _whole(ms: int) -> int:
    """To full seconds, as clocks show them."""
    return ms // 1000 * 1000


# ---- stamina
NO_QUARTERS = f"Unknown so far: it needs one rehearsal of at least {WHOLE_RUN} questions."
QUARTERS = ("first", "second", "third", "last")
QUARTER_LABEL, RIGHT_LABEL = "Quarter of the exam", "Right"
SHARE_RIGHT = "share right"


def quarters_finding(told: Quarters) -> str:
    """Whether accuracy falls toward the end."""
    first, last = told.quarters[0].share, told.quarters[3].share
    shares = f"{percent_text(first.share)} right in the first quarter, {percent_text(last.share)} in the last"
    runs = "one rehearsal" if told.runs == 1 else f"{told.runs} rehearsals"
    match told.change:
        case "down":
            return f"Accuracy falls toward the end: {shares} ({runs})."
        case "up":
            return f"Accuracy rises toward the end: {shares} ({runs})."
        case "none":
            return f"No change from the first quarter to the last is shown: {shares} ({runs})."
        case _:
            return "Unknown so far: a quarter has no question that you met for the first time."


def quarters_unshown(count: int) -> str:
    """Scored questions that never came onto the screen: a matter of time, not of stamina."""
    if not count:
        return "Only scored questions met for the first time count. Every one of them came onto the screen."
    return (
        f"{questions(count)} never came onto the screen and {'is' if count == 1 else 'are'} not counted: that is time, "
        "not stamina."
    )


# ---- changes
NO_CHANGES = "No answer has been changed so far."
GAINED, LOST, NEITHER = "wrong to right", "right to wrong", "no difference"
CHANGE_LABEL, ANSWERS_LABEL = "What the change came to", "Answers"
CHANGES_NOTE = (
    "Every answer in rehearsals, practice and review counts. Going back to the first choice is no difference."
)


def changes_finding(told: Changes) -> str:
    """The net gain of changing, with its range or what is missing for one."""
    counts = (
        f"Of {told.changed} changed {'answer' if told.changed == 1 else 'answers'}, {told.gained} went from wrong to "
        f"right and {told.lost} from right to wrong: net {signed(told.net)}"
    )
    decided = told.gained + told.lost
    match told.verdict:
        case "gains":
            return f"{counts} (likely {_range(told)}). Changing gains you answers."
        case "loses":
            return f"{counts} (likely {_range(told)}). Keep a first choice unless you know why."
        case "none":
            return f"{counts} (likely {_range(told)}). That is not enough to tell whether changing gains or costs."
        case _:
            unknown = f"What that says is unknown below {ENOUGH_CHANGES} such changes; so far there {_be(decided)}."
            return f"{counts}. {unknown}"


def _be(count: int) -> str:
    return f"is {count}" if count == 1 else f"are {count}"


def signed(number: float) -> str:
    """A whole number with its sign."""
    whole = round(number)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


def _range(told: Changes) -> str:
    return f"{signed(told.low)} to {signed(told.high)}"


# ---- marks
NO_MARKS = "No question was still marked for review at the end of a rehearsal."
NO_MARKS_YET = "Unknown so far: it needs a rehearsal in which questions are marked for review."
LEFT, REVISITED = "never looked at again", "looked at again"
MARK_LABEL = "Marked questions"


def marks_finding(told: Marks) -> str:
    """How many marks were never come back to."""
    count, wrong = told.left.count, told.left.count - told.left.right
    if told.marked == 1:
        again = "looked at again" if not count else f"never looked at again, and was {'wrong' if wrong else 'right'}"
        return f"The one question marked was {again}."
    if not count:
        return f"Every one of the {told.marked} questions marked was looked at again."
    some = f"{wrong} of them {_were(wrong)}" if wrong else "none of them was"
    of_them = f"{some} wrong" if count > 1 else f"it was {'wrong' if wrong else 'right'}"
    return f"{count} of {told.marked} questions marked {_were(count)} never looked at again; {of_them}."


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


MARKS_NOTE = "Rehearsals only, and marks that were still set at the end."


# ---- times
NO_TIMES = f"Unknown so far: it needs {ENOUGH_TIMES} answered questions that you met for the first time."
TIME_LABEL = "Time on the question"


def times_finding(told: Times) -> str:
    """Right against wrong answers by their median time."""
    if told.right_ms is None or told.wrong_ms is None:
        return "All of these answers have the same outcome, so there is nothing to compare."
    return (
        f"Half of your right answers took up to {_seconds(told.right_ms)}, half of your wrong ones up to "
        f"{_seconds(told.wrong_ms)}."
    )


def times_note(place: Place) -> str:
    """Where the times come from, and what they do not say."""
    where = "rehearsals" if place == "rehearsal" else "practice, for there are too few from rehearsals"
    return (
        f"Answers from {where}, in four groups of about the same size. Hard questions take long and are missed more "
        "often: a long time need not be the reason."
    )


def band(low_ms: int, high_ms: int, first: bool) -> str:
    """A group of times in words."""
    if first:
        return f"up to {_seconds(high_ms)}"
    return f"{low_ms / 1000:.0f} to {_seconds(high_ms)}"


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.0f}{NBSP}s"


# ---- exposure
NO_EXPOSURE = "The items cannot be read, so what is left of them is not known. Your answers are safe."
FORMS_LABEL, QUESTIONS_LABEL = "Forms", "Questions"
FORM_NAMES = ("sat", "sealed", "open")
ITEM_NAMES = ("met", "sealed", "free")
SEALED_CHOICE = "Forms kept &sealed for dress rehearsals"
EXPOSURE_NOTE = (
    "A question is new only once. No question of a sealed form comes up in practice, review or search. A form that was "
    "sat is not sealed any more."
)
_WARNINGS = {
    "forms_used_up": "No form is left of which you have met nothing: a further rehearsal would meet known questions.",
    "items_used_up": "No new question is left for practice. Keep fewer forms sealed to free some.",
    "forms_few": "One form is left of which you have met nothing: keep it for the last days.",
    "items_few": "Few new questions are left for practice.",
}


def exposure_finding(told: Budget) -> str:
    """What is left, and what to mind."""
    free = "all" if told.items_free == told.items_unseen else f"{told.items_free:,}"
    items = f"{told.items_unseen:,} of {told.items:,} questions are new to you"
    if told.items_unseen:
        items += f", {free} of them free for practice"
    # Where there is none, the warning says so.
    forms = (
        f" {told.forms_unseen} of {told.forms} forms {_be_wholly(told.forms_unseen)} new." if told.forms_unseen else ""
    )
    sentence = f"{items}.{forms}"
    return f"{sentence} {_WARNINGS[told.warning]}" if told.warning else sentence


def _be_wholly(count: int) -> str:
    return "is wholly" if count == 1 else "are wholly"


# ---- plots in words, tables
def share_sentence(name: str, share: Share) -> str:
    """One share as a screen reader says it."""
    if not share.count:
        return f"{name}: unknown"
    return f"{name}: {share.right} of {share.count} right, {percent_text(share.share)}, range {spread(share)}"


def spread(share: Share) -> str:
    """The likely range of a share; a dash where nothing was counted."""
    return interval_text(share.low, share.high) if share.count else "–"


def tally(share: Share) -> str:
    """Right of how many."""
    return f"{share.right} of {share.count}"


def share_words(share: Share) -> str:
    """A share in percent; a dash where nothing was counted."""
    return percent_text(share.share) if share.count else "–"


def file_name(name: str, section: str, day: str, suffix: str) -> str:
    """A name for a saved picture or table; `suffix` without its dot."""
    plain = "".join(c if c.isalnum() else " " for c in f"{name} {section}")
    stem = " ".join(f"CEHRS standing {plain}".split())[:120].rstrip()
    return f"{stem} {day}.{suffix}"


def picture_foot(name: str, day: str) -> str:
    """What stands under a saved picture."""
    return f"{name}, {day}. Practice figures of this program, from the makers' own ratings; not a forecast by NHA."
