from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from installer.components import KNOWN, Unaccounted, inventory, places
from installer.drop_list import pinned_packages
from installer.notices import SBOM, bill_of_materials, check_bill, licence_steps
from installer.plan import BuildFailed, carry_out
from tests.installer_builds import build_in

ROOT = Path(__file__).parents[2]
FILES = {
    "PySide6/Qt/lib/libQt6Core.so.6": "pypi:pyside6-essentials",
    "PySide6/Qt/lib/libicudata.so.73": "pypi:pyside6-essentials",
    "numpy.libs/libscipy_openblas64_-1.so": "pypi:numpy",
    "numpy.libs/libgfortran-04.so.5": "pypi:numpy",
    "nacl/_sodium.abi3.so": "pypi:pynacl",
    "cehrs_desktop/_data/items.pack": "program",
    "libffi.so.8": "debian:libffi8",
    "VCRUNTIME140.dll": "cpython",
}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A small bundle with files of many components, and what was written down when it was made."""
    folder = tmp_path / "dist" / "cehrs-desktop"
    for place in ("cehrs-desktop", *(f"_internal/{place}" for place in FILES)):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(place, encoding="utf-8")
    (folder / "cehrs").symlink_to("cehrs-desktop")
    told = {
        "system": "Linux", "machine": "x86_64", "python": "3.11.7", "sqlite": "3.40.1", "expat": "2.5", "zlib": "1.2",
        "packages": dict.fromkeys(("pyside6-essentials", "numpy", "pynacl", "cffi", "pyinstaller"), "1.0"),
        "system_packages": {"debian:libffi8": "3.4.4-1"},
        "files": FILES,
    }  # fmt: skip
    for text in ("packages/numpy/LICENSE", "packages/pynacl/LICENSE", "packages/cffi/LICENSE", "system/libffi8.txt",
                 "packages/pyinstaller/COPYING.txt"):  # fmt: skip
        (folder / "licences" / text).parent.mkdir(parents=True, exist_ok=True)
        (folder / "licences" / text).write_text("a license", encoding="utf-8")
    (folder / "licences" / "origin.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def with_texts(root: Path) -> None:
    """The license texts of this checkout, where a build looks for them."""
    for place in ("packaging/licences", "resources/fonts"):
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).symlink_to(ROOT / place)
    for name in ("LICENSE", "LICENSE-ITEMS"):
        (root / name).symlink_to(ROOT / name)


def test_every_file_belongs_to_what_it_really_is(bundle: Path) -> None:
    found = inventory(bundle)
    owners = {place.removeprefix("_internal/"): owner for place, owner in found.files.items()}
    assert owners["PySide6/Qt/lib/libicudata.so.73"] == "icu"
    assert owners["numpy.libs/libscipy_openblas64_-1.so"] == "openblas"
    assert owners["numpy.libs/libgfortran-04.so.5"] == "gcc-runtime"
    assert owners["VCRUNTIME140.dll"] == "msvc"
    assert owners["cehrs_desktop/_data/items.pack"] == "items"
    assert owners["libffi.so.8"] == "debian:libffi8"
    assert owners["cehrs-desktop"] == owners["cehrs"] == "program"
    # Inside of other files, and no less delivered.
    assert {"libsodium", "bootloader", "cpython"} <= {one.id for one in found.components}


def test_a_file_that_nothing_tells_of_is_refused(bundle: Path) -> None:
    (bundle / "_internal" / "libmystery.so").write_text("?", encoding="utf-8")
    with pytest.raises(Unaccounted, match="libmystery"):
        inventory(bundle)


def test_a_component_without_a_known_license_is_refused(bundle: Path) -> None:
    file = bundle / "licences" / "origin.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    told["packages"]["leftpad"] = "1.0"
    file.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(Unaccounted, match="leftpad"):
        inventory(bundle)


def test_every_pinned_package_of_the_program_has_a_license_here() -> None:
    # Not delivered: what only builds the checkout into its environment, and what compiles bindings.
    builders = {"hatchling", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers", "pycparser"}
    packages = pinned_packages(ROOT / "requirements" / "camera.txt") - builders
    assert {f"pypi:{name}" for name in packages} <= {*KNOWN}


def test_the_folder_has_every_text_the_notices_and_a_valid_bill(bundle: Path, tmp_path: Path) -> None:
    with_texts(tmp_path)
    build = build_in(tmp_path)
    carry_out(build, licence_steps(build))
    folder = bundle / "licences"
    for one in inventory(bundle).components:
        for text in one.texts:
            assert (folder / text).exists(), f"{one.id}: {text}"
    notices = (folder / "NOTICES.txt").read_text(encoding="utf-8")
    assert "numpy 1.0" in notices
    assert "LGPL-3.0-only" in notices
    bill = json.loads((folder / SBOM).read_text(encoding="utf-8"))
    files = {file["name"] for part in bill["components"] for file in part.get("components", ())}
    assert files == {place for place in places(bundle) if not place.startswith("licences/")} - {"cehrs"}


def test_the_bill_is_the_same_for_the_same_bundle_and_another_for_a_changed_file(bundle: Path, tmp_path: Path) -> None:
    build = build_in(tmp_path)

    def bill() -> str:
        return bill_of_materials("CEHRS Desktop", build, bundle, inventory(bundle))

    first = bill()
    assert bill() == first
    (bundle / "_internal" / "libffi.so.8").write_text("changed", encoding="utf-8")
    assert bill() != first


def test_a_wrong_bill_is_refused(bundle: Path, tmp_path: Path) -> None:
    good = bill_of_materials("CEHRS Desktop", build_in(tmp_path), bundle, inventory(bundle))
    check_bill(good)
    with pytest.raises(BuildFailed, match="schema"):
        check_bill(good.replace('"library"', '"libary"', 1))


def test_a_missing_text_stops_the_build(bundle: Path, tmp_path: Path) -> None:
    with_texts(tmp_path)
    (bundle / "licences" / "system" / "libffi8.txt").unlink()
    build = build_in(tmp_path)
    with pytest.raises(BuildFailed, match=re.escape("system/libffi8.txt")):
        carry_out(build, licence_steps(build))
