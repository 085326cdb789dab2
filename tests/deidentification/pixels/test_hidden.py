"""What surrounds the frames is blanked in its place; the frames and good tables stay."""

from __future__ import annotations

import struct

import numpy as np
from deidentification.adversarial.canaries import identified
from deidentification.adversarial.pixel_places import JPEG, compressed, jpeg, segment
from deidentification.adversarial.places import part_10, with_pixels
from pydicom.encaps import encapsulate, encapsulate_extended
from support.deidentified import rewritten

TEXT = b"Quillfeather^Zebedee"


def test_what_is_behind_native_frames_is_blanked_in_its_place() -> None:
    dataset = with_pixels(identified())
    frames = dataset[0x7FE00010].value
    dataset[0x7FE00010].value += TEXT
    _, read, outcome = rewritten(part_10(dataset))
    assert read.PixelData == frames + bytes(len(TEXT))
    assert any("behind the last frame" in note for note in outcome.notes)


def test_frames_that_the_header_can_not_count_are_left() -> None:
    data = part_10(with_pixels(identified()))
    at = data.index(struct.pack("<HH2sH", 0x28, 0x10, b"US", 2))
    count = struct.pack("<HH2sH", 0x28, 8, b"IS", 2) + b"1A"
    result, _, outcome = rewritten(data[:at] + count + data[at:])
    assert any("can't be told" in note for note in outcome.notes)
    assert data[-512:] == result[-512:]


def test_an_offset_table_is_made_anew_and_a_good_one_stays() -> None:
    frames = [jpeg(), jpeg(segment(0xFE, TEXT))]
    dataset = compressed(frames)
    good = part_10(dataset, JPEG)
    _, read, _ = rewritten(good)
    assert read.PixelData[:16] == dataset.PixelData[:16]
    at = good.index(dataset.PixelData[:16])
    bad = good[:at] + struct.pack("<HHL", 0xFFFE, 0xE000, 20) + TEXT + good[at + 16 :]
    _, mended, outcome = rewritten(bad)
    assert mended.PixelData == read.PixelData
    assert any("offset table" in note for note in outcome.notes)
    assert np.array_equal(mended.pixel_array, read.pixel_array)


def test_a_good_extended_offset_table_stays() -> None:
    dataset = compressed([jpeg(), jpeg()])
    value, offsets, lengths = encapsulate_extended([jpeg(), jpeg()])
    dataset.PixelData = value
    dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = offsets, lengths
    _, read, _ = rewritten(part_10(dataset, JPEG))
    assert (read.ExtendedOffsetTable, read.ExtendedOffsetTableLengths) == (offsets, lengths)
    assert read.PixelData == value


def test_a_frame_in_several_fragments_is_seen_as_one() -> None:
    frame = jpeg(segment(0xFE, TEXT))
    dataset = compressed([frame])
    dataset.PixelData = encapsulate([frame], fragments_per_frame=8)
    _, read, _ = rewritten(part_10(dataset, JPEG))
    joined = b"".join(read.PixelData[at + 8 : at + 8 + size] for at, size in _items(read.PixelData))
    assert joined.rstrip(b"\0") == frame.replace(TEXT, bytes(len(TEXT)))


def _items(value: bytes) -> list[tuple[int, int]]:
    found, at = [], 8 + int.from_bytes(value[4:8], "little")
    while at + 8 <= len(value) and value[at : at + 4] == b"\xfe\xff\x00\xe0":
        size = int.from_bytes(value[at + 4 : at + 8], "little")
        found.append((at, size))
        at += 8 + size
    return found
