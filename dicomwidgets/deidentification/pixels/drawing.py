"""Native frames as they are to be written: boxes blacked out, spare bits of cells cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.errors import DeidentifyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.pixels.layout import Layout
    from dicomwidgets.deidentification.pixels.redaction import Redaction

__all__ = ["Drawing", "blacken", "can_be_drawn"]

_LUMA = ("YBR_FULL", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT")


class Drawing(NamedTuple):
    """Draws into the frames of a native value, one at a time.

    Parameters
    ----------
    layout
        How they are laid out.
    redaction
        What is blacked out.
    clear
        Whether the bits of cells are cleared that hold no sample.
    """

    layout: Layout
    redaction: Redaction
    clear: bool

    def parts(self, content: Content, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes to be written for a stretch of whole frames."""
        size = self.layout.cells * self.layout.allocated // 8
        for frame, place in enumerate(range(start, stop, size)):
            data = content.read(place, place + size)
            if self.clear:
                data = _cleared(data, self.layout)
            if self.redaction.touches(frame):
                data = _blackened(data, self.layout, self.redaction, frame)
            yield data

    def check(self, length: int) -> None:
        """Refuse what can't be drawn into.

        Raises
        ------
        DeidentifyError
            With the reason.
        """
        layout = self.layout
        if not can_be_drawn(layout, length):
            raise DeidentifyError(
                "What is to be blacked out, or an overlay inside the cells, lies in pixels of "
                f"{layout.allocated} bits ({layout.photometric}) that can't be drawn into.",
                remedy="Convert the file to whole bytes and full colours first, or leave it out.",
            )


def can_be_drawn(layout: Layout, length: int) -> bool:
    """Whether a native value of `length` is whole, and its cells whole bytes."""
    whole = layout.cells * layout.allocated // 8 * (layout.frames or 0)
    return layout.allocated in (8, 16, 32, 64) and 0 < whole <= length


def _cells(data: bytes, layout: Layout) -> NDArray[Any]:
    import numpy as np  # noqa: PLC0415 - not for files that nothing is drawn into

    order = "<" if layout.little else ">"
    return np.frombuffer(data, f"{order}{layout.kind}{layout.allocated // 8}").copy()


def _cleared(data: bytes, layout: Layout) -> bytes:
    cells = _cells(data, layout._replace(kind="u"))
    cells &= ((1 << layout.stored) - 1) << max(0, layout.high_bit + 1 - layout.stored)
    return cells.tobytes()


def _blackened(data: bytes, layout: Layout, redaction: Redaction, frame: int) -> bytes:
    cells = _cells(data, layout)
    if layout.samples > 1 and layout.planar == 1:
        image = cells.reshape(layout.samples, layout.rows, layout.columns).transpose(1, 2, 0)
    else:
        image = cells.reshape(layout.rows, layout.columns, layout.samples)
    blacken(image, layout, redaction, frame)
    return cells.tobytes()


def blacken(image: NDArray[Any], layout: Layout, redaction: Redaction, frame: int) -> None:
    """Black out parts of a frame of rows × columns × samples, in place.

    Of grey pixels the darkest value that the frame has is taken, so that its range stays.
    """
    import numpy as np  # noqa: PLC0415

    chosen = np.zeros(image.shape[:2], bool)
    if redaction.regions:
        chosen[:] = True
        for first, top, last, bottom in redaction.regions:
            chosen[top : bottom + 1, first : last + 1] = False
    for frames, x, y, width, height in redaction.boxes:
        if frames is None or frame in frames:
            chosen[y : y + height, x : x + width] = True
    image[chosen] = _black(image, layout)


def _black(image: NDArray[Any], layout: Layout) -> Any:
    if layout.samples == 1:
        return image.max() if layout.photometric == "MONOCHROME1" else image.min()
    if layout.photometric.startswith(_LUMA):
        half = 1 << (layout.stored - 1)
        return [0, half, half]
    return 0
