"""The program on a lab's computers: a policy, standard users, folders of every kind, a program that cannot be written.

Each start is a process of its own with an environment of its own. As root the rights of files would not count, so the
capability that overrides them is given up first.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.app.machine import settled_here
from cehrs_desktop.app.own_folder import NOTE
from cehrs_desktop.presentation import folder_texts, policy_texts

ROOT = Path(__file__).parents[2]
CANDIDATE = Path(__file__).with_name("lab_candidate.py")
NAMES = ("with blanks, 'quotes' & Учебный класс 計算機 🖥️ ﷽", "é" * 80)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the folders and rights of Linux")


class Lab:
    """A computer: a policy file and people with homes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.policy = folder / "policy.json"

    def set(self, content: Any) -> None:
        self.policy.write_text(json.dumps(content) if not isinstance(content, str) else content, encoding="utf-8")

    def home(self, person: str) -> Path:
        home = self.folder / "homes" / person
        home.mkdir(parents=True, exist_ok=True)
        return home

    def environ(self, person: str, **more: str) -> dict[str, str]:
        home = str(self.home(person))
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "CEHRS_", "PYTHON"))}
        return {
            **kept, "HOME": home, "PERSON": person, "CEHRS_POLICY_FILE": str(self.policy),
            "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **more,
        }  # fmt: skip

    def start(self, person: str, act: str, *more: str, **environ: str) -> tuple[int, dict[str, Any]]:
        """Start the program; its exit code and what was shown, by kind."""
        return told_by(subprocess.Popen(**self.command(person, act, *more, **environ)))

    def command(self, person: str, act: str, *more: str, **environ: str) -> dict[str, Any]:
        command = [*as_a_standard_user(), sys.executable, str(CANDIDATE), act, *more]
        return {
            "args": command, "env": self.environ(person, **environ), "cwd": self.folder,
            "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
        }  # fmt: skip

    def own(self, person: str) -> Path:
        return self.home(person) / ".local" / "share" / "cehrs-desktop"


def as_a_standard_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    given_up = "-dac_override,-dac_read_search,-fowner"
    return ["setpriv", f"--bounding-set={given_up}", f"--inh-caps={given_up}"]


def told_by(process: subprocess.Popen[Any]) -> tuple[int, dict[str, Any]]:
    with process:
        try:
            out, err = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert b"Traceback" not in err, err.decode()
    lines = [json.loads(line) for line in out.splitlines()]
    return process.returncode, {line["kind"]: line for line in lines}


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def attempts(folder: Path) -> int:
    with sqlite3.connect(folder / "attempts.db") as database:
        (count,) = database.execute("SELECT count(*) FROM attempt").fetchone()
    database.close()
    return count


