"""Windows: a setup program, two MSI packages (for the computer, for a person), their signatures and their proof.

The bundle is made on Windows. Packages are made on Linux, with `makensis`, `wixl`, `msibuild` and a compiler for
Windows, so that what is handed out is made by what is tested; they are tried on Windows, or under Wine.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from installer.bundle import remove
from installer.plan import PROGRAM_ID, Build, BuildFailed, Step
from installer.windows_files import CAMERA, CONSOLE, WINDOW, megabytes, packed_files
from installer.windows_msi import source
from installer.windows_msi_tables import statements
from installer.windows_product import Product, Scope
from installer.windows_resources import three_numbers
from installer.windows_setup import defines, file_list
from installer.windows_trial import Trial, reason_for_no_trial

COMPILER = "x86_64-w64-mingw32-gcc"
SETUP_MEGABYTES = 40
LOCALE = "C.UTF-8"
"""For the packagers: in another one they cannot read names of folders with letters beyond ASCII."""
DESCRIPTION = "CEHRS Desktop"


def setup_file(build: Build) -> Path:
    """Where the setup program is made."""
    return build.out / f"{PROGRAM_ID}-{build.version}-windows-x64-setup.exe"


def msi_file(build: Build, scope: Scope) -> Path:
    """Where an MSI package is made."""
    suffix = "" if scope == "machine" else "-user"
    return build.out / f"{PROGRAM_ID}-{build.version}-windows-x64{suffix}.msi"


# ---- signatures
def sign_inner(build: Build) -> tuple[Step, ...]:
    """The program's own executables; those of Python and Qt carry their makers' signatures."""
    files = [build.bundle / WINDOW, build.bundle / CONSOLE]
    if build.camera:
        files.append(build.camera / CAMERA)
    return (Step("Sign the program's executables", lambda build: _sign(build, files), skipped=_unsigned),)


def sign_package(build: Build) -> tuple[Step, ...]:
    """The packages themselves. The uninstaller is signed while the setup is made."""
    files = [setup_file(build), msi_file(build, "machine"), msi_file(build, "user")]
    return (Step("Sign the packages", lambda build: _sign(build, files), skipped=_unsigned),)


def _unsigned(build: Build) -> str | None:
    if build.options.without_signing:
        return "as asked for"
    return None if build.options.certificate else "there is no certificate"


def _sign(build: Build, files: list[Path]) -> None:
    for file in files:
        if build.host == "windows":
            build.run(f"signing {file.name}", _signtool(build, file))
        else:
            _sign_with_osslsigncode(build, file)
        build.tell(f"signed {file.name}")


def _signtool(build: Build, file: Path) -> list[str | Path]:
    options = build.options
    certificate = options.certificate or Path()
    password = os.environ.get(options.certificate_password, "")
    time_stamp = ["/tr", options.timestamp, "/td", "sha256"] if options.timestamp else []
    with_password = ["/p", password] if password else []
    return [
        "signtool",
        "sign",
        "/fd",
        "sha256",
        "/d",
        DESCRIPTION,
        "/f",
        certificate,
        *with_password,
        *time_stamp,
        file,
    ]


def _sign_with_osslsigncode(build: Build, file: Path) -> None:
    password, signed = build.work / "password", file.with_name(file.name + ".signed")
    try:
        _write_password(build, password)
        build.run(f"signing {file.name}", [*_osslsigncode(build, password), "-in", file, "-out", signed])
        signed.replace(file)
    finally:
        password.unlink(missing_ok=True)
        signed.unlink(missing_ok=True)


def _osslsigncode(build: Build, password: Path) -> list[str | Path]:
    options = build.options
    time_stamp = ["-ts", options.timestamp] if options.timestamp else []
    certificate: list[str | Path] = ["-pkcs12", options.certificate or Path(), "-readpass", password]
    return ["osslsigncode", "sign", *certificate, "-h", "sha256", "-n", DESCRIPTION, *time_stamp]


def _write_password(build: Build, file: Path) -> None:
    """Put the password where only this user can read it: on a command line everybody could."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        opened.write(os.environ.get(build.options.certificate_password, ""))


# ---- packages
def package(build: Build) -> tuple[Step, ...]:
    """The library that both kinds share, then the MSI packages and the setup program."""
    return (
        Step("Compile the library that sees whether the program is open", _compile_guard),
        _making("Pack the MSI package for the computer", msi_file(build, "machine"), _pack_msi("machine")),
        _making("Pack the MSI package for a person", msi_file(build, "user"), _pack_msi("user")),
        _making("Pack the setup program", setup_file(build), _pack_setup),
    )


