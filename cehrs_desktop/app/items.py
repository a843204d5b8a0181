"""Which items the program uses: a policy's pack, the installed one that was chosen, or those it was delivered with.

Called on the lane behind the first paint. A pack is checked over every byte each time it is opened (about 15 ms for
3 MB); who has installed none pays nothing, not even the import of the signatures' library.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cehrs_desktop import __version__
from cehrs_desktop.app import opening
from cehrs_desktop.application.packs import OfferedPack, OpenedItems, PackInUse, PacksHere
from cehrs_desktop.application.ports import StoreError
from cehrs_desktop.system.paths import data_file

if TYPE_CHECKING:
    from cehrs_desktop.application.pack_ports import InstalledPack, TrustedKey
    from cehrs_desktop.application.policy import Policy
    from cehrs_desktop.bank.pack import ItemPack

KEYS = "resources/packs/trusted_keys.json"


@dataclass(frozen=True, slots=True)
class PackPolicy:
    """What a machine-wide policy says of item packs. `files`: the first that can be used is used, people choose none.
    `keys` are trusted besides the program's own, as ``HEX`` or ``HEX owner``."""

    files: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


class Packs:
    """The `PackShelf` of a data folder. `shipped` opens the items that the program was delivered with."""

    def __init__(
        self, data: Path, policy: PackPolicy = PackPolicy(), shipped: Callable[[], ItemPack] | None = None
    ) -> None:
        self._folder = data / "packs"
        self._policy = policy
        self._shipped = shipped or shipped_items
        self._list: Path | None = None

    @classmethod
    def believing(cls, keys: Path) -> Packs:
        """To check a file against one list of keys, apart from any data folder."""
        packs = cls(keys.parent / "none")
        packs._list = keys
        return packs

    def open_items(self) -> OpenedItems:
        """The items in use."""
        from cehrs_desktop.bank.installed import chosen_pack

        if self._policy.files:
            return self._of_policy()
        chosen = chosen_pack(self._folder)
        if not chosen:
            return OpenedItems(self._shipped(), PackInUse())
        try:
            return self._opened(chosen)
        except StoreError as error:
            return OpenedItems(self._shipped(), PackInUse(problem=error))

    def _of_policy(self) -> OpenedItems:
        from cehrs_desktop.bank.installed import check_pack

        problem: StoreError | None = None
        for file in self._policy.files:
            try:
                pack = check_pack(Path(file), self._folder, self.trusted()[0], __version__, older_too=True)
            except StoreError as error:
                problem = problem or error
            else:
                return OpenedItems(pack.items, PackInUse(pack.manifest, pack.signer.owner, 0, True, problem))
        return OpenedItems(self._shipped(), PackInUse(fixed=True, problem=problem))

    def _opened(self, pack_id: str) -> OpenedItems:
        from cehrs_desktop.bank.installed import installed_since, open_installed

        pack = open_installed(self._folder, pack_id, self.trusted()[0], __version__)
        since = installed_since(self._folder, pack_id)
        return OpenedItems(pack.items, PackInUse(pack.manifest, pack.signer.owner, since))

    def look(self) -> PacksHere:
        """What there is."""
        opened = self.open_items()
        keys, problem = self.trusted()
        return PacksHere(
            opened.in_use, opened.source.pack_id, opened.source.item_count, self.installed(), keys, problem
        )

    def installed(self) -> tuple[InstalledPack, ...]:
        """The packs in the data folder, those that cannot be used with the reason."""
        from cehrs_desktop.bank.installed import installed_packs

        return installed_packs(self._folder, self.trusted()[0], __version__)

    def check(self, file: str, *, older_too: bool = False) -> OfferedPack:
        """Check a file over every byte."""
        from cehrs_desktop.bank.installed import check_pack

        pack = check_pack(Path(file), self._folder, self.trusted()[0], __version__, older_too=older_too)
        there = any(one.pack_id == pack.manifest.pack_id and one.problem is None for one in self.installed())
        return OfferedPack(file, pack.manifest, pack.signer.owner, there)

    def install(self, file: str, *, older_too: bool = False) -> InstalledPack:
        """Check a file again and keep what was checked."""
        from cehrs_desktop.bank.installed import check_pack, install_pack

        pack = check_pack(Path(file), self._folder, self.trusted()[0], __version__, older_too=older_too)
        return install_pack(pack, self._folder)

    def choose(self, pack_id: str) -> OpenedItems:
        """Use an installed pack from now on; it is opened before the choice is kept."""
        from cehrs_desktop.bank.installed import choose_pack

        opened = self._opened(pack_id) if pack_id else OpenedItems(self._shipped(), PackInUse())
        choose_pack(self._folder, pack_id)
        return self._of_policy() if self._policy.files else opened

    def remove(self, pack_id: str) -> None:
        """Take a pack away; one that was chosen is chosen no more."""
        from cehrs_desktop.bank.installed import choose_pack, chosen_pack, remove_pack

        remove_pack(self._folder, pack_id)
        if chosen_pack(self._folder) == pack_id:
            choose_pack(self._folder, "")

    def trusted(self) -> tuple[tuple[TrustedKey, ...], StoreError | None]:
        """All keys whose packs and notices are believed, and what is wrong with the program's own list of them."""
        from cehrs_desktop.application.pack_ports import KeysUnreadable
        from cehrs_desktop.bank.signing import policy_keys, read_trusted_keys

        try:
            own, problem = read_trusted_keys(self._list or data_file(KEYS)), None
        except FileNotFoundError as error:
            own, problem = (), KeysUnreadable(KEYS, str(error))
        except StoreError as error:
            own, problem = (), error
        return (*own, *policy_keys(self._policy.keys)), problem


def packs_of(data: Path, policy: Policy | None) -> Packs:
    """The packs of a data folder under the policy of this machine (`None`: nobody set anything)."""
    if policy is None:
        return Packs(data)
    return Packs(data, PackPolicy(policy.texts("item_packs"), policy.texts("trusted_keys")))


def packs_here() -> Packs:
    """The packs of this user on this machine, for the command line."""
    from cehrs_desktop.app.machine import settled_here

    settled = settled_here()
    return packs_of(settled.paths.data, settled.policy)


def pack_in_use() -> ItemPack:
    """The items that the program uses on this machine. Raises a `StoreError`."""
    from cehrs_desktop.bank.pack import ItemPack

    source = packs_here().open_items().source
    assert isinstance(source, ItemPack)
    return source


def shipped_items() -> ItemPack:
    """The items that the program was delivered with. Raises `PackMissing`, `PackDamaged` or `PackTooNew`."""
    return opening.open_pack()
