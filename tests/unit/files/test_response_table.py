"""Tables of responses are read as they are meant, and what is wrong with one is said with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cehrs_desktop.files import response_table
from cehrs_desktop.files.response_errors import ResponseFileError
from cehrs_desktop.files.response_table import read_responses
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, OMITTED, Responses

KEY = {"Q1": "A", "Q2": "B", "Q3": "C"}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def written(content: str | bytes) -> Path:
        path = tmp_path / "responses.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


Write = Callable[[str | bytes], Path]


def rows(responses: Responses) -> list[list[int]]:
    return responses.scores.tolist()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_zeros_and_ones_in_every_dialect(write: Write, separator: str, end: str, mark: str) -> None:
    text = mark + end.join(line.replace(",", separator) for line in ("id,Q1,Q2", "Ann,1,0", "Büşra,0,1")) + end
    read = read_responses(write(text))
    assert read.persons == ("Ann", "Büşra")
    assert read.items == ("Q1", "Q2")
    assert rows(read) == [[1, 0], [0, 1]]
    assert read.scores.dtype == np.int8
    assert read.weights.tolist() == [1.0, 1.0]
    assert read.choices is None


def test_letters_of_either_case_are_scored_with_the_key(write: Write) -> None:
    read = read_responses(write("person_id,Q1,Q2,Q3\nx,A,b,d\ny,a,C,c\n"), key=KEY)
    assert rows(read) == [[1, 1, 0], [1, 0, 1]]
    assert read.choices is not None
    assert read.choices.tolist() == [[0, 1, 3], [0, 2, 2]]


def test_an_item_with_two_keys_accepts_both(write: Write) -> None:
    read = read_responses(write("Q1\nA\nC\nB\n"), key={"Q1": "AC"})
    assert rows(read) == [[1], [1], [0]]


def test_blanks_inside_are_omitted_and_trailing_ones_not_given(write: Write) -> None:
    path = write("Q1,Q2,Q3,Q4\n,1,,\n1,,0,1\nNA,1,NA,\n1,-,-,\n")
    read = read_responses(path)
    assert rows(read) == [
        [OMITTED, 1, NOT_GIVEN, NOT_GIVEN],
        [1, OMITTED, 0, 1],
        [NOT_GIVEN, 1, NOT_GIVEN, NOT_GIVEN],
        [1, OMITTED, OMITTED, NOT_GIVEN],
    ]
    assert rows(read_responses(path, blanks_omitted=True)) == [
        [OMITTED, 1, OMITTED, OMITTED],
        [1, OMITTED, 0, 1],
        [NOT_GIVEN, 1, NOT_GIVEN, OMITTED],
        [1, OMITTED, OMITTED, OMITTED],
    ]


def test_without_ids_persons_are_numbered(write: Write) -> None:
    assert read_responses(write("Q1,Q2\n1,0\n0,1\n")).persons == ("1", "2")


@pytest.mark.parametrize("name", ["code", "", '""'])
def test_a_first_column_of_ids_is_recognized_and_said(write: Write, name: str) -> None:
    read = read_responses(write(f"{name},Q1,Q2\nr-17,1,0\nr-18,0,1\nr-19,0,0\n"))
    assert read.persons == ("r-17", "r-18", "r-19")
    assert any("read as person ids" in note for note in read.notes)


def test_names_and_times_beside_the_ids_are_left_out_and_said(write: Write) -> None:
    read = read_responses(write("id,name,Q1,Q1.time\n1,Ann,1,30.5\n2,Bo,0,7\n"))
    assert read.items == ("Q1",)
    assert any("Left out: name, Q1.time" in note for note in read.notes)


def test_quotation_marks_as_other_programs_write_them(write: Write) -> None:
    plain = read_responses(write("id,Q1,Q2\nAnn,1,\nBo,0,1\n"))
    quoted = read_responses(write('"id","Q1","Q2"\n"Ann","1",""\n"Bo","0","1"\n'))
    assert rows(plain) == rows(quoted)
    assert plain.persons == quoted.persons
    with_comma = read_responses(write('"id","Q1"\n"Ann, the 1st ""A""",1\n"Bo",0\n'))
    assert with_comma.persons == ('Ann, the 1st "A"', "Bo")


