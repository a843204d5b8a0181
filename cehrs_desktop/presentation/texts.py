"""The program's words, except those of the report. Short, calm, exact; no exclamation marks.

A text that takes values is a function; everything else is a constant.
"""

from __future__ import annotations

PROGRAM = "CEHRS Rehearsal"
EXAM_TITLE = "CEHRS practice exam"
INDEPENDENCE = (
    "This program is an independent rehearsal. It is not made, approved or supported by the National Healthcareer "
    "Association (NHA) or by PSI. CEHRS, NHA and PSI are named only to say what is rehearsed. All questions are "
    "original practice questions; none comes from the real exam."
)
UNCONFIRMED = (
    "Nobody outside knows the exact screen that NHA uses at PSI. These follow other PSI exams or are our own choice: "
    "labels and their places, the warnings at 30, 15 and 5 minutes, the hidden clock that returns, striking out, "
    "highlighting, contrast and text size, and whether a result is shown at once."
)

# ---- the exam screen
PREVIOUS = "&Previous"
NEXT = "&Next"
MARK = "&Mark for review"
MARKED = "&Marked for review"
NEXT_OPEN = "Next unanswered or marked (&J)"
SUMMARY = "Exam &summary"
HIDE_TIME = "Hide &time"
SHOW_TIME = "Show &time"
HIGHLIGHT = "&Highlight"
CLEAR_HIGHLIGHTS = "Clear highlights"
COMMENT = "C&omment"
ZOOM_OUT = "Smaller text"
ZOOM_IN = "Larger text"
CONTRAST = "Contrast"
RULES = "&Rules"
HELP = "Help (F1)"
STRIKE = "Strike out"
UNSTRIKE = "Restore"
TIME_HIDDEN = "Time hidden"
RECORDING = "Recording …"
COMMENT_HINT = "Stored as you type. Comments have no effect on the score."
SELECT_FIRST = "Select words of the question first: drag with the mouse, or hold Shift and use the arrow keys."
SCROLL_REMINDER = "Part of this question has not been on the screen yet. Scroll down, or choose Next again to go on."
EXHIBIT_REMINDER = (
    "The exhibit of this question has not been on the screen yet. Press E to open it, or choose Next again to go on."
)
QUESTION_TAB = "Question"
EXHIBIT_TAB = "Exhibit (E)"
TABS_NAME = "Question and exhibit"
AS_TABLE = "Show as a table"
AS_CHART = "Show as a chart"
DISMISS = "Close this notice"


def counter(position: int, total: int) -> str:
    """Where the candidate is."""
    return f"Question {position} of {total}"


def stem_name(position: int, total: int, with_exhibit: bool) -> str:
    """What a screen reader calls the question's text."""
    return counter(position, total) + (", with an exhibit, key E" if with_exhibit else "")


