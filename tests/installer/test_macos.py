"""The steps for macOS as text: no Mac is asked. Stand-ins for Apple's tools write down how they were called.

They show order, flags and what is done with an answer. That the real tools accept all this, only a Mac shows.
"""

from __future__ import annotations

import json
import os
import plistlib
import stat
import struct
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from installer import macos
from installer.icns import KINDS, draw, icon_file, png
from installer.mach_o import mach_o
from installer.macos_app import APP, BUNDLE_ID, CAMERA_TEXT, FILE_TYPES, ICON, app_bundle, info_plist
from installer.macos_signing import code_inside, entitlements_in, fit_of, frameworks_without_code, json_in
from installer.plan import Build, BuildFailed, Options, carry_out, described
from tests.installer_builds import build_in

ROOT = Path(__file__).parents[2]
ARM, INTEL = 0x0100000C, 0x01000007
SIGNED = Options(
    macos_identity="Developer ID Application: Example (ABCDE12345)",
    macos_installer_identity="Developer ID Installer: Example (ABCDE12345)",
    notary_profile="cehrs-notary",
)

TOOL = """#!{python}
import json, os, pathlib, shutil, sys
name, words = pathlib.Path(sys.argv[0]).name, sys.argv[1:]
with open({log!r}, "a", encoding="utf-8") as calls:
    calls.write(json.dumps([name, *words]) + "\\n")
def last(): return pathlib.Path(words[-1])
if name == "ditto" and words[0] != "-c":
    shutil.copytree(words[0], words[1], symlinks=True)
elif name in ("pkgbuild", "productbuild", "productsign", "ditto") or words[:1] == ["create"]:
    last().write_text(name)
elif name == "codesign" and "--display" in words:
    program = last().name
    kind = "program" if program == "cehrs" or not (last().parent / "cehrs-camera").exists() else "camera"
    print("Executable=" + words[-1])
    print(open({root!r} + "/packaging/macos/" + kind + ".entitlements").read())
elif words[:2] == ["notarytool", "submit"]:
    print("Conducting pre-submission checks")
    print(json.dumps({{"id": "n-1", "status": os.environ.get("NOTARY", "Accepted")}}))
elif name == "pkgutil" and words == ["--pkgs"]:
    print("com.apple.pkg.Core")
    if os.environ.get("RECEIPT"): print({receipt!r})
"""
TOOLS = ("codesign", "ditto", "pkgbuild", "productbuild", "productsign", "pkgutil", "hdiutil", "xcrun", "spctl", "sudo")


def code(processor: int = ARM, oldest: tuple[int, int] = (13, 0), command: int = 0x32) -> bytes:
    """The beginning of a 64-bit library."""
    version = oldest[0] << 16 | oldest[1] << 8
    words = (1, version, 0, 0) if command == 0x32 else (version, 0)
    body = struct.pack(f"<2I{len(words)}I", command, 8 + 4 * len(words), *words)
    return struct.pack("<8I", 0xFEEDFACF, processor, 0, 6, 1, len(body), 0, 0) + body


def fat(*parts: bytes) -> bytes:
    head, place = struct.pack(">2I", 0xCAFEBABE, len(parts)), 256
    for part in parts:
        head += struct.pack(">5I", struct.unpack_from("<I", part, 4)[0], 0, place, len(part), 0)
        place += 256
    return head.ljust(256, b"\0") + b"".join(part.ljust(256, b"\0") for part in parts)


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """A build with an app as the bundler makes it, and the stand-ins first on the path."""
    tools = tmp_path / "tools"
    tools.mkdir()
    text = TOOL.format(python=sys.executable, log=str(tmp_path / "calls"), root=str(ROOT), receipt=macos.RECEIPT)
    for name in TOOLS:
        tool = tools / name
        tool.write_text(text, encoding="utf-8")
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(macos, "INSTALLED", tmp_path / "Applications" / APP)
    monkeypatch.setattr("platform.machine", lambda: "arm64")
    (tmp_path / "packaging").symlink_to(ROOT / "packaging")
    made = build_in(tmp_path, SIGNED, target="macos")
    app = macos.app_of(made)
    for place, content in {
        "Contents/Info.plist": plistlib.dumps(info_plist("1.2.3")),
        "Contents/MacOS/cehrs-desktop": code(),
        "Contents/MacOS/cehrs": code(),
        "Contents/MacOS/cehrs-camera": code(),
        "Contents/Frameworks/libpyside6.dylib": fat(code(INTEL), code(ARM, (15, 0))),
        "Contents/Frameworks/PySide6/QtCore.abi3.so": fat(code(INTEL), code()),
        "Contents/Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore": code(),
        "Contents/Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/Helpers/helper.dylib": code(),
        "Contents/Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/Resources/Info.plist": b"<plist/>",
        "Contents/Frameworks/PySide6/Qt/lib/QtQml.framework/Versions/A/Resources/Info.plist": b"<plist/>",
        "Contents/Resources/items.pack": b"SQLite format 3\0",
    }.items():
        (app / place).parent.mkdir(parents=True, exist_ok=True)
        (app / place).write_bytes(content)
    (app / "Contents/Resources/libpyside6.dylib").symlink_to("../Frameworks/libpyside6.dylib")
    (made.bundle / "licences").mkdir(parents=True)
    (made.bundle / "licences" / "NOTICES.txt").write_text("Qt: LGPL", encoding="utf-8")
    return made


