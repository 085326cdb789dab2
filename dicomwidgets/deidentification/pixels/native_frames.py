"""Native frames, taken out of their bytes and put back: packed, paired, swapped or plain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.pixels.layout import Layout

__all__ = ["NativeGroup", "native_groups", "shaped", "unshaped"]


class NativeGroup:
    """Frames whose bytes begin and end together: one, or as many as share bytes.

    Parameters
    ----------
    data
        Their bytes, as stored.
    layout
        How they are laid out.
    first
        The number of the first one.

    Attributes
    ----------
    frames
        Their numbers.
    """

    def __init__(self, data: bytes, layout: Layout, first: int) -> None:
        self._stored, self._layout, self._first = data, layout, first
        self._data: bytearray | None = None
        self.frames = range(first, min(first + layout.together, layout.frames or 0))

    def take(self, frame: int) -> NDArray[Any]:
        """Return a frame as `shaped` does; of packed bits a byte each."""
        start, stop = self._bits(frame)
        if self._layout.allocated > 1:
            return shaped(bytes(self._bytes()[start // 8 : stop // 8]), self._layout)
        import numpy as np  # noqa: PLC0415 - not for files that nothing is drawn into

        held = np.frombuffer(self._bytes(), np.uint8)[start // 8 : (stop + 7) // 8]
        bits = np.unpackbits(held, bitorder="little")[start % 8 : start % 8 + stop - start]
        return bits.reshape(self._layout.rows, self._layout.columns)

    def put(self, frame: int, image: NDArray[Any]) -> None:
        """Put a frame back that was taken."""
        start, stop = self._bits(frame)
        data = self._bytes()
        if self._layout.allocated > 1:
            data[start // 8 : stop // 8] = unshaped(image, self._layout)
            return
        import numpy as np  # noqa: PLC0415

        place = slice(start // 8, (stop + 7) // 8)
        bits = np.unpackbits(np.frombuffer(bytes(data[place]), np.uint8), bitorder="little")
        bits[start % 8 : start % 8 + stop - start] = image.reshape(-1)
        data[place] = np.packbits(bits, bitorder="little").tobytes()

    def stored(self) -> bytes:
        """Return the bytes as they are stored."""
        if self._data is None:
            return self._stored
        return _swapped(self._data) if self._layout.swapped else bytes(self._data)

    def _bytes(self) -> bytearray:
        if self._data is None:
            swapped = self._layout.swapped
            self._data = bytearray(_swapped(self._stored) if swapped else self._stored)
        return self._data

    def _bits(self, frame: int) -> tuple[int, int]:
        size = self._layout.frame_bits
        return (frame - self._first) * size, (frame - self._first + 1) * size


def native_groups(content: Content, start: int, stop: int, layout: Layout) -> Iterator[NativeGroup]:
    """Yield the frames of a native value, as few at a time as have whole bytes.

    Parameters
    ----------
    content, start, stop
        Where all frames are.
    layout
        How they are laid out.
    """
    size = layout.frame_bits * layout.together // 8
    for group, place in enumerate(range(start, stop, size)):
        data = content.read(place, min(place + size, stop))
        yield NativeGroup(data, layout, group * layout.together)


def shaped(data: bytes, layout: Layout) -> NDArray[Any]:
    """Return a copy of a frame's samples as rows × columns, of colours also × samples.

    Of pixels that share their colour it is rows × pairs × 4.

    Raises
    ------
    ValueError
        If there are too few.
    """
    import numpy as np  # noqa: PLC0415 - not for files that nothing is drawn into

    order = "<" if layout.little else ">"
    cells = np.frombuffer(data, f"{order}{layout.kind}{layout.allocated // 8}").copy()
    if layout.paired:
        return cells.reshape(layout.rows, layout.columns // 2, 4)
    if layout.samples == 1:
        return cells.reshape(layout.rows, layout.columns)
    if layout.planar == 1:
        planes = cells.reshape(layout.samples, layout.rows, layout.columns)
        return planes.transpose(1, 2, 0)
    return cells.reshape(layout.rows, layout.columns, layout.samples)


def unshaped(image: NDArray[Any], layout: Layout) -> bytes:
    """Return the bytes of samples that were `shaped`."""
    planar = layout.samples > 1 and layout.planar == 1 and not layout.paired
    return (image.transpose(2, 0, 1) if planar else image).tobytes()


def _swapped(data: bytes | bytearray) -> bytes:
    """Return the bytes with those of each pair swapped."""
    made = bytearray(len(data))
    made[::2], made[1::2] = data[1::2], data[::2]
    return bytes(made)
