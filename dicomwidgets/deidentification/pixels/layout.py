"""How the pixels are laid out that a dataset, or an item with an icon, holds (PS3.3 C.7.6.3)."""

from __future__ import annotations

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

    @property
    def cells(self) -> int:
        """How many samples a frame has."""
        return self.rows * self.columns * self.samples

    def size(self, length: int) -> int | None:
        """Return how many bytes native pixels take, of a value of `length`; ``None`` if unknown.

        Colours that two pixels share (4:2:2) take less; a value that is long enough for all of
        them is named wrongly.
        """
        if self.frames is None or not self.allocated:
            return None
        bits = self.cells * self.frames * self.allocated
        whole = (bits + 7) // 8
        if "422" in self.photometric and self.samples == 3 and length < whole:
            return bits * 2 // 3 // 8
        return whole


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
    if rows[index].tag in _FLOATS:
        found[_ALLOCATED] = _FLOATS[rows[index].tag]
        return _layout(found, texts, little=little)._replace(kind="f")
    return _layout(found, texts, little=little)


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
