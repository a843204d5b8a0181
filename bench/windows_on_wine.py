"""Packages a Windows bundle as a release does, then installs, proves, upgrades and removes it under Wine.

Called by windows_on_wine.sh, which makes what this needs and says what Wine cannot show. Everything is really run: the
packages, the frozen program, its window on an X server. Writes results.json and window.png into the work folder;
the exit code is 0 when every check held.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.wine_bundle import icons, sizes, starts
from bench.wine_computer import (
    DRIVE,
    PREFIX,
    WORK,
    Broken,
    afresh,
    digest,
    hold,
    left_since,
    line,
    logs,
    msiexec,
    open_program,
    registry,
    snapshot,
    windows_path,
    wine,
)
from cehrs_desktop import __version__
from installer.plan import Build, Log, Options, carry_out
from installer.windows import msi_file, package, setup_file
from installer.windows_files import packed_files
from installer.windows_resources import three_numbers
from installer.windows_setup import defines, file_list

ROOT = Path(__file__).resolve().parent.parent
OLD_VERSION = "0.0.9"
ONLY_IN_THE_OLD = "_internal/only in the old version.txt"
REFUSED = 1603


# ---- the packages
def release() -> dict[str, Any]:
    """The packages by build_installer.py itself, signed with a certificate made for this; tried as a release is."""
    certificate = _certificate()
    done = subprocess.run(
        [
            sys.executable, str(ROOT / "build_installer.py"), "--target", "windows", "--unclean", "--keep",
            "--bundle", str(WORK / "dist" / "cehrs-desktop"), "--camera-bundle", str(WORK / "dist" / "cehrs-camera"),
            "--out", str(WORK / "packages"), "--log", str(logs() / "build_installer.log"),
            "--wine-prefix", str(PREFIX), "--certificate", str(certificate),
        ],
        cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=False,
        env={**os.environ, "CEHRS_SIGN_PASSWORD": "only for this check"},
    )  # fmt: skip
    hold(done.returncode == 0, "build_installer.py failed; see logs/build_installer.log")
    told: dict[str, Any] = json.loads(done.stdout)
    root = WORK / "certificate.pem"
    signed = [setup_file(_build()), msi_file(_build(), "machine"), msi_file(_build(), "user")]
    for file in signed:
        check = subprocess.run(
            ["osslsigncode", "verify", "-CAfile", str(root), "-in", str(file)], capture_output=True, check=False
        )
        hold(b"Signature verification: ok" in check.stdout, f"the signature of {file.name} does not verify")
    told["signed"] = [file.name for file in signed]
    return told


def _certificate() -> Path:
    key, pem, kept = WORK / "key.pem", WORK / "certificate.pem", WORK / "certificate.p12"
    if not kept.exists():
        subprocess.run(
            [
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj",
                "/CN=Only for this check", "-addext", "extendedKeyUsage=codeSigning", "-keyout", str(key),
                "-out", str(pem),
            ],
            check=True, capture_output=True,
        )  # fmt: skip
        subprocess.run(
            ["openssl", "pkcs12", "-export", "-inkey", str(key), "-in", str(pem), "-out", str(kept), "-passout",
             "pass:only for this check"],
            check=True,
        )  # fmt: skip
    return kept


def _build(version: str = __version__) -> Build:
    return Build(
        root=ROOT, target="windows", version=version, commit="0" * 40, committed=0,
        bundle=ROOT / "build" / "installer" / "windows" / "bundle" / "cehrs-desktop",
        camera=ROOT / "build" / "installer" / "windows" / "bundle" / "cehrs-camera",
        out=WORK / "packages", options=Options(), log=Log(logs() / f"packages-{version}.log"),
    )  # fmt: skip


def older_packages() -> Build:
    """The same program as an older version with one file more; packed quickly."""
    old = WORK / "old"
    shutil.rmtree(old, ignore_errors=True)
    now = _build()
    shutil.copytree(now.bundle, old / "cehrs-desktop")
    (old / "cehrs-desktop" / ONLY_IN_THE_OLD).write_text("An upgrade takes this away.\n", encoding="utf-8")
    build = replace(_build(OLD_VERSION), bundle=old / "cehrs-desktop")
    # All but the setup, which is made without the long search for the smallest size.
    carry_out(build, package(build)[:-1])
    files = packed_files(build.bundle, build.camera)
    names = WORK / "old-files.nsh"
    names.write_text(file_list(files), encoding="utf-8")
    made = {
        "FILES": names, "ICON": ROOT / "packaging" / "windows" / "cehrs.ico",
        "PANEL": ROOT / "packaging" / "windows" / "panel.bmp", "GUARD": build.work / "guard.dll",
        "OUT": setup_file(build),
    }  # fmt: skip
    arguments = defines(OLD_VERSION, three_numbers(OLD_VERSION), files, made)
    build.run("packing", ["makensis", "-V2", "-DQUICK=1", *arguments, ROOT / "packaging" / "windows" / "setup.nsi"])
    return build


# ---- the trials
def self_test(program: Path) -> dict[str, Any]:
    """The frozen self-test of an installed program: a whole exam."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        _, told = wine(str(program / "cehrs.exe"), "self-test", "--json")
    finally:
        del os.environ["QT_QPA_PLATFORM"]
    found = re.search(r"\{.*\}", told, re.DOTALL)
    result: dict[str, Any] = json.loads(found[0]) if found else {}
    hold(result.get("ok") is True, f"the self-test of what is installed failed: {told[-800:]}")
    return {
        key: result[key] for key in ("ok", "items", "answered", "scaled", "form_assembled", "replay_equal", "seconds")
    }


