"""Native frames are blacked out however they are packed, against pixels kept one by one."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from deidentification.adversarial.canaries import identified, item
from deidentification.adversarial.places import part_10
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.pixels import pixel_array
from support.deidentified import EXPLICIT, job_for, rewritten
from support.small_images import image

import dicomwidgets as dw
from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.deidentification.pixels.boxes import Box, boxes_for
from dicomwidgets.deidentification.pixels.redaction import Redaction
from dicomwidgets.errors import DeidentifyError

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

BIG = "1.2.840.10008.1.2.2"


def job(*boxes: object) -> Job:
    plain = job_for("clean_pixel_data")
    return Job(plain.policy, plain.key, boxes_for(boxes))


def packed(
    rows: int, columns: int, frames: int, value: bytes, *, vr: str = "OB", **said: Any
) -> Dataset:
    """Return an image whose pixels are these bytes."""
    dataset = identified()
    bits = said.pop("BitsAllocated", 1)
    dataset.update(
        item(
            **{
                "SamplesPerPixel": 1,
                "PhotometricInterpretation": "MONOCHROME2",
                "NumberOfFrames": frames,
                "Rows": rows,
                "Columns": columns,
                "BitsAllocated": bits,
                "BitsStored": bits,
                "HighBit": bits - 1,
                "PixelRepresentation": 0,
                **said,
            }
        )
    )
    dataset.add_new(0x7FE00010, vr, value + b"\0" * (len(value) % 2))
    return dataset


def swapped(data: bytes) -> bytes:
    even = data + b"\0" * (len(data) % 2)
    return b"".join(even[k + 1 : k + 2] + even[k : k + 1] for k in range(0, len(even), 2))


@st.composite
def _images(draw: st.DrawFn) -> tuple[int, int, int, list[Any]]:
    """Return rows, columns, frames, and boxes, some of which stick out."""
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 9))
    frames = draw(st.integers(1, 19))
    some = st.lists(st.integers(0, frames - 1), min_size=1, max_size=4, unique=True)
    box = st.tuples(
        st.none() | some,
        st.integers(0, columns - 1),
        st.integers(0, rows - 1),
        st.integers(1, columns + 2),
        st.integers(1, rows + 2),
    )
    return rows, columns, frames, draw(st.lists(box, min_size=1, max_size=3))


def is_in(box: Any, frame: int, x: int, y: int) -> bool:
    frames, left, top, width, height = box
    inside = left <= x < left + width and top <= y < top + height
    return inside and (frames is None or frame in frames)


@settings(max_examples=60, deadline=None)
@given(_images(), st.randoms(use_true_random=False), st.sampled_from(["", "OB", "OW"]))
def test_bits_are_blacked_out_over_the_borders_of_frames(
    shape: tuple[int, int, int, list[Any]], random: Any, big: str
) -> None:
    rows, columns, frames, boxes = shape
    cells = rows * columns
    bits = [random.randrange(2) for _ in range(frames * cells)]
    spare = [1] * (-len(bits) % 8)  # of no pixel: they stay as they are

    def bytes_of(pixels: list[int]) -> bytes:
        all_bits = [*pixels, *spare]
        data = bytes(
            sum(bit << k for k, bit in enumerate(all_bits[at : at + 8]))
            for at in range(0, len(all_bits), 8)
        )
        data += b"\0" * (len(data) % 2)
        return swapped(data) if big == "OW" else data

    expected = [
        0
        if any(is_in(box, at // cells, at % columns, at % cells // columns) for box in boxes)
        else b
        for at, b in enumerate(bits)
    ]
    dataset = packed(rows, columns, frames, bytes_of(bits), vr=big or "OB")
    _, read, _ = rewritten(part_10(dataset, BIG if big else EXPLICIT), job(*boxes))
    assert read.PixelData == bytes_of(expected)
    assert read.BurnedInAnnotation == "NO"


@settings(max_examples=60, deadline=None)
@given(_images(), st.randoms(use_true_random=False), st.sampled_from([8, 16]))
def test_pixels_that_share_their_colour_go_in_pairs(
    shape: tuple[int, int, int, list[Any]], random: Any, bits: int
) -> None:
    rows, pairs, frames, boxes = shape
    columns = 2 * pairs
    size = bits // 8
    cells = [random.randrange(1 << bits) for _ in range(frames * rows * pairs * 4)]
    half = 1 << (bits - 1)
    expected = list(cells)
    for pair in range(len(cells) // 4):
        frame, rest = divmod(pair, rows * pairs)
        y, x = divmod(rest, pairs)
        if any(is_in(box, frame, 2 * x + k, y) for box in boxes for k in (0, 1)):
            expected[4 * pair : 4 * pair + 4] = [0, 0, half, half]
    said = {"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_FULL_422"}
    said |= {"PlanarConfiguration": 0, "BitsAllocated": bits}
    value = b"".join(cell.to_bytes(size, "little") for cell in cells)
    dataset = packed(rows, columns, frames, value, vr="OW", **said)
    _, read, outcome = rewritten(part_10(dataset), job(*boxes))
    assert read.PixelData == b"".join(cell.to_bytes(size, "little") for cell in expected)
    odd = any(x % 2 or (x + width) % 2 for _, x, _, width, _ in boxes)
    assert any("pairs of columns" in note for note in outcome.notes) == odd


@settings(max_examples=40, deadline=None)
@given(_images(), st.randoms(use_true_random=False))
def test_bytes_in_swapped_words_are_blacked_out_where_they_are_seen(
    shape: tuple[int, int, int, list[Any]], random: Any
) -> None:
    rows, columns, frames, boxes = shape
    cells = rows * columns
    before = [random.randrange(1, 256) for _ in range(frames * cells)]
    after = list(before)
    for frame in range(frames):
        darkest = min(before[frame * cells : (frame + 1) * cells])
        for at in range(cells):
            if any(is_in(box, frame, at % columns, at // columns) for box in boxes):
                after[frame * cells + at] = darkest
    dataset = packed(rows, columns, frames, swapped(bytes(before)), vr="OW", BitsAllocated=8)
    _, read, _ = rewritten(part_10(dataset, BIG), job(*boxes))
    assert read.PixelData == swapped(bytes(after))


@given(st.integers(0, 30), st.integers(1, 30))
def test_by_pairs_nothing_is_left_and_no_pair_too_much(x: int, width: int) -> None:
    wider = Redaction((Box(None, x, 0, width, 1),), ((x, 0, x + width, 4),)).by_pairs()
    (box,), ((first, _, last, _),) = wider.boxes, wider.regions
    assert box.x % 2 == box.width % 2 == first % 2 == 0
    assert last % 2 == 1
    assert x - 1 <= box.x <= x < x + width <= box.x + box.width <= x + width + 1
    assert x <= first <= x + 1
    assert x + width - 1 <= last <= x + width


def test_the_other_black_of_bits_and_of_partial_colours() -> None:
    ones = packed(4, 4, 1, b"\xff\xff")
    assert rewritten(part_10(ones), job((0, 0, 4, 1)))[1].PixelData == b"\xf0\xff"
    zeros = packed(4, 4, 1, b"\0\0", PhotometricInterpretation="MONOCHROME1")
    assert rewritten(part_10(zeros), job((0, 0, 4, 1)))[1].PixelData == b"\x0f\0"
    said = {"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_PARTIAL_422"}
    pair = packed(1, 2, 1, b"\x63" * 4, **said, PlanarConfiguration=0, BitsAllocated=8)
    read = rewritten(part_10(pair), job((0, 0, 1, 1)))[1]
    assert read.PixelData == bytes([16, 16, 128, 128])


def test_full_colours_that_are_called_shared_are_drawn_as_they_are_shown() -> None:
    dataset = image(samples=3)
    dataset.PhotometricInterpretation = "YBR_FULL_422"
    before = np.frombuffer(dataset.PixelData, np.uint8).reshape(10, 12, 3)
    _, read, outcome = rewritten(part_10(dataset), job((3, 2, 4, 5)))
    after = np.frombuffer(read.PixelData, np.uint8).reshape(10, 12, 3)
    expected = before.copy()
    expected[2:7, 3:7] = [0, 128, 128]
    assert np.array_equal(after, expected)
    assert not any("pairs" in note for note in outcome.notes)


@pytest.mark.parametrize(("columns", "photometric"), [(5, "YBR_FULL_422"), (6, "YBR_PARTIAL_420")])
def test_what_no_pair_is_made_of_is_refused(columns: int, photometric: str) -> None:
    said = {"SamplesPerPixel": 3, "PhotometricInterpretation": photometric}
    dataset = packed(4, columns, 1, bytes(8 * columns), **said, BitsAllocated=8)
    with pytest.raises(DeidentifyError, match="share") as refused:
        rewritten(part_10(dataset), job((0, 0, 4, 4)))
    assert refused.value.remedy


# Real files --------------------------------------------------------------------------------------

STORE = "pydicom+pydicom-data/data_store/data/"
OWN = "pydicom+pydicom/src/pydicom/data/test_files/"
REAL = [
    OWN + "liver_1frame.dcm",
    OWN + "liver_expb_1frame.dcm",
    STORE + "liver_expb.dcm",
    "ImagingDataCommons+highdicom/data/test_files/seg_image_ct_binary.dcm",
    "QIICR+dcmqi/data/segmentations/24x38x3/seg/label.seg",
    OWN + "SC_ybr_full_422_uncompressed.dcm",
    "cornerstonejs+cornerstone3D/packages/dicomImageLoader/testImages/US-YBR_FULL_422-EVRLE.dcm",
    STORE + "OBXXXX1A_expb.dcm",
    STORE + "OBXXXX1A_expb_2frame.dcm",
    OWN + "SC_rgb_small_odd_big_endian.dcm",
]


@pytest.mark.parametrize("name", REAL)
def test_real_files_are_seen_as_before_outside_the_box(data_dir: Path, name: str) -> None:
    source = (data_dir / "dicom" / name).read_bytes()
    header = dcmread(BytesIO(source), stop_before_pixels=True)
    count = int(header.get("NumberOfFrames", 1) or 1)
    left, top = header.Columns // 4 | 1, header.Rows // 4
    width, height = header.Columns // 2 | 1, header.Rows // 2 + 1
    result, _, _ = rewritten(source, job((count - 1, left, top, width, height)))
    shape = (count, header.Rows, header.Columns, -1)
    was, now = (pixel_array(BytesIO(data), raw=True).reshape(shape) for data in (source, result))
    if header.PhotometricInterpretation == "YBR_FULL_422":
        left, width = left - 1, width + 1  # both were odd
    inside = np.zeros(was.shape[:3], bool)
    inside[-1, top : top + height, left : left + width] = True
    assert np.array_equal(was[~inside], now[~inside])
    assert (now[inside] == now[inside][0]).all()
    assert np.array_equal(dw.frames(result).stored(0), dw.frames(source).stored(0)) == (count > 1)
