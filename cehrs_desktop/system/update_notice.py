"""Fetching the notice of a newer version from the one address that somebody set: a file, a share, or https.

The program has no network code of its own. For an https address the `curl` that the operating system brings is
started, so that certificates and trust are the computer's. Only `cehrs updates check` calls this, in a process of
its own; the exam's process never does (docs/pack-updates.md).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

SECONDS = 20
_MOST_TROUBLE = 4096
_CURL = {"darwin": ("/usr/bin/curl",), "linux": ("/usr/bin/curl", "/bin/curl", "/usr/local/bin/curl")}

Kind = Literal["file", "https"]


class NotFetched(Exception):
    """Nothing came from the address. `wrong_address`: it is none that this program asks; else it did not answer."""

    def __init__(self, detail: str, *, wrong_address: bool = False) -> None:
        super().__init__(detail)
        self.wrong_address = wrong_address


def place_of(address: str) -> tuple[Kind, str]:
    """What an address means: a path, or an https address as it is. Raises `NotFetched`."""
    text = address.strip()
    scheme, colon, rest = text.partition(":")
    if colon and len(scheme) > 1 and scheme.isascii() and scheme.replace("+", "").replace("-", "").isalnum():
        if scheme.lower() == "https":
            parts = urlsplit(text)
            if not parts.hostname or "@" in parts.netloc or not text.isprintable() or " " in text:
                raise NotFetched(
                    "an https address needs a server, and may hold no name or password", wrong_address=True
                )
            return "https", text
        if scheme.lower() == "file":
            return "file", _path_of(rest)
        raise NotFetched(f"{scheme}: is not asked; a file, a share or https is", wrong_address=True)
    if not Path(text).is_absolute() and not text.startswith("\\\\"):
        raise NotFetched("a file's whole path is needed", wrong_address=True)
    return "file", text


def _path_of(rest: str) -> str:
    """The path of a `file:` address; a server's name in it makes it a share."""
    parts = urlsplit(f"file:{rest}")
    path = unquote(parts.path)
    if parts.netloc not in ("", "localhost"):
        return f"//{parts.netloc}{path}"
    # file:///C:/folder/latest.json
    return path[1:] if len(path) > 2 and path[0] == "/" and path[2] == ":" else path


def fetch(address: str, most_bytes: int, stop: Callable[[Callable[[], None]], None] | None = None) -> bytes:
    """The bytes at an address, at most `most_bytes` (one more where there are more). Raises `NotFetched`.

    `stop` is given what ends the fetching at once, to be called from another thread.
    """
    kind, place = place_of(address)
    if kind == "https":
        return _asked(place, most_bytes, stop)
    try:
        with Path(place).open("rb") as opened:
            return opened.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        raise NotFetched(getattr(error, "strerror", None) or str(error)) from error


def curl_command(address: str, most_bytes: int, curl: str) -> list[str]:
    """How curl is asked: https only, nobody's settings file, no more bytes and seconds than are good for a notice."""
    return [
        curl, "--disable", "--proto", "=https", "--proto-redir", "=https", "--location", "--max-redirs", "3",
        "--max-time", str(SECONDS), "--max-filesize", str(most_bytes), "--fail", "--silent", "--show-error",
        "--user-agent", "cehrs-desktop", "--globoff", "--url", address,
    ]  # fmt: skip


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for a program of the system: a bundle points the library search at its own folder."""
    own = {"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"}
    cleaned = {name: value for name, value in environ.items() if name not in own}
    if not getattr(sys, "frozen", False):
        return dict(environ)
    return cleaned | {name: environ[f"{name}_ORIG"] for name in own if f"{name}_ORIG" in environ}


def _asked(address: str, most_bytes: int, stop: Callable[[Callable[[], None]], None] | None) -> bytes:
    # Imported here: a file needs no other program.
    import subprocess

    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        asked = subprocess.Popen(
            curl_command(address, most_bytes, _system_curl()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(os.environ),
            creationflags=hidden,
        )
    except OSError as error:
        raise NotFetched(f"curl could not be started: {error.strerror}") from error
    if stop is not None:
        stop(asked.kill)
    with asked:
        assert asked.stdout is not None
        assert asked.stderr is not None
        # No more is taken than is good for a notice, whatever the server says or does; curl keeps the time itself.
        told = asked.stdout.read(most_bytes + 1)
        if len(told) > most_bytes:
            asked.kill()
            return told
        trouble = asked.stderr.read(_MOST_TROUBLE)
    if asked.returncode != 0:
        words = trouble.decode(errors="replace").strip().splitlines()
        raise NotFetched(words[0][:300] if words else f"curl ended with {asked.returncode}")
    return told


def _system_curl() -> str:
    """The system's own curl, by its place: never one that lies in a folder of the search path. Raises `NotFetched`."""
    if sys.platform == "win32":
        places: tuple[str, ...] = (str(Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "curl.exe"),)
    else:
        places = _CURL.get(sys.platform, _CURL["linux"])
    for place in places:
        if Path(place).is_file():
            return place
    raise NotFetched("an https address is asked with the system's curl, and there is none at " + " or ".join(places))
