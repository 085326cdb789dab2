"""How elements are encoded: as the transfer syntax says, or as they look (PS3.5 7.1, 10, A)."""

from __future__ import annotations

from functools import lru_cache
from struct import Struct, unpack
from typing import NamedTuple

from dicomwidgets.reference.tags import is_private, tag_info

__all__ = [
    "BIG",
    "LITTLE",
    "LONG",
    "SHORT",
    "Encoding",
    "Order",
    "declared",
    "is_sequence",
    "looks",
]

_LONG_CODES = "OB OD OF OL OV OW SQ SV UC UN UR UT UV"
_SHORT_CODES = "AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US"

LONG = {code.encode(): code for code in _LONG_CODES.split()}
"""VRs with two reserved bytes and a length of four (PS3.5 Table 7.1-1)."""

SHORT = {code.encode(): code for code in _SHORT_CODES.split()}
"""VRs with a length of two bytes (PS3.5 Table 7.1-2)."""


class Encoding(NamedTuple):
    """How the elements of a dataset are written."""

    implicit: bool = False
    little: bool = True
    deflated: bool = False


class Order:
    """What unpacks headers in one byte order.

    Parameters
    ----------
    sign
        `struct`'s sign of the order.
    """

    __slots__ = ("explicit", "implicit", "length", "little")

    def __init__(self, sign: str) -> None:
        self.little = sign == "<"
        self.explicit = Struct(f"{sign}HH2sH").unpack_from
        self.implicit = Struct(f"{sign}HHL").unpack_from
        self.length = Struct(f"{sign}L").unpack_from


LITTLE, BIG = Order("<"), Order(">")

_FIRST_GROUPS = 0x28
_ITEM = b"\xfe\xff\x00\xe0"
_STANDARD = "1.2.840.10008.1.2"
_DECLARED = {
    _STANDARD: Encoding(implicit=True),
    f"{_STANDARD}.2": Encoding(little=False),
    f"{_STANDARD}.1.99": Encoding(deflated=True),
    f"{_STANDARD}.4.95": Encoding(deflated=True),
    f"{_STANDARD}.4.205": Encoding(deflated=True),
}


def declared(uid: str) -> Encoding | None:
    """Return how a transfer syntax encodes elements; ``None`` for one that is not known."""
    found = _DECLARED.get(uid)
    return found or (Encoding() if uid.startswith(f"{_STANDARD}.") else None)


def looks(head: bytes, room: int) -> Encoding | None:
    """Return how an element looks to be encoded.

    Parameters
    ----------
    head
        Its first twelve bytes.
    room
        How many bytes there are from its beginning on.

    Returns
    -------
    Encoding or None
        ``None`` if it looks like no element.
    """
    group: int
    length: int
    group, length = unpack("<H2xL", head[:8])
    if head[4:6] in SHORT or head[4:6] in LONG:
        swapped = group >> 8 | (group & 0xFF) << 8
        return Encoding(little=not 0 < swapped <= _FIRST_GROUPS < group)
    opens = length == 0xFFFFFFFF and head[8:12] == _ITEM
    return Encoding(implicit=True) if opens or length <= room - 8 else None


@lru_cache(maxsize=8192)
def is_sequence(tag: int, creator: str = "") -> bool:
    """Whether the dictionaries say that an element is a sequence."""
    return (not is_private(tag) or bool(creator)) and tag_info(tag, creator).vr == "SQ"
