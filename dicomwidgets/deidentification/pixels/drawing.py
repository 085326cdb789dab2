"""Native frames as they are to be written: boxes blacked out, spare bits of cells cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.deidentification.pixels.native_frames import native_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.pixels.layout import Layout
    from dicomwidgets.deidentification.pixels.redaction import Redaction

__all__ = ["Drawing", "blacken", "can_be_drawn", "cleared"]

_LUMA = ("YBR_FULL", "YBR_PARTIAL", "YBR_ICT", "YBR_RCT")


class Drawing(NamedTuple):
    """Draws into the frames of a native value, a few at a time.

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
        """Yield the bytes to be written for the stretch of all frames."""
        for group in native_groups(content, start, stop, self.layout):
            for frame in group.frames:
                if self.clear or self.redaction.touches(frame):
                    group.put(frame, self._drawn(group.take(frame), frame))
            yield group.stored()

    def _drawn(self, image: NDArray[Any], frame: int) -> NDArray[Any]:
        if self.clear:
            image = cleared(image, self.layout)
        if self.redaction.touches(frame):
            samples = image.reshape(*image.shape[:2], -1)
            blacken(samples, self.layout, self.redaction, frame)
        return image


def can_be_drawn(layout: Layout, length: int) -> bool:
    """Whether a native value of `length` is whole, and its frames can be drawn into."""
    if not 0 < (layout.size or 0) <= length or "420" in layout.photometric:
        return False
    if layout.allocated == 1:
        return layout.samples == 1
    if layout.paired:
        return layout.allocated in (8, 16) and layout.columns % 2 == 0 and not layout.swapped
    return layout.allocated in (8, 16, 32, 64)


def cleared(image: NDArray[Any], layout: Layout) -> NDArray[Any]:
    """Return samples without the bits of their cells that hold none of them."""
    words = image.view(f"{image.dtype.byteorder}u{image.dtype.itemsize}")
    words = words & words.dtype.type(
        ((1 << layout.stored) - 1) << max(0, layout.high_bit + 1 - layout.stored)
    )
    found: NDArray[Any] = words.view(image.dtype)
    return found


def blacken(image: NDArray[Any], layout: Layout, redaction: Redaction, frame: int) -> None:
    """Black out parts of a frame of rows × columns × samples, in place.

    Of grey pixels the darkest value that the frame has is taken, so that its range stays. Of
    pixels that share their colour, both are blacked out.
    """
    import numpy as np  # noqa: PLC0415

    chosen: NDArray[Any] = np.zeros((layout.rows, layout.columns), bool)
    if redaction.regions:
        chosen[:] = True
        for first, top, last, bottom in redaction.regions:
            chosen[top : bottom + 1, first : last + 1] = False
    for frames, x, y, width, height in redaction.boxes:
        if frames is None or frame in frames:
            chosen[y : y + height, x : x + width] = True
    if layout.paired:
        chosen = chosen[:, ::2] | chosen[:, 1::2]
    image[chosen] = _black(image, layout)


def _black(image: NDArray[Any], layout: Layout) -> Any:
    if layout.allocated == 1:
        return int(layout.photometric == "MONOCHROME1")
    if layout.samples == 1:
        return image.max() if layout.photometric == "MONOCHROME1" else image.min()
    if layout.photometric.startswith(_LUMA):
        half = 1 << (layout.stored - 1)
        dark = half // 8 if "PARTIAL" in layout.photometric else 0  # PS3.3 C.7.6.3.1.2
        return [dark, dark, half, half] if layout.paired else [dark, half, half]
    return 0
