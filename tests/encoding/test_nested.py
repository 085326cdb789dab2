"""Levels that are passed over at once, against a walk that stops at each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.written import PREAMBLE, SEQUENCE_END, explicit, head, implicit, item, meta

from dicomwidgets.encoding import nested, shapes, window
from dicomwidgets.encoding.walk import FileMap, walk_file
from dicomwidgets.encoding.walker import Walker

if TYPE_CHECKING:
    from pathlib import Path

NAME, ID, SQ, CODES = 0x00100010, 0x00100020, 0x00081140, 0x00081032
CREATOR, PRIVATE = 0x00190010, 0x00191001
BIG = "1.2.840.10008.1.2.2"
UNDEFINED = 0xFFFFFFFF


def level_by_level(data: bytes) -> FileMap:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Walker, "_pass_over", lambda _: None)
        return walk_file(data)


def at_once(data: bytes, **limits: int) -> FileMap:
    """Walk a file, and be sure that it makes no difference how."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shapes, "_FIRST_CREDIT", -(1 << 40))
        for name, limit in limits.items():
            patch.setattr(window if name in {"_FIRST", "_MOST"} else nested, name, limit)
        found = walk_file(data)
    expected = level_by_level(data)
    assert [*found.spans] == [*expected.spans]
    assert (found.broken, found.remarks) == (expected.broken, expected.remarks)
    return found


def sequence(inside: bytes, *, undefined: bool, order: str = "<") -> bytes:
    start = head(SQ, b"SQ", UNDEFINED if undefined else len(inside), order)
    end = SEQUENCE_END if order == "<" else head(0xFFFEE0DD, b"", 0, order)
    return start + inside + end * undefined


@st.composite
def levels(draw: st.DrawFn, order: str = "<", depth: int = 3) -> bytes:
    """Draw elements, some of them sequences of such."""
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.integers(0, 7 if depth else 5))
        if kind > 5:
            inner = draw(st.lists(levels(order, depth - 1), max_size=3))
            items = [item(each, undefined=draw(st.booleans()), order=order) for each in inner]
            parts.append(sequence(b"".join(items), undefined=draw(st.booleans()), order=order))
        else:
            tag, vr, value = (
                (NAME, b"PN", b"A^" * draw(st.integers(0, 9))),
                (ID, b"LO", b"12"),
                (0x00420011, b"OB", bytes(draw(st.integers(0, 30)) * 2)),
                (CREATOR, b"LO", b"ONE "),
                (PRIVATE, b"UN", b"xy"),
                (PRIVATE, b"SH", b""),
            )[kind]
            parts.append(explicit(tag, vr, value, order))
    return b"".join(parts)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Draw a file; in half of them something is wrong."""
    order = draw(st.sampled_from("<>"))
    start = meta() if order == "<" else meta(BIG)
    data = bytearray(explicit(0x00080005, b"CS", b"", order) + draw(levels(order)))
    for _ in range(draw(st.integers(0, 3)) if draw(st.booleans()) else 0):
        place = draw(st.integers(0, len(data) - 1))
        if draw(st.booleans()):
            data[place] = draw(st.sampled_from([0, 1, 8, 13, 224, 254, 255]))
        else:
            del data[place : place + draw(st.integers(1, 20))]
        if not data:
            break
    return start + bytes(data)


@settings(max_examples=300)
@given(files())
def test_it_makes_no_difference_but_of_time(data: bytes) -> None:
    at_once(data)


@settings(max_examples=100)
@given(files())
def test_nor_do_the_limits(data: bytes) -> None:
    at_once(data, _FIRST=16, _MOST=32, _MOST_ROWS=2, _MOST_LEVELS=1, _MOST_HEADS=2)


def test_what_is_odd_inside_is_read_as_ever() -> None:
    inside = item(explicit(NAME, b"PN", b"A^") + implicit(ID, b"12") + explicit(ID, b"LO", b"1 "))
    data = meta() + sequence(inside * 9, undefined=True) + explicit(ID, b"LO", b"ab")
    assert len(at_once(data).remarks) == 9
    unknown = explicit(0x00400555, b"UN", item(implicit(NAME, b"A^")))
    found = at_once(meta() + sequence(item(unknown) * 3, undefined=False))
    assert sum(span.opened for span in found.spans if span.tag == 0x00400555) == 3


def test_a_file_that_is_deep_is_left_to_levels() -> None:
    data = b""
    for depth in range(300):
        data = sequence(item(data, undefined=depth % 2 > 0), undefined=depth % 3 > 0)
    assert max(span.depth for span in at_once(PREAMBLE + meta()[132:] + data).spans) == 599


def test_nor_is_there_a_difference_in_real_files(data_dir: Path) -> None:
    walked = 0
    for name in (
        "rwvm.dcm",
        "sr.dcm",
        "rtplan.dcm",
        "liver.dcm",
        "reportsi.dcm",
        "eCT_Supplemental.dcm",
    ):
        for path in (data_dir / "dicom").rglob(name):
            walked += len(at_once(path.read_bytes()).spans)
    assert walked > 5000
