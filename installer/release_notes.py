"""What goes beside the packages of a release: bills of materials, one list of checksums, notes on what is signed.

    python3 -m installer.release_notes --sbom BUNDLE --name NAME      copies the bundle's bill of materials
    python3 -m installer.release_notes --collect MADE --out RELEASE   makes RELEASE/files and RELEASE/notes.md

MADE has a folder for each target with its packages and their checksums. Whether a file is signed is read from the file.
Exit codes: 0 done, 1 something is missing or not as its checksum says.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import struct
import sys
from pathlib import Path

from cehrs_desktop import __version__
from installer.plan import BuildFailed

ROOT = Path(__file__).resolve().parent.parent
CHECKSUMS = "SHA256SUMS.txt"
_MSI_SIGNATURE = "\x05DigitalSignature".encode("utf-16-le")


def main() -> int:
    """Do what the command line asks for; the exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m installer.release_notes", description="Prepares a release.")
    parser.add_argument("--sbom", type=Path, metavar="BUNDLE", help="the bundle whose bill of materials is published")
    parser.add_argument("--name", help="what the packages are for, as it stands in the file's name")
    parser.add_argument("--packages", type=Path, default=ROOT / "dist" / "installers", help="where the packages lie")
    parser.add_argument("--collect", type=Path, metavar="MADE", help="the packages of all targets")
    parser.add_argument("--out", type=Path, metavar="RELEASE", help="the folder to make")
    chosen = parser.parse_args()
    try:
        if chosen.sbom is not None and chosen.name:
            add_sbom(chosen.sbom, chosen.packages, chosen.name)
        elif chosen.collect is not None and chosen.out is not None:
            collect(chosen.collect, chosen.out, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
        else:
            parser.error("either --sbom with --name, or --collect with --out")
    except (BuildFailed, OSError) as failure:
        sys.stderr.write(f"release_notes: {failure}\n")
        return 1
    return 0


def add_sbom(bundle: Path, packages: Path, name: str) -> None:
    """Put the bundle's bill of materials beside the packages, with a line in their checksums."""
    target = packages / f"sbom-{__version__}-{name}.cdx.json"
    shutil.copyfile(bundle / "licences" / "sbom.cdx.json", target)
    with (packages / CHECKSUMS).open("a", encoding="utf-8", newline="\n") as lines:
        lines.write(f"{digest(target)}  {target.name}\n")


def collect(made: Path, out: Path, changelog: str) -> None:
    """Check every target's files, bring them together, and write one list of checksums and the notes."""
    files = out / "files"
    files.mkdir(parents=True, exist_ok=True)
    for folder in sorted(path for path in made.iterdir() if path.is_dir()):
        for name in checked(folder):
            if (files / name).exists():
                raise BuildFailed(f"Two targets made a file that is called {name}.")
            shutil.copyfile(folder / name, files / name)
    made_files = sorted(files.iterdir())
    if not made_files:
        raise BuildFailed(f"There is nothing to release in {made}.")
    lines = "".join(f"{digest(file)}  {file.name}\n" for file in made_files)
    (files / CHECKSUMS).write_text(lines, encoding="utf-8", newline="\n")
    (out / "notes.md").write_text(notes(made_files, changelog), encoding="utf-8", newline="\n")


def checked(folder: Path) -> list[str]:
    """The files of a target, all of them as their checksums say. Raises `BuildFailed`."""
    listed = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    wanted = {name: value for value, name in (line.split(maxsplit=1) for line in listed if line.strip())}
    there = {file.name for file in folder.iterdir()} - {CHECKSUMS}
    wrong = sorted(there ^ set(wanted)) + sorted(n for n in there & set(wanted) if digest(folder / n) != wanted[n])
    if wrong:
        raise BuildFailed(f"In {folder.name}, not as the checksums say: {', '.join(wrong)}")
    return sorted(there)


def notes(files: list[Path], changelog: str) -> str:
    """The release notes: what changed, and for each file whether it is signed."""
    rows = "".join(f"| `{file.name}` | {file.stat().st_size / 1e6:.1f} MB | {signature_of(file)} |\n" for file in files)
    unsigned = any(signature_of(file) == NOT_SIGNED for file in files)
    return (
        f"{changes(changelog)}\n\n## Files\n\n| file | size | signature |\n| --- | --- | --- |\n{rows}\n"
        + (f"{UNSIGNED}\n\n" if unsigned else "")
        + f"`{CHECKSUMS}` has the SHA-256 of every file; `sha256sum --check {CHECKSUMS}` checks them.\n"
    )


SIGNED, NOT_SIGNED, BY_CHECKSUM = "signed", "**not signed**", "by checksum"
UNSIGNED = (
    "Files that are not signed were made without a certificate. Windows and macOS warn before they open them; compare "
    "the checksum first, and install them only where you know where they come from."
)


def signature_of(file: Path) -> str:
    """Whether a file carries a signature of its system's kind; it is not checked here, the target's steps did that."""
    match file.suffix:
        case ".exe":
            return SIGNED if _certificate_bytes(file.read_bytes()) else NOT_SIGNED
        case ".msi":
            return SIGNED if _MSI_SIGNATURE in file.read_bytes() else NOT_SIGNED
        case ".pkg" | ".dmg":
            return NOT_SIGNED if "-unsigned" in file.name else SIGNED
        case _:
            return BY_CHECKSUM


def changes(changelog: str) -> str:
    """What the changelog says of this version. Raises `BuildFailed` when it says nothing."""
    section: list[str] = []
    wanted = False
    for line in changelog.splitlines():
        if line.startswith("## "):
            wanted = line.split()[1] == __version__
        elif wanted:
            section.append(line)
    text = "\n".join(section).strip()
    if not text:
        raise BuildFailed(f"CHANGELOG.md has nothing about version {__version__}.")
    return text


def digest(file: Path) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _certificate_bytes(data: bytes) -> int:
    """The size of a Windows program's certificate table, its fifth data directory; 0: it has none."""
    if data[:2] != b"MZ" or len(data) < 64:
        return 0
    (header,) = struct.unpack_from("<I", data, 60)
    if data[header : header + 4] != b"PE\0\0" or len(data) < header + 26:
        return 0
    (kind,) = struct.unpack_from("<H", data, header + 24)
    directories = header + 24 + (112 if kind == 0x20B else 96)
    return int(struct.unpack_from("<I", data, directories + 4 * 8 + 4)[0]) if len(data) >= directories + 40 else 0


if __name__ == "__main__":
    sys.exit(main())
