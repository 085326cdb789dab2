"""Files that hide a patient around their pixels: behind them, in their streams and tables."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from deidentification.adversarial.canaries import CANARIES, NAME, identified
from deidentification.adversarial.places import (
    FREE_TEXT,
    JPEG,
    WRITTEN_DATES,
    Hidden,
    explicit,
    part_10,
    with_pixels,
)
from pydicom.dataelem import DataElement
from pydicom.encaps import encapsulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

__all__ = ["PIXEL_PLACES"]

PIXEL_PLACES: dict[str, Callable[[], Hidden]] = {}


def place(make: Callable[[], Hidden]) -> Callable[[], Hidden]:
    PIXEL_PLACES[make.__name__] = make
    return make


def compressed(frames: list[bytes]) -> Dataset:
    dataset = with_pixels(identified("1.2.840.10008.5.1.4.1.1.7", "OT"), bits=8, stored=8)
    dataset.NumberOfFrames = len(frames)
    data = DataElement(0x7FE00010, "OB", encapsulate(frames))
    data.is_undefined_length = True
    dataset[0x7FE00010] = data
    return dataset


def segment(marker: int, text: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(text) + 2) + text


def jpeg(*segments: bytes) -> bytes:
    """Return a small JPEG image with segments of text in it."""
    from PIL import Image  # noqa: PLC0415 - beside its only use

    out = BytesIO()
    Image.fromarray(np.zeros((16, 16), np.uint8)).save(out, "JPEG")
    data = out.getvalue()
    return data[:2] + b"".join(segments) + data[2:]


@place
def after_native_pixels() -> Hidden:
    dataset = with_pixels(identified())
    dataset[0x7FE00010].value += (FREE_TEXT * 2).encode()
    return Hidden(part_10(dataset), (*CANARIES, *WRITTEN_DATES))


@place
def jpeg_comment() -> Hidden:
    noted = jpeg(segment(0xFE, FREE_TEXT.encode()), segment(0xE1, b"Exif\0\0" + NAME.encode()))
    return Hidden(part_10(compressed([noted, noted]), JPEG), (*CANARIES, *WRITTEN_DATES))


@place
def after_the_last_fragment() -> Hidden:
    frame = jpeg() + FREE_TEXT.encode()
    data = part_10(compressed([frame]), JPEG)
    return Hidden(data + explicit(0xFFFCFFFC, "OB", NAME.encode()), (*CANARIES, *WRITTEN_DATES))


@place
def basic_offset_table() -> Hidden:
    data = part_10(compressed([jpeg(), jpeg()]), JPEG)
    at = data.index(struct.pack("<HHL", 0xFFFE, 0xE000, 8))
    text = NAME.encode().ljust(24)
    table = struct.pack("<HHL", 0xFFFE, 0xE000, len(text)) + text
    return Hidden(data[:at] + table + data[at + 16 :])


JPEG_2000 = "1.2.840.10008.1.2.4.90"
RLE = "1.2.840.10008.1.2.5"


def jpeg_2000(*, boxes: bool = False) -> bytes:
    """Return a small JPEG 2000 stream, bare or in boxes."""
    from PIL import Image  # noqa: PLC0415

    out = BytesIO()
    image = Image.fromarray(np.zeros((16, 16), np.uint8))
    image.save(out, "JPEG2000", no_jp2=not boxes)
    return out.getvalue()


@place
def jpeg_2000_comment() -> Hidden:
    text = b"\0\1" + FREE_TEXT.encode()
    stream, at = jpeg_2000(), 2
    while stream[at + 1] != 0x52:  # COD, after which comments may come
        at += 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
    noted = stream[:at] + segment(0x64, text) + stream[at:] + NAME.encode()
    return Hidden(part_10(compressed([noted]), JPEG_2000), (*CANARIES, *WRITTEN_DATES))


@place
def jpeg_2000_boxes() -> Hidden:
    text = b"<patient>" + NAME.encode() + b"</patient>"
    stream = jpeg_2000(boxes=True)
    at = stream.index(b"jp2c") - 4
    note = struct.pack(">L4s", 8 + len(text), b"xml ") + text
    uuid = struct.pack(">L4s16s", 24 + len(text), b"uuid", NAME.encode()[:16]) + text
    boxed = stream[:at] + note + uuid + stream[at:]
    return Hidden(part_10(compressed([boxed]), JPEG_2000))


@place
def behind_rle_segments() -> Hidden:
    frame = struct.pack("<16L", 1, 64, *[0] * 14) + b"\x81\0\x81\0"  # twice 128 zeros
    dataset = compressed([frame + NAME.encode() + b" "])
    return Hidden(part_10(dataset, RLE))


@place
def extended_offset_table() -> Hidden:
    dataset = compressed([jpeg(), jpeg()])
    dataset.ExtendedOffsetTable = NAME.encode().ljust(24)
    dataset.ExtendedOffsetTableLengths = b"Brambleworth".ljust(16)
    return Hidden(part_10(dataset, JPEG))


@place
def pixels_without_rows() -> Hidden:
    dataset = identified()
    dataset.add_new(0x7FE00010, "OB", FREE_TEXT.encode())
    return Hidden(part_10(dataset), (*CANARIES, *WRITTEN_DATES))
