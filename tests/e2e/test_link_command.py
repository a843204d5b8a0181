"""`cehrs link`, `cehrs convert` and `cehrs drift` as a script sees them: JSON, exit codes, words about bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.cli import main
from cehrs_desktop.psychometrics.item_parameters import ItemParameters
from tests.kolen_brennan import COMMON_X, COMMON_Y, FORM_X_ON_Y, FORM_Y

ROOT = Path(__file__).parents[2]
ERRORS = dict.fromkeys(COMMON_X.items, 0.1)


def csv_of(items: ItemParameters, path: Path, errors: dict[str, float] | None = None) -> str:
    rows = zip(items.items, items.a.tolist(), items.b.tolist(), items.c.tolist(), strict=True)
    lines = [f"{i},{a!r},{b!r},{c!r},{(errors or {}).get(i, '')}" for i, a, b, c in rows]
    path.write_text("\n".join(["id,a,b,c,se_b", *lines]) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def x(tmp_path: Path) -> str:
    return csv_of(COMMON_X, tmp_path / "x.csv", ERRORS)


@pytest.fixture
def y(tmp_path: Path) -> str:
    return csv_of(COMMON_Y, tmp_path / "y.csv", ERRORS)


Captured = pytest.CaptureFixture[str]


def run(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(arguments)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def answer(capsys: Captured, *arguments: str) -> Any:
    code, out, err = run(capsys, *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_link_as_a_process_of_its_own(x: str, y: str) -> None:
    arguments = ["link", "--from", x, "--to", y, "--common", "all", "--method", "mean-sigma", "--json"]
    made = subprocess.run(
        [sys.executable, "-m", "cehrs_desktop.cli", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert made.returncode == 0, made.stderr
    # STUIRT on Kolen and Brennan's twelve items; see test_linking.py.
    assert json.loads(made.stdout)["A"] == pytest.approx(1.168891, abs=1e-6)
    assert json.loads(made.stdout)["B"] == pytest.approx(-0.515543, abs=1e-6)


def test_link_says_how_it_was_done(x: str, y: str, capsys: Captured) -> None:
    made = answer(capsys, "link", "--from", x, "--to", y, "--common", "all", "--method", "haebara", "--D", "1.7")
    assert (made["method"], made["D"], made["model"], made["converged"]) == ("haebara", 1.7, "free", True)
    assert (made["direction"], made["standardized"], made["n_common"]) == ("forward", True, 12)
    assert made["weights"] == {"shape": "uniform", "points": 161, "low": -4.0, "high": 4.0}
    assert made["A"] == pytest.approx(1.093593, abs=2e-5)
    first = made["common"][0]
    assert first["b_linked"] == pytest.approx(made["A"] * first["b_from"] + made["B"])
    assert first["a_linked"] == pytest.approx(first["a_from"] / made["A"])


def test_symmetry_weights_and_range_are_options(x: str, y: str, capsys: Captured) -> None:
    base = ("link", "--from", x, "--to", y, "--common", "all", "--D", "1.7")
    both = answer(capsys, *base, "--symmetric")
    assert both["direction"] == "both"
    assert both["A"] == pytest.approx(1.100226, abs=2e-5)
    assert answer(capsys, *base, "--direction", "both")["A"] == both["A"]
    hermite = answer(capsys, *base, "--weights", "hermite")
    assert (hermite["weights"]["points"], hermite["A"]) == (30, pytest.approx(1.090760, abs=2e-5))
    normal = answer(capsys, *base, "--weights", "normal", "--points", "41", "--range", "-5", "5")
    assert normal["weights"] == {"shape": "normal", "points": 41, "low": -5.0, "high": 5.0}
    assert normal["A"] == pytest.approx(hermite["A"], abs=1e-4)
    assert answer(capsys, *base, "--model", "rasch")["A"] == 1.0
    assert answer(capsys, *base, "--unstandardized")["criterion"] > 100 * answer(capsys, *base)["criterion"]


def test_the_linked_items_are_a_parameter_file_themselves(x: str, y: str, tmp_path: Path, capsys: Captured) -> None:
    linked = tmp_path / "linked.json"
    linked.write_text(json.dumps(answer(capsys, "link", "--from", x, "--to", y, "--common", "all")), encoding="utf-8")
    again = answer(capsys, "link", "--from", str(linked), "--to", y, "--common", "all")
    assert (again["A"], again["B"]) == pytest.approx((1.0, 0.0), abs=1e-7)


def test_common_as_a_file_as_ids_and_with_gaps(x: str, y: str, tmp_path: Path, capsys: Captured) -> None:
    listed = tmp_path / "anchors.txt"
    listed.write_text("3\n6\n9\n33\nnowhere\n", encoding="utf-8")
    base = ("link", "--from", x, "--to", y, "--method", "mean-mean")
    made = answer(capsys, *base, "--common", str(listed))
    assert [one["id"] for one in made["common"]] == ["3", "6", "9", "33"]
    assert made["left_out"] == [
        {"id": "nowhere", "missing_in": "from"},
        {"id": "nowhere", "missing_in": "to"},
    ]
    assert any("nowhere" in note for note in made["notes"])
    assert answer(capsys, *base, "--common", " 3, 6,9 ,33")["A"] == made["A"]


def test_rasch_files_are_told_of_the_fixed_slope(tmp_path: Path, capsys: Captured) -> None:
    for name, scale in (("a", 1.0), ("b", 1.5)):
        rows = "\n".join(f"i{n},{scale * n}" for n in range(5))
        (tmp_path / f"{name}.csv").write_text(f"id,b\n{rows}\n", encoding="utf-8")
    files = ("--from", str(tmp_path / "a.csv"), "--to", str(tmp_path / "b.csv"), "--common", "all")
    made = answer(capsys, "link", *files, "--method", "mean-sigma")
    assert made["A"] == pytest.approx(1.5)
    assert any("--model rasch" in note for note in made["notes"])


def test_convert_on_one_scale_with_constants_and_with_common_items(tmp_path: Path, capsys: Captured) -> None:
    slope, intercept = 1.176, -0.504
    on_y, y = csv_of(FORM_X_ON_Y, tmp_path / "on_y.csv"), csv_of(FORM_Y, tmp_path / "y.csv")
    own = csv_of(FORM_X_ON_Y.linked(1 / slope, -intercept / slope), tmp_path / "own.csv")
    made = answer(capsys, "convert", "--from", on_y, "--to", y, "--D", "1.7")
    # POLYEQUATE; see test_linking_conversion.py.
    assert made["scores"][10]["converted"] == pytest.approx(9.621725, abs=1e-5)
    assert made["scores"][10]["theta"] == pytest.approx(-1.607182, abs=1e-5)
    assert (made["scores"][10]["raw"], made["scores"][10]["rounded"]) == (10, 10)
    assert [made["scores"][n]["theta"] for n in (0, 6, 36)] == [None, None, None]
    assert (made["n_from"], made["n_to"], made["A"], made["B"], made["method"]) == (36, 36, 1.0, 0.0, None)
    assert made["c_from"] == pytest.approx(6.5271, abs=1e-3)
    given = answer(capsys, "convert", "--from", own, "--to", y, "--D", "1.7", "--A", "1.176", "--B", "-0.504")
    same = [one["converted"] for one in given["scores"]]
    assert same == pytest.approx([one["converted"] for one in made["scores"]], abs=1e-9)
    own_y = csv_of(FORM_X_ON_Y, tmp_path / "own_y.csv")
    linked = answer(
        capsys, "convert", "--from", own, "--to", own_y, "--common", "all", "--method", "haebara", "--D", "1.7"
    )
    assert (linked["A"], linked["B"]) == pytest.approx((slope, intercept), abs=1e-7)
    code, out, err = run(capsys, "convert", "--from", own, "--to", y, "--A", "1.176", "--common", "all")
    assert (code, out) == (2, "")
    assert "not both" in err


def moved(tmp_path: Path, persons: int | None, error: float | None) -> tuple[str, str]:
    """A JSON of `calibrate` with twenty items, i4 of which became a logit harder, and the old one as CSV."""
    old = [round(-2 + 0.18 * n, 2) for n in range(20)]
    new = [b + 0.3 + 0.02 * (-1) ** n + (1.0 if n == 4 else 0) for n, b in enumerate(old)]
    items = [{"id": f"i{n}", "a": 1, "b": b, "c": 0, "se_a": None, "se_b": error} for n, b in enumerate(new)]
    (tmp_path / "new.json").write_text(json.dumps({"n_persons": persons, "items": items}), encoding="utf-8")
    rows = "\n".join(f"i{n},{b},{'' if error is None else error}" for n, b in enumerate(old))
    (tmp_path / "old.csv").write_text(f"id,b,se_b\n{rows}\n", encoding="utf-8")
    return str(tmp_path / "new.json"), str(tmp_path / "old.csv")


def test_drift_with_errors(tmp_path: Path, capsys: Captured) -> None:
    new, old = moved(tmp_path, 500, 0.1)
    made = answer(capsys, "drift", "--from", new, "--to", old, "--common", "all", "--model", "rasch")
    assert [one["id"] for one in made["items"] if one["flagged"]] == ["i4"]
    assert [one["id"] for one in made["items"] if not one["kept"]] == ["i4"]
    item = made["items"][4]
    assert set(item) >= {"id", "displacement", "z", "robust_z", "flagged", "kept", "reasons"}
    assert item["displacement"] == pytest.approx(1.0, abs=0.05)
    assert made["before"]["B"] == pytest.approx(-0.35, abs=1e-9)
    assert made["after"]["B"] == made["B"] == pytest.approx(-0.3, abs=0.01)
    assert made["thresholds"] == {"practical": 0.3, "z": 1.96, "robust_z": 1.645}
    assert (made["test"], made["n_persons"], made["most_dropped"], made["limit_reached"]) == ("z", 500, 4, False)
    assert made["notes"] == ["old.csv: no discrimination a is given, taken as 1."]


def test_drift_without_errors_and_with_few_persons(tmp_path: Path, capsys: Captured) -> None:
    new, old = moved(tmp_path, None, None)
    base = ("drift", "--from", new, "--to", old, "--common", "all", "--model", "rasch")
    made = answer(capsys, *base)
    assert made["test"] == "robust-z"
    assert all(one["z"] is None for one in made["items"])
    assert made["thresholds"]["practical"] == 0.5
    assert any("No z for 20 of 20" in note for note in made["notes"])
    assert any("not known" in note for note in made["notes"])
    few = answer(capsys, *base, "--persons", "60", "--practical", "0.4")
    assert few["thresholds"]["practical"] == 0.4
    assert any("N = 60" in note and "keep the ratings" in note for note in few["notes"])
    forced = answer(capsys, *base, "--test", "z")
    assert any("z does not exist for 20 of 20" in note for note in forced["notes"])


def test_drift_says_when_the_limit_stopped_it(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.csv").write_text("id,b\n1,0\n2,0\n3,2\n4,-2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,b\n1,0\n2,0\n3,0\n4,0\n", encoding="utf-8")
    files = ("--from", str(tmp_path / "a.csv"), "--to", str(tmp_path / "b.csv"), "--common", "all")
    made = answer(capsys, "drift", *files, "--robust-z", "1")
    assert made["limit_reached"]
    assert made["n_kept"] == 4
    assert any("no more than 0 of 4" in note for note in made["notes"])


@pytest.mark.parametrize(
    "command", [("link", "--common", "all"), ("convert",), ("convert", "--common", "all"), ("drift", "--common", "all")]
)
def test_words_for_people_leave_standard_output_alone(
    command: tuple[str, ...], x: str, y: str, capsys: Captured
) -> None:
    code, out, err = run(capsys, *command, "--from", x, "--to", y)
    assert (code, out) == (0, "")
    assert "A = " in err or "theta_to" in err


def test_bad_files_are_told_with_their_place(x: str, tmp_path: Path, capsys: Captured) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("id,b\n3,1\n6,wrong\n", encoding="utf-8")
    for command in ("link", "drift", "convert"):
        code, out, err = run(capsys, command, "--from", x, "--to", str(bad), "--common", "all", "--json")
        assert (code, out) == (4, "")
        assert f"{bad}, line 3, column 2: 'wrong' is no number." in err
    for path in (tmp_path / "none.json", tmp_path):
        assert run(capsys, "link", "--from", str(path), "--to", x, "--common", "all")[0] == 4
    for name in ("none.txt", "none"):
        code, _, err = run(capsys, "link", "--from", x, "--to", x, "--common", str(tmp_path / name))
        assert (code, "no such file" in err) == (4, True)


@pytest.mark.parametrize("common", ["3", "3,nowhere", "", ",", "nowhere,nothing"])
def test_fewer_than_two_common_items(common: str, x: str, y: str, capsys: Captured) -> None:
    code, out, err = run(capsys, "link", "--from", x, "--to", y, "--common", common, "--json")
    assert (code, out) == (1, "")
    assert "Two common items" in err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--method", "guess"),
        ("--D", "2"),
        ("--points", "1"),
        ("--points", "99999"),
        ("--range", "2", "2"),
        ("--range", "0", "inf"),
        ("--weights", "hermite", "--range", "-1", "1"),
        ("--weights", "hermite", "--points", "500"),
        ("--direction", "up"),
    ],
)
def test_wrong_usage(wrong: tuple[str, ...], x: str, y: str, capsys: Captured) -> None:
    code, out, err = run(capsys, "link", "--from", x, "--to", y, "--common", "all", "--json", *wrong)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--points", "1"), "'1' is not a whole number from 2 to 10000"),
        (("--points", "x"), "'x' is not a whole number from 2 to 10000"),
        (("--range", "nan", "4"), "'nan' is not a number from -1000000 to 1000000"),
        (("--A", "0"), "'0' is not a number above 0, up to 1000000"),
        (("--A", "big"), "'big' is not a number above 0, up to 1000000"),
    ],
)
def test_wrong_numbers_are_told_with_their_range(
    wrong: tuple[str, ...], words: str, x: str, y: str, capsys: Captured
) -> None:
    code, out, err = run(capsys, "convert", "--from", x, "--to", y, "--common", "all", "--json", *wrong)
    assert (code, out) == (2, "")
    assert words in err


def test_a_link_that_does_not_converge_is_not_passed_off_as_one(tmp_path: Path, capsys: Captured) -> None:
    far = tmp_path / "far.csv"
    far.write_text("id,b\n1,300\n2,310\n3,320\n", encoding="utf-8")
    files = ("--from", str(far), "--to", str(far), "--common", "all")
    code, out, _ = run(capsys, "link", *files, "--json")
    assert code == 1
    assert json.loads(out)["converged"] is False
    code, out, err = run(capsys, "convert", *files, "--json")
    assert (code, out) == (1, "")
    assert "did not converge" in err
