"""What an MSI package is to Windows: its identity, and the names of its parts. The same from version to version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal
from uuid import UUID, uuid5

Scope = Literal["machine", "user"]

# Never change these: Windows tells by them that a package follows an earlier one.
IDENTITY = UUID("d41de5a3-5a3e-4f0e-8c41-6b35a3c9ff1b")
UPGRADE_CODES: dict[Scope, str] = {
    "machine": str(uuid5(IDENTITY, "upgrade machine")).upper(),
    "user": str(uuid5(IDENTITY, "upgrade user")).upper(),
}


@dataclass(frozen=True, slots=True)
class Product:
    """What a package says of itself. `numbers` is the version as Windows Installer compares it."""

    version: str
    numbers: tuple[int, int, int]
    commit: str
    scope: Scope

    @property
    def code(self) -> str:
        """The product's identifier: another commit of the same version replaces the earlier one, too."""
        return str(uuid5(IDENTITY, f"product {self.scope} {self.version} {self.commit}")).upper()

    @property
    def root(self) -> str:
        """The part of the registry that the package writes to."""
        return "HKLM" if self.scope == "machine" else "HKCU"


def other_type(ending: str) -> str:
    """The property that holds to whom an ending belonged before."""
    return f"TYPEOF{ending[1:].upper()}"


def type_of(ending: str) -> str:
    """The component of an ending's type."""
    return f"Type{ending[1:].capitalize()}"


def default_of(ending: str) -> str:
    """The component that makes an ending ours."""
    return f"Ending{ending[1:].capitalize()}"


def id_of(kind: str, place: PurePosixPath) -> str:
    """The identifier of a file, a folder or a component, by its place below the program's folder."""
    return kind[0] + hashlib.sha256(str(place).encode()).hexdigest()[:32]


def braced(guid: str) -> str:
    """As Windows writes identifiers."""
    return "{" + guid.upper() + "}"
