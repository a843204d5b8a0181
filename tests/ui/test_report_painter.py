"""The painted page: one page whatever stands on it, its text selectable in the PDF, and visible in every theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from cehrs_desktop.application.standing import standing_at
from cehrs_desktop.presentation.conditions import conditions
from cehrs_desktop.presentation.report_view import ReportView, report_view
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.ui.report.painter import page_fit, paint_report
from cehrs_desktop.ui.report.paper import paper_of, points, print_report, report_pdf
from cehrs_desktop.ui.theme.fonts import FILES, load_family
from cehrs_desktop.ui.theme.theme import THEMES, Theme
from tests.building import MemoryAttemptStore
from tests.ended_attempts import DOMAINS, Plan, sit
from tests.pdf_text import pdf_text
from tests.rehearsed_days import plan_of

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
LETTER, A4 = QPageSize(QPageSize.PageSizeId.Letter), QPageSize(QPageSize.PageSizeId.A4)
FULL = {domain: scored for domain, _, scored, _ in DOMAINS}
# Everything that can make the page long at once: a name of two lines, both marks, a fail with five domains to study.
LONGEST = Plan(right={}, name="W" * 80, unseen=frozenset(range(20, 126)), repeats=100)
KNOWN = Plan(right={"2": 30}, name="W" * 80, repeats=100)
PLANS = {"pass": Plan(), "longest": LONGEST, "known": KNOWN, "all right": Plan(right=FULL, name="Jo")}


@pytest.fixture(scope="module", autouse=True)
def _family(qapp: QApplication) -> None:
    assert load_family(str(FONTS / name) for name in FILES)


@pytest.fixture(autouse=True)
def _fresh_fits() -> Iterator[None]:
    page_fit.cache_clear()
    yield
    page_fit.cache_clear()


def view_of(name: str) -> ReportView:
    record = sit(PLANS[name])
    return report_view(record, standing_at(MemoryAttemptStore(), record))


def marked_view() -> ReportView:
    """The longest page, and on it a day with every accommodation that was finished as practice."""
    mark = "Finished as practice: the real exam would have ended at question 87 (third warning: Hands in view)."
    granted = Accommodations(
        extra_percent=50, breaks_stop_clock=True, zoom=1.5, theme="high_contrast", reader=True, masking=True
    )
    told = conditions(plan_of(level="hard"), granted)
    view = view_of("longest")
    return replace(view, conditions=told, marks=(mark, *view.marks))


def painted(view: ReportView, theme: Theme, width: int = 850, height: int = 1100) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.surface))
    painter = QPainter(image)
    paint_report(painter, view, theme, points(LETTER), QRectF(0, 0, width, height))
    painter.end()
    return image


def inked_rows(image: QImage, theme: Theme) -> list[int]:
    ground = QColor(theme.surface).rgb()
    return [y for y in range(image.height()) if any(image.pixel(x, y) != ground for x in range(0, image.width(), 2))]


def unwrapped(text: str) -> str:
    """Without the breaks that a column makes, and without the spaces at which it made them."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("paper", [LETTER, A4], ids=["Letter", "A4"])
def test_the_day_and_the_mark_of_practice_are_on_the_one_page(paper: QPageSize) -> None:
    view = marked_view()
    data = report_pdf(view, paper)
    assert len(re.findall(rb"/Type /Page\b(?!s)", data)) == 1
    text = unwrapped(pdf_text(data))
    for words in (view.conditions, *view.marks, view.independence, view.imprint):
        assert unwrapped(words) in text, words


@pytest.mark.parametrize("paper", [LETTER, A4], ids=["Letter", "A4"])
@pytest.mark.parametrize("name", list(PLANS))
def test_the_pdf_is_one_page_with_all_its_words_selectable(name: str, paper: QPageSize) -> None:
    view = view_of(name)
    data = report_pdf(view, paper)
    assert len(re.findall(rb"/Type /Page\b(?!s)", data)) == 1
    text = pdf_text(data)
    assert "\t" not in text
    assert "?" not in text, "a glyph that no reader can turn back into its character"
    expected = [view.title, view.candidate, view.score_line, view.band_text, *view.marks, view.caution, view.imprint]
    expected += [value for fact in view.facts for value in fact]
    expected += [words for note in view.notes for words in note]
    expected += [words for row in view.domains for words in (row.name, row.estimate_text, row.tally_text)]
    expected += [row.relation_text for row in view.domains]
    expected += [view.accuracy_text, view.readiness.text if view.readiness else ""]
    expected += [view.independence, view.verdict, str(view.numbers.score)]
    if view.next_steps is not None:
        expected += [view.next_steps.retake, *view.next_steps.study]
    for words in expected:
        assert unwrapped(words) in unwrapped(text), words


