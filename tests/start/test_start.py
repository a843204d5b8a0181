"""start.py: what it does again and what it leaves alone, and what it says when it cannot go on.

The real set-up, with its downloads, is proved by bench/fresh_machine.sh on a machine that has nothing.
"""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """start.py of a small checkout in which the three costly steps only write down that they were called."""
    checkout = tmp_path / "checkout with spaces é"
    (checkout / "requirements").mkdir(parents=True)
    for name in ("app", "camera", "dev", "core"):
        (checkout / "requirements" / f"{name}.txt").write_text(name, encoding="utf-8")
    (checkout / "pyproject.toml").write_text("[project]", encoding="utf-8")
    (checkout / "start.py").write_bytes((ROOT / "start.py").read_bytes())
    spec = importlib.util.spec_from_file_location("start_under_test", checkout / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.calls = []

    def build(home: Path, python: Path, lock: str) -> None:
        module.calls.append(f"build {lock}")
        python.parent.mkdir(parents=True, exist_ok=True)
        python.write_text("", encoding="utf-8")
        (home / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).parent}", encoding="utf-8")

    monkeypatch.setattr(module, "build", build)
    monkeypatch.setattr(module, "install_checkout", lambda *_: module.calls.append("checkout"))
    monkeypatch.setattr(module, "install_system_packages", lambda _, testing: module.calls.append(f"system {testing}"))
    return module


def set_up_to_open(start: Any) -> list[str]:
    """What opening the program did this time."""
    start.calls.clear()
    start.set_up(".venv", ["app"], False)
    return list(start.calls)


def set_up_to_test(start: Any) -> list[str]:
    """What setting up for the tests did this time."""
    start.calls.clear()
    start.set_up(".venv", start.wanted_locks("test"), True)
    return list(start.calls)


def set_up_with_camera(start: Any, wish: str = "camera") -> list[str]:
    """What opening the program did this time, with the camera part wished for or not."""
    start.calls.clear()
    start.set_up(".venv", start.wanted_locks(wish), False)
    return list(start.calls)


def test_the_first_start_sets_up_and_the_second_does_nothing(start: Any) -> None:
    assert set_up_to_open(start) == ["system False", "build app", "checkout"]
    assert set_up_to_open(start) == []


def test_the_tests_environment_also_opens_the_program(start: Any) -> None:
    assert set_up_to_test(start) == ["system True", "build dev", "checkout"]
    assert set_up_to_test(start) == []
    assert set_up_to_open(start) == []


def test_testing_after_opening_builds_anew_with_everything(start: Any) -> None:
    set_up_to_open(start)
    assert set_up_to_test(start) == ["system True", "build dev", "checkout"]


def test_the_camera_part_is_installed_once_and_stays(start: Any) -> None:
    assert set_up_with_camera(start, "") == ["system False", "build app", "checkout"]
    assert set_up_with_camera(start) == ["system False", "build camera", "checkout"]
    assert set_up_with_camera(start) == []
    assert set_up_with_camera(start, "") == []
    (start.ROOT / "requirements/app.txt").write_text("newer", encoding="utf-8")
    assert set_up_with_camera(start, "") == ["system False", "build camera", "checkout"]


def test_the_tests_environment_has_the_camera_part(start: Any) -> None:
    set_up_to_test(start)
    assert set_up_with_camera(start) == []


def test_new_pins_build_anew(start: Any) -> None:
    set_up_to_test(start)
    (start.ROOT / "requirements/app.txt").write_text("newer", encoding="utf-8")
    assert set_up_to_open(start) == ["system False", "build app", "checkout"]


def test_a_changed_project_file_only_installs_the_checkout_again(start: Any) -> None:
    set_up_to_test(start)
    (start.ROOT / "pyproject.toml").write_text("[project] # changed", encoding="utf-8")
    assert set_up_to_test(start) == ["system True", "checkout"]
    assert set_up_to_test(start) == []


@pytest.mark.parametrize("stamp", [None, "", "[1]", "{}", '{"root": "elsewhere"}'])
def test_an_environment_without_a_true_stamp_is_built_anew(start: Any, stamp: str | None) -> None:
    set_up_to_open(start)
    file = start.ROOT / ".venv/stamp.json"
    if stamp is None:
        file.unlink()
    else:
        file.write_text(stamp, encoding="utf-8")
    assert set_up_to_open(start) == ["system False", "build app", "checkout"]


