"""`cehrs item-stats` and `item-review` as a script sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


def cehrs(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cehrs_desktop.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def answer(*arguments: str | Path) -> Any:
    run = cehrs(*arguments, "--json")
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 persons' letters on 40 items (Q3 has a wrong key), their times, the key with each item's status, priors."""
    folder = tmp_path_factory.mktemp("lab")
    random = np.random.default_rng(11)
    b = random.normal(-0.9, 0.6, 40)
    knows = random.random((300, 40)) < 1 / (1 + np.exp(b - random.normal(size=(300, 1))))
    letters = np.where(knows, 0, random.integers(1, 4, (300, 40)))
    names = [f"Q{n}" for n in range(40)]
    lines = [",".join(["attempt", *names])]
    lines += [",".join([f"p{n}", *("ABCD"[c] for c in row)]) for n, row in enumerate(letters)]
    (folder / "responses.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    times = np.exp(random.normal(4, 0.3, (300, 40)))
    lines = [",".join(["attempt", *names])]
    lines += [",".join([f"p{n}", *(f"{t:.1f}" for t in row)]) for n, row in enumerate(times)]
    (folder / "times.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = [f"Q{n},{'B' if n == 3 else 'A'},{'pretest' if n < 8 else 'operational'}" for n in range(40)]
    (folder / "key.csv").write_text("\n".join(["id,key,status", *rows]) + "\n", encoding="utf-8")
    rows = [f"Q{n},{value:.3f},.6" for n, value in enumerate(b)]
    (folder / "priors.csv").write_text("\n".join(["id,b0,tau", *rows]) + "\n", encoding="utf-8")
    return folder


def test_item_stats_of_letters(lab: Path) -> None:
    found = answer(
        "item-stats", "--responses", lab / "responses.csv", "--key", lab / "key.csv", "--times", lab / "times.csv"
    )
    assert {"n", "alpha", "kr20", "sem", "mean", "sd", "usable", "items", "notes"} <= set(found)
    assert found["n"] == 300
    assert found["n_items"] == 32
    assert found["usable"]
    item = found["items"][10]
    needed = {
        *("id", "n", "p", "wilson", "rpb", "rpb_total", "discrimination", "discriminative_efficiency", "d27"),
        *("effective_weight", "facility", "omitted", "not_reached", "options", "advice", "time", "findings"),
    }
    assert set(item) >= needed
    assert item["discrimination"] == pytest.approx(100 * item["rpb"])
    assert {"median", "p10", "p90", "n"} <= set(item["time"])
    assert [option["label"] for option in item["options"]] == list("ABCD")
    assert set(item["options"][0]) >= {"label", "share", "rpb", "count", "key"}
    assert "may be the right key" in found["items"][3]["advice"]


def test_item_stats_of_pattern_counts(tmp_path: Path) -> None:
    table = tmp_path / "patterns.csv"
    table.write_text("Q1,Q2,n\n1,1,40\n1,0,30\n0,1,5\n0,0,25\n", encoding="utf-8")
    found = answer("item-stats", "--responses", table, "--weights", "n")
    assert found["n"] == 100
    # alpha of two items is 4 C(1, 2) / V(1 + 2)
    right = np.repeat([[1, 1], [1, 0], [0, 1], [0, 0]], [40, 30, 5, 25], axis=0)
    assert found["alpha"] == pytest.approx(4 * np.cov(right.T)[0, 1] / right.sum(axis=1).var(ddof=1))
    assert found["items"][0]["rpb"] == pytest.approx(np.corrcoef(right.T)[0, 1])
    assert found["items"][0]["options"] == []


def test_few_persons_are_told_not_to_act(tmp_path: Path) -> None:
    table = tmp_path / "class.csv"
    table.write_text("Q1,Q2,Q3\n" + "1,0,1\n0,0,1\n1,1,1\n" * 4, encoding="utf-8")
    found = answer("item-stats", "--responses", table)
    assert not found["usable"]
    assert any("Do not act yet" in note for note in found["notes"])
    for item in found["items"]:
        assert item["p"] is not None
        assert item["advice"].startswith("Do not act yet")


def test_one_person_is_told_in_the_singular(tmp_path: Path) -> None:
    table = tmp_path / "one.csv"
    table.write_text("Q1,Q2,Q3\n1,0,1\n", encoding="utf-8")
    status = tmp_path / "status.csv"
    status.write_text("id,status\nQ1,pretest\nQ9,operational\n", encoding="utf-8")
    notes = " ".join(answer("item-stats", "--responses", table, "--status", status)["notes"])
    for words in ("1 person is too few", "1 item is not operational; it is not", "1 item has a status and no column"):
        assert words in notes


def test_item_review_proposes_and_changes_nothing(lab: Path) -> None:
    before = {path.name: path.read_bytes() for path in lab.iterdir()}
    files = ("--responses", lab / "responses.csv", "--key", lab / "key.csv", "--priors", lab / "priors.csv")
    found = answer("item-review", *files)
    one = {proposal["id"]: proposal for proposal in found["proposals"]}
    assert one["Q3"]["proposal"] == "check_key"
    assert one["Q3"]["hold"]
    assert "possible_wrong_key" in one["Q3"]["codes"]
    assert one["Q5"]["proposal"] == "promote"
    assert one["Q20"]["proposal"] == "keep"
    assert set(one["Q5"]["evidence"]) >= {"n", "p", "rpb", "b0", "b", "se", "basis", "displacement", "z"}
    assert one["Q5"]["evidence"]["basis"] == "data"
    assert found["population"]["sd"] == pytest.approx(1, abs=0.25)
    assert {path.name: path.read_bytes() for path in lab.iterdir()} == before
    run = cehrs("item-review", *files)
    assert run.returncode == 0
    assert run.stdout == ""
    assert "Nothing was changed" in run.stderr


def test_bad_input_is_told_with_its_place(tmp_path: Path) -> None:
    table = tmp_path / "bad.csv"
    for text, words in (
        ("id,Q1,Q2\na,1,0\nb,1\n", "line 3, column 3"),
        ("id,Q1,Q2\na,1,0\nb,1,9\n", "line 3, column 3"),
        ("id,Q1,Q2\na,1,0\na,1,1\n", "line 3, column 1"),
        ("id,Q1,Q2\na,A,B\n", "--key"),
        ("", "empty"),
        ("id,Q1\n", "no row"),
    ):
        table.write_text(text, encoding="utf-8")
        assert_refused(cehrs("item-stats", "--responses", table, "--json"), words)
    assert_refused(cehrs("item-review", "--responses", tmp_path, "--json"), "folder")
    assert cehrs("item-stats", "--json").returncode == 2


def assert_refused(run: subprocess.CompletedProcess[str], words: str) -> None:
    assert run.returncode == 4
    assert run.stdout == ""
    assert words in run.stderr
    assert "Nothing was calculated" in run.stderr
    assert "Traceback" not in run.stderr