def trial_msi(old: Build) -> dict[str, Any]:
    """The MSI package for the computer: paths with spaces and letters of two alphabets, all properties."""
    told: dict[str, Any] = {}
    before = snapshot()
    program, data = DRIVE / "Програми é" / "CEHRS Desktop", DRIVE / "Daten ü" / "root"
    places = f'INSTALLDIR="{windows_path(program)}" DATAFOLDER="{windows_path(data.parent)}\\{{user}}"'
    code = msiexec("/i", msi_file(old, "machine"), "1-install.log", f"{places} VENUE=school CAMERA=1 DESKTOPSHORTCUT=1")
    hold(code == 0, f"the installation ended with {code}")
    kept = registry("HKLM")
    hold(kept.get("Venue") == "school" and kept.get("Version") == OLD_VERSION, f"the registry says {kept}")
    hold(kept.get("DataFolder", "").endswith("{user}"), f"the registry says {kept}")
    hold((program / "cehrs-camera.exe").is_file(), "the camera part is missing")
    hold((program / ONLY_IN_THE_OLD).is_file(), "the old version is incomplete")
    hold(_links("CEHRS Desktop.lnk") == 2, "there are not two shortcuts")
    told["self_test"] = self_test(program)
    with open_program(program / "cehrs-desktop.exe", WORK / "window.png"):
        hold(data.is_dir(), f"the program did not use the data folder it was given: {list(DRIVE.glob('Daten*/*'))}")
        told["open_upgrade"] = msiexec("/i", msi_file(_build(), "machine"), "2-while-open.log")
        told["open_removal"] = msiexec("/x", msi_file(old, "machine"), "3-while-open.log")
        hold(told["open_upgrade"] == told["open_removal"] == REFUSED, f"with the program open: {told}")
        said = (logs() / "2-while-open.log").read_bytes().replace(b"\0", b"")
        # Windows writes the words themselves here; Wine names the action that holds them.
        hold(b"StopBecauseItIsOpen. Return value 0" in said, "the log does not say why it was refused")
        hold((program / ONLY_IN_THE_OLD).is_file(), "something was changed while the program was open")
    _upgrade_and_remove(
        program, data, before, told,
        upgrade=lambda: msiexec("/i", msi_file(_build(), "machine"), "4-upgrade.log"),
        downgrade=lambda: msiexec("/i", msi_file(old, "machine"), "5-downgrade.log"), downgrade_code=REFUSED,
        other=lambda: line(f'"{windows_path(setup_file(_build()))}" /S /AllUsers'), other_code=4,
        remove=lambda more: msiexec(
            "/x", msi_file(_build(), "machine"), "6-remove.log", "REMOVEDATA=1" if more else ""
        ),
        again=lambda: msiexec("/i", msi_file(_build(), "machine"), "8-again.log", places),
    )  # fmt: skip
    return told


