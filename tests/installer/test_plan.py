from __future__ import annotations

import sys
from pathlib import Path

import pytest

from installer.plan import Build, BuildFailed, Options, Step, carry_out, described
from tests.installer_builds import build_in


def making(name: str, *, fails: bool = False) -> Step:
    """A step that makes a folder, and then perhaps fails."""

    def do(build: Build) -> None:
        (build.root / name).mkdir()
        if fails:
            raise BuildFailed("no room")

    return Step(f"make {name}", do, undo=lambda build: (build.root / name).rmdir())


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"build.log"}


def test_all_steps_are_done_in_their_order(tmp_path: Path) -> None:
    inside = Step("make one/two", lambda build: (build.root / "one" / "two").mkdir())
    carry_out(build_in(tmp_path), (making("one"), inside))
    assert (tmp_path / "one" / "two").is_dir()


def test_what_was_done_is_taken_back_in_reverse_and_the_half_done_step_too(tmp_path: Path) -> None:
    # "one" can only be removed when "one/two" is gone: a wrong order would be seen.
    inside = Step(
        "make one/two",
        lambda build: (build.root / "one" / "two").mkdir(),
        lambda build: (build.root / "one" / "two").rmdir(),
    )
    with pytest.raises(BuildFailed, match="no room"):
        carry_out(build_in(tmp_path), (making("one"), inside, making("three", fails=True), making("four")))
    assert left(tmp_path) == set()


def test_an_undo_that_fails_does_not_keep_the_others_from_theirs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def stuck(_: Build) -> None:
        raise OSError("in use")

    with pytest.raises(BuildFailed, match="no room"):
        carry_out(build_in(tmp_path), (making("one"), Step("hold", lambda _: None, stuck), making("two", fails=True)))
    assert left(tmp_path) == set()
    assert "in use" in capsys.readouterr().err


def test_a_failed_build_can_be_kept_for_looking_at_it(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed):
        carry_out(build_in(tmp_path, Options(keep=True)), (making("one"), making("two", fails=True)))
    assert left(tmp_path) == {"one", "two"}


def test_a_step_left_out_is_told_with_its_reason_and_not_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left_out = Step("sign", lambda build: (build.root / "signed").mkdir(), skipped=lambda _: "no certificate")
    build = build_in(tmp_path)
    assert described(build, (making("one"), left_out)) == ["1. make one", "2. sign (left out: no certificate)"]
    assert left(tmp_path) == set(), "describing changes nothing"
    carry_out(build, (making("one"), left_out))
    assert left(tmp_path) == {"one"}
    assert "sign (no certificate)" in capsys.readouterr().err


def test_a_command_that_fails_says_what_it_was_for_and_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match=r"(?s)packing the box.*code 3.*no cardboard"):
        build_in(tmp_path).run("packing the box", [sys.executable, "-c", "print('no cardboard'); raise SystemExit(3)"])


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="no-such-packer was not found"):
        build_in(tmp_path).run("packing", ["no-such-packer"])


def test_output_and_environment_reach_caller_and_log_but_secrets_only_the_program(tmp_path: Path) -> None:
    build = build_in(tmp_path, secrets=("open sesame",))
    said = build.run(
        "asking", [sys.executable, "-c", "import os; print('got', os.environ['KEY'])"], KEY="open sesame"
    )  # fmt: skip
    written = (tmp_path / "build.log").read_text(encoding="utf-8")
    assert said.strip() == "got open sesame"
    assert "got ***" in written
    assert "sesame" not in written


def test_only_a_password_that_is_set_counts_as_a_secret() -> None:
    options = Options(certificate_password="SIGN_IT")
    assert options.secrets({"SIGN_IT": "pw"}) == ("pw",)
    # An empty one would star every letter of the log.
    assert options.secrets({"SIGN_IT": ""}) == options.secrets({}) == ()
