"""The command `cehrs` as a script sees it: exit codes, and JSON alone on standard output."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.application.results import close_attempt, read_record
from cehrs_desktop.storage.opening import open_store
from tests.ended_attempts import Plan, sit

ROOT = Path(__file__).parents[2]


def cehrs(*arguments: str, data: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    if data is not None:
        environment["CEHRS_DATA_DIR"] = str(data)
    command = [sys.executable, "-m", "cehrs_desktop.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)


def answer(*arguments: str, data: Path | None = None) -> Any:
    run = cehrs(*arguments, "--json", data=data)
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("pack") / "items.pack"
    built = answer("bank", "build", "--target", str(target))
    assert built["items"] == 1400
    return target


@pytest.fixture(scope="module")
def sat(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with one attempt that was sat to its end, and that attempt's id."""
    folder = tmp_path_factory.mktemp("data")
    stored = sit(Plan()).stored
    store = open_store(folder)
    store.create(stored.attempt, stored.items)
    store.append(stored.attempt.id, 0, stored.events)
    close_attempt(store, stored.attempt.id)
    store.shut()
    return folder, stored.attempt.id


def test_the_bank_is_counted(pack: Path) -> None:
    stats = answer("bank", "stats", "--pack", str(pack))
    assert set(stats) >= {"items", "by_domain", "by_topic", "by_level", "by_status"}
    for counts in ("by_domain", "by_topic", "by_level", "by_status"):
        assert sum(stats[counts].values()) == stats["items"] == 1400


def test_every_item_is_exported_whole(pack: Path) -> None:
    items = answer("bank", "export", "--pack", str(pack))
    needed = {
        *("id", "version", "domain", "topic", "subtopic", "level", "status", "stem", "options", "references"),
        *("exhibit", "enemies", "case", "ratings", "verified_on", "review_by"),
    }
    assert len(items) == 1400
    for item in items:
        assert set(item) >= needed
        assert [option["key"] for option in item["options"]].count(True) == 1
        assert all(option["text"] and option["rationale"] for option in item["options"])


def part_of_the_bank(folder: Path) -> Path:
    """The real bank with the items of one topic only."""
    shutil.copytree(ROOT / "itembank", folder, ignore=shutil.ignore_patterns("items"))
    (folder / "items").mkdir()
    shutil.copy(ROOT / "itembank" / "items" / "1.01.yaml", folder / "items")
    return folder


def test_a_bank_that_blocks_is_not_built(tmp_path: Path) -> None:
    target = tmp_path / "items.pack"
    source = part_of_the_bank(tmp_path / "bank")
    run = cehrs("bank", "build", "--source", str(source), "--target", str(target), "--json")
    assert (run.returncode, run.stdout) == (1, "")
    assert "K-04" in run.stderr
    assert not target.exists()


def test_the_lint_of_a_bank_is_told(tmp_path: Path) -> None:
    source = part_of_the_bank(tmp_path / "bank")
    run = cehrs("bank", "lint", "--source", str(source), "--as-of", "2026-11-22", "--json")
    assert (run.returncode, run.stderr) == (1, "")
    found = json.loads(run.stdout)
    assert list(found) == ["items", "blocking", "warnings", "waived", "findings", "gates", "guessers"]
    assert found["gates"]["blocking"]["pass"] is False
    told = cehrs("bank", "lint", "--source", str(source))
    assert (told.returncode, told.stdout) == (1, "")
    assert "K-04" in told.stderr
    assert "\r" not in told.stderr, "a progress bar where nobody looks"
    assert cehrs("bank", "lint", "--as-of", "soon").returncode == 2


