"""The text that a reader can select in a PDF of Qt's, through the fonts' own tables. Only as much PDF as Qt writes."""

from __future__ import annotations

import re
import zlib


def pdf_text(data: bytes) -> str:
    """All text of the file in the order in which it was drawn, a new line at every new text object."""
    objects = {int(m[1]): m[2] for m in re.finditer(rb"(\d+) 0 obj\s(.*?)endobj", data, re.DOTALL)}
    fonts = {
        name: _glyphs(_stream(objects[int(table)]))
        for body in objects.values()
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body)
        for table in re.findall(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
    }
    lines: list[str] = []
    for body in objects.values():
        if b"stream" not in body:
            continue
        content = _stream(body)
        for text_object in re.findall(rb"\bBT\n(.*?)\bET\b", content, re.DOTALL):
            font = re.search(rb"/(F\d+) ", text_object)
            if font is not None:
                codes = re.findall(rb"<([0-9A-Fa-f]+)> Tj", text_object)
                glyphs = [code[at : at + 4] for code in codes for at in range(0, len(code), 4)]
                lines.append("".join(fonts[font[1]].get(int(glyph, 16), "?") for glyph in glyphs))
    return "\n".join(lines)


def _stream(body: bytes) -> bytes:
    raw = body[body.index(b"stream") + 6 :].lstrip(b"\r\n")
    raw = raw[: raw.rindex(b"endstream")]
    return zlib.decompress(raw) if b"/FlateDecode" in body[: body.index(b"stream")] else raw


def _glyphs(table: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for first, last, text in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4})> <([0-9A-F]+)>", table, re.IGNORECASE):
        start, code = int(first, 16), int(text, 16)
        found |= {glyph: chr(code + glyph - start) for glyph in range(start, int(last, 16) + 1)}
    for block in re.findall(rb"<([0-9A-F]{4})> <[0-9A-F]{4}> \[(.*?)\]", table, re.IGNORECASE | re.DOTALL):
        texts = re.findall(rb"<([0-9A-F]+)>", block[1], re.IGNORECASE)
        found |= {int(block[0], 16) + at: bytes.fromhex(t.decode()).decode("utf-16-be") for at, t in enumerate(texts)}
    return found
