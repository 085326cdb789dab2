"""The secret that new UIDs, pseudonyms and date shifts are made with."""

from __future__ import annotations

import hmac
import secrets
from functools import cache, lru_cache
from hashlib import scrypt
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.mapping.key_store import keep_secret, kept_secret, refuse_inside
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Key", "kept_key", "key_for", "session_key"]

_SIZE = 32
_SALT = b"dicomwidgets key"
_ROUNDS = 2**15
"""Of scrypt, with blocks of 1 KiB: 32 MiB and about 0.1 s for each guess."""


class Key:
    """A secret of 32 bytes, whose repr tells its fingerprint only.

    Parameters
    ----------
    secret
        The 32 bytes. Who has them can find out which of two guesses a pseudonym stands for.
    """

    __slots__ = ("_secret", "fingerprint", "is_fresh")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _SIZE:
            raise ArgumentError(
                f"A key has {_SIZE} bytes, and this has {len(secret)}.",
                remedy="Use key_for, which makes a key of any secret.",
            )
        self._secret = bytes(secret)
        self.fingerprint: str = self.derived("fingerprint")[:8].hex()
        """Sixteen hexadecimal digits that tell keys apart and give none away."""
        self.is_fresh = False
        """Whether it is random and to be kept as soon as something is written under it."""

    @classmethod
    def fresh(cls) -> Key:
        """Return a random key, which `key_for` keeps when it is used for a target."""
        made = cls(secrets.token_bytes(_SIZE))
        made.is_fresh = True
        return made

    def __repr__(self) -> str:
        return f"Key({self.fingerprint})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> tuple[type[Key], tuple[bytes]]:
        return Key, (self._secret,)

    def derived(self, purpose: str) -> bytes:
        """Return the 32 bytes that serve one purpose: what one tells says nothing of the others."""
        return hmac.digest(self._secret, purpose.encode(), "sha256")

    def keep(self) -> Path:
        """Write the key to the user's state directory, and return its file (mode 0600)."""
        return keep_secret(self.fingerprint, self._secret)


def key_for(
    key: Key | bytes | str | None = None,
    target: Path | None = None,
    *,
    fingerprint: str | None = None,
) -> Key:
    """Return the key of a run.

    Parameters
    ----------
    key
        A secret of your own. 32 bytes and more are taken as they are; shorter ones and texts are
        stretched (scrypt), so that guessing them is slow. ``None``: the key that was kept, or a
        fresh one (`Key.fresh`).
    target
        Folder that is written to. A fresh key for it is kept in the user's state directory, never
        in the target itself; without a target it lives as long as the session.
    fingerprint
        Of the key that an earlier run into `target` was made with, as its manifest holds it.

    Raises
    ------
    ArgumentError
        For an empty key, for one that is not the earlier run's, where the earlier run's key is
        not on this machine, and where the target holds the state directory.
    """
    if key is None and fingerprint is not None:
        return _resumed(fingerprint)
    if key is None and target is None:
        return session_key()
    if not isinstance(key, Key):
        key = Key.fresh() if key is None else _from_secret(key)
    made = key
    if fingerprint is not None and made.fingerprint != fingerprint:
        raise ArgumentError(
            f"The target was begun with the key {fingerprint}, and this is another one "
            f"({made.fingerprint}): the same patient would get two pseudonyms.",
            remedy="Pass the key of the first run, or write to an empty folder.",
        )
    if made.is_fresh and target is not None:
        refuse_inside(target)
        made.keep()
    return made


def kept_key(fingerprint: str) -> Key:
    """Return a key that is kept in the user's state directory.

    Parameters
    ----------
    fingerprint
        As reports and manifests name it.

    Raises
    ------
    ArgumentError
        Where it is not kept on this machine, or others could read it.
    """
    found = _kept(fingerprint)
    if found is None:
        raise ArgumentError(
            f"The key {fingerprint[:16]} is not kept on this machine.",
            remedy="Pass the secret that it was made of as key=, or run where it was made.",
        )
    return found


@cache
def session_key() -> Key:
    """Return the key of this session: random, and kept in memory only."""
    return Key(secrets.token_bytes(_SIZE))


def _resumed(fingerprint: str) -> Key:
    made = _kept(fingerprint)
    if made is None:
        raise ArgumentError(
            f"The target was begun with the key {fingerprint}, which is not kept on this machine.",
            remedy="Pass the same key= again, run where the first run was, or write to an empty "
            "folder.",
        )
    return made


def _kept(fingerprint: str) -> Key | None:
    secret = kept_secret(fingerprint)
    made = Key(secret) if secret is not None and len(secret) == _SIZE else None
    return made if made is not None and made.fingerprint == fingerprint else None


def _from_secret(secret: bytes | str) -> Key:
    data = secret.encode() if isinstance(secret, str) else bytes(secret)
    if not data.strip():
        raise ArgumentError(
            "The key is empty.", remedy="Pass a secret, or no key: a fresh one is then made."
        )
    return _stretched(data)


@lru_cache(maxsize=8)
def _stretched(data: bytes) -> Key:
    if len(data) >= _SIZE:
        return Key(hmac.digest(_SALT, data, "sha256"))
    return Key(scrypt(data, salt=_SALT, n=_ROUNDS, r=8, p=1, maxmem=2**26, dklen=_SIZE))