def calls(build: Build) -> list[list[str]]:
    file = build.out.parents[1] / "calls"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def signed(build: Build) -> list[tuple[str, list[str]]]:
    """What was signed, by its path in the app, in order, with the flags."""
    app = macos.app_of(build)
    found = [call for call in calls(build) if call[:2] == ["codesign", "--force"]]
    return [(Path(call[-1]).relative_to(app).as_posix() if call[-1] != str(app) else ".", call[2:-1]) for call in found]


def test_what_is_inside_is_signed_before_what_holds_it_and_the_app_last(build: Build) -> None:
    carry_out(build, macos.sign_inner(build))
    order = [place for place, _ in signed(build)]
    framework = "Contents/Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A"
    assert order.index(f"{framework}/Helpers/helper.dylib") < order.index(framework)
    assert order[-3:] == ["Contents/MacOS/cehrs", "Contents/MacOS/cehrs-camera", "."]
    assert set(order) == {
        *(framework, f"{framework}/Helpers/helper.dylib", "Contents/Frameworks/libpyside6.dylib"),
        *("Contents/Frameworks/PySide6/QtCore.abi3.so", "Contents/MacOS/cehrs", "Contents/MacOS/cehrs-camera", "."),
    }
    assert len(order) == len(set(order))
    app = macos.app_of(build)
    # A framework of which only a text was left is gone, or codesign would refuse the app.
    assert frameworks_without_code(app) == []
    assert not (app / "Contents/Frameworks/PySide6/Qt/lib/QtQml.framework").exists()
    assert (app / "Contents/Resources/licences/NOTICES.txt").is_file()
    names = [call[:3] for call in calls(build)]
    assert names.index(["codesign", "--verify", "--deep"]) > max(
        at for at, call in enumerate(names) if call[:2] == ["codesign", "--force"]
    )


def test_everything_is_hardened_and_stamped_and_only_who_needs_the_camera_may_use_it(build: Build) -> None:
    carry_out(build, macos.sign_inner(build))
    kinds: dict[str, str] = {}
    for place, flags in signed(build):
        assert flags[:2] == ["--sign", SIGNED.macos_identity]
        assert "--timestamp" in flags
        assert flags[flags.index("--options") + 1] == "runtime"
        assert "--deep" not in flags
        if "--entitlements" in flags:
            kinds[place] = Path(flags[flags.index("--entitlements") + 1]).name
    assert kinds == {
        "Contents/MacOS/cehrs": "program.entitlements",
        "Contents/MacOS/cehrs-camera": "camera.entitlements",
        ".": "camera.entitlements",
    }


def test_without_the_camera_part_nobody_may_use_a_camera(build: Build) -> None:
    (macos.app_of(build) / "Contents/MacOS/cehrs-camera").unlink()
    carry_out(build, macos.sign_inner(build))
    used = [Path(word).name for _, flags in signed(build) for word in flags if word.endswith(".entitlements")]
    assert used == ["program.entitlements", "program.entitlements"]


