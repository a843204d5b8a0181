"""A folder for a store and a way to open it that always closes it again."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore

Opener = Callable[..., SqlAttemptStore]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the store of this test lives. Not made yet."""
    return tmp_path / "data of ünser 試験"


@pytest.fixture
def opened(folder: Path) -> Generator[Opener]:
    """`open_store` for that folder; what is still open at the end is closed."""
    with ExitStack() as stack:

        def opener(*arguments: object, **options: object) -> SqlAttemptStore:
            options.setdefault("busy_seconds", 0.05)
            store = open_store(folder, *arguments, **options)  # pyright: ignore[reportArgumentType]
            stack.callback(store.shut)
            return store

        yield opener
