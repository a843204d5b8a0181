"""Search, notes and glossary with the real window, store and items."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.application.study_ports import StudyStore
from cehrs_desktop.exam.items import Item
from cehrs_desktop.presentation import search_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.search_view import Bit, Line, bits
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from cehrs_desktop.study.profile import Note
from cehrs_desktop.ui.screens.search import SearchScreen
from cehrs_desktop.ui.screens.study import StudyScreen
from cehrs_desktop.ui.search_flow import SearchFlow
from tests.ui.driving import Driven, wait_for

ROBIN = Candidate("robin", "Robin Example")


class Looked:
    """The page, with six questions met, a note on the first and a bookmark on the second."""

    def __init__(self, program: Driven) -> None:
        program.ready()
        desk = program.flow.desk
        assert desk is not None
        assert desk.source is not None
        self.program = program
        self.study: StudyStore = cast(Any, desk.store).study
        pool = tuple(desk.source.items())
        self.form = desk.source.forms()[0].form
        sealed = {slot.item_id for slot in self.form.slots}
        self.met: list[Item] = [item for item in pool if item.id not in sealed][:6]
        self.sealed: list[Item] = [item for item in pool if item.id in sealed]
        program.on_lane(self._begin)
        self.flow = SearchFlow(program.flow.stage, program.flow._lane, program.around, desk, self.study, ROBIN)
        self.left: list[int] = []
        self.flow.left.connect(lambda: self.left.append(1))
        self.flow.start()
        self.screen = cast(SearchScreen, program.screen)
        self.page = self.flow._opened
        wait_for(lambda: self.flow._ready, "what is kept")

    def _begin(self, desk: Desk) -> bool:
        desk.store.save_candidate(ROBIN)
        profile = self.study.study_profile(ROBIN.id)
        self.study.keep_study_profile(ROBIN.id, replace(profile, sealed_forms=(self.form.id,)))
        slots = tuple(SetSlot(item.id, item.version, tuple(option.id for option in item.options)) for item in self.met)
        self.study.begin_set(PracticeSet("set", ROBIN.id, "practice", 1000, Wish(items=6), slots), self.met)
        for at, item in enumerate(self.met, 1):
            given = Answer(
                item.id,
                item.version,
                item.domain,
                item.topic,
                "practice",
                "set",
                at,
                5000 + at,
                (item.key.id,),
                True,
                9,
            )
            self.study.keep_answer(ROBIN.id, given, 900)
        self.study.keep_note(ROBIN.id, Note(self.met[0].id, "Zebra crossing", bookmarked=False, changed_ms=10))
        self.study.keep_note(ROBIN.id, Note(self.met[1].id, "", bookmarked=True, changed_ms=20))
        return True

    @property
    def lines(self) -> list[Line]:
        rows = self.screen.list
        return [rows.item(row).data(Qt.ItemDataRole.UserRole) for row in range(rows.count())]

    def type(self, text: str) -> None:
        self.screen.field.setText(text)
        wait_for(lambda: self.flow._shown == text and not self.flow._searching, "the search")

    def text(self) -> str:
        return self.page.page.toPlainText()

    def choose(self, kind: str, key: str) -> None:
        at = next(row for row, line in enumerate(self.lines) if (line.kind, line.key) == (kind, key))
        self.screen.list.setCurrentRow(at)


@contextmanager
def looked(qapp: QApplication, **driven: Any) -> Generator[Looked]:
    with Driven(qapp, **driven) as program:
        page = Looked(program)
        yield page
        page.flow.let_go()


def test_marks_are_cut_out() -> None:
    assert bits("a \x02b\x03 c") == (Bit("a "), Bit("b", hit=True), Bit(" c"))
    assert bits("\x02b") == (Bit("b"),)
    assert bits("") == ()


def test_an_empty_field_lists_what_is_kept_and_a_letter_goes_to_its_terms(qapp: QApplication) -> None:
    with looked(qapp) as page:
        kept = [line.key for line in page.lines if line.kind == "item"]
        assert kept == [page.met[1].id, page.met[0].id]
        terms = [line.title for line in page.lines if line.kind == "term"]
        assert len(terms) >= 300
        assert page.screen.field.hasFocus()
        QTest.keyClick(page.screen.field, Qt.Key.Key_Down)
        assert page.screen.list.hasFocus()
        assert page.met[1].stem in page.text()
        QTest.keyClick(page.screen.list, Qt.Key.Key_M)
        line = page.screen.list.currentItem().data(Qt.ItemDataRole.UserRole)
        assert line.title == next(title for title in terms if title.casefold().startswith("m"))
        assert line.title.split(" (")[0] in page.text()


def test_a_question_is_found_and_its_note_and_bookmark_are_kept(qapp: QApplication) -> None:
    with looked(qapp) as page:
        item = page.met[2]
        page.type(" ".join(item.stem.split()[:6]))
        page.choose("item", item.id)
        assert any(bit.hit for line in page.lines for bit in line.passage)
        shown = page.text()
        assert item.stem in shown
        assert all(option.text in shown and option.rationale in shown for option in item.options)
        assert item.references[0].url in shown
        page.page.bookmark.click()
        page.page.note.field.setPlainText("Quokka")
        page.page.note.flush()
        wait_for(lambda: page.page.bookmark.isChecked(), "the bookmark")
        kept = page.program.on_lane(lambda _: page.study.notes(ROBIN.id))[item.id]
        assert (kept.text, kept.bookmarked) == ("Quokka", True)
        page.type("quokka")
        assert [line.key for line in page.lines if line.kind] == [item.id]


def test_nothing_of_a_sealed_form_is_ever_found(qapp: QApplication) -> None:
    with looked(qapp) as page:
        met = {item.id for item in page.met}
        for item in page.sealed[:12]:
            page.type(" ".join(item.stem.split()[:8]))
            assert {line.key for line in page.lines if line.kind == "item"} <= met
            assert item.stem not in page.text()
        # Even a note on one, however it came there, does not bring its question along.
        unmet = page.sealed[0]
        page.flow._notes.write(unmet.id, "Wombat")
        page.program.on_lane(lambda _: True)
        page.type("wombat")
        page.choose("item", unmet.id)
        assert words.NO_QUESTION in page.text()
        assert not any(unmet.stem[:40] in line.spoken for line in page.lines)
        assert not any(text in page.text() for text in (unmet.stem, unmet.key.text, unmet.key.rationale))
        page.type("xylophone zzz")
        assert page.lines == []
        assert page.screen.status.text() == words.NOTHING


def test_a_term_leads_to_others_and_back(qapp: QApplication) -> None:
    with looked(qapp) as page:
        glossary = page.flow._glossary
        assert glossary is not None
        term = next(term for term in glossary.terms if term.see and term.checked_on)
        page.choose("term", term.id)
        assert term.definition in page.text()
        assert words.as_of(term.checked_on) in page.text()
        other = glossary.term(term.see[0])
        assert other is not None
        page.page.page.term_wanted.emit(other.id)
        assert other.definition in page.text()
        page.page.back.click()
        assert term.definition in page.text()


def test_the_latest_of_many_keys_wins(qapp: QApplication) -> None:
    with looked(qapp) as page:
        asked: list[str] = []
        real = page.study.search

        def search(candidate: str, typed: str, most: int = 50) -> Any:
            asked.append(typed)
            return real(candidate, typed, most)

        page.flow._study = cast(Any, _Counting(page.study, search))
        for typed in ("z", "ze", "zeb", "zebra"):
            page.flow._search(typed)
        wait_for(lambda: page.flow._shown == "zebra" and not page.flow._searching, "the search")
        assert asked == ["z", "zebra"]
        assert [line.key for line in page.lines if line.kind] == [page.met[0].id]


class _Counting:
    def __init__(self, study: StudyStore, search: Any) -> None:
        self._study, self.search = study, search

    def __getattr__(self, name: str) -> Any:
        return getattr(self._study, name)


def test_the_page_is_reached_from_study_and_left(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        program.ready()
        program.part(QLineEdit).setText(ROBIN.name)
        program.press(texts.STUDY)
        ways = wait_for(lambda: [one for one in program.parts(QPushButton) if one.text() == words.PAGE], "study")
        wait_for(ways[0].isEnabled, "the day")
        program.press(words.PAGE)
        wait_for(lambda: isinstance(program.screen, SearchScreen), "the page")
        program.press(words.CLOSE)
        wait_for(lambda: isinstance(program.screen, StudyScreen), "study again")
