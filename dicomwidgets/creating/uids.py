"""New UIDs: random ones, or the same from the same seed (PS3.5 9, B.2)."""

from __future__ import annotations

import hashlib
import re
import uuid

from dicomwidgets.errors import CreateError

__all__ = ["Uids"]

_ROOT = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))+")
_LONGEST = 64
_LEAST_DIGITS = 20


class Uids:
    """Makes UIDs.

    Parameters
    ----------
    root
        What they begin with; by default 2.25, of which the rest is a UUID.
    seed
        With one, the same names give the same UIDs.

    Raises
    ------
    CreateError
        If the root is none, or too long to make UIDs that differ.
    """

    def __init__(self, root: str = "", seed: str | None = None) -> None:
        self._root = root.rstrip(".")
        self._seed = seed
        if root and not _ROOT.fullmatch(self._root):
            raise CreateError(
                "The UID root is none: numbers without leading zeros, joined by dots.",
                remedy="Leave it out: UIDs are then 2.25 and a UUID, which needs no root.",
            )
        if len(self._root) > _LONGEST - _LEAST_DIGITS - 1:
            raise CreateError("The UID root leaves too few digits for UIDs that differ.")

    def new(self, *names: object) -> str:
        """Return a UID; with a seed, always the same for these names."""
        if self._seed is None:
            number = uuid.uuid4().int
        else:
            text = "\0".join(map(str, (self._seed, *names))).encode("utf-8", "surrogateescape")
            digest = hashlib.sha256(b"dicomwidgets.create\0" + text).digest()
            # The bits of a UUID of version 8: made in a way of one's own (RFC 9562, 5.8).
            number = uuid.UUID(int=int.from_bytes(digest[:16], "big")).int
            number = number & ~(0xF << 76 | 0x3 << 62) | (0x8 << 76 | 0x2 << 62)
        if not self._root:
            return f"2.25.{number}"
        digits = min(38, _LONGEST - len(self._root) - 1)
        return f"{self._root}.{number % 10**digits}"