def test_weights_are_pattern_counts(write: Write) -> None:
    read = read_responses(write("Q1,Q2,count\n0,0,3\n1,0,2.5\n1,1,0\n"), weights_column="COUNT")
    assert read.items == ("Q1", "Q2")
    assert read.weights.tolist() == [3.0, 2.5]
    assert any("weight of 0" in note for note in read.notes)


def test_extremes_are_noted_and_kept(write: Write) -> None:
    read = read_responses(write("id,Q1,Q2,Q3\na,1,1,1\nb,1,0,0\nc,,,\nd,1,0,1\n"))
    assert len(read.persons) == 4
    notes = " ".join(read.notes)
    assert "All right: 1 person (a)" in notes
    assert "All right: 1 item (Q1)" in notes
    assert "No answer at all: 1 person (c)" in notes
    assert "one item only" in " ".join(read_responses(write("Q1\n1\n0\n")).notes)
    assert "one person only" in " ".join(read_responses(write("Q1,Q2\n1,0\n")).notes)


def test_items_of_the_key_without_a_column_are_noted(write: Write) -> None:
    read = read_responses(write("Q1,Q2\nA,A\n"), key=KEY)
    assert "In the key and not in the responses: Q3." in read.notes


FAULTS: list[tuple[str, str | bytes, dict[str, object], int | None, int | None, str]] = [
    ("empty", b"", {}, None, None, "empty"),
    ("only a mark", "\ufeff", {}, None, None, "empty"),
    ("blank first line", "\n\nQ1\n1\n", {}, 1, None, "blank"),
    ("header only", "id,Q1\n", {}, None, None, "no row"),
    ("blank rows only", "id,Q1\n\n,\n", {}, None, None, "no row"),
    ("header is data", "0,1,1\n1,0,1\n", {}, 1, 3, "not names"),
    ("ragged, short", "Q1,Q2,Q3\n1,0,1\n1,0\n", {}, 3, 3, "2 cells, the header 3"),
    ("ragged, long", "Q1,Q2\n1,0\n\n1,0,1\n", {}, 4, 3, "3 cells, the header 2"),
    ("not a response", "Q1,Q2\n1,0\n1,x\n", {}, 3, 2, "'x' under 'Q2'"),
    ("a number", "Q1,Q2\n1,0\n1,7\n", {}, 3, 2, "'7'"),
    ("double id", "id,Q1\na,1\nb,0\na,1\n", {}, 4, 1, "already stands in line 2"),
    ("empty id", "id,Q1\na,1\n,0\n", {}, 3, 1, "no person id"),
    ("double column", "id,Q1,Q1\na,1,0\n", {}, 1, 3, "'Q1' is already that of column 2"),
    ("unnamed column", "id,Q1,\na,1,0\n", {}, 1, 3, "no name"),
    ("no item", "id,name\na,b\n", {}, 1, None, "no item"),
    ("no key", "id,Q1,Q2\na,1,0\nb,0,B\n", {}, 3, 3, "no key"),
    ("unknown to the key", "id,Q1,Q9\na,A,B\n", {"key": KEY}, 1, 3, "'Q9' is not in the key"),
    ("unknown item", "id,Q1,Q9\na,1,0\n", {"items": {"Q1"}}, 1, 3, "'Q9' is not in the list"),
    ("letters and digits", "id,Q1,Q2\na,A,B\nb,B,1\n", {"key": KEY}, 3, 3, "0/1 in others"),
    ("digits, then letters", "id,Q1,Q2\na,A,\nb,B,1\nc,B,0\nd,B,A\n", {"key": KEY}, 5, 3, "0/1 in others"),
    ("no such weights", "Q1,n\n1,2\n", {"weights_column": "w"}, 1, None, "no column 'w'"),
    ("no such ids", "Q1,n\n1,2\n", {"id_column": "w"}, 1, None, "no column 'w'"),
    ("negative weight", "Q1,n\n1,2\n0,-1\n", {"weights_column": "n"}, 3, 2, "'-1' is no number of persons"),
    ("weight in words", "Q1,n\n1,2\n0,two\n", {"weights_column": "n"}, 3, 2, "'two'"),
    ("weight without end", "Q1,n\n1,2\n0,inf\n", {"weights_column": "n"}, 3, 2, "'inf'"),
    ("no weight", "Q1,n\n1,2\n0,\n", {"weights_column": "n"}, 3, 2, "''"),
    ("weights all 0", "Q1,n\n1,0\n0,0\n", {"weights_column": "n"}, None, None, "Every weight is 0"),
    ("NUL in a row", b"Q1,Q2\n1,0\n1,\0\n", {}, 3, None, "NUL"),
    ("NUL in the header", b"Q1,\0\n1,0\n", {}, 1, None, "NUL"),
    ("a spreadsheet", b"PK\x03\x04\x14\0\6\0", {}, None, None, "spreadsheet"),
    ("UTF-16", "id,Q1\na,1\n".encode("utf-16"), {}, 1, None, "UTF-16"),
    ("Latin-1", "id,Q1\nJörg,1\n".encode("latin-1"), {}, 2, None, "0xf6 is not UTF-8"),
    ("Latin-1 header", "id,Ä\nJ,1\n".encode("latin-1"), {}, 1, None, "0xc4 is not UTF-8"),
    ("carriage returns", "id,Q1\ra,1\r", {}, 1, None, "carriage returns"),
    ("open quote", 'id,Q1\n"a,1\n', {}, 2, None, "not closed"),
    ("open quote in the header", 'id,"Q1\na,1\n', {}, 1, None, "not closed"),
    ("random bytes", bytes(range(1, 256)) * 20, {}, None, None, ""),
]


