from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.datadict import keyword_dict
from pydicom.dataset import Dataset

from dicomwidgets.elements.path import (
    Step,
    index_of,
    parse_path,
    path_name,
    path_of,
    path_text,
    steps_of,
)
from dicomwidgets.elements.walk import walk
from dicomwidgets.errors import ArgumentError

TAGS = st.integers(0, 0xFFFFFFFF) | st.sampled_from(sorted(filter(None, keyword_dict.values())))
ITEMS = st.integers(0, 10_000)


@given(st.lists(st.tuples(TAGS, ITEMS)), TAGS, st.none() | ITEMS)
def test_what_is_written_is_read_as_the_same_steps(
    inner: list[tuple[int, int]], tag: int, item: int | None
) -> None:
    steps = (*(Step(*each) for each in inner), Step(tag, item))
    assert parse_path(path_text(steps)) == steps


@given(st.text())
def test_any_text_is_a_path_or_refused_with_a_remedy(text: str) -> None:
    try:
        assert parse_path(text)
    except ArgumentError as error:
        refused = error
    else:
        return
    assert refused.remedy


@pytest.mark.parametrize("text", ["(0019,10ff)", "(0019,10FF)", "0019,10FF", "001910FF"])
def test_tags_are_read_as_people_write_them(text: str) -> None:
    assert parse_path(text) == (Step(0x001910FF),)


@pytest.mark.parametrize("tag", ["ABCDEF01", "(ABCD,EF01)"])
def test_a_tag_that_begins_with_a_letter_is_no_keyword(tag: str) -> None:
    assert parse_path(tag) == (Step(0xABCDEF01),)


@pytest.mark.parametrize(
    ("text", "found", "remedy"),
    [
        ("PatientNme", "no keyword", "PatientName"),
        ("patientname", "no keyword", "PatientName"),
        ("ReferencedImageSequence.ReferencedSOPInstanceUID", "which item", "Sequence[0]."),
        ("ReferencedImageSequence[-1]", "its number, from 0", "items count from 0"),
        ("ReferencedImageSequence[first]", "its number", "from 0"),
        ("ReferencedImageSequence[0]..Rows", "empty step", "PatientName"),
        ("Patient Name", "no step", "PatientName"),
        ("", "is empty", "PatientName"),
    ],
)
def test_what_is_no_path_is_refused_with_what_to_write(text: str, found: str, remedy: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        parse_path(text)
    assert found in caught.value.message
    assert remedy in str(caught.value.remedy)


def test_a_keyword_that_stands_for_many_tags_names_none() -> None:
    assert path_name(0x60003000) == "(6000,3000)"
    assert path_name(0x00280010) == "Rows"
    assert path_name(0x00190010) == "(0019,0010)"


def test_every_node_has_the_path_that_leads_to_it() -> None:
    dataset = dcmread(get_testdata_file("CT_small.dcm", download=False))
    inner = Dataset()
    inner.add_new(0x00190010, "LO", "MAKER")
    inner.add_new(0x00191001, "DS", "1.5")
    outer = Dataset()
    outer.RequestAttributesSequence = [Dataset(), inner]
    dataset.ReferencedImageSequence = [outer]
    nodes = walk(dataset.file_meta, dataset)
    paths = [path_of(nodes, index) for index in range(len(nodes))]
    assert paths[0] == "FileMetaInformationGroupLength"
    assert "ReferencedImageSequence[0].RequestAttributesSequence[1].(0019,1001)" in paths
    assert "ReferencedImageSequence[0].RequestAttributesSequence[0]" in paths
    assert len(set(paths)) == len(paths)
    assert index_of(nodes, parse_path("ReferencedImageSequence[1]")) == -1
    assert index_of(nodes, parse_path("ReferencedImageSequence[0].Rows")) == -1
    assert index_of(nodes, parse_path("PatientAge[0].Rows")) == -1
    for index, path in enumerate(paths):
        found: object = dataset.file_meta if nodes[index].tag >> 16 == 2 else dataset
        for step in steps_of(nodes, index):
            found = found[step.tag]  # type: ignore[index]
            found = found if step.item is None else found.value[step.item]  # type: ignore[attr-defined]
        assert parse_path(path) == steps_of(nodes, index)
        assert index_of(nodes, parse_path(path)) == index
        assert found is not None
