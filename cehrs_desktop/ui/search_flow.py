"""The visit to search, notes and glossary: everything is read on the lane, at most one search at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cehrs_desktop.application.study_ports import Found, StudyStore
from cehrs_desktop.presentation import search_texts as words
from cehrs_desktop.presentation.practice_terms import linker
from cehrs_desktop.presentation.practice_view import Linker, unlinked
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.presentation.report_texts import local_day
from cehrs_desktop.presentation.search_view import MOST, found_view, kept_view, opened_item, opened_term
from cehrs_desktop.ui.practice_notes import PracticeNotes
from cehrs_desktop.ui.screens.search import SearchScreen
from cehrs_desktop.ui.search_opened import SearchOpened
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit

if TYPE_CHECKING:
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.ports import Candidate
    from cehrs_desktop.application.surroundings import Surroundings
    from cehrs_desktop.exam.items import Item
    from cehrs_desktop.study.glossary import Glossary
    from cehrs_desktop.study.profile import Note

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Read:
    notes: dict[str, Note]
    met: dict[str, Item]
    glossary: Glossary | None
    problem: Exception | None


class SearchFlow(Visit):
    """`left` leads back to where it was opened. Nothing that the learner was not shown is asked for or shown."""

    def __init__(
        self, stage: Stage, lane: Lane, around: Surroundings, desk: Desk, study: StudyStore, person: Candidate
    ) -> None:
        super().__init__(stage, lane)
        self._around, self._desk = around, desk
        self._study, self._person = study, person
        self._met: dict[str, Item] = {}
        self._glossary: Glossary | None = None
        self._link: Linker = unlinked
        self._ready = self._searching = False
        self._wanted = self._shown = ""
        self._trail: list[tuple[str, str]] = []
        self._notes = PracticeNotes(self, lane, around.clock, desk.store, study, person.id)
        self._notes.kept.connect(self._note_kept)
        self._opened = SearchOpened()
        self._screen = SearchScreen(self._opened, stage.theme)
        self._notes.told.connect(self._screen.notice.tell)
        self._screen.typed.connect(self._search)
        self._screen.opened.connect(self._open_line)
        self._screen.left.connect(self._leave)
        self._opened.note_written.connect(self._notes.write)
        self._opened.bookmark_wanted.connect(self._notes.toggle_bookmark)
        self._opened.term_wanted.connect(self._follow)
        self._opened.back_wanted.connect(self._go_back)
        stage.look_changed.connect(self._renew_look)

    def start(self) -> None:
        """Show the page; what it lists follows when it was read."""
        self._opened.show_nothing(self._stage.theme)
        self._stage.show(self._screen)
        self._screen.focus_first()
        study, person, read_glossary = self._study, self._person.id, self._around.read_glossary

        def work() -> _Read:
            glossary, problem = None, None
            try:
                glossary = read_glossary()
                study.index_terms(glossary.searchable(), glossary.version)
            except Exception as error:  # noqa: BLE001 - told to the learner; all else works without the glossary
                problem = error
            notes = dict(study.notes(person))
            return _Read(notes, dict(study.seen_items(person, tuple(notes))), glossary, problem)

        self._run(work, self._read, self._failed)

    def let_go(self) -> None:
        """The page is left; what is still read is not shown any more."""
        if not self._over and self._stage.screen is self._screen:
            self._opened.note.flush()
        self._over = True
        self._notes.let_go()
        # A note that is on its way reports here before.
        self._lane.run(lambda: None, lambda _: self.deleteLater(), lambda _: self.deleteLater())

    def _leave(self) -> None:
        if self._over:
            return
        self._opened.note.flush()
        self._over = True
        # The lane keeps the order: what was written is kept before anybody goes.
        self._lane.run(lambda: None, lambda _: self.left.emit(), lambda _: self.left.emit())

    def _run(
        self, work: Callable[[], Result], done: Callable[[Result], None], failed: Callable[[Exception], None]
    ) -> None:
        def here(result: Result) -> None:
            if not self._over and self._stage.screen is self._screen:
                done(result)

        def not_here(error: Exception) -> None:
            if not self._over and self._stage.screen is self._screen:
                failed(error)

        self._lane.run(work, here, not_here)

    # ---- the list
    def _read(self, read: _Read) -> None:
        self._met.update(read.met)
        self._glossary, self._link = read.glossary, linker(read.glossary)
        self._notes.read(read.notes)
        self._ready = True
        if read.problem is not None:
            self._screen.notice.tell(words.TERMS_NOT_READ + problem_line(problem_of(read.problem)))
        if self._wanted:
            self._search(self._wanted)
        else:
            self._show_kept()

    def _failed(self, error: Exception) -> None:
        self._searching = False
        self._shown = ""
        self._screen.say(problem_line(problem_of(error)))

    def _search(self, typed: str) -> None:
        """Search for what is typed; while a search is under way only the latest wish waits for it."""
        self._wanted = typed = typed.strip()
        if not self._ready or self._searching:
            return
        if not typed:
            self._shown = ""
            self._show_kept()
            return
        self._searching, self._shown = True, typed
        study, person = self._study, self._person.id

        def work() -> tuple[tuple[Found, ...], dict[str, Item]]:
            found = study.search(person, typed, MOST)
            ids = tuple({one.key for one in found if one.kind != "term"})
            return found, dict(study.seen_items(person, ids))

        self._run(work, self._searched, self._failed)

    def _searched(self, result: tuple[tuple[Found, ...], dict[str, Item]]) -> None:
        found, met = result
        self._searching = False
        self._met.update(met)
        if self._wanted != self._shown:
            self._search(self._wanted)
            return
        self._screen.show_list(found_view(found))

    def _show_kept(self) -> None:
        self._screen.show_list(kept_view(self._notes.all, self._met, self._glossary))

    # ---- what is opened
    def _open_line(self, kind: str, key: str) -> None:
        self._trail = [(kind, key)]
        self._open()

    def _follow(self, term_id: str) -> None:
        if self._glossary is not None and self._glossary.term(term_id) is not None:
            self._trail.append(("term", term_id))
            self._open()

    def _go_back(self) -> None:
        if len(self._trail) > 1:
            self._trail.pop()
            self._open()
            self._opened.page.setFocus()

    def _open(self) -> None:
        if not self._trail:
            return
        # What is typed on the question before is kept first: it may be this one.
        self._opened.note.flush()
        (kind, key), theme, back = self._trail[-1], self._stage.theme, len(self._trail) > 1
        if kind == "term":
            term = opened_term(self._glossary, key, self._link)
            if term is not None:
                self._opened.show_term(term, theme, back=back)
            return
        note, item = self._notes.all.get(key), self._met.get(key)
        text, bookmarked = (note.text, note.bookmarked) if note is not None else ("", False)
        if item is None:
            self._opened.show_only_note(key, text, theme, bookmarked=bookmarked)
            return
        plan = self._desk.source.blueprint if self._desk.source is not None else None
        topics = {topic.id: topic.name for domain in plan.domains for topic in domain.topics} if plan else {}
        today = local_day(self._around.clock.now().wall_ms)
        shown = opened_item(item, topics.get(item.topic, ""), plan.version if plan else "", today, self._link)
        self._opened.show_item(shown, text, theme, bookmarked=bookmarked, back=back)

    def _note_kept(self, note: Note) -> None:
        self._opened.show_bookmark(note.item_id, bookmarked=note.bookmarked)
        if self._ready and not self._wanted and not self._over and self._stage.screen is self._screen:
            self._show_kept()

    def _renew_look(self) -> None:
        if self._stage.screen is self._screen:
            self._screen.set_theme(self._stage.theme)
            self._open()
