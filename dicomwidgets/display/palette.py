"""Palettes: discrete, segmented, supplemental (PS3.3 C.7.6.3.1.5, C.7.6.19, C.7.9)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.display.tolerant import numbers
from dicomwidgets.errors import DisplayError
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import SupplementalPalette

__all__ = [
    "Palette",
    "colored",
    "has_palette",
    "read_palette",
    "supplemental",
    "with_supplement",
]

_COLORS = ("Red", "Green", "Blue")
_ENTRIES = 65536
_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2
_TAGS = {"Red": 1, "Green": 2, "Blue": 3}


class Palette(NamedTuple):
    """Colours of the stored values from `first` on.

    Parameters
    ----------
    first
        The stored value that the first colour belongs to; it may be negative.
    colors
        uint8 (count, 3).
    """

    first: int
    colors: NDArray[np.uint8]


def has_palette(dataset: Dataset) -> bool:
    """Whether the dataset describes a palette; reads nothing of it."""
    return "RedPaletteColorLookupTableDescriptor" in dataset


def colored(stored: NDArray[Any], palette: Palette) -> NDArray[np.uint8]:
    """Return the colours of stored values.

    Values below the first that is mapped take the first colour, those above the last one the last.
    """
    at = stored.astype(np.int32) - palette.first
    return np.take(palette.colors, at, axis=0, mode="clip")


def read_palette(dataset: Dataset, *, signed: bool) -> Palette:
    """Return the palette of an image as 8-bit RGB.

    Parameters
    ----------
    dataset
        The header.
    signed
        Whether the stored values are, and with them the first mapped value.

    Returns
    -------
    Palette
        Entries of 16 bits keep their upper 8; a palette that claims 16 bits and uses no more
        than 8 of them is taken for one of 8.

    Raises
    ------
    DisplayError
        Where it is missing, of the wrong size, or its segments make no sense.
    """
    little = dataset.original_encoding[1] is not False
    described = [_described(dataset, color) for color in _COLORS]
    if len({*described}) > 1:
        raise _refused(
            f"Red, green and blue describe {_listed(described)}: they must be alike.", "Red", 1101
        )
    count, first, bits = described[0]
    tables = [_entries(dataset, color, count, bits, little=little) for color in _COLORS]
    colors: NDArray[Any] = np.stack(tables, axis=-1)
    if int(colors.max(initial=0)) > 255:
        colors = colors >> max(0, bits - 8)
    if signed and first >= _ENTRIES // 2:
        first -= _ENTRIES
    return Palette(first, colors.astype(np.uint8))


def supplemental(dataset: Dataset, *, signed: bool) -> SupplementalPalette:
    """Return the palette of a grey image as it travels.

    Raises
    ------
    DisplayError
        As `read_palette`.
    """
    first, colors = read_palette(dataset, signed=signed)
    return {"first": first, "rgb": b64encode(colors.tobytes()).decode("ascii")}


def with_supplement(
    stored: NDArray[Any], screen: NDArray[np.uint8], supplement: SupplementalPalette
) -> NDArray[np.uint8]:
    """Return a screen frame with the colours of its supplemental palette, as RGB.

    Parameters
    ----------
    stored
        (rows, columns) of stored values.
    screen
        What the grey chain makes of them: uint8 (rows, columns) or (rows, columns, 3).
    supplement
        The colours of all values from its first one on.
    """
    colors = np.frombuffer(b64decode(supplement["rgb"]), np.uint8).reshape(-1, 3)
    palette = Palette(supplement["first"], colors)
    grey = screen if screen.ndim == 3 else np.repeat(screen[..., None], 3, axis=2)
    return np.where((stored >= palette.first)[..., None], colored(stored, palette), grey)


def _described(dataset: Dataset, color: str) -> tuple[int, int, int]:
    """Return count, first mapped value and bits (PS3.3 C.7.6.3.1.5)."""
    keyword = f"{color}PaletteColorLookupTableDescriptor"
    value = numbers(value_or_none(dataset, keyword))
    if len(value) != 3:
        raise _refused("It is missing, or does not hold three numbers.", color, 1101)
    count, first, bits = map(int, value)
    if not 8 <= bits <= 16:
        raise _refused(f"Entries of {bits} bits: the standard knows 8 and 16.", color, 1101)
    return count % _ENTRIES or _ENTRIES, first, bits


def _listed(described: list[tuple[int, int, int]]) -> str:
    return ", ".join(f"{count} entries of {bits} bits from {at}" for count, at, bits in described)


def _entries(dataset: Dataset, color: str, count: int, bits: int, *, little: bool) -> NDArray[Any]:
    plain = _words(dataset, f"{color}PaletteColorLookupTableData", little=little)
    if plain is not None:
        return _discrete(plain, color, count, bits)
    parts = _words(dataset, f"Segmented{color}PaletteColorLookupTableData", little=little)
    if parts is None:
        raise _refused("The palette has no data.", color, 1201)
    try:
        found = _expanded(parts.view(np.uint8) if bits == 8 else parts, count)
    except (ValueError, IndexError) as problem:
        raise _refused(f"Its segments can't be read: {problem}.", color, 1221) from None
    if len(found) < count:
        raise _refused(f"Its segments make {len(found)} of {count} entries.", color, 1221)
    return np.array(found[:count], dtype=np.uint16)


def _words(dataset: Dataset, keyword: str, *, little: bool) -> NDArray[Any] | None:
    """Return 16-bit words whose bytes, in this machine's memory, are little endian."""
    value = value_or_none(dataset, keyword)
    if value is None or len(value) == 0:
        return None
    if not isinstance(value, bytes):
        return np.array([int(each) & 0xFFFF for each in value], dtype="<u2")
    padded = value + b"\0" * (len(value) % 2)
    return np.frombuffer(padded, "<u2" if little else ">u2").astype("<u2")


