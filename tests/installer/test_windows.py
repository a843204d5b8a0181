from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from installer import windows
from installer.plan import Build, BuildFailed, Options, carry_out
from installer.windows_files import FILE_TYPES, KEPT, packed_files
from installer.windows_msi import source
from installer.windows_msi_tables import statements
from installer.windows_product import UPGRADE_CODES, Product, Scope
from installer.windows_resources import PROGRAMS, icon_group, three_numbers, version_resource
from installer.windows_setup import file_list
from tests.installer_builds import build_in

ROOT = Path(__file__).resolve().parents[2]
WIX = "{http://schemas.microsoft.com/wix/2006/wi}"
MSI_TOOLS = pytest.mark.skipif(not (shutil.which("wixl") and shutil.which("msiinfo")), reason="needs wixl and msitools")
COMPILER = pytest.mark.skipif(not shutil.which(windows.COMPILER), reason="needs a compiler for Windows")


def bundle_in(folder: Path, *more: str, camera: bool = False) -> Path:
    """A folder like a bundle, of small files."""
    names = ["cehrs-desktop.exe", "cehrs.exe", "_internal/base_library.zip", "_internal/PySide6/Qt6Core.dll", *more]
    if camera:
        names = ["cehrs-camera.exe", "_internal/PySide6/avcodec-61.dll", *more]
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return folder


def wxs(tmp_path: Path, scope: Scope = "machine", version: str = "1.2.3", commit: str = "abc") -> ET.Element:
    files = packed_files(bundle_in(tmp_path / "bundle"), bundle_in(tmp_path / "camera", camera=True))
    product = Product(version, three_numbers(version), commit, scope)
    return ET.fromstring(source(product, files, tmp_path / "cehrs.ico", tmp_path / "guard.dll", tmp_path))


# ---- files
def test_a_bundle_is_packed_file_by_file_and_each_once(tmp_path: Path) -> None:
    files = packed_files(
        bundle_in(tmp_path / "a", "_internal/PySide6/plugins/a b.dll"), bundle_in(tmp_path / "b", camera=True)
    )
    places = [str(file.place) for file in files]
    there = [
        path.relative_to(tmp_path / part).as_posix()
        for part in "ab"
        for path in (tmp_path / part).rglob("*")
        if path.is_file()
    ]
    assert sorted(places) == sorted(there)
    assert [str(file.place) for file in files if file.camera] == [
        "_internal/PySide6/avcodec-61.dll",
        "cehrs-camera.exe",
    ]


def test_what_is_in_both_parts_is_refused_because_windows_would_keep_one_of_them(tmp_path: Path) -> None:
    program = bundle_in(tmp_path / "a", "_internal/both.dll")
    with pytest.raises(BuildFailed, match=r"_internal/both\.dll"):
        packed_files(program, bundle_in(tmp_path / "b", "_internal/BOTH.dll", camera=True))


@pytest.mark.parametrize(
    "name", ["icuuc.dll", "ucrtbase.dll", "mscms.dll", "API-MS-WIN-CRT-MATH-L1-1-0.dll", "bcryptprimitives.dll"]
)
def test_libraries_of_windows_itself_are_refused_whatever_stands_in_for_them(tmp_path: Path, name: str) -> None:
    with pytest.raises(BuildFailed, match="Windows' own"):
        packed_files(bundle_in(tmp_path, f"_internal/{name}"), None)


@pytest.mark.parametrize("name", ["é.txt", "a$b.txt", "it's.txt"])
def test_names_that_packagers_would_take_for_something_else_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BuildFailed, match="more than a package can be trusted with"):
        packed_files(bundle_in(tmp_path, f"_internal/{name}"), None)


def test_a_bundle_of_another_system_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cehrs-desktop").write_bytes(b"")
    with pytest.raises(BuildFailed, match=r"cehrs-desktop\.exe, cehrs\.exe is missing"):
        packed_files(tmp_path, None)


# ---- MSI
def test_the_source_names_every_file_once_with_identifiers_of_their_own(tmp_path: Path) -> None:
    tree = wxs(tmp_path)
    sources = sorted(file.attrib["Source"] for file in tree.iter(f"{WIX}File"))
    there = sorted(
        path.relative_to(tmp_path).as_posix()
        for part in ("bundle", "camera")
        for path in (tmp_path / part).rglob("*")
        if path.is_file()
    )
    assert sources == there
    for kind in ("Component", "File", "Directory", "RegistryValue", "Shortcut"):
        names = [one.attrib["Id"] for one in tree.iter(f"{WIX}{kind}")]
        assert len(names) == len(set(names)), kind
        assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]{0,71}", name) for name in names), kind
    guids = [one.attrib["Guid"] for one in tree.iter(f"{WIX}Component")]
    assert len(guids) == len(set(guids))
    referred = {one.attrib["Id"] for one in tree.iter(f"{WIX}ComponentRef")}
    assert referred == {one.attrib["Id"] for one in tree.iter(f"{WIX}Component")}


