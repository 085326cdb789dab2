"""What a stretch of video begins with (PS3.5 8.2.5 to 8.2.8, 8.2.11)."""

from __future__ import annotations

from dicomwidgets.pixels.streams.facts import Codestream

__all__ = ["read_video"]

_PACKET = 188
_SYNC = 0x47
_START = b"\x00\x00\x01"
_MPEG2 = "MPEG-2 video"


def read_video(data: bytes) -> Codestream | None:
    """Return the container or the kind of elementary stream; its decoder tells the rest."""
    name = _container(data) or _elementary(data)
    if name is None:
        return None
    found = Codestream("video", name, lossless=False)
    if name != _MPEG2 or len(data) < 7:
        return found
    # A sequence header (ITU-T H.262 6.2.2.1).
    sizes = int.from_bytes(data[4:7], "big")
    return found._replace(
        rows=(sizes & 0xFFF) or None, columns=(sizes >> 12) or None, components=3, precision=8
    )


def _container(data: bytes) -> str | None:
    if data[4:8] == b"ftyp":
        return "MP4 container"
    if len(data) > _PACKET and data[0] == data[_PACKET] == _SYNC:
        return "MPEG-2 transport stream"
    return "MPEG-2 program stream" if data.startswith(_START + b"\xba") else None


def _elementary(data: bytes) -> str | None:
    """Return the codec by its first unit: a sequence header, parameter sets, a delimiter."""
    if data.startswith(_START + b"\xb3"):
        return _MPEG2
    if not data.startswith((_START, b"\x00" + _START)):
        return None
    unit = data[data.index(_START) + 3 :][:2]
    if len(unit) == 2 and unit[0] >> 1 in {32, 35} and unit[1] == 1:
        return "HEVC"
    return "H.264" if unit and unit[0] & 159 in {7, 9} else None
