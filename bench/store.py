"""What a stored answer costs, against a bare `sqlite3` insert of the same text with the same pragmas.

    python bench/store.py [--acts 4000] [--folder FOLDER] [--network]

Both take turns in one run on one disk, so that what the disk does hits both. Prints JSON: medians and 99th
percentiles in microseconds and their ratio; `limit` is the most that the program allows itself. FOLDER must lie on a
real disk: in memory a sync costs nothing, and the ratio then shows only how many instructions are run.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from cehrs_desktop.exam import events as e  # noqa: E402 - the checkout must be on the path first
from cehrs_desktop.storage import codec  # noqa: E402
from cehrs_desktop.storage.opening import open_store  # noqa: E402
from cehrs_desktop.system.filesystem import filesystem_kind  # noqa: E402
from tests.building import moment, small_attempt  # noqa: E402

LIMIT = 1.5


def bare_insert(folder: Path, pragmas: dict[str, object]) -> tuple[sqlite3.Connection, Callable[[str], None]]:
    """The lower bound: one table, one statement, one commit."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for name, value in pragmas.items():
        connection.execute(f"PRAGMA {name} = {value}")
    connection.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, envelope TEXT)")

    def insert(envelope: str) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO event (envelope) VALUES (?)", (envelope,))
        connection.execute("COMMIT")

    return connection, insert


def measured(act: Callable[[], None]) -> float:
    """Microseconds of one call."""
    begin = time.perf_counter_ns()
    act()
    return (time.perf_counter_ns() - begin) / 1000


def run(folder: Path, acts: int, kind: str) -> dict[str, object]:
    """Store and insert in turns; the first tenth warms up and is not counted."""
    store = open_store(folder, kind)  # pyright: ignore[reportArgumentType]
    attempt, items = small_attempt()
    store.create(attempt, items)
    names = ("journal_mode", "synchronous", "locking_mode", "fullfsync", "checkpoint_fullfsync")
    pragmas = {name: store._driver.execute(f"PRAGMA {name}").fetchone()[0] for name in names}  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    connection, insert = bare_insert(folder, {"locking_mode": pragmas.pop("locking_mode"), **pragmas})
    stored: list[float] = []
    bare: list[float] = []
    for number in range(acts):
        event = e.ItemAnswered(at=moment(number), position=1 + number % 6, option="abcd"[number % 4])
        envelope = codec.to_text(e.to_envelope(event))
        one = lambda: store.append(attempt.id, number, (event,))  # noqa: E731, B023 - called at once
        other = lambda: insert(envelope)  # noqa: E731, B023
        if number % 2:
            stored.append(measured(one))
            bare.append(measured(other))
        else:
            bare.append(measured(other))
            stored.append(measured(one))
    connection.close()
    store.shut()
    warm = acts // 10
    stored, bare = stored[warm:], bare[warm:]
    ratio = statistics.median(stored) / statistics.median(bare)
    return {
        "what": "a stored answer against a bare sqlite3 insert with the same pragmas",
        "acts": len(stored),
        "pragmas": pragmas,
        "sqlite": sqlite3.sqlite_version,
        "filesystem": filesystem_kind(folder),
        "store_us": {"median": round(statistics.median(stored), 1), "p99": round(_p99(stored), 1)},
        "bare_us": {"median": round(statistics.median(bare), 1), "p99": round(_p99(bare), 1)},
        "ratio": round(ratio, 3),
        "limit": LIMIT,
        "ok": ratio <= LIMIT,
    }


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def main() -> int:
    """Print the result; exit code 1 when the ratio is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--acts", type=int, default=4000)
    parser.add_argument("--folder", type=Path, default=ROOT / "build", help="on the disk to measure")
    parser.add_argument("--network", action="store_true", help="with the journal for network folders")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        result = run(Path(name), chosen.acts, "network" if chosen.network else "local")
    print(json.dumps(result, indent=2))
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
