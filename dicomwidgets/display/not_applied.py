"""What a file asks of a viewer that this one recognizes and does not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.display.tolerant import number
from dicomwidgets.reading.functional_groups import group_item
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import Badge

__all__ = ["not_applied"]


def not_applied(dataset: Dataset, frame: int = 0) -> list[Badge]:
    """Return a badge for everything that the frame is shown without.

    Parameters
    ----------
    dataset
        The header of a file.
    frame
        Index in the file.

    Notes
    -----
    Mask subtraction of angiography (PS3.3 C.7.6.10): frames are shown as acquired. Tiles of a
    total pixel matrix (PS3.3 C.8.12.4, C.7.6.17.3): each is a frame by itself.
    """
    return [*_mask(dataset), *_tile(dataset, frame)]


def _mask(dataset: Dataset) -> list[Badge]:
    masks = value_or_none(dataset, "MaskSubtractionSequence")
    if not masks:
        return []
    operation = str(value_or_none(masks[0], "MaskOperation") or "").strip() or "unnamed"
    return [
        {
            "text": "MASK NOT SUBTRACTED",
            "reason": f"Mask Subtraction Sequence (0028,6100), operation {operation}: frames are "
            "shown as acquired.",
            "level": "info",
        }
    ]


def _tile(dataset: Dataset, frame: int) -> list[Badge]:
    """Return where a tile lies in the image that it is a part of."""
    width, height = (
        number(value_or_none(dataset, f"TotalPixelMatrix{side}")) for side in ("Columns", "Rows")
    )
    columns, rows = (number(value_or_none(dataset, side)) for side in ("Columns", "Rows"))
    if not (width and height and columns and rows) or (width <= columns and height <= rows):
        return []
    place = _place(dataset, frame, width, (columns, rows))
    where = f", its corner at column {place[0]}, row {place[1]}" if place else ""
    return [
        {
            "text": "TILE",
            "reason": f"A tile of an image of {width:.0f} × {height:.0f} pixels{where}: tiles are "
            "shown one by one, not put together.",
            "level": "info",
        }
    ]


def _place(
    dataset: Dataset, frame: int, width: float, tile: tuple[float, float]
) -> tuple[int, int] | None:
    """Return column and row of a tile's first pixel, from 1."""
    item = group_item(dataset, frame, "PlanePositionSlideSequence")
    if item is not None:
        found = [
            number(value_or_none(item, f"{side}PositionInTotalImagePixelMatrix"))
            for side in ("Column", "Row")
        ]
        if found[0] is not None and found[1] is not None:
            return int(found[0]), int(found[1])
    if value_or_none(dataset, "DimensionOrganizationType") != "TILED_FULL":
        return None
    across = -int(-width // tile[0])
    planes = number(value_or_none(dataset, "TotalPixelMatrixFocalPlanes")) or 1
    if planes > 1 or across < 1:
        return None
    row, column = divmod(frame, across)
    return 1 + column * int(tile[0]), 1 + row * int(tile[1])