def trial_setup(old: Build) -> dict[str, Any]:
    """The setup program for everybody, in the same way."""
    told: dict[str, Any] = {}
    before = snapshot()
    program, data = DRIVE / "Ελληνικά ü" / "CEHRS Desktop", DRIVE / "Meine Daten" / "root"
    data_folder = f'/DATAFOLDER="{windows_path(data.parent)}\\{{user}}"'
    place = f"/D={windows_path(program)}"
    # Both ways of quoting are in use.
    code = line(
        f'"{windows_path(setup_file(old))}" /S /AllUsers {data_folder} "/VENUE=school" /CAMERA=1 '
        f"/DESKTOPSHORTCUT=1 {place}"
    )
    hold(code == 0, f"the installation ended with {code}")
    kept = registry("HKLM")
    hold(kept.get("Venue") == "school" and kept.get("DataFolder", "").endswith("{user}"), f"the registry says {kept}")
    hold((program / "cehrs-camera.exe").is_file(), "the camera part is missing")
    hold(_links("CEHRS Desktop.lnk") == 2, "there are not two shortcuts")
    told["self_test"] = self_test(program)
    with open_program(program / "cehrs-desktop.exe"):
        hold(data.is_dir(), "the program did not use the data folder it was given")
        told["open_upgrade"] = line(f'"{windows_path(setup_file(_build()))}" /S /AllUsers')
        told["open_removal"] = _uninstaller(program)
        hold(told["open_upgrade"] == told["open_removal"] == 3, f"with the program open: {told}")
        hold((program / ONLY_IN_THE_OLD).is_file(), "something was changed while the program was open")
    _upgrade_and_remove(
        program, data, before, told,
        upgrade=lambda: line(f'"{windows_path(setup_file(_build()))}" /S /AllUsers'),
        downgrade=lambda: line(f'"{windows_path(setup_file(old))}" /S /AllUsers'), downgrade_code=5,
        other=lambda: msiexec("/i", msi_file(_build(), "machine"), "7-other-kind.log"), other_code=REFUSED,
        remove=lambda more: _uninstaller(program, "/REMOVEDATA=1" if more else ""),
        again=lambda: line(f'"{windows_path(setup_file(_build()))}" /S /AllUsers {data_folder} {place}'),
    )  # fmt: skip
    return told


def _uninstaller(program: Path, switches: str = "") -> int:
    # With `_?=` it stays where it is and can be waited for; itself it then leaves behind.
    place = windows_path(program)
    code = line(f'"{place}\\uninstall.exe" /S /AllUsers {switches} _?={place}')
    if not (program / "cehrs.exe").exists():
        (program / "uninstall.exe").unlink(missing_ok=True)
        if program.is_dir() and not any(program.iterdir()):
            program.rmdir()
    return code


def _upgrade_and_remove(
    program: Path, data: Path, before: set[str], told: dict[str, Any], *, upgrade: Callable[[], int],
    downgrade: Callable[[], int], downgrade_code: int, other: Callable[[], int], other_code: int,
    remove: Callable[[bool], int], again: Callable[[], int],
) -> None:  # fmt: skip
    """What both kinds of package have to do in the same way."""
    rehearsals = digest(data)
    hold(rehearsals, "there are no rehearsals to be kept")
    told["upgrade"] = upgrade()
    hold(told["upgrade"] == 0, f"the upgrade ended with {told['upgrade']}")
    hold(not (program / ONLY_IN_THE_OLD).exists(), "a file of the old version is still there")
    kept = registry("HKLM")
    hold(kept.get("Version") == __version__ and kept.get("Venue") == "school", f"after the upgrade: {kept}")
    hold((program / "cehrs-camera.exe").is_file(), "the upgrade lost the camera part, or went elsewhere")
    hold(_links("CEHRS Desktop.lnk") == 2, "the upgrade lost a shortcut")
    hold(digest(data) == rehearsals, "the upgrade touched the rehearsals")
    told["downgrade"] = downgrade()
    hold(told["downgrade"] == downgrade_code, f"the downgrade ended with {told['downgrade']}")
    told["other_kind"] = other()
    hold(told["other_kind"] == other_code, f"the other kind of package ended with {told['other_kind']}")
    hold(registry("HKLM").get("Version") == __version__, "a refused installation changed something")

    told["removal"] = remove(False)
    hold(told["removal"] == 0, f"the removal ended with {told['removal']}")
    hold(digest(data) == rehearsals, "the removal touched the rehearsals")
    inside = f"F {data.parent.relative_to(DRIVE)}"
    above = f"F {program.parent.relative_to(DRIVE)}"
    left = [one for one in left_since(before) if one != above]
    told["left_beside_rehearsals"] = [one for one in left if not one.startswith(inside)]
    hold(not told["left_beside_rehearsals"], f"left: {told['left_beside_rehearsals'][:10]}")

    hold(again() == 0, "the second installation failed")
    told["removal_with_data"] = remove(True)
    hold(told["removal_with_data"] == 0, f"the removal with all data ended with {told['removal_with_data']}")
    # The folders above those that were named were made on the way there.
    told["left"] = [one for one in left_since(before) if one not in (inside, above)]
    hold(not told["left"], f"left: {told['left'][:10]}")
    for folder in (program.parent, data.parent):
        shutil.rmtree(folder, ignore_errors=True)


