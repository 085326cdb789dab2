"""Files that hide the patient where, and as, nobody would look: each with what must be gone."""

from __future__ import annotations

import codecs
from base64 import b64encode
from struct import pack
from typing import NamedTuple

from deidentification.adversarial.raw import Patient, element, item, meta, raw_file, sequence

__all__ = ["HOSTILE", "OTTOLINE", "Hostile", "encoded"]

OTTOLINE = Patient(b"Thistlewaite^Marigold Ottoline^^Dr", "HX-30417-BB", "19380629")
KOBAYASHI = Patient(
    b"Kobayashi^Haruko=\x1b$B>.NS\x1b(B^\x1b$B=U;R\x1b(B=\x1b$B$3$P$d$7\x1b(B^\x1b$B$O$k$3\x1b(B",
    "JP-7719023",
    "19510203",
    "\\ISO 2022 IR 87",
)
NAME, UPPER = b"Thistlewaite", b"THISTLEWAITE"


class Hostile(NamedTuple):
    """A file, and bytes of it that must not be in what is written."""

    data: bytes
    gone: tuple[bytes, ...]


def encoded(word: str) -> list[bytes]:
    """Return a word as it looks where all of its letters are encoded."""
    data = word.encode()
    return [
        b64encode(data),
        b64encode(b"x" + data + b"^Dr"),
        b64encode(b"xy" + data),
        b64encode(word.upper().encode()),
        data.hex().encode(),
        data.hex().upper().encode(),
        data.hex(" ").encode(),
        b"%" + data.hex("%").encode(),
        b"=" + data.hex("=").upper().encode(),
        "".join(f"&#{ord(sign)};" for sign in word).encode(),
        "".join(f"&#x{ord(sign):X};" for sign in word).encode(),
        " ".join(word).encode(),
        ".".join(word.upper()).encode(),
        word[::-1].encode(),
        codecs.encode(word, "rot13").encode(),
    ]


def _texts(*values: bytes) -> Hostile:
    """Hide texts where the table removes nothing."""
    more: dict[int, bytes] = {}
    places = (0x00080070, 0x00081090, 0x00181020, 0x00181160, 0x00181210, 0x00189316)
    for tag, value in zip(places, values, strict=False):
        more[tag] = element(tag, "LO" if tag < 0x00181100 else "SH", value)
    return Hostile(raw_file(more, OTTOLINE), values)


def _private_base64() -> Hostile:
    hidden = b64encode(b"<patient>Marigold Thistlewaite, 29 June 1938</patient>")
    private = element(0x00090010, "LO", "ACME 1.0") + element(0x00091001, "UT", hidden)
    inner = item(element(0x00110010, "LO", "ACME 1.0"), element(0x00111002, "OB", hidden))
    more = {0x00090010: private, 0x00081140: sequence(0x00081140, inner)}
    return Hostile(raw_file(more, OTTOLINE), (hidden, NAME))


def _lookup_table() -> Hostile:
    texts = encoded("Thistlewaite")
    luts = [
        item(
            element(0x00283002, "US", pack("<3H", 2, 0, 16)),
            element(0x00283003, "LO", text[:64]),
            element(0x00283006, "OW", bytes(4)),
        )
        for text in texts
        if len(text) <= 64
    ]
    table = sequence(0x00283010, *luts)
    return Hostile(
        raw_file({0x00283010: table}, OTTOLINE), tuple(each for each in texts if len(each) <= 64)
    )


def _unknown_sequences() -> Hostile:
    name = element(0x00081080, "LO", NAME, implicit=True)
    deep = sequence(0x00081140, item(name, undefined=True), undefined=True, implicit=True)
    body = sequence(0x00400275, item(deep), implicit=True)
    hidden = item(body)
    rows = {
        0x00081115: sequence(0x00081115, hidden, vr="UN", undefined=True),
        0x00400555: element(0x00400555, "UN", hidden),
        0x00720999: element(0x00720999, "UN", hidden),
        0x00990010: element(0x00990010, "LO", "ACME") + element(0x00991001, "UN", hidden),
    }
    return Hostile(raw_file(rows, OTTOLINE), (NAME,))


def _waveform() -> Hostile:
    meaning = item(
        element(0x00080100, "SH", "12-A"),
        element(0x00080102, "SH", "99X"),
        element(0x00080104, "LO", b"ECG of Marigold Thistlewaite"),
    )
    channel = item(
        element(0x003A0203, "SH", b"I THISTLEWAITE"),
        sequence(0x003A0208, meaning),
        element(0x003A020C, "LO", b"for Ottoline"),
    )
    group = item(element(0x003A0020, "SH", b"OTTOLINE"), sequence(0x003A0200, channel))
    note = item(
        element(0x00700006, "ST", b"seen by Dr Thistlewaite"), sequence(0x00404054, meaning)
    )
    content = item(
        element(0x0040A040, "CS", "CODE"),
        sequence(0x0040A043, meaning),
        sequence(0x0040A168, meaning),
    )
    rows = {
        0x0040A730: sequence(0x0040A730, content),
        0x0040B020: sequence(0x0040B020, note),
        0x54000100: sequence(0x54000100, group),
    }
    return Hostile(raw_file(rows, OTTOLINE), (NAME, UPPER, b"Ottoline", b"OTTOLINE", b"Marigold"))


