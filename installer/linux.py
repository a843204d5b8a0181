"""Linux: an archive with an install script, Debian packages for the program and its camera part, and their proof.

Both are made from the same bundle and alike for the same commit. There are no maintainer scripts in the packages: the
system's own triggers notice menu entries, icons and file types.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import stat
import tarfile
from collections.abc import Callable
from email.utils import formatdate
from io import BytesIO
from pathlib import Path

from installer.bundle import remove, size_of
from installer.linux_libraries import dependencies, linked_with
from installer.plan import PRODUCT, PROGRAM_ID, PUBLISHER, Build, BuildFailed, Step

ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
CAMERA_ID = "cehrs-camera"
CAMERA_PACKAGE = f"{PROGRAM_ID}-camera"
PLACE = Path("opt") / PROGRAM_ID
DEBIAN_NAMES = {"x86_64": "amd64", "arm64": "arm64"}
_MULTIMEDIA = re.compile(r"libQt6(?:Multimedia|Network|Concurrent)\.")
MAINTAINER = f"{PUBLISHER} <noreply@cehrs-desktop.invalid>"
# The voice itself, a program that hands files to others, and a theme for icons of the menu.
ALSO_RECOMMENDED = ("speech-dispatcher", "xdg-utils")


def sign_inner(_: Build) -> tuple[Step, ...]:
    """Nothing is signed inside: Linux does not look at it."""
    return ()


def package(build: Build) -> tuple[Step, ...]:
    """The archive and the Debian package, each also for the camera part."""
    steps = [
        _making("Pack the archive (tar.gz)", archive_file(build), _pack_archive),
        _making("Pack the Debian package", debian_file(build), _pack_debian),
    ]
    if build.camera:
        steps += [
            _making("Pack the archive of the camera part", archive_file(build, camera=True), _pack_camera_archive),
            _making("Pack the Debian package of the camera part", debian_file(build, camera=True), _pack_camera_debian),
        ]
    return tuple(steps)


def sign_package(_: Build) -> tuple[Step, ...]:
    """The checksums are what a repository signs."""
    return ()


def install(_: Build) -> tuple[Step, ...]:
    """The package of the program, by the system's package manager."""
    return (Step("Install the Debian package with apt", _install, _uninstall, skipped=_not_here),)


def uninstall(_: Build) -> tuple[Step, ...]:
    """Off again, and a look at what was left."""
    return (Step("Remove the package and look for what was left", _uninstall, skipped=_not_here),)


def console(_: Build) -> list[str]:
    """The installed console program."""
    return ["/usr/bin/cehrs"]


def archive_file(build: Build, *, camera: bool = False) -> Path:
    """Where the archive is made."""
    name = CAMERA_PACKAGE if camera else PROGRAM_ID
    return build.out / f"{name}-{build.version}-linux-{build.architecture}.tar.gz"


def debian_file(build: Build, *, camera: bool = False) -> Path:
    """Where the Debian package is made."""
    name = CAMERA_PACKAGE if camera else PROGRAM_ID
    return build.out / f"{name}_{build.version}_{_debian_architecture(build)}.deb"


