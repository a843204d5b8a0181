#!/usr/bin/env python3
"""Opens CEHRS Desktop, or runs its tests, from a checkout on a machine where nothing has been set up yet.

    python3 start.py              opens the program (further arguments go to it)
    python3 start.py camera       the same, with the optional part for rehearsing with a camera (once is enough)
    python3 start.py test         runs every check and every test (further arguments go to pytest)

It makes `.venv` beside this file from the hash-pinned lists in requirements/, asks apt (where there is one) for
the system libraries that are missing, compiles the item pack, and hands over. When nothing has changed since
the last time it does none of this. It uses the standard library only and knows nothing about exams.
"""

# Everything up to the version check must compile on any Python 3.
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "CEHRS Desktop needs Python 3.11 or newer; this is Python %d.%d (%s).\n"
        "Nothing was changed. Install a newer Python and use it, for example: python3.11 start.py"
        % (sys.version_info[0], sys.version_info[1], sys.executable)
    )

import contextlib
import ctypes
import errno
import hashlib
import importlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent
WINDOWS = sys.platform == "win32"
PROGRAMS = "Scripts" if WINDOWS else "bin"
PACK = ROOT / "build" / "items.pack"

# Shared library -> the Debian package that brings it. The wheels of Qt do not carry these.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# The same for the optional camera part.
CAMERA_LIBRARIES = {
    "libXext.so.6": "libxext6",
    "libXrandr.so.2": "libxrandr2",
    "libdrm.so.2": "libdrm2",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libpulse.so.0": "libpulse0",
}
# Program -> the Debian package that brings it; the tests drive the real window with these.
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "strace": "strace",
    "dbus-run-session": "dbus",
    "git": "git",
    "makensis": "nsis",
    "wixl": "wixl",
    "msiinfo": "msitools",
    "osslsigncode": "osslsigncode",
    "objdump": "binutils",
}
# Files of what is neither a library nor a program on the search path; the tests read the window through these.
TEST_FILES = {
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "/usr/lib/python3/dist-packages/pyatspi/__init__.py": "python3-pyatspi",
}
# Folders of tests that need Qt, or that show nothing more without it; all others also run without it.
NEED_QT = (
    "tests/ui",
    "tests/e2e",
    "tests/faults",
    "tests/unit/ui",
    "tests/unit/app",
    "tests/architecture",
    "tests/installer",
)


class Stopped(Exception):
    """Set-up cannot go on; the text says what happened, what is safe and what to do next."""


