"""`cehrs calibrate` as a script sees it: keys, exit codes, and words for everything that can be wrong with a file."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.psychometrics.law_school import SECTION_6, patterns, simulated

ROOT = Path(__file__).parents[2]
ITEM_KEYS = {"id", "a", "b", "c", "se_a", "se_b", "p", "n", "infit", "outfit", "infit_z", "outfit_z"}


def cehrs(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "cehrs_desktop.cli", "calibrate", *map(str, arguments)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in run.stderr
    return run


def strict(text: str) -> Any:
    """JSON as the standard has it: no NaN."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.fixture
def section_6(tmp_path: Path) -> Path:
    rows = [
        ",".join([*map(str, row), str(count)])
        for row, count in zip(patterns().tolist(), SECTION_6, strict=True)
        if count
    ]
    path = tmp_path / "section6.csv"
    path.write_text("\n".join(["i1,i2,i3,i4,i5,count", *rows]) + "\n", encoding="utf-8")
    return path


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_pattern_counts_with_every_key(section_6: Path) -> None:
    run = cehrs("--responses", section_6, "--weights", "count", "--model", "1pl", "--json")
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    told = strict(run.stdout)
    wanted = {"model", "loglik", "converged", "iterations", "n_persons", "items", "population", "notes", "left_out"}
    assert wanted <= set(told)
    assert told["loglik"] == pytest.approx(-2466.938, abs=5e-4)
    assert (told["model"], told["converged"], told["n_persons"]) == ("1pl", True, 1000)
    assert [set(item) for item in told["items"]] == [ITEM_KEYS] * 5
    assert [item["id"] for item in told["items"]] == ["i1", "i2", "i3", "i4", "i5"]
    assert told["items"][0]["b"] == pytest.approx(-3.6153, abs=1e-3)
    assert told["items"][0]["p"] == pytest.approx(0.924)
    assert {item["c"] for item in told["items"]} == {0.0}
    assert told["population"]["mean"] == 0.0
    assert told["population"]["sd"] == 1.0
    # AIC and BIC as ltm prints them
    assert told["aic"] == pytest.approx(4945.875, abs=1e-3)
    assert told["bic"] == pytest.approx(4975.322, abs=1e-3)


def test_each_model_says_what_fixes_its_scale(section_6: Path) -> None:
    told = {
        model: strict(cehrs("--responses", section_6, "--weights", "count", "--model", model, "--json").stdout)
        for model in ("rasch", "2pl")
    }
    assert {item["a"] for item in told["rasch"]["items"]} == {1.0}
    assert {item["se_a"] for item in told["rasch"]["items"]} == {None}
    assert told["rasch"]["population"]["sd"] == pytest.approx(0.7551, abs=1e-3)
    assert "a = 1" in told["rasch"]["identification"]
    assert "mean 0 and sd 1" in told["2pl"]["identification"]


@pytest.mark.parametrize("method", ["eap", "mle", "wle"])
def test_abilities_on_request(section_6: Path, method: str) -> None:
    run = cehrs("--responses", section_6, "--weights", "count", "--model", "2pl", "--abilities", method, "--json")
    told = strict(run.stdout)
    assert told["abilities_method"] == method
    assert len(told["abilities"]) == 30
    first, last = told["abilities"][0], told["abilities"][-1]
    assert (first["theta"] is None) == (last["theta"] is None) == (method == "mle")
    assert told["abilities"][1]["theta"] < told["abilities"][-2]["theta"]


def test_conditional_likelihood_and_priors(section_6: Path, tmp_path: Path) -> None:
    common = ("--responses", section_6, "--weights", "count", "--model", "rasch", "--json")
    conditional = strict(cehrs(*common, "--method", "cml").stdout)
    assert sum(item["b"] for item in conditional["items"]) == pytest.approx(0.0, abs=1e-9)
    assert conditional["aic"] is None
    priors = written(tmp_path / "priors.csv", "id,b0,tau\n" + "".join(f"i{n},{n - 3},0.6\n" for n in range(1, 6)))
    posterior = strict(cehrs(*common, "--priors", priors).stdout)
    assert posterior["method"] == "map"
    assert posterior["population"]["mean"] is not None
    assert posterior["log_posterior"] < posterior["loglik"]


