"""`cehrs computer` as a technician's script sees it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from cehrs_desktop.rehearsal.acceptance import SUBJECTS

ROOT = Path(__file__).parents[2]


def computer(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cehrs_desktop.cli", "computer", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_json_alone_is_on_standard_output_and_the_code_is_0_whatever_it_says() -> None:
    run = computer("--json")
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    told = json.loads(run.stdout)
    assert told["computer"] == platform.node()
    assert told["trouble"] is None
    assert [one["subject"] for one in told["findings"]] == list(SUBJECTS)
    refused = [one["subject"] for one in told["findings"] if one["judgement"] == "may_be_refused"]
    assert told["may_be_refused"] == refused
    for one in told["findings"]:
        assert all(page["source"].startswith("https://") and page["as_of"] for page in one["published"])
        assert one["innocent"]


def test_people_read_it_on_standard_error() -> None:
    run = computer()
    assert run.returncode == 0
    assert run.stdout == ""
    assert "Would this computer be accepted?" in run.stderr
    assert "Innocent explanations" in run.stderr


@pytest.mark.parametrize("as_json", [False, True])
def test_forty_computers_save_into_one_folder(tmp_path: Path, as_json: bool) -> None:
    run = computer("--out", str(tmp_path), *(["--json"] if as_json else []))
    assert run.returncode == 0, run.stderr
    (file,) = tmp_path.iterdir()
    assert file.stem.startswith(platform.node()[:8])
    text = file.read_text(encoding="utf-8")
    assert str(file) in run.stderr
    if as_json:
        assert json.loads(text) == json.loads(run.stdout)
    else:
        assert "Operating system" in text
        assert run.stdout == ""


def test_a_sheet_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    run = computer("--out", str(tmp_path / "none" / "sheet.txt"))
    assert run.returncode == 1
    assert "is not there" in run.stderr
    assert "Traceback" not in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_is_2() -> None:
    assert computer("--colour").returncode == 2


def test_no_window_library_is_loaded() -> None:
    code = (
        "import sys; from cehrs_desktop.cli import main; assert main(['computer', '--json']) == 0; "
        "print([name for name in sys.modules if name.startswith(('PySide6', 'numpy', 'sqlite3'))], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert run.stderr.strip() == "[]"
