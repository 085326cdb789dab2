from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dicomwidgets.collection.levels import level_of
from dicomwidgets.collection.table import Table

if TYPE_CHECKING:
    from dicomwidgets.collection.column import Column

NAMES = (
    *("File", "Size", "IssuerOfPatientID", "PatientID", "PatientName", "StudyInstanceUID"),
    *("SeriesInstanceUID", "Modality", "Frames"),
)


def table(*rows: tuple[Any, ...]) -> Table:
    made = Table(NAMES)
    made.append(rows)
    return made


def file(name: str, patient: Any, study: Any, series: Any, **more: Any) -> tuple[Any, ...]:
    row = {"File": name, "Size": 10, "Modality": "CT", "Frames": 1, **more}
    row |= {"PatientID": patient, "StudyInstanceUID": study, "SeriesInstanceUID": series}
    return tuple(row.get(each) for each in NAMES)


def test_patients_studies_and_series_are_counted() -> None:
    instances = table(
        file("1", "A", "1", "1.1", PatientName="Doe"),
        file("2", "A", "1", "1.1", PatientName="Doe", Frames=5),
        file("3", "A", "2", "2.1", PatientName="Roe", Modality="SR", Frames=0),
        file("4", "B", "3", "3.1", PatientName=""),
    )
    patients = level_of(instances, "patients")
    counted = ["PatientID", "PatientName", "Modality", "Studies", "Series", "Instances", "Bytes"]
    assert patients.table.rows(names=counted) == [
        ("A", "Doe\\Roe", "CT\\SR", 2, 2, 3, 30),
        ("B", "", "CT", 1, 1, 1, 10),
    ]
    assert [members.tolist() for members in patients.members] == [[0, 1, 2], [3]]
    studies = level_of(instances, "studies").table
    assert studies.rows(names=["StudyInstanceUID", "Series", "Instances"]) == [
        ("1", 1, 2),
        ("2", 1, 1),
        ("3", 1, 1),
    ]
    series = level_of(instances, "series").table
    assert series.rows(names=["SeriesInstanceUID", "Instances", "Frames"]) == [
        ("1.1", 2, 6),
        ("2.1", 1, 0),
        ("3.1", 1, 1),
    ]


@pytest.mark.parametrize("empty", [None, ""])
def test_files_without_an_id_are_not_taken_for_one_patient(empty: str | None) -> None:
    instances = table(
        file("1", empty, "1", "1.1"), file("2", empty, "1", "1.2"), file("3", empty, "2", "2.1")
    )
    assert [each.tolist() for each in level_of(instances, "patients").members] == [[0, 1], [2]]


def test_the_same_number_from_two_hospitals_is_two_persons() -> None:
    instances = table(
        file("1", "A", "1", "1.1", IssuerOfPatientID="X"),
        file("2", "A", "2", "2.1", IssuerOfPatientID="Y"),
        file("3", "A", "3", "3.1"),
    )
    assert len(level_of(instances, "patients").table) == 3


def test_a_uid_under_two_patients_is_two_studies() -> None:
    instances = table(file("1", "A", "1", "1.1"), file("2", "B", "1", "1.1"))
    assert len(level_of(instances, "studies").table) == 2
    assert len(level_of(instances, "series").table) == 2


def test_without_uids_files_belong_together_by_folder() -> None:
    instances = table(
        file("x/1", None, None, None), file("y/2", None, "", ""), file("x/3", None, None, None)
    )
    for name in ("patients", "studies", "series"):
        found = [each.tolist() for each in level_of(instances, name).members]
        assert found == [[0, 2], [1]]


def test_columns_that_were_not_read_are_left_out() -> None:
    bare = Table(["File", "Size"])
    bare.append([("a/1", 3), ("a/2", None)])
    level = level_of(bare, "series")
    assert level.table.names == ("Instances", "Frames", "Bytes")
    assert level.table.rows() == [(2, 0, 3)]
    assert level_of(Table(NAMES), "patients").members == []


def test_a_table_may_grow_meanwhile() -> None:
    row = file("1", "A", "1", "1.1")

    class Growing(Table):
        def column(self, name: str) -> Column:
            self.append([row])
            return super().column(name)

    growing = Growing(NAMES)
    growing.append([row])
    level = level_of(growing, "series")
    assert [members.tolist() for members in level.members] == [[0]]
    assert level.table.rows(names=["Instances", "Bytes"]) == [(1, 10)]
