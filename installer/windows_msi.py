"""The MSI packages: what goes into them, as a source for `wixl` and as statements for `msibuild`.

`wixl` lays out folders, files, registry values, shortcuts and the cabinet. What it cannot express, or writes in an
order of its own, is put into the tables afterwards: conditions of components, searches, actions and their places.

There is one package for the computer and one for a person. One that does both would lean on rules of Windows Installer
that nothing here could show to hold. Same inputs, same identifiers; only the code of the package itself is new.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from installer.plan import PRODUCT, PUBLISHER
from installer.windows_files import (
    FILE_TYPES,
    KEPT,
    NEWER_TEXT,
    OF_EVERYONE,
    OPEN_TEXT,
    REMOVE_DATA,
    SETTINGS_KEY,
    WINDOW,
    Packed,
)

Scope = Literal["machine", "user"]

# Never change these: Windows tells by them that a package follows an earlier one.
IDENTITY = UUID("d41de5a3-5a3e-4f0e-8c41-6b35a3c9ff1b")
UPGRADE_CODES: dict[Scope, str] = {
    "machine": str(uuid5(IDENTITY, "upgrade machine")).upper(),
    "user": str(uuid5(IDENTITY, "upgrade user")).upper(),
}

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


@dataclass(frozen=True, slots=True)
class Product:
    """What a package says of itself. `numbers` is the version as Windows Installer compares it."""

    version: str
    numbers: tuple[int, int, int]
    commit: str
    scope: Scope

    @property
    def code(self) -> str:
        """The product's identifier: another commit of the same version replaces the earlier one, too."""
        return str(uuid5(IDENTITY, f"product {self.scope} {self.version} {self.commit}")).upper()

    @property
    def root(self) -> str:
        """The part of the registry that the package writes to."""
        return "HKLM" if self.scope == "machine" else "HKCU"


