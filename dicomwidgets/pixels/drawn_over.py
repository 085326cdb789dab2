"""Overlays and shutters as they are drawn over frames (PS3.3 C.9.2, C.7.6.11, C.7.6.15)."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from dicomwidgets.display.graphics import frame_overlays, frame_shutter
from dicomwidgets.display.overlays import overlay_plane, read_overlay
from dicomwidgets.display.parameters import values_of
from dicomwidgets.display.shutters import shutter_mask
from dicomwidgets.errors import DisplayError
from dicomwidgets.pixels.decode import raw_frame
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameInfo, Graphic
    from dicomwidgets.display.look import Look
    from dicomwidgets.display.overlays import Overlay
    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.reading.header import Header

__all__ = ["DrawnOver", "Plane", "drawn_over"]

_INK = (255, 255, 255)


class Plane(NamedTuple):
    """One thing drawn over a frame.

    Parameters
    ----------
    kind
        As in `dicomwidgets.display.description.Graphic`.
    mask
        bool (rows, columns) of the frame: where it is drawn.
    color
        8-bit RGB.
    """

    kind: Literal["overlay", "shutter"]
    mask: NDArray[np.bool_]
    color: tuple[int, int, int]


class DrawnOver(NamedTuple):
    """What lies over one frame.

    Parameters
    ----------
    graphics
        What they are, in words.
    planes
        One for each of them, lowest first.
    """

    graphics: list[Graphic]
    planes: list[Plane]

    def draw(self, screen: NDArray[np.uint8], look: Look, place: Any = ...) -> NDArray[np.uint8]:
        """Return a screen frame with what lies over it.

        Parameters
        ----------
        screen
            uint8 (rows, columns) or (rows, columns, 3); drawn into where its colours allow.
        look
            Says which kinds are wanted: both, unless it says otherwise.
        place
            The rows and columns of the frame that `screen` holds, as an index.
        """
        wanted = {"overlay": look.get("overlays", True), "shutter": look.get("shutter", True)}
        for kind, mask, color in self.planes:
            if not wanted[kind]:
                continue
            if screen.ndim == 2 and len({*color}) > 1:
                screen = np.repeat(screen[..., None], 3, axis=2)
            screen[mask[place]] = color[0] if screen.ndim == 2 else color
        return screen

    def described(self) -> list[Graphic]:
        """Return the graphics with their pictures."""
        return [_pictured(*each) for each in zip(self.graphics, self.planes, strict=True)]


def drawn_over(locator: FrameLocator, header: Header, info: FrameInfo) -> DrawnOver:
    """Return what lies over a frame, the shutter first and all overlays in one above it.

    Regions are drawn by their outline: what they mark is to be seen.
    """
    dataset, frame = header.dataset, locator.frame
    rows, columns = info["rows"], info["columns"]
    with kept_warnings():
        value_of = values_of(dataset, frame)
        try:
            shutter = frame_shutter(dataset, value_of)
        except DisplayError:
            shutter = None  # its badge says so
        planes = []
        if shutter is not None:
            hidden = shutter_mask(shutter, rows, columns, info["geometry"]["aspect"])
            if shutter.group is not None:
                bitmap = read_overlay(dataset, shutter.group)
                hidden = hidden | _placed(_bits(locator, header, bitmap), bitmap, rows, columns)
            planes.append(Plane("shutter", hidden, shutter.color))
        overlays = frame_overlays(dataset, value_of, frame)
        if overlays:
            drawn = np.zeros((rows, columns), dtype=np.bool_)
            for overlay in overlays:
                bits = _bits(locator, header, overlay)
                shape = _outline(bits) if overlay.roi else bits
                drawn |= _placed(shape, overlay, rows, columns)
            planes.append(Plane("overlay", drawn, _INK))
    return DrawnOver(info["graphics"], planes)


def _bits(locator: FrameLocator, header: Header, overlay: Overlay) -> NDArray[np.bool_]:
    if overlay.word:
        return overlay_plane(header.dataset, overlay, locator.frame)
    fmt = pixel_format(header)
    whole = fmt._replace(
        bits_stored=fmt.bits_allocated, high_bit=fmt.bits_allocated - 1, signed=False
    )
    words: NDArray[Any] = raw_frame(locator, header, whole)
    return (words >> overlay.bit & 1).astype(np.bool_)


def _outline(bits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels of a region that have a neighbour outside it."""
    padded = np.pad(bits, 1)
    inside = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return bits & ~inside


def _placed(
    bits: NDArray[np.bool_], overlay: Overlay, rows: int, columns: int
) -> NDArray[np.bool_]:
    """Return an overlay on the frame; what lies beyond the frame's edge is not seen."""
    whole = np.zeros((rows, columns), dtype=np.bool_)
    top, left = max(0, overlay.top), max(0, overlay.left)
    bottom = max(top, min(rows, overlay.top + overlay.rows))
    right = max(left, min(columns, overlay.left + overlay.columns))
    part = bits[
        top - overlay.top : bottom - overlay.top, left - overlay.left : right - overlay.left
    ]
    whole[top:bottom, left:right] = part
    return whole


def _pictured(graphic: Graphic, plane: Plane) -> Graphic:
    """Return a graphic with its picture: one bit a pixel, as far as something is drawn."""
    from PIL import Image  # noqa: PLC0415 - few images have something drawn over them

    rows, columns = (np.flatnonzero(plane.mask.any(axis=axis)) for axis in (1, 0))
    if len(rows) == 0:
        return graphic.copy()
    y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    picture = Image.fromarray(plane.mask[y0:y1, x0:x1].astype(np.uint8))
    picture.putpalette([0, 0, 0, *plane.color])
    buffer = BytesIO()
    picture.save(buffer, "PNG", bits=1, transparency=0)
    drawn = graphic.copy()
    drawn["region"] = [x0, y0, x1, y1]
    drawn["png"] = b64encode(buffer.getvalue()).decode("ascii")
    return drawn
