"""Ed25519 signatures (libsodium through PyNaCl) and the public keys that are believed.

The only module that knows the library. What is signed starts with a line that says what it is, so that a signature
under one kind of document is never good for another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from cehrs_desktop.application.pack_ports import KeysUnreadable, TrustedKey

SIGNATURE_BYTES = 64
PUBLIC_BYTES = 32
SEED_BYTES = 32
_MOST_KEYS_BYTES = 256 * 1024


def key_id(public: bytes) -> str:
    """What a key is called: the first sixteen hexadecimal digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(public).hexdigest()[:16]


def new_seed() -> bytes:
    """The secret of a new key pair."""
    from nacl.signing import SigningKey

    return bytes(SigningKey.generate())


def public_of(seed: bytes) -> bytes:
    """The public key that belongs to a secret."""
    from nacl.signing import SigningKey

    return bytes(SigningKey(seed).verify_key)


def signature_of(seed: bytes, message: bytes) -> bytes:
    """The signature of a message, 64 bytes."""
    from nacl.signing import SigningKey

    return SigningKey(seed).sign(message).signature


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the key signed exactly this message."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        VerifyKey(public).verify(message, signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True


def trusted_by_id(trusted: Iterable[TrustedKey]) -> Mapping[str, TrustedKey]:
    """The keys by their ids, which are worked out here and never believed."""
    return {key_id(key.public): key for key in trusted}


def read_trusted_keys(file: Path) -> tuple[TrustedKey, ...]:
    """The keys of a list ``{"format": 1, "keys": [{"public": HEX, "owner": WORDS}]}``. Raises `KeysUnreadable`."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_KEYS_BYTES + 1)
        if len(data) > _MOST_KEYS_BYTES:
            raise KeysUnreadable(str(file), "too large for a list of keys")
        told = cast(dict[str, Any], json.loads(data))
        if told["format"] != 1:
            raise KeysUnreadable(str(file), f"format {told['format']}")
        return tuple(trusted_key(str(key["public"]), str(key["owner"])) for key in told["keys"])
    except OSError as error:
        raise KeysUnreadable(str(file), error.strerror or str(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise KeysUnreadable(str(file), f"{type(error).__name__}: {error}") from error


def trusted_key(public: str, owner: str) -> TrustedKey:
    """The key of 64 hexadecimal digits. Raises `ValueError`."""
    key = bytes.fromhex(public)
    if len(key) != PUBLIC_BYTES:
        raise ValueError("a public key has 64 hexadecimal digits")
    return TrustedKey(key, owner)


def policy_keys(texts: Iterable[str]) -> tuple[TrustedKey, ...]:
    """The keys of a policy, each 64 hexadecimal digits and then, if one likes, whose it is. Others are passed over: the
    policy's own check tells of them."""
    keys: list[TrustedKey] = []
    for text in texts:
        public, _, owner = text.strip().partition(" ")
        with suppress(ValueError):
            keys.append(trusted_key(public, owner.strip() or key_id(bytes.fromhex(public))))
    return tuple(keys)
