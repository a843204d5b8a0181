"""What somebody who helps needs to know about an installation, and nothing about the people who use it.

Built from lists of what may be told, not from what happened to be there: a setting, a table or a device that is not
named here is not told. Free texts (the log) go through `scrubbing`. Reading it all is the composition root's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cehrs_desktop.application.computer import ComputerSheet
from cehrs_desktop.application.policy_settings import Setting
from cehrs_desktop.application.policy_sheet import PolicySheet
from cehrs_desktop.application.scrubbing import Scrubber, names_left
from cehrs_desktop.exam.plain import Json

Part = Literal["about", "settings", "policy", "computer", "data", "items", "log", "readme"]

NEVER_TOLD = frozenset(("name", "day"))
"""Settings that hold what somebody typed or chose for themselves."""

_OWN_WORDS: frozenset[Part] = frozenset(("settings", "policy", "computer"))
_KEY = re.compile(r"[a-z][a-z0-9_.-]{0,40}")
_OWN_PATH = re.compile(r"\b(?:cehrs_desktop|site-packages)[\w./+-]*")
"""The program's modules: somebody whose account is called "exam" keeps the log's lines about `cehrs_desktop.exam`."""
LEFT_OUT = "null\n"
"""A part that held a name: JSON for nothing."""
LARGEST_LOG = 2_000_000
"""Characters of each log file, counted from its end."""


@dataclass(frozen=True, slots=True)
class SupportFile:
    """One file of the bundle. `part` says what it is about; `text` is all that is in it."""

    name: str
    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class SupportBundle:
    """All parts, the explaining one first, and the zip file that holds them."""

    files: tuple[SupportFile, ...]
    archive: bytes


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """What was read on this computer. `choices` are the words that a setting may have; `policy` is what `policy_told`
    made; `log` are names of files and their texts. `about`, `data`, `items` and `log` are not cleaned yet."""

    about: Mapping[str, Json]
    settings: Mapping[str, Json]
    choices: Mapping[str, frozenset[str]]
    policy: Json
    computer: ComputerSheet | None
    data: Json
    items: Json
    log: Sequence[tuple[str, str]]


def support_files(facts: SupportFacts, scrubber: Scrubber) -> tuple[SupportFile, ...]:
    """The files of the bundle, without the one that explains them."""
    computer = None if facts.computer is None else computer_told(facts.computer)
    made = [
        _json("about.json", "about", cleaned(dict(facts.about), scrubber)),
        _json("settings.json", "settings", settings_told(facts.settings, facts.choices)),
        _json("policy.json", "policy", facts.policy),
        _json("computer.json", "computer", computer),
        _json("data.json", "data", cleaned(facts.data, scrubber)),
        _json("items.json", "items", cleaned(facts.items, scrubber)),
        *(SupportFile(f"log/{name}", "log", scrubber.log(text[-LARGEST_LOG:])) for name, text in facts.log),
    ]
    return tuple(made)


def settings_told(values: Mapping[str, Json], choices: Mapping[str, frozenset[str]]) -> dict[str, Json]:
    """Switches and numbers as they are, words only where they are one of the program's own choices."""
    told: dict[str, Json] = {}
    for name in sorted(set(values) - NEVER_TOLD):
        value = values[name]
        typed = isinstance(value, list | dict) or (
            isinstance(value, str) and value not in choices.get(name, frozenset())
        )
        told[name] = "(left out)" if typed else value
    return told


def computer_told(sheet: ComputerSheet) -> dict[str, Json]:
    """The sheet without anything that has a name of its own: no devices, adapters, displays, no evidence.

    Told are counts, sizes and kinds; of programs, private networks and virtual machines the name in our own list.
    """
    listed = {program.name for program in sheet.published.programs}
    signs = {sign.what for sign in sheet.published.signs}
    told: dict[str, Json] = {}
    for finding in sheet.findings:
        signal = finding.signal
        entry: dict[str, Json] = {
            "value": list(signal.value) if isinstance(signal.value, tuple) else signal.value,
            "judgement": finding.judgement,
        }
        if signal.subject == "programs":
            entry["found"] = [mark.name for mark in signal.marks if mark.name in listed]
        elif signal.subject in ("vpn", "virtual_machine"):
            entry["found"] = [mark.what for mark in signal.marks if mark.what in signs]
        told[signal.subject] = entry
    return told


def policy_told(sheet: PolicySheet) -> dict[str, Json]:
    """What is in force and who set it. Of what somebody wrote (names, folders, addresses, lists of their own) only
    whether there is something; of what is wrong only its kind."""
    settings: dict[str, Json] = {
        row.setting.name: {"value": _policy_value(row.setting, row.value), "set_by": row.origin, "fixed": row.fixed}
        for row in sheet.rows
    }
    faults: list[Json] = [
        {"setting": one.setting.name if one.setting else "(unknown)", "kind": one.fault.code, "line": one.line}
        for one in sheet.policy.faults
    ]
    return {
        "settings": settings,
        "sources": [origin for origin, _ in sheet.policy.sources],
        "not_used": faults,
        "files_with_trouble": len(sheet.policy.trouble),
        "own_folder_holds_rehearsals": sheet.own is not None,
        "changed_since_start": sheet.changed,
    }


def _policy_value(setting: Setting, value: Json) -> Json:
    """A value that is one of the program's own; of any other whether there is something, or how much."""
    if isinstance(value, bool) or (setting.kind in ("choice", "number") and value in setting.choices):
        return value
    if isinstance(value, list):
        known = [one for one in value if one in setting.choices]
        return known if len(known) == len(value) else f"({len(value)} of them)"
    return "(set)" if value else "(not set)"


def cleaned(value: Json, scrubber: Scrubber) -> Json:
    """Every text in a value, however deep, without names and folders; keys too, unless they are the program's."""
    if isinstance(value, str):
        return scrubber.text(value)
    if isinstance(value, list):
        return [cleaned(one, scrubber) for one in value]
    if isinstance(value, dict):
        own = _KEY.fullmatch
        return {name if own(name) else scrubber.text(name): cleaned(one, scrubber) for name, one in value.items()}
    return value


def last_look(files: Sequence[SupportFile], scrubber: Scrubber) -> tuple[SupportFile, ...]:
    """The files without what holds a name after all: of the log that line, of others the whole part.

    Settings, policy and the computer's facts are made of the program's own words only, which may happen to be names.
    """
    looked: list[SupportFile] = []
    for file in files:
        if file.part == "log":
            lines = (line for line in file.text.splitlines() if not names_left([_OWN_PATH.sub("", line)], scrubber))
            looked.append(SupportFile(file.name, file.part, "".join(f"{line}\n" for line in lines)))
        elif file.part not in _OWN_WORDS and names_left(_values_of(file), scrubber):
            looked.append(SupportFile(file.name, file.part, LEFT_OUT))
        else:
            looked.append(file)
    return tuple(looked)


def _values_of(file: SupportFile) -> list[str]:
    """The texts in the values of a JSON file; its keys are the program's own."""
    found: list[str] = []

    def walk(value: Json) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            for one in value:
                walk(one)
        elif isinstance(value, dict):
            for one in value.values():
                walk(one)

    walk(json.loads(file.text))
    return found


def _json(name: str, part: Part, value: Json) -> SupportFile:
    return SupportFile(name, part, json.dumps(value, ensure_ascii=False, indent=2) + "\n")
