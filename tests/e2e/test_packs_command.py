"""`cehrs packs`, `cehrs updates` and the two commands for attempts' files, as a publisher and a technician use them."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import ssl
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.application.results import close_attempt
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.system.instance_lock import lock_instance
from tests.ended_attempts import Plan, sit
from tests.signed_packs import compiled

ROOT = Path(__file__).parents[2]
CLI = [sys.executable, "-m", "cehrs_desktop.cli"]


def cehrs(*arguments: object, told: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1", **environ}
    command = [*CLI, *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=told, capture_output=True, encoding="utf-8", check=False
    )


def answer(*arguments: object, code: int = 0, told: str = "", **environ: str) -> Any:
    run = cehrs(*arguments, "--json", told=told, **environ)
    assert run.returncode == code, run.stderr
    assert "Traceback" not in run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publisher's folder: a key, a compiled pack, two signed ones, and a policy that trusts the key."""
    folder = tmp_path_factory.mktemp("workshop")
    key = answer("packs", "keygen", folder / "key.json", "--owner", "Example Training Program")
    policy = {"format": 1, "fixed": {"trusted_keys": [f"{key['public']} Example Training Program"]}}
    (folder / "policy.json").write_text(json.dumps(policy), encoding="utf-8")
    for version, word in (("2027.1", ""), ("2027.2", "newer")):
        (folder / "items.pack").write_bytes(compiled(word))
        sign(folder, version)
    return folder


def sign(folder: Path, version: str, *more: object, code: int = 0, **told: str) -> Any:
    out = folder / f"{version}.cehrspack"
    words = (
        "--name",
        "example",
        "--pack-version",
        version,
        "--released",
        "2027-01-15",
        "--title",
        f"Example {version}",
    )
    fixed = ("packs", "sign", folder / "items.pack", "--key", folder / "key.json", "--out", out)
    return answer(*fixed, *words, "--publisher", "Example", *more, code=code, **told)


