#!/usr/bin/env python3
"""Makes what people install, and proves it: bundle, licences, packages, silent installation, self-test, removal.

    .venv/bin/python build_installer.py                       for the system it runs on
    .venv/bin/python build_installer.py --dry-run             prints the steps and does nothing
    .venv/bin/python build_installer.py --target windows --bundle FOLDER   packages a bundle made on Windows

It runs in the environment that `python3 start.py test` makes. Progress goes to standard error, everything into the log
file, one JSON object to standard output. When a step fails, what the steps before it made is taken back.
Exit codes: 0 made and proved, 1 a step failed, 2 the checkout or the environment is not fit.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from cehrs_desktop import __version__
from installer.bundle import bundle_steps, git, size_of
from installer.notices import licence_steps
from installer.plan import HOSTS, Build, BuildFailed, Log, Options, Step, carry_out, described
from installer.proof import proof_step

ROOT = Path(__file__).resolve().parent
CHECKSUMS = "SHA256SUMS.txt"


def main() -> int:
    """Plan, carry out, report; the exit code."""
    chosen = _arguments()
    build = _build(chosen)
    steps = plan(build, bundle_only=chosen.bundle_only)
    if chosen.dry_run:
        print("\n".join(described(build, steps)))
        return 0
    started = time.monotonic()
    try:
        carry_out(build, steps)
    except (BuildFailed, OSError) as failure:
        build.log.tell(f"build_installer: {failure}")
        if chosen.log:
            build.log.tell(f"Everything that was said is in {chosen.log}.")
        return failure.code if isinstance(failure, BuildFailed) else 1
    print(json.dumps(_summary(build, time.monotonic() - started), indent=1))
    return 0


def plan(build: Build, *, bundle_only: bool = False) -> tuple[Step, ...]:
    """All steps of a build, in their order; `bundle_only`: up to the proved bundle, which is packaged elsewhere."""
    target = import_module(f"installer.{build.target}")
    skipped = "as asked for" if build.options.without_install else ""
    away = f"it runs on {build.target}, this is {build.host}" if build.host != build.target else ""
    proof = proof_step("Prove the bundle: a whole exam; killed in the middle and resumed", _bundled, of="bundle_proof",
                       without=away)  # fmt: skip
    if bundle_only:
        return (*bundle_steps(build), *licence_steps(build), proof)
    return (
        *bundle_steps(build),
        *licence_steps(build),
        *target.sign_inner(build),
        proof,
        *target.package(build),
        *target.sign_package(build),
        *target.install(build),
        proof_step("Prove what is installed: a whole exam; killed in the middle and resumed", target.console,
                   of="installed_proof", without=skipped or _reason_of(build, target.install(build))),
        *target.uninstall(build),
        Step(f"Write {CHECKSUMS}", _write_checksums, _remove_checksums),
    )  # fmt: skip


def _reason_of(build: Build, steps: tuple[Step, ...]) -> str:
    """Why nothing is installed, or nothing."""
    reasons = [step.skipped(build) for step in steps]
    return "" if any(reason is None for reason in reasons) else next((reason for reason in reasons if reason), "")


def _bundled(build: Build) -> list[str]:
    return [str(build.bundle / ("cehrs.exe" if build.target == "windows" else "cehrs"))]


def made_files(build: Build) -> list[Path]:
    """The packages of this build."""
    return sorted(path for path in build.out.glob("*") if path.is_file() and build.version in path.name)


def _write_checksums(build: Build) -> None:
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made_files(build)]
    (build.out / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def _remove_checksums(build: Build) -> None:
    (build.out / CHECKSUMS).unlink(missing_ok=True)


def _summary(build: Build, seconds: float) -> dict[str, Any]:
    return {
        "ok": True,
        "target": build.target,
        "version": build.version,
        "commit": build.commit,
        "made_on": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "bundle_megabytes": round(size_of(build.bundle) / 1e6, 1),
        "camera_megabytes": round(size_of(build.camera) / 1e6, 1) if build.camera else None,
        "packages": {path.name: {"megabytes": round(path.stat().st_size / 1e6, 2)} for path in made_files(build)},
        "checksums": str(build.out / CHECKSUMS),
        "seconds": round(seconds, 1),
        **build.results,
    }


def _build(chosen: argparse.Namespace) -> Build:
    target = chosen.target
    options = Options(
        bundle_given=chosen.bundle,
        camera_given=chosen.camera_bundle,
        unclean=chosen.unclean,
        without_camera=chosen.skip_camera,
        without_install=chosen.skip_install,
        without_signing=chosen.skip_signing,
        keep=chosen.keep,
        certificate=chosen.certificate,
        certificate_password=chosen.password_variable,
        timestamp=chosen.timestamp,
        macos_identity=chosen.macos_identity,
        macos_installer_identity=chosen.macos_installer_identity,
        notary_profile=chosen.notary_profile,
        wine_prefix=chosen.wine_prefix,
    )
    # A bundle that was made elsewhere is copied: what was handed over stays as it is.
    folder = ROOT / "build" / "installer" / target / "bundle" if chosen.bundle else ROOT / "dist"
    with_camera = chosen.camera_bundle is not None if chosen.bundle else not chosen.skip_camera
    return Build(
        root=ROOT,
        target=target,
        version=__version__,
        commit=git(ROOT, "rev-parse", "HEAD") or "unknown",
        committed=int(os.environ.get("SOURCE_DATE_EPOCH") or git(ROOT, "log", "-1", "--format=%ct") or time.time()),
        bundle=folder / "cehrs-desktop",
        camera=folder / "cehrs-camera" if with_camera else None,
        out=chosen.out,
        options=options,
        log=Log(None if chosen.dry_run else chosen.log, options.secrets(os.environ)),
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Makes what people install, and proves it.")
    parser.add_argument("--dry-run", action="store_true", help="print the steps and do nothing")
    parser.add_argument("--target", choices=("windows", "macos", "linux"), default=HOSTS.get(sys.platform, "linux"))
    parser.add_argument("--bundle", type=Path, help="package this bundle, made elsewhere, instead of making one")
    parser.add_argument("--camera-bundle", type=Path, help="the camera part that belongs to --bundle")
    parser.add_argument("--bundle-only", action="store_true", help="stop at the proved bundle; nothing is packaged")
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "installers", help="folder for what is made")
    parser.add_argument("--log", type=Path, default=ROOT / "build" / "installer" / "build.log", help="the log file")
    parser.add_argument("--unclean", action="store_true", help="build although something is not committed")
    parser.add_argument("--keep", action="store_true", help="leave what a failed build made, for looking at it")
    parser.add_argument("--skip-camera", action="store_true", help="without the optional camera part")
    parser.add_argument("--skip-install", action="store_true", help="do not install, prove and remove what was made")
    parser.add_argument("--skip-signing", action="store_true", help="sign nothing, whatever certificates there are")
    sign = parser.add_argument_group("signing; passwords come from environment variables only")
    sign.add_argument("--certificate", type=Path, default=os.environ.get("CEHRS_SIGN_CERTIFICATE"),
                      help="Windows: PKCS#12 file (or variable CEHRS_SIGN_CERTIFICATE)")  # fmt: skip
    sign.add_argument("--password-variable", default="CEHRS_SIGN_PASSWORD", metavar="NAME",
                      help="the variable that holds its password (%(default)s)")  # fmt: skip
    sign.add_argument("--timestamp", help="Windows: address of a time stamp service (RFC 3161)")
    sign.add_argument("--macos-identity", default=os.environ.get("CEHRS_MACOS_IDENTITY"))
    sign.add_argument("--macos-installer-identity", default=os.environ.get("CEHRS_MACOS_INSTALLER_IDENTITY"))
    sign.add_argument("--notary-profile", default=os.environ.get("CEHRS_NOTARY_PROFILE"))
    parser.add_argument(
        "--wine-prefix", type=Path, help="install and prove a Windows package under Wine, in this prefix"
    )
    chosen = parser.parse_args()
    chosen.certificate = Path(chosen.certificate) if chosen.certificate else None
    return chosen


if __name__ == "__main__":
    sys.exit(main())
