"""Why an item pack or a notice was refused: what happened, what is safe, what to do next."""

from __future__ import annotations

from cehrs_desktop.application import pack_ports as refused
from cehrs_desktop.application import ports
from cehrs_desktop.application.updates import NoticeUnusable
from cehrs_desktop.presentation.problems import Problem, problem_of

_UNCHANGED = "Nothing was installed. The questions in use and your attempts are as they were."


def pack_problem(error: Exception, safe: str = _UNCHANGED) -> Problem:
    """What to tell people about an item pack that cannot be used; `safe` says what is as it was."""
    detail = f"{type(error).__name__}: {error}"
    path = error.path if isinstance(error, ports.StoreError) else ""
    match error:
        case refused.PackUntrusted():
            return Problem(
                "This item pack is not from a trusted publisher",
                f"{path} is signed with the key {error.key}, which this computer does not trust.",
                safe,
                "Ask whoever gave it to you where it comes from. Technicians: a policy can name further trusted keys.",
                detail,
            )
        case refused.PackAltered() | ports.PackDamaged():
            return Problem(
                "This item pack is damaged or was changed",
                f"{path} is not what was signed. One byte is enough for that.",
                safe,
                "Get the file again from where it came from, then try again.",
                detail,
            )
        case refused.PackForeign():
            return Problem(
                "This is not an item pack",
                f"{path} cannot be read as a signed item pack.",
                safe,
                "Choose a file whose name ends in .cehrspack.",
                detail,
            )
        case refused.PackNeedsProgram() | ports.PackTooNew():
            wanted = getattr(error, "program", "")
            return Problem(
                "This item pack needs a newer program",
                f"{path} needs version {wanted} or later." if wanted else f"{path} is of a kind that came later.",
                safe,
                "Install the newer version of the program first.",
                detail,
            )
        case refused.PackOlder():
            return Problem(
                "A pack as new as this one is installed",
                f"Version {error.installed} is installed; the file holds version {error.offered}.",
                safe,
                "Keep what is installed, or install the other version on purpose.",
                detail,
            )
        case refused.PackNotKept():
            return Problem(
                "The item pack could not be stored",
                f"The folder {path} did not take it ({error.detail}).",
                safe,
                "Free some space or ask for write access to the data folder, then try again.",
                detail,
            )
        case refused.KeysUnreadable():
            return Problem(
                "The list of trusted keys cannot be read",
                f"{path} is damaged, so none of its keys is trusted.",
                "The questions that came with the program are not affected.",
                "Install the program again, or have the policy corrected.",
                detail,
            )
        case ports.PackMissing():
            return Problem(
                "The item pack is not there",
                f"There is no such file: {path}.",
                safe,
                "Look for it again. A stick or network folder may have gone away.",
                detail,
            )
        case _:
            return problem_of(error)


def fallback_problem(error: Exception, *, another: bool = False) -> Problem:
    """What to tell when the pack that was chosen cannot be used; the delivered questions took its place, or `another`
    pack that a policy names."""
    instead = "Another pack of the policy is" if another else "The questions that came with the program are"
    return pack_problem(error, f"{instead} in use instead. Attempts keep their own questions.")


def notice_problem(error: Exception) -> str:
    """One line about a notice that could not be read."""
    if not isinstance(error, NoticeUnusable):
        return f"The check did not work: {error}"
    return {
        "address": "The address is none that can be asked: a file, a shared folder or https.",
        "fetch": "The address did not answer.",
        "form": "What is at the address is no notice of this program.",
        "later_format": "The notice is of a kind that came later than this version.",
        "key": "The notice is signed with a key that this computer does not trust, so it was not read.",
        "signature": "The notice is damaged or was changed, so it was not read.",
    }.get(error.code, "The check did not work.") + (f" ({error})" if str(error) else "")
