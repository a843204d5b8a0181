"""The MSI packages: what goes into them, as a source for `wixl`.

`wixl` lays out folders, files, registry values, shortcuts and the cabinet. What it cannot express, or writes in an
order of its own, is put into the tables afterwards (`windows_msi_tables`).

There is one package for the computer and one for a person. One that does both would lean on rules of Windows Installer
that nothing here could show to hold. Same inputs, same identifiers; only the code of the package itself is new.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from uuid import uuid5
from xml.etree import ElementTree as ET

from installer.plan import PRODUCT, PUBLISHER
from installer.windows_files import FILE_TYPES, KEPT, NEWER_TEXT, SETTINGS_KEY, WINDOW, Packed
from installer.windows_product import (
    IDENTITY,
    UPGRADE_CODES,
    Product,
    Scope,
    braced,
    default_of,
    id_of,
    type_of,
)

WRONG_SCOPE: dict[Scope, tuple[str, str]] = {
    "machine": ('ALLUSERS = "1"', "This package installs for everybody. For yourself alone take the one for a person."),
    "user": ("NOT ALLUSERS", "This package installs for one person. For everybody take the one for the computer."),
}
PROPERTIES = {
    "ARPPRODUCTICON": "cehrs.ico",
    "ARPNOMODIFY": "1",
    # Nothing closes the program for a setup, and nothing is put off to a restart: `guard` stops the setup instead.
    "MSIRESTARTMANAGERCONTROL": "Disable",
}
OTHER_KIND_TEXT = (
    "CEHRS Desktop was installed by its setup program. Nothing was changed. Remove it in the list of installed apps "
    "first; rehearsals and settings stay."
)


def source(product: Product, files: Sequence[Packed], icon: Path, guard: Path, folder: Path) -> bytes:
    """The package as `wixl` reads it, when it runs in `folder`: it takes no absolute paths."""
    wix = ET.Element("Wix", xmlns="http://schemas.microsoft.com/wix/2006/wi")
    version = ".".join(map(str, product.numbers))
    top = ET.SubElement(
        wix, "Product", Id=braced(product.code), Name=PRODUCT, Language="1033", Codepage="1252", Version=version,
        UpgradeCode=braced(UPGRADE_CODES[product.scope]), Manufacturer=PUBLISHER,
    )  # fmt: skip
    ET.SubElement(
        top, "Package", InstallerVersion="500", Compressed="yes", Languages="1033", SummaryCodepage="1252",
        InstallScope="perMachine" if product.scope == "machine" else "perUser", Manufacturer=PUBLISHER,
        Description=f"{PRODUCT} {product.version}", Comments=f"For {_for_whom(product.scope)}", Keywords="Installer",
    )  # fmt: skip
    ET.SubElement(top, "Media", Id="1", Cabinet="files.cab", EmbedCab="yes")
    ET.SubElement(top, "Icon", Id="cehrs.ico", SourceFile=_relative(icon, folder))
    ET.SubElement(top, "Binary", Id="guard", SourceFile=_relative(guard, folder))
    for name, value in PROPERTIES.items():
        ET.SubElement(top, "Property", Id=name, Value=value)
    upgrade = ET.SubElement(top, "Upgrade", Id=braced(UPGRADE_CODES[product.scope]))
    # The same version is replaced as well: it may be another build.
    ET.SubElement(
        upgrade, "UpgradeVersion", Minimum="0.0.0", IncludeMinimum="yes", Maximum=version, IncludeMaximum="yes",
        Property="OLDERFOUND",
    )  # fmt: skip
    ET.SubElement(
        upgrade, "UpgradeVersion", Minimum=version, IncludeMinimum="no", OnlyDetect="yes", Property="NEWERFOUND"
    )
    for condition, text in (
        ("Installed OR NOT NEWERFOUND", NEWER_TEXT),
        WRONG_SCOPE[product.scope],
        ('Installed OR NOT (KEPTINSTALLER = "setup")', OTHER_KIND_TEXT),
    ):
        ET.SubElement(top, "Condition", Message=text).text = condition
    install = _standard_folders(top, product.scope)
    _files(install, product, files, folder)
    feature = ET.SubElement(top, "Feature", Id="Program", Title=PRODUCT, Level="1")
    _settings(install, product)
    _shortcuts(install, product)
    _file_types(install, product)
    for component in install.iter("Component"):
        ET.SubElement(feature, "ComponentRef", Id=component.attrib["Id"])
    ET.indent(wix, " ")
    return ET.tostring(wix, encoding="utf-8", xml_declaration=True)


def _standard_folders(top: ET.Element, scope: Scope) -> ET.Element:
    target = ET.SubElement(top, "Directory", Id="TARGETDIR", Name="SourceDir")
    ET.SubElement(target, "Directory", Id="ProgramMenuFolder", Name="Programs")
    ET.SubElement(target, "Directory", Id="DesktopFolder", Name="Desktop")
    if scope == "machine":
        above = ET.SubElement(target, "Directory", Id="ProgramFiles64Folder", Name="PFiles")
    else:
        local = ET.SubElement(target, "Directory", Id="LocalAppDataFolder", Name="AppData")
        above = ET.SubElement(local, "Directory", Id="UserPrograms", Name="Programs")
    return ET.SubElement(above, "Directory", Id="INSTALLDIR", Name=_both_names(PRODUCT, "INSTALLDIR"))


def _files(install: ET.Element, product: Product, files: Sequence[Packed], folder: Path) -> None:
    made: dict[PurePosixPath, ET.Element] = {PurePosixPath("."): install}

    def directory(place: PurePosixPath) -> ET.Element:
        if place not in made:
            made[place] = ET.SubElement(
                directory(place.parent),
                "Directory",
                Id=id_of("folder", place),
                Name=_both_names(place.name, str(place)),
            )
        return made[place]

    for file in files:
        component = ET.SubElement(
            directory(file.place.parent), "Component", Id=id_of("component", file.place), Win64="yes",
            Guid=_component_guid(product, str(file.place)),
        )  # fmt: skip
        ET.SubElement(
            component, "File", Id=id_of("file", file.place), Name=_both_names(file.place.name, str(file.place)),
            Source=_relative(file.source, folder), DiskId="1", KeyPath="yes",
        )  # fmt: skip


def _settings(install: ET.Element, product: Product) -> None:
    values = [(value, f"[{name}]") for name, value in KEPT.items()]
    values += [("InstallFolder", "[INSTALLDIR]"), ("Installer", "msi"), ("Version", product.version)]
    _component(install, product, "Settings", [(SETTINGS_KEY, name, value) for name, value in values])


def _shortcuts(install: ET.Element, product: Product) -> None:
    for name, folder in (("StartMenu", "ProgramMenuFolder"), ("Desktop", "DesktopFolder")):
        component = _component(install, product, name, [(SETTINGS_KEY, f"{name}Made", "1")])
        ET.SubElement(
            component, "Shortcut", Id=f"{name}Link", Directory=folder, Name=_both_names(PRODUCT, name),
            Target=f"[INSTALLDIR]{WINDOW}", WorkingDirectory="INSTALLDIR", Icon="cehrs.ico",
            Description="Rehearse the CEHRS certification exam",
        )  # fmt: skip


def _file_types(install: ET.Element, product: Product) -> None:
    """A type for each ending. An ending becomes ours when it is nobody else's (`windows_msi_tables`)."""
    classes = r"Software\Classes"
    for ending, (kind, words) in FILE_TYPES.items():
        rows = [
            (rf"{classes}\{kind}", "", words),
            (rf"{classes}\{kind}\DefaultIcon", "", f"[INSTALLDIR]{WINDOW},0"),
            (rf"{classes}\{kind}\shell\open\command", "", f'"[INSTALLDIR]{WINDOW}" "%1"'),
            (rf"{classes}\{ending}\OpenWithProgids", kind, ""),
        ]
        _component(install, product, type_of(ending), rows)
        _component(install, product, default_of(ending), [(rf"{classes}\{ending}", "", kind)])


