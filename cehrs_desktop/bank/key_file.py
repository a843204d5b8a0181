"""The file with a signing key's secret: for who makes packs, never on a candidate's computer.

Only its owner may read it, and a passphrase can lock it (Argon2id, then XSalsa20-Poly1305: libsodium's own).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, cast

from cehrs_desktop.bank.signing import SEED_BYTES, key_id, new_seed, public_of

_MOST_BYTES = 64 * 1024


class KeyFileProblem(Exception):
    """The key cannot be read or written; the text says why, for people."""


def make_key_file(file: Path, owner: str, passphrase: str = "") -> bytes:
    """Write a new key, locked when a passphrase is given, and return its public half. Raises `KeyFileProblem`.

    A file that is there already is never written over.
    """
    seed = new_seed()
    public = public_of(seed)
    told: dict[str, Any] = {
        "format": 1,
        "what": "CEHRS Desktop signing key. Keep it secret; keep a copy in a safe place.",
        "owner": owner,
        "key": key_id(public),
        "public": public.hex(),
    }
    told |= _locked(seed, passphrase) if passphrase else {"secret": seed.hex()}
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    try:
        # Made with the right to read it for nobody else: not for a moment is it open to others.
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
    except FileExistsError as error:
        raise KeyFileProblem(f"{file} exists and was left as it is. Choose another name.") from error
    except OSError as error:
        raise KeyFileProblem(f"{file} could not be written: {error.strerror}.") from error
    return public


def is_locked(file: Path) -> bool:
    """Whether the key wants a passphrase. Raises `KeyFileProblem`."""
    return "locked" in _told(file)


def public_half(file: Path) -> tuple[bytes, str]:
    """The public key of a key's file, and its owner. Raises `KeyFileProblem`."""
    told = _told(file)
    try:
        public, owner = bytes.fromhex(told["public"]), str(told["owner"])
    except (KeyError, TypeError, ValueError) as error:
        raise KeyFileProblem(f"{file} is no signing key: {error}.") from error
    return public, owner


def read_key_file(file: Path, passphrase: str = "") -> bytes:
    """The secret of the key. Raises `KeyFileProblem`: no key file, a wrong passphrase, or rights that let others
    read it."""
    told = _told(file)
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise KeyFileProblem(f"Others may read {file}. Allow only its owner (chmod 600), then try again.")
    try:
        seed = _unlocked(told["locked"], passphrase) if "locked" in told else bytes.fromhex(told["secret"])
        if len(seed) != SEED_BYTES or public_of(seed).hex() != told["public"]:
            raise KeyFileProblem(f"{file} is damaged: its two halves do not belong together.")
    except (KeyError, TypeError, ValueError) as error:
        raise KeyFileProblem(f"{file} is no signing key: {error}.") from error
    return seed


def _told(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            told = json.loads(opened.read(_MOST_BYTES))
    except OSError as error:
        raise KeyFileProblem(f"{file} could not be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise KeyFileProblem(f"{file} is no signing key.") from error
    if not isinstance(told, dict) or cast(dict[str, Any], told).get("format") != 1:
        raise KeyFileProblem(f"{file} is no signing key of this program.")
    return cast(dict[str, Any], told)


def _locked(seed: bytes, passphrase: str) -> dict[str, Any]:
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox
    from nacl.utils import random

    salt = random(argon2id.SALTBYTES)
    work, memory = argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE
    key = argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=work, memlimit=memory)
    box = bytes(SecretBox(key).encrypt(seed))
    return {"locked": {"salt": salt.hex(), "opslimit": work, "memlimit": memory, "box": box.hex()}}


def _unlocked(told: dict[str, Any], passphrase: str) -> bytes:
    from nacl.exceptions import CryptoError
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox

    work, memory = int(told["opslimit"]), int(told["memlimit"])
    if not (0 < work <= argon2id.OPSLIMIT_SENSITIVE and 0 < memory <= argon2id.MEMLIMIT_SENSITIVE):
        raise ValueError("limits that no key of this program has")
    try:
        key = argon2id.kdf(
            SecretBox.KEY_SIZE, passphrase.encode(), bytes.fromhex(told["salt"]), opslimit=work, memlimit=memory
        )
        return SecretBox(key).decrypt(bytes.fromhex(told["box"]))
    except CryptoError as error:
        raise KeyFileProblem("The passphrase is not that of this key.") from error
