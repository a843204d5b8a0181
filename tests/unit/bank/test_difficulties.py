"""Difficulties from responses enter the bank line by line, and every line that cannot be right is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cehrs_desktop.bank.difficulties import with_difficulties
from cehrs_desktop.bank.pack import ItemPack, write_pack
from cehrs_desktop.bank.source import SourceError
from cehrs_desktop.psychometrics.scoring import difficulty, item_difficulty
from tests.building import PARAMETERS, full_blueprint, make_item

ITEMS = (make_item("1.1-001"), make_item("1.1-002", version=3))
HEAD = "id,version,b,se,n\n"


def read(folder: Path, text: str) -> dict[str, float | None]:
    (folder / "difficulties.csv").write_text(text, encoding="utf-8")
    return {item.id: item.calibrated_b for item in with_difficulties(ITEMS, folder)}


def test_without_the_file_the_ratings_rule(tmp_path: Path) -> None:
    assert with_difficulties(ITEMS, tmp_path) == ITEMS
    by_ratings = difficulty((one.probability for one in ITEMS[0].ratings), PARAMETERS)
    assert item_difficulty(ITEMS[0], PARAMETERS) == by_ratings


def test_an_accepted_difficulty_replaces_that_of_the_ratings(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD + "1.1-002,3,-0.75,0.2,140\n") == {"1.1-001": None, "1.1-002": -0.75}
    items = with_difficulties(ITEMS, tmp_path)
    assert item_difficulty(items[1], PARAMETERS) == -0.75
    write_pack(tmp_path / "items.pack", items, full_blueprint(), PARAMETERS)
    assert ItemPack(tmp_path / "items.pack").all_items() == items


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("9.9-999,1,0.1,0.2,140\n", "no item 9.9-999"),
        ("1.1-002,1,0.1,0.2,140\n", "in version 3 now"),
        ("1.1-001,1,9,0.2,140\n", "no difficulty"),
        ("1.1-001,1,nan,0.2,140\n", "no difficulty"),
        ("1.1-001,1,0.1,0.2,29\n", "too few"),
        ("1.1-001,1,x,0.2,140\n", "expected the columns"),
        ("1.1-001,1\n", "expected the columns"),
        ("1.1-001,1,0.1,0.2,140\n1.1-001,1,0.2,0.2,140\n", "there twice"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(tmp_path: Path, lines: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        read(tmp_path, HEAD + lines)
    assert f"difficulties.csv, line {1 + lines.count(chr(10))}" in str(caught.value)


def test_another_header_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="expected the columns id, version, b, se, n"):
        read(tmp_path, "item,b\n1.1-001,0.1\n")
