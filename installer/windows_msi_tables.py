"""What `msibuild` does to a package after `wixl`: searches, actions and their places, conditions of components."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from installer.windows_files import (
    FILE_TYPES,
    KEPT,
    OF_EVERYONE,
    OPEN_TEXT,
    REMOVE_DATA,
    SETTINGS_KEY,
    WINDOW,
    Packed,
)
from installer.windows_product import Product, default_of, id_of, other_type, type_of


def statements(product: Product, files: Sequence[Packed]) -> list[str]:
    """What `msibuild` does to the tables that `wixl` made."""
    kept = [*KEPT, "INSTALLDIR"]
    names = {**KEPT, "INSTALLDIR": "InstallFolder", "INSTALLER": "Installer"}
    secure = ["OLDERFOUND", "NEWERFOUND", "PROGRAMISOPEN", "REMOVEDATA", *kept]
    secure += [f"KEPT{name}" for name in names] + [other_type(ending) for ending in FILE_TYPES]
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
        made += _search(other_type(ending), root, rf"Software\Classes\{ending}", "")

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
        "RemoveData", 18 + 64 + 1024 + (2048 if everyone else 0), id_of("file", window.place),
        f"{REMOVE_DATA} {OF_EVERYONE}" if everyone else REMOVE_DATA,
        'REMOVE="ALL" AND REMOVEDATA="1" AND NOT UPGRADINGPRODUCTCODE', 2550,
    )  # fmt: skip

    if product.scope == "user":
        # The folder above it is the program's making where there was none; 2: when it is removed, and only if empty.
        made.append(
            "INSERT INTO `RemoveFile` (`FileKey`, `Component_`, `DirProperty`, `InstallMode`) "
            "VALUES ('FolderAbove', 'Settings', 'UserPrograms', 2)"
        )

    # Keys that are the program's own go whole with it.
    own = {"Settings": SETTINGS_KEY}
    own |= {type_of(ending): rf"Software\Classes\{kind}" for ending, (kind, _) in FILE_TYPES.items()}
    made += [
        f"INSERT INTO `Registry` (`Registry`, `Root`, `Key`, `Name`, `Component_`) "
        f"VALUES ('{component}Key', {root}, '{key}', '-', '{component}')"
        for component, key in own.items()
    ]

    # Parts that are installed when asked for.
    conditions = {id_of("component", file.place): 'CAMERA="1"' for file in files if file.camera}
    conditions |= {"StartMenu": 'NOT STARTMENU="0"', "Desktop": 'DESKTOPSHORTCUT="1"'}
    for ending, (kind, _) in FILE_TYPES.items():
        other = other_type(ending)
        conditions[default_of(ending)] = f'NOT {other} OR {other}="{kind}"'
    for component, condition in conditions.items():
        made.append(f"UPDATE `Component` SET `Condition`='{condition}' WHERE `Component`='{component}'")
    return made


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