def listing(folder: Path) -> Mapping[str, tuple[int, int]]:
    return {str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*")}


# ---- where the data goes
@pytest.mark.parametrize("name", NAMES)
def test_a_folder_of_any_name_holds_the_rehearsals(lab: Lab, name: str) -> None:
    lab.set({"fixed": {"data_folder": f"$HOME/{name}/{{user}}"}})
    code, told = lab.start("anna", "begin")
    assert code == 0
    (folder,) = (lab.home("anna") / name).iterdir()
    assert told["home"]["folder"] == str(folder)
    assert "begun" in told
    assert attempts(folder) == 1
    assert not lab.own("anna").exists()
    assert policy_texts.HOME_NOTE not in told["home"]["words"]


def test_two_people_at_once_have_a_folder_each(lab: Lab) -> None:
    """`PERSON` stands in for {user}: the two processes of a test have one user, as the system sees it."""
    lab.set({"fixed": {"data_folder": f"{lab.folder}/shared/$PERSON"}})
    both = [subprocess.Popen(**lab.command(person, "begin")) for person in ("anna", "李明")]
    for person, process in zip(("anna", "李明"), both, strict=True):
        code, told = told_by(process)
        assert (code, told["home"]["folder"]) == (0, f"{lab.folder}/shared/{person}")
        assert attempts(lab.folder / "shared" / person) == 1


def test_a_program_that_cannot_be_written_runs_and_stays_as_it_is(lab: Lab) -> None:
    program = lab.folder / "Program Files" / "Программа 程序"
    shutil.copytree(ROOT / "cehrs_desktop", program / "cehrs_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "resources", program / "resources")
    (program / "build").mkdir()
    shutil.copy2(ROOT / "build" / "items.pack", program / "build")
    for path in (program, *program.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    before = listing(program)
    refused = subprocess.run([*as_a_standard_user(), "touch", str(program / "x")], capture_output=True, check=False)
    assert refused.returncode != 0, "this user may write everywhere, so nothing would be shown"
    try:
        code, told = lab.start("anna", "begin", PYTHONPATH=str(program))
        assert code == 0
        assert told["home"]["program"].startswith(str(program))
        assert "begun" in told
        assert listing(program) == before
        assert attempts(lab.own("anna")) == 1
    finally:
        for path in (program, *program.rglob("*")):
            path.chmod(path.stat().st_mode | 0o200)


def test_a_home_that_cannot_be_written_is_no_matter_when_the_data_is_elsewhere(lab: Lab) -> None:
    lab.set({"fixed": {"data_folder": f"{lab.folder}/disk/{{user}}"}})
    home = lab.home("anna")
    home.chmod(0o500)
    try:
        code, told = lab.start("anna", "begin")
        assert code == 0
        assert "begun" in told
        assert list(home.iterdir()) == []
    finally:
        home.chmod(0o700)


def test_a_home_that_cannot_be_written_and_no_policy_is_told(lab: Lab) -> None:
    home = lab.home("anna")
    home.chmod(0o500)
    try:
        code, told = lab.start("anna", "look")
        assert code == 4
        assert str(lab.own("anna")) in told["dialog"]["words"]
        assert list(home.iterdir()) == []
    finally:
        home.chmod(0o700)


# ---- a wrong policy
@pytest.mark.parametrize(
    "content",
    ["{", '{"fixed": {"modes": [], "data_folder": "relative", "sounds": 1, "theme": {}}}'],
    ids=["no JSON", "wrong values"],
)
def test_a_wrong_policy_stops_nobody_and_is_told(lab: Lab, content: str) -> None:
    lab.set(content)
    code, told = lab.start("anna", "begin")
    assert code == 0
    assert "begun" in told
    assert policy_texts.HOME_NOTE in told["home"]["words"]
    assert told["home"]["folder"] == str(lab.own("anna"))
    assert (lab.own("anna") / NOTE).is_file(), "the policy may have named another folder: it is noted"


def test_rehearsals_from_the_day_of_a_wrong_policy_are_found_again(lab: Lab) -> None:
    lab.set({"fixed": {"data_folder": "shares/x"}})
    assert lab.start("anna", "begin")[0] == 0
    lab.set({"fixed": {"data_folder": f"{lab.folder}/disk"}})
    code, told = lab.start("anna", "look")
    assert (code, told["home"]["folder"]) == (0, f"{lab.folder}/disk")
    assert policy_texts.OWN_NOTE in told["home"]["words"]
    assert json.loads((lab.own("anna") / NOTE).read_bytes())["instead_of"] == "shares/x"
    done = subprocess.run(
        [sys.executable, "-m", "cehrs_desktop.cli", "policy", "show", "--json"],
        env=lab.environ("anna"), cwd=lab.folder, capture_output=True, check=True,
    )  # fmt: skip
    shown = json.loads(done.stdout)
    assert (shown["own_folder"]["folder"], shown["own_folder"]["instead_of"]) == (str(lab.own("anna")), "shares/x")


# ---- a data folder that cannot be used
def test_a_folder_that_is_gone_is_asked_about_and_nothing_is_stored_elsewhere(lab: Lab) -> None:
    disk = lab.folder / "disk"
    disk.mkdir(mode=0o500)
    lab.set({"fixed": {"data_folder": f"{disk}/data"}})
    code, told = lab.start("anna", "look")
    assert code == 4
    assert f"{disk}/data" in told["problem"]["words"]
    assert told["problem"]["buttons"] == [
        folder_texts.FOLDER_CLOSE, folder_texts.FOLDER_OWN, folder_texts.FOLDER_AGAIN,
    ]  # fmt: skip
    assert not lab.own("anna").exists()

    code, told = lab.start("anna", folder_texts.FOLDER_OWN)
    assert (code, told["home"]["folder"]) == (0, str(lab.own("anna")))
    assert json.loads((lab.own("anna") / NOTE).read_bytes())["instead_of"] == f"{disk}/data"

    disk.chmod(0o700)
    code, told = lab.start("anna", "look")
    assert (code, told["home"]["folder"]) == (0, f"{disk}/data")
    assert policy_texts.OWN_NOTE in told["home"]["words"]
    code, told = lab.start("anna", "look", "--own-data")
    assert (code, told["home"]["folder"]) == (0, str(lab.own("anna")))


def test_where_own_folders_are_wiped_they_are_not_offered(lab: Lab) -> None:
    (lab.folder / "disk").write_text("a file where a folder should be")
    lab.set({"fixed": {"data_folder": f"{lab.folder}/disk/data", "own_folder": False}})
    code, told = lab.start("anna", "look")
    assert code == 4
    assert folder_texts.FOLDER_OWN not in told["problem"]["buttons"]
    assert str(lab.own("anna")) not in told["problem"]["words"]
    # Without rehearsals there the argument leads nowhere.
    assert lab.start("anna", "look", "--own-data")[0] == 4
    assert not lab.own("anna").exists()


def test_the_environment_s_folder_stands_below_a_fixed_one_only(lab: Lab) -> None:
    mine, theirs = f"{lab.folder}/mine", f"{lab.folder}/theirs"
    found: dict[str, str] = {}
    for part in ("fixed", "default"):
        lab.set({part: {"data_folder": theirs}})
        found[part] = str(settled_here({"CEHRS_POLICY_FILE": str(lab.policy), "CEHRS_DATA_DIR": mine}).paths.data)
    assert found == {"fixed": theirs, "default": mine}
    assert str(settled_here({"CEHRS_POLICY_FILE": str(lab.policy)}).paths.data) == theirs
