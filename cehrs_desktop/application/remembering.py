"""An item source that is read once: study's pages ask for all items again and again, and a pack makes them anew."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cehrs_desktop.application.ports import ItemSource
    from cehrs_desktop.exam.blueprint import Blueprint
    from cehrs_desktop.exam.items import Item
    from cehrs_desktop.psychometrics.form_table import FixedForm
    from cehrs_desktop.psychometrics.parameters import ParameterSet


def remembered(source: ItemSource) -> RememberedItems:
    """The same source, its items and forms kept in memory once they were asked for. Twice is no more than once."""
    return source if isinstance(source, RememberedItems) else RememberedItems(source)


class RememberedItems:
    """An `ItemSource` over another one. Its values are frozen, so everybody may have the same ones."""

    def __init__(self, source: ItemSource) -> None:
        self._source = source

    @property
    def pack_id(self) -> str:
        """Content hash of the pack."""
        return self._source.pack_id

    @property
    def blueprint(self) -> Blueprint:
        """The test plan the pack was built for."""
        return self._source.blueprint

    @property
    def parameters(self) -> ParameterSet:
        """The scoring parameters that belong to the pack."""
        return self._source.parameters

    @property
    def item_count(self) -> int:
        """How many items may be drawn."""
        return self._source.item_count

    def stale_count(self, today: str) -> int:
        """How many of them are past their review date on a day (ISO date)."""
        return self._source.stale_count(today)

    def items(self) -> tuple[Item, ...]:
        """All items with status operational or pretest. The first call takes its time: not for the GUI thread."""
        return self._items

    def forms(self) -> tuple[FixedForm, ...]:
        """The forms that the pack was delivered with, in their order. The first call takes its time as well."""
        return self._forms

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        return self._source.items()

    @cached_property
    def _forms(self) -> tuple[FixedForm, ...]:
        return self._source.forms()
