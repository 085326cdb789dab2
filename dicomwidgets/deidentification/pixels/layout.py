"""How the pixels are laid out that a dataset, or an item with an icon, holds (PS3.3 C.7.6.3)."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["Layout", "layout_at"]

_SAMPLES, _PHOTOMETRIC, _PLANAR, _FRAMES = 0x00280002, 0x00280004, 0x00280006, 0x00280008
_ROWS, _COLUMNS = 0x00280010, 0x00280011
_ALLOCATED, _STORED, _HIGH, _SIGNED = 0x00280100, 0x00280101, 0x00280102, 0x00280103
_NUMBERS = frozenset({_SAMPLES, _PLANAR, _ROWS, _COLUMNS, _ALLOCATED, _STORED, _HIGH, _SIGNED})
_TEXTS = frozenset({_PHOTOMETRIC, _FRAMES})
_FLOATS = {0x7FE00008: 32, 0x7FE00009: 64}
_UNDEFINED = 0xFFFFFFFF


class Layout(NamedTuple):
    """What tells how many bytes pixels take; 0 and ``None`` where the file does not say.

    Parameters
    ----------
    rows, columns, samples
        Of a frame.
    allocated, stored, high_bit
        Bits of a sample's cell, how many of them hold it, and the highest of those.
    frames
        How many; ``None`` where what the file says is no number.
    photometric
        Photometric Interpretation.
    planar
        Planar Configuration: 1 where each sample has a plane of its own.
    little
        Byte order of native cells.
    kind
        Of their numbers, as numpy names it: ``"u"``, ``"i"`` or ``"f"``.
    swapped
        Whether the bytes of native cells stand in swapped pairs: 1 or 8 bits in big endian words
        (PS3.5 8.1.1).
    paired
        Whether native cells hold two pixels of a row, which share their colour: Y, Y, Cb, Cr
        (4:2:2). A value that is long enough for all colours is named wrongly.
    """

    rows: int
    columns: int
    samples: int
    allocated: int
    stored: int
    high_bit: int
    frames: int | None
    photometric: str
    planar: int
    little: bool
    kind: str
    swapped: bool = False
    paired: bool = False

    @property
    def cells(self) -> int:
        """How many samples a frame has."""
        return self.rows * self.columns * self.samples

    @property
    def frame_bits(self) -> int:
        """How many bits a native frame takes."""
        bits = self.cells * self.allocated
        return bits * 2 // 3 if self.paired else bits

    @property
    def together(self) -> int:
        """How many native frames begin and end with a whole byte, or word where those are swapped.

        Packed bits of a frame begin where those of the frame before it end (PS3.5 8.1.1).
        """
        unit = 16 if self.swapped else 8
        return unit // gcd(unit, self.frame_bits)

    @property
    def size(self) -> int | None:
        """How many bytes all native frames take; ``None`` if unknown."""
        if self.frames is None or not self.allocated:
            return None
        size = (self.frame_bits * self.frames + 7) // 8
        return size + size % 2 if self.swapped else size


def layout_at(
    rows: Sequence[SpanRow], index: int, content: Content, *, first: int = 0, little: bool = True
) -> Layout:
    """Return the layout of the pixels in row `index`, told by the elements beside it.

    Parameters
    ----------
    rows, content
        The file.
    first
        Index of the first row of the dataset or item that it stands in.
    little
        Byte order.
    """
    found: dict[int, int] = {}
    texts: dict[int, str] = {}
    order = "little" if little else "big"
    level = rows[index].depth
    for place in range(first, index):
        offset, tag, _, header, length, depth, _, _ = rows[place]
        if tag >> 16 != _SAMPLES >> 16 or depth != level:
            continue
        start = offset + header
        if tag in _NUMBERS and length >= 2:
            found[tag] = int.from_bytes(content.read(start, start + 2), order)  # type: ignore[arg-type]
        elif tag in _TEXTS:
            text = content.read(start, start + min(length, 64)).decode("latin-1")
            texts[tag] = text.split("\\")[0].strip(" \0")
    row = rows[index]
    if row.tag in _FLOATS:
        found[_ALLOCATED] = _FLOATS[row.tag]
        return _layout(found, texts, little=little)._replace(kind="f")
    layout = _layout(found, texts, little=little)
    swapped = not little and row.vr == "OW" and layout.allocated in (1, 8)
    named = "422" in layout.photometric and layout.samples == 3 and row.length != _UNDEFINED
    return layout._replace(swapped=swapped, paired=named and row.length < (layout.size or 0))


def _layout(found: Mapping[int, int], texts: Mapping[int, str], *, little: bool) -> Layout:
    frames = texts.get(_FRAMES, "") or "1"
    allocated = found.get(_ALLOCATED, 0)
    stored = found.get(_STORED, allocated)
    return Layout(
        found.get(_ROWS, 0),
        found.get(_COLUMNS, 0),
        found.get(_SAMPLES, 1),
        allocated,
        stored,
        found.get(_HIGH, stored - 1),
        max(1, int(frames)) if frames.isdecimal() else None,
        texts.get(_PHOTOMETRIC, ""),
        found.get(_PLANAR, 0),
        little,
        "i" if found.get(_SIGNED) else "u",
    )
