"""The words of a machine's policy: what each setting is called and does, who set it, and what is wrong with a value."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cehrs_desktop.application.policy import Origin, PolicyFault
from cehrs_desktop.application.policy_settings import (
    BY_NAME,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_IN_A_LIST,
    SETTINGS,
    Setting,
)
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import lockdown_texts, texts

TITLE = "What is set for this computer"
LEAD = (
    "Every setting that a school or a technician can give for a whole computer, as it is in force for you now. Nothing "
    "here stops a rehearsal."
)
BUTTON = "What is &set, and by whom"
ABOUT = "Set for this computer"
ABOUT_LEAD = "A school or a technician can give settings for a whole computer."
COLUMNS = ("Setting", "In force", "Set by")
TABLE_NAME = "Settings in force"
COPY = "Copy as &text"
COPIED = "Copied. Paste it where you need it."
LOOK_AGAIN = "&Look again"
LOOKING = "Reading what is set …"
FAILED = "What is set could not be read again. What is shown is as it was."
OPEN_OWN = "&Open the rehearsals there"
OWN_OPENED = "A second window opens with the rehearsals in your own folder."
OWN_NOT_OPENED = "It could not be opened. Start the program with --own-data to get there."
READ_FROM = "Read from"
NOTHING_READ = "Nothing is set for this computer."
NOTHING_SET = "No policy file and no managed settings were found."
PROBLEMS = "To be put right by staff"
NOTHING_ELSE = "Nothing else is set."
NO_PROBLEMS = "Everything that is set can be used."
CHANGED = "What is set was changed since the program was started. It counts from the next start."
HOME_NOTE = "For staff: something that is set for this computer cannot be used. Settings shows what."
OWN_NOTE = (
    "You also have rehearsals in your own folder, from when the usual one could not be used. Settings shows where."
)
SET_BY_SCHOOL = texts.SET_BY_SCHOOL
SET_BY_SCHOOL_FOR_NOW = "Set by your school at every start. The exam's own buttons still change it until you close."
LOCKED = "The settings of this computer are set by your school."
NOT_SET = "–"
ALL = "All"
YES, NO = "Yes", "No"

ORIGINS: Mapping[Origin, str] = {
    "managed": "Managed settings of this computer",
    "policy_file": "Policy file",
    "environment": "Environment",
    "person": "You",
    "installation": "Installation",
    "program": "The program",
}

NAMES: Mapping[str, str] = {
    "data_folder": "Data folder",
    "own_folder": "A person's own folder may stand in",
    "shared_data": "Shared venues and incidents",
    "modes": "What may be begun",
    "venues": "Venues that are offered",
    "venue": "Venue",
    "name": "Name",
    "result": "Result",
    "lockdown": "Lockdown during the exam",
    "lockdown_least": "Lowest level of lockdown",
    "screen": "Question screen",
    "only_next_records": "Only Next records an answer",
    "clock_returns": "A hidden clock returns at 5 minutes",
    "full_screen": "Full screen",
    "sounds": "Sounds",
    "text_size": "Text size",
    "theme": "Colors",
    "settings_locked": "Settings page is locked",
    "item_packs": "Item packs",
    "trusted_keys": "Keys whose item packs are trusted",
    "update_notice": "Notice of newer versions",
    "update_address": "Where to look for newer versions",
}

DOES: Mapping[str, str] = {
    "data_folder": "Where rehearsals are kept. Absolute; may hold ~, %NAME% (Windows) or $NAME (others), {user} and "
    "{computer}. Each person needs a folder of their own: use {user} in a shared place.",
    "own_folder": "Whether a person may go on in their own folder when the data folder cannot be used. They are asked. "
    "Say false where own folders are wiped.",
    "shared_data": "A folder whose venues and incidents (venues/*.json, incidents/*.json) everybody gets; only read.",
    "modes": "What the first page offers to begin.",
    "venues": "Ids of the venues that are offered; empty: all.",
    "venue": "Id of a venue. Fixed, it is the only one; as a default it is chosen beforehand.",
    "name": "The name on the exam screen; may hold {user} and {computer}. Fixed, nobody is asked.",
    "result": "Whether the result is shown at the end or about two days later.",
    "lockdown": "Level of lockdown in the exam.",
    "lockdown_least": "The lowest level of lockdown that may be chosen.",
    "screen": "Which question screen is shown.",
    "only_next_records": "Whether only Next records an answer.",
    "clock_returns": "Whether a hidden clock comes back at 5 minutes.",
    "full_screen": "Whether the exam takes the whole screen.",
    "sounds": "Whether sounds are played.",
    "text_size": "Text size in percent. Fixed, every start begins with it; the exam's own keys still change it.",
    "theme": "Colors. Fixed, every start begins with them; the exam's own button still changes them.",
    "settings_locked": "Whether the whole settings page is fixed, as it is given here or by the program.",
    "item_packs": "Signed item packs (.cehrspack) for everybody here. Absolute; may hold what the data folder may.",
    "trusted_keys": "Public keys (64 hexadecimal digits, a blank, whose it is) whose item packs may be used.",
    "update_notice": "Whether the program looks for newer versions and tells of them. Nothing installs itself.",
    "update_address": "Address or path of the notice. There is none by default, and without one nothing is looked for.",
}

_MODES = {
    "full_rehearsal": "Rehearse exam day",
    "quick_start": "Quick start",
    "forms": "Choose a form",
    "practice": "Study",
}
_WORDS: Mapping[str, Mapping[Json, str]] = {
    "result": {"now": texts.RESULT_NOW, "two_days": texts.RESULT_LATER},
    "screen": dict(texts.SCREENS),
    "theme": dict(texts.CONTRASTS),
    "lockdown": {int(level): words for level, words in lockdown_texts.LEVELS},
    "lockdown_least": {int(level): words for level, words in lockdown_texts.LEVELS},
}


def value_words(setting: Setting, value: Json) -> str:
    """A setting's value as people read it; several on lines of their own."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        named = _MODES if setting.name == "modes" else {}
        empty = ALL if setting.name == "venues" else NOT_SET
        parts = [str(one) for one in value]
        return "\n".join(named.get(one, one) for one in parts) or empty
    if setting.name == "text_size":
        return f"{value} %"
    if isinstance(value, (str, int)) and value in _WORDS.get(setting.name, {}):
        return _WORDS[setting.name][value]
    return str(value) if value not in ("", None) else NOT_SET