def test_the_quality_report_is_written_for_a_day(tmp_path: Path) -> None:
    page = tmp_path / "quality.html"
    run = cehrs("bank", "report", "--html", str(page), "--as-of", "2026-11-22", "--json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["items"] > 150
    assert "Judged for 2026-11-22" in page.read_text(encoding="utf-8")
    nowhere = cehrs("bank", "report", "--html", str(tmp_path / "no" / "where.html"))
    assert nowhere.returncode == 1
    assert "could not be written" in nowhere.stderr


def test_source_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    for told in (cehrs("bank", "build", "--source", str(tmp_path)), cehrs("bank", "lint", "--source", str(tmp_path))):
        assert (told.returncode, told.stdout) == (4, "")
        assert "blueprint.yaml" in told.stderr
        assert "Traceback" not in told.stderr
    run = cehrs("bank", "lint", "--source", str(tmp_path), "--json")
    assert run.returncode == 4
    assert {finding["rule"] for finding in json.loads(run.stdout)["findings"]} == {"S-01"}


def test_a_pack_that_is_not_there_is_told(tmp_path: Path) -> None:
    run = cehrs("bank", "stats", "--pack", str(tmp_path / "none.pack"))
    assert run.returncode == 4
    assert "The questions are missing" in run.stderr


def test_a_stored_attempt_is_listed_verified_and_reported(sat: tuple[Path, str], tmp_path: Path) -> None:
    folder, attempt_id = sat
    [line] = answer("attempts", data=folder)
    assert (line["id"], line["state"]) == (attempt_id, "complete")
    assert answer("verify", data=folder)["ok"] is True
    page, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    report = answer("report", attempt_id, "--html", str(page), "--pdf", str(paper), data=folder)
    assert report["report_version"] == 2
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert paper.read_bytes().startswith(b"%PDF-")


def test_data_in_use_is_told(sat: tuple[Path, str], tmp_path: Path) -> None:
    store = open_store(tmp_path)
    try:
        run = cehrs("attempts", "--json", data=tmp_path)
    finally:
        store.shut()
    assert (run.returncode, run.stdout) == (3, "")


def test_an_unknown_attempt_and_an_unknown_word_are_told(sat: tuple[Path, str]) -> None:
    folder, _ = sat
    unknown = cehrs("report", "nobody", "--json", data=folder)
    assert (unknown.returncode, unknown.stdout) == (4, "")
    assert "Traceback" not in unknown.stderr
    assert cehrs("dance").returncode == 2
    assert cehrs().returncode == 2


def test_the_self_test_sits_a_whole_exam(tmp_path: Path) -> None:
    result = answer("self-test", data=tmp_path)
    assert result["ok"] is True
    assert (result["items"], result["scored"], result["pretest"]) == (125, 100, 25)
    assert result["replay_equal"] is True
    assert set(result["domains"]) == {"1", "2", "3", "4", "5"}
    assert result["days_begun"] == ["test_center", "live_remote", "school"]
    assert result["signatures_checked"] is True
    # Its own folder, nobody's data.
    assert not list(tmp_path.iterdir())


def test_the_self_test_kills_the_program_and_finds_every_answer_again(tmp_path: Path) -> None:
    result = answer("self-test", "--kill-and-resume", data=tmp_path)
    assert result["ok"] is True
    assert result["kept"] == result["recorded_before_the_kill"] == 40
    assert not list(tmp_path.iterdir())


def wrong_scored_question(data: Path, attempt: str) -> tuple[str, str]:
    """A scored item that was answered wrong, and the option that was chosen."""
    store = open_store(data)
    try:
        record = read_record(store, attempt)
    finally:
        store.shut()
    shown = zip(record.stored.attempt.form.slots, record.stored.items, record.session.responses, strict=True)
    return next(
        (item.id, str(response.chosen))
        for slot, item, response in shown
        if slot.scored and response.chosen not in (None, item.key.id)
    )


def test_rescoring_shows_first_and_changes_only_when_told(sat: tuple[Path, str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(sat[0], data)
    item, option = wrong_scored_question(data, sat[1])
    arguments = ("rescore", "--item", item, "--accept", option, "--reason", "The rule changed")
    preview = answer(*arguments, data=data)
    assert preview["applied"] is False
    (change,) = preview["attempts"]
    assert change["after"] > change["before"]
    assert answer("rescore", "--log", data=data) == []
    assert answer(*arguments, "--apply", data=data)["applied"] is True
    (logged,) = answer("rescore", "--log", data=data)
    assert (logged["item_id"], logged["option"], logged["reason"]) == (item, option, "The rule changed")
    assert logged["attempts"] == [change]
    assert answer("report", sat[1], data=data)["scaled"] == change["after"]
    again = cehrs(*arguments, "--apply", data=data)
    assert again.returncode == 1
    assert "made before" in again.stderr


@pytest.mark.parametrize(
    "wrong", [(), ("--item", "1.1-001"), ("--drop",), ("--item", "1.1-001@x", "--drop"), ("--item", "", "--drop")]
)
def test_rescoring_says_what_it_needs(sat: tuple[Path, str], wrong: tuple[str, ...]) -> None:
    run = cehrs("rescore", *wrong, data=sat[0])
    assert run.returncode == 2
    assert "--item ID[@VERSION]" in run.stderr


def test_the_stored_answers_are_written_as_a_table(sat: tuple[Path, str], tmp_path: Path) -> None:
    table, key = tmp_path / "answers.csv", tmp_path / "key.csv"
    told = answer("responses", "--csv", str(table), "--key", str(key), data=sat[0])
    assert (told["attempts"], told["items"]) == (1, 125)
    header, row = (line.split(",") for line in table.read_text(encoding="utf-8").splitlines())
    assert (header[0], row[0]) == ("attempt", sat[1])
    assert set(row[1:]) <= set("ABCD")
    assert key.read_text(encoding="utf-8").count("pretest") == 25
    nowhere = cehrs("responses", "--csv", str(tmp_path / "no" / "x.csv"), data=sat[0])
    assert nowhere.returncode == 1
    assert "could not be written" in nowhere.stderr


def test_an_exam_and_its_report_load_neither_numpy_nor_the_solver(tmp_path: Path) -> None:
    code = (
        "import json, sys; from cehrs_desktop.app.self_test import self_test; told = self_test();"
        "print(json.dumps([told['ok'], sorted({'numpy', 'highspy'} & set(sys.modules))]))"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CEHRS_DATA_DIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert json.loads(run.stdout.splitlines()[-1]) == [True, []]


def test_from_stored_answers_to_proposals(sat: tuple[Path, str], pack: Path, tmp_path: Path) -> None:
    """The whole way that a lab goes; one attempt is far too little to act on, and is told so."""
    answers, key, priors = (tmp_path / name for name in ("answers.csv", "key.csv", "priors.csv"))
    answer("responses", "--csv", str(answers), "--key", str(key), data=sat[0])
    told = answer("bank", "priors", "--csv", str(priors), "--pack", str(pack))
    assert told["items"] == 1400
    lines = [line.split(",")[0] for line in key.read_text(encoding="utf-8").splitlines()[1:]]
    priors.write_text("id,b0,tau\n" + "".join(f"{name},-1.0,0.6\n" for name in lines), encoding="utf-8")
    review = answer("item-review", "--responses", str(answers), "--key", str(key), "--priors", str(priors))
    assert {one["proposal"] for one in review["proposals"]} == {"keep"}
    assert {one["evidence"]["basis"] for one in review["proposals"]} == {"ratings"}
    stats = answer("item-stats", "--responses", str(answers), "--key", str(key))
    assert stats["usable"] is False
    assert all("Do not act yet" in item["advice"] for item in stats["items"])
