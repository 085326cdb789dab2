from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom.dataset import Dataset

from dicomwidgets import samples
from dicomwidgets.elements.ignoring import rules_of
from dicomwidgets.elements.series_difference import SeriesDifference
from dicomwidgets.elements.variation import Variation, variation
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from pathlib import Path


def over(*datasets: Dataset) -> Variation:
    found = Variation()
    for number, dataset in enumerate(datasets):
        found.add(dataset, f"{number}.dcm")
    return found


def slices(count: int, **constant: object) -> list[Dataset]:
    made = []
    for number in range(count):
        dataset = Dataset()
        dataset.Modality, dataset.InstanceNumber = "CT", number + 1
        item = Dataset()
        item.CodeValue, item.CodeMeaning = "A", "Chest"
        dataset.AnatomicRegionSequence = [item]
        for keyword, value in constant.items():
            setattr(dataset, keyword, value)
        made.append(dataset)
    return made


def told(found: SeriesDifference) -> list[tuple[str, str]]:
    return [(row.kind, row.path) for row in found.rows]


def test_constant_varying_and_missing() -> None:
    datasets = slices(5)
    del datasets[3].Modality
    found = SeriesDifference([over(*datasets)])
    assert told(found) == [("partial", "Modality"), ("varies", "InstanceNumber")]
    modality, number = found.rows
    assert modality.values == ("CT · in 4 of 5 files",)
    assert modality.spreads[0] is not None
    assert modality.spreads[0].missing == (3,)
    assert number.values == ("5 values: 1, 2, 3, 4, …",)
    assert found.counts == {"partial": 1, "varies": 1, "same": 3}


def test_values_come_with_their_counts_the_most_frequent_first() -> None:
    datasets = slices(6, KVP="120")
    datasets[4].KVP = "100"
    datasets[5].KVP = "120 "
    row = next(row for row in SeriesDifference([over(*datasets)]).rows if row.keyword == "KVP")
    spread = row.spreads[0]
    assert spread is not None
    assert [(each.text, each.count, each.first) for each in spread.values] == [
        ("120", 5, 0),
        ("100", 1, 4),
    ]


def test_what_is_missing_with_its_sequence_counts_once() -> None:
    datasets = slices(4)
    del datasets[0].AnatomicRegionSequence
    found = SeriesDifference([over(*datasets)])
    assert ("partial", "AnatomicRegionSequence") in told(found)
    assert not any("CodeValue" in path for _, path in told(found))


def test_two_series_are_held_against_each_other_by_what_is_constant() -> None:
    one, other = slices(5, KVP="120", Rows=512), slices(3, KVP="100", PatientID="x")
    for number, dataset in enumerate(other):
        dataset.Rows = 512 if number else 256
    found = SeriesDifference([over(*one), over(*other)], ("old", "new"))
    kinds = {row.path: row.kind for row in found.rows}
    assert kinds == {
        "PatientID": "added",
        "KVP": "changed",
        "InstanceNumber": "varies",
        "Rows": "changed",
    }
    rows = {row.path: row for row in found.rows}
    assert rows["PatientID"].note == "Only in new."
    assert rows["KVP"].values == ("120", "100")
    assert SeriesDifference([over(*one), over(*one)]).rows == ()


def test_rules_hold_for_series_without_reading_again() -> None:
    side = over(*slices(3))
    assert SeriesDifference([side]).counts["varies"] == 1
    found = SeriesDifference([side], rules=rules_of("InstanceNumber"))
    assert found.rows == ()
    assert found.ignored == 1


def test_a_folder_is_read_up_to_the_pixels(tmp_path: Path) -> None:
    for number, dataset in enumerate(samples.ct(6, 16)):
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    (tmp_path / "notes.txt").write_text("no DICOM")
    (tmp_path / "9.dcm").write_bytes((tmp_path / "0.dcm").read_bytes()[:140])
    said: list[tuple[int, int]] = []
    found = variation(source_of(tmp_path), on_progress=lambda *at: said.append(at))
    assert (len(found), found.skipped, len(found.problems)) == (6, 1, 1)
    assert said[0] == (0, 8)
    keywords = {row.keyword for row in SeriesDifference([found]).rows}
    assert {"SOPInstanceUID", "InstanceNumber", "ImagePositionPatient"} <= keywords
    assert "PixelData" not in keywords


