"""The quiet question for something newer in the real program, switched on: one child asks a file, and nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cehrs_desktop.application.updates import LatestNotice, notice_text, sealed_notice, signed_bytes
from cehrs_desktop.bank.signing import key_id, signature_of
from tests.faults.disk_trace import strace_is_possible_here
from tests.faults.test_no_network import REACHING, traced_run
from tests.signed_packs import KEY, SEED


@pytest.mark.skipif(not strace_is_possible_here(), reason="strace is of Linux")
def test_a_file_is_asked_by_a_child_that_reaches_nobody(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps({"format": 1, "fixed": {"trusted_keys": [KEY.public.hex()]}}), encoding="utf-8")
    monkeypatch.setenv("CEHRS_POLICY_FILE", str(policy))
    text = notice_text(LatestNotice("2027-02-01", "99.0", ()))
    notice = tmp_path / "latest.json"
    notice.write_bytes(sealed_notice(text, key_id(KEY.public), signature_of(SEED, signed_bytes(text))))
    settings = {"update_notice": True, "update_address": str(notice)}
    (data_folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    lines = traced_run(data_folder, tmp_path)
    asked = [line for line in lines if "execve" in line and '"updates"' in line and "= 0" in line]
    assert len(asked) == 1
    assert [line for line in lines if REACHING.search(line)] == []
