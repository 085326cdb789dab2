"""Overlay planes: graphics and regions of one bit a pixel (PS3.3 C.9.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.display.description import OVERLAY_GROUPS
from dicomwidgets.display.tolerant import number, numbers, texts
from dicomwidgets.errors import DisplayError
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

__all__ = [
    "KeptBits",
    "Overlay",
    "embedded_bits",
    "overlay_groups",
    "overlay_plane",
    "read_overlay",
]

_ROWS, _COLUMNS, _PLANES, _DESCRIPTION = 0x0010, 0x0011, 0x0015, 0x0022
_TYPE, _SUBTYPE, _ORIGIN, _FIRST_FRAME = 0x0040, 0x0045, 0x0050, 0x0051
_ALLOCATED, _BIT, _LABEL, _DATA = 0x0100, 0x0102, 0x1500, 0x3000


class KeptBits(NamedTuple):
    """What compression has left of the words of the pixels.

    Parameters
    ----------
    bits
        How many of the lowest bits are those of the original.
    why
        Why the others are not, to follow "it lies in bit 13 of the pixels' words, and".
    """

    bits: int
    why: str


class Overlay(NamedTuple):
    """One overlay group, checked.

    Parameters
    ----------
    group
        0x6000 … 0x601E.
    rows, columns
        Its size in pixels of the image.
    top, left
        Row and column of the image, from 0, where it begins; negative beyond its edge.
    roi
        Whether it marks a region; else it is graphics.
    name
        What the file calls it.
    word
        Bits of its data that a pixel has: 1, 8 or 16; 0 where it lies in the image's own pixels.
    bit
        Which of them it is.
    first
        Frame of the image, from 0, that its first plane belongs to.
    planes
        How many it has; ``None``: one, for every frame.
    """

    group: int
    rows: int
    columns: int
    top: int
    left: int
    roi: bool
    name: str
    word: int
    bit: int
    first: int
    planes: int | None

    def covers(self, frame: int) -> bool:
        """Whether it has a plane for `frame`, counted from 0."""
        return self.planes is None or 0 <= frame - self.first < self.planes


def overlay_groups(dataset: Dataset) -> list[int]:
    """Return the groups that describe an overlay."""
    tags = dataset.keys()
    return [group for group in OVERLAY_GROUPS if (group << 16) + _ROWS in tags]


def embedded_bits(dataset: Dataset) -> int:
    """Return how many bits of a word the overlays take that say they lie in the pixels, from 0."""
    tags = dataset.keys()
    said = (group for group in OVERLAY_GROUPS if (group << 16) + _BIT in tags)
    within = [group for group in said if _length(dataset, group) == 0]
    return max([0, *(int(_number(dataset, group, _BIT) or 0) + 1 for group in within)])


def read_overlay(dataset: Dataset, group: int, kept: KeptBits | None = None) -> Overlay:
    """Return what a group says about its overlay.

    Parameters
    ----------
    dataset
        The header.
    group
        One of `overlay_groups`.
    kept
        What is left of the pixels' words; ``None``: all.

    Raises
    ------
    DisplayError
        Where it can't be drawn: no size, too little data, bits that are the image's own or that
        the compression has not kept.
    """
    rows, columns = (int(_number(dataset, group, each) or 0) for each in (_ROWS, _COLUMNS))
    if rows < 1 or columns < 1:
        raise _refused(group, _ROWS, "it has no size")
    origin = numbers(_value(dataset, group, _ORIGIN))
    top, left = (int(origin[0]) - 1, int(origin[1]) - 1) if len(origin) > 1 else (0, 0)
    planes, first = _number(dataset, group, _PLANES), _number(dataset, group, _FIRST_FRAME)
    count = max(1, int(planes or 1))
    every = count == 1 and first is None
    size = _length(dataset, group)
    plain = Overlay(
        group,
        rows,
        columns,
        top,
        left,
        _text(dataset, group, _TYPE) == "R",
        _name(dataset, group),
        1,
        0,
        max(0, int(first or 1) - 1),
        None if every else count,
    )
    if size:
        return _separate(dataset, plain, count, size)
    overlay = _embedded(dataset, plain)
    if kept is not None and overlay.bit >= kept.bits:
        why = f"it lies in bit {overlay.bit} of the pixels' words, and {kept.why}"
        raise _refused(group, _BIT, why)
    return overlay


def _separate(dataset: Dataset, overlay: Overlay, planes: int, size: int) -> Overlay:
    pixels = overlay.rows * overlay.columns * planes
    allocated = int(_number(dataset, overlay.group, _ALLOCATED) or 1)
    # Up to 2004 a pixel could have a word of its own; some say so and pack bits all the same.
    if allocated in (8, 16) and size >= pixels * allocated // 8:
        bit = int(_number(dataset, overlay.group, _BIT) or 0)
        return overlay._replace(word=allocated, bit=min(max(bit, 0), allocated - 1))
    needed = (pixels + 7) // 8
    if size < needed:
        raise _refused(overlay.group, _DATA, f"its data have {size} of {needed} bytes")
    return overlay


def _embedded(dataset: Dataset, overlay: Overlay) -> Overlay:
    """Return an overlay that lies in bits which the pixels do not use (PS3.5 8.1.2, retired)."""
    bits = [number(value_or_none(dataset, k)) for k in ("BitsAllocated", "BitsStored", "HighBit")]
    position = _number(dataset, overlay.group, _BIT)
    if bits[0] is None or position is None or not 0 <= position < bits[0] or bits[0] > 16:
        raise _refused(overlay.group, _DATA, "it has no data")
    high = bits[2] if bits[2] is not None else (bits[1] or bits[0]) - 1
    if high - (bits[1] or bits[0]) < position <= high:
        raise _refused(overlay.group, _BIT, f"bit {int(position)} is one of the image itself")
    if (number(value_or_none(dataset, "SamplesPerPixel")) or 1) > 1:
        raise _refused(overlay.group, _DATA, "it has no data, and pixels in colours have no room")
    size = [int(number(value_or_none(dataset, k)) or 0) for k in ("Rows", "Columns")]
    if size != [overlay.rows, overlay.columns]:
        raise _refused(overlay.group, _ROWS, "it lies in the pixels and has another size")
    return overlay._replace(word=0, bit=int(position), planes=None)


def overlay_plane(dataset: Dataset, overlay: Overlay, frame: int) -> NDArray[np.bool_]:
    """Return the plane of an overlay with data of its own: (rows, columns), true where it is set.

    Parameters
    ----------
    dataset
        The header.
    overlay
        From `read_overlay`; it covers the frame.
    frame
        Of the image, from 0.

    Raises
    ------
    DisplayError
        Where its data, left in the file until now, can't be read.
    """
    value = _value(dataset, overlay.group, _DATA)
    if not isinstance(value, bytes):
        raise _refused(overlay.group, _DATA, "its data can't be read")
    data = np.frombuffer(value, np.uint8)
    element = dataset.get_item((overlay.group << 16) + _DATA)
    if dataset.original_encoding[1] is False and getattr(element, "VR", "OW") != "OB":
        data = data[: len(data) // 2 * 2].reshape(-1, 2)[:, ::-1].ravel()
    pixels = overlay.rows * overlay.columns
    start = 0 if overlay.planes is None else (frame - overlay.first) * pixels
    bits: NDArray[Any]
    if overlay.word > 1:
        words = data[: len(data) // (overlay.word // 8) * (overlay.word // 8)].view(
            f"<u{overlay.word // 8}"
        )
        bits = words[start : start + pixels] >> overlay.bit & 1
    else:
        skipped, ahead = divmod(start, 8)
        part = data[skipped : (start + pixels + 7) // 8]
        bits = np.unpackbits(part, bitorder="little")[ahead : ahead + pixels]
    return bits.astype(np.bool_).reshape(overlay.rows, overlay.columns)


def _value(dataset: Dataset, group: int, element: int) -> Any:
    with kept_warnings():
        try:
            return dataset[(group << 16) + element].value
        except Exception:  # noqa: BLE001 - pydicom raises whatever a broken value provokes
            return None


def _number(dataset: Dataset, group: int, element: int) -> float | None:
    return number(_value(dataset, group, element))


def _text(dataset: Dataset, group: int, element: int) -> str:
    return next(iter(texts(_value(dataset, group, element))), "")


def _name(dataset: Dataset, group: int) -> str:
    found = (_text(dataset, group, element) for element in (_LABEL, _DESCRIPTION, _SUBTYPE))
    return next(filter(None, found), "")


def _length(dataset: Dataset, group: int) -> int:
    """Return the bytes of the data, without reading what was left in the file."""
    element: Any = dataset.get_item((group << 16) + _DATA, keep_deferred=True)
    if element is None:
        return 0
    if (length := getattr(element, "length", None)) is not None:
        return int(length)
    return len(element.value) if isinstance(element.value, bytes) else 0


def _refused(group: int, element: int, why: str) -> DisplayError:
    return DisplayError(
        f"Overlay {group:04X} is not drawn: {why}.", tag=f"({group:04X},{element:04X})"
    )
