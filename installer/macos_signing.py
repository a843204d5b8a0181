"""Signing, checking and notarising the macOS app and its packages: from the inside out, as codesign wants it.

With a Developer ID everything runs under the hardened runtime, without one of its exceptions: the program makes no
callbacks out of Python functions with ctypes, all libraries are signed by the same team, and Qt's regular expressions
do without their compiler. Without an identity the app gets an ad-hoc signature, which Apple's processors insist on,
and no hardened runtime, which would refuse libraries without a team.

The camera's entitlement is given to the camera's executable and to the window that starts it, and only when the
camera part is in the app: macOS asks the person in the name of the app, and does not ask when either lacks it.
Entitlement files hold no comments: the kernel's parser refuses them.
"""

from __future__ import annotations

import json
import plistlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from installer.mach_o import mach_o
from installer.macos_app import OLDEST, PROGRAMS
from installer.plan import Build, BuildFailed

ENTITLEMENTS = Path("packaging") / "macos"
NOTARY_MINUTES = 60


def executables(app: Path) -> list[Path]:
    """The programs in the app, its own one first."""
    folder = app / "Contents" / "MacOS"
    return [folder / name for name in PROGRAMS if (folder / name).is_file()]


def code_inside(app: Path) -> list[Path]:
    """What has to be signed before the app, the innermost first: libraries, then the frameworks that hold them.

    The programs and the app itself are not among them. Links are left alone: what they lead to is signed.
    """
    programs = set(executables(app))
    files: list[Path] = []
    frameworks: set[Path] = set()
    for path in sorted(app.rglob("*")):
        if path.is_symlink() or not path.is_file() or path in programs or mach_o(path) is None:
            continue
        framework = next((parent for parent in path.parents if parent.suffix == ".framework"), None)
        # The library that a framework is named for is signed with the framework.
        if framework is not None and path.name == framework.stem:
            frameworks.add(path.parent)
        else:
            files.append(path)
    deepest = sorted([*files, *frameworks], key=lambda path: (-len(path.parts), str(path)))
    # A framework's version folder comes after whatever lies in it.
    return [path for path in deepest if path not in frameworks] + [path for path in deepest if path in frameworks]


def frameworks_without_code(app: Path) -> list[Path]:
    """Frameworks of which only texts are left, because their library was not wanted; codesign refuses such an app."""
    return [
        folder
        for folder in sorted(app.rglob("*.framework"))
        if not folder.is_symlink() and not any(path.is_file() and mach_o(path) for path in folder.rglob(folder.stem))
    ]


@dataclass(frozen=True, slots=True)
class Fit:
    """Files (paths in the folder) that are not for this processor, and those that name a newer macOS, with it."""

    wrong_processor: tuple[str, ...]
    names_newer: dict[str, str]


def fit_of(folder: Path, architecture: str, oldest: tuple[int, int] = OLDEST) -> Fit:
    """Look at every library and program in a folder."""
    wrong: list[str] = []
    newer: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        code = None if path.is_symlink() or not path.is_file() else mach_o(path)
        if code is None:
            continue
        name, needed = path.relative_to(folder).as_posix(), code.oldest.get(architecture)
        if needed is None:
            wrong.append(f"{name} is for {', '.join(code.oldest)}")
        elif needed > oldest:
            newer[name] = f"{needed[0]}.{needed[1]}"
    return Fit(tuple(wrong), newer)


def sign_app(build: Build, app: Path) -> None:
    """Sign everything in the app and the app. Raises `BuildFailed`."""
    for path in code_inside(app):
        _sign(build, path)
    programs = executables(app)
    with_camera = len(programs) == len(PROGRAMS)
    for path in programs[1:]:
        _sign(build, path, camera=path.name == PROGRAMS[2])
    # The app's own program is signed with the app, which seals all the rest.
    _sign(build, app, camera=with_camera)


def check_app(build: Build, app: Path) -> None:
    """Have the signatures checked, and look whether each program may do exactly what it should."""
    build.run("checking the app's signature", ["codesign", "--verify", "--deep", "--strict", "--verbose=2", app])
    if build.options.macos_identity is None:
        return
    with_camera = len(executables(app)) == len(PROGRAMS)
    for path in executables(app):
        told = build.run(
            f"reading what {path.name} may do", ["codesign", "--display", "--entitlements", "-", "--xml", path]
        )
        allowed = with_camera and path.name in (PROGRAMS[0], PROGRAMS[2])
        wanted = plistlib.loads((build.root / _entitlements(camera=allowed)).read_bytes())
        if entitlements_in(told) != wanted:
            raise BuildFailed(
                f"{path.name} was signed with other entitlements than {_entitlements(camera=allowed)} has."
            )


def entitlements_in(told: str) -> dict[str, Any]:
    """What codesign displayed: other lines before the XML, and nothing at all for no entitlements."""
    start, end = told.find("<?xml"), told.rfind("</plist>")
    if start < 0 or end < start:
        return {}
    return cast("dict[str, Any]", plistlib.loads(told[start : end + len("</plist>")].encode()))


def notarize(build: Build, file: Path, staple: Path) -> None:
    """Have Apple look at a zip, package or image, and staple the ticket to it (or to the app that a zip was made of).

    notarytool may end with 0 for something that was refused, so its answer is read; the reasons go to the log.
    """
    profile = build.options.notary_profile
    assert profile is not None, "skipped without a profile"
    account = ["--keychain-profile", profile]
    patience = ["--wait", "--timeout", f"{NOTARY_MINUTES}m"]
    command = ["xcrun", "notarytool", "submit", file, *account, *patience, "--output-format", "json"]
    told = build.run(f"notarising {file.name}", command, seconds=NOTARY_MINUTES * 60 + 600)
    answer = json_in(told)
    if answer.get("status") != "Accepted":
        number = str(answer.get("id", ""))
        if number:
            build.run("reading why it was refused", ["xcrun", "notarytool", "log", number, *account], accepted=(0, 1))
        raise BuildFailed(
            f"Apple did not accept {file.name}: {answer.get('status', 'no answer')}. The reasons are in the log."
        )
    build.run(f"stapling the ticket to {staple.name}", ["xcrun", "stapler", "staple", staple])
    build.run(f"checking the ticket of {staple.name}", ["xcrun", "stapler", "validate", staple])


def json_in(told: str) -> dict[str, object]:
    """The JSON object in what a tool said, among other lines; empty when there is none."""
    start, end = told.find("{"), told.rfind("}")
    try:
        value: object = json.loads(told[start : end + 1]) if 0 <= start < end else {}
    except ValueError:
        value = {}
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _sign(build: Build, path: Path, *, camera: bool = False) -> None:
    identity = build.options.macos_identity
    command: list[str | Path] = ["codesign", "--force", "--sign", identity or "-"]
    if identity is None:
        command += ["--timestamp=none"]
    else:
        command += ["--timestamp", "--options", "runtime"]
        if path.suffix == ".app" or path.name in PROGRAMS:
            command += ["--entitlements", build.root / _entitlements(camera=camera)]
    build.run(f"signing {path.name}", [*command, path])


def _entitlements(*, camera: bool) -> Path:
    return ENTITLEMENTS / ("camera.entitlements" if camera else "program.entitlements")
