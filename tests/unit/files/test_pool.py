"""Reading pools: every column, CSV and JSON alike, and words for everything that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cehrs_desktop.files.pool import (
    PoolFileError,
    assembly_items,
    kept_in_order,
    rating_parameters,
    read_pool,
    read_seen,
)
from cehrs_desktop.files.response_errors import ResponseFileError
from cehrs_desktop.psychometrics.parameters import THETA_CUT
from cehrs_desktop.psychometrics.scoring import difficulty, logit

HEADER = "id,domain,topic,b,status"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "pool.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_column_is_read(tmp_path: Path) -> None:
    rows = [
        "id;domain;topic;b;a;status;key;enemies;case;dated;locked;version;note",
        "i1;1;1.1;-0.5;1.2;operational;C;i2|i9;k1;2027-01-01;yes;3;x",
        "i2;2;;0.25;;pretest;;;;no;0;;",
        "i3;2;t;;;retired;;;;;;;",
    ]
    read = read_pool(write(tmp_path, "\ufeff" + "\r\n".join(rows) + "\r\n\r\n"))
    one, two, three = read.rows
    assert (one.b, one.a, one.item.domain, one.item.topic, one.item.status) == (-0.5, 1.2, "1", "1.1", "operational")
    assert (one.item.key.id, one.item.lock_order, one.item.version) == ("c", True, 3)
    assert (one.item.enemies, one.item.case, one.item.review_by) == (("i2", "i9"), "k1", "2027-01-01")
    assert (two.b, two.a, two.item.topic, two.item.status, two.item.review_by) == (0.25, 1.0, "2", "pretest", None)
    assert two.item.lock_order, "without a key there is nothing to deal out"
    assert three.item.status == "retired"
    assert read.says_locked
    assert read.notes == (
        "columns that mean nothing here: note",
        "1 retired or draft items left out",
        "1 enemies that are not in the pool, such as i9",
    )
    assert [entry.item.id for entry in assembly_items(read.rows, rating_parameters(read.rows, THETA_CUT))] == [
        "i1",
        "i2",
    ]


def test_json_says_the_same_as_csv(tmp_path: Path) -> None:
    table = read_pool(write(tmp_path, f"{HEADER},enemies,key\ni1,1,t,-0.5,operational,i2;i3,A\n"))
    entry = {
        "id": "i1",
        "domain": 1,
        "topic": "t",
        "b": -0.5,
        "status": "operational",
        "enemies": ["i2", "i3"],
        "key": "A",
    }
    for told in ([entry], {"items": [entry]}):
        assert read_pool(write(tmp_path, json.dumps(told))) == table


def test_ratings_become_difficulties_as_in_the_bank(tmp_path: Path) -> None:
    text = "id,domain,topic,p,status\ni1,1,t,.5;.7,operational\ni2,1,t,.8,pretest\ni3,1,t,,draft\n"
    read = read_pool(write(tmp_path, text))
    parameters = rating_parameters(read.rows, THETA_CUT)
    assert parameters.center == pytest.approx((logit(0.6) + logit(0.8)) / 2)
    made = assembly_items(read.rows, parameters)
    assert [entry.b for entry in made] == [difficulty([0.5, 0.7], parameters), difficulty([0.8], parameters)]


def test_without_a_column_options_may_be_moved_or_kept(tmp_path: Path) -> None:
    read = read_pool(write(tmp_path, f"{HEADER},key\ni1,1,t,0,operational,B\n"))
    assert not read.says_locked
    assert not read.rows[0].item.lock_order
    assert kept_in_order(read.rows)[0].item.lock_order


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("\n", "blank"),
        (HEADER, "no items"),
        (f"{HEADER}\ni1,1,t,0\n", "line 2: 4 cells where the header has 5"),
        (f"{HEADER}\ni1,1,t,0,operational\ni1,1,t,0,operational\n", "line 3: The id 'i1' is already on line 2"),
        (f"{HEADER}\n,1,t,0,operational\n", "line 2: Column id: Every item needs its id"),
        (f"{HEADER}\ni1,,t,0,operational\n", "Column domain: Every item needs its domain"),
        (f"{HEADER}\ni1,1,t,0,\n", "Column status: Every item needs its status"),
        (f"{HEADER}\ni1,1,t,0,live\n", "'live' is none of"),
        (f"{HEADER}\ni1,1,t,,operational\n", "needs a difficulty (b) or a rating (p)"),
        (f"{HEADER}\ni1,1,t,hard,operational\n", "line 2: Column b: 'hard' is not a number"),
        (f"{HEADER}\ni1,1,t,nan,operational\n", "Column b: 'nan' is not a number"),
        (f"{HEADER}\ni1,1,t,1e9,operational\n", "Column b: '1e9' is not a number from -20 to 20"),
        (f"{HEADER},a\ni1,1,t,0,operational,0\n", "Column a: '0' is not a number from 0.01 to 10"),
        (f"{HEADER},key\ni1,1,t,0,operational,E\n", "Column key: 'E' is none of A, B, C, D"),
        (f"{HEADER},key\ni1,1,t,0,operational,AB\n", "Column key: 'AB' is none of"),
        (f"{HEADER},dated\ni1,1,t,0,operational,soon\n", "Column dated: 'soon' is neither yes nor no"),
        (f"{HEADER},p\ni1,1,t,,operational,1.2\n", "Column p: '1.2' is not a number from 0 to 1"),
        (f"{HEADER},b\n", "Two columns are called 'b'"),
        (f'{HEADER}\n"i1,1,t,0,operational\n', "not CSV"),
        (b"id,domain\n\xff\xfe", "line 2: The text is not UTF-8"),
        ("[", "line 1: This is not JSON"),
        ('{"a": 1}', "must be a list of items"),
        ("[1]", "Entry 1 is not an object"),
        ("[" * 100_000, "not JSON"),
        ("id,domain\n" + "\0\n", "line 2"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(PoolFileError) as told:
        read_pool(write(tmp_path, text))
    assert said in str(told.value)
    assert str(tmp_path) in str(told.value)


def test_a_pool_s_error_is_that_of_every_table(tmp_path: Path) -> None:
    with pytest.raises(ResponseFileError) as told:
        read_pool(write(tmp_path, f"{HEADER}\ni1,1,t,hard,operational\n"))
    assert told.value.line == 2
    assert told.value.problem == "Column b: 'hard' is not a number from -20 to 20."


def test_a_pool_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PoolFileError, match="no such file"):
        read_pool(tmp_path / "none.csv")
    with pytest.raises(PoolFileError, match="folder"):
        read_pool(tmp_path)


def test_a_pool_of_a_million_items_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"i{n},1,t,0,operational\n" for n in range(200_001))
    with pytest.raises(PoolFileError, match="200001 items in it, more than 200000"):
        read_pool(write(tmp_path, f"{HEADER}\n{rows}"))


def test_what_was_seen_is_read(tmp_path: Path) -> None:
    assert read_seen(write(tmp_path, '{"i1": 2, "i2": 0}')) == {"i1": 2, "i2": 0}
    assert read_seen(None, "{}") == {}


@pytest.mark.parametrize(
    "text", ["", "[1]", '{"i1": -1}', '{"i1": 1.5}', '{"i1": true}', '{"i1": "2"}', '{"i1": 1e99}']
)
def test_what_was_seen_must_be_whole_numbers(tmp_path: Path, text: str) -> None:
    for read in (lambda: read_seen(write(tmp_path, text)), lambda: read_seen(None, text)):
        with pytest.raises(PoolFileError):
            read()
