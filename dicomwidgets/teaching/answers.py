"""Whether two answers are the same, however they are written."""

from __future__ import annotations

import re

__all__ = ["is_same"]

_TAG = re.compile(r"\(?\s*([0-9A-Fa-f]{4})\s*,?\s*([0-9A-Fa-f]{4})\s*\)?")
_LONGEST = 1000


def is_same(answer: object, right: object) -> bool:
    """Whether an answer means what another one does.

    A number may be a text, a float or of NumPy; a tag ``"(0008,0060)"`` may also be
    ``"0008,0060"``, ``0x00080060`` or ``(0x0008, 0x0060)``; spaces around a text don't count.

    Parameters
    ----------
    answer
        Whatever was given.
    right
        An ``int`` or a ``str``.
    """
    try:
        if isinstance(right, str):
            tag = _TAG.fullmatch(right)
            if tag is not None:
                return bool(_as_tag(answer) == int(tag[1] + tag[2], 16))
            return isinstance(answer, str) and answer.strip(" ") == right.strip(" ")
        return bool(_as_number(answer) == right)
    except Exception:  # noqa: BLE001 - an answer may be any object, and its methods do anything
        return False


def _as_number(answer: object) -> object:
    if isinstance(answer, bool):
        return None
    if isinstance(answer, str):
        return int(answer.replace(",", "").replace("_", ""), 0) if len(answer) < _LONGEST else None
    item = getattr(answer, "item", None)  # a NumPy scalar
    return item() if callable(item) else answer


def _as_tag(answer: object) -> object:
    if isinstance(answer, str):
        found = _TAG.fullmatch(answer.strip().removeprefix("0x"))
        return int(found[1] + found[2], 16) if found else None
    if isinstance(answer, (tuple, list)) and len(answer) == 2:
        return int(answer[0]) << 16 | int(answer[1])
    return None if isinstance(answer, bool) else answer
