"""New UIDs for old ones: the same new one for the same old one, and no way back."""

from __future__ import annotations

import hmac
import secrets
from functools import cache
from hashlib import sha256
from uuid import UUID

__all__ = ["UidMapping", "is_registered", "session_mapping"]

_REGISTERED = "1.2.840.10008."


def is_registered(uid: str) -> bool:
    """Whether `uid` is one of the standard's own (PS3.6 Annex A), which identifies nobody."""
    return uid.startswith(_REGISTERED)


class UidMapping:
    """A keyed one-way mapping of UIDs.

    The new UID is 2.25 followed by a UUID (PS3.5 B.2) made of the HMAC-SHA-256 of the old one, so
    references between files hold as long as the key stays the same, and nobody without the key
    can test a guess.

    Parameters
    ----------
    key
        Secret bytes; a fresh random key when left out.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = secrets.token_bytes(32) if key is None else key

    def __repr__(self) -> str:
        return "UidMapping(…)"

    def new(self, old: str) -> str:
        """Return the UID that takes the place of `old`; registered UIDs and "" stay."""
        old = old.strip(" \0")
        if not old or is_registered(old):
            return old
        digest = hmac.digest(self._key, old.encode("utf-8", "surrogateescape"), sha256)
        return f"2.25.{UUID(bytes=digest[:16], version=5).int}"


@cache
def session_mapping() -> UidMapping:
    """Return the mapping of this session: one random key, kept in memory only."""
    return UidMapping()
