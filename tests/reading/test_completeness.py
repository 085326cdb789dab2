"""A file cut anywhere is said to be, wherever the walk over its bytes finds it broken."""

from __future__ import annotations

import zlib
from io import BytesIO
from itertools import product

import pytest
from support.written import SEQUENCE_END, UNDEFINED, explicit, head, item, meta

from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of

NAME, ID, SQ, INNER = 0x00100010, 0x00100020, 0x00081140, 0x00081032
PLAIN = explicit(NAME, b"PN", b"A^") + explicit(ID, b"LO", b"12")
FIRST = explicit(0x00080060, b"CS", b"CT")
DEFLATED = "1.2.840.10008.1.2.1.99"


def errors(data: bytes) -> list[str]:
    source = source_of(BytesIO(data))
    header = read_header(source, source.items()[0])
    return [each.message for each in header.problems if each.severity == "error"]


def sequence(tag: int, value: bytes, *, undefined: bool, vr: bytes = b"SQ") -> bytes:
    if undefined:
        return head(tag, vr, UNDEFINED) + value + SEQUENCE_END
    return explicit(tag, vr, value)


@pytest.mark.parametrize(
    ("outer", "middle", "inner", "innermost"), [*product((False, True), repeat=4)]
)
def test_a_cut_inside_sequences_is_told_at_an_element_boundary_too(
    outer: bool, middle: bool, inner: bool, innermost: bool
) -> None:
    inside = sequence(INNER, item(PLAIN, undefined=innermost) * 2, undefined=inner)
    body = sequence(SQ, item(PLAIN + inside, undefined=middle), undefined=outer)
    for cut in range(len(body) + 1):
        data = meta() + FIRST + body[:cut]
        assert bool(errors(data)) == bool(walk_file(data).broken)


@pytest.mark.parametrize("undefined", [False, True])
@pytest.mark.parametrize("tag", [SQ, 0x00091010])
def test_so_is_one_in_a_sequence_that_is_written_as_unknown(tag: int, undefined: bool) -> None:
    body = sequence(tag, item(PLAIN, undefined=undefined) * 2, undefined=undefined, vr=b"UN")
    for cut in range(len(body) + 1):
        data = meta() + FIRST + body[:cut]
        assert bool(errors(data)) == bool(walk_file(data).broken)


def test_in_a_deflated_file_a_last_value_that_is_too_short_is_told() -> None:
    body = FIRST + explicit(SQ, b"SQ", item(PLAIN) * 2)

    def deflated(part: bytes) -> bytes:
        stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return meta(DEFLATED) + stream.compress(part) + stream.flush()

    assert errors(deflated(body)) == []
    for less in range(1, 2 * len(item(PLAIN)) + 1):
        assert "The file ends here" in errors(deflated(body[:-less]))[0]