def _overlay() -> Hostile:
    rows = {
        0x50000005: element(0x50000005, "US", pack("<H", 1))
        + element(0x50000022, "LO", NAME)
        + element(0x50003000, "OW", NAME + UPPER),
        0x60000010: element(0x60000010, "US", pack("<H", 4))
        + element(0x60000011, "US", pack("<H", 4))
        + element(0x60000022, "LO", NAME)
        + element(0x60001500, "LO", UPPER),
        0x601E0022: element(0x601E0022, "LO", NAME) + element(0x601E3000, "OB", UPPER),
    }
    return Hostile(raw_file(rows, OTTOLINE), (NAME, UPPER))


def _paddings() -> Hostile:
    inner = item(element(0x00081150, "UI", "1.2.3"), element(0xFFFCFFFC, "OB", NAME))
    more = {0x00081140: sequence(0x00081140, inner)}
    head = meta(
        more=element(0x00020012, "UI", "1.2.3")
        + element(0x00020013, "SH", b"THISTLEWAITE")
        + element(0x00020016, "AE", b"THISTLEWAITE")
        + element(0x00020100, "UI", "1.2.4")
        + element(0x00020102, "OB", NAME)
    )
    body = raw_file(more, OTTOLINE)[len(meta()) :]
    tail = element(0xFFFCFFFC, "OB", b"\0" * 8 + NAME + b"\0" * 8)
    start = b"Thistlewaite^Marigold".ljust(128, b"\0")
    return Hostile(start + head[128:] + body + tail, (NAME, UPPER))


def _icon() -> Hostile:
    numbers = {0x00280002: 1, 0x00280010: 4, 0x00280011: 4, 0x00280100: 8, 0x00280101: 8}
    described = {tag: element(tag, "US", pack("<H", number)) for tag, number in numbers.items()}
    described[0x00280004] = element(0x00280004, "CS", "PALETTE COLOR")
    for color in (0x00281201, 0x00281202, 0x00281203):
        described[color] = element(color, "OW", bytes(range(200, 220)) + NAME + bytes(8))
    described[0x7FE00010] = element(0x7FE00010, "OB", bytes(16) + NAME)
    icon = item(*(described[tag] for tag in sorted(described)))
    return Hostile(raw_file({0x00880200: sequence(0x00880200, icon)}, OTTOLINE), (NAME,))


def _addresses() -> Hostile:
    url = (
        b"https://pacs.example/wado?patient=Thistlewaite%20Marigold&id=HX%2D30417%2DBB&b=1938-06-29"
    )
    scheme = item(
        element(0x00080102, "SH", "99X"),
        element(0x0008010E, "UR", url),
        element(0x00080115, "ST", b"of thistlewaite.example"),
    )
    rows = {
        0x00080110: sequence(0x00080110, scheme),
        0x00081190: element(0x00081190, "UR", url),
        0x00080120: element(0x00080120, "UR", url),
        0x0040E010: element(0x0040E010, "UR", url),
        0x00287FE0: element(0x00287FE0, "UR", url),
    }
    return Hostile(
        raw_file(rows, OTTOLINE), (NAME, b"thistlewaite", b"HX%2D30417%2DBB", b"1938-06-29")
    )


def _escapes() -> Hostile:
    kanji = b"\x1b$B>.NS\x1b(B \x1b$B=U;R\x1b(B"
    half = "ｺﾊﾞﾔｼ ﾊﾙｺ".encode("shift_jis")
    full = "コバヤシ".encode("shift_jis")
    rows = {
        0x00080070: element(0x00080070, "LO", kanji),
        0x00081090: element(0x00081090, "LO", half),
        0x00181020: element(0x00181020, "LO", b"KOBAYASHI HARUKO"),
        0x00181210: element(0x00181210, "SH", b"HarukoKobayashi"),
        0x00282000: element(0x00282000, "OB", bytes(range(1, 20)) + full + bytes(5)),
        0x00283003: element(0x00283003, "LO", "小林　春子".encode()),
    }
    gone = (kanji, b">.NS", half[:5], full, b"KOBAYASHI", b"Kobayashi", "小林".encode())
    return Hostile(raw_file(rows, KOBAYASHI), gone)


def _numbers() -> Hostile:
    rows = {
        0x00180050: element(0x00180050, "DS", "19380629"),
        0x00200013: element(0x00200013, "IS", "30417"),
        0x00189073: element(0x00189073, "FD", pack("<d", 19380629.0)),
        0x00281052: element(0x00281052, "DS", "HX30417BB"),
        0x00080008: element(0x00080008, "CS", b"ORIGINAL\\PRIMARY\\THISTLEWAITE"),
        0x00189004: element(0x00189004, "CS", b"MARIGOLD"),
        0x00400512: element(0x00400512, "LO", b"HX/30417/BB"),
        0x00189514: element(0x00189514, "CS", UPPER),
    }
    gone = (b"19380629", b"HX30417BB", UPPER, b"MARIGOLD", b"HX/30417/BB")
    return Hostile(raw_file(rows, OTTOLINE), gone)


HOSTILE = {
    "spelled otherwise": _texts(
        b"THISTLEWAITE MARIGOLD",
        b"Marigold O. Thistlewaite",
        b"thistlewaite_marigold",
        b"HX30417BB",
        b"29JUN1938",
        b"M.THISTLEWAITE",
    ),
    "private base64": _private_base64(),
    "explanations of look-up tables": _lookup_table(),
    "unknown sequences": _unknown_sequences(),
    "waveforms and codes": _waveform(),
    "overlays and curves": _overlay(),
    "paddings": _paddings(),
    "icon": _icon(),
    "addresses": _addresses(),
    "escapes": _escapes(),
    "numbers": _numbers(),
}