def clock(left_ms: int) -> str:
    """Minutes and seconds left, rounded up so that 0:00 is the end itself."""
    seconds = -(-left_ms // 1000)
    return f"{seconds // 60}:{seconds % 60:02d}"


def time_left(left_ms: int) -> str:
    """The clock with its name."""
    return f"Time remaining {clock(left_ms)}"


def time_warning(minutes: int) -> str:
    """A warning that time runs out."""
    left = "1 minute remains" if minutes == 1 else f"{minutes} minutes remain"
    return f"{left}. At 0:00 the exam ends by itself and everything answered so far is submitted."


def option_name(letter: str, text: str, struck: bool) -> str:
    """What a screen reader says of an option."""
    return f"{letter}. {text}" + (" (struck out)" if struck else "")


def strike_name(letter: str, struck: bool) -> str:
    """What a screen reader says of the button that strikes an option out."""
    return f"Restore option {letter}" if struck else f"Strike out option {letter}"


def comment_label(position: int) -> str:
    """Over the comment field."""
    return f"Comment on question {position}"


# ---- the summary
SUMMARY_TITLE = "Exam summary"
SUMMARY_LEAD = "Choose a number to go to that question. Nothing is submitted until you end the exam."
BACK_TO_QUESTION = "&Return to question"
END_EXAM = "&End exam"
FILTER_NAMES = {
    "all": "All",
    "answered": "Answered",
    "unanswered": "Unanswered",
    "marked": "Marked",
    "unseen": "Not seen",
}
LEGEND = (
    ("answered", "Answered: filled"),
    ("unanswered", "Unanswered: empty"),
    ("unseen", "Not seen: dotted"),
    ("marked", "Marked: corner flag"),
    ("current", "Current: double frame"),
)
NOTHING_HERE = "No question is in this state."


def cell_name(position: int, state: str, marked: bool, current: bool) -> str:
    """What a screen reader says of a question's number."""
    words = {"answered": "answered", "unanswered": "unanswered", "unseen": "not seen"}[state]
    return f"Question {position}, {words}" + (", marked" if marked else "") + (", current" if current else "")


def summary_counts(answered: int, unanswered: int, marked: int) -> str:
    """The counts in one line."""
    return f"{answered} answered   ·   {unanswered} unanswered   ·   {marked} marked for review"


# ---- ending
END_TITLE = "End the exam?"
END_YES = "Yes. End exam and submit."
END_NO = "No, return to the exam"


def end_question(unanswered: int, marked: int) -> str:
    """The second step of ending: what is still open, and what follows."""
    if unanswered == 0:
        open_words = "All questions are answered."
    elif unanswered == 1:
        open_words = "1 question is unanswered. A blank counts as wrong; a guess costs nothing."
    else:
        open_words = f"{unanswered} questions are unanswered. A blank counts as wrong; a guess costs nothing."
    marks = "" if marked == 0 else f" {marked} {'is' if marked == 1 else 'are'} still marked for review."
    return f"{open_words}{marks} After you end the exam no question can be opened again."


TIME_OUT_TITLE = "Time is up"
TIME_OUT_TEXT = "All the time is used. The exam has ended by itself and everything you answered has been submitted."
SUBMITTED_TITLE = "The exam is submitted"
SUBMITTED_TEXT = "You ended the exam. Everything you answered has been submitted."
REMINDER_TITLE = "A reminder of the agreement"
REMINDER_TEXT = (
    "On the day you leave under the agreement that you accepted at the start: what you saw in the exam may not be "
    "written down, repeated or shared with anybody, in any form, also after you have left. In a test center you "
    "hand in your scratch paper before you sign out."
)
SURVEY_TITLE = "A short survey"
SURVEY_LEAD = "Your answers stay on this computer and have no effect on the score. You can skip this."
SURVEY_QUESTIONS = (
    ("time", "How did the time suit you?", ("Too little", "About right", "More than enough")),
    ("clear", "How clear was the screen?", ("Not clear", "Mostly clear", "Clear")),
    ("ready", "How ready do you feel for the real exam?", ("Not ready", "Nearly ready", "Ready")),
)
SEND_SURVEY = "&Send answers"
SKIP_SURVEY = "S&kip survey"
CONTINUE = "&Continue"
LATER_TITLE = "Your result is on its way"


def later_text(date: str) -> str:
    """Shown instead of the report when the result comes in about two days."""
    return (
        f"You chose to wait for the result as many candidates do after a sitting at PSI. It will be shown from {date}. "
        "You can also open it before then from the first page."
    )


# ---- before the exam
NAME_TITLE = "Is this you?"
NAME_LEAD = "On the day, the name on the screen must be your name, spelled as on your identification."
NAME_YES = "&Yes, this is my name"
NAME_NO = "No, this is &not my name"
AGREEMENT_TITLE = "Candidate agreement"
AGREEMENT_TEXT = (
    "Before the exam you are asked to accept terms like these. Read them; on the day they bind you.",
    "1. I am the person whose name is shown. Nobody else will answer for me or help me.",
    "2. I will not copy, photograph, write down or repeat any question or answer, during the exam or after it, and "
    "I will not take scratch paper out of the room.",
    "3. I have no telephone, watch, notes, calculator or other aid with me.",
    "4. I will follow the directions of the staff. Breaking the rules can end the exam, cancel its result and cost "
    "the fee.",
    "5. I know that the exam ends when the time is up.",
    "In this rehearsal nothing leaves your computer, and the questions are practice questions. Declining ends the "
    "attempt without an exam, as it would on the day.",
)
AGREEMENT_CHECK = "I have read the agreement and I accept it"
ACCEPT = "&Accept and continue"
DECLINE = "&Decline"
DECLINE_TITLE = "Decline the agreement?"
DECLINE_TEXT = "Without the agreement there is no exam: this attempt ends here and is listed as declined."
DECLINE_YES = "Decline and end the attempt"
DECLINE_NO = "Go back to the agreement"
TUTORIAL_TITLE = "Tutorial"
TUTORIAL_LEAD = (
    "The tutorial shows every control of the exam screen. It does not use exam time, its three sample questions are "
    "not scored, and you may go through it more than once. It has 15 minutes of its own."
)
TUTORIAL_START = "&Start the tutorial"
TUTORIAL_SKIP = "Skip to the &exam"
TUTORIAL_END = "&End tutorial"
TUTORIAL_STEPS = (
    "Choose an answer with a click, or with the keys A to D or 1 to 4. Choose another to change it. "
    "Next (N) goes on, Previous (P) goes back.",
    "Mark for review (M) reminds you to come back. Strike out crosses off an option; you can still choose it. Select "
    "words in the question and choose Highlight (H). Comment (O) opens a field for a remark.",
    "Exam summary (S) lists all questions and their states, and ends the exam. Text size: Ctrl and plus or minus. "
    "Hide time (T) takes the clock off the screen. Help (F1) lists everything.",
)
START_TITLE = "Start the exam?"
START_YES = "Yes, start the exam"
START_NO = "No, go back"


def exam_time(minutes: int, extra_seconds: int = 0) -> str:
    """All the time of an exam in words: 125 minutes with 1,875 s more are 156 minutes 15 seconds."""
    whole, seconds = divmod(minutes * 60 + extra_seconds, 60)
    told = f"{whole} minute{'' if whole == 1 else 's'}"
    return f"{told} {seconds} second{'' if seconds == 1 else 's'}" if seconds else told


def start_question(total: int, minutes: int, extra_seconds: int = 0) -> str:
    """The last question before the clock starts."""
    time = exam_time(minutes, extra_seconds)
    return f"The tutorial ends here. The exam has {total} questions and {time}. The clock starts at once."


# ---- help and rules
KEYS = (
    ("A to D, or 1 to 4", "Choose that option"),
    ("Shift + A to D", "Strike that option out, or restore it"),
    ("N / P", "Next / previous question"),
    ("J", "Next unanswered or marked question"),
    ("M", "Mark for review, or take the mark off"),
    ("H", "Highlight the selected words, or take the highlight off"),
    ("O", "Open or close the comment"),
    ("E", "The exhibit of a question that has one, and back"),
    ("S", "Exam summary, and back"),
    ("T", "Hide or show the time"),
    ("R", "Rules"),
    ("F1", "Help"),
    ("Ctrl +, Ctrl −, Ctrl 0", "Larger, smaller, normal text"),
    ("Page Down / Page Up", "Scroll the question"),
    ("Tab, Shift + Tab, Space", "Move between controls, press one"),
    ("Shift + arrow keys, in the question", "Select words for the highlighter"),
    ("Esc", "Close a dialog, the comment or a notice"),
)
HELP_TITLE = "Help"
HELP_LEAD = "The clock keeps running while you read this. Letter keys do nothing special inside a text field."
RULES_TITLE = "Rules of this exam"
CLOSE = "&Close"


def rules(
    minutes: int,
    total: int,
    warnings: tuple[int, ...],
    clock_returns: int | None,
    result: str,
    *,
    only_next_records: bool = False,
    extra_seconds: int = 0,
    breaks_stop_clock: bool = False,
) -> tuple[str, ...]:
    """The written rules of an attempt, as they are stored with it."""
    marks = ", ".join(str(minute) for minute in sorted(warnings, reverse=True))
    lines = [
        f"{total} questions in {exam_time(minutes, extra_seconds)}. 25 of the 125 questions are unscored pretest "
        "questions; they look like all others.",
        "The clock runs while you read, write comments, look at help, rules or the summary.",
        "The clock stands while this program is closed or was stopped by a fault, and while the computer sleeps. After "
        "a sudden stop you continue with at most 5 seconds given back.",
        f"Warnings come at {marks} minute{'' if marks == '1' else 's'}.",
        "At 0:00 the exam ends by itself and everything answered is submitted.",
        "You may change answers, and go back and forth, until the end. A blank counts as wrong.",
        "An answer is on the disk before its circle is filled.",
        "No copying, pasting or printing. No calculator, notes, telephone, watch, food or drink.",
    ]
    if only_next_records:
        lines.insert(
            -1,
            "Only Next records. A choice counts when you press Next (N or >). Until then it is shown as not recorded "
            "yet and is kept nowhere: leaving the question in any other way, a pause, the end of the time or a sudden "
            "stop loses it. An answer that was recorded before stays.",
        )
    if clock_returns is not None:
        lines.insert(4, f"You may hide the clock; it comes back at {clock_returns} minutes.")
    # The accommodations, from the later line to the earlier one so that no place moves.
    if breaks_stop_clock:
        lines.insert(2, "Your accommodation: the clock stands during a break that you asked for.")
    if extra_seconds:
        lines.insert(1, f"Your accommodation: {exam_time(0, extra_seconds)} of this are extra time.")
    lines.append(
        "The result is shown at the end." if result == "now" else "The result is shown about two days after the end."
    )
    return tuple(lines)


# ---- suspended
SUSPENDED_TITLE = "The exam is suspended"
NOT_STARTED_TITLE = "The rehearsal waits where you left it"
SUSPENDED = {
    "not_started": "You had begun a rehearsal. Its clock has not started; you continue at the page where you left.",
    "interrupted": "The program stopped during the exam. Everything that was recorded is here, and the clock stood.",
    "closed": "The program was closed during the exam. Everything that was recorded is here, and the clock stood.",
    "sleep": "The computer was asleep. The clock stood while it slept.",
    "storage_fault": "An answer could not be stored. The clock stood since then.",
}
RESUME = "&Resume"
ABANDON = "&Abandon this attempt"
LEAVE = "Close the &program"
ABANDON_TITLE = "Abandon this attempt?"
ABANDON_TEXT = "It cannot be resumed afterwards and gets no result. It stays in your history as abandoned."
ABANDON_YES = "Yes, abandon it"
ABANDON_NO = "No, keep it"


def suspended_state(position: int, total: int, answered: int, left_ms: int) -> str:
    """Where a suspended attempt stands."""
    return f"Question {position} of {total}   ·   {answered} answered   ·   {clock(left_ms)} remaining"


def not_started_state(name: str) -> str:
    """Where an attempt stands that was left before its clock started."""
    return f"{name}   ·   the exam has not started"


# ---- closing the window
CLOSE_TITLE = "Close the program during the exam?"
CLOSE_TEXT = (
    "On the day, leaving ends the exam. Here the attempt is suspended: the clock stands, everything recorded is kept, "
    "and the next start offers to resume at this question."
)
CLOSE_YES = "Suspend and close"
CLOSE_NO = "Stay in the exam"
LEAVE_DAY_TITLE = "Leave the rehearsal here?"
LEAVE_DAY_TEXT = (
    "The program closes. What you did is kept, and the next start offers to go on at this step. On the day, leaving "
    "before the exam means that it does not take place."
)
LEAVE_DAY_YES = "Close the program"
LEAVE_DAY_NO = "Stay here"

# ---- home
WELCOME = "Rehearse the exam as it is sat on the day"
HOME_FACTS = "125 questions, 125 minutes, five domains. A practice score from 200 to 500, with the pass line at 390."
YOUR_NAME = "Your name, as on your identification"
REHEARSE_DAY = "&Rehearse exam day …"
QUICK_START = "&Quick start: the exam only"
STUDY = "St&udy …"
ACCOMMODATIONS = "Acco&mmodations …"
THIS_COMPUTER = "&This computer …"
CHOOSE_FORM = "&Choose a form …"
RESULT_NOW = "Result at the end"
RESULT_LATER = "Result in about two days"
HISTORY = "Your rehearsals"
NO_HISTORY = "No rehearsal yet. After the first one its score, band and domains are kept here."
SETTINGS = "S&ettings"
ABOUT = "&About"
OPEN_REPORT = "Open report"
OPEN_DEBRIEF = "Open debrief"
CHECKING = "Checking your data …"
NAME_NEEDED = "Type your name first. It is shown on the exam screen and on the report."


# ---- checks before the clock
CHECK_TITLE = "Before the clock starts"
CHECK_ANYWAY = "&Continue anyway"
CHECK_BACK = "&Go back"


def low_disk(megabytes: int) -> str:
    """Too little space to be sure of two hours of records."""
    return (
        f"Only {megabytes} MB are free where your data is kept. An exam needs about 20 MB. Free some space first; "
        "nothing is lost if you go back."
    )


def on_battery(percent: int | None) -> str:
    """The computer may not last the exam."""
    level = "" if percent is None else f" at {percent} %"
    return (
        f"The computer runs on battery{level}. The exam takes up to 125 minutes. Plug it in if you can. "
        "If it goes off, the attempt can be resumed."
    )


# ---- problems
WHAT_HAPPENED = "What happened"
WHAT_IS_SAFE = "What is safe"
WHAT_NEXT = "What to do next"
FOR_SUPPORT = "For support:"
TRY_AGAIN = "&Try again"
CLOSE_PROGRAM = "&Close the program"
RESTORE_BACKUP = "&Restore the backup"
START_EMPTY = "Start with an &empty database"
START_EMPTY_TITLE = "Start with an empty database?"
START_EMPTY_TEXT = (
    "The damaged database is kept beside under another name. Your list of rehearsals starts empty; the backups stay."
)
BACK_HOME = "&Back"


def restore_offer(date: str, attempts: int) -> str:
    """What the newest good backup is."""
    return f"The newest good backup is from {date} and holds {attempts} {'attempt' if attempts == 1 else 'attempts'}."


def already_running(pid: int | None) -> str:
    """Said by a second copy of the program before it ends."""
    where = "" if pid is None else f" (process {pid})"
    return (
        f"The program is already open{where} and uses the same data folder. Your data is safe. Use the window that is "
        "open; if you cannot find it, close it in the task manager and start again."
    )


# ---- settings
SETTINGS_TITLE = "Settings"
SETTING_CONTRAST = "Colors"
CONTRASTS = (
    ("system", "As the computer: light or dark"),
    ("light", "Light"),
    ("dark", "Dark"),
    ("high_contrast", "High contrast: white and yellow on black"),
    ("cream", "Black on cream"),
)
SETTING_ZOOM = "Text size"
SETTING_RESULT = "Result"
SETTING_CLOCK = "A hidden clock returns at 5 minutes"
SETTING_FULL_SCREEN = "Use the full screen from check-in to the end"
SETTING_SCREEN = "Question screen"
SCREENS = (("default", "Buttons with words along top and bottom"), ("older", "Older kind: menu along the bottom"))
SETTING_NEXT_RECORDS = "Only Next records an answer, as on the oldest screens"
SETTING_SOUNDS = "Sounds (each also has words on the screen)"
SETTING_DATA = "Where your data is kept"
SETTING_BACKUPS = "Backups are made at the start, at the end of every attempt, and before every upgrade."
BACKUPS = "&Backups …"
SETTING_REPORTS = "Problems that you reported"
SETTING_REPORTS_LEAD = "What you reported about items in the review is kept with your data. Nothing is sent."
SAVE_REPORTS = "Save the &reports …"
SAVE_REPORTS_TITLE = "Save the reports about items"
REPORTS_FILE = "CEHRS item reports.json"
NO_REPORTS = "There are no reports yet. In the review of an exam, each question has a button to report a problem."
REPORTS_SAFE = "The reports are safe: they stay with your data and can be saved again at any time."
OPEN_FOLDER = "Open this &folder"
SETTING_SUPPORT = "When something goes wrong"
SETTING_SUPPORT_LEAD = "A file for whoever helps: versions, settings, state of the data, log. No names, no answers."
MAKE_SUPPORT = "Make a s&upport file …"
SETTINGS_STORED = "Changes are kept at once."
SET_BY_SCHOOL = "Set by your school."
ABOUT_TITLE = "About this program"


def reports_saved(count: int, path: str) -> str:
    """After the reports about items were written."""
    return f"{count} {'report' if count == 1 else 'reports'} saved to {path}"


def stale_items(count: int) -> str:
    """Items that wait for somebody to look at their facts again."""
    are = "item is" if count == 1 else "items are"
    return f"{count} {are} past the date on which their facts should be checked again. New forms leave them out."


def about(version: str, pack: str, blueprint: str, items: int) -> tuple[str, ...]:
    """What the program is, in its About box."""
    return (
        f"{PROGRAM} {version}",
        INDEPENDENCE,
        "The practice scale from 200 to 500 is this program's own. NHA does not publish its conversion.",
        UNCONFIRMED,
        f"Items: {items}, pack {pack}, test plan {blueprint}. The items are licensed CC BY 4.0, the program Apache "
        "2.0. The typeface is Atkinson Hyperlegible Next, under the SIL Open Font License. Qt for Python is used under "
        "the LGPL.",
        "The program makes no network connection.",
    )


ALREADY_RUNNING_TITLE = "The program is already open"
NO_DATA_FOLDER_TITLE = "The data folder cannot be used"


def no_data_folder(folder: str, why: str) -> str:
    """The place for the data cannot be made or written."""
    return (
        f"The program cannot write to {folder} ({why}). Nothing was changed. Make the folder writable, or set the "
        "environment variable CEHRS_DATA_DIR to a folder that is, and start again."
    )


HISTORY_COLUMNS = ("Date", "Score", "Band", "Result", "Time used", "Name")
EARLY_TITLE = "Open the result now?"
EARLY_YES = "Open it now"
EARLY_NO = "Wait"


def early_text(date: str) -> str:
    """Before a result is opened that was to come later."""
    return f"You chose to wait for this result until {date}. You can open it now; nothing else changes."