def test_identifiers_stay_from_version_to_version_and_differ_between_the_two_packages(tmp_path: Path) -> None:
    def guids(tree: ET.Element) -> dict[str, str]:
        return {one.attrib["Id"]: one.attrib["Guid"] for one in tree.iter(f"{WIX}Component")}

    machine, later, user = wxs(tmp_path), wxs(tmp_path, version="1.3.0", commit="def"), wxs(tmp_path, "user")
    assert guids(machine) == guids(later)
    assert not set(guids(machine).values()) & set(guids(user).values())
    codes = [tree.find(f"{WIX}Product") for tree in (machine, later, user)]
    assert len({code.attrib["Id"] for code in codes if code is not None}) == 3
    # Windows knows installed programs by these two: a change would leave the old version beside the new one.
    assert UPGRADE_CODES["machine"] == "1C88EBC7-49E4-57ED-BD52-E9A9CDFE7261"
    assert UPGRADE_CODES["user"] == "0B30DBBE-D702-568E-A062-65CF58C77318"
    assert {code.attrib["UpgradeCode"] for code in codes[:2] if code is not None} == {
        "{" + UPGRADE_CODES["machine"] + "}"
    }


@pytest.mark.parametrize("scope", ["machine", "user"])
@MSI_TOOLS
@COMPILER
def test_the_package_is_made_and_its_tables_say_what_is_to_happen(tmp_path: Path, scope: Scope) -> None:
    build = with_packaging(tmp_path)
    carry_out(build, windows.package(build)[: 2 if scope == "machine" else 3])
    file = windows.msi_file(build, scope)

    def table(name: str) -> list[list[str]]:
        told = subprocess.run(["msiinfo", "export", str(file), name], capture_output=True, encoding="utf-8", check=True)
        return [row.split("\t") for row in told.stdout.splitlines()[3:]]

    properties = dict(row[:2] for row in table("Property"))
    assert properties["ProductVersion"] == "1.2.3"
    assert properties.get("ALLUSERS") == ("1" if scope == "machine" else None)
    assert properties["MSIRESTARTMANAGERCONTROL"] == "Disable"
    assert set(KEPT) | {"REMOVEDATA", "INSTALLDIR"} <= set(properties["SecureCustomProperties"].split(";"))

    order = {row[0]: int(row[2]) for row in table("InstallExecuteSequence")}
    assert order["AppSearch"] < min(order[f"Keep{name}"] for name in KEPT)
    assert order["CostFinalize"] < order["LookForTheProgram"] < order["StopBecauseItIsOpen"] < order["InstallValidate"]
    assert order["InstallValidate"] < order["RemoveExistingProducts"] < order["InstallInitialize"]
    assert order["InstallInitialize"] < order["RemoveData"] < order["RemoveFiles"]
    conditions = {row[0]: row[1] for row in table("InstallExecuteSequence")}
    assert "NOT UPGRADINGPRODUCTCODE" in conditions["RemoveData"]

    optional = {row[0]: row[4] for row in table("Component") if row[4]}
    assert sorted(optional.values()).count('CAMERA="1"') == 2
    assert optional["StartMenu"] == 'NOT STARTMENU="0"'
    roots = {row[1] for row in table("Registry")}
    assert roots == {"2" if scope == "machine" else "1"}
    names = [row[2].split("|") for row in table("File")]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,8}(\.[A-Za-z0-9_]{1,3})?", short) for short, *_ in names)
    endings = [name[-1] for name in names]
    assert "cehrs-desktop.exe" in endings
    told = subprocess.run(["msiinfo", "suminfo", str(file)], capture_output=True, encoding="utf-8", check=True).stdout
    # Bit 3: no administrator is asked for.
    word = re.search(r"^Source: (\d+)", told, re.MULTILINE)
    assert word is not None
    assert bool(int(word[1]) & 8) == (scope == "user")


def test_statements_hold_no_quote_that_would_end_them(tmp_path: Path) -> None:
    files = packed_files(bundle_in(tmp_path / "bundle"), None)
    for statement in statements(Product("1.2.3", (1, 2, 3), "abc", "machine"), files):
        assert statement.count("'") % 2 == 0
        assert not re.search(r"[A-Za-z]'[a-z]", statement), statement


