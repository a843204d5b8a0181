from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from installer.bundle import bundle_steps, not_pinned
from installer.plan import Build, BuildFailed, Options, Step, carry_out
from installer.proof import prove
from tests.installer_builds import build_in

ROOT = Path(__file__).parents[2]


def step(build: Build, word: str) -> Step:
    (found,) = [one for one in bundle_steps(build) if word in one.name]
    return found


@pytest.fixture
def checkout(tmp_path: Path) -> Build:
    """A committed checkout of version 1.2.3."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', encoding="utf-8")
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "All")):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return replace(build_in(tmp_path), root=folder)


@pytest.mark.parametrize("target", ["windows", "macos", "linux"])
def test_a_dry_run_prints_the_whole_plan_and_makes_nothing(target: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "build_installer.py", "--dry-run", "--target", target, "--out", str(out)]
    done = subprocess.run(
        [*command, "--log", str(tmp_path / "log")], cwd=ROOT, capture_output=True, text=True, check=True
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert [line.split(".")[0] for line in lines] == [str(number) for number in range(1, len(lines) + 1)]
    words = ("committed", "pinned", "PyInstaller", "Prune", "bill of materials", "Prove", "SHA256SUMS")
    places = [next(at for at, line in enumerate(lines) if word in line) for word in words]
    assert places == sorted(places)
    assert not list(tmp_path.iterdir())


def test_a_clean_checkout_is_built(checkout: Build) -> None:
    carry_out(checkout, [step(checkout, "committed")])
    assert checkout.results["uncommitted_changes"] is False


def test_a_checkout_with_changes_is_refused_unless_it_is_wanted(checkout: Build) -> None:
    (checkout.root / "new.py").write_text("", encoding="utf-8")
    with pytest.raises(BuildFailed, match=r"not clean.*\n.*new\.py") as failure:
        carry_out(checkout, [step(checkout, "committed")])
    assert failure.value.code == 2
    wanted = replace(checkout, options=Options(unclean=True))
    carry_out(wanted, [step(wanted, "committed")])
    assert wanted.results["uncommitted_changes"] is True


def test_a_version_that_differs_from_the_file_or_the_tag_is_refused(checkout: Build) -> None:
    other = replace(checkout, version="1.2.4")
    with pytest.raises(BuildFailed, match=r"1\.2\.3, the program 1\.2\.4"):
        carry_out(other, [step(other, "committed")])
    subprocess.run(["git", "tag", "v9.0"], cwd=checkout.root, check=True)
    with pytest.raises(BuildFailed, match=r"tagged v9\.0"):
        carry_out(checkout, [step(checkout, "committed")])


def test_another_version_of_a_package_than_the_pinned_one_is_told(tmp_path: Path) -> None:
    lock = tmp_path / "app.txt"
    lock.write_text(
        "pytest==0.1 \\\n    --hash=sha256:00\nno-such-thing==2 \\\nelsewhere==3 ; sys_platform == 'x' \\\n"
    )
    told = not_pinned(lock)
    assert len(told) == 2
    assert told[0].startswith("pytest 0.1 is pinned, ")
    assert told[1] == "no-such-thing 2 is pinned, nothing is installed"


def test_a_given_bundle_is_copied_pruned_and_never_changed(tmp_path: Path) -> None:
    given = tmp_path / "from elsewhere"
    for name in ("cehrs.exe", "_internal/PySide6/translations/qtbase_de.qm", "_internal/PySide6/Qt6Core.dll"):
        (given / name).parent.mkdir(parents=True, exist_ok=True)
        (given / name).write_text(name, encoding="utf-8")
    build = build_in(tmp_path, Options(bundle_given=given), target="windows")
    carry_out(build, [step(build, "made elsewhere"), step(build, "Prune")])
    left = {path.name for path in build.bundle.rglob("*") if path.is_file()}
    assert left == {"cehrs.exe", "Qt6Core.dll"}
    assert (given / "_internal/PySide6/translations/qtbase_de.qm").exists()


def test_the_former_bundle_comes_back_when_a_new_one_cannot_be_made(tmp_path: Path) -> None:
    build = build_in(tmp_path)
    build.bundle.mkdir(parents=True)
    (build.bundle / "cehrs").write_text("the former", encoding="utf-8")
    # There is no spec here, so PyInstaller fails, really.
    with pytest.raises(BuildFailed, match="bundling"):
        carry_out(build, [step(build, "Make the bundle")])
    assert (build.bundle / "cehrs").read_text(encoding="utf-8") == "the former"


def program(folder: Path, says: str, code: int) -> list[str]:
    script = folder / "program.py"
    script.write_text(f"import sys; print({says!r}); sys.exit({code})", encoding="utf-8")
    return [sys.executable, str(script)]


def test_a_self_test_counts_only_when_it_says_so_and_ends_well(tmp_path: Path) -> None:
    build = build_in(tmp_path)
    assert prove(build, program(tmp_path, '{"ok": true, "seconds": 1}', 0), ())["ok"] is True
    for says, code in (('{"ok": false}', 0), ('{"ok": true}', 1), ("Traceback", 0), ("", 0)):
        with pytest.raises(BuildFailed, match="do not hand this build out"):
            prove(build, program(tmp_path, says, code), ())
