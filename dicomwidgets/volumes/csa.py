"""The Siemens CSA header: named numbers in a private element (0029,1010).

Its form is not published by its maker; it is described at
https://nipy.org/nibabel/dicom/siemens_csa.html. This reads its second form, which begins with SV10.
"""

from __future__ import annotations

from struct import Struct
from struct import error as TooShort  # noqa: N812 - what it means here

__all__ = ["csa_values"]

_HEAD = Struct("<4s4sII")
_TAG = Struct("<64si4siii")
_ITEM = Struct("<iiii")
_MOST = 1000


def csa_values(data: bytes) -> dict[str, list[float]]:
    """Return the values of a CSA header that are numbers, by name; none of another form."""
    found: dict[str, list[float]] = {}
    try:
        mark, _, count, _ = _HEAD.unpack_from(data)
        if mark != b"SV10" or count > _MOST:
            return {}
        at = _HEAD.size
        for _ in range(count):
            name, _, _, _, items, _ = _TAG.unpack_from(data, at)
            at += _TAG.size
            if items > _MOST:
                return found
            texts, at = _texts(data, at, items)
            if numbers := _numbers(texts):
                found[name.partition(b"\0")[0].decode("latin-1")] = numbers
    except TooShort:
        pass
    return found


def _texts(data: bytes, at: int, items: int) -> tuple[list[bytes], int]:
    """Return the texts of one tag, and where the next one begins."""
    texts = []
    for _ in range(items):
        _, length, _, _ = _ITEM.unpack_from(data, at)
        at += _ITEM.size
        if length < 0:
            raise TooShort
        texts.append(data[at : at + length].partition(b"\0")[0].strip())
        at += -(-length // 4) * 4
    return [text for text in texts if text], at


def _numbers(texts: list[bytes]) -> list[float]:
    try:
        return [float(text) for text in texts]
    except ValueError:
        return []
