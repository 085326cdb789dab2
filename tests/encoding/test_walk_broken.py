"""Files that end too soon, or make no sense from some place on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pydicom.data
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.written import PREAMBLE, SEQUENCE_END, UNDEFINED, explicit, head, implicit, item, meta

from dicomwidgets.encoding.walk import FileMap, walk_file

if TYPE_CHECKING:
    from collections.abc import Callable

SQ, NAME, PIXELS = 0x00081140, 0x00100010, 0x7FE00010
PERSON = explicit(NAME, b"PN", b"Doe^Jane")
IMPLICIT = "1.2.840.10008.1.2"


@pytest.mark.parametrize(
    ("name", "body", "at", "why", "last"),
    [
        ("in a header", PERSON + b"\x10\0\x20", 16, "too few bytes", "unread"),
        ("in a value", PERSON[:-3], 0, "5 of 8 bytes", "element"),
        ("in a long header", explicit(PIXELS, b"OW")[:9], 0, "", "unread"),
        ("beyond the end", PERSON + head(PIXELS, b"OW", 1 << 31), 16, "0 of 2,147", "element"),
        ("of an unknown VR", PERSON + b"\x10\0\x20\0??\xff\xff\xff\xff", 16, "no VR", "unread"),
        ("never closed", head(SQ, b"SQ", UNDEFINED) + item(PERSON), 36, "never closed", "element"),
        ("cut item", head(SQ, b"SQ", 99) + item(PERSON), 0, "24 of 99", "element"),
        (
            "fragment",
            head(PIXELS, b"OB", UNDEFINED) + item(bytes(9))[:-1],
            12,
            "8 of 9",
            "fragment",
        ),
        ("no item", head(SQ, b"SQ", 16) + PERSON, 12, "no item", "unread"),
        ("undefined text", head(NAME, b"UT", UNDEFINED) + PERSON, 0, "undefined", "unread"),
        ("stray item", PERSON + item(PERSON), 16, "item stands", "unread"),
    ],
)
def test_the_break_stands_at_its_place_with_its_reason(
    *,
    name: str,
    body: bytes,
    at: int,
    why: str,
    last: str,
    accounts_for_every_byte: Callable[[FileMap], None],
) -> None:
    found = walk_file(meta() + body)
    accounts_for_every_byte(found)
    assert found.broken, name
    assert found.broken.offset == found.dataset + at
    assert why in found.broken.why
    assert found.spans[-1].kind == last


@pytest.mark.parametrize("depth", [60, 5000])
@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("uid", ["1.2.840.10008.1.2.1", IMPLICIT])
def test_nesting_has_no_limit(
    depth: int, closed: bool, uid: str, accounts_for_every_byte: Callable[[FileMap], None]
) -> None:
    vr = b"" if uid == IMPLICIT else b"SQ"
    opening = head(SQ, vr, UNDEFINED) + head(0xFFFEE000, b"", UNDEFINED)
    closing = item(undefined=True)[8:] + SEQUENCE_END
    start = time.process_time()
    found = walk_file(meta(uid) + opening * depth + closing * depth * closed)
    assert time.process_time() - start < 5
    accounts_for_every_byte(found)
    assert max(each.depth for each in found.spans) == 2 * depth - (not closed)
    assert (found.broken is None) == closed


@pytest.mark.parametrize("data", [b"", b"\0", b"DICM", PREAMBLE, bytes(9000), meta()])
def test_files_that_hold_nothing(
    data: bytes, accounts_for_every_byte: Callable[[FileMap], None]
) -> None:
    found = walk_file(data)
    accounts_for_every_byte(found)
    assert found.broken is None


@pytest.mark.parametrize("data", [b"<html>" * 40, b"PK\x03\x04" + b"\xff" * 90, PREAMBLE[:-1]])
def test_what_is_no_dicom_is_unread(
    data: bytes, accounts_for_every_byte: Callable[[FileMap], None]
) -> None:
    found = walk_file(data)
    accounts_for_every_byte(found)
    assert found.spans[-1].kind == "unread"
    assert found.broken
    assert found.broken.offset == found.spans[-1].offset


def test_time_grows_with_the_file_and_no_faster() -> None:
    """A pattern that makes a walk look back or ahead again and again would show here."""
    units = [
        head(SQ, b"SQ", UNDEFINED) + item(PERSON),
        explicit(0x00091010, b"UN", item(implicit(NAME, b"A^"))),
        head(SQ, b"SQ", UNDEFINED) + head(0xFFFEE000, b"", UNDEFINED),
        explicit(NAME, b"ZZ", b"abcd"),
        implicit(NAME, b"abcd"),
        explicit(SQ, b"SQ", item(bytes(64)) + b"12345678"),
        SEQUENCE_END,
    ]
    for unit in units:
        few, many = (
            min(walking(meta() + unit * count) for _ in range(3)) for count in (500, 8_000)
        )
        assert many < 48 * few + 0.1, unit


def walking(data: bytes) -> float:
    """Return the seconds of this process that a walk takes."""
    start = time.process_time()
    walk_file(data)
    return time.process_time() - start


def seeds() -> list[bytes]:
    """Return small files of every encoding."""
    folder = Path(pydicom.data.__file__).parent / "test_files"
    names = [
        *("rtplan.dcm", "ExplVR_BigEnd.dcm", "image_dfl.dcm", "nested_priv_SQ.dcm"),
        *("UN_sequence.dcm", "ExplVR_LitEndNoMeta.dcm", "liver_1frame.dcm", "reportsi.dcm"),
    ]
    files = [(folder / name).read_bytes()[:6000] for name in names if (folder / name).is_file()]
    nested = PERSON
    for _ in range(12):
        nested = explicit(SQ, b"SQ", item(nested)) + explicit(0x00091010, b"UN", b"abcd")
    pixels = head(PIXELS, b"OB", UNDEFINED) + item() + item(bytes(50)) + SEQUENCE_END
    return [*files, meta() + nested + pixels, meta(IMPLICIT) + implicit(SQ, item(implicit(NAME)))]


SEEDS = seeds()
TOKENS = [
    *(SEQUENCE_END, item(), item(undefined=True)[:8], item(undefined=True)[8:], b"\xff" * 4),
    *(b"SQ\0\0\xff\xff\xff\xff", b"UN\0\0", b"OB\0\0", bytes(8), PERSON, implicit(SQ), b"\xfe\xff"),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a file with bytes changed, cut out and put in, wherever it hurts."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 12))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        what = draw(st.sampled_from(["byte", "token", "over", "cut", "end"]))
        if what == "byte" and data:
            data[place] = draw(st.integers(0, 255))
        elif what == "token":
            data[place:place] = draw(st.sampled_from(TOKENS))
        elif what == "over":
            token = draw(st.sampled_from(TOKENS))
            data[place : place + len(token)] = token
        elif what == "cut":
            del data[place : place + draw(st.integers(1, 64))]
        else:
            del data[place:]
    return bytes(data)


@settings(max_examples=400)
@given(damaged())
def test_damage_never_raises_and_every_byte_is_accounted_for(data: bytes) -> None:
    found = walk_file(data)
    place = 0
    for span in found.spans:
        assert span.offset == place
        assert place <= span.own_stop <= span.stop <= found.size
        place = span.own_stop
    assert place == found.size
    if found.inflated is None:
        assert found.size == len(data)
    unread = [each for each in found.spans if each.kind == "unread" and each.stop == found.size]
    assert not unread or found.broken or found.inflated is not None


@given(st.binary(max_size=400))
def test_any_bytes_are_accounted_for(data: bytes) -> None:
    found = walk_file(data)
    assert sum(each.own_stop - each.offset for each in found.spans) == len(data) == found.size