def test_the_entitlements_are_exactly_these_and_no_exception_from_the_hardened_runtime() -> None:
    folder = ROOT / "packaging" / "macos"
    files = {file.name: file.read_bytes() for file in folder.glob("*.entitlements")}
    assert {name: plistlib.loads(content) for name, content in files.items()} == {
        "program.entitlements": {},
        "camera.entitlements": {"com.apple.security.device.camera": True},
    }
    # The kernel's parser of entitlements refuses comments.
    assert not any(b"<!--" in content for content in files.values())


def test_without_an_identity_the_app_is_signed_ad_hoc_and_the_files_say_unsigned(build: Build) -> None:
    plain = replace(build, options=Options())
    carry_out(plain, (*macos.sign_inner(plain), *macos.package(plain), *macos.sign_package(plain)))
    for _, flags in signed(plain):
        assert flags == ["--sign", "-", "--timestamp=none"]
    assert sorted(file.name for file in plain.out.iterdir()) == [
        "cehrs-desktop-1.2.3-macos-arm64-unsigned.dmg",
        "cehrs-desktop-1.2.3-macos-arm64-unsigned.pkg",
    ]
    assert not {"xcrun", "productsign", "spctl"} & {call[0] for call in calls(plain)}


def test_the_whole_order_from_the_app_to_gatekeeper(build: Build) -> None:
    carry_out(build, (*macos.sign_inner(build), *macos.package(build), *macos.sign_package(build)))
    kept = [
        call
        for call in calls(build)
        if call[:2] == ["ditto", "-c"] or call[0] not in ("codesign", "ditto") or call[-1].endswith(".dmg")
    ]
    assert [" ".join(word for word in call[:3] if not word.startswith("/")) for call in kept] == [
        "ditto -c -k",
        "xcrun notarytool submit",
        "xcrun stapler staple",
        "xcrun stapler validate",
        "pkgbuild --root",
        "productbuild --distribution",
        "hdiutil create -volname",
        f"productsign --sign {SIGNED.macos_installer_identity}",
        "pkgutil --check-signature",
        "codesign --force --sign",
        "codesign --verify --verbose=2",
        "xcrun notarytool submit",
        "xcrun stapler staple",
        "xcrun stapler validate",
        "xcrun notarytool submit",
        "xcrun stapler staple",
        "xcrun stapler validate",
        "spctl --assess --verbose=2",
        "spctl --assess --verbose=2",
        "spctl --assess --verbose=2",
    ]
    # The app has its ticket before it is packed: it is copied from where it was stapled.
    stapled = next(at for at, call in enumerate(calls(build)) if call[1:3] == ["stapler", "staple"])
    copied = [at for at, call in enumerate(calls(build)) if call[0] == "ditto" and call[1] == str(macos.app_of(build))]
    assert len(copied) == 2
    assert min(copied) > stapled
    for call in calls(build):
        if call[1:3] == ["notarytool", "submit"]:
            assert call[4:] == [
                *("--keychain-profile", "cehrs-notary", "--wait", "--timeout", "60m", "--output-format", "json")
            ]
    assert {file.name for file in build.out.iterdir()} == {
        "cehrs-desktop-1.2.3-macos-arm64.dmg",
        "cehrs-desktop-1.2.3-macos-arm64.pkg",
    }