# ---- the setup program
def with_packaging(folder: Path, options: Options = Options()) -> Build:
    """A build with what packaging/windows has, of a small bundle."""
    # Checkouts lie in folders with all kinds of names.
    folder = folder / "Ordner é"
    shutil.copytree(ROOT / "packaging" / "windows", folder / "packaging" / "windows")
    bundle_in(folder / "dist" / "cehrs-desktop", "_internal/a b.txt")
    camera = bundle_in(folder / "dist" / "cehrs-camera", camera=True)
    return replace(build_in(folder, options, target="windows"), camera=camera)


@pytest.mark.skipif(not shutil.which("makensis"), reason="needs makensis")
@COMPILER
def test_the_setup_program_compiles_without_a_warning_and_is_what_it_says(tmp_path: Path) -> None:
    build = with_packaging(tmp_path)
    steps = windows.package(build)
    carry_out(build, (steps[0], steps[-1]))
    made = windows.setup_file(build).read_bytes()
    assert made[:2] == b"MZ"
    # 0x8664: made for 64-bit Windows.
    head = struct.unpack_from("<I", made, 0x3C)[0]
    assert struct.unpack_from("<H", made, head + 4)[0] == 0x8664
    assert "1.2.3".encode("utf-16-le") in made
    assert b"longPathAware" in made


def test_the_uninstaller_names_each_file_and_folder_and_never_a_whole_tree(tmp_path: Path) -> None:
    files = packed_files(bundle_in(tmp_path / "a", "_internal/x/y/z.txt"), bundle_in(tmp_path / "b", camera=True))
    text = file_list(files)
    removing = re.search(r"!macro RemoveFiles\n(.*?)!macroend", text, re.DOTALL)
    assert removing is not None
    deleted = re.findall(r'Delete "\$INSTDIR\\(.*?)"', removing[1])
    assert sorted(deleted) == sorted(str(file.place).replace("/", "\\") for file in files)
    folders = re.findall(r'RMDir "\$INSTDIR\\(.*?)"', removing[1])
    # What is inside goes before what it is in.
    assert folders.index("_internal\\x\\y") < folders.index("_internal\\x") < folders.index("_internal")
    script = (ROOT / "packaging" / "windows" / "setup.nsi").read_text(encoding="utf-8")
    assert "/r " not in re.sub(r";.*", "", script)


# ---- what both promise
def test_every_switch_is_documented_and_understood_by_both_kinds_of_package() -> None:
    page = (ROOT / "docs" / "windows-packages.md").read_text(encoding="utf-8")
    script = (ROOT / "packaging" / "windows" / "setup.nsi").read_text(encoding="utf-8")
    for name, value in KEPT.items():
        assert f"`{name}=" in page, name
        assert f"`/{name}=" in page, name
        assert f'"{name}" "{value}"' in script, name
    for name in ("REMOVEDATA", "INSTALLDIR"):
        assert f"`{name}=" in page
    for ending, (kind, _) in FILE_TYPES.items():
        assert ending in page
        assert kind in page


def test_versions_are_three_numbers_that_windows_installer_can_compare() -> None:
    assert three_numbers("1.2.3") == (1, 2, 3)
    assert three_numbers("2.0") == (2, 0, 0)
    assert three_numbers("1.4.0rc2") == (1, 4, 0)
    for wrong in ("1", "v1.2", "256.0.0", "1.2.70000", "1.2.3.4"):
        with pytest.raises(BuildFailed):
            three_numbers(wrong)


def test_the_version_resource_is_what_pyinstaller_reads() -> None:
    class Made:
        """Takes whatever PyInstaller's own classes take, and keeps it."""

        def __init__(self, *arguments: Any, **named: Any) -> None:
            self.arguments, self.named = arguments, named

    names = (
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    )
    for program in PROGRAMS:
        made = eval(version_resource(program, "1.2.3rc1"), dict.fromkeys(names, Made))
        assert made.named["ffi"].named["filevers"] == (1, 2, 3, 0)
        table = made.named["kids"][0].arguments[0][0].arguments[1]
        texts = dict(one.arguments for one in table)
        assert texts["OriginalFilename"] == f"{program}.exe"
        assert texts["ProductVersion"] == "1.2.3rc1"


def test_the_manifest_asks_for_no_rights_and_draws_its_own_pixels() -> None:
    tree = ET.parse(ROOT / "packaging" / "windows" / "cehrs.manifest").getroot()
    found = {element.tag.rpartition("}")[2]: element for element in tree.iter()}
    assert found["requestedExecutionLevel"].attrib == {"level": "asInvoker", "uiAccess": "false"}
    assert (found["dpiAwareness"].text or "").startswith("PerMonitorV2")
    assert found["longPathAware"].text == "true"
    assert found["activeCodePage"].text == "UTF-8"
    assert found["supportedOS"].attrib["Id"] == "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"


