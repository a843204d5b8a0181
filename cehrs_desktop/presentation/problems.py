"""Errors as what people read: what happened, what is safe, what to do next. Never a traceback."""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.application import ports
from cehrs_desktop.exam.errors import FormImpossible
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.report_texts import moment, moment_text


@dataclass(frozen=True, slots=True)
class Problem:
    """A title and three short answers. `detail` is for support, shown small."""

    title: str
    happened: str
    safe: str
    next: str
    detail: str = ""


def _newest(backups: tuple[ports.Backup, ...]) -> str:
    if not backups:
        return "No good backup was found."
    return texts.restore_offer(moment_text(moment(backups[0].taken_ms)), backups[0].attempts)


_ALL_SAFE = "Your attempts are safe; nothing was changed."


def problem_of(error: Exception) -> Problem:
    """What to tell people about an error."""
    detail = f"{type(error).__name__}: {error}"
    path = error.path if isinstance(error, ports.StoreError) else ""
    match error:
        case ports.StoreFull():
            return Problem(
                "The disk is full",
                f"There is no space left to store your work in {path}.",
                "Everything confirmed before is stored. The last act was not recorded.",
                "Free some space on this disk, then try again.",
                detail,
            )
        case ports.StoreReadOnly():
            return Problem(
                "The data folder cannot be written",
                f"The program may not write to {path}.",
                "Nothing was changed. Attempts that are stored there can still be read.",
                "Ask for write access to this folder, or start the program with another data folder, then try again.",
                detail,
            )
        case ports.StoreBusy():
            return Problem(
                "The database is in use",
                f"Another program is holding {path}.",
                _ALL_SAFE,
                "Close other copies of this program and backup or sync programs that use the folder, then try again.",
                detail,
            )
        case ports.StoreUnreachable():
            return Problem(
                "The data folder cannot be reached",
                f"{path} does not answer. A disk, stick or network folder may have gone away.",
                "Everything confirmed before is stored there.",
                "Connect the disk or the network again, then try again.",
                detail,
            )
        case ports.StoreForeign():
            return Problem(
                "This is not a database of this program",
                f"{path} is another program's file, or not a database.",
                "It was left exactly as it is.",
                "Move that file away or choose another data folder, then start again.",
                detail,
            )
        case ports.StoreTooNew():
            return Problem(
                "The data was written by a newer version",
                f"{path} comes from a newer version of this program.",
                "It was left exactly as it is.",
                "Install the newer version again. Do not delete the file.",
                detail,
            )
        case ports.StoreDamaged():
            return Problem(
                "The database is damaged",
                f"{path} failed its check.",
                f"The damaged file will be kept beside. {_newest(error.backups)}",
                "Restore the newest good backup, or start with an empty database and keep the damaged one for support.",
                detail,
            )
        case ports.AttemptDamaged():
            return Problem(
                "One attempt's record is damaged",
                "The stored events of this attempt do not agree with their check values, so it cannot be trusted.",
                "All other attempts are unaffected. The damaged record is kept as it is.",
                "Start a new attempt. Keep the data folder for support if you need this one.",
                detail,
            )
        case ports.AttemptConflict():
            return Problem(
                "Another program wrote to this attempt",
                "The stored record is not where this window left it.",
                "Everything stored is safe. The last act was not recorded.",
                "Close this window and start the program again; it will offer to resume.",
                detail,
            )
        case ports.AttemptUnknown():
            return Problem(
                "There is no such attempt",
                "No stored attempt has this id.",
                _ALL_SAFE,
                "Look at the list of attempts for the right one.",
                detail,
            )
        case ports.PackMissing():
            return Problem(
                "The questions are missing",
                f"There is no item pack at {path}.",
                "Your attempts are safe and can be read; an attempt in progress can be resumed.",
                "Install the program again. In a copy from the source code, run: python3 start.py",
                detail,
            )
        case ports.PackDamaged():
            return Problem(
                "The questions are damaged",
                f"The item pack {path} is not as it was made.",
                "Your attempts are safe and can be read; an attempt in progress can be resumed.",
                "Install the program again.",
                detail,
            )
        case ports.PackTooNew():
            return Problem(
                "The questions are for a newer version",
                f"The item pack {path} was made for a newer version of this program.",
                "Your attempts are safe and can be read; an attempt in progress can be resumed.",
                "Install the newer version of the program.",
                detail,
            )
        case FormImpossible():
            return Problem(
                "No whole exam can be drawn",
                "The item pack has too few questions in some domains.",
                _ALL_SAFE,
                "Install the program again, or use another item pack.",
                detail,
            )
        case _:
            return Problem(
                "Something went wrong",
                "The program met an error it did not expect.",
                "Everything confirmed before is stored.",
                "Try again. If it happens again, close the program and start it; it will offer to resume.",
                detail,
            )
