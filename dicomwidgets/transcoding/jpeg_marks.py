"""Marks in the head of a JPEG stream that say what its components are (ITU-T T.81 B, T.872)."""

from __future__ import annotations

__all__ = ["unmarked"]

_SOF3, _SOS, _APP14 = 0xC3, 0xDA, 0xEE
_NAMES = {ord(name): number for number, name in enumerate("RGB", start=1)}


def unmarked(stream: bytes) -> bytes:
    """Return a lossless JPEG stream whose three components are numbered, and not called RGB.

    Parameters
    ----------
    stream
        As an encoder made it: with an Adobe marker, and components called R, G and B.
    """
    out = bytearray(stream[:2])
    at = 2
    while True:
        marker, size = stream[at + 1], int.from_bytes(stream[at + 2 : at + 4], "big")
        segment = bytearray(stream[at : at + 2 + size])
        at += 2 + size
        if marker == _SOF3:  # a byte of precision, four of size, then one of their number
            _number(segment, 10, 3)
        elif marker == _SOS:
            _number(segment, 5, 2)
        if marker != _APP14:
            out += segment
        if marker == _SOS:
            return bytes(out) + stream[at:]


def _number(segment: bytearray, first: int, step: int) -> None:
    for place in range(first, first + 3 * step, step):
        segment[place] = _NAMES.get(segment[place], segment[place])
