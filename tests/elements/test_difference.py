from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from dicomwidgets.elements.difference import difference
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.elements.compared import DifferenceRow
    from dicomwidgets.elements.difference import Difference

MIRROR = {"removed": "added", "added": "removed"}


def told(found: Difference) -> list[tuple[str, str]]:
    return [(row.kind, row.path) for row in found.rows]


def sequence(*items: dict[str, Any]) -> list[Dataset]:
    made = []
    for each in items:
        item = Dataset()
        for keyword, value in each.items():
            setattr(item, keyword, value)
        made.append(item)
    return made


def with_items(*items: dict[str, Any]) -> Dataset:
    dataset = Dataset()
    dataset.ReferencedImageSequence = sequence(*items)
    return dataset


def image(number: int, **more: Any) -> dict[str, Any]:
    return {"ReferencedSOPInstanceUID": f"1.2.{number}", **more}


# A random dataset and a random mutation of it ----------------------------------------------------

_TEXT = st.text(st.characters(max_codepoint=127, categories=("L", "N")), min_size=1, max_size=8)
_PLAIN = {
    "StudyDescription": _TEXT,
    "PatientName": _TEXT,
    "Rows": st.integers(0, 65535),
    "SliceThickness": st.integers(1, 99).map(str),
    "WindowCenter": st.lists(st.integers(-99, 99).map(str), min_size=2, max_size=3),
}
_LEAVES = st.fixed_dictionaries({}, optional=_PLAIN)


def _dataset(values: dict[str, Any], items: list[Dataset] | None) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    if items is not None:
        for number, item in enumerate(items):
            item.ReferencedSOPInstanceUID = f"1.2.{number}"
        dataset.ReferencedImageSequence = items
    return dataset


def _datasets() -> st.SearchStrategy[Dataset]:
    return st.recursive(
        st.builds(_dataset, _LEAVES, st.none()),
        lambda inner: st.builds(_dataset, _LEAVES, st.lists(inner, min_size=1, max_size=3)),
        max_leaves=6,
    )


def _places(dataset: Dataset, path: str = "") -> list[tuple[Dataset, str]]:
    found = [(dataset, path)]
    for number, item in enumerate(dataset.get("ReferencedImageSequence", [])):
        found += _places(item, f"{path}ReferencedImageSequence[{number}].")
    return found


@given(_datasets(), st.data())
def test_exactly_the_mutation_is_reported(dataset: Dataset, data: st.DataObject) -> None:
    other = deepcopy(dataset)
    place, path = data.draw(st.sampled_from(_places(other)))
    keyword = data.draw(st.sampled_from(sorted(_PLAIN)))
    old = place.get(keyword)
    if old is None:
        setattr(place, keyword, data.draw(_PLAIN[keyword]))
        expected = "added"
    elif data.draw(st.booleans()):
        delattr(place, keyword)
        expected = "removed"
    else:
        new = data.draw(_PLAIN[keyword])
        setattr(place, keyword, new)
        expected = "changed"
        if place[keyword].value == old:
            expected = ""
    wanted = [(expected, f"{path}{keyword}")] if expected else []
    assert told(difference(dataset, other)) == wanted


@given(_datasets())
def test_a_dataset_does_not_differ_from_itself(dataset: Dataset) -> None:
    found = difference(dataset, deepcopy(dataset))
    assert found.rows == ()
    assert set(found.counts) <= {"same"}
    assert all(row.kind == "same" for row in found.tree)


@given(_datasets(), _datasets())
def test_both_ways_say_the_same(one: Dataset, other: Dataset) -> None:
    there = {(kind, row_key(row)) for kind, row in kinds(difference(one, other))}
    back = {
        (MIRROR.get(kind, kind), row_key(row, back=True))
        for kind, row in kinds(difference(other, one))
    }
    assert there == back


def kinds(found: Difference) -> list[tuple[str, DifferenceRow]]:
    return [(row.kind, row) for row in found.rows]


def row_key(row: DifferenceRow, *, back: bool = False) -> tuple[str | None, ...]:
    paths = row.paths[::-1] if back else row.paths
    values = row.values[::-1] if back else row.values
    return (*paths, *values)


# Elements ----------------------------------------------------------------------------------------


