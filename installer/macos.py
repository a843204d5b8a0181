"""The steps for macOS: the app signed and checked, a package for many Macs (.pkg) and an image for people (.dmg).

The commands are those of macOS's own tools and of Xcode's command line tools. No secret is on a command line: the
identities are names in a keychain, and notarytool's account is a profile that is kept there.
"""

from __future__ import annotations

import os
import plistlib
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

from installer.macos_app import APP, BUNDLE_ID, OLDEST, PROGRAMS
from installer.macos_signing import (
    check_app,
    executables,
    fit_of,
    frameworks_without_code,
    notarize,
    sign_app,
)
from installer.plan import PRODUCT, PROGRAM_ID, Build, BuildFailed, Step

RECEIPT = f"{BUNDLE_ID}.pkg"
INSTALLED = Path("/Applications") / APP


def sign_inner(build: Build) -> tuple[Step, ...]:
    """Make the app ready and sign it; with a notary profile it gets its ticket before it is packaged."""
    del build
    return (
        Step("Check for which processor and which macOS the app's code is", _check_code),
        Step("Put the licences into the app", _put_licences),
        Step("Sign the app from the inside out", lambda build: sign_app(build, app_of(build))),
        Step("Check the app's signatures", lambda build: check_app(build, app_of(build))),
        Step("Have the app notarised and staple its ticket", _notarize_app, skipped=_no_notary),
    )


def package(build: Build) -> tuple[Step, ...]:
    """The package and the image."""
    del build
    return (
        Step("Make the package (.pkg)", _make_package, lambda build: _remove(package_file(build))),
        Step("Make the disk image (.dmg)", _make_image, lambda build: _remove(image_file(build))),
    )


def sign_package(build: Build) -> tuple[Step, ...]:
    """Sign both, have them notarised, and ask macOS whether it would take them."""
    del build
    return (
        Step("Sign the package", _sign_package, skipped=_no_installer_identity),
        Step("Sign the disk image", _sign_image, skipped=_no_identity),
        Step("Have the package notarised and staple its ticket", _notarize_package, skipped=_no_package_notary),
        Step("Have the disk image notarised and staple its ticket", _notarize_image, skipped=_no_notary),
        Step("Ask Gatekeeper about the app, the package and the image", _assess, skipped=_no_package_notary),
    )


def install(build: Build) -> tuple[Step, ...]:
    """Install the package as Jamf would; the image is opened and looked into."""
    del build
    return (
        Step("Check that the program is not installed yet", _check_absent, skipped=_not_here),
        Step("Install the package silently", _install, _uninstall, skipped=_not_here),
        Step("Open the disk image and check the app in it", _check_image, skipped=_not_here),
    )


def uninstall(build: Build) -> tuple[Step, ...]:
    """Take it off again, and see that nothing is left."""
    del build
    return (
        Step("Remove the program and its receipt", _uninstall, skipped=_not_here),
        Step("Check that nothing of the program is left", _check_absent, skipped=_not_here),
    )


def console(build: Build) -> list[str]:
    """The installed console program."""
    del build
    return [str(INSTALLED / "Contents" / "MacOS" / "cehrs")]


def app_of(build: Build) -> Path:
    """The app, beside the folder that it was made of."""
    return build.bundle.parent / APP


def package_file(build: Build) -> Path:
    """The package; its name says when it is not signed."""
    return _made(build, ".pkg", signed=build.options.macos_installer_identity is not None)


def image_file(build: Build) -> Path:
    """The disk image; its name says when it is not signed."""
    return _made(build, ".dmg", signed=build.options.macos_identity is not None)


def removing() -> tuple[tuple[str, ...], ...]:
    """The commands that take the program off a Mac; the lab guide prints them."""
    return (("rm", "-rf", str(INSTALLED)), ("pkgutil", "--forget", RECEIPT))


