"""Boxes and regions are blacked out, overlays in spare bits cleared, and only that is stamped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from deidentification.adversarial.canaries import identified, item
from deidentification.adversarial.places import part_10, with_pixels
from support.deidentified import EXPLICIT, IMPLICIT, job_for, rewritten
from support.small_images import image

import dicomwidgets as dw
from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.deidentification.pixels.boxes import boxes_for
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

CLEAN = "113101"


def job(*boxes: object) -> Job:
    plain = job_for("clean_pixel_data")
    return Job(plain.policy, plain.key, boxes_for(boxes))


def codes(dataset: Dataset) -> list[str]:
    return [each.CodeValue for each in dataset.DeidentificationMethodCodeSequence]


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT])
@pytest.mark.parametrize(
    ("samples", "planar", "bits"), [(1, 0, 8), (1, 0, 16), (3, 0, 8), (3, 1, 8)]
)
def test_a_box_is_black_and_nothing_else_changes(
    samples: int, planar: int, bits: int, syntax: str
) -> None:
    source = part_10(image(2, samples=samples, planar=planar, bits=bits), syntax)
    before = rewritten(source)[1].pixel_array
    _, read, outcome = rewritten(source, job((1, 2, 3, 4, 5)))
    after = read.pixel_array
    assert np.array_equal(after[0], before[0])
    darkest = before[1].min() if samples == 1 else 0
    expected = before[1].copy()
    expected[3:8, 2:6] = darkest
    assert np.array_equal(after[1], expected)
    assert (read.BurnedInAnnotation, CLEAN in codes(read)) == ("NO", True)
    assert any("boxes that were given" in note for note in outcome.notes)


def test_the_brightest_is_black_where_grey_is_inverted() -> None:
    dataset = image()
    dataset.PhotometricInterpretation = "MONOCHROME1"
    _, read, _ = rewritten(part_10(dataset), job((0, 0, 12, 2)))
    assert (read.pixel_array[:2] == 100).all()


def test_all_outside_ultrasound_regions_is_black() -> None:
    dataset = image()
    region = item(
        RegionLocationMinX0=2, RegionLocationMinY0=3, RegionLocationMaxX1=8, RegionLocationMaxY1=9
    )
    dataset.SequenceOfUltrasoundRegions = [region]
    _, read, outcome = rewritten(part_10(dataset), job())
    inside = np.zeros((10, 12), bool)
    inside[3:10, 2:9] = True
    assert (read.pixel_array[~inside] == 1).all()
    assert read.pixel_array[3, 2] == 1 + 3 * 12 + 2
    assert CLEAN in codes(read)
    assert any("regions" in note for note in outcome.notes)


def test_nothing_is_claimed_where_nothing_was_done() -> None:
    _, read, outcome = rewritten(part_10(image()), job())
    assert CLEAN not in codes(read)
    assert "BurnedInAnnotation" not in read
    assert any("was not done" in note for note in outcome.notes)
    said = image()
    said.BurnedInAnnotation = "NO"
    _, read, outcome = rewritten(part_10(said), job())
    assert CLEAN in codes(read)
    assert any("the file itself says" in note for note in outcome.notes)


def test_an_overlay_in_the_cells_is_cleared() -> None:
    dataset = with_pixels(identified())
    pixels = np.frombuffer(dataset.PixelData, "<u2")
    dataset[0x7FE00010].value = (pixels | 1 << 15).tobytes()
    for tag, vr, value in (
        (0x10, "US", 16),
        (0x11, "US", 16),
        (0x100, "US", 16),
        (0x102, "US", 15),
    ):
        dataset.add_new(0x60000000 | tag, vr, value)
    _, read, outcome = rewritten(part_10(dataset))
    assert read.PixelData == pixels.tobytes()
    assert any("Bits Stored" in note for note in outcome.notes)
    assert read[0x60000102].value == 15


@pytest.mark.parametrize(
    "box", [(0, 0, 0, 5), (1, 2, 3), (-1, 0, 3, 3), "abcd", 7, (-2, 0, 0, 1, 1)]
)
def test_what_is_no_box_is_refused(box: object) -> None:
    with pytest.raises(ArgumentError, match="rectangle"):
        boxes_for([box])


def test_boxes_from_python_bring_the_option() -> None:
    dataset = image()
    dataset.file_meta = rewritten(part_10(image()))[1].file_meta
    result = dw.deidentify(dataset, boxes=[("all", 0, 0, 12, 10)], key="a key of the tests, long")
    assert (result.pixel_array == 1).all()
    assert CLEAN in codes(result)


@pytest.mark.parametrize("box", [(12, 0, 5, 5), (0, 10, 5, 5), (1, 0, 0, 5, 5)])
def test_boxes_beside_the_image_clean_nothing_and_say_so(box: tuple[int, ...]) -> None:
    source = part_10(image())
    before = rewritten(source)[1].pixel_array
    _, read, outcome = rewritten(source, job(box))
    assert np.array_equal(read.pixel_array, before)
    assert (CLEAN in codes(read), "BurnedInAnnotation" in read) == (False, False)
    assert any("no pixel lies in the boxes" in note for note in outcome.notes)
