"""Images to measure in, and masks made another way: by exact whole numbers, a pixel at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from dicomwidgets.series.opening import frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.pixels.frame_source import FrameSource

ROWS, COLUMNS = 21, 30
UNIT = 16
"""Parts of a pixel: coordinates are whole numbers of them, so that every comparison is exact."""


def image(stored: NDArray[Any], **elements: Any) -> Dataset:
    """Return an image of these stored values, 16 bits or 8-bit RGB."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, generate_uid()
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = generate_uid(), generate_uid()
    dataset.Modality, dataset.PatientName = "CT", "Secret^Person"
    dataset.Rows, dataset.Columns = stored.shape[:2]
    dataset.SamplesPerPixel = stored.shape[2] if stored.ndim > 2 else 1
    bits = stored.dtype.itemsize * 8
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit, dataset.PixelRepresentation = bits - 1, int(stored.dtype.kind == "i")
    if stored.ndim > 2:
        dataset.PhotometricInterpretation, dataset.PlanarConfiguration = "RGB", 0
    else:
        dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.add_new("PixelData", "OW" if bits > 8 else "OB", stored.tobytes())
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


@pytest.fixture(scope="session")
def stored() -> NDArray[np.int16]:
    """Return values of a CT, some of them padding."""
    random = np.random.default_rng(3)
    values = random.integers(-1200, 3000, (ROWS, COLUMNS)).astype("<i2")
    values[random.random(values.shape) < 0.1] = -2000
    return values


@pytest.fixture(scope="session")
def source(stored: NDArray[np.int16]) -> FrameSource:
    """Return its one frame: pixels twice as high as wide, slope 0.5."""
    return frames(
        image(
            stored,
            PixelSpacing=[0.8, 0.4],
            RescaleSlope=0.5,
            RescaleIntercept=-24,
            RescaleType="HU",
            PixelPaddingValue=-2000,
        )
    )


def steps(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low * UNIT, high * UNIT).map(lambda n: n / UNIT)


POINTS = st.tuples(steps(-8, COLUMNS + 8), steps(-8, ROWS + 8))
NUMBERS = {"ruler": (2, 2), "angle": (3, 3), "rectangle": (2, 2), "ellipse": (2, 2)}


@st.composite
def drawn(draw: Callable[..., Any], kinds: tuple[str, ...]) -> dict[str, Any]:
    """Draw a shape, inside the image, over its edge or far from it."""
    kind = draw(st.sampled_from(kinds))
    fewest, most = NUMBERS.get(kind, (3, 12))
    points = draw(st.lists(POINTS, min_size=fewest, max_size=most))
    return {"id": "a", "kind": kind, "index": 0, "points": points, "label": ""}


def exact_mask(kind: str, points: list[tuple[float, float]]) -> NDArray[np.bool_]:
    """Return which pixels of the image have their centre inside."""
    corners = [(round(x * UNIT), round(y * UNIT)) for x, y in points]
    x = np.arange(COLUMNS)[None, :] * UNIT + UNIT // 2
    y = np.arange(ROWS)[:, None] * UNIT + UNIT // 2
    if kind == "freehand":
        return _odd(corners, x, y)
    left, right = sorted(corner[0] for corner in corners)
    top, bottom = sorted(corner[1] for corner in corners)
    if kind == "rectangle":
        return np.asarray((left <= x) & (x < right) & (top <= y) & (y < bottom))
    width, height = right - left, bottom - top
    from_middle = ((2 * x - left - right) * height) ** 2 + ((2 * y - top - bottom) * width) ** 2
    return np.asarray(from_middle < (width * height) ** 2)


def _odd(corners: list[tuple[int, int]], x: Any, y: Any) -> NDArray[np.bool_]:
    """Return where an odd number of edges lies to the left."""
    inside = np.zeros((ROWS, COLUMNS), dtype=bool)
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        spans = (y0 <= y) != (y1 <= y)
        to_the_right = (x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)
        inside ^= spans & (to_the_right >= 0 if y1 > y0 else to_the_right <= 0)
    return inside
