"""Tries packages that were made elsewhere on a computer where nothing was prepared: the last look before a release.

    python3 -m installer.clean_machine --target windows|macos|linux [--packages FOLDER] [--log FILE]

Checks the packages against their checksums, installs them silently, has the installed program prove itself, takes it
off again and looks for what was left. Progress on standard error, one JSON object on standard output.
Exit codes: 0 all of it went well, 1 something did not, 2 the computer is not as it must be.
Standard library only: the computer needs Python for this file, and the program must do without it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from importlib import import_module
from pathlib import Path

from cehrs_desktop import __version__
from installer.plan import Build, BuildFailed, Log, Options, Step, Target, carry_out, described
from installer.proof import proof_step

ROOT = Path(__file__).resolve().parent.parent
CHECKSUMS = "SHA256SUMS*.txt"


def main() -> int:
    """Try the packages; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python3 -m installer.clean_machine", description="Tries packages made elsewhere."
    )
    parser.add_argument("--target", choices=("windows", "macos", "linux"), required=True)
    parser.add_argument("--packages", type=Path, default=ROOT / "dist" / "installers", help="where they lie")
    parser.add_argument("--log", type=Path, help="write all that the tools say into this file")
    parser.add_argument("--dry-run", action="store_true", help="print the steps and do nothing")
    chosen = parser.parse_args()
    build = _build(chosen.target, chosen.packages.resolve(), Log(None if chosen.dry_run else chosen.log))
    steps = plan(build)
    if chosen.dry_run:
        sys.stdout.write("\n".join(described(build, steps)) + "\n")
        return 0
    try:
        carry_out(build, steps)
    except (BuildFailed, OSError) as failure:
        sys.stderr.write(f"{failure}\n")
        return failure.code if isinstance(failure, BuildFailed) else 1
    json.dump({"ok": True, "target": build.target, "version": build.version, **build.results}, sys.stdout, indent=1)
    sys.stdout.write("\n")
    return 0


def plan(build: Build) -> tuple[Step, ...]:
    """All steps, in their order; those of the target are the ones that a build itself takes."""
    made_for = import_module(f"installer.{build.target}")
    away = "" if build.host == build.target else f"this is {build.host}"
    name = "Prove what is installed: a whole exam; killed in the middle and resumed"
    return (
        Step("Check the packages against their checksums", check_sums),
        *made_for.install(build),
        proof_step(name, made_for.console, of="installed_proof", without=away),
        *made_for.uninstall(build),
    )


def check_sums(build: Build) -> None:
    """Every file has a line in a list of checksums beside it, and is what the line says. Raises `BuildFailed`."""
    lists = sorted(build.out.glob(CHECKSUMS))
    lines = [line for file in lists for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    wanted = {name.lstrip("*"): digest for digest, name in (line.split(maxsplit=1) for line in lines)}
    files = [file for file in sorted(build.out.glob("*")) if file.is_file() and file not in lists]
    if not files or not wanted:
        raise BuildFailed(f"There are no packages with checksums in {build.out}.", code=2)
    wrong = [file.name for file in files if wanted.get(file.name) != hashlib.sha256(file.read_bytes()).hexdigest()]
    wrong += [name for name in wanted if not (build.out / name).is_file()]
    if wrong:
        raise BuildFailed(f"Not as their checksums say: {', '.join(wrong)}. Nothing was installed.")
    build.results["packages"] = sorted(wanted)


def _build(target: Target, packages: Path, log: Log) -> Build:
    return Build(
        root=ROOT,
        target=target,
        version=__version__,
        commit=os.environ.get("GITHUB_SHA", "unknown"),
        committed=0,
        bundle=ROOT / "dist" / "cehrs-desktop",
        camera=None,
        out=packages,
        options=Options(),
        log=log,
    )


if __name__ == "__main__":
    sys.exit(main())
