"""The self-test: the real windows, driven through a whole exam in a temporary folder, then checked from its files.

Also a form is assembled, a day is begun in each place, and the misses are studied. It proves an installed or frozen
program on a machine that has no test tools. Killing it in the middle is a test of its own: `kill_and_resume`.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

# First, because it decides on Qt's platform.
from cehrs_desktop.app.hands import PATIENCE_SECONDS, Hands, SelfTestFailed, opened_program  # isort: skip

from PySide6.QtWidgets import QLineEdit, QTabBar

from cehrs_desktop.app.day_of_exam import day_data
from cehrs_desktop.app.self_test_study import study_once
from cehrs_desktop.application.forms import AssemblyFailed, assembled_form
from cehrs_desktop.application.results import record_of
from cehrs_desktop.bank.signing import is_signed, new_seed, public_of, signature_of
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import plan_texts, texts
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.system.settings_file import write_settings
from cehrs_desktop.ui.flow import Flow
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.screens.exam.summary import NavigatorCell, SummaryScreen
from cehrs_desktop.ui.screens.report.screen import ReportScreen
from cehrs_desktop.ui.widgets.stem import Stem

BLANK = frozenset({20, 77})
MARKED = frozenset({3, 40, 125})


def self_test() -> dict[str, Any]:
    """Run it. The result has ``ok``, counts, scores and, when something failed, ``error``."""
    began = time.monotonic()
    result: dict[str, Any] = {"ok": False}
    with tempfile.TemporaryDirectory(prefix="cehrs-self-test-", ignore_cleanup_errors=True) as folder:
        try:
            result.update(_run(Path(folder)))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the result of the test
            result["error"] = f"{type(error).__name__}: {error}"
    result["seconds"] = round(time.monotonic() - began, 2)
    return result


def _run(folder: Path) -> dict[str, Any]:
    data = folder / "exam"
    with opened_program(data) as (flow, hands):
        attempt_id = _sit(hands)
        score_shown = hands.found(ReportScreen).score_shown
    store = open_store(data)
    try:
        stored = store.load(attempt_id)
        lines = store.lines()
    finally:
        store.shut()
    record = record_of(stored)
    outcome = record.outcome
    if outcome is None:
        raise SelfTestFailed("the stored attempt has no result")
    form_made = _assembles(flow)
    venues = [place.id for place in day_data(program_paths({"CEHRS_DATA_DIR": str(data)})).venues]
    checks = _tells_signatures_apart()
    study = study_once(data)
    studied = bool(study["cards"] and study["reviewed"] and study["terms"] and study["pin"])
    for venue in venues:
        _begin_day(folder / venue, venue)
    answered = sum(response.chosen is not None for response in record.session.responses)
    as_pressed = answered == len(stored.items) - len(BLANK)
    listed = lines[0].outcome or {}
    equal = listed.get("raw") == outcome.raw and listed.get("score") == outcome.score == score_shown
    return {
        "ok": all(
            (equal, as_pressed, form_made, checks, venues, studied, record.session.phase is Phase.COMPLETE),
        ),
        "items": len(stored.items),
        "scored": outcome.count,
        "pretest": len(stored.items) - outcome.count,
        "answered": answered,
        "raw": outcome.raw,
        "scaled": outcome.score,
        "domains": {d.domain: {"right": d.right, "count": d.count} for d in outcome.domains},
        "events": record.session.seq,
        "form_assembled": form_made,
        "days_begun": venues,
        "signatures_checked": checks,
        "study": study,
        "replay_equal": equal,
    }


def _assembles(flow: Flow) -> bool:
    """Whether the child process that assembles forms starts and answers as the forms screen needs it."""
    command = [*flow.assemble_command, "--seed", "self-test"]
    told = subprocess.run(command, input=b"{}", capture_output=True, timeout=PATIENCE_SECONDS, check=False)
    try:
        return assembled_form(told.stdout).table.count > 0
    except AssemblyFailed as error:
        raise SelfTestFailed(f"no form was assembled: {error} {told.stderr.decode(errors='replace')[-300:]}") from error


def _tells_signatures_apart() -> bool:
    """Whether a pack's signature is believed when it is right, and not when one byte differs."""
    seed, message = new_seed(), b"self-test"
    public, signature = public_of(seed), signature_of(seed, message)
    return is_signed(public, message, signature) and not is_signed(public, message + b" ", signature)


def _begin_day(data: Path, venue: str) -> None:
    """Plan a day at a place and begin it: its first step comes up."""
    write_settings(data / "settings.json", {"day": {"venue": venue, "level": "hard", "waits": "short"}})
    with opened_program(data) as (_, hands):
        hands.found(QLineEdit).setText("Self Test")
        hands.press(texts.REHEARSE_DAY)
        hands.press(plan_texts.BEGIN)
        hands.found(DayScreen)


def _sit(hands: Hands) -> str:
    """Go through everything from the first page to the report; returns the attempt's id."""
    exam = hands.begin_exam()
    total = exam.shown_total()
    for position in range(1, total + 1):
        _answer(hands, position)
        if position < total:
            hands.go_on(exam, position)
    hands.press(texts.SUMMARY)
    hands.found(SummaryScreen)
    cells = hands.all_of(NavigatorCell)
    cells[0].click()
    hands.wait(lambda: exam.isVisible() and exam.shown_position() == 1, "question 1 again")
    hands.press(texts.SUMMARY)
    hands.press(texts.END_EXAM)
    hands.press(texts.END_YES)
    hands.press(texts.CONTINUE)
    hands.press(texts.SKIP_SURVEY)
    return hands.found(ReportScreen).attempt_shown


def _answer(hands: Hands, position: int) -> None:
    """Do with a question what a candidate does, in an order that is the same every time."""
    for tabs in hands.all_of(QTabBar):
        # On a small screen the exhibit is a tab: read it, and come back to the question.
        tabs.setCurrentIndex(1)
        tabs.setCurrentIndex(0)
    if position in MARKED:
        hands.press(texts.MARK)
    if position == 5:
        stem = hands.found(Stem)
        cursor = stem.textCursor()
        cursor.setPosition(0)
        cursor.setPosition(6, cursor.MoveMode.KeepAnchor)
        stem.setTextCursor(cursor)
        hands.press(texts.HIGHLIGHT)
        hands.press(texts.STRIKE)
    if position not in BLANK:
        hands.choose(position)
