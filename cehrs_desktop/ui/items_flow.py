"""All that has to do with other items and files: the page about them, the quiet question for something newer, and files
that were opened with the program. Nothing of it happens while an attempt is open.

Made once behind the first page; the flow tells it when an attempt begins.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.application.updates import News
from cehrs_desktop.presentation import pack_texts as words
from cehrs_desktop.presentation.pack_view import news_text
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.update_check import UpdateCheck

if TYPE_CHECKING:
    from cehrs_desktop.ui.person_arrival import PersonArrivalFlow


class ItemsFlow(QObject):
    """`items_changed(OpenedItems)`: use these from now on; `attempts_changed`: the list has one more; `noted`: there is
    something else to say on the first page, see `note`; `left` leads back from the page."""

    items_changed = Signal(object)
    attempts_changed = Signal()
    noted = Signal()
    left = Signal()

    def __init__(self, stage: Stage, lane: Lane, around: Surroundings) -> None:
        super().__init__(stage)
        self._stage, self._lane, self._around = stage, lane, around
        self._fallback = self._asked = False
        self._person: PersonArrivalFlow | None = None
        self._list_is_old = False
        self._updates = UpdateCheck(around.updates_command, self)
        self._updates.told.connect(self._told)

    @property
    def note(self) -> str:
        """What is quietly said on the first page; a question that was not answered is told on the page only."""
        notes = [words.fallback_note()] if self._fallback else []
        news = self._updates.last
        if news is not None and news.any:
            notes.append(words.news_note(news_text(news).splitlines()[0]))
        return "\n".join(notes)

    def data_opened(self, desk: Desk) -> None:
        """The first page is up, the data is open and no attempt is: ask for something newer, once, if it is wanted."""
        self._fallback = desk.in_use is not None and desk.in_use.problem is not None
        if self._fallback:
            self.noted.emit()
        values = self._around.settings.values
        address = str(values["update_address"]).strip()
        if values["update_notice"] and address and not self._asked:
            self._asked = True
            self._updates.ask(address)

    def attempt_begins(self) -> None:
        """Whatever is being asked is ended before there is an attempt."""
        self._updates.end()

    def _told(self, news: News) -> None:
        self.noted.emit()

    # ---- the page
    def visit(self, file: str = "") -> None:
        """Show the page; `file` is a pack to be offered at once."""
        # Imported here: it is seldom seen.
        from cehrs_desktop.ui.packs_flow import PacksFlow

        policy = self._around.policy
        fixed = policy.fixed_keys if policy is not None else frozenset[str]()
        page = PacksFlow(self._stage, self._lane, self._around.packs(), self._updates, fixed)
        page.items_changed.connect(self._changed)
        page.left.connect(page.let_go)
        page.left.connect(self.left)
        page.start(file)

    def _changed(self, opened: object) -> None:
        self._fallback = False
        self.items_changed.emit(opened)

    # ---- files that were opened with the program
    def open_file(self, file: str, desk: Desk, *, attempt_open: bool) -> None:
        """A double click on a file, or its name behind the program's."""
        if attempt_open:
            self._stage.page(words.FILE_TITLE, (words.finish_first(file),))
            return
        match PurePath(file).suffix.lower():
            case ".cehrspack":
                self.visit(file)
            case ".cehrsattempt":
                self._take_in(file, desk)
            case ".cehrsperson":
                self._take_in_person(file, desk)
            case _:
                from cehrs_desktop.presentation import attempt_file_texts

                self._stage.page(attempt_file_texts.UNKNOWN_TITLE, (attempt_file_texts.unknown(file),))

    def _take_in(self, file: str, desk: Desk) -> None:
        from cehrs_desktop.ui.attempt_arrival import AttemptArrival

        clock = self._around.clock
        arrival = AttemptArrival(
            self._stage, self._lane, desk.store, lambda: clock.now().wall_ms, self._around.read_attempt_file
        )
        arrival.over.connect(self._arrived)
        arrival.over.connect(arrival.deleteLater)
        arrival.start(file)

    def _take_in_person(self, file: str, desk: Desk) -> None:
        study, people = desk.study, desk.people
        if study is None or people is None:
            return
        from cehrs_desktop.ui.person_arrival import PersonArrivalFlow

        # One that is let go may be taking somebody in.
        self._list_is_old = self._person is not None
        if self._person is not None:
            self._person.let_go()
        visit = PersonArrivalFlow(self._stage, self._lane, self._around, desk, study, people, file)
        self._person = visit
        visit.lines_changed.connect(self._person_came)
        visit.left.connect(self._person_left)
        visit.start()

    def _person_came(self) -> None:
        self._list_is_old = True

    def _person_left(self) -> None:
        visit, self._person = self._person, None
        if visit is not None:
            visit.let_go()
        self.left.emit()
        if self._list_is_old:
            self.attempts_changed.emit()

    def _arrived(self, taken: bool) -> None:
        if taken:
            self.attempts_changed.emit()
