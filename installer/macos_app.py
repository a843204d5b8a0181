"""The macOS app: what its Info.plist says, which kinds of files it opens, and how the bundler makes it of the folders.

The spec file calls `app_bundle`, on a Mac; everything else here is plain data. The camera part is in the app from the
beginning: an app is sealed by its signature, so nothing can be laid over it later.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from installer.plan import PRODUCT, PROGRAM_ID, PUBLISHER

BUNDLE_ID = "org.cehrs-desktop.CEHRSDesktop"
APP = f"{PRODUCT}.app"
OLDEST = (14, 0)
"""The oldest macOS, because of the wheels of numpy and Qt; see the decision about PySide6 for what else would do."""
ICON = Path(__file__).resolve().parent.parent / "packaging" / "macos" / "cehrs.icns"
PROGRAMS = (PROGRAM_ID, "cehrs", "cehrs-camera")
"""The executables in Contents/MacOS; the first one is the app's own."""

CAMERA_TEXT = (
    "Only when you rehearse with a camera: you see your own picture. "
    "Nothing is recorded, and nothing leaves this computer."
)

FILE_TYPES = (
    ("org.cehrs-desktop.item-pack", "cehrspack", "CEHRS item pack"),
    ("org.cehrs-desktop.attempt", "cehrsattempt", "CEHRS practice attempt"),
    ("org.cehrs-desktop.person", "cehrsperson", "CEHRS learner's file"),
)
"""Type identifier, suffix and name of the files that the program opens."""


def info_plist(version: str) -> dict[str, Any]:
    """What Info.plist says beyond what the bundler writes itself."""
    return {
        # Of several executables the bundler goes by the last one, and makes an app with a console one invisible.
        "CFBundleExecutable": PROGRAMS[0],
        "LSBackgroundOnly": False,
        "CFBundleName": PRODUCT,
        "CFBundleDisplayName": PRODUCT,
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSMinimumSystemVersion": ".".join(map(str, OLDEST)),
        "LSApplicationCategoryType": "public.app-category.education",
        "NSHighResolutionCapable": True,
        # The program has dark themes of its own, and follows the system's.
        "NSRequiresAquaSystemAppearance": False,
        "NSHumanReadableCopyright": PUBLISHER,
        "NSCameraUsageDescription": CAMERA_TEXT,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": name,
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [identifier],
            }
            for identifier, _, name in FILE_TYPES
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": identifier,
                "UTTypeDescription": name,
                "UTTypeConformsTo": ["public.data"],
                "UTTypeTagSpecification": {"public.filename-extension": [suffix]},
            }
            for identifier, suffix, name in FILE_TYPES
        ],
    }


def app_bundle(folders: Sequence[Any], version: str) -> None:
    """Make the app of what was collected in one or two folders (the program, the camera part). Called in a spec."""
    # PyInstaller brings no types.
    bundle: Any = import_module("PyInstaller.building.osx").BUNDLE
    bundle(
        *folders,
        name=APP,
        icon=str(ICON),
        bundle_identifier=BUNDLE_ID,
        version=version,
        info_plist=info_plist(version),
    )