def _component(install: ET.Element, product: Product, name: str, rows: Sequence[tuple[str, str, str]]) -> ET.Element:
    """A component of registry values: key, name (empty: the key's own value) and text; the first one stands for it."""
    component = ET.SubElement(
        install, "Component", Id=name, Guid=_component_guid(product, f"component {name}"), Win64="yes"
    )
    for place, (key, value_name, value) in enumerate(rows):
        row = ET.SubElement(
            component, "RegistryValue", Id=f"{name}{place}", Root=product.root, Key=key, Type="string", Value=value
        )
        if value_name:
            row.set("Name", value_name)
        if place == 0:
            row.set("KeyPath", "yes")
    return component


def _component_guid(product: Product, what: str) -> str:
    # Where a component goes is part of what it is: for a person it is another one.
    return braced(str(uuid5(IDENTITY, f"{product.scope} {what}")))


def _both_names(name: str, unique: str) -> str:
    """A name as Windows Installer keeps it: an old short name in front, where the name is not itself one."""
    if re.fullmatch(r"[A-Za-z0-9_-]{1,8}(?:\.[A-Za-z0-9_]{1,3})?", name):
        return name
    ending = re.sub(r"[^A-Za-z0-9]", "", PurePosixPath(name).suffix)[:3].upper()
    short = hashlib.sha256(unique.encode()).hexdigest()[:8].upper()
    return f"{short}.{ending}|{name}" if ending else f"{short}|{name}"


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _for_whom(scope: Scope) -> str:
    return "everybody on this computer" if scope == "machine" else "one person, without administrator rights"
