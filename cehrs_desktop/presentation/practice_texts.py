"""Words of practice: the wish, the question, what came of the set. Texts that take values are functions.

Item text never passes through this module.
"""

from __future__ import annotations

from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.problems import Problem
from cehrs_desktop.presentation.report_texts import NBSP, duration_text, percent, questions
from cehrs_desktop.study.past import Certainty

TITLE = "Practice"
BACK = "&Back"

# ---- the wish
LEAD = "Choose what to practice. Every choice is remembered. Questions of sealed rehearsals never come up here."
LENGTH = "How much"
ITEMS = "Questions"
TIME = "Time"
UNTIMED, OWN_PACE, OTHER_TIME = "untimed", "pace", "other"
TIMES = (
    (UNTIMED, "Untimed: no clock is shown"),
    (OWN_PACE, "Exam pace: one minute each"),
    (OTHER_TIME, "Another number of minutes"),
)
MINUTES = "Minutes"
MINUTES_SUFFIX = " min"
POOLS_TITLE = "Which questions"
POOLS_NOTE = "Tick none for any question. Of several, a question of any of them may come."
POOLS = (
    ("never_seen", "Never seen"),
    ("missed", "Missed lately"),
    ("marked", "Marked for review"),
    ("slow", "Slow"),
    ("guessed", "Guessed"),
    ("bookmarked", "Bookmarked"),
)
MISSED_IN = "Missed in the last"
AREA_TITLE = "Subject"
AREA_NOTE = "Tick none for all domains. Topics narrow a domain further."
TOPICS = "Topics …"
LEVELS_TITLE = "Cognitive level"
LEVELS = (("recall", "Recall"), ("application", "Application"), ("analysis", "Analysis"))
DIFFICULTY_TITLE = "Difficulty"
DIFFICULTIES = (("easy", "Easy"), ("medium", "Medium"), ("hard", "Hard"))
DIFFICULTY_NOTE = (
    f"As rated, for somebody exactly at the pass line: easy is right at least 75{NBSP}% of the time, hard less than "
    f"50{NBSP}%."
)
ALL_NOTE = "Tick none for all."
MANNER = "How it goes"
FEEDBACK = "Feedback"
FEEDBACKS = (("each", "After each question"), ("end", "At the end of the set"))
TUTOR = "Tutor mode"
TUTOR_NOTE = (
    "After each answer the rationale of every option and the source. Without it, only right or wrong and the key."
)
EXTRA_TIME = "With my extra time"
BLUEPRINT = "Domains in the exam's proportion"
BLUEPRINT_NOTE = "As many questions of each domain as on a form: 28, 32, 15, 15 and 10 of 100."
CERTAINTY = "Ask how sure I am"
CERTAINTY_NOTE = "One key with each answer. Guesses and unsure answers come back in spaced review."
START = "&Start practice"
COUNTING = "Counting the questions that match …"


def extra_note(percent: int, minutes: int, seconds: int) -> str:
    """What the approved extra time makes of a set; `minutes` 0: the set is untimed. `seconds` is all its time."""
    approved = f"As approved for you: {percent}{NBSP}% more time. "
    if not minutes:
        return f"{approved}It counts in timed sets only."
    return f"{approved}{texts.exam_time(minutes)} become {texts.exam_time(0, seconds)}."


def missed_in(runs: int) -> str:
    """Behind the number of runs that are looked back over."""
    return " run" if runs == 1 else " runs"


def matching(found: int, wished: int) -> str:
    """How many questions match a wish that can be met."""
    return f"{questions(found)} {_match(found)}. A set of {wished} will be drawn from them."


def too_few(found: int, matching_all: int, wished: int, why: str) -> str:
    """That a set will have fewer questions than were asked for; `matching_all` match, `found` of them can be used."""
    if found == 0:
        return f"No question matches. {why}".rstrip()
    only = "" if matching_all == found else f"{questions(matching_all)} {_match(matching_all)}. "
    return f"{only}The set will have {questions(found)} of the {wished} asked for. {why}".rstrip()


def _match(count: int) -> str:
    return "matches" if count == 1 else "match"


_LIMITS = {
    "domains": "the choice of domains",
    "topics": "the choice of topics",
    "levels": "the cognitive level",
    "difficulties": "the difficulty",
    "pools": "which questions were asked for (never seen, missed and so on)",
    "sealed": "that sealed rehearsals stay untouched",
    "blueprint": "the exam's proportion of domains",
    "enemies": "that questions which answer each other are kept apart",
}
BANK_SPENT = "There are no more questions in the item bank."


def limit_costs(limit: str, gain: int) -> str:
    """Which limit leaves out most. `gain` is how many more would match, or fit in, without it; 0: not known."""
    if limit == "bank":
        return BANK_SPENT
    name = _LIMITS.get(limit)
    if name is None:
        return ""
    more = f" Without it {gain} more would come." if gain else ""
    return f"What leaves out most is {name}.{more}"


