"""Parameter files and lists of items: what is read, and what is said about what cannot be."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from cehrs_desktop.files.item_parameters import read_item_list, read_item_parameters
from cehrs_desktop.files.response_errors import ResponseFileError


def file(folder: Path, text: str | bytes, name: str = "p.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_csv_with_every_column(tmp_path: Path) -> None:
    made = read_item_parameters(file(tmp_path, "id,a,b,c,se_a,se_b\nI1,1.2,-0.5,0.2,0.1,0.08\nI2,0.9,1e-1,0,,\n"))
    assert made.items == ("I1", "I2")
    assert made.a.tolist() == [1.2, 0.9]
    assert made.b.tolist() == [-0.5, 0.1]
    assert made.c.tolist() == [0.2, 0.0]
    assert (made.se_a[0], made.se_b[0]) == (0.1, 0.08)
    assert np.isnan([made.se_a[1], made.se_b[1]]).all()
    assert (made.persons, made.notes) == (None, ())


@pytest.mark.parametrize(
    "text",
    [
        "id,b\nI1,0.5\nI2,1\n",
        "B,Item,remark\n0.5,I1,\n1,I2,seen\n",
        "\N{ZERO WIDTH NO-BREAK SPACE}id;b\r\nI1;0.5\r\n\r\nI2;1",
        "item_id\tb\nI1\t.5\nI2\t1",
        "id,b\nI1,0.5\n , \nI2,1\n,\n",
    ],
)
def test_csv_in_other_dress(tmp_path: Path, text: str) -> None:
    made = read_item_parameters(file(tmp_path, text))
    assert made.items == ("I1", "I2")
    assert made.b.tolist() == [0.5, 1.0]
    assert made.a.tolist() == [1.0, 1.0]
    assert made.c.tolist() == [0.0, 0.0]
    assert made.notes == ("p.csv: no discrimination a is given, taken as 1.",)


def test_json_as_calibrate_writes_it(tmp_path: Path) -> None:
    items = [
        {"id": "I1", "a": 1, "b": -0.5, "c": 0, "se_a": None, "se_b": 0.07, "infit": 1.02},
        {"id": 7, "a": 1, "b": None, "c": 0, "se_a": None, "se_b": None},
        {"id": "I3", "b": 2},
    ]
    path = file(tmp_path, json.dumps({"model": "rasch", "n_persons": 240, "items": items, "notes": []}), "p.json")
    made = read_item_parameters(path)
    assert made.items == ("I1", "I3")
    assert made.persons == 240
    assert made.se_b[0] == 0.07
    assert made.notes == ("p.json: left out, without a difficulty b: 7.",)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("id,a\nI1,1\n", "line 1:", "no column 'b'"),
        ("name,b\nI1,1\n", "line 1:", "no column 'id'"),
        ("id,b,B\nI1,1,1\n", "line 1:", "two columns 'b'"),
        ("id,b\nI1,1\nI2\n", "line 3, column 2:", "1 cell, the header 2"),
        ("id,b\nI1,1,2\n", "line 2, column 3:", "3 cells, the header 2"),
        ("id,b\nI1,hard\n", "line 2, column 2:", "'hard' is no number"),
        ("id;b\nI1;0,5\n", "line 2, column 2:", "decimal point"),
        ("id,b\nI1,1_0\n", "line 2, column 2:", "no number"),
        ("id,b\nI1,nan\n", "line 2, column 2:", "no usable value of b"),
        ("id,b\nI1,-inf\n", "line 2, column 2:", "no usable value of b"),
        ("id,b\nI1,1e9\n", "line 2, column 2:", "no usable value of b"),
        ("id,b,c\nI1,1,1.2\n", "line 2, column 3:", "at least 0 and below 1"),
        ("id,b,c\nI1,1,-0.1\n", "line 2, column 3:", "at least 0 and below 1"),
        ("id,b,se_b\nI1,1,-0.1\n", "line 2, column 3:", "not negative"),
        ("id,b\nI1,1\n\nI2,2\nI1,3\n", "line 5, column 1:", "'I1' was given before (line 2)"),
        ("id,b\n,1\n", "line 2, column 1:", "no item id"),
        ('id,b\n"I1,1\n', "line 2:", "quotation mark"),
        ("id,b\n", "", "no item with a difficulty"),
        ("id,b\nI1,\n", "", "no item with a difficulty"),
        ("", "", "empty"),
        (" \n \n", "", "empty"),
        (b"id,b\nI\xff,1\n", "line 2:", "not UTF-8"),
        (b"id,b\nI\0,1\n", "line 2:", "NUL"),
        (b"PK\x03\x04rest", "", "spreadsheet"),
        ('{"items": [{"id": "I1", "b": 1},]}', "line 1, column", "no JSON"),
        ('{"items": {}}', "", "no list 'items'"),
        ("[1, 2]", "", "no list 'items'"),
        ('{"items": [5]}', "", "items[0] is no object"),
        ('{"items": [{"b": 1}]}', "", "items[0].id: There is no item id"),
        ('{"items": [{"id": true, "b": 1}]}', "", "items[0].id: There is no item id"),
        ('{"items": [{"id": "I1", "b": true}]}', "", "items[0].b: True is no number"),
        ('{"items": [{"id": "I1", "b": [1]}]}', "", "items[0].b: [1] is no number"),
        ('{"items": [{"id": "I1", "b": NaN}]}', "", "items[0].b: nan is no usable value"),
        ('{"items": [{"id": "I1", "b": 1}, {"id": "I1", "b": 2}]}', "", "items[1].id: The item 'I1' was given before"),
        ('{"items": [{"id": "I1", "b": null}]}', "", "no item with a difficulty"),
        ('{"items": []}', "", "no item with a difficulty"),
        ('{"items": [{"id": "I1", "b": ' + "9" * 5000 + "}]}", "", "JSON"),
        ("[" * 100_000, "", "nested too deeply"),
    ],
)
def test_what_is_wrong_and_where(tmp_path: Path, text: str | bytes, where: str, what: str) -> None:
    path = file(tmp_path, text)
    with pytest.raises(ResponseFileError) as caught:
        read_item_parameters(path)
    told = str(caught.value)
    assert told.startswith(str(path))
    assert where in told
    assert what in told


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(ResponseFileError, match="no such file"):
        read_item_parameters(tmp_path / "none.csv")
    with pytest.raises(ResponseFileError, match="a folder"):
        read_item_parameters(tmp_path)


def test_a_table_of_responses_is_not_taken_for_parameters(tmp_path: Path) -> None:
    rows = "".join(f"p{n},{n % 2}\n" for n in range(100_001))
    with pytest.raises(ResponseFileError, match="more than 100,000 items"):
        read_item_parameters(file(tmp_path, "id,b\n" + rows))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, b"id,b\nI1,0.25\n")
    os.close(write_end)
    try:
        assert read_item_parameters(Path(f"/dev/fd/{read_end}")).b.tolist() == [0.25]
    finally:
        os.close(read_end)


@pytest.mark.parametrize(
    "text",
    [
        "I1\nI2\n",
        "I1\r\nI2\r\nI1\r\n",
        "id\nI1\nI2\n",
        "b,id\n0,I1\n1,I2\n",
        "I1,I2\n",
        "I1,0\nI2,1\n",
    ],
)
def test_lists_of_items(tmp_path: Path, text: str) -> None:
    assert read_item_list(file(tmp_path, text, "list.txt")) == ("I1", "I2")


@pytest.mark.parametrize("text", ["", "\n\n", "id\n", "id\n \n"])
def test_lists_without_items(tmp_path: Path, text: str) -> None:
    with pytest.raises(ResponseFileError, match="one item id on each line"):
        read_item_list(file(tmp_path, text, "list.txt"))


def test_a_list_with_a_row_of_another_length_is_told(tmp_path: Path) -> None:
    with pytest.raises(ResponseFileError, match="line 3, column 2: This row has 1 cell, the header 2"):
        read_item_list(file(tmp_path, "id,b\nI1,1\nI2\n", "list.txt"))
