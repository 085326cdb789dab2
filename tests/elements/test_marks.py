from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom import dcmread
from pydicom.dataset import Dataset

from dicomwidgets.elements.marks import Marks, SeriesMarks, compared, fingerprints
from dicomwidgets.elements.rows import RowTable, RowView

if TYPE_CHECKING:
    from pathlib import Path


def sliced(number: int, *, extra: bool = False) -> RowTable:
    code = Dataset()
    code.CodeMeaning = f"Slice {number}" if number > 1 else "Slice"
    dataset = Dataset()
    dataset.PatientID = "one"
    dataset.InstanceNumber = number
    dataset.ProcedureCodeSequence = [code]
    if extra:
        dataset.KVP = "120"
    return RowTable(dataset)


def by_path(table: RowTable, marks: Marks) -> dict[str, tuple[str, str]]:
    return {table.path(at): marks.of(node.id) for at, node in enumerate(table.nodes)}


def test_what_differs_from_the_file_before_and_what_is_new() -> None:
    before, now = sliced(1), sliced(2, extra=True)
    previous, gone = compared(fingerprints(now.nodes), fingerprints(before.nodes))
    told = {path: mark for path, (mark, _) in by_path(now, Marks(previous, gone)).items() if mark}
    assert told == {
        "InstanceNumber": "different",
        "ProcedureCodeSequence": "different",
        "ProcedureCodeSequence[0]": "different",
        "ProcedureCodeSequence[0].CodeMeaning": "different",
        "KVP": "new",
    }
    assert gone == 0
    assert compared(fingerprints(before.nodes), fingerprints(now.nodes))[1] == 1


def test_what_is_constant_over_a_series() -> None:
    series = SeriesMarks()
    assert series.of(1) == ""
    tables = [sliced(1), sliced(2, extra=True), sliced(3, extra=True)]
    for table in tables:
        series.add(fingerprints(table.nodes))
    marks = Marks(series=series.of, looked_at=3, total=3)
    told = {path: mark for path, (_, mark) in by_path(tables[1], marks).items()}
    assert told["PatientID"] == "constant"
    assert told["InstanceNumber"] == told["ProcedureCodeSequence"] == "varying"
    assert told["KVP"] == "partial"
    assert marks.of(4711) == ("", "")


def test_marks_can_be_searched_for() -> None:
    before, now = sliced(1), sliced(1, extra=True)
    marks = Marks(*compared(fingerprints(now.nodes), fingerprints(before.nodes)))
    found = now.select(RowView("is:different"), marks)
    assert [now.path(row) for row in found.matches] == ["KVP"]
    (states,) = [each for each in now.facets(RowView(), marks) if each["name"] == "is"]
    assert [v["count"] for v in states["values"] if v["key"] == "different"] == [1]


def test_raw_and_made_elements_of_equal_files_are_alike(tmp_path: Path) -> None:
    path = tmp_path / "one.dcm"
    dataset = Dataset()
    dataset.PatientName = "Yamada^Tarou"
    dataset.PixelSpacing = ["0.50", "1"]
    dataset.save_as(path, implicit_vr=False, little_endian=True)
    first, second = (RowTable(dcmread(path, force=True)) for _ in range(2))
    assert fingerprints(first.nodes) == fingerprints(second.nodes)