def distribution(build: Build) -> str:
    """The package's distribution file: for which Macs, and where to (everybody, or this person alone)."""
    root = ET.Element("installer-gui-script", minSpecVersion="2")
    ET.SubElement(root, "title").text = f"{PRODUCT} {build.version}"
    processors = {"customize": "never", "require-scripts": "false", "hostArchitectures": build.architecture}
    ET.SubElement(root, "options", processors)
    ET.SubElement(root, "domains", enable_anywhere="false", enable_currentUserHome="true", enable_localSystem="true")
    allowed = ET.SubElement(ET.SubElement(root, "volume-check"), "allowed-os-versions")
    ET.SubElement(allowed, "os-version", min=_oldest())
    ET.SubElement(ET.SubElement(root, "choices-outline"), "line", choice="program")
    choice = ET.SubElement(root, "choice", id="program", title=PRODUCT, visible="false")
    ET.SubElement(choice, "pkg-ref", id=RECEIPT)
    ET.SubElement(root, "pkg-ref", id=RECEIPT, version=build.version).text = "program.pkg"
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def component_plist() -> bytes:
    """How the app is installed: always into its own place, and an upgrade removes what the new one does not have.

    Without this the Installer would look for an app with the same identifier anywhere on the disk and put it there.
    """
    app = f"Applications/{APP}"
    return plistlib.dumps(
        [
            {
                "RootRelativeBundlePath": app,
                "BundleIsRelocatable": False,
                "BundleIsVersionChecked": True,
                "BundleHasStrictIdentifier": True,
                "BundleOverwriteAction": "upgrade",
            }
        ]
    )


# ---- the steps
def _check_code(build: Build) -> None:
    app = app_of(build)
    if not app.is_dir():
        raise BuildFailed(f"There is no {APP} in {build.bundle.parent}. On a Mac the bundler makes it; build it again.")
    for folder in frameworks_without_code(app):
        shutil.rmtree(folder)
    fit = fit_of(app, build.architecture)
    if fit.wrong_processor:
        lines = "\n  ".join(fit.wrong_processor)
        raise BuildFailed(f"These files are not for {build.architecture}, which this package is for:\n  {lines}")
    programs = [path.relative_to(app).as_posix() for path in executables(app)]
    if too_new := [f"{name} ({fit.names_newer[name]})" for name in programs if name in fit.names_newer]:
        raise BuildFailed(f"Newer than macOS {_oldest()}: {', '.join(too_new)}. Build with an older deployment target.")
    # A library may name a newer macOS than its wheel does and than it needs; macOS does not look at it. It is told,
    # because only a Mac with the oldest macOS shows whether it runs there.
    build.results["libraries_naming_newer_macos"] = dict(fit.names_newer)
    if fit.names_newer:
        build.tell(
            f"{len(fit.names_newer)} libraries name a newer macOS than {_oldest()}; try this build on {_oldest()}."
        )


def _put_licences(build: Build) -> None:
    # Beside the executables they would be taken for code; texts belong into Resources.
    target = app_of(build) / "Contents" / "Resources" / "licences"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(build.bundle / "licences", target)


def _notarize_app(build: Build) -> None:
    app, archive = app_of(build), _work(build) / "app.zip"
    build.run("packing the app for the notary", ["ditto", "-c", "-k", "--keepParent", app, archive])
    notarize(build, archive, app)
    archive.unlink(missing_ok=True)


def _make_package(build: Build) -> None:
    work = _work(build) / "package"
    shutil.rmtree(work, ignore_errors=True)
    parts = work / "parts"
    parts.mkdir(parents=True)
    build.out.mkdir(parents=True, exist_ok=True)
    (work / "component.plist").write_bytes(component_plist())
    (work / "distribution.xml").write_text(distribution(build), encoding="utf-8")
    _copy_app(build, work / "root" / "Applications")
    made = [
        "--identifier",
        RECEIPT,
        "--version",
        build.version,
        "--install-location",
        "/",
        "--ownership",
        "recommended",
    ]
    packed = ["pkgbuild", "--root", work / "root", "--component-plist", work / "component.plist", *made]
    build.run("packing the app", [*packed, parts / "program.pkg"])
    build.run(
        "making the package",
        ["productbuild", "--distribution", work / "distribution.xml", "--package-path", parts, package_file(build)],
    )


def _make_image(build: Build) -> None:
    folder = _work(build) / "image"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    build.out.mkdir(parents=True, exist_ok=True)
    _copy_app(build, folder)
    (folder / "Applications").symlink_to("/Applications")
    command = ["hdiutil", "create", "-volname", PRODUCT, "-srcfolder", folder, "-fs", "HFS+", "-format", "UDZO", "-ov"]
    build.run("making the disk image", [*command, image_file(build)])


def _copy_app(build: Build, folder: Path) -> None:
    """With everything that a signature covers: links and extended attributes."""
    folder.mkdir(parents=True, exist_ok=True)
    build.run("copying the app", ["ditto", app_of(build), folder / APP])


