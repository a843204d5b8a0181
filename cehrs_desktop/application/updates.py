"""The notice of a newer version: what it says, whether it is news here, and when somebody may be asked for it.

A small signed JSON that a school or the publisher puts somewhere. Nothing is fetched and no signature is judged here,
and nothing is ever installed because of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from cehrs_desktop.application.pack_ports import version_order

FORMAT = 1
MOST_BYTES = 64 * 1024
MOST_WORDS = 600
_SIGNED_AS = "CEHRS-NOTICE 1\n"


class NoticeUnusable(Exception):
    """No notice came out. `code` is ``address``, ``fetch``, ``form``, ``later_format``, ``key`` or ``signature``;
    the text is for people who look closer."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class LatestPack:
    """The newest pack of a line: its version and its id."""

    name: str
    version: str
    pack_id: str


@dataclass(frozen=True, slots=True)
class LatestNotice:
    """What is newest. `issued` is an ISO date, `text` for people, `page` where they can read more (never opened)."""

    issued: str
    program: str
    packs: tuple[LatestPack, ...]
    text: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What of a notice is newer than what is here: a program's version (empty: none) and packs."""

    program: str
    packs: tuple[LatestPack, ...]
    text: str = ""
    page: str = ""
    issued: str = ""

    @property
    def any(self) -> bool:
        """Whether there is anything new."""
        return bool(self.program or self.packs)


@dataclass(frozen=True, slots=True)
class SealedNotice:
    """A notice whose signature nobody has judged yet: the key's id, the bytes that were signed, the signature."""

    key: str
    message: bytes
    signature: bytes
    text: str


def seal_parts(data: bytes) -> SealedNotice:
    """Take a notice's file apart. Raises `NoticeUnusable`."""
    if len(data) > MOST_BYTES:
        raise NoticeUnusable("form", f"more than {MOST_BYTES} bytes")
    try:
        told = cast(dict[str, Any], json.loads(data))
        if told["format"] != FORMAT:
            raise NoticeUnusable("later_format", f"format {told['format']}")
        text = str(told["notice"])
        return SealedNotice(str(told["key"]), signed_bytes(text), bytes.fromhex(str(told["signature"])), text)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NoticeUnusable("form", f"{type(error).__name__}: {error}") from error


def signed_bytes(text: str) -> bytes:
    """The bytes that are signed: they say what they are, so that no other signature is good for a notice."""
    return (_SIGNED_AS + text).encode("utf-8", "surrogatepass")


def notice_text(notice: LatestNotice) -> str:
    """The notice as the JSON text that is signed. Raises `ValueError` for what no notice may say."""
    told = {
        "issued": notice.issued,
        "program": notice.program,
        "packs": {one.name: {"version": one.version, "pack": one.pack_id} for one in notice.packs},
        "text": notice.text,
        "page": notice.page,
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    try:
        notice_of(text)
    except NoticeUnusable as error:
        raise ValueError(str(error)) from error
    return text


def sealed_notice(text: str, key: str, signature: bytes) -> bytes:
    """The notice's file."""
    told = {"format": FORMAT, "key": key, "notice": text, "signature": signature.hex()}
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def notice_of(text: str) -> LatestNotice:
    """The notice of a text whose signature was found good. Raises `NoticeUnusable`."""
    try:
        told = cast(dict[str, Any], json.loads(text))
        packs = cast(dict[str, Any], told.get("packs", {}))
        notice = LatestNotice(
            issued=_words(told["issued"]),
            program=_words(told["program"]),
            packs=tuple(
                LatestPack(_words(name), _words(one["version"]), _words(one["pack"])) for name, one in packs.items()
            ),
            text=_words(told.get("text", "")),
            page=_words(told.get("page", "")),
        )
        for version in (notice.program, *(one.version for one in notice.packs)):
            version_order(version)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise NoticeUnusable("form", f"{type(error).__name__}: {error}") from error
    else:
        return notice


def _words(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_WORDS or not all(c.isprintable() or c == "\n" for c in value):
        raise ValueError(f"not at most {MOST_WORDS} printable characters")
    return value


def news_of(notice: LatestNotice, program: str, pack_ids: frozenset[str], packs: Mapping[str, str]) -> News:
    """What is new for this version of the program, the packs here (`pack_ids`) and the newest version of each line
    (`packs`). A pack whose content is here already is no news, whatever it is called."""
    newer = version_order(notice.program) > version_order(program)
    fresh = tuple(
        one
        for one in notice.packs
        if one.pack_id not in pack_ids
        and (one.name not in packs or version_order(one.version) > version_order(packs[one.name]))
    )
    return News(notice.program if newer else "", fresh, notice.text, notice.page, notice.issued)


def news_to_plain(news: News) -> dict[str, Any]:
    """The JSON that `cehrs updates check --json` prints."""
    return {
        "news": news.any,
        "program": news.program,
        "packs": [{"name": one.name, "version": one.version, "pack": one.pack_id} for one in news.packs],
        "text": news.text,
        "page": news.page,
        "issued": news.issued,
    }


def news_from_plain(data: bytes) -> News:
    """The news in that JSON. Raises `NoticeUnusable` with the code that the command told."""
    try:
        told = cast(dict[str, Any], json.loads(data))
        if "error" in told:
            raise NoticeUnusable(str(told["error"]), str(told.get("detail", "")))
        packs = tuple(
            LatestPack(_words(one["name"]), _words(one["version"]), _words(one["pack"])) for one in told["packs"]
        )
        return News(
            _words(told["program"]), packs, _words(told["text"]), _words(told["page"]), _words(told.get("issued", ""))
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NoticeUnusable("fetch", "the check gave no answer") from error
