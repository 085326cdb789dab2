"""The image header of JPEG XL (ISO/IEC 18181-1 Annex D), bit by bit."""

from __future__ import annotations

from typing import NamedTuple

from dicomwidgets.pixels.streams.boxes import BOXES, boxes
from dicomwidgets.pixels.streams.facts import Codestream, Colors

__all__ = ["is_jpegxl", "read_jpegxl"]

_BARE = b"\xff\x0a"
_SIZES = ((9, 1), (13, 1), (18, 1), (30, 1))
_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}
_ENUM = ((0, 0), (0, 1), (4, 2), (6, 18))
_DEPTHS = ((0, 8), (0, 10), (0, 12), (6, 1))
_GREY = 1
_CUSTOM = 2


class _CutError(Exception):
    """The header ends, or goes where this reader does not follow."""


class _Bits:
    """Bits from the lowest of each byte up."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> int:
        end = self._at + count
        if end > 8 * len(self._data):
            raise _CutError
        piece = int.from_bytes(self._data[self._at // 8 : (end + 7) // 8], "little")
        value = piece >> (self._at % 8) & ((1 << count) - 1)
        self._at = end
        return value

    def choose(self, choices: tuple[tuple[int, int], ...]) -> int:
        """Return a number of one of four (bits, added)."""
        bits, added = choices[self.take(2)]
        return self.take(bits) + added

    def align(self) -> None:
        self._at = (self._at + 7) // 8 * 8


class _Metadata(NamedTuple):
    precision: int
    grey: bool
    xyb: bool
    icc: bool


def is_jpegxl(data: bytes) -> bool:
    """Whether `data` is a JPEG XL codestream, bare or in boxes."""
    return data.startswith((_BARE, BOXES + b"JXL \r\n\x87\n"))


def read_jpegxl(data: bytes) -> Codestream | None:
    """Return what the image header and the first frame header say."""
    if not is_jpegxl(data):
        return None
    recompressed = False
    if not data.startswith(_BARE):
        data, recompressed = _unboxed(data)
    bits = _Bits(data[2:])
    found = Codestream("jpeg_xl", "JPEG XL")
    try:
        rows, columns = _size(bits)
        found = found._replace(rows=rows, columns=columns)
        meta = _metadata(bits)
        found = found._replace(
            precision=meta.precision,
            components=1 if meta.grey else 3,
            colors=_colors(meta, recompressed=recompressed),
        )
        lossless = None if recompressed else _lossless(bits, meta)
    except _CutError:
        lossless = None
    return _named(found, lossless, recompressed=recompressed)


def _named(found: Codestream, lossless: bool | None, *, recompressed: bool) -> Codestream:
    if recompressed:
        return found._replace(
            process="JPEG XL, a JPEG recompressed", syntax="1.2.840.10008.1.2.4.111", lossless=False
        )
    if lossless:
        return found._replace(
            process="JPEG XL, lossless", syntax="1.2.840.10008.1.2.4.110", lossless=True
        )
    lossy = lossless is False
    return found._replace(
        process="JPEG XL, lossy" if lossy else "JPEG XL",
        syntax="1.2.840.10008.1.2.4.112",
        lossless=lossless,
    )


def _unboxed(data: bytes) -> tuple[bytes, bool]:
    """Return the codestream out of its boxes, and whether a JPEG can be made of it again."""
    stream, recompressed = bytearray(), False
    for kind, start, end in boxes(data):
        if kind == b"jxlc":
            stream += data[start:end]
        elif kind == b"jxlp":
            stream += data[start + 4 : end]
        elif kind == b"jbrd":
            recompressed = True
    return bytes(stream), recompressed


def _size(bits: _Bits) -> tuple[int, int]:
    """Return (rows, columns) (D.2)."""
    small = bits.take(1)
    rows = 8 * (bits.take(5) + 1) if small else bits.choose(_SIZES)
    ratio = bits.take(3)
    if ratio:
        times, over = _RATIOS[ratio]
        return rows, rows * times // over
    return rows, 8 * (bits.take(5) + 1) if small else bits.choose(_SIZES)


def _metadata(bits: _Bits) -> _Metadata:
    """Return the part of the image metadata (D.3) that is of interest here."""
    if bits.take(1):
        return _Metadata(precision=8, grey=False, xyb=True, icc=False)
    if bits.take(1):
        raise _CutError  # orientation, previews, animations
    if bits.take(1):
        precision = bits.choose(((0, 32), (0, 16), (0, 24), (6, 1)))
        bits.take(4)
    else:
        precision = bits.choose(_DEPTHS)
    bits.take(1)
    if bits.choose(((0, 0), (0, 1), (4, 2), (12, 1))):
        raise _CutError  # alpha and other extra channels
    xyb = bool(bits.take(1))
    grey, icc = _encoding(bits)
    return _Metadata(precision, grey, xyb, icc)


def _encoding(bits: _Bits) -> tuple[bool, bool]:
    """Return whether the image is grey and whether an ICC profile follows (D.3.5)."""
    if bits.take(1):
        return False, False
    icc = bool(bits.take(1))
    space = bits.choose(_ENUM)
    if icc:
        return space == _GREY, True
    if bits.choose(_ENUM) == _CUSTOM:
        raise _CutError
    if space != _GREY and bits.choose(_ENUM) == _CUSTOM:
        raise _CutError
    if bits.take(1):
        bits.take(24)
    else:
        bits.choose(_ENUM)
    bits.choose(_ENUM)
    return space == _GREY, False


def _colors(meta: _Metadata, *, recompressed: bool) -> Colors | None:
    """Return what three samples are; of a recompressed JPEG only the JPEG itself says it."""
    if meta.grey:
        return "grey"
    if recompressed:
        return None
    return "XYB" if meta.xyb else "RGB"


def _lossless(bits: _Bits, meta: _Metadata) -> bool | None:
    """Return whether the first frame is modular and not in XYB: what lossless coders write."""
    if meta.xyb:
        return False
    if meta.icc:
        return None
    if bits.take(2) or not bits.take(1):
        return None  # extensions, or other upsampling weights
    bits.align()
    if bits.take(1):
        return False
    bits.take(2)
    return bool(bits.take(1))
