"""The main header of JPEG 2000 and HTJ2K (ITU-T T.800 Annex A, T.814), with or without boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.pixels.streams.boxes import BOXES, boxes
from dicomwidgets.pixels.streams.facts import Codestream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.pixels.streams.facts import Colors, Subsampling

__all__ = ["is_jpeg2000", "read_jpeg2000"]

_START = b"\xff\x4f\xff\x51"
_SIZ, _CAP, _COD, _SOT, _MCT, _MCC = 0xFF51, 0xFF50, 0xFF52, 0xFF90, 0xFF74, 0xFF75
_HIGH_THROUGHPUT = 1 << (32 - 15)
_RPCL = 2
_REVERSIBLE = 1
_JPEG_2000 = "1.2.840.10008.1.2.4."


class _Size(NamedTuple):
    rows: int
    columns: int
    depths: tuple[int, ...]
    steps: tuple[tuple[int, int], ...]


class _Coding(NamedTuple):
    progression: int
    transform: bool
    reversible: bool


def is_jpeg2000(data: bytes) -> bool:
    """Whether `data` is a JPEG 2000 codestream, or the boxes of JP2 around one."""
    return data.startswith((_START, BOXES + b"jP  "))


def read_jpeg2000(data: bytes) -> Codestream | None:
    """Return what the main header says, and the colour box where there is one."""
    if not is_jpeg2000(data):
        return None
    named: int | None = None
    if not data.startswith(_START):
        data, named = _unboxed(data)
    size, coding, high, several = None, None, False, False
    for marker, body in _segments(data):
        if marker == _SIZ:
            size = _size(body)
        elif marker == _CAP:
            high = len(body) >= 4 and bool(int.from_bytes(body[:4], "big") & _HIGH_THROUGHPUT)
        elif marker == _COD:
            coding = _coding(body)
        elif marker in {_MCT, _MCC}:
            several = True
    return _facts(size, coding, named, high=high, several=several)


def _unboxed(data: bytes) -> tuple[bytes, int | None]:
    """Return the codestream out of its box, and the number of its colour space."""
    stream, named = b"", None
    for kind, start, end in boxes(data):
        if kind == b"jp2c":
            stream = data[start:end]
        elif kind == b"jp2h":
            for inner, first, last in boxes(data[:end], start):
                if inner == b"colr" and last - first >= 7 and data[first] == 1:
                    named = int.from_bytes(data[first + 3 : first + 7], "big")
    return stream, named


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (marker, parameters) of the main header (T.800 A.1)."""
    at = 2
    while at + 4 <= len(data):
        marker = int.from_bytes(data[at : at + 2], "big")
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SOT or marker < 0xFF00 or end > len(data) or end < at + 4:
            return
        yield marker, data[at + 4 : end]
        at = end


def _size(body: bytes) -> _Size | None:
    if len(body) < 36:
        return None
    right, bottom, left, top = (int.from_bytes(body[k : k + 4], "big") for k in (2, 6, 10, 14))
    count = int.from_bytes(body[34:36], "big")
    each = [body[k : k + 3] for k in range(36, 36 + 3 * count, 3)]
    if not count or any(len(one) < 3 or not one[1] or not one[2] for one in each):
        return None
    # The first component's grid: the others may be coarser.
    step_x, step_y = each[0][1], each[0][2]
    return _Size(
        rows=-(-bottom // step_y) - -(-top // step_y),
        columns=-(-right // step_x) - -(-left // step_x),
        depths=tuple(one[0] for one in each),
        steps=tuple((one[1], one[2]) for one in each),
    )


def _coding(body: bytes) -> _Coding | None:
    """Return the coding style (T.800 A.6.1)."""
    if len(body) < 10:
        return None
    return _Coding(body[1], transform=bool(body[4]), reversible=body[9] == _REVERSIBLE)


def _facts(
    size: _Size | None, coding: _Coding | None, named: int | None, *, high: bool, several: bool
) -> Codestream:
    lossless = coding.reversible if coding else None
    depth = size.depths[0] if size else None
    return Codestream(
        kind="htj2k" if high else "jpeg_2000",
        process=_process(lossless, high=high),
        syntax=_syntax(coding, high=high, several=several),
        rows=size.rows if size and size.rows > 0 else None,
        columns=size.columns if size and size.columns > 0 else None,
        components=len(size.depths) if size else None,
        precision=None if depth is None else (depth & 127) + 1,
        signed=None if depth is None else bool(depth & 128),
        lossless=lossless,
        subsampling=_subsampling(size),
        colors=_colors(size, coding, named),
    )


def _process(lossless: bool | None, *, high: bool) -> str:
    name = "HTJ2K" if high else "JPEG 2000"
    if lossless is None:
        return name
    return f"{name}, reversible" if lossless else f"{name}, irreversible"


def _syntax(coding: _Coding | None, *, high: bool, several: bool) -> str | None:
    if coding is None:
        return None
    if high:
        number = 203 if not coding.reversible else 202 if coding.progression == _RPCL else 201
    elif several:
        number = 92 if coding.reversible else 93
    else:
        number = 90 if coding.reversible else 91
    return f"{_JPEG_2000}{number}"


def _colors(size: _Size | None, coding: _Coding | None, named: int | None) -> Colors | None:
    if size is None or coding is None:
        return None
    if len(size.depths) == 1:
        return "grey"
    if coding.transform:
        return "RCT" if coding.reversible else "ICT"
    known: dict[int, Colors] = {16: "RGB", 18: "YBR"}
    return known.get(named) if named is not None else None


def _subsampling(size: _Size | None) -> Subsampling | None:
    if size is None or len(size.steps) != 3:
        return None
    known: dict[tuple[int, int], Subsampling] = {
        (1, 1): "4:4:4",
        (2, 1): "4:2:2",
        (2, 2): "4:2:0",
        (1, 2): "4:4:0",
        (4, 1): "4:1:1",
    }
    first, second, third = size.steps
    if first != (1, 1) or second != third:
        return "4:4:4" if first == second == third else "other"
    return known.get(second, "other")
