"""The steps from a checkout to a pruned bundle: clean tree, pinned environment, items, PyInstaller, drop list."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import sys
from pathlib import Path

from installer.drop_list import is_dropped
from installer.elf import clear_absolute_paths
from installer.plan import Build, BuildFailed, Step

LIBRARY = re.compile(r"\.so(?:\.|$)")


def bundle_steps(_: Build) -> tuple[Step, ...]:
    """Everything up to the bundle in `build.bundle` and `build.camera`."""
    return (
        Step("Check that everything is committed, and that the version is the same everywhere", _check_tree),
        Step("Check that the installed packages are the pinned ones", _check_environment, skipped=_given),
        Step("Take the bundle that was made elsewhere", _take_given, _remove_bundle, skipped=_not_given),
        Step("Compile the items to build/items.pack", _compile_items, skipped=_given),
        Step("Make the bundle with PyInstaller from packaging/cehrs.spec", _make, _put_back, skipped=_given),
        Step("Prune the bundle by the drop list", _prune),
    )


def _given(build: Build) -> str | None:
    given = build.options.bundle_given
    return f"the bundle {given} is given" if given else None


def _not_given(build: Build) -> str | None:
    return None if build.options.bundle_given else "it is made here"


def _check_tree(build: Build) -> None:
    changed = git(build.root, "status", "--porcelain")
    if changed is None:
        raise BuildFailed("This is no git checkout, so nobody could say later what was built.", code=2)
    build.results["uncommitted_changes"] = bool(changed)
    if changed and not build.options.unclean:
        lines = changed.splitlines()
        more = f"\n  and {len(lines) - 10} more" if len(lines) > 10 else ""
        raise BuildFailed(
            "The tree is not clean; nothing was built. Commit the changes, or give --unclean for a trial build:\n  "
            + "\n  ".join(lines[:10]) + more,
            code=2,
        )  # fmt: skip
    stated = re.search(r'^version = "(.*)"$', (build.root / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    if stated is None or stated[1] != build.version:
        raise BuildFailed(f"pyproject.toml says version {stated and stated[1]}, the program {build.version}.", code=2)
    tags = (git(build.root, "tag", "--points-at", "HEAD") or "").split()
    versions = [tag for tag in tags if re.fullmatch(r"v\d.*", tag)]
    if versions and f"v{build.version}" not in versions:
        raise BuildFailed(f"This commit is tagged {versions[0]}, but the version is {build.version}.", code=2)
    build.tell(f"version {build.version}, commit {build.commit[:12]}" + (", with changes" if changed else ""))


def _check_environment(build: Build) -> None:
    if build.host != build.target:
        raise BuildFailed(
            f"A bundle for {build.target} is made on {build.target}; this is {build.host}. Make it there with the same "
            "program and give it here with --bundle.",
            code=2,
        )
    locks = ["app.txt", *([] if build.options.without_camera else ["camera.txt"])]
    wrong = [one for lock in locks for one in not_pinned(build.root / "requirements" / lock)]
    if shutil.which("pyinstaller", path=str(Path(sys.executable).parent)) is None:
        wrong.append("PyInstaller is not installed")
    if build.host == "linux":
        wrong += [f"{tool} (Debian: binutils) is missing" for tool in ("objdump", "strip") if not shutil.which(tool)]
    if wrong:
        raise BuildFailed(
            "This environment is not the pinned one; nothing was built.\n  " + "\n  ".join(dict.fromkeys(wrong)) + "\n"
            "Run `python3 start.py test`, then this program with the Python in .venv.",
            code=2,
        )


def not_pinned(lock: Path) -> list[str]:
    """What is installed otherwise than a hash-pinned list wants it, in words."""
    wrong: list[str] = []
    for name, wanted, marker in re.findall(
        r"^([\w.-]+)==(\S+)(?: ;(.*?))? \\$", lock.read_text(encoding="utf-8"), re.MULTILINE
    ):
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            # A package with a condition belongs to another system or Python.
            found = wanted if marker else "nothing"
        if found != wanted:
            wrong.append(f"{name} {wanted} is pinned, {found} is installed")
    return wrong


def _compile_items(build: Build) -> None:
    build.run("compiling the items", [sys.executable, "-m", "cehrs_desktop.cli", "bank", "build"])
    if not (build.root / "build" / "items.pack").is_file():
        raise BuildFailed("The item pack was not written to build/items.pack.")


def _make(build: Build) -> None:
    before = _before(build)
    remove(before)
    before.mkdir(parents=True)
    for folder in _folders(build):
        if folder.exists():
            folder.rename(before / folder.name)
    work = build.work / "pyinstaller"
    remove(work)
    build.run(
        "bundling",
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
            *("--distpath", build.bundle.parent, "--workpath", work, build.root / "packaging" / "cehrs.spec"),
        ],
        # Sets iterate alike and times are the commit's, so that two builds of one commit are alike.
        PYTHONHASHSEED="1",
        SOURCE_DATE_EPOCH=str(build.committed),
        CEHRS_WITHOUT_CAMERA="" if build.camera else "1",
    )
    remove(before)


def _put_back(build: Build) -> None:
    """The bundles as they were before."""
    before = _before(build)
    if before.exists():
        for folder in _folders(build):
            remove(folder)
            if (before / folder.name).exists():
                (before / folder.name).rename(folder)
        remove(before)
    else:
        _remove_bundle(build)


def _before(build: Build) -> Path:
    return build.work / "before"


def _folders(build: Build) -> tuple[Path, ...]:
    return (build.bundle, build.bundle.parent / "cehrs-camera")


def _take_given(build: Build) -> None:
    given = ((build.options.bundle_given, build.bundle), (build.options.camera_given, build.camera))
    for source, target in given:
        if source is None or target is None:
            continue
        if not source.is_dir():
            raise BuildFailed(f"There is no bundle at {source}.", code=2)
        remove(target)
        shutil.copytree(source, target, symlinks=True)


def _remove_bundle(build: Build) -> None:
    for folder in (build.bundle, build.camera):
        if folder is not None:
            remove(folder)


def _prune(build: Build) -> None:
    """What the spec let through, or an older spec took along: the drop list is the last word on a given bundle too."""
    freed = 0
    foreign: set[str] = set()
    for bundle in (build.bundle, build.camera):
        for path in sorted(bundle.rglob("*"), reverse=True) if bundle else ():
            inside = path.relative_to(bundle or path).as_posix()
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif is_dropped(inside) and not inside.startswith("licences/"):
                freed += path.lstat().st_size
                path.unlink()
            elif build.target == "linux" and LIBRARY.search(path.name) and not path.is_symlink():
                foreign.update(clear_absolute_paths(path))
                path.chmod(0o644)
    if foreign:
        build.tell(f"search paths of this machine taken out of the libraries: {', '.join(sorted(foreign))}")
    build.tell(f"{freed / 1e6:.1f} MB dropped; {size_of(build.bundle) / 1e6:.1f} MB stay")


def size_of(folder: Path) -> int:
    """The bytes in all files of a folder, each link for nothing."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def remove(folder: Path) -> None:
    """Delete a folder with all that is in it. Raises `BuildFailed` when something holds it."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise BuildFailed(f"{folder} cannot be removed. Close the program that runs from it.")


def git(root: Path, *arguments: str) -> str | None:
    """What git answers about the checkout; None without git or outside a checkout."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
