"""The workflow that makes a release, as far as it can be judged without the computers that run it: its parts, its
rights, and that every program and option it names exists. The programs beside it run for real."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import struct
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from cehrs_desktop import __version__
from installer import clean_machine, macos
from installer.macos_app import BUNDLE_ID
from installer.plan import BuildFailed, carry_out
from installer.release_notes import (
    BY_CHECKSUM,
    CHECKSUMS,
    NOT_SIGNED,
    SIGNED,
    UNSIGNED,
    add_sbom,
    changes,
    checked,
    collect,
    notes,
    signature_of,
)
from tests.installer_builds import build_in

ROOT = Path(__file__).parents[2]
FILE = ROOT / ".github" / "workflows" / "release.yml"
TEXT = FILE.read_text(encoding="utf-8")
WORKFLOW = cast("dict[str, Any]", yaml.safe_load(TEXT))
JOBS = cast("dict[str, dict[str, Any]]", WORKFLOW["jobs"])


def steps() -> list[tuple[str, dict[str, Any]]]:
    return [(name, step) for name, job in JOBS.items() for step in job["steps"]]


def runs(job: str) -> str:
    return "\n".join(step.get("run", "") for step in JOBS[job]["steps"])


def commands(text: str) -> list[list[str]]:
    """The commands of a script, its lines joined where they go on."""
    joined = re.sub(r"\\\n\s*", " ", text)
    return [shlex.split(line, comments=True) for line in joined.splitlines() if line.strip()]


@cache
def options_of(*program: str) -> str:
    done = subprocess.run(
        [sys.executable, *program, "--help"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def test_every_target_is_made_and_then_tried_on_a_clean_machine() -> None:
    made = {"windows": "windows", "linux": "linux"} | {
        one["name"]: "macos" for one in JOBS["macos"]["strategy"]["matrix"]["include"]
    }
    assert made == {"windows": "windows", "linux": "linux", "macos-arm64": "macos", "macos-x86_64": "macos"}
    tried = {
        one["name"]: (one["target"], one["runner"]) for one in JOBS["clean-machine"]["strategy"]["matrix"]["include"]
    }
    assert {name: target for name, (target, _) in tried.items()} == made
    assert {"macos-arm64": "macos-15", "macos-x86_64": "macos-15-intel"}.items() <= {
        name: runner for name, (_, runner) in tried.items()
    }.items()
    for job, target in (("windows", "windows"), ("linux", "linux"), ("macos", "macos")):
        assert f"build_installer.py --target {target}" in runs(job)
        # The build's last step writes the checksums, and the bill of materials gets its line.
        assert "--sbom" in runs(job)
        uploads = [step for step in JOBS[job]["steps"] if "upload-artifact" in step.get("uses", "")]
        assert [step["with"]["path"] for step in uploads] == ["dist/installers/"]
        assert all(step["with"]["if-no-files-found"] == "error" for step in uploads)
    assert "--bundle-only" in runs("bundle-windows")
    assert JOBS["windows"]["needs"] == "bundle-windows"
    assert set(JOBS["clean-machine"]["needs"]) == {"windows", "linux", "macos"}
    assert JOBS["publish"]["needs"] == "clean-machine"
    assert JOBS["publish"]["if"] == "github.event_name == 'push'"


def test_the_clean_machine_gets_the_packages_only_and_does_all_five_things() -> None:
    job = JOBS["clean-machine"]
    assert "pip" not in runs("clean-machine")
    (command,) = commands(runs("clean-machine"))
    assert command[:3] == ["python", "-m", "installer.clean_machine"]
    (download,) = [step for step in job["steps"] if "download-artifact" in step.get("uses", "")]
    assert download["with"] == {"name": "packages-${{ matrix.name }}", "path": "dist/installers"}
    for target in ("macos", "windows", "linux"):
        if not (ROOT / "installer" / f"{target}.py").is_file():
            continue
        build = replace(build_in(ROOT / "build" / "never", target=target), log=clean_machine.Log(None))
        names = " | ".join(step.name.casefold() for step in clean_machine.plan(build))
        order = [names.index(word) for word in ("checksums", "install", "prove what is installed")]
        assert order == sorted(order)
        after = names[order[-1] :]
        assert "remove" in after or "uninstall" in after
        assert "left" in after


def test_every_program_and_every_option_that_is_named_exists() -> None:
    named = 0
    for name, step in steps():
        for command in commands(step.get("run", "")):
            if command[0] != "python":
                continue
            named += 1
            if command[1] == "-m" and command[2] == "pip":
                lists = [word for word in command if word.endswith(".txt")]
                assert all((ROOT / one).is_file() for one in lists), lists
                continue
            if command[1] == "-c":
                compile(command[2], name, "exec")
                continue
            program = tuple(command[1:3]) if command[1] == "-m" else (command[1],)
            known = options_of(*program)
            for option in (word for word in command if word.startswith("--")):
                assert re.search(rf"(?<!\S){option}(?!\S)|\[{option}[\] ]|{option},", known), (program, option)
    assert named >= 15
    added = re.findall(r"options\+=\((--[\w-]+)", TEXT)
    assert added == ["--certificate", "--timestamp"]
    assert all(option in options_of("build_installer.py") for option in added)
    for script in re.findall(r"run: (packaging/\S+) (\w+)", TEXT):
        file = ROOT / script[0]
        assert os.access(file, os.X_OK)
        assert f"{script[1]})" in file.read_text(encoding="utf-8")


def test_the_variables_that_carry_identities_are_those_that_the_build_reads() -> None:
    told = (ROOT / "build_installer.py").read_text(encoding="utf-8")
    for variable in ("CEHRS_SIGN_PASSWORD", "CEHRS_MACOS_IDENTITY", "CEHRS_MACOS_INSTALLER_IDENTITY"):
        assert variable in told
        assert variable in TEXT
    assert "CEHRS_NOTARY_PROFILE" in told
    assert "CEHRS_NOTARY_PROFILE=" in (ROOT / "packaging" / "macos" / "keychain.sh").read_text(encoding="utf-8")


def test_start_has_what_the_linux_build_calls() -> None:
    sys.path.insert(0, str(ROOT))
    import start

    assert callable(start.install_system_packages)
    assert start.LIBRARIES
    assert start.CAMERA_LIBRARIES


def test_every_action_is_pinned_by_commit_with_its_version_beside() -> None:
    lines = [line.strip() for line in TEXT.splitlines() if "uses:" in line]
    assert lines
    pinned: dict[str, set[str]] = {}
    for line in lines:
        found = re.fullmatch(r"- uses: (actions/[\w-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+", line)
        assert found, line
        pinned.setdefault(found[1], set()).add(found[2])
    assert all(len(commits) == 1 for commits in pinned.values())


def test_rights_are_the_least_and_secrets_stay_out_of_scripts() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job} == {
        "publish": {"contents": "write"}
    }
    assert WORKFLOW["concurrency"]["cancel-in-progress"] is False
    assert WORKFLOW["concurrency"]["group"]
    for name, step in steps():
        # What a script needs comes to it as a variable: never pasted into its text, where it could become commands.
        assert not re.search(r"\$\{\{\s*(secrets|github|vars)\.", step.get("run", "")), step
        if "secrets." in json.dumps(step):
            assert JOBS[name]["environment"] == "release"
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False
    for job in JOBS.values():
        assert job["timeout-minutes"] <= 120


def test_it_names_no_package_index_and_installs_only_what_is_pinned() -> None:
    for word in ("pypi", "index-url", "http://", "https://", "trusted-host"):
        assert word not in TEXT.casefold(), word
    for _, step in steps():
        for command in commands(step.get("run", "")):
            if command[:3] == ["python", "-m", "pip"]:
                assert "--require-hashes" in command or command[-2:] == ["--editable", "."], command


def test_without_secrets_the_scripts_go_on_and_with_them_they_print_nothing(tmp_path: Path) -> None:
    keychain = ROOT / "packaging" / "macos" / "keychain.sh"
    plain = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path)}
    done = subprocess.run([keychain, "make"], env=plain, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == ""
    assert "unsigned" in done.stderr
    assert subprocess.run([keychain, "remove"], env=plain, check=False).returncode == 0
    assert subprocess.run([keychain], env=plain, capture_output=True, check=False).returncode == 2
    for tool in ("security", "xcrun", "uuidgen"):
        stand_in = tmp_path / "tools" / tool
        stand_in.parent.mkdir(exist_ok=True)
        # It says what it was given, as a careless tool would: on standard output, which the script must not pass on
        # where that holds a password.
        stand_in.write_text(
            f'#!/bin/sh\necho {tool} "$1" >> "{tmp_path}/calls"\n[ {tool} = uuidgen ] && echo u-u-i-d\nexit 0\n'
        )
        stand_in.chmod(0o755)
    told = tmp_path / "github.env"
    secrets = {
        "CERTIFICATES": "c2VjcmV0IG9uZQ==",
        "CERTIFICATES_PASSWORD": "secret two",
        "NOTARY_KEY": "secret three",
        "NOTARY_KEY_ID": "K1",
        "NOTARY_ISSUER": "I1",
        "GITHUB_ENV": str(told),
    }
    environment = plain | secrets | {"PATH": f"{tmp_path / 'tools'}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([keychain, "make"], env=environment, capture_output=True, encoding="utf-8", check=True)
    assert "secret" not in done.stdout + done.stderr
    assert told.read_text(encoding="utf-8") == "CEHRS_NOTARY_PROFILE=cehrs-notary\n"
    calls = (tmp_path / "calls").read_text(encoding="utf-8").split("\n")
    assert [call for call in calls if call.startswith("security")] == [
        f"security {act}"
        for act in (
            *("create-keychain", "set-keychain-settings", "unlock-keychain", "import"),
            *("set-key-partition-list", "list-keychains", "default-keychain"),
        )
    ]
    assert "xcrun notarytool" in calls


# ---- the programs beside it
def portable(signature: int) -> bytes:
    """The beginning of a 64-bit Windows program with a certificate table of this size."""
    data = bytearray(512)
    data[:2], data[60:64] = b"MZ", struct.pack("<I", 128)
    data[128:132] = b"PE\0\0"
    struct.pack_into("<H", data, 128 + 24, 0x20B)
    struct.pack_into("<2I", data, 128 + 24 + 112 + 4 * 8, 400, signature)
    return bytes(data)


def made(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True)
    lines = ""
    for name, content in files.items():
        (folder / name).write_bytes(content)
        lines += f"{hashlib.sha256(content).hexdigest()}  {name}\n"
    (folder / CHECKSUMS).write_text(lines, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("setup.exe", portable(4096), SIGNED),
        ("setup.exe", portable(0), NOT_SIGNED),
        ("setup.exe", b"MZ", NOT_SIGNED),
        ("a.msi", b"..." + "\x05DigitalSignature".encode("utf-16-le") + b"...", SIGNED),
        ("a.msi", b"nothing", NOT_SIGNED),
        ("a.pkg", b"", SIGNED),
        ("a-unsigned.pkg", b"", NOT_SIGNED),
        ("a-unsigned.dmg", b"", NOT_SIGNED),
        ("a.deb", b"", BY_CHECKSUM),
        ("a.tar.gz", b"", BY_CHECKSUM),
    ],
)
def test_whether_a_file_is_signed_is_read_from_the_file(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert signature_of(tmp_path / name) == told


LOG = f"# Changelog\n\n## {__version__} (not yet released)\n\n- One.\n- Two.\n\n## 0.0.9\n\n- Old.\n"


def test_all_targets_come_together_with_one_list_and_notes_that_say_what_is_not_signed(tmp_path: Path) -> None:
    made(tmp_path / "made" / "packages-windows", {"a.msi": b"nothing", "setup.exe": portable(9)})
    made(tmp_path / "made" / "packages-linux", {"a.deb": b"deb", "sbom-1-linux.cdx.json": b"{}"})
    out = tmp_path / "release"
    collect(tmp_path / "made", out, LOG)
    names = {file.name for file in (out / "files").iterdir()}
    assert names == {"a.msi", "setup.exe", "a.deb", "sbom-1-linux.cdx.json", CHECKSUMS}
    assert checked(out / "files") == sorted(names - {CHECKSUMS})
    told = (out / "notes.md").read_text(encoding="utf-8")
    assert told.startswith("- One.\n- Two.\n")
    assert "Old" not in told
    assert f"| `a.msi` | 0.0 MB | {NOT_SIGNED} |" in told
    assert f"| `setup.exe` | 0.0 MB | {SIGNED} |" in told
    assert UNSIGNED in told
    assert UNSIGNED not in notes([tmp_path / "made" / "packages-linux" / "a.deb"], LOG)
    with pytest.raises(BuildFailed, match="nothing about version"):
        changes("# Changelog\n\n## 9.9.9\n\n- x\n")


@pytest.mark.parametrize("act", ["change", "add", "take"])
def test_a_file_that_is_not_as_its_checksum_says_stops_the_release(tmp_path: Path, act: str) -> None:
    folder = made(tmp_path / "made" / "packages-linux", {"a.deb": b"deb", "b.tar.gz": b"tar"})
    if act == "change":
        (folder / "a.deb").write_bytes(b"other")
    elif act == "add":
        (folder / "c.deb").write_bytes(b"")
    else:
        (folder / "a.deb").unlink()
    with pytest.raises(BuildFailed, match=r"[ac]\.deb"):
        collect(tmp_path / "made", tmp_path / "release", LOG)
    build = replace(build_in(tmp_path), out=folder)
    with pytest.raises(BuildFailed, match=r"[ac]\.deb"):
        clean_machine.check_sums(build)


def test_two_targets_may_not_make_the_same_file_and_nothing_is_no_release(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    with pytest.raises(BuildFailed, match="nothing to release"):
        collect(tmp_path / "made", tmp_path / "none", LOG)
    made(tmp_path / "made" / "one", {"a.deb": b"1"})
    made(tmp_path / "made" / "two", {"a.deb": b"2"})
    with pytest.raises(BuildFailed, match=r"called a\.deb"):
        collect(tmp_path / "made", tmp_path / "release", LOG)


def test_the_bill_of_materials_gets_its_name_and_its_line(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    (bundle / "licences").mkdir(parents=True)
    (bundle / "licences" / "sbom.cdx.json").write_text("{}", encoding="utf-8")
    packages = made(tmp_path / "packages", {"a.deb": b"deb"})
    add_sbom(bundle, packages, "linux")
    assert checked(packages) == ["a.deb", f"sbom-{__version__}-linux.cdx.json"]
    run = [sys.executable, "-m", "installer.release_notes", "--sbom", str(tmp_path), "--name", "x"]
    done = subprocess.run([*run, "--packages", str(packages)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sbom.cdx.json" in done.stderr


def test_the_clean_machine_stops_before_it_installs_anything_when_there_is_nothing_to_trust(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "installer.clean_machine", "--target", "macos", "--packages", str(tmp_path)]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no packages with checksums" in done.stderr
    build = replace(build_in(tmp_path), out=made(tmp_path / "good", {"a.deb": b"1"}))
    carry_out(build, (clean_machine.plan(replace(build, target="macos"))[0],))
    assert build.results["packages"] == ["a.deb"]


def test_the_clean_machine_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import installer.clean_machine, installer.release_notes\n"
        "import importlib, pathlib\n"
        "for name in ('macos', 'windows', 'linux'):\n"
        "    if (pathlib.Path(sys.argv[1]) / 'installer' / f'{name}.py').exists():\n"
        "        importlib.import_module('installer.' + name)\n"
        "print('fine')"
    )
    # -S: without anything that was installed.
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(ROOT)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "fine", done.stderr


# ---- what technicians are told
PROMISED = {"bench/linux_installers.sh", "installer/windows.py", "resources/packs/trusted_keys.json"}
"""Files of others that the guides lead to."""
GUIDE = (ROOT / "docs" / "lab-guide.md").read_text(encoding="utf-8")
RELEASING = (ROOT / "docs" / "releasing.md").read_text(encoding="utf-8")


def test_the_guide_removes_the_mac_app_as_the_steps_do() -> None:
    for command in macos.removing():
        words = " ".join(f'"{word}"' if " " in word else word for word in command)
        assert f"`{words}`" in GUIDE


def test_the_guide_names_the_folders_that_the_program_uses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for kind in (Unix, MacOS):
        dirs = kind("cehrs-desktop", appauthor=False)
        for folder in (dirs.user_data_dir, dirs.user_cache_dir, dirs.user_log_dir):
            assert f"`{folder.replace(str(tmp_path), '~')}`" in GUIDE, folder
    policy = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    for place in ("/etc/cehrs-desktop/policy.json", "/Library/Application Support/CEHRS Desktop/policy.json"):
        assert f"`{place}`" in GUIDE
        assert place in policy
    assert BUNDLE_ID in GUIDE


def test_every_secret_and_command_that_the_guides_name_is_there() -> None:
    named = set(re.findall(r"secrets\.(\w+)", TEXT)) | set(re.findall(r"vars\.(\w+)", TEXT))
    assert named == set(re.findall(r"\b((?:WINDOWS|MACOS|NOTARY|TIMESTAMP)_[A-Z_]+)\b", RELEASING))
    for option in re.findall(r"build_installer\.py ([^\n]*?)(?:  |\n)", RELEASING):
        for word in option.split():
            assert not word.startswith("--") or word in options_of("build_installer.py")
    for text in (GUIDE, RELEASING):
        for file in re.findall(r"`((?:bench|installer|packaging|resources|tests)/[\w./-]+\.\w+)`", text):
            assert (ROOT / file).is_file() or file in PROMISED, file