def test_private_elements_are_aligned_by_creator_whatever_their_block() -> None:
    one, other = Dataset(), Dataset()
    one.private_block(0x0019, "ACME", create=True).add_new(1, "LO", "x")
    other.private_block(0x0019, "OTHER", create=True).add_new(1, "LO", "y")
    other.private_block(0x0019, "ACME", create=True).add_new(1, "LO", "x")
    rows = difference(one, other).rows
    assert [(row.kind, row.path) for row in rows] == [
        ("moved", "(0019,0010)"),
        ("added", "(0019,0010)"),
        ("added", "(0019,1001)"),
    ]
    assert rows[0].paths == ("(0019,0010)", "(0019,0011)")
    assert rows[0].note == "Block 10 in A, 11 in B."


def test_file_meta_information_is_part_of_it() -> None:
    paths = [
        str(get_testdata_file(name, download=False)) for name in ("CT_small.dcm", "MR_small.dcm")
    ]
    found = difference(*map(dcmread, paths))
    rows = {row.path: row for row in found.rows}
    assert rows["MediaStorageSOPClassUID"].kind == "changed"
    assert "CT Image Storage" in (rows["MediaStorageSOPClassUID"].values[0] or "")
    assert 0 < found.in_common < len(found)


def test_more_than_two_are_held_against_each_other_at_once() -> None:
    datasets = [Dataset() for _ in range(3)]
    for number, dataset in enumerate(datasets):
        dataset.Rows = 512
        dataset.Columns = 512 if number < 2 else 256
        if number != 1:
            dataset.PatientID = "1"
    found = difference(*datasets, labels=("x", "y", "z"))
    assert told(found) == [("partial", "PatientID"), ("changed", "Columns")]
    assert found.rows[0].note == "Not in y."
    assert found.rows[1].values == ("512", "512", "256")


def test_long_values_are_cut_around_what_differs() -> None:
    one, other = Dataset(), Dataset()
    one.PatientComments = "a" * 5000 + "x" + "b" * 5000
    other.PatientComments = "a" * 5000 + "y" + "b" * 5000
    (row,) = difference(one, other).rows
    assert all(len(value or "") < 1100 for value in row.values)
    assert "x" in (row.values[0] or "")
    assert "y" in (row.values[1] or "")


# Items -------------------------------------------------------------------------------------------


def test_items_are_aligned_by_identity_and_not_by_number() -> None:
    one = with_items(image(1), image(2), image(3))
    other = with_items(image(0), image(1), image(3, ReferencedFrameNumber=2))
    other.ReferencedImageSequence[2].PatientID = "x"
    del other.ReferencedImageSequence[2].ReferencedFrameNumber
    found = difference(one, other)
    assert told(found) == [
        ("added", "ReferencedImageSequence[0]"),
        ("removed", "ReferencedImageSequence[1]"),
        ("added", "ReferencedImageSequence[2].PatientID"),
    ]


def test_items_of_a_code_are_aligned_by_it() -> None:
    codes = [
        {"CodeValue": value, "CodingSchemeDesignator": "SRT", "CodeMeaning": value * 2}
        for value in ("A", "B", "C")
    ]
    one, other = with_items(*codes), with_items(codes[2], {**codes[1], "CodeMeaning": "b"})
    assert set(told(difference(one, other))) == {
        ("removed", "ReferencedImageSequence[0]"),
        ("changed", "ReferencedImageSequence[1].CodeMeaning"),
        ("moved", "ReferencedImageSequence[2]"),
    } or set(told(difference(one, other))) == {
        ("removed", "ReferencedImageSequence[0]"),
        ("moved", "ReferencedImageSequence[1]"),
        ("changed", "ReferencedImageSequence[1].CodeMeaning"),
    }


def test_items_without_identity_are_aligned_by_content() -> None:
    items = [{"PatientComments": f"{number}", "Rows": number} for number in range(5)]
    one, other = with_items(*items), with_items(*items[:2], *items[3:])
    assert told(difference(one, other)) == [("removed", "ReferencedImageSequence[2]")]
    other = with_items(*items[:2], {"PatientComments": "2", "Rows": 99}, *items[3:])
    assert told(difference(one, other)) == [("changed", "ReferencedImageSequence[2].Rows")]


