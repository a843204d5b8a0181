"""Installs the Windows packages silently, removes them again and looks for what was left: on Windows, or under Wine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from installer.plan import PRODUCT, Build, BuildFailed
from installer.windows_files import CONSOLE, FILE_TYPES, SETTINGS_KEY

UNINSTALL_KEY = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{PRODUCT}"
WINE_OVERRIDES = "winemenubuilder.exe,winedbg.exe=d;mscoree,mshtml="


def reason_for_no_trial(build: Build) -> str | None:
    """Why nothing is installed here, or None."""
    if build.options.without_install:
        return "as asked for"
    if build.host == "windows" or build.options.wine_prefix:
        return None
    return f"this is {build.host}, and no Wine prefix is given"


@dataclass(frozen=True)
class Trial:
    """What is done to the computer, or to the Wine prefix of the build's options."""

    build: Build

    def setup_on_and_off(self, setup: Path) -> None:
        """The setup program for one person, silently; the uninstaller, silently; nothing left. Raises `BuildFailed`."""
        self._run("installing the setup program", [str(setup), "/S", "/CurrentUser"])
        folder = self._users_programs() / PRODUCT
        told = self._run("asking the installed program for its version", [str(folder / CONSOLE), "--version"])
        if self.build.version not in told:
            raise BuildFailed(f"The installed program says {told.strip()!r}, not version {self.build.version}.")
        # The uninstaller would copy itself elsewhere and end at once; started like this it stays and can be waited for.
        batch = self.build.work / "remove.bat"
        batch.parent.mkdir(parents=True, exist_ok=True)
        place = self._windows_path(folder)
        batch.write_text(f'@"{place}\\uninstall.exe" /S /CurrentUser _?={place}\r\n', encoding="utf-8", newline="")
        self._run("removing what the setup program installed", ["cmd", "/c", self._windows_path(batch)])
        (folder / "uninstall.exe").unlink(missing_ok=True)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        self._nothing_left(folder, "HKCU")

    def install_msi(self, package: Path) -> None:
        """Silently, for the computer. Raises `BuildFailed`."""
        self._msiexec("installing the MSI package", "/i", package)
        if not (self._programs() / PRODUCT / CONSOLE).is_file():
            raise BuildFailed(f"The MSI package installed nothing at {self._programs() / PRODUCT}.")

    def remove_msi(self, package: Path) -> None:
        """Silently, and nothing is left. Raises `BuildFailed`."""
        # 1605: it is not installed.
        self._msiexec("removing the MSI package", "/x", package, accepted=(0, 1605))
        self._nothing_left(self._programs() / PRODUCT, "HKLM")

    def console(self) -> list[str]:
        """The command for the installed console program."""
        return [*self._wine(), str(self._programs() / PRODUCT / CONSOLE)]

    def _msiexec(self, what: str, act: str, package: Path, accepted: tuple[int, ...] = (0,)) -> None:
        log = self.build.work / "msiexec.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.unlink(missing_ok=True)
        command = ["msiexec", act, self._windows_path(package), "/qn", "/norestart", "/l*v", self._windows_path(log)]
        try:
            self._run(what, command, accepted)
        except BuildFailed:
            if log.is_file():
                # Windows writes it as UTF-16.
                self.build.log.note(log.read_bytes().replace(b"\0", b"").decode("latin-1"))
            raise

    def _nothing_left(self, folder: Path, root: str) -> None:
        left = [str(path) for path in sorted(folder.rglob("*"))] if folder.exists() else []
        left += [str(folder)] if folder.exists() else []
        kinds = [kind for kind, _ in FILE_TYPES.values()]
        keys = [SETTINGS_KEY, UNINSTALL_KEY, *(rf"Software\Classes\{name}" for name in (*FILE_TYPES, *kinds))]
        for key in keys:
            told = self._run(f"looking for {key}", ["reg", "query", rf"{root}\{key}", "/reg:64"], accepted=(0, 1))
            if key.casefold() in told.casefold() and "REG_" in told:
                left.append(rf"{root}\{key}")
        self.build.results[f"left_after_removal_{root.lower()}"] = left
        if left:
            raise BuildFailed("After the removal this was left:\n  " + "\n  ".join(left[:20]))

    def _run(self, what: str, command: list[str], accepted: tuple[int, ...] = (0,)) -> str:
        return self.build.run(what, [*self._wine(), *command], accepted=accepted)

    def _wine(self) -> list[str]:
        prefix = self.build.options.wine_prefix
        if prefix is None:
            return []
        overrides = os.environ.get("WINEDLLOVERRIDES", WINE_OVERRIDES)
        return ["env", f"WINEPREFIX={prefix}", f"WINEDLLOVERRIDES={overrides}", "WINEDEBUG=-all", "wine"]

    def _programs(self) -> Path:
        prefix = self.build.options.wine_prefix
        return prefix / "drive_c" / "Program Files" if prefix else Path(os.environ.get("PROGRAMFILES", ""))

    def _users_programs(self) -> Path:
        prefix = self.build.options.wine_prefix
        if prefix is None:
            return Path(os.environ.get("LOCALAPPDATA", "")) / "Programs"
        user = os.environ.get("USER") or os.environ.get("LOGNAME") or "root"
        return prefix / "drive_c" / "users" / user / "AppData" / "Local" / "Programs"

    def _windows_path(self, path: Path) -> str:
        if self.build.options.wine_prefix is None:
            return str(path.absolute())
        return "Z:" + str(path.absolute()).replace("/", "\\")