def _discrete(words: NDArray[Any], color: str, count: int, bits: int) -> NDArray[Any]:
    """Return the entries: a word each, or, of 8 bits, a byte each (PS3.3 C.7.6.3.1.6)."""
    if len(words) >= count:
        entries = words[:count]
        # Some writers leave 8-bit entries in the upper half of their words.
        if bits == 8 and int(entries.max()) > 255 and not (entries & 0xFF).any():
            return entries >> 8
        return entries & 0xFF if bits == 8 else entries
    packed = words.view(np.uint8)
    if len(packed) >= count:
        return packed[:count].astype(np.uint16)
    raise _refused(
        f"The palette has {len(packed)} bytes for {count} entries of {bits} bits.", color, 1201
    )


def _expanded(data: NDArray[Any], count: int) -> list[int]:
    """Return the entries that segments describe, `count` at most (PS3.3 C.7.9.2)."""
    values: list[int] = data.tolist()
    size = data.itemsize
    entries: list[int] = []
    at = 0
    # A last byte that only fills the word up begins no segment.
    while at + 1 < len(values) and len(entries) < count:
        at = _segment(values, at, size, entries, nested=False)
    return entries


def _segment(values: list[int], at: int, size: int, entries: list[int], *, nested: bool) -> int:
    """Append what one segment stands for; return where the next one begins."""
    kind, length = values[at], values[at + 1]
    at += 2
    if kind == _DISCRETE:
        if at + length > len(values):
            raise ValueError("a segment reaches beyond the end")
        entries += values[at : at + length]
        return at + length
    if kind == _LINEAR:
        if not entries:
            raise ValueError("the first one is linear")
        before, last = entries[-1], values[at]
        steps = np.arange(1, length + 1) / max(length, 1)
        entries += np.rint(before + (last - before) * steps).astype(int).tolist()
        return at + 1
    if kind != _INDIRECT or nested:
        raise ValueError(f"{kind} is no kind of segment")
    parts = 4 // size
    place = sum(part << (8 * size * k) for k, part in enumerate(values[at : at + parts])) // size
    for _ in range(length):
        place = _segment(values, place, size, entries, nested=True)
    return at + parts


def _refused(text: str, color: str, element: int) -> DisplayError:
    names = {1101: "Descriptor", 1201: "Data", 1221: "Data"}
    segmented = "Segmented" if element == 1221 else ""
    return DisplayError(
        f"The colour palette can't be applied. {text}",
        tag=f"(0028,{element - 1 + _TAGS[color]})",
        keyword=f"{segmented}{color}PaletteColorLookupTable{names[element]}",
        remedy="Export the image again, with its palette or as RGB.",
    )