def _links(name: str) -> int:
    folders = (DRIVE / "users", DRIVE / "ProgramData")
    return sum(1 for folder in folders for _ in folder.rglob(name))


def trial_person() -> dict[str, Any]:
    """The MSI package for one person, where an ending already belongs to another program."""
    others = r"HKCU\Software\Classes\.cehrspack"
    wine("reg", "add", others, "/ve", "/d", "Other.Type", "/f", "/reg:64")
    before = snapshot()
    program = DRIVE / "users" / _user() / "AppData" / "Local" / "Programs" / "CEHRS Desktop"
    told: dict[str, Any] = {"installation": msiexec("/i", msi_file(_build(), "user"), "9-person.log")}
    hold(told["installation"] == 0, f"the installation ended with {told['installation']}")
    _, version = wine(str(program / "cehrs.exe"), "--version")
    hold(__version__ in version, f"the installed program says {version!r}")
    hold(registry("HKCU").get("Installer") == "msi" and not registry("HKLM"), "it wrote to the computer's registry")
    hold("Other.Type" in wine("reg", "query", others, "/ve", "/reg:64")[1], "it took another program's ending")
    own = wine("reg", "query", r"HKCU\Software\Classes\.cehrsattempt", "/ve", "/reg:64")[1]
    hold("CEHRSDesktop.Attempt" in own, "its own ending is not its own")
    told["removal"] = msiexec("/x", msi_file(_build(), "user"), "10-person.log")
    hold(told["removal"] == 0, f"the removal ended with {told['removal']}")
    # Windows has this folder for every person; Wine's installer looks whether it is empty before it is.
    usual = f"F {program.parent.relative_to(DRIVE)}"
    told["left"] = [one for one in left_since(before) if one != usual]
    hold(not told["left"], f"left: {told['left'][:10]}")
    hold("Other.Type" in wine("reg", "query", others, "/ve", "/reg:64")[1], "the removal took another program's ending")
    wine("reg", "delete", others, "/f", "/reg:64")
    return told


def policy() -> dict[str, Any]:
    """What the program reads from the registry, with Windows' own module for it."""
    script = ROOT / "bench" / "policy_on_wine.py"
    _, said = wine(str(WORK / "python" / "python.exe"), windows_path(script))
    found = re.search(r"\{.*\}", said, re.DOTALL)
    told: dict[str, Any] = json.loads(found[0]) if found else {}
    hold(told.get("ok") is True, f"policy_on_wine.py: {said[-800:]}")
    return told


def _user() -> str:
    return os.environ.get("USER") or os.environ.get("LOGNAME") or "root"


def main() -> int:
    results: dict[str, Any] = {"version": __version__, "system": wine("cmd", "/c", "ver")[1].strip()}
    failures = 0

    def trial(name: str, do: Callable[[], dict[str, Any]]) -> None:
        nonlocal failures
        print(f"windows_on_wine: {name} ...", file=sys.stderr, flush=True)
        started = time.monotonic()
        afresh()
        try:
            results[name] = {"ok": True, **do()}
        except (Broken, OSError, subprocess.SubprocessError, ValueError) as error:
            failures += 1
            results[name] = {"ok": False, "why": str(error)}
            print(f"windows_on_wine: {name}: {error}", file=sys.stderr)
        results[name]["took_seconds"] = round(time.monotonic() - started, 1)
        (WORK / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")

    trial("release", release)
    if not failures:
        old = older_packages()
        trial("sizes", lambda: sizes(setup_file(_build())))
        trial("icons", icons)
        trial("start_to_first_paint", starts)
        trial("msi_for_the_computer", lambda: trial_msi(old))
        trial("setup_for_everybody", lambda: trial_setup(old))
        trial("msi_for_a_person", trial_person)
        trial("policy", policy)
    print(json.dumps(results, indent=1, ensure_ascii=False))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
