"""What the page about backups says of a copy, of what putting it back loses, and of how it went. No learner is named:
the page can be opened by everybody who uses this computer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from cehrs_desktop.application.ports import (
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
)
from cehrs_desktop.presentation import backup_texts as words
from cehrs_desktop.presentation.report_texts import NBSP, moment, moment_text

if TYPE_CHECKING:
    from cehrs_desktop.application.backup_ports import BackupFile, Drill, Held
    from cehrs_desktop.application.backups import Loss, Made, Restored


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One copy. `trouble` is empty for a whole one; `file_name` is small, for whoever looks into the folder."""

    title: str
    lines: tuple[str, ...]
    trouble: str
    file_name: str
    offered: bool


def row_of(file: BackupFile, drill: Drill | None) -> BackupRow:
    """A copy with what a drill found, or not looked into yet."""
    when = moment_text(moment(file.taken_ms))
    kind = f"{words.KINDS[file.kind]}, {_size(file.size)}"
    name = PurePath(file.path).name
    if drill is None:
        return BackupRow(when, (kind, words.WAITING), "", name, offered=False)
    if not drill.good:
        return BackupRow(when, (kind,), words.FAULTS[drill.fault], name, offered=False)
    begun = words.newest(moment_text(moment(drill.newest_ms))) if drill.newest_ms else words.NO_ATTEMPT
    lines = [kind, f"{_held(drill.held)}.", begun]
    if not drill.damaged:
        lines.append(words.WHOLE)
    if drill.version < drill.known_version:
        lines.append(words.EARLIER)
    trouble = words.damaged_attempts(len(drill.damaged)) if drill.damaged else ""
    return BackupRow(when, tuple(lines), trouble, name, offered=True)


def question(file: BackupFile, now: Held, then: Held, loss: Loss) -> tuple[str, str]:
    """The title and the text of the question before a copy is put back."""
    copy = words.ask_copy(moment_text(moment(file.taken_ms)))
    counts = f"Now: {_held(now, words.ANSWERS)}.\n{copy}: {_held(then, words.ANSWERS)}."
    parts = [
        _count(loss.learners, *words.LEARNERS) if loss.learners else "",
        _count(loss.attempts, *words.ATTEMPTS) if loss.attempts else "",
        _count(loss.answers, *words.ANSWERS) if loss.answers else "",
    ]
    gone = [part for part in parts if part]
    lines = [words.ask_lost(_and(gone)) if gone else words.ASK_NOTHING_LOST]
    if loss.reopened:
        lines.append(words.ASK_OPEN_AGAIN)
    elif then.unfinished:
        lines.append(words.ASK_OPEN)
    lines.append(words.ASK_ALSO)
    return words.ASK_TITLE, "\n\n".join((counts, " ".join(lines), words.ASK_KEPT))


def made_line(made: Made) -> str:
    """What came of making a backup."""
    if made.backup is not None:
        return words.made(_count(made.backup.attempts, *words.ATTEMPTS))
    return f"{words.NOT_MADE} ({made.problem})" if made.problem else words.SAME


def restored_line(restored: Restored) -> str:
    """What came of putting a copy back."""
    file = restored.drill.file
    if not restored.done:
        return f"{words.FAULTS[restored.drill.fault]} {words.AS_IT_WAS}"
    done = words.put_back(moment_text(moment(file.taken_ms)))
    return f"{done} {words.kept(PurePath(restored.kept).name)}" if restored.kept else done


def not_restored_line(error: Exception) -> str:
    """Why a copy could not be put back."""
    why = next((text for kind, text in _WHY.items() if isinstance(error, kind)), f"({type(error).__name__}: {error})")
    return f"{words.AS_IT_WAS} {why}"


_WHY: Mapping[type[Exception], str] = {
    StoreFull: words.FULL,
    StoreReadOnly: words.READ_ONLY,
    StoreBusy: words.IN_USE,
    StoreUnreachable: words.GONE_AWAY,
    StoreDamaged: words.NO_LONGER_WHOLE,
}


def _held(held: Held, answers: tuple[str, str] = words.ANSWERS_KEPT) -> str:
    return ", ".join(
        (
            _count(len(held.learners), *words.LEARNERS),
            _count(len(held.attempts), *words.ATTEMPTS),
            _count(held.answer_count, *answers),
        )
    )


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,}{NBSP}{one if number == 1 else more}"


def _and(parts: list[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def _size(size: int) -> str:
    if size < 1_000_000:
        return f"{-(-size // 1000)}{NBSP}kB"
    return f"{size / 1_000_000:,.1f}{NBSP}MB"