# ---- a set that waits
WAITING_TITLE = "A practice set is not finished"
GO_ON = "&Go on with it"
END_IT = "&End it and see the result"


def waiting(answered: int, total: int, *, timed: bool, extra: bool = False) -> str:
    """What the waiting set is like; `extra`: with an approved extra time."""
    clock_words = "Its clock has stood still since you left." if timed else "It is untimed."
    if extra:
        clock_words += " Your extra time is in it."
    return f"{answered} of {questions(total)} are answered. {clock_words} Every answer given is kept."


# ---- a set that is damaged
PUT_AWAY = "&Put it away and go on"


def damaged(begun: str, answered: int, set_id: str) -> Problem:
    """A set that cannot be gone on with; `begun` says when it was."""
    given = f"{questions(answered)} had been answered in it" if answered else "no question had been answered in it"
    return Problem(
        "A practice set cannot be gone on with",
        f"What is stored of the set that was begun on {begun} does not agree with its check values, so its questions "
        f"cannot be shown. By then {given}.",
        "Every answer that was given counts as before, and notes, bookmarks, other sets and rehearsals are whole. The "
        "damaged set is kept as it is.",
        "Put it away, and practice goes on without it: nothing of it is deleted. If you want it back, go back and put "
        "a backup from before the damage in place (Settings, Backups).",
        set_id,
    )


# ---- the question
ANSWER = "&Answer"
ANSWER_TIP = "Give the chosen answer (Enter)"
NEXT = "&Next"
NEXT_TIP = "Next question (N, or Enter after an answer)"
PREVIOUS = "&Previous"
PREVIOUS_TIP = "Previous question (P)"
FINISH = "&Finish"
FINISH_TIP = "End the set and see the result (N)"
END_SET = "End the set …"
LEAVE = "&Leave for now"
LEAVE_TIP = "Go back; the set waits with its clock stopped"
LAST_ONE = "This was the last question. Finish the set, or go back to change an answer."
PAUSE = "Pause (&T)"
NOTE_NOT_KEPT = "What you wrote could not be kept. It stays here and is tried again by itself while this page is open."
NOTE_KEPT_NOW = "What you wrote is kept now."
LEAVE_ANYWAY = "Choose it once more to leave all the same: every answer that was confirmed is kept."
PAUSE_TIP = "Stop the clock and cover the question (T)"
GO_ON_PAUSED = "&Go on (T)"
PAUSED = "Paused"
PAUSED_TEXT = "The clock stands still and the question is covered. Go on with T or the button."
HIGHLIGHT = "&Highlight (H)"
HIGHLIGHT_TIP = "Highlight the words of the question that are selected, or take the highlight off (H)"
MARK = "&Mark (M)"
MARK_TIP = "Mark this question to look at it again (M)"
BOOKMARK = "Boo&kmark (K)"
BOOKMARK_TIP = "Keep a bookmark on this question for later (K)"
NOTE = "N&ote (O)"
NOTE_TIP = "Write a note on this question (O)"
NOTE_NAME = "Your note on this question"
NOTE_HINT = "Kept as you type, and shown with this question again."
REPORT = "&Report a problem …"
SMALLER, LARGER = "A −", "A +"
MARKED_ALOUD = {True: "Marked", False: "Mark taken off"}
BOOKMARKED_ALOUD = {True: "Bookmarked", False: "Bookmark taken off"}
HOW_SURE = "How sure are you?"
SURE: tuple[tuple[Certainty, str, str], ...] = (
    ("sure", "S", "Sure (&S)"),
    ("unsure", "U", "Unsure (&U)"),
    ("guess", "G", "Guess (&G)"),
)
SURE_TIP = {
    "sure": "Answer, and say that you are sure (S)",
    "unsure": "Answer, and say that you are unsure (U)",
    "guess": "Answer, and say that it is a guess (G)",
}
SURE_WORDS: dict[str, str] = {"": "", "sure": "you were sure", "unsure": "you were unsure", "guess": "you guessed"}
CHOOSE_FIRST = "Choose an answer first: click it, or press A to D or 1 to 4."
RECORDING = "Recording …"
TIME_WARNING = "5 minutes are left."
TIME_UP = "The time of this set is over. What was answered is kept."
FEEDBACK_NAME = "Feedback on this question"
RIGHT_SIGN, WRONG_SIGN, BLANK_SIGN = "✓", "✕", "–"
YOUR_ANSWER = "Your answer"
KEY = "Key"
SOURCE = "Source"
TERM_HINT = "Underlined words are explained: click one, or reach it with Tab and press Enter."
END_TITLE = "End this set?"
END_YES = "End the set"
END_NO = "Go on practicing"


