"""The markers of JPEG (ITU-T T.81) and JPEG-LS (ITU-T T.87) before the first coded byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.pixels.streams.facts import Codestream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.pixels.streams.facts import Colors, Subsampling

__all__ = ["Scan", "ended", "is_jpeg", "mended", "read_jpeg", "scans"]

_SOI, _EOI, _SOS, _APP0, _APP14, _DNL = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE, 0xDC
_JPEG_LS = 0xF7
_END = b"\xff\xd9"
_FRAMES = {*range(0xC0, 0xD0), _JPEG_LS} - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD8)}
_RGB = {(82, 71, 66), (114, 103, 98)}
_PROCESSES = {
    0xC0: ("JPEG Baseline", "1.2.840.10008.1.2.4.50"),
    0xC1: ("JPEG Extended", "1.2.840.10008.1.2.4.51"),
    0xC2: ("JPEG Progressive", "1.2.840.10008.1.2.4.55"),
    0xC3: ("JPEG Lossless", "1.2.840.10008.1.2.4.57"),
    0xC9: ("JPEG Extended, arithmetic", None),
    0xCA: ("JPEG Progressive, arithmetic", None),
    0xCB: ("JPEG Lossless, arithmetic", None),
}
_FIRST_ORDER = "1.2.840.10008.1.2.4.70"
_SEQUENTIAL = {0xC0, 0xC1, 0xC9}
_LAST_COEFFICIENT = 63


class _Frame(NamedTuple):
    marker: int
    precision: int
    rows: int
    columns: int
    ids: tuple[int, ...]
    factors: tuple[int, ...]


class Scan(NamedTuple):
    """A start of scan: where it stands in the stream, and its last three parameters."""

    place: int
    first: int
    last: int
    bits: int


def is_jpeg(data: bytes) -> bool:
    """Whether `data` begins like JPEG or JPEG-LS."""
    return len(data) > 2 and data[0] == 0xFF and data[1] == _SOI and data[2] == 0xFF


def read_jpeg(data: bytes) -> Codestream | None:
    """Return what the markers up to the first scan say."""
    if not is_jpeg(data):
        return None
    frame, scan, adobe, jfif = None, None, None, False
    for marker, start, end in _segments(data):
        body = data[start:end]
        if marker in _FRAMES and frame is None:
            frame = _frame(marker, body)
        elif marker == _APP0 and body.startswith(b"JFIF\0"):
            jfif = True
        elif marker == _APP14 and body.startswith(b"Adobe") and len(body) >= 12:
            adobe = body[11]
        elif marker == _SOS:
            scan = _scan(data, start, end)
            break
    if frame is None:
        return Codestream("jpeg", "JPEG", adobe_transform=adobe, jfif=jfif)
    return _facts(frame, scan, adobe, jfif=jfif)


def scans(data: bytes) -> Iterator[Scan]:
    """Yield the starts of scan of a whole JPEG stream."""
    for marker, start, end in _segments(data):
        if marker == _SOS and (scan := _scan(data, start, end)) is not None:
            yield scan


def mended(data: bytes) -> bytes:
    """Return a sequential stream with spectral selections that reach the last coefficient.

    T.81 B.2.3 has Se be 63 there; streams with 0 are about, and their data are whole.
    """
    repaired = bytearray(data)
    for scan in scans(data):
        if scan.first == 0 and scan.last != _LAST_COEFFICIENT:
            repaired[scan.place + 1] = _LAST_COEFFICIENT
    return bytes(repaired)


def ended(data: bytes) -> bytes:
    """Return a stream with the mark that ends an image.

    CharLS, which all decoders of JPEG-LS here are made of, takes half a minute to give up on a
    damaged stream of a few bytes that ends without one.
    """
    whole = data.rstrip(b"\0")
    return data if whole.endswith(_END) else whole + _END


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, start, end) of each segment's parameters, coded data skipped."""
    at = 2
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 >= len(data):
            return
        marker = data[at + 1]
        if marker in {0x00, 0xFF, *_ALONE}:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == _EOI or at + 4 > len(data):
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data) or end < at + 4:
            return
        yield marker, at + 4, end
        at = end