def test_it_stops_when_it_is_told_to(tmp_path: Path) -> None:
    for number, dataset in enumerate(samples.ct(4, 16)):
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    asked = iter([False, False, True])
    found = variation(source_of(tmp_path), cancelled=lambda: next(asked))
    assert (len(found), found.complete) == (2, False)


def test_memory_grows_with_values_and_not_with_items() -> None:
    dataset = Dataset()
    dataset.ReferencedImageSequence = [Dataset() for _ in range(1000)]
    for number, item in enumerate(dataset.ReferencedImageSequence):
        item.ReferencedSOPInstanceUID = f"1.2.{number}"
    found = SeriesDifference([over(dataset, dataset)])
    assert len(found) == 1 + 2 * 64
    assert found.rows == ()


@pytest.mark.parametrize("count", [1, 2])
def test_reprs_say_nothing_of_values(count: int) -> None:
    side = over(*slices(2, PatientName="Planted^Name"))
    found = SeriesDifference([side] * count)
    assert "Planted" not in f"{side!r} {found!r} {found.rows!r} {found.tree!r}"


def referring(*uids: str, keyword: str = "ReferencedSOPInstanceUID") -> Dataset:
    dataset = Dataset()
    dataset.ReferencedImageSequence = []
    for uid in uids:
        item = Dataset()
        setattr(item, keyword, uid)
        item.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
        dataset.ReferencedImageSequence.append(item)
    return dataset


def test_items_are_followed_by_what_they_refer_to() -> None:
    found = SeriesDifference([over(referring("1.1", "1.2"), referring("1.2", "1.1"))])
    assert found.rows == ()
    first, second = (row for row in found.tree if row.tag == 0xFFFEE000)
    assert first.note == second.note == "Stands at different places: 1, 2."
    found = SeriesDifference([over(referring("1.1", "1.2", "1.3"), referring("1.1", "1.3"))])
    assert told(found) == [
        ("varies", "ReferencedImageSequence"),
        ("partial", "ReferencedImageSequence[1]"),
    ]


def test_references_that_every_file_has_others_of_are_followed_in_turn() -> None:
    files = [referring(f"1.1.{n}", "1.9", f"1.2.{n}") for n in range(40)]
    found = SeriesDifference([over(*files)])
    path = "ReferencedImageSequence[{}].ReferencedSOPInstanceUID"
    assert told(found) == [("varies", path.format(0)), ("varies", path.format(2))]
    assert len([row for row in found.tree if row.tag == 0xFFFEE000]) == 3


def coded(*codes: str) -> Dataset:
    dataset = Dataset()
    dataset.PerformedProtocolCodeSequence = []
    for code in codes:
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code, "99X", code.lower()
        dataset.PerformedProtocolCodeSequence.append(item)
    return dataset


def test_codes_are_never_held_against_other_codes_unless_each_stands_alone() -> None:
    found = SeriesDifference([over(coded("A", "B"), coded("C", "A"))])
    assert told(found) == [
        ("partial", "PerformedProtocolCodeSequence[0]"),
        ("partial", "PerformedProtocolCodeSequence[1]"),
    ]
    alone = SeriesDifference([over(coded("A"), coded("B"))])
    assert [kind for kind, _ in told(alone)] == ["varies", "varies"]


def test_items_of_two_series_are_held_together_by_what_they_stand_for() -> None:
    one, other = over(coded("A", "B"), coded("A", "B")), over(coded("B", "A", "D"))
    assert told(SeriesDifference([one, other])) == [
        ("changed", "PerformedProtocolCodeSequence"),
        ("added", "PerformedProtocolCodeSequence[2]"),
    ]
    one, other = over(referring("1.1", "1.2")), over(referring("1.2", "1.7"))
    assert told(SeriesDifference([one, other])) == [
        ("changed", "ReferencedImageSequence[0].ReferencedSOPInstanceUID")
    ]


def test_items_that_nothing_identifies_are_followed_by_their_number() -> None:
    texts = (("a", "b"), ("a", "c"), ("a",))
    files = [referring(*each, keyword="CodeMeaning") for each in texts]
    assert told(SeriesDifference([over(*files)])) == [
        ("varies", "ReferencedImageSequence"),
        ("partial", "ReferencedImageSequence[1]"),
    ]
