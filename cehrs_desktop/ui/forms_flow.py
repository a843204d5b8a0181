"""The visit to the forms screen: the list, a data sheet, a new form. What is to be sat is told to the flow."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.exposing import with_seals
from cehrs_desktop.application.forms import FormChoice, candidate_named, form_choices, wear
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.presentation import form_texts as words
from cehrs_desktop.presentation.form_view import form_rows, form_sheet
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.psychometrics.form_table import FixedForm
from cehrs_desktop.ui.assembly import FormAssembly
from cehrs_desktop.ui.screens.forms import FormsScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane


class FormsFlow(QObject):
    """`chosen` carries the `FixedForm` to sit; `left` leads back to the first page."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, stage: Stage, lane: Lane, around: Surroundings, desk: Desk, name: str, today: str) -> None:
        super().__init__(stage)
        self._stage, self._lane, self._around, self._desk = stage, lane, around, desk
        self._name, self._today = name, today
        self._choices: tuple[FormChoice, ...] = ()
        self._assembly: FormAssembly | None = None
        self._wanted = False
        self._screen = FormsScreen()
        self._screen.sit_wanted.connect(self._sit)
        self._screen.sheet_wanted.connect(self._show_sheet)
        self._screen.assemble_wanted.connect(self._assemble)
        self._screen.stop_wanted.connect(self._stop)
        self._screen.left.connect(self.left)

    def start(self) -> None:
        """Show the screen; its list follows when it was read."""
        self._stage.show(self._screen)
        self._list("")

    def let_go(self) -> None:
        """The screen is left; what is being assembled is stopped."""
        if self._assembly is not None:
            self._assembly.end()
        self.deleteLater()

    def _list(self, select: str) -> None:
        desk, name, today = self._desk, self._name, self._today

        def work() -> tuple[FormChoice, ...]:
            person = candidate_named(desk.store, name)
            assert desk.source is not None, "the screen is not opened without items"
            choices = form_choices(desk.store, desk.source, person.id if person else None, today)
            study = desk.study if person else None
            return choices if person is None or study is None else with_seals(desk.store, study, person.id, choices)

        def listed(choices: tuple[FormChoice, ...]) -> None:
            self._choices = choices
            names = [choice.fixed.form.name for choice in choices]
            fresh = next((choice.fixed.form.name for choice in choices if not choice.to_be_asked), "")
            wanted = select if select in names else fresh
            rows = form_rows(choices, self._around.clock.now().wall_ms)
            self._screen.show_rows(rows, names.index(wanted) if wanted else 0)
            self._screen.focus_first()

        self._run(work, listed)

    def _run(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        def failed(error: Exception) -> None:
            self._over(problem_line(problem_of(error)))

        def here(result: object) -> None:
            if self._stage.screen is self._screen:
                done(result)

        self._lane.run(work, here, failed)

    def _sit(self, row: int) -> None:
        fixed = self._choices[row].fixed
        if not self._choices[row].sealed:
            self.chosen.emit(fixed)
            return
        self._stage.question(
            words.OPEN_SEALED_TITLE,
            words.open_sealed(fixed.form.name),
            words.OPEN_SEALED_YES,
            words.OPEN_SEALED_NO,
            lambda: self.chosen.emit(fixed),
        )

    def _show_sheet(self, row: int) -> None:
        source = self._desk.source
        names = {one.id: one.name for one in source.blueprint.domains} if source else {}
        sheet = form_sheet(self._choices[row].fixed, names)
        self._stage.page(sheet.title, (sheet.lead,), sheet.rows)

    # ---- a new form
    def _assemble(self) -> None:
        desk, name = self._desk, self._name
        self._wanted = True
        self._screen.show_progress(words.ASSEMBLING)

        def work() -> dict[str, int]:
            person = candidate_named(desk.store, name)
            return wear(self._choices, desk.store.times_seen(person.id) if person else {})

        self._run(work, self._begin)

    def _begin(self, seen: dict[str, int]) -> None:
        if not self._wanted:
            self._stopped()
            return
        command = (*self._around.assemble_command, "--seed", self._around.new_id()[:12])
        assembly = FormAssembly(command, json.dumps(seen).encode(), self)
        self._assembly = assembly
        assembly.progressed.connect(self._screen.show_progress)
        assembly.made.connect(self._made)
        assembly.failed.connect(self._over)
        assembly.stopped.connect(self._stopped)
        assembly.start()

    def _made(self, fixed: FixedForm) -> None:
        def kept(_: object) -> None:
            self._over()
            self._screen.tell(words.ready(fixed.form.name))
            self._list(fixed.form.name)

        self._run(lambda: self._desk.store.keep_form(fixed), kept)

    def _over(self, trouble: str = "") -> None:
        assembly, self._assembly = self._assembly, None
        if assembly is not None:
            assembly.deleteLater()
        if self._stage.screen is self._screen:
            self._screen.show_progress(None)
            if trouble:
                self._screen.notice.tell(trouble)
            else:
                self._screen.notice.clear()

    def _stopped(self) -> None:
        self._over()
        self._screen.tell(words.STOPPED)

    def _stop(self) -> None:
        self._wanted = False
        if self._assembly is not None:
            self._assembly.stop()