def test_the_icon_has_every_size_and_nothing_is_cut_off() -> None:
    icon = (ROOT / "packaging" / "windows" / "cehrs.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", icon)
    assert kind == 1
    sizes: list[int] = []
    for place in range(count):
        width, _, _, _, _, bits, length, at = struct.unpack_from("<BBBBHHII", icon, 6 + 16 * place)
        sizes.append(width or 256)
        assert bits == 32
        assert at + length <= len(icon)
        if width:
            assert struct.unpack_from("<Iii", icon, at) == (40, width, width * 2)
        else:
            assert icon[at : at + 8] == b"\x89PNG\r\n\x1a\n"
    assert sizes == [16, 20, 24, 32, 40, 48, 64, 256]


def test_the_executables_have_the_icon_under_the_name_that_windows_look_for() -> None:
    icon = (ROOT / "packaging" / "windows" / "cehrs.ico").read_bytes()
    group = icon_group(icon)
    count = struct.unpack_from("<HHH", group)[2]
    assert len(group) == 6 + 14 * count
    for place in range(count):
        of_the_file = struct.unpack_from("<BBBBHHI", icon, 6 + 16 * place)
        *of_the_group, number = struct.unpack_from("<BBBBHHIH", group, 6 + 14 * place)
        assert tuple(of_the_group) == of_the_file
        assert number == place + 1
    assert "write_window_icon(" in (ROOT / "packaging" / "cehrs.spec").read_text(encoding="utf-8")


# ---- signatures
@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this test, with a password; its public half is beside it as a .pem."""
    folder = tmp_path_factory.mktemp("certificate")
    key, pem, kept = folder / "key.pem", folder / "certificate.pem", folder / "certificate.p12"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test", "-addext",
         "extendedKeyUsage=codeSigning", "-keyout", str(key), "-out", str(pem)], check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(
        [
            "openssl",
            "pkcs12",
            "-export",
            "-inkey",
            str(key),
            "-in",
            str(pem),
            "-out",
            str(kept),
            "-passout",
            "pass:a b$c",
        ],
        check=True,
    )
    return kept


@pytest.mark.skipif(
    not (shutil.which("osslsigncode") and shutil.which("openssl")), reason="needs osslsigncode and openssl"
)
@MSI_TOOLS
@COMPILER
def test_packages_are_signed_and_the_password_is_in_no_log(
    tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEHRS_SIGN_PASSWORD", "a b$c")
    build = with_packaging(tmp_path, Options(certificate=certificate))
    carry_out(build, windows.package(build)[:3])
    machine = windows.msi_file(build, "machine")
    for file in (machine, windows.msi_file(build, "user")):
        windows._sign(build, [file])
        verified = subprocess.run(
            ["osslsigncode", "verify", "-CAfile", str(certificate.with_suffix(".pem")), "-in", str(file)],
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert "Signature verification: ok" in verified.stdout
    # The library inside was signed before it was packed.
    subprocess.run(["msiinfo", "extract", str(machine), "Binary.guard"], cwd=tmp_path, capture_output=True, check=True)
    assert "a b$c" not in (build.root / "build.log").read_text(encoding="utf-8")
    assert not list(tmp_path.rglob("password"))


def test_on_windows_signtool_is_used_with_the_time_stamp_that_was_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEHRS_SIGN_PASSWORD", "secret")
    chosen = Options(certificate=tmp_path / "c.p12", timestamp="time.example")
    words = [str(word) for word in windows._signtool(build_in(tmp_path, chosen, target="windows"), tmp_path / "x.exe")]
    assert words[:4] == ["signtool", "sign", "/fd", "sha256"]
    assert words[words.index("/tr") + 1] == "time.example"
    assert words[words.index("/td") + 1] == "sha256"
    assert words[-1].endswith("x.exe")


def test_without_a_certificate_signing_is_left_out_and_said_so(tmp_path: Path) -> None:
    build = build_in(tmp_path, target="windows")
    for step in (*windows.sign_inner(build), *windows.sign_package(build)):
        assert step.skipped(build) == "there is no certificate"


def test_here_nothing_is_installed_without_a_wine_prefix(tmp_path: Path) -> None:
    build = build_in(tmp_path, target="windows")
    reasons = {step.skipped(build) for step in (*windows.install(build), *windows.uninstall(build))}
    assert reasons == ({None} if os.name == "nt" else {"this is linux, and no Wine prefix is given"})
