"""What is known of signed item packs and of the people who sign them, and how a pack is refused.

The adapters speak in these values and raise these errors; what a pack's file looks like is `bank.signed_pack`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.application.ports import StoreError


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """An Ed25519 public key (32 bytes) whose packs and notices are believed, and whose it is."""

    public: bytes
    owner: str


@dataclass(frozen=True, slots=True)
class PackManifest:
    """What a signed pack says about itself. `name` is the line of packs it belongs to, `version` its place in that
    line (numbers with dots); `released` is an ISO date; `program` the oldest program that can use it."""

    pack_id: str
    name: str
    version: str
    released: str
    program: str
    items: int
    title: str
    publisher: str


@dataclass(frozen=True, slots=True)
class InstalledPack:
    """A pack in the data folder. `manifest` and `signer` are known, or else `problem` says why it cannot be used.

    `since_ms` is when it was installed, UTC milliseconds; `pack_id` what its file is called.
    """

    pack_id: str
    since_ms: int
    manifest: PackManifest | None = None
    signer: str = ""
    problem: StoreError | None = None


class PackForeign(StoreError):
    """The file is not a signed item pack."""


class PackUntrusted(StoreError):
    """The pack is signed with a key that is not trusted here. `key` is the key's id."""

    def __init__(self, path: str, key: str) -> None:
        super().__init__(path, f"signed with the unknown key {key}")
        self.key = key


class PackAltered(StoreError):
    """The pack is not what was signed: at least one byte differs, or something is missing or added."""


class PackOlder(StoreError):
    """A pack of this line that is as new or newer is installed. `installed` is its version, `offered` the file's."""

    def __init__(self, path: str, installed: str, offered: str) -> None:
        super().__init__(path, f"version {offered}, installed is {installed}")
        self.installed = installed
        self.offered = offered


class PackNeedsProgram(StoreError):
    """The pack is for a newer program. `program` is the version it asks for, empty when even that is not known."""

    def __init__(self, path: str, program: str = "") -> None:
        super().__init__(path, f"needs version {program}" if program else "a later format")
        self.program = program


class PackNotKept(StoreError):
    """The data folder does not take the pack. Nothing was installed."""


class KeysUnreadable(StoreError):
    """A list of trusted keys cannot be read; none of its keys is trusted."""


def version_order(version: str) -> tuple[int, ...]:
    """Numbers to compare versions by: ``0.10`` is newer than ``0.9``. Raises `ValueError` for anything else."""
    parts = version.split(".")
    if not 1 <= len(parts) <= 5 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise ValueError(f"{version!r} is not a version: numbers with dots")
    numbers = [int(part) for part in parts]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
