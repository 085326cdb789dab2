"""The image of a preview before and after: rendered here, by the hands that write."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.pixels.drawing import blacken
from dicomwidgets.deidentification.pixels.layout import Layout
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.reading.quick import quick_integer, quick_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.deidentification.pixels.redaction import Redaction
    from dicomwidgets.display.description import BufferInfo
    from dicomwidgets.display.look import Look

__all__ = ["RedactedFrames", "before_and_after"]

_SIDE = 1600
_PHOTOMETRIC, _ALLOCATED = 0x00280004, 0x00280100


class RedactedFrames(FrameSource):
    """Frames as they will be written: what is redacted is blacked out in them.

    Parameters
    ----------
    frames
        As they are.
    redaction_of
        What is blacked out in the file of frame `i`.
    """

    def __init__(self, frames: FrameSource, redaction_of: Callable[[int], Redaction]) -> None:
        super().__init__(frames.locators)
        self.auto = frames.auto
        self._frames = frames
        self._redaction_of = redaction_of

    def header(self, i: int) -> Any:
        """Return the header of the file that frame `i` lies in."""
        return self._frames.header(i)

    def stored(self, i: int) -> NDArray[Any]:
        """Return frame `i` as it will be stored, read-only."""
        stored, redaction = self._frames.stored(i), self._redaction_of(i)
        frame = self.locators[i].frame
        if not redaction.touches(frame):
            return stored
        made = stored.copy()
        rows, columns = made.shape[:2]
        colored = made.ndim > 2
        photometric = "RGB" if colored else quick_text(self.header(i).dataset, _PHOTOMETRIC)
        bits = 8 * made.itemsize
        packed = quick_integer(self.header(i).dataset, _ALLOCATED) == 1
        layout = Layout(
            rows,
            columns,
            samples=made.shape[2] if colored else 1,
            allocated=1 if packed else bits,
            stored=bits,
            high_bit=bits - 1,
            frames=1,
            photometric=photometric,
            planar=0,
            little=True,
            kind=made.dtype.kind,
        )
        blacken(made.reshape(rows, columns, -1), layout, redaction, frame)
        made.flags.writeable = False
        return made

    def _rows(self, i: int) -> Callable[[int, int], NDArray[Any]]:
        stored = self.stored(i)
        return lambda first, last: stored[first:last]


def before_and_after(
    frames: FrameSource, i: int, redaction: Redaction, look: Look
) -> tuple[list[BufferInfo], list[bytes]]:
    """Return frame `i` as pictures through one window: as it is, and, where it changes, after.

    Parameters
    ----------
    frames, i
        The frame.
    redaction
        What is blacked out in its file.
    look
        Window, inversion and colours as for `FrameSource.render`; by default what the file says.

    Raises
    ------
    DicomWidgetsError
        If the frame can't be decoded or shown.
    """
    window = frames.window(i, **look)
    if window is not None:
        look = {
            **look,
            "window_center": window.center,
            "window_width": window.width,
            "voi_function": window.function,
        }
    made = [_png(frames.screen(i, side=_SIDE, **look))]
    if redaction.touches(frames.locators[i].frame):
        after = RedactedFrames(frames, lambda _: redaction)
        made.append(_png(after.screen(i, side=_SIDE, **look)))
    return [info for info, _ in made], [data for _, data in made]


def _png(screen: NDArray[Any]) -> tuple[BufferInfo, bytes]:
    from PIL import Image  # noqa: PLC0415 - imported with the first picture

    out = BytesIO()
    Image.fromarray(screen).save(out, "PNG", compress_level=1)
    return {"dtype": "uint8", "shape": list(screen.shape), "encoding": "png"}, out.getvalue()