def say(text: str) -> None:
    """Tell the person what goes on, on standard error: standard output belongs to the program that follows."""
    print(text, file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Set up what is missing, then become the program or run the tests; the exit code."""
    wish = arguments[0] if arguments[:1] in (["test"], ["camera"]) else ""
    try:
        python = set_up(".venv", wanted_locks(wish), testing=wish == "test")
        if wish == "test":
            core = set_up(".venv-core", ["core"], testing=True)
            compile_items(python)
            return run_tests(python, core, arguments[1:])
        compile_items(python)
        return hand_over([str(python), "-m", "cehrs_desktop", *arguments[1 if wish else 0 :]])
    except Stopped as stop:
        say(f"\n{stop}")
    except KeyboardInterrupt:
        say("\nInterrupted. Whatever was left half done is made anew: run the same command again.")
        return 130
    except OSError as error:
        say(f"\n{advice(f'{errno.errorcode.get(error.errno or 0, type(error).__name__)} {error}')}")
    return 1


# -------------------------------------------------------------------------------------------- environments


def wanted_locks(wish: str) -> list[str]:
    """The lists to install for ``test``, ``camera`` or neither. The camera part, once wished for, stays."""
    camera = wish != "" or "camera" in stamped(ROOT / ".venv")
    return ["app", *(["camera"] if camera else []), *(["dev"] if wish == "test" else [])]


def set_up(folder: str, locks: Sequence[str], testing: bool) -> Path:
    """Give the Python of the environment `folder`, in which everything that `locks` list is installed.

    The last lock is the one that gets installed; the ones before it are contained in it. A stamp is written last
    and says what stands there. An environment without a stamp was left half-made, and one with another stamp is
    out of date or was moved: both are built again from nothing.
    """
    home = ROOT / folder
    python = home / PROGRAMS / ("python.exe" if WINDOWS else "python")
    contents = {"root": str(ROOT)} | {lock: digest([ROOT / "requirements" / f"{lock}.txt"]) for lock in locks}
    project = {"project": digest([ROOT / "pyproject.toml"])}
    system = {"system": "tests"} if testing else {}

    def missing(wanted: dict[str, str]) -> bool:
        return not (wanted | {"python": interpreter(home, python)}).items() <= stamped(home).items()

    if not missing(contents | project | system):
        return python
    with only_one_at_a_time():
        if not missing(contents | project | system):
            return python
        install_system_packages(LIBRARIES | (CAMERA_LIBRARIES if "camera" in locks else {}), testing)
        if missing(contents):
            build(home, python, locks[-1])
        install_checkout(home, python)
        stamp = stamped(home) | contents | project | system | {"python": interpreter(home, python)}
        (home / "stamp.json").write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    return python


def digest(files: Sequence[Path]) -> str:
    """SHA-256 over the names and contents of files."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def stamped(home: Path) -> dict[str, str]:
    """What the environment was last completed with; empty when it never was."""
    try:
        return dict(json.loads((home / "stamp.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def interpreter(home: Path, python: Path) -> str:
    """The Python installation behind an environment; another, or empty, when it was upgraded or removed."""
    if not (python.exists() and (home / "pyvenv.cfg").exists()):
        return ""
    if not WINDOWS:
        return os.path.realpath(python)
    settings = (line.partition("=") for line in (home / "pyvenv.cfg").read_text(encoding="utf-8").splitlines())
    base = next((value.strip() for key, _, value in settings if key.strip() == "home"), "")
    return base if Path(base).exists() else ""


def build(home: Path, python: Path, lock: str) -> None:
    """Make the environment anew and install a lock into it, from wheels only: nothing is compiled here."""
    (home / "stamp.json").unlink(missing_ok=True)
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Stopped(
            f"This Python ({sys.executable}) lacks its modules venv and ensurepip. Nothing was changed.\n"
            "Install them (often a package named python3-venv), or run start.py with a Python that has them."
        )
    say(f"Setting up {home.name} (only the first time, and when the pinned packages change) ...")
    run_quietly([sys.executable, "-I", "-m", "venv", "--clear", str(home)])
    pip(python, "--require-hashes", "--only-binary=:all:", "-r", str(ROOT / "requirements" / f"{lock}.txt"))


def install_checkout(home: Path, python: Path) -> None:
    """Make the environment use this checkout, and put the commands `cehrs` and `cehrs-desktop` into it."""
    pip(python, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    # Python 3.11 and 3.12 read such a file in the system's encoding and would misread folder names outside
    # ASCII on Windows. A line of code with escapes is read alike everywhere.
    for file in home.glob("**/site-packages/_cehrs_desktop.pth"):
        file.write_text(f"import sys; sys.path.append({str(ROOT)!a})\n", encoding="ascii")


def pip(python: Path, *arguments: str) -> None:
    """Run `pip install` with the person's own pip settings, except those that install somewhere else."""
    settings = os.environ | {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"):
        settings.pop(name, None)
    run_quietly([str(python), "-I", "-m", "pip", "install", *arguments], settings)


def run_quietly(command: Sequence[str], settings: dict[str, str] | None = None) -> None:
    """Run a step of the set-up, showing only the large downloads; Stopped with advice when it fails."""
    heard: list[str] = []
    with subprocess.Popen(
        command, env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            heard.append(line)
            if "Downloading " in line and " MB)" in line:
                say(f"  {line.strip()}")
    if process.returncode != 0:
        raise Stopped(advice("".join(heard)))


# ------------------------------------------------------------------------------------------ system packages


def install_system_packages(libraries: dict[str, str], testing: bool) -> None:
    """On Linux, install the system packages that are missing when allowed to; else say which line does it."""
    if sys.platform != "linux":
        return
    wanted = missing_system_packages(libraries, testing)
    if not wanted:
        return
    if shutil.which("apt-get") is None:
        say(f"Missing here, by the names Debian gives them: {' '.join(wanted)}. Trying without them.")
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *wanted]
    if os.geteuid() == 0:
        become = ["env", "DEBIAN_FRONTEND=noninteractive"]
    elif shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        become = ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    else:
        raise Stopped(
            "System packages are missing, and installing them needs an administrator. Nothing was changed.\n"
            "Run this line, then the same command again:\n\n"
            f"  sudo apt-get update && sudo {shlex.join(install)}"
        )
    say(f"Installing system packages: {' '.join(wanted)} ...")
    patience = ["-o", "DPkg::Lock::Timeout=300"]  # another installation may be running
    try:
        run_quietly([*become, *install, *patience])
    except Stopped:
        # A new system has no package lists yet, and old lists name files that are gone.
        with contextlib.suppress(Stopped):
            run_quietly([*become, "apt-get", "update", *patience])
        run_quietly([*become, *install, *patience])
    importlib.invalidate_caches()


def missing_system_packages(libraries: dict[str, str], testing: bool) -> list[str]:
    """Debian's names of what is missing, found by looking for the things themselves, not for the packages."""
    names = [package for library, package in libraries.items() if not loads(library)]
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        names.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    if testing:
        names += [package for program, package in TEST_PROGRAMS.items() if shutil.which(program) is None]
        names += [package for file, package in TEST_FILES.items() if not Path(file).exists()]
    return names


def loads(library: str) -> bool:
    """Whether the system's loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# ------------------------------------------------------------------------------------- items, program, tests


def compile_items(python: Path) -> None:
    """Compile itembank/ to build/items.pack, unless neither the items nor their compiler changed since."""
    compiler = (ROOT / "cehrs_desktop" / room for room in ("bank", "exam", "psychometrics"))
    sources = [*(ROOT / "itembank").rglob("*"), *(path for room in compiler for path in room.rglob("*.py"))]
    wanted = digest(sorted(path for path in sources if path.is_file()))
    stamp = PACK.with_name("items.stamp")
    if PACK.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    with only_one_at_a_time():
        say("Compiling the item bank ...")
        done = subprocess.run(
            [str(python), "-m", "cehrs_desktop.cli", "bank", "build"],
            cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False,
            encoding="utf-8", errors="replace",
        )  # fmt: skip
        if done.returncode != 0 or not PACK.exists():
            raise Stopped(
                f"The item bank could not be compiled:\n{(done.stdout + done.stderr).strip()}\n"
                "No attempt and no setting was touched. If you changed files in itembank/, correct them;\n"
                "otherwise fetch the checkout again."
            )
        stamp.write_text(wanted, encoding="ascii")


def hand_over(command: list[str]) -> int:
    """Become the program, so that signals and the exit code are its own; on Windows, wait for it."""
    if not WINDOWS:
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


def run_tests(python: Path, core: Path, arguments: Sequence[str]) -> int:
    """Run the checks, the tests that need no Qt without it, then all tests; 0 only when everything passed."""
    ignored = [f"--ignore={folder}" for folder in NEED_QT]
    # The tests wait more than they compute. Further arguments come last, so `-n 0` runs everything in one process.
    side_by_side = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
    steps = {
        "ruff check": [str(python), "-m", "ruff", "check", "."],
        "ruff format": [str(python), "-m", "ruff", "format", "--check", "."],
        "basedpyright": [str(python), "-m", "basedpyright"],
        "lint-imports": [str(python.with_name("lint-imports"))],
        "deptry": [str(python), "-m", "deptry", "."],
        "tests without Qt": [str(core), "-m", "pytest", "-q", *side_by_side, *ignored],
        "tests": [str(python), "-m", "pytest", *side_by_side, *arguments],
    }
    failed: list[str] = []
    for name, command in steps.items():
        print(f"\n=== {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            failed.append(name)
    if failed:
        say(f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0


# ------------------------------------------------------------------------------------------- when it fails


@contextlib.contextmanager
def only_one_at_a_time() -> Generator[None]:
    """Wait until no other start.py sets up this checkout; the system frees the lock when a process dies."""
    PACK.parent.mkdir(exist_ok=True)
    with (PACK.parent / "start.lock").open("a+b") as lock:
        if not try_lock(lock):
            say("Another start.py is setting up this folder; waiting for it ...")
            while not try_lock(lock):
                time.sleep(0.5)
        yield


def try_lock(file: BinaryIO) -> bool:
    """Take the lock on a file unless somebody has it; where a disk offers no locks, go on without."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


# What a failed step may have said (in small letters) -> what it means and what to do.
MEANINGS = {
    ("no space left", "enospc", "not enough space", "disk quota"): (
        "The disk is full.",
        "Free about 1.5 GB on the disk of this folder and of the temporary folder.",
    ),
    ("read-only file system", "erofs", "permission denied", "eacces", "eperm", "access is denied"): (
        f"This folder, or a file in it, cannot be written: {ROOT}",
        "Copy the folder to a place of your own, or make it writable.",
    ),
    ("do not match the hashes",): (
        "A downloaded package is not the one that was pinned, and was not installed.",
        "A proxy or a mirror may have changed it: try another network.",
    ),
    ("certificate_verify_failed", "certificate verify failed"): (
        "The packages could not be downloaded: this machine does not trust the certificate it was shown.",
        "A proxy or firewall that reads the traffic is the usual reason: set pip's `cert` to its certificate.",
    ),
    (
        "connection broken", "newconnectionerror", "name resolution", "getaddrinfo failed", "max retries",
        "timed out", "proxyerror", "could not resolve", "network is unreachable",
        "failed to fetch", "could not connect",
    ): (
        "The packages could not be downloaded.",
        "Connect to the network, or set up your proxy. Only the first start needs the network.",
    ),
    ("no matching distribution", "not a supported wheel"): (
        f"A pinned package does not exist for this system or this Python ({sys.version.split()[0]}).",
        "Needed: Python 3.11 or newer on Windows 10, macOS 13, or Linux with glibc 2.34 (64 bit), or newer.",
    ),
}  # fmt: skip


def advice(heard: str) -> str:
    """What happened, what is safe and what to do next, from what a failed step printed."""
    happened, remedy = "The set-up could not be finished.", "What the failed step said is below."
    for phrases, meaning in MEANINGS.items():
        if any(phrase in heard.lower() for phrase in phrases):
            happened, remedy = meaning
            break
    return (
        f"{happened}\nYour attempts and settings are kept elsewhere and were not touched.\n{remedy}\n"
        f"Then run the same command again; it repairs what was left half done.\n\n{tail(heard)}"
    )


def tail(heard: str) -> str:
    """The last lines of an output, without the warnings before them."""
    lines = [line for line in heard.splitlines() if line.strip() and not line.startswith("WARNING: ")]
    return "\n".join(f"  {line}" for line in lines[-8:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
