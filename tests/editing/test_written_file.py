from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

import dicomwidgets as dw
from dicomwidgets.editing.written_file import WrittenFile
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.editing.session import Edit

SYNTAXES = [
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
]
CODE = "ReferencedImageSequence[1].PurposeOfReferenceCodeSequence[0].CodeMeaning"


def of(source: bytes, edit: Edit) -> WrittenFile:
    return WrittenFile(lambda: io.BytesIO(source), edit.here)


def edited(source: bytes) -> Edit:
    edit = dw.edit(source).set(CODE, "A longer meaning").insert("PatientComments", "new")
    return edit.delete("ReferencedImageSequence[0]").set("PatientID", "4712")


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_it_is_what_saving_writes(made: Callable[..., bytes], syntax: str) -> None:
    source = made(syntax)
    edit = edited(source)
    with of(source, edit).open() as file:
        whole = file.read()
    assert whole == edit.to_bytes()
    dataset = dcmread(io.BytesIO(whole))
    assert dataset.PatientComments == "new"


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 300)), max_size=8))
@settings(max_examples=30, deadline=None)
def test_any_stretch_of_it_can_be_read(stretches: list[tuple[int, int]]) -> None:
    source = SOURCE[0]
    whole = edited(source).to_bytes()
    with of(source, edited(source)).open() as file:
        for start, length in stretches:
            file.seek(start)
            assert file.read(length) == whole[start : start + length]
        assert file.seek(0, io.SEEK_END) == len(whole)


SOURCE: list[bytes] = []


@pytest.fixture(scope="module", autouse=True)
def source(made: Callable[..., bytes]) -> None:
    SOURCE[:] = [made()]


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_new_are_the_values_and_the_lengths_around_them(
    made: Callable[..., bytes], syntax: str
) -> None:
    written = of(made(syntax), dw.edit(made(syntax)).set(CODE, "A longer meaning"))
    with written.open() as file:
        spans = walk_file(file).spans
    new = [span for span in spans if written.is_new(span.offset, span.own_stop)]
    tags = [f"{span.tag:08X}" for span in new]
    # The sequences and the items around it, in which lengths are defined, and the value itself.
    assert tags == ["00081140", "FFFEE000", "0040A170", "FFFEE000", "00080104"]
    assert [span.kind for span in new if span.opened] == ["element", "item", "element", "item"]


def test_what_is_closed_by_delimiters_keeps_its_header(made: Callable[..., bytes]) -> None:
    dataset: Any = dcmread(io.BytesIO(made()))
    dataset["ReferencedImageSequence"].is_undefined_length = True
    for item in dataset.ReferencedImageSequence:
        item.is_undefined_length_sequence_item = True
    out = io.BytesIO()
    dataset.save_as(out)
    source = out.getvalue()
    written = of(source, dw.edit(source).delete("ReferencedImageSequence[0].ReferencedSOPClassUID"))
    with written.open() as file:
        whole = file.read()
    assert not written.is_new(0, len(whole))
    assert len(whole) < len(source)


def test_an_edit_that_has_no_place_in_the_bytes_is_refused_and_the_source_closed(
    made: Callable[..., bytes],
) -> None:
    source = io.BytesIO(made())
    other = dw.edit(made(PatientComments="x")).set("PatientComments", "y")
    with pytest.raises(EditError):
        WrittenFile(lambda: source, other.here).open()
    assert source.closed
