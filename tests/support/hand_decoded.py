"""Frames taken out of their items and decoded here, where no other program reads them."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
from openjpeg.utils import decode
from pydicom import dcmread
from pydicom.uid import ExplicitVRLittleEndian

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

__all__ = ["BY_HAND", "items_of", "plain_by_hand"]

_STEM = "1.2.840.10008.1.2.4."
_HTJ2K = tuple(_STEM + each for each in ("201", "202", "203"))
_ITEM, _END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"


def items_of(data: bytes) -> list[bytes]:
    """Return the items of an encapsulated Pixel Data element (PS3.5 A.4), the table first."""
    found, place = [], 0
    while data[place : place + 4] == _ITEM:
        (length,) = struct.unpack_from("<I", data, place + 4)
        assert length % 2 == 0
        found.append(data[place + 8 : place + 8 + length])
        assert len(found[-1]) == length
        place += 8 + length
    assert data[place:] in (b"", _END + bytes(4))
    return found


def plain_by_hand(path: Path, out: Path) -> Path:
    """Write a file uncompressed whose frames are in one item each; colours are RGB then."""
    dataset = dcmread(path)
    syntax = str(dataset.file_meta.TransferSyntaxUID)
    _, *items = items_of(dataset.PixelData)
    assert len(items) == int(dataset.get("NumberOfFrames") or 1)
    if dataset.BitsAllocated == 1:
        bits = [_bits(each, syntax, dataset.Rows * dataset.Columns) for each in items]
        data = np.packbits(np.concatenate(bits), bitorder="little").tobytes()
    else:
        data = b"".join(_DECODERS[syntax](each, dataset) for each in items)
    dataset.PixelData = data + bytes(len(data) % 2)
    dataset["PixelData"].VR = "OB" if dataset.BitsAllocated <= 8 else "OW"
    if dataset.PhotometricInterpretation in ("YBR_RCT", "YBR_ICT", "XYB"):
        dataset.PhotometricInterpretation = "RGB"
    for keyword in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths"):
        dataset.pop(keyword, None)
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.save_as(out)
    return out


def _bits(item: bytes, syntax: str, count: int) -> NDArray[np.uint8]:
    """Return single bits, which are packed into bytes frame by frame."""
    if syntax.endswith(".8.1"):
        item = _inflated(item, None)
    elif syntax == "1.2.840.10008.1.2.5":
        number, first = struct.unpack_from("<II", item)
        assert number == 1
        item = b"".join(_unpacked(item[first:], -(-count // 8)))
    return np.unpackbits(np.frombuffer(item, np.uint8), count=count, bitorder="little")


def _unpacked(data: bytes, size: int) -> Iterator[bytes]:
    """Yield the stretches of a segment of RLE (PS3.5 G.3)."""
    place = done = 0
    while done < size:
        code = struct.unpack_from("b", data, place)[0]
        place += 1
        if code == -128:
            continue
        run = data[place : place + 1 + code] if code >= 0 else data[place : place + 1] * (1 - code)
        place += 1 + max(code, 0)
        done += len(run)
        yield run
    assert done == size


def _inflated(item: bytes, _: Dataset | None) -> bytes:
    inflater = zlib.decompressobj(wbits=-15)
    data = inflater.decompress(item)
    assert inflater.eof
    assert inflater.unused_data in (b"", b"\0")
    return data


def _as_is(item: bytes, dataset: Dataset) -> bytes:
    samples = dataset.Rows * dataset.Columns * dataset.SamplesPerPixel
    return item[: samples * dataset.BitsAllocated // 8]


def _by(decode: Callable[[bytes], Any]) -> Callable[[bytes, Dataset], bytes]:
    """Return the samples in the words of the header: codecs take the smallest that do."""

    def decoded(item: bytes, dataset: Dataset) -> bytes:
        array = np.asarray(decode(item))
        assert array.shape[:2] == (dataset.Rows, dataset.Columns)
        sign = "i" if dataset.PixelRepresentation else "u"
        return array.astype(f"<{sign}{dataset.BitsAllocated // 8}").tobytes()

    return decoded


_DECODERS = {
    "1.2.840.10008.1.2.1.98": _as_is,
    "1.2.840.10008.1.2.8.1": _inflated,
    # OpenJPH, where this package asks OpenJPEG; libjxl; OpenJPEG in the package of that name.
    **dict.fromkeys(_HTJ2K, _by(imagecodecs.htj2k_decode)),
    **dict.fromkeys((_STEM + each for each in ("110", "112")), _by(imagecodecs.jpegxl_decode)),
    **dict.fromkeys((_STEM + each for each in ("90", "91")), _by(decode)),
}

BY_HAND = frozenset(_DECODERS)
"""Transfer syntaxes that are decoded by hand; single bits in RLE are too."""