def _making(name: str, file: Path, do: Callable[[Build], None]) -> Step:
    def made(build: Build) -> None:
        build.out.mkdir(parents=True, exist_ok=True)
        do(build)
        build.tell(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")

    return Step(name, made, lambda _: file.unlink(missing_ok=True))


# ---- the archive
def _pack_archive(build: Build) -> None:
    tree = build.work / "archive"
    remove(tree)
    shutil.copytree(build.bundle, tree / "program", symlinks=True)
    _desktop_files(build, tree / "share")
    source = build.root / "packaging" / "linux"
    shutil.copy(source / "install.sh", tree / "install.sh")
    required, recommended = dependencies(build.bundle)
    glibc = next(one for one in required if one.startswith("libc6 ")).removeprefix("libc6 (>= ").rstrip(")")
    text = (source / "README.txt").read_text(encoding="utf-8").format(
        version=build.version, architecture=build.architecture, glibc=glibc,
        required=_listed(required), recommended=_listed([*recommended, *ALSO_RECOMMENDED]),
    )  # fmt: skip
    (tree / "README.txt").write_text(text, encoding="utf-8")
    _tar(build, tree, archive_file(build))


def _pack_camera_archive(build: Build) -> None:
    tree = build.work / "camera-archive"
    remove(tree)
    shutil.copytree(_camera(build), tree / "program", symlinks=True)
    _tar(build, tree, archive_file(build, camera=True))


def _listed(packages: list[str]) -> str:
    return "\n".join(f"    {name}" for name in packages)


def _tar(build: Build, tree: Path, target: Path) -> None:
    """A tar.gz that is the same for the same files: in order, owned by nobody in particular, of the commit's time."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = build.committed
        entry.mode = _mode(entry.mode, folder=entry.isdir())
        return entry

    top = f"{PROGRAM_ID}-{build.version}"
    with (
        target.open("wb") as file,
        gzip.GzipFile("", "wb", 9, file, mtime=build.committed) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in (tree, *sorted(tree.rglob("*"))):
            archive.add(path, Path(top) / path.relative_to(tree), recursive=False, filter=plain)


# ---- the Debian packages
def _pack_debian(build: Build) -> None:
    tree = build.work / "debian"
    remove(tree)
    shutil.copytree(build.bundle, tree / PLACE, symlinks=True)
    _desktop_files(build, tree / "usr" / "share")
    (tree / "usr" / "bin").mkdir(parents=True)
    for name in (PROGRAM_ID, "cehrs"):
        (tree / "usr" / "bin" / name).symlink_to(f"/{PLACE.as_posix()}/{name}")
    manual = tree / "usr" / "share" / "man" / "man1"
    manual.mkdir(parents=True)
    for name in (PROGRAM_ID, "cehrs"):
        page = (build.root / "packaging" / "linux" / f"{name}.1").read_bytes()
        (manual / f"{name}.1.gz").write_bytes(_packed(build, page))
    required, recommended = dependencies(build.bundle)
    control = {
        "Package": PROGRAM_ID,
        "Depends": ", ".join(required),
        "Recommends": ", ".join([*recommended, *ALSO_RECOMMENDED]),
        "Suggests": CAMERA_PACKAGE,
        "Description": "rehearsal of the CEHRS certification exam\n"
        " Sits a whole exam on a test-center screen, with the day around it, and tells\n"
        " how sure its result is. Works without a network, and nothing leaves the\n"
        " computer. Independent of NHA and PSI.",
    }
    _debian(build, tree, control, debian_file(build))


def _pack_camera_debian(build: Build) -> None:
    tree = build.work / "camera-debian"
    remove(tree)
    shutil.copytree(_camera(build), tree / PLACE, symlinks=True)
    # It is linked with some of what the program works without, so what that needs is required here.
    required = {*dependencies(_camera(build), [build.bundle])[0], *linked_with(build.bundle, _MULTIMEDIA)}
    by_program, _ = dependencies(build.bundle)
    control = {
        "Package": CAMERA_PACKAGE,
        "Depends": ", ".join([f"{PROGRAM_ID} (= {build.version})", *sorted(required - {*by_program})]),
        "Description": "camera part of the CEHRS exam rehearsal\n"
        " Shows the live picture of the camera while the check-in of an online exam is\n"
        " rehearsed. Nothing is recorded, kept or sent.",
    }
    _debian(build, tree, control, debian_file(build, camera=True))


def _debian(build: Build, tree: Path, control: dict[str, str], target: Path) -> None:
    documents = tree / "usr" / "share" / "doc" / control["Package"]
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(_copyright(control["Package"]), encoding="utf-8")
    (documents / "changelog.gz").write_bytes(_changelog(build, control["Package"]))
    overrides = build.root / "packaging" / "linux" / "lintian-overrides"
    place = tree / "usr" / "share" / "lintian" / "overrides" / control["Package"]
    place.parent.mkdir(parents=True)
    shutil.copy(overrides, place)
    fields = {
        "Version": build.version,
        "Architecture": _debian_architecture(build),
        "Maintainer": MAINTAINER,
        "Section": "education",
        "Priority": "optional",
        "Installed-Size": str(-(-size_of(tree) // 1024)),
    }
    name = {"Package": control["Package"]}
    text = "".join(f"{key}: {value}\n" for key, value in {**name, **fields, **control}.items())
    # Written with an own mask by whoever builds; the package has the modes that Debian wants.
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(_mode(path.stat().st_mode, folder=path.is_dir()))
    (tree / "DEBIAN").mkdir(mode=0o755)
    (tree / "DEBIAN" / "control").write_text(text, encoding="utf-8")
    (tree / "DEBIAN" / "md5sums").write_text(_md5sums(tree), encoding="utf-8")
    for path in tree.rglob("*"):
        os.utime(path, (build.committed, build.committed), follow_symlinks=False)
    build.run(
        "packing the Debian package",
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, target],
        SOURCE_DATE_EPOCH=str(build.committed),
    )


def _mode(mode: int, *, folder: bool) -> int:
    return 0o755 if folder or mode & stat.S_IXUSR else 0o644


def _md5sums(tree: Path) -> str:
    files = (path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink())
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree).as_posix()}\n"
        for path in files
        if path.relative_to(tree).parts[0] != "DEBIAN"
    )


def _copyright(name: str) -> str:
    texts = f"/{PLACE.as_posix()}/licences" + ("/camera" if name == CAMERA_PACKAGE else "")
    return (
        f"{PRODUCT}\nCopyright 2026 the {PUBLISHER}\n\n"
        "The program is under the Apache License 2.0 (/usr/share/common-licenses/Apache-2.0), its questions under\n"
        "CC BY 4.0, its typeface under the SIL Open Font License 1.1. What is delivered with it, under which license,\n"
        f"and every text:\n\n    {texts}/NOTICES.txt\n    {texts}/sbom.cdx.json\n\n"
        "Qt is under the LGPL 3 (/usr/share/common-licenses/LGPL-3); the offer of its source text is in\n"
        f"{texts}/Qt.txt.\n"
    )


def _changelog(build: Build, name: str) -> bytes:
    email_time = formatdate(build.committed)
    text = (
        f"{name} ({build.version}) stable; urgency=medium\n\n"
        f"  * Version {build.version}; what is new is in the program's CHANGELOG.\n\n"
        f" -- {MAINTAINER}  {email_time}\n"
    )
    return _packed(build, text.encode())


def _packed(build: Build, content: bytes) -> bytes:
    packed = BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=build.committed) as file:
        file.write(content)
    return packed.getvalue()


def _desktop_files(build: Build, share: Path) -> None:
    """Menu entry, icons and file types, below a `share` folder."""
    source = build.root / "packaging" / "linux"
    for name, place in (("cehrs-desktop.desktop", "applications"), ("cehrs-desktop.xml", "mime/packages")):
        (share / place).mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, share / place / name)
    # Imported here: the packages of other systems are planned where there may be no Qt.
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    picture = QImage(str(build.root / "resources" / "icons" / "cehrs.png"))
    for size in ICON_SIZES:
        folder = share / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        made = picture.scaled(
            size, size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        if not made.save(str(folder / f"{PROGRAM_ID}.png")):
            raise BuildFailed(f"The icon of {size} pixels could not be written.")


# ---- the proof
def _install(build: Build) -> None:
    build.results["installed_here"] = True
    build.run(
        "installing the package",
        [*_as_root(), "apt-get", "install", "--yes", "--no-install-recommends", debian_file(build).resolve()],
        DEBIAN_FRONTEND="noninteractive",
    )


def _uninstall(build: Build) -> None:
    build.run(
        "removing the package", [*_as_root(), "apt-get", "purge", "--yes", PROGRAM_ID], DEBIAN_FRONTEND="noninteractive"
    )
    left = [
        path for path in (Path("/") / PLACE, Path("/usr/bin") / PROGRAM_ID, Path("/usr/bin/cehrs")) if path.exists()
    ]
    if left:
        raise BuildFailed(f"Something was left after the removal: {', '.join(map(str, left))}")


def _as_root() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]


def _not_here(build: Build) -> str | None:
    if build.options.without_install:
        return "as asked for"
    if build.host != "linux" or shutil.which("apt-get") is None:
        return "there is no apt here"
    if Path(f"/var/lib/dpkg/info/{PROGRAM_ID}.list").exists() and not build.results.get("installed_here"):
        return "the program is installed here already, and somebody may need it"
    if os.geteuid() != 0 and shutil.which("sudo") is None:
        return "it needs root"
    return None


def _camera(build: Build) -> Path:
    if build.camera is None:
        raise BuildFailed("There is no camera part to pack.")
    return build.camera


def _debian_architecture(build: Build) -> str:
    return DEBIAN_NAMES.get(build.architecture, build.architecture)
