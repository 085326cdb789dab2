from __future__ import annotations

import re
import threading
import tracemalloc
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dicomwidgets as dw
from dicomwidgets.collection import masks
from dicomwidgets.collection.columns import Columns
from dicomwidgets.collection.table import Table
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

NESTED = "SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing"
CELLS = st.none() | st.integers(-9, 9) | st.text("ab\\", max_size=3)
MEMBERS = st.sets(CELLS).map(lambda members: members | {0, ""})


@pytest.fixture
def table() -> Table:
    made = Table(["File", "Modality", "SliceThickness", "ImageType", "Rows", "Columns", NESTED])
    made.append(
        [
            ("a", "CT", 1.0, "ORIGINAL\\PRIMARY\\AXIAL", 512, 512, None),
            ("b", "CT", 5.0, "ORIGINAL\\PRIMARY\\LOCALIZER", 512, 888, None),
            ("c", "MR", None, "DERIVED\\SECONDARY", 256, 256, "0.5\\0.5"),
            ("d", "", "thick", None, None, None, ""),
        ]
    )
    return made


@pytest.fixture(params=["numpy", "standard library"])
def back_end(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "standard library":
        monkeypatch.setattr(masks, "_numpy", lambda: None)
    assert masks.back_end().startswith(request.param)
    return str(request.param)


@given(st.lists(st.lists(st.tuples(CELLS, CELLS), max_size=9), max_size=9))
def test_what_is_put_in_comes_out(batches: list[list[tuple[Any, Any]]]) -> None:
    table = Table(["PatientID", "StudyID"])
    for batch in batches:
        table.append(batch)
    rows = [row for batch in batches for row in batch]
    assert table.rows() == list(table) == rows
    assert len(table) == len(rows)
    assert list(table.column("StudyID")) == [row[1] for row in rows]
    assert table.column("StudyID").counts() == Counter(row[1] for row in rows)
    assert table.take(range(len(rows) - 1, -1, -1)).rows() == rows[::-1]
    assert table.rows(1, 3, ["StudyID"]) == [(row[1],) for row in rows[1:3]]


@pytest.mark.parametrize("distinct", [200, 300, 70_000])
def test_codes_grow_as_values_come(distinct: int) -> None:
    table = Table(["StudyID"])
    rows = [(f"{number % distinct}",) for number in range(3 * distinct)]
    for start in range(0, len(rows), 1000):
        table.append(rows[start : start + 1000])
    column = table.column("StudyID")
    assert list(column) == [row[0] for row in rows]
    values = column.values  # noqa: PD011 - no data frame
    assert [values[column.codes[at]] for at in (0, 1, -1)] == ["0", "1", str(distinct - 1)]
    assert column[-1] == rows[-1][0]
    assert column.counts() == Counter(row[0] for row in rows)
    taken = table.take([distinct, 1, 2 * distinct - 1])
    assert taken.rows() == [("0",), ("1",), (str(distinct - 1),)]
    assert len(taken.column("StudyID").values) == 3
    with pytest.raises(IndexError):
        column[len(column)]
    with pytest.raises(IndexError):
        table.take([len(table)])


@pytest.mark.usefixtures("back_end")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"Modality": "CT"}, "ab"),
        ({"Modality": {"MR", ""}}, "cd"),
        ({"Modality": ["CT", "MR"], "Rows": 512}, "ab"),
        ({"SliceThickness": lambda v: v > 2}, "b"),
        ({"SliceThickness": lambda v: v is None}, "c"),
        ({"SliceThickness": slice(1, 5)}, "ab"),
        ({"SliceThickness": slice(None, 2.0)}, "a"),
        ({"Rows": range(200, 300)}, "c"),
        ({"ImageType": "LOCALIZER"}, "b"),
        ({"ImageType": re.compile("^ORIG")}, "ab"),
        ({"ImageType": None}, "d"),
        ({NESTED: "0.5\\0.5"}, "c"),
        ({NESTED: ""}, "d"),
        ({"0028,0010": 256}, "c"),
        ({}, "abcd"),
    ],
)
def test_rows_are_found_by_conditions(table: Table, asked: dict[str, Any], found: str) -> None:
    numbers = table.where(asked)
    assert "".join(str(row[0]) for row in table.take(numbers).rows()) == found
    assert numbers.tolist() == sorted(numbers)


