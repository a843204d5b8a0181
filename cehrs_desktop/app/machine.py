"""What is settled for this machine before there is a window: its policy, and the folders that follow from it.

Where nobody set anything this is a look at one path. Everything that judges is imported only where there is something
to judge.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cehrs_desktop.system.managed_settings import may_hold
from cehrs_desktop.system.paths import DATA_VARIABLE, Paths, program_paths

if TYPE_CHECKING:
    from cehrs_desktop.application.policy import Origin, Policy
    from cehrs_desktop.system.managed_readers import Held

OWN_DATA = "--own-data"
"""The window's argument for the person's own folder, where it holds rehearsals and another one was given."""


class Settled:
    """The policy of this machine (`None`: nobody set anything) and the folders of this run.

    `origin` and `place` say who chose the data folder. A plain class, because making a dataclass costs the start more
    than it is worth here.
    """

    __slots__ = ("origin", "paths", "place", "policy")

    def __init__(self, policy: Policy | None, paths: Paths, origin: Origin, place: str = "") -> None:
        self.policy = policy
        self.paths = paths
        self.origin: Origin = origin
        self.place = place

    @property
    def own(self) -> Paths | None:
        """The person's own folders when others were given for this machine; `None` otherwise."""
        return program_paths({}) if self.origin in ("managed", "policy_file", "installation") else None

    def use_own(self) -> None:
        """From here on the person's own folder is that of this run."""
        own = self.own
        assert own is not None, "there is no other folder"
        self.paths, self.origin, self.place = own, "person", ""

    @property
    def own_allowed(self) -> bool:
        """Whether the person's own folder may take the place of one that cannot be used."""
        policy = self.policy
        return self.own is not None and policy is not None and bool(policy.value("own_folder"))

    @property
    def may_be_astray(self) -> bool:
        """Whether the person's own folder is used because what was set for the machine could not be read."""
        policy = self.policy
        if policy is None or self.origin != "program":
            return False
        return bool(policy.trouble) or any(
            fault.setting is not None and fault.setting.name == "data_folder" for fault in policy.faults
        )


def settled_here(environ: Mapping[str, str] | None = None) -> Settled:
    """The policy and the folders for this user on this machine. Never raises."""
    environ = os.environ if environ is None else environ
    if may_hold(environ):
        from cehrs_desktop.system.managed_readers import held_here

        held = held_here(environ)
        if held.anything:
            return settled(held, environ)
    chosen = environ.get(DATA_VARIABLE)
    paths = program_paths(environ)
    return Settled(None, paths, "environment", DATA_VARIABLE) if chosen else Settled(None, paths, "program")


def settled(held: Held, environ: Mapping[str, str]) -> Settled:
    """The policy and the folders that follow from what the system holds. Never raises."""
    from cehrs_desktop.app.policy_sources import policy_from

    policy = policy_from(held, environ)
    chosen = environ.get(DATA_VARIABLE)
    given = policy.fixed.get("data_folder") or (None if chosen else policy.default.get("data_folder"))
    if given is not None:
        return Settled(policy, program_paths({DATA_VARIABLE: str(given.value)}), given.origin, given.place)
    if chosen:
        return Settled(policy, program_paths(environ), "environment", DATA_VARIABLE)
    return Settled(policy, program_paths({}), "program")