@pytest.fixture
def trusting(workshop: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CEHRS_POLICY_FILE", str(workshop / "policy.json"))
    return workshop


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another way")
def test_a_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    answer("packs", "keygen", file, "--owner", "Me")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    assert cehrs("packs", "keygen", file, "--owner", "Me").returncode == 1
    assert file.read_bytes() == before, "a key is never written over"
    file.chmod(0o644)
    (tmp_path / "items.pack").write_bytes(compiled())
    out = cehrs("packs", "sign", tmp_path / "items.pack", "--key", file, "--out", tmp_path / "x.cehrspack", "--name",
                "x", "--pack-version", "1", "--released", "2027-01-01", "--title", "x", "--publisher", "x")  # fmt: skip
    assert out.returncode == 1
    assert "Others may read" in out.stderr


def test_a_locked_key_wants_its_passphrase(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    answer("packs", "keygen", file, "--owner", "Me", "--passphrase", told="correct horse\ncorrect horse\n")
    assert "secret" not in json.loads(file.read_text(encoding="utf-8"))
    (tmp_path / "items.pack").write_bytes(compiled())
    assert sign(tmp_path, "1", told="correct horse\n")["ok"]
    wrong = ("packs", "sign", tmp_path / "items.pack", "--key", file, "--out", tmp_path / "y.cehrspack", "--name", "y",
             "--pack-version", "1", "--released", "2027-01-01", "--title", "y", "--publisher", "y")  # fmt: skip
    told = cehrs(*wrong, told="wrong\n")
    assert told.returncode == 1
    assert "passphrase" in told.stderr
    assert not (tmp_path / "y.cehrspack").exists()


def test_nothing_is_trusted_by_itself(workshop: Path, tmp_path: Path) -> None:
    file = workshop / "2027.1.cehrspack"
    assert answer("packs", "check", file, code=1)["error"] == "PackUntrusted"
    assert answer("packs", "install", file, code=1)["error"] == "PackUntrusted"
    assert answer("packs", "list")["trusted_keys"] == []
    keys = tmp_path / "keys.json"
    keys.write_text(cehrs("packs", "public-key", workshop / "key.json").stdout, encoding="utf-8")
    assert answer("packs", "check", file, "--trust", keys)["manifest"]["version"] == "2027.1"
    keys.write_text("{", encoding="utf-8")
    assert answer("packs", "check", file, "--trust", keys, code=1)["error"] == "KeysUnreadable"


def test_a_pack_is_installed_used_and_removed(trusting: Path, data_folder: Path) -> None:
    shipped = answer("packs", "list")["in_use"]
    assert shipped["shipped"]
    newer = answer("packs", "install", trusting / "2027.2.cehrspack", "--use")["installed"]["pack"]
    listed = answer("packs", "list")
    assert (listed["in_use"]["pack"], listed["in_use"]["shipped"], listed["in_use"]["items"]) == (newer, False, 2)
    refused = answer("packs", "install", trusting / "2027.1.cehrspack", code=1)
    assert refused["error"] == "PackOlder"
    older = answer("packs", "install", trusting / "2027.1.cehrspack", "--older-too")["installed"]["pack"]
    assert answer("packs", "use", older)["pack"] == older
    assert answer("packs", "use", "shipped")["pack"] == shipped["pack"]
    assert answer("packs", "use", "0" * 12, code=1)["error"] == "PackMissing"
    assert answer("packs", "remove", older)["removed"] == older
    assert [one["pack"] for one in answer("packs", "list")["installed"]] == [newer]
    with lock_instance(data_folder):
        assert answer_busy("packs", "use", newer)


def answer_busy(*arguments: object) -> bool:
    run = cehrs(*arguments)
    return run.returncode == 3 and "The program is open" in run.stderr


def test_the_command_line_uses_the_pack_that_is_in_use(trusting: Path) -> None:
    """Also the child that assembles forms: a form of other items could never be sat."""
    answer("packs", "install", trusting / "2027.1.cehrspack", "--use")
    assert answer("bank", "stats")["items"] == 2


def test_a_pack_that_went_bad_is_told(trusting: Path, data_folder: Path) -> None:
    pack = answer("packs", "install", trusting / "2027.1.cehrspack", "--use")["installed"]["pack"]
    file = data_folder / "packs" / f"{pack}.cehrspack"
    file.write_bytes(file.read_bytes()[:-1])
    listed = answer("packs", "list")
    assert listed["in_use"]["shipped"]
    assert "not as long as it says" in listed["in_use"]["problem"]
    assert "PackAltered" in listed["installed"][0]["problem"]


# ---- the notice
def latest(folder: Path, file: Path, program: str, *packs: str) -> Path:
    more = [part for pack in packs for part in ("--pack", folder / pack)]
    words = ("--issued", "2027-02-01", "--program", program, "--text", "Words.", "--page", "https://example.org")
    answer("updates", "sign", "--key", folder / "key.json", "--out", file, *words, *more)
    return file


def test_a_notice_is_read_from_a_file(trusting: Path, tmp_path: Path) -> None:
    file = latest(trusting, tmp_path / "latest.json", "9.0", "2027.2.cehrspack")
    for address in (file, file.as_uri()):
        told = answer("updates", "check", "--address", address)
        assert (told["news"], told["program"], told["text"]) == (True, "9.0", "Words.")
        assert [(one["name"], one["version"]) for one in told["packs"]] == [("example", "2027.2")]
    answer("packs", "install", trusting / "2027.2.cehrspack")
    assert answer("updates", "check", "--address", file)["packs"] == []
    latest(trusting, file, "0.0.1", "2027.1.cehrspack")
    assert answer("updates", "check", "--address", file)["news"] is False


def test_a_notice_that_is_not_as_it_was_signed(trusting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = latest(trusting, tmp_path / "latest.json", "9.0")
    told = json.loads(file.read_bytes())

    def code(**changes: object) -> str:
        file.write_text(json.dumps({**told, **changes}), encoding="utf-8")
        return answer("updates", "check", "--address", file, code=1)["error"]

    assert code(notice=told["notice"].replace("9.0", "9.1")) == "signature"
    assert code(signature=told["signature"][:-1] + ("0" if told["signature"][-1] != "0" else "1")) == "signature"
    assert code(signature="zz") == "form"
    assert code(key="0" * 16) == "key"
    assert code(format=2) == "later_format"
    file.write_bytes(b"x" * 100_000)
    assert answer("updates", "check", "--address", file, code=1)["error"] == "form"
    file.unlink()
    assert answer("updates", "check", "--address", file, code=1)["error"] == "fetch"
    monkeypatch.delenv("CEHRS_POLICY_FILE")
    latest(trusting, file, "9.0")
    assert answer("updates", "check", "--address", file, code=1)["error"] == "key"


def test_a_signed_pack_is_no_notice_s_signature(trusting: Path, tmp_path: Path) -> None:
    file = latest(trusting, tmp_path / "latest.json", "9.0")
    told = json.loads(file.read_bytes())
    pack = (trusting / "2027.1.cehrspack").read_bytes()
    told["signature"] = pack[-64:].hex()
    file.write_text(json.dumps(told), encoding="utf-8")
    assert answer("updates", "check", "--address", file, code=1)["error"] == "signature"


@pytest.mark.parametrize(
    "address", ["http://localhost/x", "ftp://localhost/x", "latest.json", "https:///x", "https://a:b@localhost/", ""]
)
def test_addresses_that_nobody_is_asked_at(address: str) -> None:
    assert answer("updates", "check", "--address", address, code=1)["error"] == "address"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Callable[[bytes], tuple[str, Path]]]:
    """An https server on this computer with a certificate of its own; the answer and the certificate's file."""
    if shutil.which("openssl") is None or not Path("/usr/bin/curl").exists():
        pytest.skip("a certificate is made with openssl, and the address is asked with curl")
    folder = tmp_path_factory.mktemp("server")
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]  # fmt: skip
    subprocess.run(made, check=True, capture_output=True)
    content, port = [b""], [0]

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", f"http://localhost:{port[0]}/latest.json")
                self.end_headers()
                return
            self.send_response(200 if self.path == "/latest.json" else 404)
            self.end_headers()
            self.wfile.write(content[0])

        def log_message(self, format: str, *args: object) -> None:
            pass

    served = http.server.ThreadingHTTPServer(("localhost", 0), Answers)
    port[0] = served.server_port
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    served.socket = context.wrap_socket(served.socket, server_side=True)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()

    def answers(data: bytes) -> tuple[str, Path]:
        content[0] = data
        return f"https://localhost:{served.server_port}", folder / "cert.pem"

    yield answers
    served.shutdown()
    thread.join()
    served.server_close()


def test_a_notice_is_read_over_https(
    trusting: Path, tmp_path: Path, server: Callable[[bytes], tuple[str, Path]]
) -> None:
    notice = latest(trusting, tmp_path / "latest.json", "9.0").read_bytes()
    place, certificate = server(notice)
    assert (
        answer("updates", "check", "--address", f"{place}/latest.json", CURL_CA_BUNDLE=str(certificate))["program"]
        == "9.0"
    )
    unknown = answer("updates", "check", "--address", f"{place}/latest.json", code=1)
    assert (unknown["error"], "certificate" in unknown["detail"]) == ("fetch", True)
    assert (
        answer("updates", "check", "--address", f"{place}/nothing", code=1, CURL_CA_BUNDLE=str(certificate))["error"]
        == "fetch"
    )
    assert (
        answer("updates", "check", "--address", f"{place}/moved", code=1, CURL_CA_BUNDLE=str(certificate))["error"]
        == "fetch"
    )
    server(b"x" * 1_000_000)
    assert answer("updates", "check", "--address", f"{place}/latest.json", code=1, CURL_CA_BUNDLE=str(certificate))[
        "error"
    ] in (
        "fetch",
        "form",
    )


@pytest.mark.skipif(not Path("/usr/bin/curl").exists(), reason="the address is asked with curl")
def test_whoever_asks_ends_with_the_one_who_wants_to_know(tmp_path: Path) -> None:
    """A server that never answers; the program goes, and neither the child nor what it started is left."""
    import socket

    with socket.create_server(("localhost", 0)) as silent:
        address = f"https://localhost:{silent.getsockname()[1]}/latest.json"
        command = [*CLI, "updates", "check", "--address", address, "--while-stdin", "--json"]
        child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        silent.settimeout(30)
        connection, _ = silent.accept()
        with connection:
            assert child.stdin is not None
            child.stdin.close()
            assert child.wait(timeout=30) == 1
            connection.settimeout(30)
            # What curl had said is read; then it is gone.
            deadline = time.monotonic() + 30
            while connection.recv(4096):
                assert time.monotonic() < deadline
        assert child.stdout is not None
        child.stdout.close()


# ---- attempts in files
def test_an_attempt_goes_to_another_computer(tmp_path: Path) -> None:
    there, here, file = tmp_path / "there", tmp_path / "here", tmp_path / "one.cehrsattempt"
    stored = sit(Plan()).stored
    store = open_store(there)
    store.create(stored.attempt, stored.items)
    store.append(stored.attempt.id, 0, stored.events)
    close_attempt(store, stored.attempt.id)
    store.shut()
    name = stored.attempt.id
    assert answer("attempts", "export", name, file, CEHRS_DATA_DIR=str(there))["attempt"] == name
    assert cehrs("attempts", "export", name, file, CEHRS_DATA_DIR=str(there)).returncode == 1, "never written over"
    assert cehrs("attempts", "export", name, tmp_path / "x.json", CEHRS_DATA_DIR=str(there)).returncode == 2
    assert answer("attempts", "import", file, CEHRS_DATA_DIR=str(here))["taken_in"] is True
    assert answer("attempts", "import", file, CEHRS_DATA_DIR=str(here))["taken_in"] is False
    (line,) = answer("attempts", CEHRS_DATA_DIR=str(here))
    assert line["taken_in_ms"] > 0
    assert answer("verify", CEHRS_DATA_DIR=str(here))["ok"]
    reports = [answer("report", name, CEHRS_DATA_DIR=str(folder)) for folder in (there, here)]
    assert reports[0] == reports[1]
    file.write_bytes(file.read_bytes().replace(b"exam.item_answered", b"exam.item_answereD", 1))
    assert answer("attempts", "import", file, code=1)["error"] == "AttemptDamaged"
