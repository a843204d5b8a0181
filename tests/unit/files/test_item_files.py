"""Keys, times, states and priors are read in the shapes people have them, and faults are told with their place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cehrs_desktop.files.item_columns import has_status, read_priors, read_status
from cehrs_desktop.files.key_file import read_key
from cehrs_desktop.files.response_errors import ResponseFileError
from cehrs_desktop.files.response_table import read_responses
from cehrs_desktop.files.response_times import has_times, read_times


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def written(text: str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


Write = Callable[..., Path]


@pytest.mark.parametrize(
    "text",
    [
        "id,key\nQ1,A\nQ2,a/c\n",
        "Item;Answer\nQ1;a\nQ2;C A\n",
        "key\tstatus\titem_id\nA\tpretest\tQ1\nAC\toperational\tQ2\n",
        "Q1,A\nQ2,AC\n",
        "Q1,Q2\nA,A|C\n",
        "id,Q1,Q2\nkey,A,CA\n",
        '"id","key"\n"Q1","A"\n"Q2","A/C"\n',
    ],
)
def test_every_shape_of_a_key(write: Write, text: str) -> None:
    assert read_key(write(text)) == {"Q1": "A", "Q2": "AC"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("id,key\nQ1,A\nQ1,B\n", 3, "twice"),
        ("id,key\nQ1,X\n", 2, "'X' is no option letter"),
        ("id,key\nQ1,1\n", 2, "'1' is no option letter"),
        ("id,key\nQ1,\n", 2, "'Q1' has no key"),
        ("id,key\n,A\n", 2, "names no item"),
        ("id,key\nQ1\n", 2, "1 cell, the header 2"),
        ("id,key\n", None, "names no item"),
        ("Q1,Q2\nA,B\nB,A\n", 1, "no key"),
        ("", None, "empty"),
    ],
)
def test_a_faulty_key(write: Write, text: str, line: int | None, words: str) -> None:
    with pytest.raises(ResponseFileError) as found:
        read_key(write(text))
    assert words in found.value.problem
    assert found.value.line == line


def test_times_meet_their_persons(write: Write) -> None:
    responses = read_responses(write("id,Q1,Q2\na,1,0\nb,0,1\n"))
    by_id = read_times(write("id,Q2,Q1\nb,7.5,60\na,,NA\n", "t.csv"), responses)
    np.testing.assert_array_equal(by_id, [[np.nan, np.nan], [60, 7.5]])
    by_order = read_times(write("Q1\n1\n2\n", "u.csv"), responses)
    np.testing.assert_array_equal(by_order, [[1, np.nan], [2, np.nan]])


def test_times_beside_the_responses(write: Write) -> None:
    path = write("id,Q1,Q1.time,Q2,Q2.time\na,1,30,0,9\nb,0,40,1,8\n")
    assert has_times(path)
    assert not has_times(write("id,Q1\na,1\n", "plain.csv"))
    np.testing.assert_array_equal(read_times(path, read_responses(path)), [[30, 9], [40, 8]])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,Q9\na,1\n", "'Q9' is not in the responses"),
        ("id,Q1\nzz,1\n", "'zz' is not in the responses"),
        ("id,Q1\na,1\na,2\n", "twice"),
        ("id,Q1\na,-3\n", "'-3' is no time"),
        ("id,Q1\na,soon\n", "'soon' is no time"),
        ("Q1\n1\n", "1 rows of times for 2 persons"),
        ("Q1\n1\n2\n3\n", "more rows than persons"),
    ],
)
def test_faulty_times(write: Write, text: str, words: str) -> None:
    responses = read_responses(write("id,Q1,Q2\na,1,0\nb,0,1\n"))
    with pytest.raises(ResponseFileError, match=words):
        read_times(write(text, "t.csv"), responses)


def test_status_and_priors(write: Write) -> None:
    path = write("id,key,Status\nQ1,A,Pretest\nQ2,B,operational\n")
    assert has_status(path)
    assert not has_status(write("id,key\nQ1,A\n", "k.csv"))
    assert read_status(path) == {"Q1": "pretest", "Q2": "operational"}
    assert read_priors(write("id,b0,tau,n\nQ1,-1.25,.6,8\n")) == {"Q1": (-1.25, 0.6)}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("id,b0\nQ1,1\n", 1, "missing"),
        ("id,b0,tau\nQ1,1,0\n", 2, "no tau"),
        ("id,b0,tau\nQ1,hard,1\n", 2, "no b0"),
        ("id,b0,tau\nQ1,inf,1\n", 2, "no b0"),
        ("id,b0,tau\nQ1,1,1\n\nQ1,1,1\n", 4, "already stands in line 2"),
        ("id,b0,tau\n", None, "no row"),
    ],
)
def test_faulty_priors(write: Write, text: str, line: int | None, words: str) -> None:
    with pytest.raises(ResponseFileError) as found:
        read_priors(write(text))
    assert words in found.value.problem
    assert found.value.line == line


def test_a_faulty_status(write: Write) -> None:
    with pytest.raises(ResponseFileError, match="'new' is no status"):
        read_status(write("id,status\nQ1,new\n"))