def _sign_package(build: Build) -> None:
    identity = build.options.macos_installer_identity
    assert identity is not None, "skipped without one"
    unsigned = _work(build) / "unsigned.pkg"
    shutil.move(package_file(build), unsigned)
    build.run("signing the package", ["productsign", "--sign", identity, "--timestamp", unsigned, package_file(build)])
    unsigned.unlink(missing_ok=True)
    build.run("checking the package's signature", ["pkgutil", "--check-signature", package_file(build)])


def _sign_image(build: Build) -> None:
    identity = build.options.macos_identity
    assert identity is not None, "skipped without one"
    image = image_file(build)
    build.run("signing the disk image", ["codesign", "--force", "--sign", identity, "--timestamp", image])
    build.run("checking the disk image's signature", ["codesign", "--verify", "--verbose=2", image])


def _notarize_package(build: Build) -> None:
    notarize(build, package_file(build), package_file(build))


def _notarize_image(build: Build) -> None:
    notarize(build, image_file(build), image_file(build))


def _assess(build: Build) -> None:
    ask = ["spctl", "--assess", "--verbose=2"]
    build.run("asking about the app", [*ask, "--type", "execute", app_of(build)])
    build.run("asking about the package", [*ask, "--type", "install", package_file(build)])
    opened = ["--type", "open", "--context", "context:primary-signature"]
    build.run("asking about the disk image", [*ask, *opened, image_file(build)])


def _install(build: Build) -> None:
    build.run("installing the package", [*_as_root(), "installer", "-pkg", package_file(build), "-target", "/"])
    build.run("reading the receipt", ["pkgutil", "--pkg-info", RECEIPT])
    missing = [name for name in PROGRAMS[:2] if not (INSTALLED / "Contents" / "MacOS" / name).is_file()]
    if missing:
        raise BuildFailed(f"After installing, {', '.join(missing)} is not in {INSTALLED}.")
    build.run("checking what was installed", ["codesign", "--verify", "--deep", "--strict", INSTALLED])


def _check_image(build: Build) -> None:
    place = _work(build) / "opened"
    place.mkdir(parents=True, exist_ok=True)
    command = ["hdiutil", "attach", image_file(build), "-nobrowse", "-readonly", "-mountpoint", place]
    build.run("opening the disk image", command)
    try:
        build.run("checking the app in it", ["codesign", "--verify", "--deep", "--strict", place / APP])
    finally:
        build.run("closing the disk image", ["hdiutil", "detach", place])


def _uninstall(build: Build) -> None:
    for command in removing():
        # A receipt that is not there is none to forget.
        build.run("removing the program", [*_as_root(), *command], accepted=(0, 1))


def _check_absent(build: Build) -> None:
    told = build.run("asking for receipts", ["pkgutil", "--pkgs"])
    there = [line for line in told.splitlines() if line.startswith(BUNDLE_ID)]
    if INSTALLED.exists():
        there.append(str(INSTALLED))
    if there:
        raise BuildFailed(
            f"{', '.join(there)} is on this Mac. Remove the program first; nothing of it was touched.", code=2
        )


# ---- small things
def _oldest() -> str:
    return ".".join(map(str, OLDEST))


def _made(build: Build, suffix: str, *, signed: bool) -> Path:
    stem = f"{PROGRAM_ID}-{build.version}-macos-{build.architecture}"
    file = build.out / f"{stem}{'' if signed else '-unsigned'}{suffix}"
    # Where packages are only tried, the identities that made them are not known.
    other = build.out / f"{stem}{suffix}"
    return other if not signed and not file.exists() and other.exists() else file


def _work(build: Build) -> Path:
    build.work.mkdir(parents=True, exist_ok=True)
    return build.work


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)


def _as_root() -> list[str]:
    """The words before a command that only root may run; no password is asked for."""
    geteuid = getattr(os, "geteuid", None)
    return [] if geteuid is not None and geteuid() == 0 else ["sudo", "-n"]


def _no_identity(build: Build) -> str | None:
    return None if build.options.macos_identity else "no Developer ID Application identity was given"


def _no_installer_identity(build: Build) -> str | None:
    return None if build.options.macos_installer_identity else "no Developer ID Installer identity was given"


def _no_notary(build: Build) -> str | None:
    return _no_identity(build) or (None if build.options.notary_profile else "no notary profile was given")


def _no_package_notary(build: Build) -> str | None:
    return _no_notary(build) or _no_installer_identity(build)


def _not_here(build: Build) -> str | None:
    if build.options.without_install:
        return "as asked for"
    return None if build.host == "macos" else "this is not a Mac"
