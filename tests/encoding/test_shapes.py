"""Items that are walked at once, because they are made like others, against walking each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.written import SEQUENCE_END, explicit, implicit, item, meta

from dicomwidgets.encoding.shapes import Shapes
from dicomwidgets.encoding.walk import FileMap, walk_file, walk_items
from dicomwidgets.encoding.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME, ID, SQ, CODES = 0x00100010, 0x00100020, 0x00081140, 0x00081032
CREATOR, PRIVATE = 0x00190010, 0x00191001
IMPLICIT = "1.2.840.10008.1.2"


def one_by_one(data: bytes) -> FileMap:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shapes, "find", lambda *_: None)
        return walk_file(data)


def runs(found: FileMap) -> int:
    return len(found.spans._runs)  # how it was walked is seen nowhere else


def alike(data: bytes) -> FileMap:
    found, expected = walk_file(data), one_by_one(data)
    assert [*found.spans] == [*expected.spans]
    assert [*found.spans.rows()] == [*expected.spans.rows()]
    assert found.spans.parents() == expected.spans.parents()
    assert found.spans.tags() == expected.spans.tags()
    assert found.spans.top == expected.spans.top
    assert (found.broken, found.remarks) == (expected.broken, expected.remarks)
    return found


def frame(number: int, *, undefined: bool = False) -> bytes:
    codes = explicit(CODES, b"SQ", item(explicit(NAME, b"PN", b"A^"), undefined=undefined))
    return item(codes + explicit(NAME, b"PN", b"X^" * number) + explicit(ID, b"LO", b"12"))


@pytest.mark.parametrize("undefined", [False, True])
def test_items_that_are_made_alike_are_walked_at_once(undefined: bool) -> None:
    items = b"".join(frame(1 + n % 3, undefined=undefined) for n in range(60))
    found = alike(meta() + explicit(SQ, b"SQ", items) + explicit(ID, b"LO", b"ab"))
    assert runs(found) > 40
    for start in range(0, len(found.spans), 7):
        expected = [*found.spans.rows()][start : start + 5]
        assert [*found.spans.rows(start, start + 5)] == expected
        assert found.spans.after(start) == next(
            (
                at
                for at in range(start + 1, len(found.spans))
                if found.spans[at].offset >= found.spans[start].stop
            ),
            len(found.spans),
        )


def test_items_as_long_as_those_of_a_frame_are_learned_with_all_that_is_in_them() -> None:
    groups = b"".join(
        explicit(CODES + 2 * group, b"SQ", item(explicit(NAME, b"PN", b"A^") * 3, undefined=True))
        for group in range(8)
    )
    found = alike(meta() + explicit(SQ, b"SQ", item(groups, undefined=True) * 60))
    assert runs(found) > 50


def test_one_that_is_cut_is_none_of_them() -> None:
    data = meta() + explicit(SQ, b"SQ", b"".join(frame(1) for _ in range(9)))
    for less in range(1, 3 * len(frame(1))):
        assert alike(data[:-less]).broken is not None


def test_what_a_private_creator_decides_is_decided_each_time() -> None:
    """In implicit VR the creator tells whether a private element is a sequence."""

    def one(creator: bytes) -> bytes:
        plain = b"".join(implicit(tag, b"1 ") for tag in (NAME, ID))
        inside = item(implicit(NAME, b"A^"))
        return item(plain + implicit(CREATOR, creator) + implicit(0x00191095, inside))

    known, other = b"MITRA PRESENTATION 1.0", b"ABCDE PRESENTATION 1.0"
    items = one(other) * 4 + one(known) * 4 + one(other) * 4
    alike(meta(IMPLICIT) + implicit(SQ, items))


def test_what_the_value_decides_is_decided_each_time() -> None:
    """An element written as UN is a sequence where the dictionary and its first bytes say so."""
    item_inside = item(implicit(NAME, b"A^"))
    plain = explicit(NAME, b"PN", b"A^") + explicit(ID, b"LO", b"12")
    ends = [explicit(0x00400555, b"UN", each) for each in (item_inside, bytes(len(item_inside)))]
    items = [item(plain + end) for end in ends * 8]
    alike(meta() + explicit(SQ, b"SQ", b"".join(items)))


ELEMENTS = st.sampled_from(
    [
        *(explicit(NAME, b"PN", b"A^"), explicit(ID, b"LO", b"1234"), explicit(CODES, b"SQ", b"")),
        *(explicit(CREATOR, b"LO", b"ONE "), explicit(PRIVATE, b"UN", b"xy"), implicit(NAME, b"")),
        explicit(CODES, b"SQ", item(explicit(NAME, b"PN", b"B^")) * 2),
    ]
)


@st.composite
def repeated(draw: st.DrawFn) -> bytes:
    """Draw a sequence of items of a few kinds, in which now and then a byte is another."""
    kinds = [
        item(b"".join(draw(st.lists(ELEMENTS, max_size=5))), undefined=draw(st.booleans()))
        for _ in range(draw(st.integers(1, 3)))
    ]
    items = bytearray(b"".join(draw(st.lists(st.sampled_from(kinds), max_size=14))))
    for _ in range(draw(st.integers(0, 2))):
        if items:
            items[draw(st.integers(0, len(items) - 1))] = draw(st.sampled_from([0, 1, 8, 254, 255]))
    head = explicit(SQ, b"SQ", bytes(items))
    if draw(st.booleans()):
        head = head[:8] + b"\xff" * 4 + bytes(items) + SEQUENCE_END
    return meta() + head + explicit(ID, b"LO", b"ab")


@settings(max_examples=300)
@given(repeated())
def test_it_makes_no_difference_but_of_time(data: bytes) -> None:
    alike(data)


@pytest.fixture(scope="module")
def repeating(data_dir: Path) -> Iterator[Path]:
    root = data_dir / "dicom"
    return (path for name in ("rwvm.dcm", "sr.dcm", "rtplan.dcm") for path in root.rglob(name))


def test_nor_in_real_files(repeating: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    files = [path.read_bytes() for path in repeating]
    assert sum(runs(alike(each)) for each in files) > 100
    monkeypatch.setattr(Walker, "_pass_over", lambda _: None)
    assert sum(runs(alike(each)) for each in files) > 400


def test_they_are_found_behind_many_that_are_not_alike() -> None:
    unlike = b"".join(frame(1 + n * 37 % 61) for n in range(900))
    found = alike(meta() + explicit(SQ, b"SQ", unlike + frame(4) * 3000))
    assert runs(found) > 2000


def test_long_ones_are_compared_right_after_one_was_learned() -> None:
    long = item(explicit(SQ, b"SQ", item(explicit(NAME, b"PN", b"A^"))) * 300)
    assert runs(alike(meta() + explicit(CODES, b"SQ", long * 4))) == 2


def test_the_value_of_a_sequence_is_walked_alone_where_nothing_is_odd() -> None:
    whole = walk_file(meta() + explicit(SQ, b"SQ", frame(1) * 5)).spans
    found = walk_items(frame(1) * 5, implicit=False)
    assert found is not None
    assert [(each.tag, each.length, each.depth) for each in found] == [
        (each.tag, each.length, each.depth - 1) for each in [*whole][len(whole) - len(found) :]
    ]
    for odd in (frame(1)[:-1], frame(1) + b"ab", item(b"", undefined=True), frame(1)[8:]):
        assert walk_items(odd, implicit=False) is None
    twice = item(explicit(NAME, b"PN", b"A^") * 2)
    assert walk_items(twice, implicit=False) is None
    deep = b""
    for _ in range(200):
        deep = item(explicit(SQ, b"SQ", deep))
    assert walk_items(deep, implicit=False) is None