@pytest.mark.usefixtures("back_end")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Modality == 'CT'", "ab"),
        ("Modality == 'CT' and SliceThickness < 2", "a"),
        ("Modality == 'MR' or not Rows == Columns", "bcd"),
        ("(Modality == 'CT') & ~(SliceThickness >= 5)", "a"),
        ("(Modality == 'CT') | (Modality == 'MR')", "abc"),
        ("Modality in ['MR', '']", "cd"),
        ("'CT' != Modality", "cd"),
        ("1 < SliceThickness <= 5", "b"),
        ("SliceThickness.isna()", "c"),
        ("Modality.isin(('CT',)) and Rows.between(1, 512)", "ab"),
        ("ImageType.str.contains('AXIAL|SECONDARY') and ImageType.notna()", "ac"),
        ("ImageType.str.startswith('DER')", "c"),
        (f"`{NESTED}` == '0.5\\\\0.5'", "c"),
        ("Modality == '`'", ""),
        ("Rows < Columns", "b"),
    ],
)
def test_rows_are_found_by_text(table: Table, query: str, found: str) -> None:
    assert "".join(str(row[0]) for row in table.take(table.where(query)).rows()) == found


@pytest.mark.parametrize(
    "query",
    [
        "",
        "Modality",
        "Modality = 'CT'",
        "Modality == 'CT' & Rows == 1",
        "Rows + 1 == 2",
        "__import__('os').system('true')",
        "Modality.__class__ == 1",
        "Modality.str.contains('(')",
        "Modality is None",
        "[Rows for Rows in (1,)]",
        "(" * 500,
        "NoSuchThing == 1",
        "1 == 1",
        "Modality.isin(values=[1])",
    ],
)
def test_a_text_that_is_no_query_is_refused_with_the_way_out(table: Table, query: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        table.where(query)
    assert caught.value.remedy


def test_conditions_that_are_none_are_refused(table: Table) -> None:
    with pytest.raises(ArgumentError, match="no column KVP"):
        table.where(KVP=1)
    with pytest.raises(ArgumentError, match="no condition"):
        table.where(Rows=object())
    with pytest.raises(ArgumentError, match="what is no value"):
        table.where(Rows=[[1]])
    with pytest.raises(ArgumentError, match="a step"):
        table.where(Rows=slice(1, 2, 3))
    with pytest.raises(ArgumentError, match="fails with every value there is: TypeError"):
        table.where(Modality=lambda v: v > 3)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=30), MEMBERS, MEMBERS)
def test_both_back_ends_find_what_a_loop_finds(
    rows: list[tuple[Any, Any]], one: set[Any], other: set[Any]
) -> None:
    table = Table(["StudyID", "Rows"])
    table.append(rows)
    query = f"StudyID in {tuple(one)!r} or not Rows in {tuple(other)!r}"
    expected = [number for number, row in enumerate(rows) if row[0] in one or row[1] not in other]
    with pytest.MonkeyPatch.context() as patch:
        assert table.where(query).tolist() == expected
        patch.setattr(masks, "_numpy", lambda: None)
        assert table.where(query).tolist() == expected


@pytest.mark.usefixtures("back_end")
@pytest.mark.parametrize("each", [2, 7, 18, 40, 999])
def test_rows_are_found_across_blocks_however_rare(each: int) -> None:
    table = Table(["StudyID"])
    table.append([(str(number % each),) for number in range(3 * masks._BLOCK + 5)])
    meant = [number for number in range(len(table)) if number % each == 1]
    assert table.where(StudyID="1").tolist() == meant
    assert table.where("not StudyID != '1' and StudyID in ['0', '1']").tolist() == meant


@pytest.mark.usefixtures("back_end")
def test_a_query_may_be_long(table: Table) -> None:
    query = " or ".join(["Rows == 1"] * 3000 + ["Rows == 512"])
    assert table.where(query).tolist() == [0, 1]


