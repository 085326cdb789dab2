"""Files put together byte by byte: what no library would write."""

from __future__ import annotations

from struct import pack
from typing import NamedTuple

__all__ = [
    "MULLER",
    "Patient",
    "data_set",
    "element",
    "image",
    "item",
    "meta",
    "raw_file",
    "sequence",
]

_LONG = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"})
_TEXTS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
_UNDEFINED = 0xFFFFFFFF
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
EXPLICIT, IMPLICIT = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2"


class Patient(NamedTuple):
    """Who a file says it is of."""

    name: bytes
    number: str = "MRN-0047.1123/9"
    born: str = "19570814"
    charset: str = "ISO_IR 100"


MULLER = Patient("Müller-Lüdenscheidt^Jürgen".encode("latin-1"), "9912345", "19440101")


def element(tag: int, vr: str, value: bytes | str = b"", *, implicit: bool = False) -> bytes:
    """Return an element in little endian."""
    data = value.encode("latin-1") if isinstance(value, str) else value
    data += (b"\0" if vr in {"OB", "UI", "UN"} else b" ") * (len(data) % 2)
    return _header(tag, vr, len(data), implicit=implicit) + data


def _header(tag: int, vr: str, size: int, *, implicit: bool = False) -> bytes:
    start = pack("<HH", tag >> 16, tag & 0xFFFF)
    if implicit or tag >> 16 == 0xFFFE:
        return start + pack("<L", size)
    if vr in _LONG:
        return start + vr.encode() + b"\0\0" + pack("<L", size)
    return start + vr.encode() + pack("<H", size)


def item(*elements: bytes, undefined: bool = False, tail: bytes = b"") -> bytes:
    """Return an item; `tail` is what stands behind its elements, in it."""
    body = b"".join(elements) + tail
    if undefined:
        return _header(0xFFFEE000, "", _UNDEFINED) + body + _header(0xFFFEE00D, "", 0)
    return _header(0xFFFEE000, "", len(body)) + body


def sequence(
    tag: int, *items: bytes, vr: str = "SQ", undefined: bool = False, implicit: bool = False
) -> bytes:
    """Return a sequence."""
    body = b"".join(items)
    if undefined:
        head = _header(tag, vr, _UNDEFINED, implicit=implicit)
        return head + body + _header(0xFFFEE0DD, "", 0)
    return _header(tag, vr, len(body), implicit=implicit) + body


def meta(
    syntax: str = EXPLICIT,
    sop_class: str = SECONDARY_CAPTURE,
    more: bytes = b"",
    version: bytes = b"\0\1",
) -> bytes:
    """Return preamble and file meta information."""
    body = (
        element(0x00020001, "OB", version)
        + element(0x00020002, "UI", sop_class)
        + element(0x00020003, "UI", "1.2.3.4.5")
        + element(0x00020010, "UI", syntax)
        + more
    )
    return bytes(128) + b"DICM" + element(0x00020000, "UL", pack("<L", len(body))) + body


def data_set(
    patient: Patient,
    more: dict[int, bytes],
    *,
    implicit: bool = False,
    without: tuple[int, ...] = (),
) -> bytes:
    """Return a dataset with elements of one's own in their place."""
    given: dict[int, tuple[str, bytes | str]] = {
        0x00080005: ("CS", patient.charset),
        0x00080016: ("UI", SECONDARY_CAPTURE),
        0x00080018: ("UI", "1.2.3.4.5"),
        0x00080020: ("DA", "20231105"),
        0x00080050: ("SH", "A20231105-77"),
        0x00080060: ("CS", "OT"),
        0x00080080: ("LO", "St. Mary's Hospital Springfield"),
        0x00080081: ("ST", "12 Elm Street, Springfield IL 62704"),
        0x00080090: ("PN", "Kowalczyk^Zbigniew"),
        0x00100010: ("PN", patient.name),
        0x00100020: ("LO", patient.number),
        0x00100030: ("DA", patient.born),
        0x00102154: ("SH", "+33 1 42 68 53 00"),
        0x0020000D: ("UI", "1.2.826.0.1.99.20231105.1"),
        0x0020000E: ("UI", "1.2.826.0.1.99.20231105.2"),
    }
    rows = {tag: element(tag, vr, value, implicit=implicit) for tag, (vr, value) in given.items()}
    for tag in without:
        del rows[tag]
    for tag, data in more.items():
        rows[tag] = rows.get(tag, b"") + data
    return b"".join(rows[tag] for tag in sorted(rows))


def image() -> bytes:
    """Return a small image."""
    numbers = {0x00280002: 1, 0x00280010: 4, 0x00280011: 4, 0x00280100: 8, 0x00280101: 8}
    described = {tag: element(tag, "US", pack("<H", number)) for tag, number in numbers.items()}
    described[0x00280004] = element(0x00280004, "CS", "MONOCHROME2")
    described[0x00280102] = element(0x00280102, "US", pack("<H", 7))
    described[0x00280103] = element(0x00280103, "US", pack("<H", 0))
    head = b"".join(described[tag] for tag in sorted(described))
    return head + element(0x7FE00010, "OB", bytes(16))


def raw_file(
    more: dict[int, bytes], patient: Patient = MULLER, *, without: tuple[int, ...] = ()
) -> bytes:
    """Return a whole file in explicit VR."""
    return meta() + data_set(patient, more, without=without) + image()
