"""The words of the support file: what it is, what is in it, what is never in it. Not needed for the first page."""

from __future__ import annotations

from collections.abc import Sequence

from cehrs_desktop.application.support import Part, SupportFile

TITLE = "Support file"
LEAD = (
    "A file for somebody who helps with this program. It says how the program, its settings and its data are, and "
    "holds the program's log. Nothing is sent: it is saved where you choose, and you pass it on or not."
)
LEFT_OUT = (
    "Never in it: names of people, of this user and of this computer; answers, scores, results and items; "
    "accommodations; notes, comments and everything else that somebody typed; names and serial numbers of devices."
)
LOOK = "This is all of it. Choose a part to read it before you save."
GATHERING = "Gathering …"
PARTS_NAME = "Parts of the support file"
TEXT_NAME = "Content of the part"
SAVE = "&Save the support file …"
CLOSE = "&Close"
SAVE_TITLE = "Save the support file"
SAVE_FILTER = "Zip (*.zip)"
FILE_NAME = "cehrs-desktop-support.zip"
SAVE_SAFE = "Nothing was changed."
FAILED = "The support file could not be made. Your data was not touched. The log is in the data folder, below log."
README = "readme.txt"

PARTS: dict[Part, str] = {
    "about": "Versions of the program, the system and its parts; kind of disk and free space",
    "settings": "Settings of this user, without the name",
    "policy": "Settings in force, and who set them",
    "computer": "The sheet about the computer: kinds, sizes and counts",
    "data": "The data: whole or not, how much of what, backups",
    "items": "Item packs by their number",
    "log": "The program's log, without names, folders and quoted texts",
    "readme": "What is in this file, and what is not",
}


def size_text(text: str) -> str:
    """How large a part is, unpacked."""
    count = len(text.encode())
    return f"{count} bytes" if count < 2000 else f"{round(count / 1000):,} kB".replace(",", "\N{NO-BREAK SPACE}")


def listing(files: Sequence[SupportFile]) -> tuple[tuple[str, str, str], ...]:
    """Name, what it is and size of each part."""
    return tuple((file.name, PARTS[file.part], size_text(file.text)) for file in files)


def listing_text(files: Sequence[SupportFile]) -> str:
    """The listing as lines."""
    return "\n".join(f"{name} ({size}): {told}" for name, told, size in listing(files))


def readme(files: Sequence[SupportFile]) -> SupportFile:
    """The part that explains the others."""
    text = "\n".join((TITLE, "", LEAD, "", LEFT_OUT, "", listing_text(files), "", READ_FIRST, ""))
    return SupportFile(README, "readme", text)


READ_FIRST = (
    "The program takes out every name that it knows. It cannot know a name that it was never given: please read the "
    "log before you pass this file on. In the log <name>, <folder>, <text>, <e-mail> and <address> stand for what was "
    "taken out."
)


def saved(path: str, count: int) -> str:
    """After it was saved."""
    return f"The support file with {count} parts was saved as {path}. Nothing was sent."
