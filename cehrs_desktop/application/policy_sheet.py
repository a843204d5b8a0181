"""Everything that is in force for one person on one machine, with who set it: what the page and the command show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cehrs_desktop.application.policy import Given, Origin, Policy
from cehrs_desktop.application.policy_settings import SETTINGS, Setting, for_person, from_person
from cehrs_desktop.exam.plain import Json


@dataclass(frozen=True, slots=True)
class Row:
    """One setting as it is in force. `fixed`: nobody here can choose otherwise."""

    setting: Setting
    value: Json
    origin: Origin
    place: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """The person's own folder, which holds rehearsals while another one is set. `since_ms` (UTC) and `instead_of` say
    when the program last stood in with it and for which folder; 0 when it never did: the rehearsals are older."""

    folder: str
    since_ms: int = 0
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class PolicySheet:
    """The settings in force, and the policy that they come from. `changed`: what is set is not what it was when the
    program was started."""

    rows: tuple[Row, ...]
    policy: Policy
    own: OwnFolder | None = None
    changed: bool = False


def rows_of(
    policy: Policy, stored: Mapping[str, Json], program: Mapping[str, Json], data_folder: Given
) -> tuple[Row, ...]:
    """Every setting as it is in force. `stored` are the person's own choices (`None`: none), `program` the program's
    defaults of them; `data_folder` is the one of this run, with who chose it."""
    chosen = {key: value for key, value in stored.items() if value is not None}
    settled = policy.settled({**policy.defaults(program), **chosen}, program)
    made: list[Row] = []
    for setting in SETTINGS:
        given = data_folder if setting.name == "data_folder" else policy.given(setting.name)
        fixed = setting.name in policy.fixed
        if setting.person in settled:
            given, fixed = _of_person(policy, setting, chosen, settled)
        made.append(Row(setting, given.value, given.origin, given.place, fixed))
    return tuple(made)


def _of_person(
    policy: Policy, setting: Setting, chosen: Mapping[str, Json], settled: Mapping[str, Json]
) -> tuple[Given, bool]:
    key, given = setting.person, policy.given(setting.name)
    value = from_person(setting, settled[key])
    if key in policy.fixed_keys:
        by = given if setting.name in policy.fixed else policy.given("settings_locked")
        return Given(value, by.origin, by.place), True
    wish = chosen.get(key, for_person(setting, given.value))
    if settled[key] != wish:
        # The person, or a default, wishes for less than the least level.
        least = policy.given("lockdown_least")
        return Given(value, least.origin, least.place), False
    # An empty name is one that nobody typed yet.
    by_person = chosen.get(key, "") != ""
    return (Given(value, "person", ""), False) if by_person else (given, False)