def test_an_environment_whose_python_is_gone_is_built_anew(start: Any) -> None:
    set_up_to_open(start)
    (start.ROOT / ".venv" / start.PROGRAMS / ("python.exe" if start.WINDOWS else "python")).unlink()
    assert "build app" in set_up_to_open(start)


def test_items_are_compiled_only_when_they_or_their_compiler_changed(
    start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        runs.append(command[1:])
        start.PACK.parent.mkdir(exist_ok=True)
        start.PACK.write_bytes(b"pack")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(start.subprocess, "run", run)
    item = start.ROOT / "itembank/items/topic.yaml"
    item.parent.mkdir(parents=True)
    item.write_text("a", encoding="utf-8")
    start.compile_items(Path("python"))
    start.compile_items(Path("python"))
    assert runs == [["-m", "cehrs_desktop.cli", "bank", "build"]]
    item.write_text("b", encoding="utf-8")
    start.compile_items(Path("python"))
    assert len(runs) == 2
    start.PACK.unlink()
    start.compile_items(Path("python"))
    assert len(runs) == 3


def test_items_that_do_not_compile_stop_with_what_the_compiler_said(
    start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = subprocess.CompletedProcess([""], 1, "", "topic.yaml: two keys")
    monkeypatch.setattr(start.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(start.Stopped, match="two keys"):
        start.compile_items(Path("python"))


@pytest.mark.parametrize(
    ("heard", "happened"),
    [
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(': Failed to establish "
            "a new connection: [Errno -3] Temporary failure in name resolution')': /simple/x/\n"
            "ERROR: Could not find a version that satisfies the requirement x==1 (from versions: none)\n"
            "ERROR: No matching distribution found for x==1",
            "The packages could not be downloaded.",
        ),
        (
            "after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] ...",
            "does not trust the certificate",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "The disk is full.",
        ),
        ("Error: [Errno 13] Permission denied: '/srv/c/.venv'", "cannot be written"),
        ("EROFS [Errno 30] Read-only file system: 'build'", "cannot be written"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the one that was pinned"),
        ("ERROR: No matching distribution found for x==1", "does not exist for this system"),
        ("something nobody thought of", "could not be finished"),
    ],
)
def test_advice_says_what_happened_what_is_safe_and_what_to_do(start: Any, heard: str, happened: str) -> None:
    said = start.advice(heard)
    assert happened in said.splitlines()[0]
    assert "attempts and settings are kept elsewhere" in said
    assert "run the same command again" in said
    assert heard.splitlines()[-1] in said


def test_system_packages_are_found_missing_by_what_is_missing(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = {"libc.so.6": "libc6", "libnothere.so.9": "libnothere9"} if sys.platform == "linux" else {"no": "no"}
    monkeypatch.setattr(start, "TEST_PROGRAMS", {Path(sys.executable).name: "python3", "no-such-program": "absent"})
    monkeypatch.setattr(start, "TEST_FILES", {"/no/such/file": "absent-file", __file__: "this"})
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    expected = ["libnothere9"] if sys.platform == "linux" else ["no"]
    assert start.missing_system_packages(libraries, testing=False) == expected
    assert start.missing_system_packages(libraries, testing=True) == [*expected, "absent", "absent-file"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux needs system packages")
def test_without_rights_it_prints_the_line_that_installs_and_changes_nothing(
    start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(start, "missing_system_packages", lambda _libraries, _testing: ["libgl1", "xvfb"])
    monkeypatch.setattr(start, "run_quietly", lambda *_: pytest.fail("must not run anything"))
    monkeypatch.setattr(start.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    with pytest.raises(start.Stopped, match="sudo apt-get install -y --no-install-recommends libgl1 xvfb"):
        start.install_system_packages({}, True)


def test_a_folder_that_cannot_be_used_gives_words_not_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "start.py").write_bytes((ROOT / "start.py").read_bytes())
    (tmp_path / "build").write_text("a file where the folder should be", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, tmp_path / "start.py"], capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.returncode == 1
    assert "run the same command again" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_older_python_can_read_the_file_far_enough_to_be_told() -> None:
    source = (ROOT / "start.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    check = next(index for index, node in enumerate(tree.body) if isinstance(node, ast.If))
    before = {alias.name for node in tree.body[:check] if isinstance(node, ast.Import) for alias in node.names}
    assert before == {"sys"}
