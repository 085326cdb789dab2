"""The boxes around JPEG 2000 and JPEG XL codestreams (ITU-T T.800 Annex I)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BOXES", "boxes"]

BOXES = b"\x00\x00\x00\x0c"
"""The length of the signature box, with which every such file begins."""


def boxes(data: bytes, at: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start, end) of the contents of each box; a cut one ends with the data."""
    while at + 8 <= len(data):
        length, kind, start = (
            int.from_bytes(data[at : at + 4], "big"),
            data[at + 4 : at + 8],
            at + 8,
        )
        if length == 1:
            length, start = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        end = len(data) if length == 0 else at + length
        if end < start:
            return
        yield kind, start, min(end, len(data))
        at = end
