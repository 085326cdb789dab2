from __future__ import annotations

import random
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from support.written import (
    ITEM_END,
    PREAMBLE,
    SEQUENCE_END,
    UNDEFINED,
    explicit,
    head,
    implicit,
    item,
    meta,
)

from dicomwidgets.encoding.bytes_at import bytes_at
from dicomwidgets.encoding.walk import Break, FileMap, walk_file

if TYPE_CHECKING:
    from collections.abc import Callable

IMPLICIT, BIG, DEFLATED = (f"1.2.840.10008.1.2{end}" for end in ("", ".2", ".1.99"))
SQ, NAME, PIXELS = 0x00081140, 0x00100010, 0x7FE00010
PERSON = explicit(NAME, b"PN", b"Doe^Jane")

Row = tuple[str, int, str, int, int]


def walked(data: bytes, check: Callable[[FileMap], None] | None = None) -> FileMap:
    found = walk_file(data)
    if check:
        check(found)
    return found


def rows(found: FileMap) -> list[Row]:
    """Return kind, tag, VR, length and depth of what is in the dataset."""
    return [
        (each.kind, each.tag, each.vr, each.length, each.depth)
        for each in found.spans
        if each.offset >= found.dataset
    ]


def test_the_parts_of_a_plain_file(accounts_for_every_byte: Callable[[FileMap], None]) -> None:
    data = meta() + PERSON + explicit(PIXELS, b"OW", bytes(6))
    found = walked(data, accounts_for_every_byte)
    assert [each.kind for each in found.spans] == ["preamble", "prefix", *["element"] * 3]
    name, pixels = found.spans[-2:]
    assert (name.offset, name.header, name.length, name.stop) == (160, 8, 8, 176)
    assert data[name.value : name.stop] == b"Doe^Jane"
    assert (pixels.vr, pixels.header, pixels.value) == ("OW", 12, 188)
    assert (found.size, found.file_size, found.dataset) == (len(data), len(data), 160)
    assert found.transfer_syntax_uid == "1.2.840.10008.1.2.1"
    assert (found.implicit, found.little, found.inflated) == (False, True, None)
    assert (found.broken, found.remarks) == (None, ())


@pytest.mark.parametrize("undefined", [False, True])
@pytest.mark.parametrize("uid", ["1.2.840.10008.1.2.1", IMPLICIT, BIG])
def test_sequences_in_every_encoding(
    uid: str, undefined: bool, accounts_for_every_byte: Callable[[FileMap], None]
) -> None:
    order = ">" if uid == BIG else "<"
    vr = b"" if uid == IMPLICIT else b"SQ"
    name = implicit(NAME, b"A^") if uid == IMPLICIT else explicit(NAME, b"PN", b"A^", order)
    items = item(name, undefined=undefined, order=order) + item(undefined=undefined, order=order)
    if undefined:
        end = head(0xFFFEE0DD, b"", 0, order)
        body = head(SQ, vr, UNDEFINED, order) + items + end
    else:
        body = head(SQ, vr, len(items), order) + items
    found = walked(meta(uid) + body + name, accounts_for_every_byte)
    length = UNDEFINED if undefined else len(items)
    inside = UNDEFINED if undefined else len(name)
    letters = "" if uid == IMPLICIT else "PN"
    marks: list[Row] = [("delimiter", 0xFFFEE00D, "", 0, 2)] if undefined else []
    last: list[Row] = [("delimiter", 0xFFFEE0DD, "", 0, 1)] if undefined else []
    assert rows(found) == [
        ("element", SQ, vr.decode(), length, 0),
        ("item", 0xFFFEE000, "", inside, 1),
        ("element", NAME, letters, 2, 2),
        *marks,
        ("item", 0xFFFEE000, "", UNDEFINED if undefined else 0, 1),
        *marks,
        *last,
        ("element", NAME, letters, 2, 0),
    ]
    assert found.broken is None
    assert found.remarks == ()
    assert found.spans[-1].offset == found.dataset + len(body)


def test_fragments_are_not_looked_into(
    accounts_for_every_byte: Callable[[FileMap], None],
) -> None:
    pixels = head(PIXELS, b"OB", UNDEFINED) + item() + item(b"\xff\xd8ab") + SEQUENCE_END
    found = walked(meta() + pixels + explicit(0xFFFCFFFC, b"OB", b"\0\0"), accounts_for_every_byte)
    assert [row[0] for row in rows(found)] == [
        *("element", "fragment", "fragment", "delimiter", "element")
    ]
    assert found.spans[-1].depth == 0


def test_offsets_of_a_deflated_dataset_count_in_the_inflated_stream(
    accounts_for_every_byte: Callable[[FileMap], None],
) -> None:
    start = meta(DEFLATED)
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    body = PERSON + explicit(0x00104000, b"LT", b"x" * 5000)
    data = start + packer.compress(body) + packer.flush() + b"\0"
    found = walked(data, accounts_for_every_byte)
    assert found.inflated == found.dataset == len(start)
    assert found.file_size == len(data)
    assert found.size == len(start) + len(body) + 1
    assert rows(found) == [
        ("element", NAME, "PN", 8, 0),
        ("element", 0x00104000, "LT", 5000, 0),
        ("padding", 0, "", 1, 0),
    ]


