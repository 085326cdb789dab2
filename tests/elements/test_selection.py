"""Search by column, facets, sorting and the walk over matches."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from dicomwidgets.elements.facets import Known
from dicomwidgets.elements.order import SORTED_BY, Order
from dicomwidgets.elements.rows import RowTable, RowView
from dicomwidgets.widgets._header_known import known_of


def header() -> Dataset:
    dataset = Dataset()
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    dataset.StudyDate = "20040119"
    dataset.AccessionNumber = ""
    dataset.PatientName = "Rows^Anna"
    dataset.PatientComments = "seen at 12:30"
    items = [Dataset(), Dataset()]
    for number, item in enumerate(items):
        item.ReferencedSOPInstanceUID = f"1.2.{number}"
        item.PatientName = "Inner^Jane"
    dataset.ReferencedImageSequence = items
    block = dataset.private_block(0x0019, "ACME 1", create=True)
    block.add_new(1, "LO", "secret")
    dataset.SliceThickness = "10"
    dataset.KVP = "9.5"
    dataset.Rows = 512
    return dataset


@pytest.fixture(scope="module")
def table() -> RowTable:
    return RowTable(header(), known=known_of("1.2.840.10008.5.1.4.1.1.2"))


def paths(table: RowTable, rows: Any) -> list[str]:
    return [table.path(row) for row in rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("keyword:rows", ["Rows"]),
        ("rows", ["PatientName", "Rows"]),
        ("value:rows", ["PatientName"]),
        ('value:"at 12:30"', ["PatientComments"]),
        ("12:30", ["PatientComments"]),
        ("vr:pn value:inner", [f"ReferencedImageSequence[{n}].PatientName" for n in (0, 1)]),
        ("vr:us,sq", ["ReferencedImageSequence", "Rows"]),
        ("tag:0028", ["Rows"]),
        ("tag:(0028,0010)", ["Rows"]),
        ("tag:00xx0050", ["AccessionNumber", "SliceThickness"]),
        ("private:yes", ["(0019,0010)", "(0019,1001)"]),
        ("private:acme", ["(0019,1001)"]),
        ("private:no keyword:kvp", ["KVP"]),
        ("is:empty", ["AccessionNumber"]),
        ("is:private vr:LO secret", ["(0019,1001)"]),
        ("name:thickness", ["SliceThickness"]),
        ('"item 2"', ["ReferencedImageSequence[1]"]),
        ("is:different", []),
    ],
)
def test_a_query_asks_by_column(table: RowTable, query: str, found: list[str]) -> None:
    assert paths(table, table.search(query).matches) == found


def test_all_values_are_decoded_only_for_what_their_bytes_do_not_tell() -> None:
    table = RowTable(dcmread(get_testdata_file("CT_small.dcm", download=False)))
    assert table.search("vr:PN tag:0010").matches
    assert not table.index.has_values
    assert table.search("compressedsamples").matches
    assert not table.index.has_values
    # In the bytes as they are: only what matches there is decoded.
    assert table.search("1ct1").matches
    assert not table.index.has_values
    # Digits alone may be those of any number: these are put into words all at once.
    assert table.search("2004").matches
    assert not table.index.has_values
    # Hardly a value is without two letters, or the like.
    assert table.search("ct").matches
    assert table.index.has_values


def test_decoding_leaves_off_and_goes_on() -> None:
    dataset = Dataset()
    dataset.ReferencedStudySequence = [Dataset() for _ in range(1200)]
    index = RowTable(dataset).index
    looks = iter([True] * 8 + [False])
    assert not index.read(lambda: next(looks))
    assert not index.has_values
    assert index.read()
    assert len(index.texts) == len(index) == 1201


def test_facets_count_what_their_values_would_leave(table: RowTable) -> None:
    facets = {each["name"]: each for each in table.facets(RowView())}
    counts = {name: {v["key"]: v["count"] for v in f["values"]} for name, f in facets.items()}
    assert counts["vr"]["PN"] == 3
    assert counts["group"] == {
        "0008": 6,
        "0010": 4,
        "0018": 2,
        "0019": 2,
        "0028": 1,
    }
    assert counts["is"]["private"] == 2
    assert counts["is"]["empty"] == 1
    assert counts["module"]["Patient"] >= 1
    assert counts["is"]["identifying"] >= 6
    assert {v["label"] for v in facets["group"]["values"]} >= {"0010 · Patient", "0019 · private"}


def test_values_of_a_facet_add_up_and_facets_narrow_each_other(table: RowTable) -> None:
    chosen = (("group", ("0010", "0028")), ("vr", ("PN", "US")))
    found = table.select(RowView(facets=chosen))  # type: ignore[arg-type]
    assert len(found.matches) == 4
    assert "ReferencedImageSequence" in paths(table, found.indices)
    (vr,) = [each for each in table.facets(RowView(facets=chosen)) if each["name"] == "vr"]  # type: ignore[arg-type]
    assert {v["key"]: v["count"] for v in vr["values"]} == {"LT": 1, "PN": 3, "US": 1}
    both = (("is", ("private", "empty")),)
    assert not table.select(RowView(facets=both)).matches  # type: ignore[arg-type]


def test_nothing_is_known_without_a_source_of_it() -> None:
    bare = RowTable(header(), known=Known())
    names = [each["name"] for each in bare.facets(RowView())]
    assert "module" not in names
    assert not bare.search("is:identifying").matches


@pytest.mark.parametrize("column", SORTED_BY)
@pytest.mark.parametrize("descending", [False, True])
def test_sorting_shows_every_element_once(table: RowTable, column: Any, descending: bool) -> None:
    found = table.select(RowView(order=Order(column, descending)))
    assert found.flat
    assert len(found.indices) == table.elements == len(set(found.indices))
    assert found.matches == ()


def test_numbers_sort_as_numbers_and_nothing_comes_last(table: RowTable) -> None:
    view = RowView("tag:0018", order=Order("value"))
    assert paths(table, table.select(view).indices) == ["KVP", "SliceThickness"]
    down = RowView("tag:0018", order=Order("value", descending=True))
    assert paths(table, table.select(down).indices) == ["SliceThickness", "KVP"]
    for descending in (False, True):
        found = table.select(RowView("vr:SH,UI", order=Order("value", descending)))
        assert paths(table, found.indices)[-1] == "AccessionNumber"


def test_matches_are_walked_in_a_ring(table: RowTable) -> None:
    found = table.search("vr:PN")
    places = [found.place(row) for row in found.matches]
    assert len(places) == 3
    at, walked = -1, []
    for _ in range(4):
        at = found.next_match(at, 1)
        walked.append(at)
    assert walked == [*places, places[0]]
    assert found.next_match(places[0], -1) == places[-1]
    assert found.next_match(-1, -1) == places[-1]
    assert [found.number(row) for row in found.matches] == [1, 2, 3]
    assert found.number(found.indices[0]) == 0
    assert table.search("nothing like it").next_match(0, 1) == -1


def test_matches_below_closed_rows_are_passed_over(table: RowTable) -> None:
    sequence = next(node.id for node in table.nodes if node.vr == "SQ")
    found = table.search("vr:PN", [sequence])
    assert len(found.matches) == 3
    assert found.next_match(-1, 1) == found.next_match(found.next_match(-1, 1), 1)
    assert found.place(found.matches[0]) == -1


def test_sorted_matches_are_walked_in_their_order(table: RowTable) -> None:
    found = table.select(RowView("vr:PN", order=Order("value")))
    assert [found.number(row) for row in found.indices] == [1, 2, 3]
    assert [found.next_match(place, 1) for place in (-1, 0, 1, 2)] == [0, 1, 2, 0]
    assert found.place(found.indices[2]) == 2
