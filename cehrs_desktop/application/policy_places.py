"""Folders and names with places in them: ``~``, ``%NAME%`` or ``$NAME``, ``{user}`` and ``{computer}``.

Pure: what this machine, user and environment are comes as a value, so that a Windows path is understood the same way
wherever it is tested. Nothing is looked up and nothing is made here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_ON_WINDOWS = re.compile(r"%([^%\\/:]+)%")
_ELSEWHERE = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))")
_BRACES = re.compile(r"\{([^{}]*)\}")
_WINDOWS_ROOT = re.compile(r"[A-Za-z]:[\\/]|\\\\[^\\/]|//[^\\/]")
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
# Names that Windows keeps for devices, whatever follows the first dot.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Machine:
    """What templates are filled with. `home`, `user` and `computer` may be empty when they are not known."""

    windows: bool
    home: str
    user: str
    computer: str
    variables: Mapping[str, str]


class WrongTemplate(ValueError):
    """A template that cannot be filled; `about` is the part that it fails on."""

    def __init__(self, code: Literal["not_absolute", "unknown_brace", "unset_variable"], about: str) -> None:
        super().__init__(f"{code}: {about}")
        self.code: Literal["not_absolute", "unknown_brace", "unset_variable"] = code
        self.about = about


def expanded(template: str, machine: Machine, *, folder: bool) -> str:
    """The text that a template stands for on this machine. Raises `WrongTemplate`.

    Of a `folder` (or file) also the environment's names and ``~`` are filled in, it must be absolute, and what stands
    for a user or a computer is made fit for the name of a folder.
    """
    text = template.strip()
    if folder:
        text = _with_variables(text, machine)
        if text == "~" or text[:2] in ("~/", "~\\"):
            if not machine.home:
                raise WrongTemplate("unset_variable", "~")
            text = machine.home + text[1:]
    text = _BRACES.sub(lambda found: _filled(found, machine, folder=folder), text)
    if folder and not _is_absolute(text, machine):
        raise WrongTemplate("not_absolute", text)
    return text


def _with_variables(text: str, machine: Machine) -> str:
    def value(found: re.Match[str]) -> str:
        name = next(group for group in found.groups() if group)
        # Windows does not tell capital letters in the names of variables from small ones.
        known = {key.upper(): one for key, one in machine.variables.items()} if machine.windows else machine.variables
        told = known.get(name.upper() if machine.windows else name)
        if not told:
            raise WrongTemplate("unset_variable", found.group())
        return told

    return (_ON_WINDOWS if machine.windows else _ELSEWHERE).sub(value, text)


def _filled(found: re.Match[str], machine: Machine, *, folder: bool) -> str:
    told = {"user": machine.user, "computer": machine.computer}.get(found.group(1))
    if told is None:
        raise WrongTemplate("unknown_brace", found.group())
    if not told:
        raise WrongTemplate("unset_variable", found.group())
    return _as_folder_name(told) if folder else told


def _as_folder_name(name: str) -> str:
    """A name that can be one folder on every system: nothing in it leads elsewhere."""
    plain = _NOT_IN_A_NAME.sub("-", name).strip().rstrip(". ")
    return f"-{plain}" if not plain or _DEVICES.fullmatch(plain) else plain


def _is_absolute(text: str, machine: Machine) -> bool:
    return bool(_WINDOWS_ROOT.match(text)) if machine.windows else text.startswith("/")
