"""What stands in a sequence in which a file breaks off is read up to there."""

from __future__ import annotations

from io import BytesIO

import pytest
from support.written import ITEM_END, SEQUENCE_END, UNDEFINED, explicit, head, implicit, item, meta

import dicomwidgets as dw
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of

SQ, INNER = 0x00081140, 0x00081199
NAME = explicit(0x00100010, b"PN", b"Doe^Jane")
ID = explicit(0x00100020, b"LO", b"12345678")
BEFORE = explicit(0x00080060, b"CS", b"MR")
OPEN, OPEN_ITEM = head(SQ, b"SQ", UNDEFINED), head(0xFFFEE000, b"", UNDEFINED)
INSIDE = head(INNER, b"SQ", 99) + head(0xFFFEE000, b"", 80)
NAMED = "ReferencedImageSequence[0].PatientName"
NESTED = "ReferencedImageSequence[0].ReferencedSOPSequence[0].PatientName"


@pytest.mark.parametrize(
    ("body", "last"),
    [
        (OPEN + item(NAME), NAMED),
        (OPEN + OPEN_ITEM + NAME, NAMED),
        (OPEN + OPEN_ITEM + NAME + ITEM_END[:4], NAMED),
        (OPEN + item(NAME, undefined=True) + SEQUENCE_END[:5], NAMED),
        (OPEN + item(NAME + ID)[:-3], NAMED),
        (OPEN + OPEN_ITEM + NAME + ID[:6], NAMED),
        (OPEN + OPEN_ITEM + INSIDE + NAME + ID[:-1], NESTED),
        (OPEN + OPEN_ITEM + explicit(INNER, b"SQ", item(NAME)), NESTED),
        (OPEN, "ReferencedImageSequence"),
        (OPEN + OPEN_ITEM, "ReferencedImageSequence[0]"),
    ],
)
def test_the_rows_go_up_to_the_break(body: bytes, last: str) -> None:
    data = meta() + BEFORE + body
    assert [row.path for row in dw.metadata(data)][-1] == last
    found = [each for each in dw.check(data, validator=False) if each.rule == "file-broken"]
    assert len(found) == 1


def test_values_keep_their_offsets_in_the_file() -> None:
    data = meta() + BEFORE + OPEN + item(NAME)
    source = source_of(data)
    dataset = read_header(source, next(iter(source.items()))).dataset
    name = dataset.ReferencedImageSequence[0].get_item(0x00100010)
    assert data[name.value_tell :][:8] == b"Doe^Jane"
    assert any(span.value == name.value_tell for span in walk_file(BytesIO(data)).spans)


def test_implicit_vr_is_read_up_to_the_break_too() -> None:
    opened = head(SQ, b"", UNDEFINED) + item(implicit(0x00100010, b"Doe^Jane"))
    data = meta("1.2.840.10008.1.2") + implicit(0x00080060, b"MR") + opened
    assert [row.path for row in dw.metadata(data)][-1] == NAMED
