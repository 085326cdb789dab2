"""Overlays in bits that the pixels do not use, which compression would lose (PS3.5 8.1.2).

They get data of their own, as the standard has wanted it since 2004 (PS3.3 C.9.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom import Dataset  # noqa: TC002 - by its front door
from pydicom.dataelem import DataElement

from dicomwidgets.display.overlays import KeptBits, overlay_groups, read_overlay
from dicomwidgets.errors import DisplayError
from dicomwidgets.pixels.codestream import read_codestream
from dicomwidgets.pixels.spare_bits import kept_bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.transcoding.stored_frames import StoredFrames

__all__ = ["moved_overlays"]

_FRAMES, _FIRST, _ALLOCATED, _BIT, _DATA = 0x0015, 0x0051, 0x0100, 0x0102, 0x3000
_MOVED = "An overlay that lay in unused bits of the pixels now has data of its own."
_LOST = "An overlay is said to lie in bits of the pixels that are not there: it stays as it is."


def moved_overlays(dataset: Dataset, stored: StoredFrames) -> list[str]:
    """Give overlays that lie in the pixels data of their own; return what is to be known.

    Parameters
    ----------
    dataset
        To be changed: the header that is written.
    stored
        The frames, all of which are read.

    Raises
    ------
    DecodeError
        If a frame can't be read.
    """
    if not stored.format.drawn_bits:
        return []
    kept = _kept(stored)
    bits, notes = {}, []
    for group in overlay_groups(dataset):
        try:
            overlay = read_overlay(dataset, group, kept)
        except DisplayError:
            notes.append(_LOST)
            continue
        if overlay.word == 0:
            bits[group] = overlay.bit
    if bits:
        for group, plane in _planes(stored, bits).items():
            _give(dataset, group, plane, len(stored))
        notes.append(_MOVED)
    return list(dict.fromkeys(notes))


def _kept(stored: StoredFrames) -> KeptBits | None:
    """Return which bits of the words compression has kept; ``None``: all."""
    if stored.is_plain:
        return None
    return kept_bits(read_codestream(stored.coded(0)))


def _planes(stored: StoredFrames, bits: dict[int, int]) -> dict[int, bytes]:
    """Return the planes of all frames, packed: of each group one after the other."""
    found: dict[int, list[NDArray[Any]]] = {group: [] for group in bits}
    for i in range(len(stored)):
        words = stored.samples(i, words=True).array.reshape(-1)
        for group, bit in bits.items():
            found[group].append((words >> bit & 1).astype(np.uint8))
    data = {
        group: np.packbits(np.concatenate(planes), bitorder="little").tobytes()
        for group, planes in found.items()
    }
    return {group: each + b"\0" * (len(each) % 2) for group, each in data.items()}


def _give(dataset: Dataset, group: int, data: bytes, frames: int) -> None:
    first = group << 16
    values: list[tuple[int, str, Any]] = [
        (_ALLOCATED, "US", 1),
        (_BIT, "US", 0),
        (_DATA, "OW", data),
    ]
    if frames > 1:
        values += [(_FRAMES, "IS", frames), (_FIRST, "US", 1)]
    for element, vr, value in values:
        dataset[first + element] = DataElement(first + element, vr, value)
