"""The words of the forms screen and of a form's data sheet. Nothing here is needed for the first page."""

from __future__ import annotations

TITLE = "Forms"
LEAD = (
    "A form is one whole exam, the same for everybody who sits it. The forms that came with the questions share none, "
    "and their pass lines are within a few tenths of a question. Starting a rehearsal takes the next form that you "
    "have not had; here you can choose one yourself, or have a new one assembled."
)
NONE = "This item pack has no ready forms. A form is drawn from its questions when a rehearsal starts."
TABLE_NAME = "Forms"
COLUMNS = ("Form", "Known questions", "Your results", "From")
FROM_PACK = "item pack"
FROM_HERE = "this computer"
NOT_SAT = "not taken yet"
SEALED = "sealed for a dress rehearsal"
SEALED_NOTE = (
    "Sealed forms are kept for the dress rehearsals of your plan: practice shows nothing of them, and starting a "
    "rehearsal takes none. You are asked before one is opened here."
)
SIT = "&Sit this form"
SHEET = "&Data sheet …"
ASSEMBLE = "&Assemble a new form"
CANCEL = "&Stop assembling"
BACK = "&Back"
ASSEMBLING = "Assembling a new form from the questions you have had least often …"
STOPPED = "Stopped. No form was made and nothing was changed."
PROGRESS_NAME = "Progress of assembling"
NO_ANSWER = (
    "The part of the program that assembles forms could not be started or ended without an answer. Nothing was "
    "changed, and every form in the list can still be taken. Try again; if it happens again, install the program anew."
)

OPEN_SEALED_TITLE = "Open a sealed form?"
OPEN_SEALED_YES = "&Open it"
OPEN_SEALED_NO = "Keep it &sealed"

ONLY_SEALED_TITLE = "Only sealed forms are left"
ALL_OTHERS_HAD_TITLE = "You have had questions of every form that is not sealed"
ALL_HAD_TITLE = "You have had questions of every form"
ALL_HAD_YES = "Show the forms"
ALL_HAD_NO = "Back"

SHEET_TITLE = "Data sheet"
SHEET_LEAD = (
    "What is known of this form by calculation, before anybody sits it: from the makers' own ratings of each question, "
    "or from responses where those were accepted, under the Rasch model, for candidates like those of 2024. If all "
    "ratings are off together by a quarter of a logit, about 3 decisions in 100 fewer are right; by .4, about 6 fewer."
)
SHEET_SCORES = "Practice score for each number right, with the standard error of the score in points"


def open_sealed(name: str) -> str:
    """The question before a sealed form is begun outside the plan."""
    return (
        f"Form {name} is kept for a dress rehearsal: a whole day on questions that practice has not shown you. Once it "
        "is begun it is sealed no more, and that cannot be taken back. How many forms stay sealed is set in Study, on "
        "the page of your exam and your time."
    )


def only_sealed(count: int) -> str:
    """The question before the page of forms is shown where no form is left that is not sealed."""
    kept = "1 form is" if count == 1 else f"{count} forms are"
    return (
        f"{kept} kept sealed for dress rehearsals, and there is no other. Nothing was begun and nothing was opened. On "
        "the page of forms a sealed form can be opened all the same, or a new one assembled from the questions that "
        "you have had least often."
    )


def all_had(name: str, seen: int, total: int, *, beside_sealed: bool = False) -> str:
    """The question before a form with known questions is begun; `beside_sealed`: forms that are sealed left aside."""
    form = "Sealed forms left aside, the form" if beside_sealed else "The form"
    return (
        f"{form} with the fewest of them is {name}: you know {seen} of its {total} questions. Known questions "
        "can raise a score, so such a result says less. A new form can be assembled from the questions that you have "
        "had least often."
    )


def had(seen: int, total: int) -> str:
    """How many questions of a form the candidate has had."""
    return "none" if seen == 0 else f"{seen} of {total}"


def ready(name: str) -> str:
    """After a form was assembled."""
    return f"Form {name} is ready and selected in the list."
