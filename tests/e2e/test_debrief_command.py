"""`cehrs attempts debrief` as a script sees it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cehrs_desktop.application.debriefing import annotate
from cehrs_desktop.application.results import close_attempt
from cehrs_desktop.storage.opening import open_store
from tests.building import moment
from tests.rehearsed_days import ASKED, PAUSED, RINGS, Rehearsal, plan_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one rehearsed day that was finished as practice, and one note on it."""
    folder = tmp_path_factory.mktemp("data")
    store = open_store(folder)
    lived = Rehearsal(plan_of(PAUSED, ASKED, RINGS), store=store)
    lived.to_exam()
    lived.wait(60)
    lived.play("paused", seconds=30)
    lived.play("asked", "argue", seconds=20)
    lived.play("rings", "hide")
    lived.as_practice()
    lived.finish()
    close_attempt(store, "attempt-1")
    annotate(store, "attempt-1", 6, "I was calm.", moment(9000))
    store.shut()
    return folder


def cehrs(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1", "CEHRS_DATA_DIR": str(data)}
    command = [sys.executable, "-m", "cehrs_desktop.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)


def test_the_debrief_is_json_alone_on_standard_output(data: Path) -> None:
    run = cehrs("attempts", "debrief", "attempt-1", "--json", data=data)
    assert (run.returncode, run.stderr) == (0, "")
    told = json.loads(run.stdout)
    assert told["would_have_ended"]["finished_as_practice"] is True
    costs = {entry["id"]: entry["cost"]["exam_seconds"] for entry in told["entries"] if entry["kind"] == "scene"}
    assert costs == {"paused": 0.0, "asked": 20.0, "rings": 10.0}
    assert [note["text"] for event in told["staff_events"] for note in event["notes"]] == ["I was calm."]


def test_the_debrief_in_words_goes_where_words_go(data: Path) -> None:
    run = cehrs("attempts", "debrief", "attempt-1", data=data)
    assert (run.returncode, run.stdout) == (0, "")
    assert "Finished as practice: the real exam would have ended at question 1 (Phone)." in run.stderr
    assert "I was calm." in run.stderr


def test_an_unknown_attempt_is_told(data: Path) -> None:
    run = cehrs("attempts", "debrief", "nobody", "--json", data=data)
    assert (run.returncode, run.stdout) == (4, "")
    assert "Traceback" not in run.stderr


def test_the_list_is_as_before_and_says_practice(data: Path) -> None:
    run = cehrs("attempts", "--json", data=data)
    assert run.returncode == 0
    (line,) = json.loads(run.stdout)
    assert (line["id"], line["state"], line["outcome"]["practice"]) == ("attempt-1", "complete", True)