def end_text(answered: int, total: int, *, handed_in: bool) -> str:
    """The question before a set is ended; `handed_in`: its feedback comes at the end, all at once."""
    left = total - answered
    if left == 0:
        return "Every question is answered." + (" Answers cannot be changed afterwards." if handed_in else "")
    verb = "is" if left == 1 else "are"
    blank = "One that was on the screen and left blank counts as missed." if handed_in else "They will not count."
    return f"{questions(left)} {verb} not answered. {blank} Every answer given is kept."


def counter(position: int, total: int, answered: int) -> str:
    """Where one is in the set."""
    return f"Question {position} of {total}" + (f" · {answered} answered" if answered else "")


def time_left(left_ms: int, *, extra: bool) -> str:
    """The set's clock; `extra`: an approved extra time is in it."""
    return texts.time_left(left_ms) + (" with extra time" if extra else "")


def stem_name(position: int, total: int, with_exhibit: bool) -> str:
    """What a screen reader calls the question's text."""
    return f"Question {position} of {total}" + (", with an exhibit, key E" if with_exhibit else "")


def verdict(outcome: str, letter: str) -> str:
    """How an answer turned out, with its sign; `letter` is the key's."""
    match outcome:
        case "right":
            return f"{RIGHT_SIGN}  Right"
        case "wrong":
            return f"{WRONG_SIGN}  Wrong. The key is {letter}."
        case _:
            return f"{BLANK_SIGN}  Left blank. The key is {letter}."


def who(name: str) -> str:
    """The head of the practice screen."""
    return f"{TITLE}   ·   {name}"


# ---- what came of it
RESULT_TITLE = "Result of this set"
RESULT_ROW = "Result by domain"
RESULT_COLUMNS = ("Domain", "Right", "Share")
RESULT_NOTE = "A set is small, so its shares say little alone; Where I stand puts all sets and rehearsals together."
NOTHING_ANSWERED = "Nothing was answered in this set, so nothing is counted."
AGAIN = "&New set …"
DONE = "&Done"
FILTER_NAME = "Which questions to show"
LIST_NAME = "Result and questions"
FILTERS = (
    ("all", "All"),
    ("wrong", "Wrong"),
    ("marked", "Marked"),
    ("slow", "Slow"),
    ("changed", "Changed"),
    ("guessed", "Guessed"),
)
NEXT_ITEM = "&Next (N)"
PREVIOUS_ITEM = "&Previous (P)"
OUTCOMES = {"right": f"{RIGHT_SIGN} right", "wrong": f"{WRONG_SIGN} wrong", "blank": f"{BLANK_SIGN} left blank"}
MARKED, SLOW, CHANGED, GUESSED, UNSURE = "marked", "slow", "changed", "guessed", "unsure"
CAUSE_TITLE = "Why was it missed? Press 1 to 5; Enter takes what is proposed."
CAUSE_NAMES = (
    ("knowledge", "Did not know it"),
    ("misread", "Misread it"),
    ("changed_from_right", "Changed from right"),
    ("out_of_time", "Ran out of time"),
    ("guessed", "Guessed"),
)
NOTHING_IN_FILTER = "No question of this set is in this list."


def cause_name(cause: str) -> str:
    """A cause in words; empty for none."""
    return dict(CAUSE_NAMES).get(cause, "")


def cause_key(number: int, name: str) -> str:
    """A cause on its button, with its key."""
    return f"&{number}  {name}"


def proposed(name: str, evidence: str) -> str:
    """What the evidence says."""
    if not name:
        return "Nothing that happened says why."
    return f"Proposed from what happened: {name.lower()}" + (f" ({evidence})." if evidence else ".")


def confirmed(name: str) -> str:
    """What the learner said."""
    return f"You said: {name.lower()}."


def total_line(right: int, answered: int, spent_ms: int) -> str:
    """The set in one line."""
    if not answered:
        return NOTHING_ANSWERED
    return f"{right} of {answered} right ({percent(right / answered)}{NBSP}%), in {duration_text(spent_ms)}"


def unanswered(count: int) -> str:
    """How many questions were not answered."""
    return f"{questions(count)} {'was' if count == 1 else 'were'} not answered and did not count."


def filter_label(name: str, count: int) -> str:
    """A filter with how many questions it lets through."""
    return f"{name} ({count})"


def slow_rule(limit_ms: int) -> str:
    """What counts as slow."""
    return f"Slow: {duration_text(limit_ms)} or more, one and a half times what the exam gives for a question."


def gone(count: int) -> str:
    """That questions of a review are no longer in the item bank."""
    return f"{questions(count)} left out: taken out of the item bank or changed since."


def causes_left(count: int, missed: int) -> str:
    """How many of the misses wait for their cause."""
    if count == 0:
        return "The cause of every miss is confirmed." if missed else ""
    return f"{questions(count)} missed without a confirmed cause. The plan follows the causes."
