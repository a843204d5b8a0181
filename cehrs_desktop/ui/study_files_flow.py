"""The visit to calendar, Anki and tables: read on the lane, written there too, so that a slow stick stops nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cehrs_desktop.application.exporting import (
    Export,
    ExportWish,
    answers_to_take,
    cards_for_anki,
    export_of,
    keep_wish,
)
from cehrs_desktop.application.ports import Candidate, PackMissing
from cehrs_desktop.application.remembering import remembered
from cehrs_desktop.presentation import study_files_texts as words
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line, save_problem
from cehrs_desktop.presentation.report_texts import local_day
from cehrs_desktop.presentation.study_files_view import calendar_content, study_files_view
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.screens.study_files import StudyFilesScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit

if TYPE_CHECKING:
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.study_files import StudyFiles
    from cehrs_desktop.application.study_ports import StudyStore
    from cehrs_desktop.application.surroundings import Surroundings


class StudyFilesFlow(Visit):
    """What `person` takes out of study. `left` leads back to where it was opened."""

    def __init__(
        self, stage: Stage, lane: Lane, around: Surroundings, desk: Desk, study: StudyStore, person: Candidate
    ) -> None:
        super().__init__(stage, lane)
        self._around, self._study, self._person = around, study, person
        # Every reading asks for all items.
        self._desk = desk if desk.source is None else replace(desk, source=remembered(desk.source))
        self._export: Export | None = None
        self._wish = ExportWish()
        self._screen = StudyFilesScreen(stage.zoom)
        self._screen.left.connect(self.left)
        self._screen.changed.connect(self._change)
        self._screen.file_chosen.connect(self.save)

    def start(self) -> None:
        """Show the page; what it says follows when it was read."""
        self._stage.show(self._screen)
        self._screen.focus_first()
        store, study, source, person = self._desk.store, self._study, self._desk.source, self._person
        now_ms = self._around.clock.now().wall_ms

        def work() -> Export:
            if source is None:
                raise self._desk.source_error or PackMissing("")
            return export_of(store, study, source, person, now_ms, local_day)

        self._run(work, self._show, self._not_read)

    def _show(self, export: Export) -> None:
        self._export, self._wish = export, export.wish
        self._screen.open(study_files_view(export, export.wish))

    def _not_read(self, error: Exception) -> None:
        self._screen.not_read(problem_line(problem_of(error)))

    def _tell(self, text: str) -> None:
        self._screen.notice.tell(text)

    def _change(self, wish: ExportWish) -> None:
        if self._export is None:
            return
        self._wish = wish
        self._screen.show_view(study_files_view(self._export, wish))
        study, person = self._study, self._person
        self._run(
            lambda: keep_wish(study, person.id, wish),
            lambda _: None,
            lambda error: self._tell(words.NOT_KEPT + problem_line(problem_of(error))),
        )

    # ---- saving
    def save(self, kind: str, file: Path) -> None:
        """Write a file (a key of `study_files_texts.SUFFIXES`), whole or not at all, and say how it went."""
        export, wish, study, around = self._export, self._wish, self._study, self._around
        if export is None:
            return
        suffix = words.SUFFIXES[kind]
        if file.suffix.lower() != f".{suffix}":
            self._tell(words.wrong_ending(str(file), suffix))
            return
        now_ms = around.clock.now().wall_ms
        self._tell(words.SAVING)

        def work() -> int:
            data, count = _made(kind, around.study_files(), export, wish, study, now_ms)
            if count:
                write_whole(file, data)
            return count

        def done(count: int) -> None:
            self._tell(words.saved(kind, str(file), count) if count else words.NONE_TO_SAVE)

        def failed(error: Exception) -> None:
            written = isinstance(error, OSError)
            problem = save_problem(error, str(file), words.SAVE_SAFE) if written else problem_of(error)
            self._tell(problem_line(problem))

        self._run(work, done, failed)


def _made(
    kind: str, files: StudyFiles, export: Export, wish: ExportWish, study: StudyStore, now_ms: int
) -> tuple[bytes, int]:
    """A file's bytes, and how much is in it."""
    match kind:
        case "calendar":
            entries = calendar_content(export, wish)
            return files.calendar(entries, now_ms), len(entries)
        case "anki":
            cards = cards_for_anki(export, wish)
            return files.anki(cards, export.domain_names, now_ms), len(cards)
        case "plan" if export.plan is not None:
            return files.plan(export.plan, export.domain_names), len(export.plan.days)
        case "answers":
            answers = answers_to_take(study, export)
            return files.answers(answers), len(answers)
        case _:
            return b"", 0
