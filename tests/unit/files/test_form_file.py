"""Files of forms: written whole or not at all, one item a line, read back as they were."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from cehrs_desktop.files.form_file import FormFileError, forms_text, read_forms, write_forms
from tests.item_pools import made_pool, plain_of, run

MADE = run(made_pool(3), 2)
PLAIN = plain_of(MADE)


def test_the_file_says_what_was_made() -> None:
    assert [form["id"] for form in PLAIN["forms"]] == [form.form.id for form in MADE.forms]
    for form, told in zip(MADE.forms, PLAIN["forms"], strict=True):
        assert told["raw_cut"] == pytest.approx(form.raw_cut)
        for slot, entry, line in zip(form.form.slots, form.items, told["items"], strict=True):
            assert (line["id"], line["version"]) == (slot.item_id, slot.item_version)
            assert line["role"] == ("scored" if slot.scored else "pretest")
            assert (line["domain"], line["topic"]) == (entry.item.domain, entry.item.topic)
            assert line["options"]["ABCD".index(line["key"])] == entry.item.key.id
            assert line["b"] == pytest.approx(entry.b)
            assert "a" not in line
    cuts = [form.raw_cut for form in MADE.forms]
    assert PLAIN["raw_cut_range"] == pytest.approx(max(cuts) - min(cuts), abs=1e-6)
    assert PLAIN["settings"] == {"disjoint": True, "max_overlap": None, "max_use": None, "avoid_dated": False}
    assert (PLAIN["overlap"], PLAIN["solver"]) == (0, "highs")


def test_what_has_no_bound_says_null(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "highspy", None)
    told = plain_of(run(made_pool(3), 1))
    assert told["gap"] is None
    assert told["forms"][0]["bound"] is None
    assert math.isfinite(told["forms"][0]["objective"])


def test_written_forms_are_read_back_and_each_item_has_a_line(tmp_path: Path) -> None:
    path = tmp_path / "forms.json"
    path.write_text("before")
    write_forms(path, PLAIN)
    assert read_forms(path) == PLAIN == json.loads(forms_text(PLAIN))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith('        {"b": ') for line in lines) == 250
    assert list(tmp_path.iterdir()) == [path], "nothing else was left"


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(FormFileError, match="could not be written"):
        write_forms(folder, PLAIN)
    with pytest.raises(FormFileError, match="could not be written"):
        write_forms(tmp_path / "nowhere" / "forms.json", PLAIN)
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe\xff", b"[" * 100_000])
def test_what_is_no_json_is_told(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "forms.json"
    path.write_bytes(text)
    with pytest.raises(FormFileError, match=r"JSON|cannot be read"):
        read_forms(path)
    with pytest.raises(FormFileError, match="cannot be read"):
        read_forms(tmp_path)
