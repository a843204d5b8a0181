"""The page of calendar, Anki and tables in the real window with the real store; other readers read its files."""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QApplication, QFileDialog

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.exporting import wish_from_plain
from cehrs_desktop.application.forms import candidate_named
from cehrs_desktop.presentation import study_files_texts as words
from cehrs_desktop.presentation import study_plan_texts
from cehrs_desktop.study.profile import Note
from cehrs_desktop.ui.report import saving
from cehrs_desktop.ui.screens.study import StudyScreen
from cehrs_desktop.ui.screens.study_files import StudyFilesScreen
from cehrs_desktop.ui.study_files_flow import StudyFilesFlow
from tests.ui.driving import Driven, wait_for
from tests.ui.test_study_plan_pages import NAME, answer_wrong, kept, plan_page, set_exam, study, today

icalendar = pytest.importorskip("icalendar", reason="the reader is a developer's package")


def files_page(program: Driven) -> tuple[StudyFilesFlow, StudyFilesScreen]:
    """The page, opened from the study page."""
    program.press(words.WAY)
    return shown(program)


def shown(program: Driven) -> tuple[StudyFilesFlow, StudyFilesScreen]:
    """The page once it was read."""

    def look() -> StudyFilesScreen | None:
        screen = program.screen
        return screen if isinstance(screen, StudyFilesScreen) and words.ANKI_SCHEDULE in program.words() else None

    screen = wait_for(look, "the page")
    return program.flow.stage.findChildren(StudyFilesFlow)[-1], screen


def save(program: Driven, visit: StudyFilesFlow, kind: str, file: Path) -> str:
    """What the page says after a file was chosen."""
    visit.save(kind, file)
    notice = visit._screen.notice

    def told() -> str:
        text = notice._text.text()
        return text if notice.isVisible() and text != words.SAVING else ""

    said = wait_for(told, "the notice")
    notice.clear()
    return said


def events(file: Path) -> list[Any]:
    return icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")


def test_a_plan_is_saved_to_the_calendar_with_times_and_reminders(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "my plan.ics"
    with Driven(qapp) as program:
        study(program)
        set_exam(program, 20)
        visit, screen = files_page(program)
        assert words.NOTHING["after"] in program.words()
        assert not screen._boxes["after"].isEnabled()
        program.press(words.STUDY_AT)
        screen._study_time.setTime(QTime(18, 30))
        screen._reminder.setCurrentIndex(screen._reminder.findText(words.REMINDERS[30]))
        screen._reminder.activated.emit(screen._reminder.currentIndex())
        program.press(words.EXAM_AT)
        screen._exam_time.setTime(QTime(14, 15))
        said = save(program, visit, "calendar", file)
        found = events(file)
        assert said == words.saved("calendar", str(file), len(found))
        assert words.calendar_line(len(found)) in program.words()
        by_title = {str(one["SUMMARY"]): one for one in found}
        exam = by_title["CEHRS exam"]
        day = today(program) + timedelta(days=20)
        assert exam["DTSTART"].dt == datetime(day.year, day.month, day.day, 14, 15)  # noqa: DTZ001
        assert [alarm["TRIGGER"].dt for alarm in exam.walk("VALARM")] == [-timedelta(days=1), -timedelta(minutes=90)]
        assert by_title["CEHRS exam: go through the checklists"]["DTSTART"].dt == day - timedelta(days=2)
        timed = [one for one in found if str(one["SUMMARY"]).startswith("CEHRS study") and "DURATION" in one]
        assert len(timed) > 10
        assert {one["DTSTART"].dt.time().isoformat("minutes") for one in timed} == {"18:30"}
        assert {alarm["TRIGGER"].dt for one in timed for alarm in one.walk("VALARM")} == {-timedelta(minutes=30)}
        assert sum("dress rehearsal" in title for title in by_title) == 1

        # What was chosen is there the next time; what is left out is not in the file.
        wish = wish_from_plain(kept(program).choices["files"])
        assert (wish.study_at, wish.exam_at, wish.reminder) == ("18:30", "14:15", 30)
        program.press(words.BACK)
        study(program)
        visit, screen = files_page(program)
        assert screen._study_time.time() == QTime(18, 30)
        screen._boxes["study"].click()
        assert not screen._study.isVisible()
        said = save(program, visit, "calendar", file)
        again = events(file)
        assert len(again) == 2
        before = next(one for one in found if str(one["SUMMARY"]) == "CEHRS exam")
        after = next(one for one in again if str(one["SUMMARY"]) == "CEHRS exam")
        assert after["UID"] == before["UID"]


def test_without_a_date_and_answers_the_page_says_what_to_do(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        _, screen = files_page(program)
        for text in (words.NOTHING["exam"], words.NO_QUESTIONS["cards"], words.NO_ANSWERS):
            assert text in program.words()
        for kind, text in (("anki", words.SAVE_ANKI), ("answers", words.SAVE_ANSWERS)):
            assert not program.button(text).isEnabled()
            assert screen._ways[kind].accessibleDescription()
        # Without a date the weeks go round: there is a plan.
        assert program.button(words.SAVE_CALENDAR).isEnabled()
        for box in screen._boxes.values():
            if box.isChecked():
                box.click()
        assert words.calendar_line(0) in program.words()
        assert not program.button(words.SAVE_CALENDAR).isEnabled()


def test_cards_go_to_anki_and_sealed_questions_to_no_file(qapp: QApplication, tmp_path: Path) -> None:
    pytest.importorskip("anki", reason="Anki's library is a developer's package")
    from anki.collection import Collection, ImportAnkiPackageRequest
    from anki.import_export_pb2 import ImportAnkiPackageOptions

    package, table = tmp_path / "cards.apkg", tmp_path / "answers.csv"
    with Driven(qapp) as program:
        study(program)
        answer_wrong(program, 12)

        def seal_some(desk: Desk) -> tuple[set[str], set[str], str]:
            """A note, and a form kept sealed that has some of the questions."""
            person = candidate_named(desk.store, NAME)
            assert person is not None
            assert desk.study is not None
            assert desk.source is not None
            met = {one.item_id for one in desk.study.answers(person.id)}
            forms = {one.form.name: {slot.item_id for slot in one.form.slots} for one in desk.source.forms()}
            form = max(forms, key=lambda name: len(forms[name] & met))
            profile = desk.study.study_profile(person.id)
            desk.study.keep_study_profile(person.id, replace(profile, sealed=1, sealed_forms=(form,)))
            noted = min(met - forms[form])
            desk.study.keep_note(person.id, Note(noted, "Mine: 5 < 6", True, 1))
            return met, met & forms[form], noted

        met, sealed, noted = program.on_lane(seal_some)
        assert sealed
        visit, screen = files_page(program)
        out = len(met) - len(sealed)
        assert words.which_name("cards", out) == screen._which["cards"].text()
        assert words.kept_back(len(sealed)) in program.words()
        assert words.anki_line(out, 1) in program.words()
        assert save(program, visit, "anki", package) == words.saved("anki", str(package), out)
        assert save(program, visit, "answers", table) == words.saved("answers", str(table), out)
        rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
        assert {row["item"] for row in rows} == met - sealed

        screen._which["bookmarked"].click()
        program.press(words.WITH_NOTES)
        few = tmp_path / "few.apkg"
        assert save(program, visit, "anki", few) == words.saved("anki", str(few), 1)

    def imported(file: Path) -> dict[str, str]:
        collection = Collection(str(tmp_path / f"{file.stem}.anki2"))
        try:
            options = ImportAnkiPackageOptions(merge_notetypes=True)
            collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(file), options=options))
            notes = [collection.get_note(note) for note in collection.find_notes("")]
            return {note["Item"].split(" v")[0]: note["Notes"] for note in notes}
        finally:
            collection.close()

    notes = imported(package)
    assert set(notes) == met - sealed
    assert notes[noted] == "Mine: 5 &lt; 6"
    assert imported(few) == {noted: ""}


