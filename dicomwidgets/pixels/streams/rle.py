"""The header of a DICOM RLE frame (PS3.5 G.5)."""

from __future__ import annotations

from dicomwidgets.pixels.streams.facts import Codestream

__all__ = ["read_rle"]

_HEADER = 64


def read_rle(data: bytes) -> Codestream | None:
    """Return what the table of segments says: how many bytes a pixel has, and no more."""
    if len(data) < _HEADER:
        return None
    count, *offsets = (int.from_bytes(data[k : k + 4], "little") for k in range(0, _HEADER, 4))
    used = offsets[:count]
    if not 1 <= count <= 15 or used[0] != _HEADER or any(offsets[count:]):
        return None
    if used != sorted(set(used)):
        return None
    components = {3: 3, 6: 3, 12: 3}.get(count)
    return Codestream(
        kind="rle",
        process=f"RLE of {count} byte{'s' if count > 1 else ''} a pixel",
        syntax="1.2.840.10008.1.2.5",
        components=components,
        precision=8 * count // components if components else None,
        lossless=True,
    )