@pytest.mark.parametrize(
    ("content", "options", "line", "column", "words"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_a_fault_is_told_with_its_place(
    write: Write, content: str | bytes, options: dict[str, object], line: int | None, column: int | None, words: str
) -> None:
    path = write(content)
    with pytest.raises(ResponseFileError) as found:
        read_responses(path, **options)  # pyright: ignore[reportArgumentType]
    if words:
        assert (found.value.line, found.value.column) == (line, column)
    assert words in found.value.problem
    assert found.value.advice
    assert str(path) in str(found.value)


@pytest.mark.parametrize("first", ["sep=;\n", "\ufeffsep=;\r\n", '"sep=;"\n', "SEP=;\r\n"])
def test_the_line_in_which_excel_names_the_separator_is_no_header(write: Write, first: str) -> None:
    read = read_responses(write(first + "id;Q1,a,b,c;Q2\nann;1;0\n"))
    assert (read.items, rows(read)) == (("Q1,a,b,c", "Q2"), [[1, 0]])
    for text, place in (("id;Q1\nann;9\n", "line 3, column 2"), ("id;Q1;Q1\nann;1;1\n", "line 2, column 3")):
        with pytest.raises(ResponseFileError, match=place):
            read_responses(write(first + text))
    with pytest.raises(ResponseFileError, match="empty"):
        read_responses(write(first))


def test_rows_of_separators_only_are_told_or_kept(write: Write) -> None:
    read = read_responses(write("id,Q1,Q2\nann,1,0\n,,\nbob,0,1\n,,\n"))
    assert read.persons == ("ann", "bob")
    assert "Left out: 2 rows of separators only, without a person id." in read.notes
    for separator in ",;\t":
        # The padded cell keeps it from the fast way; the empty last line is no row.
        for cell in ("0", " 0"):
            read = read_responses(write(f"Q1,Q2\n1,{cell}\n,\n1,1\n\n".replace(",", separator)))
            assert rows(read) == [[1, 0], [NOT_GIVEN, NOT_GIVEN], [1, 1]]
            assert not any("Left out" in note for note in read.notes)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    for path, words in ((tmp_path, "folder"), (tmp_path / "none.csv", "no such file"), (Path("/dev/zero"), "device")):
        with pytest.raises(ResponseFileError, match=words):
            read_responses(path)


def test_faults_far_into_a_large_file_keep_their_line(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    row = b"1,0,1,1,0,1,1,0,1,0\n"
    path.write_bytes(b"a,b,c,d,e,f,g,h,i,j\n" + row * 300_000 + b"1,0,1,1,0,?,1,0,1,0\n" + row)
    with pytest.raises(ResponseFileError) as found:
        read_responses(path)
    assert (found.value.line, found.value.column) == (300_002, 6)


def test_a_table_that_is_too_large_is_pooled_or_refused_early(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_table, "MOST_PERSONS", 100)
    narrow = "id,Q1,Q2,Q3\n" + "".join(f"p{n},{'AB'[n % 2]},C,{'ABD-'[n % 4]}\n" for n in range(400))
    key = {"Q1": "A", "Q2": "B", "Q3": "D"}
    read = read_responses(write(narrow), key=key)
    assert len(read.persons) == 4
    assert read.weights.sum() == 400
    assert any("400 rows were pooled to 4 patterns" in note for note in read.notes)
    monkeypatch.undo()
    whole = read_responses(write(narrow), key=key)
    for item in range(3):
        for score in (0, 1, OMITTED):
            pooled = read.weights[read.scores[:, item] == score].sum()
            assert pooled == (whole.scores[:, item] == score).sum()
    assert read.choices is not None
    assert whole.choices is not None
    assert sorted(set(map(tuple, read.choices.tolist()))) == sorted(set(map(tuple, whole.choices.tolist())))

    monkeypatch.setattr(response_table, "MOST_PERSONS", 100)
    wide = ",".join(f"Q{n}" for n in range(20)) + "\n" + (",".join("01" * 10) + "\n") * 400
    with pytest.raises(ResponseFileError, match="random sample"):
        read_responses(write(wide))


CELLS = st.sampled_from(["0", "1", "", "NA", "-", " 1", "na", "1.0"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.integers(1, 5).flatmap(
        lambda k: st.lists(st.lists(CELLS, min_size=k, max_size=k), min_size=1, max_size=8)
    ),
    quoted=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_is_read_as_a_plain_reader_would(
    tmp_path: Path, table: list[list[str]], quoted: bool, newline: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=newline, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerow(["id", *(f"Q{n}" for n in range(len(table[0])))])
    for number, row in enumerate(table):
        writer.writerow([f"p{number}", *row])
    path = tmp_path / "any.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    assert rows(read_responses(path)) == [plain(row) for row in table]


def plain(row: list[str]) -> list[int]:
    """One row, the slow way."""
    meaning = {"0": 0, "1": 1, "1.0": 1, "": None, "NA": NOT_GIVEN, "-": OMITTED}
    cells = [meaning[cell.strip().upper()] for cell in row]
    answered = [at for at, cell in enumerate(cells) if cell is not None and cell != NOT_GIVEN]
    last = max(answered, default=-1)
    return [(OMITTED if at < last else NOT_GIVEN) if cell is None else cell for at, cell in enumerate(cells)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    base=st.sampled_from(["id,Q1,Q2\na,1,0\nb,0,1\n", 'n;Q1;"Q2"\n2;A;b\n"3";C;\n', "Q1\tQ2\r\n1\tNA\r\n-\t0\r\n"]),
    edits=st.lists(
        st.tuples(
            st.integers(0, 40),
            st.integers(0, 3),
            st.sampled_from(list(b'",;\t\n\r\0-01AZ \xff\xc3')) | st.integers(0, 255),
        ),
        max_size=6,
    ),
    weights=st.sampled_from([None, "n", "Q1"]),
)
def test_whatever_is_in_a_file_it_is_read_or_refused(
    tmp_path: Path, base: str, edits: list[tuple[int, int, int]], weights: str | None
) -> None:
    data = bytearray(base.encode())
    for at, cut, byte in edits:
        data[at : at + cut] = bytes([byte])
    path = tmp_path / "odd.csv"
    path.write_bytes(data)
    for key in (None, {"Q1": "A", "Q2": "B"}):
        try:
            read = read_responses(path, key=key, weights_column=weights)
        except ResponseFileError:
            continue
        assert read.scores.shape == (len(read.persons), len(read.items))
        assert set(np.unique(read.scores).tolist()) <= {0, 1, OMITTED, NOT_GIVEN}
        assert len(read.weights) == len(read.persons) == len(set(read.persons))
        assert (read.weights > 0).all()
