"""A JPEG file's codestream, where it may stand in a DICOM file as it is (PS3.5 8.2.1)."""

from __future__ import annotations

from dicomwidgets.creating.raster import Lossy, Stream
from dicomwidgets.pixels.streams.jpeg import read_jpeg

__all__ = ["BASELINE", "METHOD", "jpeg_facts"]

BASELINE = "1.2.840.10008.1.2.4.50"
METHOD = "ISO_10918_1"
_SOI, _EOI, _SOS, _COM, _APP0, _APP14 = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xEE
_ALONE = frozenset({0x00, 0x01, *range(0xD0, 0xD8)})
_JFIF = 16
"""Length of the segment where it has no thumbnail."""


def jpeg_facts(data: bytes) -> tuple[Lossy | None, Stream | None]:
    """Return what a JPEG file's pixels went through, and its stream where it can be kept.

    Parameters
    ----------
    data
        The whole file.

    Notes
    -----
    Kept are baseline streams of 8 bits, grey or YCbCr with colour sampled 4:2:2. The standard has
    no photometric interpretation for 4:2:0, and validators refuse YBR_FULL, that of 4:4:4, under
    this transfer syntax. Comments, EXIF and the like, which may hold who, where and when, are left
    out; the coded pixels stay as they are.
    """
    facts = read_jpeg(data)
    if facts is None or facts.lossless or not (facts.rows and facts.columns and facts.components):
        return None, None
    size = facts.rows * facts.columns * facts.components
    lossy = Lossy(METHOD, size / len(data))
    if facts.syntax != BASELINE or facts.precision != 8 or facts.note:
        return lossy, None
    photometric = _photometric(facts.colors, facts.subsampling)
    stripped = _stripped(data) if photometric else b""
    return lossy, Stream(lambda: stripped, photometric) if stripped else None


def _photometric(colors: str | None, sampling: str | None) -> str:
    if colors == "grey":
        return "MONOCHROME2"
    return "YBR_FULL_422" if (colors, sampling) == ("YBR", "4:2:2") else ""


def _stripped(data: bytes) -> bytes:
    """Return the stream up to its end, without what is not needed to decode it."""
    kept, at = [data[:2]], 2
    while (start := data.find(b"\xff", at)) >= 0 and start + 1 < len(data):
        kept.append(data[at:start])
        marker = data[start + 1]
        if marker == _EOI:
            kept.append(b"\xff\xd9")
            return b"".join(kept)
        if marker == 0xFF:
            at = start + 1
            continue
        end = start + 2
        if marker not in _ALONE:
            end += int.from_bytes(data[end : end + 2], "big")
        if not _is_told(marker, end - start - 2):
            kept.append(data[start:end])
        at = end
    return b""


def _is_told(marker: int, length: int) -> bool:
    """Whether a segment tells something about the picture that decoding does not need."""
    if marker == _APP0:
        return length != _JFIF
    return marker == _COM or (_APP0 < marker <= 0xEF and marker != _APP14)
