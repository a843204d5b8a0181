"""The item packs of this computer as the windows see them: which one is in use, which there are, which may come.

A pack is changed only where no attempt is open. Attempts keep their own items, rules and scores, so none is touched;
forms that were assembled from items which the new pack does not have, or has in another version, stay kept and are
offered again when a pack that has them is in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cehrs_desktop.application.pack_ports import InstalledPack, PackManifest, TrustedKey
    from cehrs_desktop.application.ports import ItemSource, StoreError


@dataclass(frozen=True, slots=True)
class PackInUse:
    """Where the items in use come from: `manifest` is `None` for those that the program was delivered with.

    `problem` says why the pack that was wanted is not the one in use. `fixed`: a policy chose, people cannot.
    """

    manifest: PackManifest | None = None
    signer: str = ""
    since_ms: int = 0
    fixed: bool = False
    problem: StoreError | None = None


@dataclass(frozen=True, slots=True)
class OpenedItems:
    """The opened items and what they are."""

    source: ItemSource
    in_use: PackInUse


@dataclass(frozen=True, slots=True)
class PacksHere:
    """What the page about items shows. `items` and `pack_id` are those of the pack in use, `keys` all that are
    trusted; `keys_problem` says which list of keys cannot be read."""

    in_use: PackInUse
    pack_id: str
    items: int
    installed: tuple[InstalledPack, ...]
    keys: tuple[TrustedKey, ...]
    keys_problem: StoreError | None = None


@dataclass(frozen=True, slots=True)
class OfferedPack:
    """A file that was checked and could be installed. `installed`: it is there already."""

    file: str
    manifest: PackManifest
    signer: str
    installed: bool


class PackShelf(Protocol):
    """The packs of this computer. Every call reads or writes the disk: for the lane, not the GUI thread."""

    def open_items(self) -> OpenedItems:
        """The items in use; those that the program was delivered with where the chosen pack cannot be used. Raises a
        `StoreError` when even those cannot be."""
        ...

    def look(self) -> PacksHere:
        """What there is. Raises a `StoreError` when there are no items at all."""
        ...

    def check(self, file: str, *, older_too: bool = False) -> OfferedPack:
        """Check a file over every byte. Raises a `StoreError`."""
        ...

    def install(self, file: str, *, older_too: bool = False) -> InstalledPack:
        """Check a file again and keep it. Raises a `StoreError`; nothing is changed then."""
        ...

    def choose(self, pack_id: str) -> OpenedItems:
        """Use an installed pack from now on (empty: the delivered one) and open it. Raises a `StoreError`; the choice
        is then as it was."""
        ...

    def remove(self, pack_id: str) -> None:
        """Take a pack away that is not in use. Raises a `StoreError`."""
        ...