def test_items_in_another_order_are_moved() -> None:
    one, other = with_items(image(1), image(2), image(3)), with_items(image(3), image(1), image(2))
    (row,) = difference(one, other).rows
    assert (row.kind, row.paths) == (
        "moved",
        ("ReferencedImageSequence[2]", "ReferencedImageSequence[0]"),
    )
    assert "Item 3 in A, 1 in B" in row.note


def test_what_is_missing_with_its_sequence_counts_once() -> None:
    one, other = with_items(image(1), image(2)), Dataset()
    found = difference(one, other)
    assert told(found) == [("removed", "ReferencedImageSequence")]
    assert found.counts == {"removed": 1}
    assert [row.inherited for row in found.tree] == [False, True, True, True, True]


# Rules -------------------------------------------------------------------------------------------


def test_what_is_ignored_is_shown_but_no_difference() -> None:
    one, other = with_items(image(1, Rows=1)), with_items(image(7, Rows=1))
    one.StudyDate, other.StudyDate = "20200101", "20210101"
    assert len(difference(one, other).rows) == 2
    found = difference(one, other, ignore=("UI", "dates"))
    assert found.rows == ()
    assert found.ignored == 2
    assert [row.path for row in found.tree if row.ignored] == [
        "StudyDate",
        "ReferencedImageSequence[0].ReferencedSOPInstanceUID",
    ]


def test_ignored_identities_do_not_decide_which_item_is_which() -> None:
    one = with_items(image(1, Rows=1, PatientComments="a"), image(2, Rows=2, PatientComments="b"))
    other = with_items(image(8, Rows=1, PatientComments="a"), image(9, Rows=3, PatientComments="b"))
    assert told(difference(one, other, ignore="uids")) == [
        ("changed", "ReferencedImageSequence[1].Rows")
    ]


# Choosing ----------------------------------------------------------------------------------------


def test_rows_are_chosen_with_their_parents() -> None:
    one, other = with_items(image(1, Rows=1)), with_items(image(1, Rows=2))
    one.PatientID = other.PatientID = "4711"
    found = difference(one, other)

    def names(**question: Any) -> list[str]:
        return [found.row(index).name for index in found.choose(**question).indices]

    assert names() == ["Referenced Image Sequence", "Item 1", "Rows"]
    assert len(names(show="all")) == 5
    assert names(query="4711") == []
    assert names(query="4711", show="all") == ["Patient ID"]
    assert names(kinds=["same"])[-1] == "Patient ID"
    closed = found.row(0).id
    assert names(collapsed=[closed]) == ["Referenced Image Sequence"]
    assert found.choose().stops == [2]
    assert [found.row(index).below for index in (0, 1)] == [1, 1]


def test_reprs_mask_what_identifies() -> None:
    one, other = Dataset(), Dataset()
    one.PatientName, other.PatientName = "Planted^One", "Planted^Two"
    found = difference(one, other)
    assert "Planted" not in f"{found!r} {found.rows!r}"
    assert found.rows[0].values == ("Planted^One", "Planted^Two")


def test_it_goes_into_a_data_frame() -> None:
    one, other = Dataset(), Dataset()
    one.Rows, other.Rows, one.Columns, other.Columns = 1, 2, 3, 3
    frame = difference(one, other, labels=("before", "after")).to_pandas()
    assert frame[["path", "kind", "before", "after"]].values.tolist() == [
        ["Rows", "changed", "1", "2"]
    ]
    assert len(difference(one, other).to_pandas(only_differences=False)) == 2


def test_a_mistake_in_the_call_raises() -> None:
    with pytest.raises(ArgumentError):
        difference(Dataset())
    with pytest.raises(ArgumentError):
        difference(Dataset(), Dataset(), labels=("one",))


def test_real_files_do_not_differ_from_themselves(bundled: list[Path]) -> None:
    """Read twice, once left raw and once converted by pydicom."""
    compared = 0
    for path in bundled[::3]:
        try:
            with kept_warnings():
                one, other = dcmread(path), dcmread(path)
                for _ in other.iterall():
                    pass
        except Exception:  # noqa: BLE001, S112 - what pydicom can't read is not compared
            continue
        found = difference(one, other)
        wrong = [row.path for row in found.rows if row.kind not in ("spelling", "vr")]
        assert wrong == [], path.name
        compared += 1
    assert compared > 20