def test_letters_with_a_key_and_people_s_words(tmp_path: Path) -> None:
    scores = simulated(120, 6, 2)[0].scores
    rows = [f"p{at}," + ",".join("AB"[1 - cell] for cell in row) for at, row in enumerate(scores.tolist())]
    table = written(tmp_path / "letters.csv", "id,q1,q2,q3,q4,q5,q6\n" + "\n".join(rows) + "\n")
    key = written(tmp_path / "key.csv", "id,key\n" + "".join(f"q{n},A\n" for n in range(1, 7)))
    run = cehrs("--responses", table, "--model", "rasch", "--key", key, "--abilities", "eap")
    assert run.returncode == 0
    assert run.stdout == ""
    assert "120 persons, 6 items" in run.stderr
    assert "p119: theta" in run.stderr


def test_constant_items_are_left_out_and_named(tmp_path: Path) -> None:
    table = written(tmp_path / "t.csv", "a,b,c,d\n" + "1,0,1,0\n0,1,1,0\n1,1,1,0\n0,0,1,0\n1,0,1,0\n" * 5)
    run = cehrs("--responses", table, "--model", "rasch", "--json")
    told = strict(run.stdout)
    assert told["left_out"] == [{"id": "c", "reason": "all right"}, {"id": "d", "reason": "all wrong"}]
    assert [item["id"] for item in told["items"]] == ["a", "b"]
    assert any(note.startswith("Left out") for note in told["notes"])


def test_not_converged_is_exit_code_1_with_the_truth_in_the_json(section_6: Path) -> None:
    run = cehrs("--responses", section_6, "--weights", "count", "--model", "2pl", "--max-iterations", "2", "--json")
    assert run.returncode == 1
    told = strict(run.stdout)
    assert told["converged"] is False
    assert told["step_left"] > told["tolerance"]
    assert any(note.startswith("Not converged.") for note in told["notes"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,0\n", "nothing to estimate"),
        ("a\n1\n0\n", "needs at least 2 items"),
        ("a,b,c\n1,1,1\n1,1,1\n", "nothing to estimate"),
    ],
)
def test_nothing_to_estimate_is_exit_code_1(tmp_path: Path, text: str, words: str) -> None:
    run = cehrs("--responses", written(tmp_path / "t.csv", text), "--model", "rasch", "--json")
    assert run.returncode == 1
    assert run.stdout == ""
    assert words in run.stderr
    assert "Nothing was calculated and no file was changed." in run.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a,b\n1,0\n1\n", "line 3"),
        ("a,b\n1,0\n1,x\n", "line 3, column 2"),
        ("id,a,b\np,1,0\np,0,1\n", "line 3"),
        ("a,a\n1,0\n", "column 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_exit_code_4(tmp_path: Path, text: str, words: str) -> None:
    run = cehrs("--responses", written(tmp_path / "t.csv", text), "--model", "rasch", "--json")
    assert run.returncode == 4
    assert run.stdout == ""
    assert words in run.stderr


def test_wrong_numbers_are_told_with_their_range(section_6: Path) -> None:
    for wrong, words in (
        (("--max-iterations", "none"), "'none' is not a whole number from 1 to 1000000"),
        (("--tolerance", "small"), "'small' is not a number from 1e-10 to 0.1"),
    ):
        assert words in cehrs("--responses", section_6, "--model", "rasch", *wrong).stderr


def test_wrong_usage_is_exit_code_2(section_6: Path, tmp_path: Path) -> None:
    common = ("--responses", section_6, "--weights", "count")
    for wrong in (
        (*common, "--model", "3pl"),
        (*common, "--model", "2pl", "--method", "cml"),
        (*common, "--model", "2pl", "--priors", tmp_path / "priors.csv"),
        (*common, "--model", "rasch", "--tolerance", "0"),
        (*common, "--model", "rasch", "--max-iterations", "none"),
        common,
    ):
        run = cehrs(*wrong)
        assert run.returncode == 2
        assert run.stderr
    for missing in (("--responses", tmp_path / "no.csv"), (*common, "--key", tmp_path / "no.csv")):
        assert cehrs(*missing, "--model", "rasch").returncode == 4


def test_numbers_are_finite_or_null(section_6: Path) -> None:
    told = strict(cehrs("--responses", section_6, "--weights", "count", "--model", "rasch", "--json").stdout)
    numbers = [value for item in told["items"] for value in item.values() if isinstance(value, float)]
    assert all(map(math.isfinite, numbers))