def _making(name: str, file: Path, do: Callable[[Build], None]) -> Step:
    def made(build: Build) -> None:
        build.out.mkdir(parents=True, exist_ok=True)
        do(build)
        build.tell(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")

    return Step(name, made, lambda _: file.unlink(missing_ok=True))


def _icon(build: Build) -> Path:
    return build.root / "packaging" / "windows" / "cehrs.ico"


def _guard(build: Build) -> Path:
    return build.work / "guard.dll"


def _compile_guard(build: Build) -> None:
    code = build.root / "packaging" / "windows" / "guard.c"
    build.work.mkdir(parents=True, exist_ok=True)
    # No time inside: the same source makes the same library.
    build.run("compiling guard.c for Windows", [
        COMPILER, "-shared", "-Os", "-s", "-static-libgcc", "-Wall", "-Werror", "-Wl,--no-insert-timestamp",
        "-o", _guard(build), code, "-lmsi",
    ])  # fmt: skip
    if _unsigned(build) is None:
        _sign(build, [_guard(build)])


def _pack_msi(scope: Scope) -> Callable[[Build], None]:
    def pack(build: Build) -> None:
        files = packed_files(build.bundle, build.camera)
        product = Product(build.version, three_numbers(build.version), build.commit, scope)
        work = build.work / f"msi-{scope}"
        remove(work)
        work.mkdir(parents=True)
        (work / "package.wxs").write_bytes(source(product, files, _icon(build), _guard(build), work))
        made = work / "package.msi"
        build.run(
            "packing with wixl", ["wixl", "--arch", "x64", "--output", made, "package.wxs"], folder=work, LC_ALL=LOCALE
        )
        build.run(
            "completing the MSI with msibuild", ["msibuild", made, "-q", *statements(product, files)], LC_ALL=LOCALE
        )
        shutil.move(made, msi_file(build, scope))

    return pack


def _pack_setup(build: Build) -> None:
    files = packed_files(build.bundle, build.camera)
    names = build.work / "files.nsh"
    names.write_text(file_list(files), encoding="utf-8")
    made = {
        "FILES": names,
        "ICON": _icon(build),
        "PANEL": _icon(build).with_name("panel.bmp"),
        "GUARD": _guard(build),
        "OUT": setup_file(build).absolute(),
    }
    password = build.work / "password"
    try:
        if _unsigned(build) is None:
            _write_password(build, password)
            made["SIGN"] = _signing_script(build, password)
        script = build.root / "packaging" / "windows" / "setup.nsi"
        arguments = defines(build.version, three_numbers(build.version), files, made)
        build.run("packing with makensis", ["makensis", "-V2", "-WX", *arguments, script], LC_ALL=LOCALE)
    finally:
        password.unlink(missing_ok=True)
    size = setup_file(build).stat().st_size / 1e6
    if size > SETUP_MEGABYTES:
        raise BuildFailed(f"The setup program has {size:.1f} MB; {SETUP_MEGABYTES} MB are allowed.")
    build.results["windows_files_megabytes"] = {
        "program": megabytes([file for file in files if not file.camera]),
        "camera": megabytes([file for file in files if file.camera]),
    }


def _signing_script(build: Build, password: Path) -> Path:
    """A program that signs the file that it is given: makensis calls it for the uninstaller, which it alone sees."""
    script = build.work / "sign_uninstaller.py"
    command = [str(part) for part in _osslsigncode(build, password)]
    script.write_text(
        f"#!{sys.executable}\n"
        "import os, subprocess, sys\n"
        "file = sys.argv[1]\n"
        f"subprocess.run({command!r} + ['-in', file, '-out', file + '.signed'], check=True)\n"
        "os.replace(file + '.signed', file)\n",
        encoding="utf-8",
    )
    script.chmod(0o700)
    return script


# ---- trial
def install(build: Build) -> tuple[Step, ...]:
    """First the setup program, for one person, on and off again; then the MSI package for the computer."""
    trial = Trial(build)
    return (
        Step("Install the setup program for one person, and remove it again", lambda _: trial.setup_on_and_off(
            setup_file(build)), skipped=reason_for_no_trial),
        Step("Install the MSI package for the computer", lambda _: trial.install_msi(msi_file(build, "machine")),
             lambda _: trial.remove_msi(msi_file(build, "machine")), skipped=reason_for_no_trial),
    )  # fmt: skip


def uninstall(build: Build) -> tuple[Step, ...]:
    """Off again, and a look at what was left."""
    trial = Trial(build)
    return (
        Step("Remove the MSI package and look for what was left",
             lambda _: trial.remove_msi(msi_file(build, "machine")), skipped=reason_for_no_trial),
    )  # fmt: skip


def console(build: Build) -> list[str]:
    """The installed console program."""
    return Trial(build).console()
