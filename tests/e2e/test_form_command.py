"""`cehrs form` as a script sees it: forms that verify, codes, words for what cannot be done, and Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.bank.pack import write_pack
from cehrs_desktop.cli import main
from cehrs_desktop.psychometrics.assembly import sequence
from tests.building import PARAMETERS, full_bank, full_blueprint
from tests.item_pools import made_pool

ROOT = Path(__file__).parents[2]
BLUEPRINT_TOPICS = {"1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2"}

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "items.pack"
    write_pack(path, full_bank(spare=40), full_blueprint(), PARAMETERS)
    return path


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pool as CSV with topics that no blueprint knows."""
    path = tmp_path_factory.mktemp("pool") / "pool.csv"
    lines = ["id,domain,topic,b,status,key,enemies"]
    for entry in made_pool(4):
        item = entry.item
        key = "ABCD"[item.options.index(item.key)]
        lines.append(f"{item.id},{item.domain},t{item.topic},{entry.b},{item.status},{key},{';'.join(item.enemies)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(capsys: Captured, *arguments: object) -> tuple[int, str, str]:
    try:
        code = main(["form", *map(str, arguments)])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def answer(capsys: Captured, *arguments: object) -> Any:
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_forms_are_assembled_written_and_verified(capsys: Captured, pack: Path, tmp_path: Path) -> None:
    file = tmp_path / "forms.json"
    told = answer(capsys, "assemble", "--count", 3, "--seed", "s", "--disjoint", "--bank", pack, "--out", file)
    assert {"forms", "seconds", "gap", "seed", "pack_id", "blueprint_version", "parameters_version"} <= told.keys()
    assert len(told["forms"]) == 3
    assert told["gap"] <= 0.01
    for form in told["forms"]:
        assert {"id", "raw_cut", "items", "gap", "bound"} <= form.keys()
        assert len(form["items"]) == 125
        assert {"id", "role", "domain", "topic", "key", "options", "b"} <= form["items"][0].keys()
    assert answer(capsys, "verify", file, "--bank", pack) == {"ok": True, "violations": [], "notes": []}
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written == {key: told[key] for key in written}
    assert "seconds" not in written, "the same seed gives the same file"

    written["forms"][1]["items"][4]["id"] = written["forms"][0]["items"][4]["id"]
    file.write_text(json.dumps(written), encoding="utf-8")
    code, out, _ = run(capsys, "verify", file, "--bank", pack, "--json")
    assert code == 1
    found = json.loads(out)
    assert found["ok"] is False
    assert {"form", "rule", "words"} <= found["violations"][0].keys()
    code, out, err = run(capsys, "verify", file, "--bank", pack)
    assert (code, out) == (1, "")
    assert "stands on 2 forms" in err


def test_a_pool_with_topics_of_its_own_is_assembled_by_the_programs_blueprint(
    capsys: Captured, pool: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Path
) -> None:
    from cehrs_desktop.app import opening
    from cehrs_desktop.bank.pack import ItemPack

    monkeypatch.setattr(opening, "open_pack", lambda: ItemPack(pack))
    told = answer(capsys, "assemble", "--count", 2, "--bank", pool)
    assert not {item["topic"] for form in told["forms"] for item in form["items"]} & BLUEPRINT_TOPICS
    assert [item["options"] for item in told["forms"][0]["items"]] == ["abcd"] * 125, (
        "keys stay where the pool has them"
    )
    file = tmp_path / "forms.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    assert answer(capsys, "verify", file, "--bank", pool)["ok"] is True


def test_a_pool_has_no_practice_scale_to_write_tables_on(
    capsys: Captured, pool: Path, monkeypatch: pytest.MonkeyPatch, pack: Path
) -> None:
    from cehrs_desktop.app import opening
    from cehrs_desktop.bank.pack import ItemPack

    monkeypatch.setattr(opening, "open_pack", lambda: ItemPack(pack))
    code, out, err = run(capsys, "assemble", "--bank", pool, "--tables", "--json")
    assert (code, out) == (2, "")
    assert err == "--tables needs an item pack: a pool has no practice scale.\n"


def test_the_window_s_way_of_asking(
    capsys: Captured, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    first = answer(capsys, "assemble", "--bank", pack)["forms"][0]
    seen = json.dumps({item["id"]: 1 for item in first["items"]})
    monkeypatch.setattr(sys, "stdin", io.StringIO(seen))
    arguments = ("--count", 1, "--avoid-dated", "--seen", "-", "--tables", "--progress", "--json", "--seed", "w")
    code, out, err = run(capsys, "assemble", "--bank", pack, *arguments)
    assert code == 0
    steps = [json.loads(line) for line in err.splitlines()]
    assert steps[-1] == {"done": 1, "of": 1, "words": "Done"}
    [form] = json.loads(out)["forms"]
    assert form["fixed"]["table"]["raw_cut"] == pytest.approx(form["raw_cut"])
    assert form["fixed"]["form"]["id"] == form["id"]
    assert not {item["id"] for item in form["items"]} & {item["id"] for item in first["items"]}


def test_what_cannot_be_met_is_named(capsys: Captured, pack: Path, tmp_path: Path) -> None:
    file = tmp_path / "forms.json"
    arguments = ("assemble", "--count", 60, "--disjoint", "--bank", pack, "--out", file)
    code, out, _ = run(capsys, *arguments, "--json")
    told = json.loads(out)
    assert (code, told["forms"]) == (1, [])
    assert (told["gap"], told["overlap"], told["raw_cut_range"]) == (None, None, None)
    assert {"constraint", "domain", "topic", "needed", "available", "missing", "words"} <= told["infeasible"][0].keys()
    assert told["possible"] > 0
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert "missing" in err
    assert f"{told['possible']} forms are possible at most" in err
    assert not file.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("assemble", "--count", "0"), 2, "whole number from 1 to 1000"),
        (("assemble", "--count", "many"), 2, "whole number"),
        (("assemble", "--theta-cut", "nan"), 2, "not a number from -6 to 6"),
        (("assemble", "--disjoint", "--max-use", "3"), 2, "--disjoint already means"),
        (("assemble", "--bank", "{tmp}/none"), 4, "no such file"),
        (("assemble", "--bank", "{tmp}"), 4, "folder"),
        (("assemble", "--bank", "{pack}", "--theta-cut", "0"), 4, "has its own pass line"),
        (("assemble", "--bank", "{pack}", "--seen", "{pack}"), 4, "not UTF-8"),
        (("assemble", "--bank", "{pack}", "--blueprint", "{tmp}/none.yaml"), 4, "{tmp}/none.yaml: Cannot be read"),
        (
            ("assemble", "--bank", "{pack}", "--blueprint", "{tmp}"),
            4,
            "{tmp}: This is a folder, not a file. Name a test",
        ),
        (
            ("assemble", "--bank", "{pack}", "--blueprint", "{tmp}/list.yaml"),
            4,
            "list.yaml, line 1: This is no test plan.",
        ),
        (("assemble", "--bank", "{pack}", "--blueprint", "{pack}"), 4, "{pack}: Is not UTF-8"),
        (("assemble", "--bank", "{pack}", "--out", "{tmp}/none/forms.json"), 1, "nothing was done"),
        (("assemble", "--bank", "{pack}", "--out", "{tmp}"), 1, "could not be written"),
        (("verify", "{tmp}/none", "--bank", "{pack}"), 4, "cannot be read"),
        (("verify", "{pack}", "--bank", "{pack}"), 4, "cannot be read"),
        (("verify",), 2, "required"),
        ((), 2, "required"),
    ],
)
def test_wrong_use_and_files_that_cannot_be_read(
    capsys: Captured, pack: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    given = [argument.format(tmp=tmp_path, pack=pack) for argument in arguments]
    (tmp_path / "list.yaml").write_text("- 1\n", encoding="utf-8")
    got, out, err = run(capsys, *given)
    assert (got, out) == (code, "")
    assert said.format(tmp=tmp_path, pack=pack) in err
    assert "instance of" not in err


def test_without_highs_there_is_a_note(capsys: Captured, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    told = answer(capsys, "assemble", "--bank", pack)
    assert told["solver"] == "swaps"
    assert told["gap"] is None
    assert "HiGHS could not be loaded" in told["notes"][0]


def test_ctrl_c_ends_cleanly(capsys: Captured, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal comes in the middle of the solver's work, as from a keyboard."""
    before = signal.getsignal(signal.SIGINT)
    real = sequence.highs.solve

    def interrupted(*arguments: Any, **named: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return real(*arguments, **named)

    monkeypatch.setattr(sequence.highs, "solve", interrupted)
    file = tmp_path / "forms.json"
    code, out, err = run(capsys, "assemble", "--count", 5, "--bank", pack, "--out", file, "--json")
    assert (code, out) == (1, "")
    assert err == "Stopped. Nothing was written.\n"
    assert not file.exists()
    assert signal.getsignal(signal.SIGINT) is before


def test_the_command_starts_without_what_it_does_not_need() -> None:
    heavy = "{'numpy', 'highspy', 'yaml'}"
    words = f"import sys; from cehrs_desktop.cli import forms; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
