"""The words of the page about items and updates, and of what is asked when a pack is opened."""

from __future__ import annotations

TITLE = "Items and updates"
BUTTON = "Show items and updates"
LEAD = "Which questions are in use, other ones from a file, and the notice of newer versions."
IN_USE = "Questions in use"
SHIPPED = "The questions that came with the program"
LOOKING = "Looking at the installed packs ..."
INSTALL = "Install from a file ..."
USE_SHIPPED = "Use the questions that came with the program"
USE = "Use"
REMOVE = "Remove"
CLOSE = "Close"
OTHERS = "Other installed packs"
KEYS = "Trusted publishers"
NO_KEYS = (
    "None. This version came without a publisher's key, and no policy names one, so no item pack can be installed. "
    "The questions that came with the program need none."
)
KEYS_LEAD = "Only item packs and notices that one of these has signed are used. A policy can name further ones."
FIXED = "Chosen by the policy of this computer."
FIXED_SHIPPED = "The policy of this computer names other questions, which cannot be used."
CHOOSE_TITLE = "Choose an item pack"
CHOOSE_FILTER = "Item packs (*.cehrspack)"

PACK = "Pack"
VERSION = "Version"
PUBLISHER = "Publisher"
SIGNED_BY = "Signed by"
RELEASED = "Released"
QUESTIONS = "Questions"
SINCE = "Installed on"

OFFER_TITLE = "Install these questions?"
OFFER_YES = "Install and use"
OFFER_NO = "Not now"
OLDER_TITLE = "Install an older pack?"
OLDER_YES = "Install it all the same"
REMOVE_TITLE = "Remove this pack?"
REMOVE_YES = "Remove"
KEEP = "Keep"
INSTALLED = (
    "Installed and in use. Forms that were assembled from other questions are kept, and offered again with them."
)
USED = "In use from now on."
USED_SHIPPED = "The questions that came with the program are in use."
REMOVED = "The pack was removed. Attempts keep their own questions."
CHECKING_FILE = "Checking the file ..."
NOT_NOW = "A file is being worked on already. Wait for it, then choose again."

NOTICE = "Notice of newer versions"
NOTICE_SWITCH = "Tell me when there is something newer"
NOTICE_LEAD = (
    "Off: nothing is asked and no connection is opened. On: at most once each time the program is opened, and never "
    "while an attempt is open, the system is asked for the file at this address. Nothing is installed by itself."
)
NOTICE_ADDRESS = "Address of the notice"
NOTICE_HINT = "A file, a shared folder, or https://"
NOTICE_CHECK = "Check now"
NOTICE_CHECKING = "Asking ..."
NOTICE_NOTHING = "There is nothing newer."
NOTICE_FIXED = "Set by the policy of this computer."
FILE_TITLE = "The file was not opened"


def offer(title: str, version: str, publisher: str, signer: str, items: int, released: str) -> str:
    """What is said of a checked file before it is installed."""
    return (
        f"{title}\nVersion {version}, {released}, {items} questions, by {publisher}.\n\n"
        f"The file is whole and signed by {signer}. Attempts that were begun keep their own questions."
    )


def already(title: str) -> str:
    """Said of a pack that is there."""
    return f"{title} is installed already."


def older(installed: str, offered: str) -> str:
    """What is asked of a pack that is no newer."""
    return (
        f"Version {installed} is installed; this file holds version {offered}. Both stay installed, and the one from "
        "the file will be used. Attempts keep their own questions."
    )


def remove(title: str) -> str:
    """What is asked before a pack is taken away."""
    return f"{title}\n\nAttempts keep their own questions. To use the pack again you need its file."


def fallback_note() -> str:
    """Told on the first page when the chosen pack cannot be used."""
    return (
        "The installed item pack cannot be used, so the questions that came with the program are. What to do about it "
        f"stands in Settings, {BUTTON}."
    )


def news_note(line: str) -> str:
    """Told on the first page when something is newer."""
    return f"{line} More about it in Settings, {BUTTON}."


def finish_first(file: str) -> str:
    """Said when a file was opened while an attempt is open."""
    return (
        f"{file} has to wait, because an attempt is open. Nothing was changed. Finish the attempt, then open the "
        "file again."
    )


def cannot_use(pack_id: str) -> str:
    """A pack in the list that cannot be used."""
    return f"Pack {pack_id} cannot be used"


def newer(program: str, packs: tuple[tuple[str, str], ...]) -> str:
    """What is new, in one line."""
    parts = [f"version {program} of the program"] if program else []
    parts += [f"questions {name} {version}" for name, version in packs]
    return f"There is something newer: {' and '.join(parts)}."


def opened_elsewhere(file: str) -> str:
    """Said when a file was opened while the program is open already."""
    then = (
        f"choose Settings, then {BUTTON}, then {INSTALL.rstrip(' .')}."
        if file.lower().endswith(".cehrspack")
        else "finish what you are doing and close it, then open the file again."
    )
    return (
        f"The program is already open, so {file} was not opened. Nothing was changed. In the window that is open "
        f"{then} During an exam, finish it first."
    )