def test_what_apple_refuses_fails_although_the_tool_ends_well(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTARY", "Invalid")
    with pytest.raises(BuildFailed, match=r"did not accept app\.zip: Invalid"):
        carry_out(build, macos.sign_inner(build))
    assert calls(build)[-1][1:4] == ["notarytool", "log", "n-1"]
    assert not any("stapler" in call for call in calls(build))


def test_no_secret_can_be_on_a_command_line() -> None:
    source = "".join(
        (ROOT / "installer" / name).read_text(encoding="utf-8") for name in ("macos.py", "macos_signing.py")
    )
    for word in ("--password", "--apple-id", "--key ", "unlock-keychain", "environ"):
        assert word not in source, word


def test_the_package_goes_where_it_belongs_and_an_upgrade_clears_old_files(build: Build) -> None:
    carry_out(build, macos.package(build))
    (how,) = plistlib.loads((build.work / "package" / "component.plist").read_bytes())
    assert how == {
        "RootRelativeBundlePath": f"Applications/{APP}",
        "BundleIsRelocatable": False,
        "BundleIsVersionChecked": True,
        "BundleHasStrictIdentifier": True,
        "BundleOverwriteAction": "upgrade",
    }
    command = next(call for call in calls(build) if call[0] == "pkgbuild")
    assert command[command.index("--identifier") + 1] == macos.RECEIPT
    assert command[command.index("--version") + 1] == "1.2.3"
    assert command[command.index("--install-location") + 1] == "/"
    root = ET.fromstring((build.work / "package" / "distribution.xml").read_text(encoding="utf-8"))
    options, domains = root.find("options"), root.find("domains")
    assert options is not None
    assert options.attrib == {"customize": "never", "require-scripts": "false", "hostArchitectures": "arm64"}
    assert domains is not None
    assert domains.attrib == {
        "enable_anywhere": "false",
        "enable_currentUserHome": "true",
        "enable_localSystem": "true",
    }
    assert [one.get("min") for one in root.iter("os-version")] == ["14.0"]
    assert {one.get("id") for one in root.iter("pkg-ref")} == {macos.RECEIPT}
    assert [one.text for one in root.findall("pkg-ref")] == ["program.pkg"]
    image = build.work / "image"
    assert (image / "Applications").readlink() == Path("/Applications")
    assert (image / APP / "Contents/MacOS/cehrs-desktop").is_file()
    # Links stay links, or the signature would be void.
    assert (image / APP / "Contents/Resources/libpyside6.dylib").is_symlink()


def test_installing_is_silent_and_uninstalling_leaves_nothing(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(os, "geteuid", lambda: 501)
    carry_out(build, macos.package(build))
    installed = macos.INSTALLED
    for name in ("cehrs-desktop", "cehrs", "cehrs-camera"):
        (installed / "Contents/MacOS" / name).parent.mkdir(parents=True, exist_ok=True)
        (installed / "Contents/MacOS" / name).write_bytes(code())
    install = macos.install(build)
    with pytest.raises(BuildFailed, match="is on this Mac"):
        carry_out(build, install[:1])
    carry_out(build, install[1:])
    carry_out(build, macos.uninstall(build)[:1])
    done = [call for call in calls(build) if call[0] in ("sudo", "hdiutil")]
    package, image = str(macos.package_file(build)), str(macos.image_file(build))
    mounted = str(build.work / "opened")
    assert done[1:] == [
        ["sudo", "-n", "installer", "-pkg", package, "-target", "/"],
        ["hdiutil", "attach", image, "-nobrowse", "-readonly", "-mountpoint", mounted],
        ["hdiutil", "detach", mounted],
        ["sudo", "-n", "rm", "-rf", str(installed)],
        ["sudo", "-n", "pkgutil", "--forget", f"{BUNDLE_ID}.pkg"],
    ]
    with pytest.raises(BuildFailed, match="is on this Mac"):
        carry_out(build, macos.uninstall(build)[1:])
    assert macos.console(build) == [str(installed / "Contents" / "MacOS" / "cehrs")]


def test_a_receipt_that_is_left_is_noticed(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    carry_out(build, macos.uninstall(build)[1:])
    monkeypatch.setenv("RECEIPT", "1")
    with pytest.raises(BuildFailed, match=r"CEHRSDesktop\.pkg is on this Mac"):
        carry_out(build, macos.uninstall(build)[1:])


def test_elsewhere_the_plan_says_what_it_leaves_out(build: Build) -> None:
    every = (*macos.sign_inner(build), *macos.package(build), *macos.sign_package(build), *macos.install(build))
    lines = described(replace(build, options=Options()), every)
    assert any("no notary profile" in line or "no Developer ID Application" in line for line in lines)
    assert sum("this is not a Mac" in line for line in lines) == (0 if sys.platform == "darwin" else 3)


def test_info_plist_has_the_camera_text_the_oldest_system_and_our_files() -> None:
    told = plistlib.loads(plistlib.dumps(info_plist("1.2.3")))
    assert told["NSCameraUsageDescription"] == CAMERA_TEXT
    assert told["LSMinimumSystemVersion"] == "14.0"
    assert told["CFBundleShortVersionString"] == told["CFBundleVersion"] == "1.2.3"
    assert told["NSHighResolutionCapable"] is True
    assert told["CFBundleExecutable"] == "cehrs-desktop"
    assert told["LSBackgroundOnly"] is False
    assert told["LSApplicationCategoryType"] == "public.app-category.education"
    assert "NSMicrophoneUsageDescription" not in told
    declared = {
        one["UTTypeIdentifier"]: one["UTTypeTagSpecification"]["public.filename-extension"]
        for one in told["UTExportedTypeDeclarations"]
    }
    assert declared == {identifier: [suffix] for identifier, suffix, _ in FILE_TYPES}
    assert [one["LSItemContentTypes"] for one in told["CFBundleDocumentTypes"]] == [[one] for one in declared]
    assert {suffix for _, suffix, _ in FILE_TYPES} == {"cehrspack", "cehrsattempt", "cehrsperson"}


def test_the_bundler_takes_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyInstaller's own class, which does nothing elsewhere, accepts every argument of ours."""
    if sys.platform != "darwin":
        app_bundle([], "1.2.3")
    assert ICON.is_file()


def test_code_for_another_processor_fails_and_a_newer_macos_is_told(build: Build) -> None:
    app = macos.app_of(build)
    assert fit_of(app, "arm64").names_newer == {"Contents/Frameworks/libpyside6.dylib": "15.0"}
    carry_out(build, macos.sign_inner(build)[:1])
    assert build.results["libraries_naming_newer_macos"] == {"Contents/Frameworks/libpyside6.dylib": "15.0"}
    (app / "Contents/MacOS/cehrs").write_bytes(code(ARM, (15, 2)))
    with pytest.raises(BuildFailed, match=r"Newer than macOS 14\.0: Contents/MacOS/cehrs \(15\.2\)"):
        carry_out(build, macos.sign_inner(build)[:1])
    (app / "Contents/Frameworks/other.so").write_bytes(code(INTEL))
    with pytest.raises(BuildFailed, match=r"other\.so is for x86_64"):
        carry_out(build, macos.sign_inner(build)[:1])
    with pytest.raises(BuildFailed, match="There is no"):
        carry_out(replace(build, bundle=build.bundle.parent / "nowhere" / "x"), macos.sign_inner(build)[:1])


@pytest.mark.parametrize(
    ("content", "oldest"),
    [
        (code(), {"arm64": (13, 0)}),
        (code(INTEL, (10, 9), command=0x24), {"x86_64": (10, 9)}),
        (fat(code(INTEL), code(ARM, (14, 2))), {"x86_64": (13, 0), "arm64": (14, 2)}),
        (code()[:20], None),
        (b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 40, None),
        (b"\x7fELF" + b"\0" * 40, None),
        (b"", None),
    ],
)
def test_what_a_library_says_of_itself(tmp_path: Path, content: bytes, oldest: object) -> None:
    file = tmp_path / "library"
    file.write_bytes(content)
    told = mach_o(file)
    assert (None if told is None else told.oldest) == oldest


def test_answers_among_other_lines_are_read() -> None:
    assert json_in('Checking\n{"id": "1", "status": "Accepted"}\n') == {"id": "1", "status": "Accepted"}
    assert json_in("no answer") == {}
    assert json_in("{broken}") == {}
    assert entitlements_in("Executable=/x\n") == {}
    assert entitlements_in(
        'x\n<?xml version="1.0"?><plist version="1.0"><dict><key>a</key><true/></dict></plist>\n'
    ) == {"a": True}


def test_links_and_programs_are_not_among_what_is_signed_first(build: Build) -> None:
    places = [path.name for path in code_inside(macos.app_of(build))]
    assert places.count("libpyside6.dylib") == 1
    assert not {"cehrs", "cehrs-desktop", "cehrs-camera"} & set(places)


def test_the_icon_is_the_programs_in_every_size_that_macos_wants() -> None:
    from PySide6.QtGui import QImage

    shipped = QImage(str(ROOT / "resources" / "icons" / "cehrs.png"))
    assert draw(256) == shipped.convertToFormat(QImage.Format.Format_ARGB32)
    made = ICON.read_bytes()
    assert made[:4] == b"icns"
    assert struct.unpack_from(">I", made, 4)[0] == len(made)
    at, sizes = 8, dict[str, int]()
    while at < len(made):
        kind, length = made[at : at + 4].decode(), struct.unpack_from(">I", made, at + 4)[0]
        picture = QImage()
        assert picture.loadFromData(made[at + 8 : at + length])
        assert picture.width() == picture.height()
        sizes[kind] = picture.width()
        at += length
    assert sizes == KINDS
    assert icon_file({"icp4": png(draw(16))})[:4] == b"icns"