def test_a_reader_in_another_thread_sees_whole_rows() -> None:
    table = Table(["StudyID", "SOPInstanceUID"])
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            numbers = table.where(StudyID="1")
            if any(number % 3 != 1 for number in numbers):
                wrong.append(numbers)
            last = table.rows(max(0, len(table) - 5))
            wrong.extend(row for row in last if int(row[1]) % 3 != int(row[0]))  # type: ignore[arg-type]

    reader = threading.Thread(target=read)
    reader.start()
    for start in range(0, 60_000, 500):
        table.append([(str(n % 3), str(n)) for n in range(start, start + 500)])
    done.set()
    reader.join()
    assert wrong == []


def test_a_row_of_all_columns_takes_less_than_a_kilobyte() -> None:
    rows = 20_000  # 100,000 in `make bench NAME=collection`
    names = Columns().names
    tracemalloc.start()
    try:
        table = Table(names)
        for series in range(rows // 200):
            table.append(list(_series_rows(series, 200)))
        used = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert (len(names), len(table)) == (71, rows)
    assert used / rows <= 1000


def _series_rows(series: int, count: int) -> Iterator[tuple[Any, ...]]:
    """Yield rows as of an archive: five series a study, four studies a patient."""
    study = series // 5
    uid = f"1.2.826.0.1.3680043.8.498.{study:038d}"
    row: dict[str, Any] = dict.fromkeys(Columns().names, "constant")
    row |= {"SeriesInstanceUID": f"{uid}.{series}", "StudyInstanceUID": uid, "Status": ""}
    row |= {"FrameOfReferenceUID": f"{uid}.9", "PatientID": f"{study // 4:08d}"}
    for within in range(count):
        number = count * series + within
        row["File"] = f"study/{study}/series/{series}/IM{number:07d}.dcm"
        row["Size"] = 525_000 + number * 31 % 900
        row["Modified"] = 1_700_000_000_000_000_000 + number * 7919
        row["SOPInstanceUID"] = f"{uid}.{number}"
        row["InstanceNumber"] = within
        row["AcquisitionTime"] = f"{number % 86400:06d}.{number * 7919 % 10**6:06d}"
        row["ImagePositionPatient"] = f"-151.493164\\-151.493164\\{number * 0.625:.5f}"
        yield tuple(row.values())


def test_shown_tables_mask_what_identifies() -> None:
    table = Table(["File", "Size", "PatientName", "Modality", "ReferencedPatientSequence[0].Rows"])
    table.append([("Doe/1.dcm", 1234, "Doe^Jane", "CT<b>", 7)] * 30)
    html = table._repr_html_()
    assert "Doe" not in html
    assert "1,234" in html
    assert "CT&lt;b&gt;" in html
    assert "10 more rows" in html
    assert repr(table) == "<Table: 30 rows, 5 columns>"
    try:
        dw.reveal()
        assert "Doe^Jane" in table._repr_html_()
    finally:
        dw.reveal(False)


def test_a_data_frame_has_the_values_and_their_kinds(table: Table) -> None:
    frame = table.to_pandas()
    assert frame["Modality"].tolist() == ["CT", "CT", "MR", ""]
    assert frame.dtypes.astype(str).to_dict() == {
        "File": "string",
        "Modality": "string",
        "SliceThickness": "object",
        "ImageType": "string",
        "Rows": "Int64",
        "Columns": "Int64",
        NESTED: "string",
    }
    assert frame["Rows"].isna().tolist() == [False, False, False, True]
    times = Table(["Modified", "SliceThickness"])
    times.append([(1_700_000_000_123_456_789, 1.5), (None, 2)])
    frame = times.to_pandas()
    assert frame["Modified"][0] == pd.Timestamp("2023-11-14 22:13:20.123456789")
    assert frame["SliceThickness"].tolist() == [1.5, 2.0]


def test_numbers_that_no_column_of_numbers_can_hold_are_objects() -> None:
    large = Table(["InstanceNumber", "SliceThickness"])
    large.append([(99999999999999999999, 1.5), (None, 10**400), (3, None)])
    frame = large.to_pandas()
    assert frame["InstanceNumber"].tolist() == [99999999999999999999, None, 3]
    assert frame["SliceThickness"].tolist() == [1.5, 10**400, None]