def _frame(marker: int, body: bytes) -> _Frame | None:
    if len(body) < 6 or len(body) < 6 + 3 * body[5]:
        return None
    components = [body[k : k + 3] for k in range(6, 6 + 3 * body[5], 3)]
    return _Frame(
        marker,
        precision=body[0],
        rows=int.from_bytes(body[1:3], "big"),
        columns=int.from_bytes(body[3:5], "big"),
        ids=tuple(each[0] for each in components),
        factors=tuple(each[1] for each in components),
    )


def _scan(data: bytes, start: int, end: int) -> Scan | None:
    """Return a start of scan; its parameters follow two bytes a component (T.81 B.2.3)."""
    if end <= start:
        return None
    place = start + 1 + 2 * data[start]
    return Scan(place, *data[place : place + 3]) if place + 3 <= end else None


def _facts(frame: _Frame, scan: Scan | None, adobe: int | None, *, jfif: bool) -> Codestream:
    lossless, process, syntax, note = _process(frame, scan)
    return Codestream(
        kind="jpeg_ls" if frame.marker == _JPEG_LS else "jpeg",
        process=process,
        syntax=syntax,
        rows=frame.rows or None,
        columns=frame.columns or None,
        components=len(frame.ids) or None,
        precision=frame.precision or None,
        lossless=lossless,
        subsampling=_subsampling(frame.factors),
        colors=_colors(frame, adobe, jfif=jfif),
        component_ids=frame.ids,
        adobe_transform=adobe,
        jfif=jfif,
        note=note,
    )


def _process(frame: _Frame, scan: Scan | None) -> tuple[bool | None, str, str | None, str | None]:
    """Return (lossless, process, transfer syntax, fault)."""
    if frame.marker == _JPEG_LS:
        return _jpeg_ls(scan)
    name, syntax = _PROCESSES.get(frame.marker, ("JPEG of a rare process", None))
    if frame.marker in {0xC3, 0xC7, 0xCB, 0xCF}:
        # A point transform (T.81 H.1.2) throws the lowest bits away.
        lossless = scan and not scan.bits & 15
        if scan and scan.first == 1 and syntax:
            return lossless, f"{name}, first-order prediction", _FIRST_ORDER, None
        return lossless, name, syntax, None
    short = scan and scan.first == 0 and scan.last != _LAST_COEFFICIENT
    fault = "Se" if short and frame.marker in _SEQUENTIAL else None
    wide = f"{name} ({frame.precision} bit)" if name == "JPEG Extended" else name
    return False, wide, syntax, fault


def _jpeg_ls(scan: Scan | None) -> tuple[bool | None, str, str | None, str | None]:
    if scan is None:
        return None, "JPEG-LS", None, None
    if scan.first == 0:
        return True, "JPEG-LS Lossless", "1.2.840.10008.1.2.4.80", None
    return False, f"JPEG-LS Near-lossless (±{scan.first})", "1.2.840.10008.1.2.4.81", None


def _colors(frame: _Frame, adobe: int | None, *, jfif: bool) -> Colors | None:
    """Return what three components are, by the marks that writers leave."""
    if len(frame.ids) == 1:
        return "grey"
    if len(frame.ids) != 3:
        return None
    if adobe is not None:
        return "YBR" if adobe == 1 else "RGB"
    if frame.ids in _RGB:
        return "RGB"
    # JFIF knows no lossless processes; some toolkits write its marker all the same.
    return "YBR" if jfif and frame.marker <= 0xC2 else None


def _subsampling(factors: tuple[int, ...]) -> Subsampling | None:
    if len(factors) != 3:
        return None
    known: dict[tuple[int, ...], Subsampling] = {
        (0x11, 0x11, 0x11): "4:4:4",
        (0x21, 0x11, 0x11): "4:2:2",
        (0x22, 0x11, 0x11): "4:2:0",
        (0x12, 0x11, 0x11): "4:4:0",
        (0x41, 0x11, 0x11): "4:1:1",
        (0x22, 0x12, 0x12): "4:2:2",
        (0x22, 0x21, 0x21): "4:4:0",
    }
    if len(set(factors)) == 1:
        return "4:4:4"
    return known.get(factors, "other")
