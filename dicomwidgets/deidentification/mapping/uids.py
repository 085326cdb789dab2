"""New UIDs for old ones: the same new one for the same old one, and no way back."""

from __future__ import annotations

import hmac
from functools import lru_cache

from dicomwidgets.deidentification.mapping.key import Key, key_for, session_key
from dicomwidgets.reference.uids import is_registered

__all__ = ["UidMapping", "session_mapping"]

_ALL = (1 << 128) - 1
_FIXED = 0xF << 76 | 0x3 << 62
_VERSION_8 = 0x8 << 76 | 0x2 << 62
"""RFC 9562, 5.8: a UUID whose bits are made in a way of one's own."""


class UidMapping:
    """A keyed one-way mapping of UIDs.

    The new UID is 2.25 followed by a UUID (PS3.5 B.2) made of the HMAC-SHA-256 of the old one, so
    references between files hold as long as the key stays the same, and nobody without the key
    can test a guess.

    Parameters
    ----------
    key
        The key of the run, or a secret that `key_for` makes one of; that of the session when left
        out.
    """

    __slots__ = ("_secret",)

    def __init__(self, key: Key | bytes | None = None) -> None:
        self._secret = key_for(key).derived("uid")

    def __repr__(self) -> str:
        return "UidMapping(…)"

    def new(self, old: str) -> str:
        """Return the UID that takes the place of `old`; registered UIDs and "" stay."""
        return _new(self._secret, old)


@lru_cache(maxsize=1024)
def _new(secret: bytes, old: str) -> str:
    """Return a new UID; files of one series have most of theirs in common."""
    old = old.strip(" \0")
    if not old or is_registered(old):
        return old
    digest = hmac.digest(secret, old.encode("utf-8", "surrogateescape"), "sha256")
    number = int.from_bytes(digest[:16], "big") & (_ALL ^ _FIXED) | _VERSION_8
    return f"2.25.{number}"


def session_mapping() -> UidMapping:
    """Return the mapping of this session: one random key, kept in memory only."""
    return UidMapping(session_key())
