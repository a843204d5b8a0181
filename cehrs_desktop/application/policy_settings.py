"""The settings that a school or a technician can give for a whole machine: their names, kinds and limits.

A policy file, the Windows registry, macOS managed preferences and the installer all speak of these. What a setting is
called on the screen is said in `presentation.policy_texts`; which of several sources counts is decided in `policy`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from cehrs_desktop.application.policy_places import Machine, WrongTemplate, expanded
from cehrs_desktop.exam.plain import Json

Kind = Literal["yes_no", "choice", "number", "text", "name", "folder", "choices", "id", "ids", "files", "keys"]
FaultCode = Literal[
    "unknown_name", "only_fixed", "wrong_type", "not_possible", "empty", "too_long", "too_many", "not_id", "not_key",
    "not_absolute", "unknown_brace", "unset_variable", "no_mode", "not_among_venues", "bad_character",
    "no_venue", "not_address", "not_pack", "below_least",
]  # fmt: skip

LONGEST_TEXT = 1000
LONGEST_NAME = 80
MOST_IN_A_LIST = 100

MODES = ("full_rehearsal", "quick_start", "forms", "practice")
"""What may be begun."""

_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")
# What no folder, no name and no screen can hold: control characters and halves of characters.
_BAD = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_KEY = re.compile(r"[0-9a-fA-F]{64}( .{1,200})?")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `preset` is what the program does by itself, in the words of a policy; `person` is the key of the
    person's own setting that it stands for, empty where people have none: such a setting can only be fixed, unless
    it is `given_as_default` too."""

    name: str
    kind: Kind
    preset: Json
    choices: tuple[Json, ...] = ()
    person: str = ""
    given_as_default: bool = False

    @property
    def may_be_default(self) -> bool:
        """Whether a default of it makes sense: somebody can choose otherwise."""
        return bool(self.person) or self.given_as_default


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value is not used; `about` is what the fault is about (a name, a part of the value)."""

    code: FaultCode
    about: str = ""


SETTINGS: tuple[Setting, ...] = (
    Setting("data_folder", "folder", "", given_as_default=True),
    Setting("own_folder", "yes_no", True),
    Setting("shared_data", "folder", "", given_as_default=True),
    Setting("modes", "choices", list(MODES), MODES),
    Setting("venues", "ids", []),
    Setting("venue", "id", "", given_as_default=True),
    Setting("name", "name", "", person="name"),
    Setting("result", "choice", "now", ("now", "two_days"), "result"),
    Setting("lockdown", "number", 1, (0, 1, 2), "lockdown"),
    Setting("lockdown_least", "number", 0, (0, 1, 2)),
    Setting("screen", "choice", "default", ("default", "older"), "screen"),
    Setting("only_next_records", "yes_no", False, person="only_next_records"),
    Setting("clock_returns", "yes_no", True, person="clock_returns"),
    Setting("full_screen", "yes_no", True, person="full_screen"),
    Setting("sounds", "yes_no", True, person="sounds"),
    Setting("text_size", "number", 100, (100, 110, 125, 150, 175, 200), "zoom"),
    Setting("theme", "choice", "system", ("system", "light", "dark", "high_contrast", "cream"), "theme"),
    Setting("settings_locked", "yes_no", False),
    Setting("item_packs", "files", []),
    Setting("trusted_keys", "keys", []),
    Setting("update_notice", "yes_no", False, person="update_notice"),
    Setting("update_address", "text", "", person="update_address"),
)
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}
SEEN_AT_ONCE = frozenset(("theme", "zoom"))
"""Person's settings that the exam screen has its own buttons for: fixed ones are what every start begins with."""


def plain_name(name: str) -> str:
    """A name without what differs between files and registries: ``DataFolder`` and ``data_folder`` are the same."""
    return name.replace("_", "").replace("-", "").casefold()


BY_PLAIN_NAME: Mapping[str, Setting] = {plain_name(setting.name): setting for setting in SETTINGS}


def fault_of(setting: Setting, value: Json, machine: Machine) -> Fault | None:
    """Why `value` cannot be used for a setting on this machine; `None` when it can."""
    match setting.kind:
        case "yes_no":
            return None if isinstance(value, bool) else Fault("wrong_type")
        case "choice" | "number":
            wanted = str if setting.kind == "choice" else int
            if type(value) is not wanted:
                return Fault("wrong_type")
            return None if value in setting.choices else Fault("not_possible")
        case "text" | "name" | "folder":
            return _text_fault(setting, value, machine)
        case "id":
            if not isinstance(value, str):
                return Fault("wrong_type")
            return None if _ID.fullmatch(value) else Fault("not_id", value)
        case _:
            return _list_fault(setting, value, machine)


def _text_fault(setting: Setting, value: Json, machine: Machine) -> Fault | None:
    if not isinstance(value, str):
        return Fault("wrong_type")
    if not value.strip():
        return Fault("empty")
    if _BAD.search(value):
        return Fault("bad_character")
    if len(value) > (LONGEST_NAME if setting.kind == "name" else LONGEST_TEXT):
        return Fault("too_long")
    if setting.kind == "text":
        insecure = setting.name == "update_address" and value.strip().lower().startswith("http:")
        return Fault("not_address", "http is not asked; a file, a share or https is") if insecure else None
    return _template_fault(value, machine, folder=setting.kind == "folder")


def _template_fault(value: str, machine: Machine, *, folder: bool) -> Fault | None:
    try:
        expanded(value, machine, folder=folder)
    except WrongTemplate as error:
        return Fault(error.code, error.about)
    return None


def _list_fault(setting: Setting, value: Json, machine: Machine) -> Fault | None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return Fault("wrong_type")
    texts = cast(list[str], value)
    if len(texts) > MOST_IN_A_LIST:
        return Fault("too_many")
    for one in texts:
        fault = Fault("bad_character") if _BAD.search(one) else None
        if fault is not None:
            return fault
        if setting.kind == "choices" and one not in setting.choices:
            fault = Fault("not_possible", one)
        elif setting.kind == "ids" and not _ID.fullmatch(one):
            fault = Fault("not_id", one)
        elif setting.kind == "keys" and not _KEY.fullmatch(one):
            fault = Fault("not_key", one)
        elif setting.kind == "files":
            fault = _template_fault(one, machine, folder=True) if len(one) <= LONGEST_TEXT else Fault("too_long")
        if fault is not None:
            return fault
    if setting.name == "modes" and not texts:
        # A list that leaves nothing to begin would stop every candidate.
        return Fault("no_mode")
    return None


# ---- between a policy's words and the person's settings
def for_person(setting: Setting, value: Json) -> Json:
    """A value of a policy as the person's settings hold it."""
    if setting.name == "text_size" and isinstance(value, int):
        return value / 100
    if setting.name == "lockdown":
        return str(value)
    return value


def from_person(setting: Setting, value: Json) -> Json:
    """A value of the person's settings in the words of a policy."""
    if setting.name == "text_size" and isinstance(value, (int, float)):
        return round(value * 100)
    if setting.name == "lockdown":
        return {"0": 0, "2": 2}.get(str(value), 1)
    return value
