"""The writers and readers of study's files, loaded when one is first wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cehrs_desktop import __version__
from cehrs_desktop.application.study_files import StudyFiles
from cehrs_desktop.exam.items import Item
from cehrs_desktop.files.anki_file import AnkiCard, anki_package
from cehrs_desktop.files.calendar_file import calendar_bytes
from cehrs_desktop.files.person_file import person_bytes, read_person_file
from cehrs_desktop.files.study_tables import answers_csv, plan_csv


def study_files() -> StudyFiles:
    """What `files` does, with this program's version."""

    def anki(cards: Sequence[tuple[Item, str]], names: Mapping[str, str], now_ms: int) -> bytes:
        return anki_package([AnkiCard(item, note) for item, note in cards], names, now_ms)

    return StudyFiles(
        calendar=calendar_bytes,
        anki=anki,
        answers=answers_csv,
        plan=plan_csv,
        person=lambda copy: person_bytes(copy, __version__),
        read_person=lambda file: read_person_file(Path(file)),
    )