def set_by(origin: Origin, place: str, fixed: bool) -> str:
    """Who set a value, where that can be looked up, and whether it can be changed."""
    who = ORIGINS[origin] + (", fixed" if fixed and origin != "program" else "")
    return f"{who}\n{place}" if place else who


def least_lockdown(level: int) -> str:
    """Why the lower levels are not offered."""
    return f"Your school asks for level {level} or higher."


def problems_summary(count: int, rest: bool) -> str:
    """Over the list of problems; `rest`: something that is set can be used."""
    if count == 0:
        return NO_PROBLEMS
    return (
        f"{count} {'thing' if count == 1 else 'things'} cannot be used. "
        f"{'Everything else is in force.' if rest else NOTHING_ELSE}"
    )


def own_folder_lead(folder: str) -> str:
    """Where else the person has rehearsals."""
    return f"You also have rehearsals in your own folder, {folder}. They are safe there; nothing is moved by itself."


def own_folder_why(date: str, instead_of: str) -> str:
    """Since when, and why."""
    return f"The program used it on {date}, when {instead_of or 'what is set for this computer'} could not be used."


# ---- what is wrong with a value
def fault_words(fault: PolicyFault) -> tuple[str, str]:
    """What is wrong with a value, and what to do."""
    setting, about = fault.setting, fault.fault.about
    given = shown(fault.given)
    match fault.fault.code:
        case "unknown_name":
            import difflib

            near = difflib.get_close_matches(about, [one.name for one in SETTINGS], 1)
            return (
                "there is no such setting",
                f"Was {near[0]!r} meant?" if near else "See the list in the documentation.",
            )
        case "only_fixed":
            return "this can only be fixed, because nobody can choose otherwise", "Move it to the fixed settings."
        case "wrong_type":
            return f"{_wanted(setting)} is needed, not {given}", ""
        case "not_possible":
            choices = ", ".join(shown(one) for one in setting.choices) if setting else ""
            return f"{about or given} is not possible here", f"Use one of: {choices}."
        case "empty":
            return "this is empty", "Write a value, or leave the setting away."
        case "too_long":
            limit = LONGEST_NAME if setting is BY_NAME["name"] else LONGEST_TEXT
            return f"this is longer than {limit} characters", "Shorten it."
        case "too_many":
            return f"these are more than {MOST_IN_A_LIST}", "Shorten the list."
        case "bad_character":
            return "this holds a character that no name can have", "Write it anew, without line breaks."
        case "not_id":
            return f"{shown(about)} is no id of a venue", "cehrs venue list shows the ids."
        case "not_key":
            return f"{shown(about)} is no public key", "64 hexadecimal digits, then a blank and whose key it is."
        case "not_absolute":
            return f"{shown(about)} is no absolute path on this system", "Begin with a drive, a share, / or ~."
        case "unknown_brace":
            return f"{about} stands for nothing", "There are {user} and {computer}."
        case "unset_variable":
            return f"{about} is not known on this computer", "Name one that is, or write the path out."
        case "no_mode":
            return "this leaves nothing to begin", "Add full_rehearsal, quick_start, forms or practice."
        case "no_venue":
            return f"there is no venue {shown(about)} on this computer", "cehrs venue list shows the ids."
        case "not_address":
            return f"{given} is no address of a notice: {about}", "Write a whole path, a share, or an https address."
        case "not_pack":
            return f"{given} is not used: {about}", "cehrs packs check tells more. The other packs are tried in turn."
        case "below_least":
            return (
                f"level {given} is lower than lockdown_least; level {about} is used",
                "Raise this one, or lower lockdown_least.",
            )
        case "not_among_venues":
            return f"{shown(about)} is not among the venues that are offered", "Add it to venues, or name another one."


def _wanted(setting: Setting | None) -> str:
    if setting is None:
        return "another kind of value"
    match setting.kind:
        case "yes_no":
            return "true or false"
        case "number":
            return "a whole number"
        case "choices" | "ids" | "files" | "keys":
            return "a list of texts in square brackets"
        case _:
            return "a text in quotation marks"


def shown(value: Json) -> str:
    """A value as a file would say it, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def no_such_venue(venue: str) -> str:
    """A venue that is named for this computer is not there."""
    return f"There is no venue {venue!r}, which is set for this computer. `cehrs venue list` shows the ids."