def source(product: Product, files: Sequence[Packed], icon: Path, guard: Path, folder: Path) -> bytes:
    """The package as `wixl` reads it, when it runs in `folder`: it takes no absolute paths."""
    wix = ET.Element("Wix", xmlns="http://schemas.microsoft.com/wix/2006/wi")
    version = ".".join(map(str, product.numbers))
    top = ET.SubElement(
        wix, "Product", Id=_braced(product.code), Name=PRODUCT, Language="1033", Codepage="1252", Version=version,
        UpgradeCode=_braced(UPGRADE_CODES[product.scope]), Manufacturer=PUBLISHER,
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
    upgrade = ET.SubElement(top, "Upgrade", Id=_braced(UPGRADE_CODES[product.scope]))
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


def statements(product: Product, files: Sequence[Packed]) -> list[str]:
    """What `msibuild` does to the tables that `wixl` made."""
    kept = [*KEPT, "INSTALLDIR"]
    names = {**KEPT, "INSTALLDIR": "InstallFolder", "INSTALLER": "Installer"}
    secure = ["OLDERFOUND", "NEWERFOUND", "PROGRAMISOPEN", "REMOVEDATA", *kept]
    secure += [f"KEPT{name}" for name in names] + [_other_type(ending) for ending in FILE_TYPES]
    made = [
        f"UPDATE `Property` SET `Value`='{';'.join(secure)}' WHERE `Property`='SecureCustomProperties'",
    ]

    made += [
        f"INSERT INTO `{sequence}` (`Action`, `Sequence`) VALUES ('AppSearch', 50)"
        for sequence in ("InstallExecuteSequence", "InstallUISequence")
    ]
    # Searches: what an earlier version kept, and whether an ending already belongs to another program.
    root = 2 if product.scope == "machine" else 1
    for name, value in names.items():
        made += _search(f"KEPT{name}", root, SETTINGS_KEY, value)
    for ending in FILE_TYPES:
        made += _search(_other_type(ending), root, rf"Software\Classes\{ending}", "")

    # Actions. 51 sets a property, 1 calls a function of a library in the package, 19 ends with a text, 18 starts an
    # installed program; 1024 puts it among what is done to the computer, 2048 does that with the system's own rights,
    # 64 goes on whatever came of it.
    for place, name in enumerate(kept):
        made += _action(f"Keep{name}", 51, name, f"[KEPT{name}]", f"KEPT{name} AND NOT {name}", 60 + place)
    made += _action("LookForTheProgram", 1, "guard", "LookForTheProgram", "", 1350)
    made += _action("StopBecauseItIsOpen", 19, "", OPEN_TEXT, "PROGRAMISOPEN", 1351)
    made += _in_sequence("RemoveExistingProducts", "", 1450)
    everyone = product.scope == "machine"
    window = next(file for file in files if file.place == PurePosixPath(WINDOW))
    made += _action(
        "RemoveData", 18 + 64 + 1024 + (2048 if everyone else 0), _id("file", window.place),
        f"{REMOVE_DATA} {OF_EVERYONE}" if everyone else REMOVE_DATA,
        'REMOVE="ALL" AND REMOVEDATA="1" AND NOT UPGRADINGPRODUCTCODE', 2550,
    )  # fmt: skip

    # Keys that are the program's own go whole with it.
    own = {"Settings": SETTINGS_KEY}
    own |= {_type_of(ending): rf"Software\Classes\{kind}" for ending, (kind, _) in FILE_TYPES.items()}
    made += [
        f"INSERT INTO `Registry` (`Registry`, `Root`, `Key`, `Name`, `Component_`) "
        f"VALUES ('{component}Key', {root}, '{key}', '-', '{component}')"
        for component, key in own.items()
    ]

    # Parts that are installed when asked for.
    conditions = {_id("component", file.place): 'CAMERA="1"' for file in files if file.camera}
    conditions |= {"StartMenu": 'NOT STARTMENU="0"', "Desktop": 'DESKTOPSHORTCUT="1"'}
    for ending, (kind, _) in FILE_TYPES.items():
        other = _other_type(ending)
        conditions[_default_of(ending)] = f'NOT {other} OR {other}="{kind}"'
    for component, condition in conditions.items():
        made.append(f"UPDATE `Component` SET `Condition`='{condition}' WHERE `Component`='{component}'")
    return made


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
                directory(place.parent), "Directory", Id=_id("folder", place), Name=_both_names(place.name, str(place))
            )
        return made[place]

    for file in files:
        component = ET.SubElement(
            directory(file.place.parent), "Component", Id=_id("component", file.place), Win64="yes",
            Guid=_component_guid(product, str(file.place)),
        )  # fmt: skip
        ET.SubElement(
            component, "File", Id=_id("file", file.place), Name=_both_names(file.place.name, str(file.place)),
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
    """A type for each ending. An ending becomes ours when it is nobody else's; `statements` has that condition."""
    classes = r"Software\Classes"
    for ending, (kind, words) in FILE_TYPES.items():
        rows = [
            (rf"{classes}\{kind}", "", words),
            (rf"{classes}\{kind}\DefaultIcon", "", f"[INSTALLDIR]{WINDOW},0"),
            (rf"{classes}\{kind}\shell\open\command", "", f'"[INSTALLDIR]{WINDOW}" "%1"'),
            (rf"{classes}\{ending}\OpenWithProgids", kind, ""),
        ]
        _component(install, product, _type_of(ending), rows)
        _component(install, product, _default_of(ending), [(rf"{classes}\{ending}", "", kind)])


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
    return _braced(str(uuid5(IDENTITY, f"{product.scope} {what}")))


def _search(property_name: str, root: int, key: str, value: str) -> list[str]:
    signature = f"Find{property_name}"
    value_column, value_text = (", `Name`", f", '{value}'") if value else ("", "")
    # 2 is a value as it is, 16 the 64-bit registry.
    return [
        f"INSERT INTO `RegLocator` (`Signature_`, `Root`, `Key`, `Type`{value_column}) "
        f"VALUES ('{signature}', {root}, '{key}', 18{value_text})",
        f"INSERT INTO `AppSearch` (`Property`, `Signature_`) VALUES ('{property_name}', '{signature}')",
    ]


def _action(name: str, kind: int, what: str, target: str, condition: str, place: int) -> list[str]:
    what_column, what_text = (", `Source`", f", '{what}'") if what else ("", "")
    return [
        f"INSERT INTO `CustomAction` (`Action`, `Type`, `Target`{what_column}) "
        f"VALUES ('{name}', {kind}, '{target}'{what_text})",
        *_in_sequence(name, condition, place),
    ]


def _in_sequence(name: str, condition: str, place: int) -> list[str]:
    column, text = (", `Condition`", f", '{condition}'") if condition else ("", "")
    return [f"INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`{column}) VALUES ('{name}', {place}{text})"]


def _other_type(ending: str) -> str:
    return f"TYPEOF{ending[1:].upper()}"


def _type_of(ending: str) -> str:
    return f"Type{ending[1:].capitalize()}"


def _default_of(ending: str) -> str:
    return f"Ending{ending[1:].capitalize()}"


def _both_names(name: str, unique: str) -> str:
    """A name as Windows Installer keeps it: an old short name in front, where the name is not itself one."""
    if re.fullmatch(r"[A-Za-z0-9_-]{1,8}(?:\.[A-Za-z0-9_]{1,3})?", name):
        return name
    ending = re.sub(r"[^A-Za-z0-9]", "", PurePosixPath(name).suffix)[:3].upper()
    short = hashlib.sha256(unique.encode()).hexdigest()[:8].upper()
    return f"{short}.{ending}|{name}" if ending else f"{short}|{name}"


def _id(kind: str, place: PurePosixPath) -> str:
    return kind[0] + hashlib.sha256(str(place).encode()).hexdigest()[:32]


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _braced(guid: str) -> str:
    return "{" + guid.upper() + "}"


def _for_whom(scope: Scope) -> str:
    return "everybody on this computer" if scope == "machine" else "one person, without administrator rights"
