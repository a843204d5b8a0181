"""The type of plain JSON values, apart from everything else because almost everything uses it."""

from __future__ import annotations

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
