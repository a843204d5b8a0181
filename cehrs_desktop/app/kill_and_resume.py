"""The hardest self-test: the program is killed in the middle of an exam, opened again, and must have lost nothing.

The victim is a process of its own, the same program with the same windows; it says which answers it saw recorded, and
is killed without a warning, as a power cut would end it. Then the exam is resumed and ended in this process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# First, because it decides on Qt's platform.
from cehrs_desktop.app.hands import Hands, SelfTestFailed, opened_program  # isort: skip

from PySide6.QtCore import QEventLoop

from cehrs_desktop.application.results import read_record
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import texts
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.report.screen import ReportScreen

ANSWERS = 40
START_SECONDS = 180.0


def kill_and_resume(command: Sequence[str]) -> dict[str, Any]:
    """Run it; `command` starts the victim when a folder is added to it. The result has ``ok`` and perhaps ``error``."""
    began = time.monotonic()
    result: dict[str, Any] = {"ok": False}
    with tempfile.TemporaryDirectory(prefix="cehrs-self-test-", ignore_cleanup_errors=True) as folder:
        try:
            told = _killed([*command, folder])
            result.update(_resumed(Path(folder), told))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the result of the test
            result["error"] = f"{type(error).__name__}: {error}"
    result["seconds"] = round(time.monotonic() - began, 2)
    return result


def sit_until_killed(folder: Path) -> None:
    """The victim: answers questions, says so as each answer is recorded, and waits for its end."""
    with opened_program(folder) as (_, hands):
        exam = hands.begin_exam()
        for position in range(1, ANSWERS + 1):
            hands.choose(position)
            sys.stdout.write(json.dumps({"recorded": position}) + "\n")
            sys.stdout.flush()
            hands.go_on(exam, position)
        QEventLoop().exec()


def _killed(command: Sequence[str]) -> int:
    """Let the victim come to its last answer and kill it; how many answers it had seen recorded."""
    recorded = 0
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as victim:
        # One that hangs is killed too, and what it has said until then judged below.
        watch = threading.Timer(START_SECONDS, victim.kill)
        watch.start()
        try:
            for line in victim.stdout or ():
                recorded = int(json.loads(line)["recorded"])
                if recorded == ANSWERS:
                    break
        finally:
            watch.cancel()
            victim.kill()
        said = (victim.stderr.read() if victim.stderr else b"").decode(errors="replace")
    if recorded < ANSWERS:
        raise SelfTestFailed(f"the program that was to be killed came to answer {recorded} only: {said[-500:]}")
    return recorded


def _resumed(folder: Path, told: int) -> dict[str, Any]:
    with opened_program(folder) as (_, hands):
        hands.press(texts.RESUME)
        hands.found(ExamScreen, lambda screen: screen.shown_position() >= told)
        _end(hands)
        attempt_id = hands.found(ReportScreen).attempt_shown
    store = open_store(folder)
    try:
        record = read_record(store, attempt_id)
    finally:
        store.shut()
    kept = sum(response.chosen is not None for response in record.session.responses)
    return {
        "ok": kept == told and record.session.phase is Phase.COMPLETE and record.outcome is not None,
        "recorded_before_the_kill": told,
        "kept": kept,
        "scaled": record.outcome.score if record.outcome else None,
    }


def _end(hands: Hands) -> None:
    hands.press(texts.SUMMARY)
    hands.press(texts.END_EXAM)
    hands.press(texts.END_YES)
    hands.press(texts.CONTINUE)
    hands.press(texts.SKIP_SURVEY)
