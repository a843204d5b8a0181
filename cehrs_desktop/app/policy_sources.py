"""From what the system holds to the policy of this machine: files read, sources named, everything judged.

Imported only where there is something to judge.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from cehrs_desktop.application.policy import FileTrouble, Policy, Source, policy_of
from cehrs_desktop.application.policy_places import Machine
from cehrs_desktop.files.policy_file import read_policy
from cehrs_desktop.system.managed_readers import Held, user_and_computer


def policy_from(held: Held, environ: Mapping[str, str], machine: Machine | None = None) -> Policy:
    """What is held, judged, for this machine and user or another one. Never raises."""
    sources = [Source("installation", place, default=values) for place, values in held.installation]
    if held.managed is not None:
        sources.append(Source("managed", held.managed[0], fixed=held.managed[1]))
    if held.managed_default is not None:
        sources.append(Source("managed", held.managed_default[0], default=held.managed_default[1]))
    trouble = [FileTrouble(place, text) for place, text in held.trouble]
    if held.file is not None:
        source, in_file = source_from(Path(held.file), held.file_named)
        sources.append(source)
        trouble += in_file
    return policy_of(sources, machine or machine_with(environ), trouble)


def source_from(file: Path, named_by: str = "") -> tuple[Source, Sequence[FileTrouble]]:
    """A policy file as a source, and what is wrong with it as a file."""
    told = read_policy(file)
    place = f"{file} ({named_by})" if named_by else str(file)
    trouble = [
        FileTrouble(place, f"{one.place}: {one.text}" if one.place else one.text, one.advice, one.line)
        for one in told.problems
    ]
    return Source("policy_file", place, told.fixed, told.default, told.lines), trouble


def machine_with(environ: Mapping[str, str]) -> Machine:
    """What fills the places in folders and names."""
    user, computer = user_and_computer(environ)
    try:
        home = str(Path.home())
    except RuntimeError:
        home = ""
    return Machine(os.name == "nt", home, user, computer, dict(environ))