@pytest.mark.parametrize("wrong", [0, 5, 40_000, 90_000])
def test_what_is_left_of_a_damaged_deflated_stream_is_unread(
    accounts_for_every_byte: Callable[[FileMap], None], wrong: int
) -> None:
    """Everything up to the damage is inflated, to the byte."""
    pixels = random.Random(1).randbytes(100_000)  # noqa: S311 - what can't be packed is stored
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = bytearray(stream.compress(PERSON + explicit(PIXELS, b"OW", pixels)) + stream.flush())
    packed[wrong:] = b"\xff" * (len(packed) - wrong)  # no block begins with a type of 3
    data = meta(DEFLATED) + bytes(packed)
    found = walked(data, accounts_for_every_byte)
    last = found.spans[-1]
    assert last.kind == "unread"
    assert found.broken == Break(last.offset, "The deflated stream is damaged here.")
    rest = bytes_at(BytesIO(data), found, last.offset, last.length)
    assert data.endswith(rest)
    assert 0 < len(rest) <= len(packed) - wrong + 1
    assert found.size == found.dataset + (last.offset - found.dataset) + len(rest)


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_deflated_stream_that_is_cut(
    keep: float, accounts_for_every_byte: Callable[[FileMap], None]
) -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    body = b"".join(explicit(0x00100000 + n, b"LO", b"%08d" % n**2) for n in range(1, 400))
    stream = packer.compress(body) + packer.flush()
    found = walked(meta(DEFLATED) + stream[: int(len(stream) * keep)], accounts_for_every_byte)
    assert found.broken == Break(found.size, "The deflated stream ends too soon.")
    assert len(found.spans) > 100 * keep


def test_unknown_of_undefined_length_is_a_sequence_in_implicit_vr(
    accounts_for_every_byte: Callable[[FileMap], None],
) -> None:
    inner = implicit(NAME, b"A^") + head(SQ, b"", UNDEFINED) + SEQUENCE_END
    for order in "<>":
        uid = BIG if order == ">" else "1.2.840.10008.1.2.1"
        body = head(0x00091010, b"UN", UNDEFINED, order) + item(inner, undefined=True)
        after = explicit(NAME, b"PN", b"B^", order)
        found = walked(meta(uid) + body + SEQUENCE_END + after, accounts_for_every_byte)
        assert [row[:3] for row in rows(found)] == [
            ("element", 0x00091010, "UN"),
            ("item", 0xFFFEE000, ""),
            ("element", NAME, ""),
            ("element", SQ, ""),
            ("delimiter", 0xFFFEE0DD, ""),
            ("delimiter", 0xFFFEE00D, ""),
            ("delimiter", 0xFFFEE0DD, ""),
            ("element", NAME, "PN"),
        ]
        assert found.broken is None
        assert found.remarks == ()


def test_private_sequences_are_known_by_their_creator() -> None:
    creator, tag = b"SIEMENS MR HEADER", 0x00211045
    other = item(implicit(NAME, b"A^"))
    known = implicit(0x200110, b"") + implicit(0x20050010, b"Philips MR Imaging DD 001 ")
    sequence = implicit(0x2005100E, b"abcd") + implicit(0x20051083, other)
    found = walked(meta(IMPLICIT) + known + sequence)
    assert [row[0] for row in rows(found)].count("item") == (1 if found.spans[-1].depth else 0)
    unknown = implicit(0x00210010, creator + b" ") + implicit(tag, other)
    assert walked(meta(IMPLICIT) + unknown).spans[-1].depth == 0


def test_group_lengths_odd_lengths_and_empty_values() -> None:
    body = (
        explicit(0x00080000, b"UL", b"\x0a\0\0\0")
        + explicit(0x00080005, b"CS")
        + explicit(NAME, b"PN", b"odd")
        + explicit(0x00101030, b"DS", b"70")
    )
    found = walked(meta() + body)
    assert [row[1:4] for row in rows(found)] == [
        (0x00080000, "UL", 4),
        (0x00080005, "CS", 0),
        (NAME, "PN", 3),
        (0x00101030, "DS", 2),
    ]
    assert found.broken is None


@pytest.mark.parametrize("start", [b"", b"DICM", PREAMBLE])
@pytest.mark.parametrize("encoding", ["explicit", "implicit", "big"])
def test_files_without_preamble_meta_or_syntax(start: bytes, encoding: str) -> None:
    body = {
        "explicit": explicit(0x00080060, b"CS", b"CT") + PERSON,
        "implicit": implicit(0x00080060, b"CT") + implicit(NAME, b"Doe^Jane"),
        "big": explicit(0x00080060, b"CS", b"CT", ">") + explicit(NAME, b"PN", b"Doe^Jane", ">"),
    }[encoding]
    found = walked(start + body)
    assert [row[1] for row in rows(found)] == [0x00080060, NAME]
    assert (found.implicit, found.little) == (encoding == "implicit", encoding != "big")
    assert found.broken is None
    assert [each.why for each in found.remarks] == [
        "No Transfer Syntax UID: read as the elements look."
    ]