def test_the_plan_is_a_table_of_its_days(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    with Driven(qapp) as program:
        study(program)
        set_exam(program, 9)
        visit, _ = files_page(program)
        assert save(program, visit, "plan", file) == words.saved("plan", str(file), 9)
        rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
        assert [date.fromisoformat(row["day"]) for row in rows] == [today(program) + timedelta(at) for at in range(9)]


@pytest.mark.skipif(sys.platform == "win32", reason="folders there have no such modes")
def test_what_cannot_be_written_is_said_and_nothing_is_left_behind(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with Driven(qapp) as program:
        study(program)
        set_exam(program, 20)
        visit, _ = files_page(program)
        old = place / "old.ics"
        old.write_bytes(b"what was there")
        assert save(program, visit, "calendar", place / "plan.txt") == words.wrong_ending(
            str(place / "plan.txt"), "ics"
        )
        assert "is not there" in save(program, visit, "calendar", place / "gone" / "plan.ics")

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(saving.os, "fsync", full)
            said = save(program, visit, "calendar", old)
        assert "no space left" in said
        assert words.SAVE_SAFE in said

        def forbidden(_path: Path, _mode: str) -> None:
            raise PermissionError(13, "Permission denied")

        with monkeypatch.context() as patch:
            # As a folder that may not be written to; root may write everywhere.
            patch.setattr(Path, "open", forbidden)
            assert "may not write" in save(program, visit, "calendar", old)
        assert [one.name for one in place.iterdir()] == ["old.ics"]
        assert old.read_bytes() == b"what was there"
        # The buttons are back.
        assert program.button(words.SAVE_CALENDAR).isEnabled()
        assert save(program, visit, "calendar", old).startswith(f"Saved to {old}")


def test_the_dialog_proposes_a_name_and_the_plan_page_leads_there(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        study(program)
        set_exam(program, 20)
        plan_page(program)
        program.press(study_plan_texts.CALENDAR)
        _, page = shown(program)
        program.press(words.SAVE_CALENDAR)
        dialog = wait_for(lambda: next(iter(page.findChildren(QFileDialog)), None), "the dialog")
        day = today(program).isoformat()
        assert [Path(name).name for name in dialog.selectedFiles()] == [f"CEHRS calendar Robin Example {day}.ics"]
        assert dialog.defaultSuffix() == "ics"
        assert dialog.windowTitle() == "Save calendar file"
        dialog.reject()
        program.press(words.BACK)
        assert isinstance(program.screen, StudyScreen)
