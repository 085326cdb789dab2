"""Overlays and shutters as they are drawn over frames (PS3.3 C.9.2, C.7.6.11, C.7.6.15)."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from dicomwidgets.display.graphics import frame_shutter
from dicomwidgets.display.overlays import overlay_plane, read_overlay
from dicomwidgets.display.parameters import values_of
from dicomwidgets.display.shutters import shutter_mask
from dicomwidgets.pixels.decode import raw_frame
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameInfo, Graphic
    from dicomwidgets.display.look import Look
    from dicomwidgets.display.overlays import Overlay
    from dicomwidgets.pixels.file_memory import FileMemory
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
    group
        Of an overlay.
    """

    kind: Literal["overlay", "shutter"]
    mask: NDArray[np.bool_]
    color: tuple[int, int, int]
    group: int | None = None


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
            Says which kinds and overlays are wanted: all, unless it says otherwise.
        place
            The rows and columns of the frame that `screen` holds, as an index.
        """
        wanted = {"overlay": look.get("overlays", True), "shutter": look.get("shutter", True)}
        off = look.get("overlays_off", ())
        for kind, mask, color, group in self.planes:
            if not wanted[kind] or group in off:
                continue
            if screen.ndim == 2 and len({*color}) > 1:
                screen = np.repeat(screen[..., None], 3, axis=2)
            screen[mask[place]] = color[0] if screen.ndim == 2 else color
        return screen

    def described(self) -> list[Graphic]:
        """Return the graphics with their pictures."""
        return [_pictured(*each) for each in zip(self.graphics, self.planes, strict=True)]


def drawn_over(
    locator: FrameLocator, header: Header, info: FrameInfo, memory: FileMemory | None = None
) -> DrawnOver:
    """Return what lies over a frame as its description says, the shutter first.

    Regions are drawn by their outline: what they mark is to be seen.
    """
    dataset, size = header.dataset, (info["rows"], info["columns"])
    words = _Words(locator, header, memory)
    planes = []
    with kept_warnings():
        for graphic in info["graphics"]:
            if graphic["kind"] == "overlay":
                overlay = read_overlay(dataset, graphic["group"])
                bits = words.plane(overlay)
                shape = _outline(bits) if overlay.roi else bits
                drawn = _placed(shape, overlay, *size)
                planes.append(Plane("overlay", drawn, _INK, overlay.group))
            elif shutter := frame_shutter(dataset, values_of(dataset, locator.frame)):
                hidden = shutter_mask(shutter, *size, info["geometry"]["aspect"])
                if shutter.group is not None:
                    bitmap = read_overlay(dataset, shutter.group)
                    hidden = hidden | _placed(words.plane(bitmap), bitmap, *size)
                planes.append(Plane("shutter", hidden, shutter.color))
    return DrawnOver(info["graphics"], planes)


class _Words:
    """Overlays of one frame, of which those in the words of its pixels share a decoding."""

    def __init__(self, locator: FrameLocator, header: Header, memory: FileMemory | None) -> None:
        self._locator = locator
        self._header = header
        self._memory = memory
        self._words: NDArray[Any] | None = None

    def plane(self, overlay: Overlay) -> NDArray[np.bool_]:
        """Return the bits of an overlay, as large as itself."""
        if overlay.word:
            return overlay_plane(self._header.dataset, overlay, self._locator.frame)
        if self._words is None:
            fmt = pixel_format(self._header)
            bits = fmt.bits_allocated
            whole = fmt._replace(bits_stored=bits, high_bit=bits - 1, signed=False)
            self._words = raw_frame(self._locator, self._header, whole, memory=self._memory)
        return (self._words >> overlay.bit & 1).astype(np.bool_)


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