@pytest.mark.parametrize(
    ("uid", "body", "why"),
    [
        ("1.2.3.4", implicit(NAME, b"A^"), "A transfer syntax that is not known"),
        (IMPLICIT, PERSON, "Elements in explicit VR"),
        ("1.2.840.10008.1.2.1", implicit(0x00080060, b"CT"), "Elements in implicit VR"),
        (BIG, PERSON, "The byte order is not"),
    ],
)
def test_a_syntax_that_is_not_the_one_used(uid: str, body: bytes, why: str) -> None:
    found = walked(meta(uid) + body)
    assert found.broken is None
    assert len(rows(found)) == 1
    assert found.remarks[0].why.startswith(why)
    assert found.remarks[0].offset == found.dataset


def test_a_stray_element_without_vr() -> None:
    body = explicit(0x00080060, b"CS", b"CT") + implicit(0x00080070, b"Maker ") + PERSON
    found = walked(meta() + body)
    assert [row[1:3] for row in rows(found)] == [(0x00080060, "CS"), (0x00080070, ""), (NAME, "PN")]
    assert [each.why for each in found.remarks] == [
        "An element without VR among elements in explicit VR."
    ]


@pytest.mark.parametrize("header", [8, 12])
def test_a_vr_that_the_standard_lacks(header: int) -> None:
    odd = explicit(0x00080070, b"ZZ", b"abcd")
    if header == 12:
        odd = odd[:6] + b"\0\0\x04\0\0\0abcd"
    found = walked(meta() + odd + PERSON)
    assert [row[2:4] for row in rows(found)] == [("ZZ", 4), ("PN", 8)]
    assert found.spans[-2].header == header
    assert [each.why for each in found.remarks] == ["The standard has no VR 'ZZ'."]


def test_zeros_at_the_end_are_padding_anything_else_is_unread(
    accounts_for_every_byte: Callable[[FileMap], None],
) -> None:
    padded = walked(meta() + PERSON + bytes(300), accounts_for_every_byte)
    assert rows(padded)[-1] == ("padding", 0, "", 300, 0)
    assert padded.broken is None
    unread = walked(meta() + PERSON + b"not an element at all", accounts_for_every_byte)
    assert rows(unread)[-1] == ("unread", 0, "", 21, 0)
    assert unread.broken
    assert unread.broken.offset == unread.spans[-1].offset


def test_what_is_missing_is_told_and_read_over(
    accounts_for_every_byte: Callable[[FileMap], None],
) -> None:
    start = head(SQ, b"SQ", UNDEFINED) + item(PERSON, undefined=True)
    no_sequence_end = walked(meta() + start + PERSON, accounts_for_every_byte)
    assert rows(no_sequence_end)[-1][4] == 0
    no_item_end = walked(
        meta() + start.removesuffix(ITEM_END) + SEQUENCE_END + PERSON, accounts_for_every_byte
    )
    assert rows(no_item_end)[-1][4] == 0
    stray = walked(meta() + explicit(SQ, b"SQ", item(ITEM_END + PERSON)), accounts_for_every_byte)
    assert rows(stray)[-1][:3] == ("element", NAME, "PN")
    for found in (no_sequence_end, no_item_end, stray):
        assert found.broken is None
        assert len(found.remarks) == 1


def test_damage_stays_in_the_sequence_it_is_in(
    accounts_for_every_byte: Callable[[FileMap], None],
) -> None:
    wrong = item(explicit(NAME, b"PN", b"abc") + b"\1\2\3\4 no element")
    found = walked(meta() + explicit(SQ, b"SQ", wrong) + PERSON, accounts_for_every_byte)
    assert [row[0] for row in rows(found)] == ["element", "item", "element", "unread", "element"]
    assert found.broken is None
    assert len(found.remarks) == 1


def test_a_handle_of_any_kind_gives_the_same() -> None:
    data = meta() + PERSON + explicit(PIXELS, b"OW", bytes(100_000)) + bytes(9)
    expected = [*walk_file(data).spans]
    assert [*walk_file(BytesIO(data)).spans] == expected
    assert [*walk_file(memoryview(data)).spans] == expected


def test_the_span_of_a_byte() -> None:
    body = explicit(SQ, b"SQ", item(PERSON))
    spans = walked(meta() + body).spans
    for offset in range(spans[-1].stop):
        found = spans[spans.at(offset)]
        assert found.offset <= offset < found.own_stop
    assert spans.at(-1) == spans.at(spans[-1].stop) == -1


class CountedReads(BytesIO):
    """Counts the bytes that are read from it."""

    read_so_far = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.read_so_far += len(data)
        return data


def test_big_values_are_passed_over() -> None:
    fragments = b"".join(item(bytes(200_000)) for _ in range(50))
    native = explicit(0x00091001, b"OW", bytes(10_000_000))
    pixels = head(PIXELS, b"OB", UNDEFINED) + fragments + SEQUENCE_END
    file = CountedReads(meta() + native + pixels)
    assert walk_file(file).broken is None
    assert file.read_so_far < 400_000