def test_the_pdf_has_a_title_embedded_fonts_and_the_paper(qapp: QApplication) -> None:
    data = report_pdf(view_of("pass"), LETTER)
    assert "Practice score report: Jordan Avery Whitfield".encode("utf-16-be") in data
    assert data.count(b"/FontFile2") >= 2
    assert b"/MediaBox [0 0 612" in data
    assert b"/MediaBox [0 0 595" in report_pdf(view_of("pass"), A4)


def test_no_word_of_an_item_is_in_the_pdf() -> None:
    record = sit(Plan(commented={5: "a comment to nobody"}))
    text = pdf_text(report_pdf(report_view(record), LETTER))
    assert "Practice score report" in text
    assert not re.search(r"stem words|option words|rationale words|comment to nobody", text)


@pytest.mark.parametrize("paper", [LETTER, A4], ids=["Letter", "A4"])
@pytest.mark.parametrize("name", list(PLANS))
def test_type_stays_readable_and_nothing_overlaps_the_notes(name: str, paper: QPageSize) -> None:
    size = points(paper)
    fit, gap = page_fit(view_of(name), size.width(), size.height())
    # The smallest type is 8 points before the fit.
    assert fit >= 0.8
    assert gap > 0


def test_a_page_far_too_small_still_gets_everything_on_it() -> None:
    view = view_of("longest")
    fit, gap = page_fit(view, 300.0, 400.0)
    assert 0 < fit < 0.8
    assert gap > 0


@pytest.mark.parametrize("theme", list(THEMES.values()), ids=list(THEMES))
def test_every_theme_shows_the_page_from_top_to_bottom(theme: Theme) -> None:
    rows = inked_rows(painted(view_of("pass"), theme), theme)
    assert rows[0] < 130
    assert rows[-1] > 1000
    # Nothing runs out of the page: the margins are clean.
    assert rows[0] > 40
    assert rows[-1] < 1060


def test_the_page_is_centered_in_whatever_it_is_drawn_into() -> None:
    theme = THEMES["light"]
    wide = painted(view_of("pass"), theme, width=2000, height=1100)
    ground = QColor(theme.surface).rgb()
    columns = [x for x in range(wide.width()) if any(wide.pixel(x, y) != ground for y in range(0, 1100, 3))]
    assert abs((columns[0] + columns[-1]) / 2 - 1000) < 12
    assert columns[-1] - columns[0] < 850


def test_more_right_answers_make_a_longer_bar() -> None:
    theme = THEMES["light"]
    accent = QColor(theme.accent).rgb()

    def filled(name: str) -> int:
        image = painted(view_of(name), theme)
        return sum(image.pixel(x, y) == accent for x in range(850) for y in range(400, 800, 2))

    assert filled("longest") < filled("pass") < filled("all right")


def test_paper_follows_the_country() -> None:
    english = QLocale.Language.English
    assert paper_of(QLocale(english, QLocale.Country.UnitedStates)).id() == QPageSize.PageSizeId.Letter
    assert paper_of(QLocale(english, QLocale.Country.Germany)).id() == QPageSize.PageSizeId.A4
    assert paper_of(QLocale.c()).id() == QPageSize.PageSizeId.Letter


@pytest.mark.parametrize("paper", [QPageSize.PageSizeId.Letter, QPageSize.PageSizeId.A5])
def test_a_printer_gets_one_page_on_its_own_paper(tmp_path: Path, paper: QPageSize.PageSizeId) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setPageSize(QPageSize(paper))
    assert print_report(view_of("longest"), printer)
    data = (tmp_path / "printed.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b(?!s)", data)) == 1
    width = round(QPageSize(paper).size(QPageSize.Unit.Point).width())
    assert f"/MediaBox [0 0 {width}".encode() in data


@pytest.mark.qt_log_ignore(r"QPainter::begin\(\): Returned false", extend=True)
def test_a_printer_that_refuses_is_reported(tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "printed.pdf"))
    assert not print_report(view_of("pass"), printer)


def test_sizes_are_points() -> None:
    assert points(LETTER) == QSizeF(612, 792)
