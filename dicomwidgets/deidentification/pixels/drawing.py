"""Native frames as they are to be written: boxes blacked out, spare bits of cells cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.pixels.layout import Layout
    from dicomwidgets.deidentification.pixels.redaction import Redaction

__all__ = ["Drawing", "blacken", "can_be_drawn", "cleared", "shaped"]

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
            if self.clear or self.redaction.touches(frame):
                data = _drawn(data, self.layout, self.redaction, frame, clear=self.clear)
            yield data


def can_be_drawn(layout: Layout, length: int) -> bool:
    """Whether a native value of `length` is whole, and its cells whole bytes."""
    whole = layout.cells * layout.allocated // 8 * (layout.frames or 0)
    return layout.allocated in (8, 16, 32, 64) and 0 < whole <= length


def shaped(data: bytes, layout: Layout) -> NDArray[Any]:
    """Return a copy of native samples as rows × columns, of colours also × samples.

    Raises
    ------
    ValueError
        If there are too few.
    """
    import numpy as np  # noqa: PLC0415 - not for files that nothing is drawn into

    order = "<" if layout.little else ">"
    cells = np.frombuffer(data, f"{order}{layout.kind}{layout.allocated // 8}").copy()
    if layout.samples == 1:
        return cells.reshape(layout.rows, layout.columns)
    if layout.planar == 1:
        planes = cells.reshape(layout.samples, layout.rows, layout.columns)
        return planes.transpose(1, 2, 0)
    return cells.reshape(layout.rows, layout.columns, layout.samples)


def cleared(image: NDArray[Any], layout: Layout) -> NDArray[Any]:
    """Return samples without the bits of their cells that hold none of them."""
    words = image.view(f"{image.dtype.byteorder}u{image.dtype.itemsize}")
    words = words & words.dtype.type(
        ((1 << layout.stored) - 1) << max(0, layout.high_bit + 1 - layout.stored)
    )
    found: NDArray[Any] = words.view(image.dtype)
    return found


def _drawn(data: bytes, layout: Layout, redaction: Redaction, frame: int, *, clear: bool) -> bytes:
    image = shaped(data, layout)
    if clear:
        image = cleared(image, layout)
    if redaction.touches(frame):
        blacken(image.reshape(layout.rows, layout.columns, -1), layout, redaction, frame)
    planar = layout.samples > 1 and layout.planar == 1
    return (image.transpose(2, 0, 1) if planar else image).tobytes()


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
