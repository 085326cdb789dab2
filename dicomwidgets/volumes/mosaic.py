"""Siemens mosaics: many slices side by side in one image."""

from __future__ import annotations

from math import inf, isqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.display.tolerant import number, texts
from dicomwidgets.errors import VolumeError
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.quick import value_or_none
from dicomwidgets.volumes.csa import csa_values

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.volumes.slab import Slab

__all__ = [
    "Tiles",
    "is_mosaic_image",
    "seconds_after_start",
    "tile_count",
    "tiles_of",
    "unfolded",
]

_COUNT = 0x100A


class Tiles(NamedTuple):
    """The slices of a mosaic: how many, their unit normal in their order, their distance in mm."""

    slices: int
    normal: tuple[float, ...]
    distance: float


def is_mosaic_image(dataset: Dataset) -> bool:
    """Whether Image Type (0008,0008) says MOSAIC."""
    return "MOSAIC" in [text.upper() for text in texts(value_or_none(dataset, "ImageType"))]


def tile_count(dataset: Dataset) -> int:
    """Return how many slices a mosaic holds, 0 where it does not say."""
    told = number(_private(dataset, 0x0019, "SIEMENS MR HEADER", _COUNT))
    csa = _csa(dataset).get("NumberOfImagesInMosaic", [])[:1]
    return next((int(count) for count in (told, *csa) if count and 1 <= count < inf), 0)


def tiles_of(frames: FrameSource, slab: Slab) -> Tiles:
    """Return how the slices of a mosaic lie, by its CSA header.

    Raises
    ------
    VolumeError
        Where the header is gone, as after an anonymization, or says nothing of it.
    """
    dataset = frames.header(slab.frame).dataset
    count, normal = tile_count(dataset), _csa(dataset).get("SliceNormalVector", [])
    distance = number(value_or_none(dataset, "SpacingBetweenSlices"))
    distance = distance or number(value_or_none(dataset, "SliceThickness"))
    if not count or len(normal) != 3 or not distance:
        lacking = [
            name
            for name, there in (
                ("NumberOfImagesInMosaic", count),
                ("SliceNormalVector", len(normal) == 3),
                ("SpacingBetweenSlices", distance),
            )
            if not there
        ]
        raise VolumeError(
            "The mosaic can't be taken apart: the Siemens CSA header (0029,1010) does not say "
            f"{', '.join(lacking)}.",
            code="mosaic",
            files=[slab.file],
            remedy="Use the files as they were before private elements were removed.",
        )
    return Tiles(count, tuple(normal), distance)


def seconds_after_start(frames: FrameSource, frame: int) -> float | None:
    """Return when a mosaic was acquired, by its CSA header: seconds after the series began."""
    found = _csa(frames.header(frame).dataset).get("TimeAfterStart", [])
    return found[0] if len(found) == 1 else None


def unfolded(frames: FrameSource, slab: Slab) -> list[Slab]:
    """Return the slices of a mosaic as planes of their own, in their order.

    The position in the file is that of the corner of the whole image, as if that were one slice
    centred where the slices are: they lie inwards by half of what it is larger.

    Raises
    ------
    VolumeError
        Where the header does not say how they lie.
    """
    tiles = tiles_of(frames, slab)
    across = isqrt(tiles.slices - 1) + 1
    rows, columns = slab.rows // across, slab.columns // across
    if rows * across != slab.rows or columns * across != slab.columns:
        raise VolumeError(
            f"A mosaic of {tiles.slices} slices would be {across} × {across}, which "
            f"{slab.rows} × {slab.columns} pixels can't be divided into.",
            code="mosaic",
            files=[slab.file],
            numbers=[tiles.slices, slab.rows, slab.columns],
        )
    right, down = np.array(slab.orientation[:3]), np.array(slab.orientation[3:])
    first = (
        np.array(slab.position)
        + right * slab.spacing[1] * (slab.columns - columns) / 2
        + down * slab.spacing[0] * (slab.rows - rows) / 2
    )
    step = np.array(tiles.normal) * tiles.distance
    return [
        slab._replace(
            position=_vector(first + k * step),
            rows=rows,
            columns=columns,
            tile=(k // across * rows, k % across * columns),
        )
        for k in range(tiles.slices)
    ]


def _vector(values: Any) -> tuple[float, ...]:
    return tuple(map(float, values))


def _csa(dataset: Dataset) -> dict[str, list[float]]:
    value = _private(dataset, 0x0029, "SIEMENS CSA HEADER", 0x10)
    return csa_values(value) if isinstance(value, bytes) else {}


def _private(dataset: Dataset, group: int, creator: str, element: int) -> Any:
    """Return the value of a private element, ``None`` where it is absent or damaged."""
    with kept_warnings():
        try:
            return dataset.private_block(group, creator)[element & 0xFF].value
        except Exception:  # noqa: BLE001 - damaged bytes can make pydicom raise anything
            return None
