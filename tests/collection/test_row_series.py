"""Series made from rows are those made from headers."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection import filling, row_instances, row_series
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.index import index

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.series.series import Series


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    read = row_instances.try_header

    def counting(source: Any, item: Any) -> Any:
        names.append(item.name)
        return read(source, item)

    monkeypatch.setattr(row_instances, "try_header", counting)
    return names


def told(series: Iterable[Series]) -> list[Any]:
    return [
        (
            [(each._replace(item=None)) for each in one.instances],  # type: ignore[arg-type]
            [each.item.name for each in one.instances],
            one.sorted_by,
            [[each.item.name for each in part] for part in one.apart],
            [(each.rule, each.message, each.files, each.numbers) for each in one.findings],
        )
        for one in series
    ]


def assert_same(folder: Path, reads: list[str]) -> Collection:
    """Assert that the rows of a folder tell what its headers tell."""
    found = dw.load(folder, cache=False)
    by_headers = index(source_of(folder))
    for ours, theirs in (
        (found.series, by_headers.series),
        (found.others, by_headers.others),
    ):
        for one, other in zip(told(ours), told(theirs), strict=True):
            assert one == other
    assert found.skipped == by_headers.skipped
    names = {each.file for each in by_headers.problems}
    assert {each.file for each in found.problems} == names
    frames = dict(zip(*map(found.instances.column, ("File", "Frames")), strict=True))
    needed = {name for name, count in frames.items() if count > 1 or name in names}  # type: ignore[operator]
    assert len(set(reads) - needed) <= 1  # one has a b-value of a vendor that it does not name
    assert len(reads) == len(set(reads))
    return found


def test_of_every_real_file(data_dir: Path, reads: list[str]) -> None:
    found = assert_same(data_dir / "dicom", reads)
    assert len(reads) < len(found.instances) / 3
    held = sum(len(each.instances) for each in (*found.series, *found.others))
    files = sum(each.is_file() for each in (data_dir / "dicom").rglob("*"))
    directories = sum(each.name == "DICOMDIR" for each in (data_dir / "dicom").rglob("DICOMDIR*"))
    lost = [each for each in found.problems if "before the first element" in each.message]
    assert held + found.skipped + len(lost) + directories <= files
    assert held >= 830


def test_of_a_dirty_archive(tmp_path: Path, reads: list[str]) -> None:
    samples.dirty_archive(tmp_path / "dirty")
    found = assert_same(tmp_path / "dirty", reads)
    names = [*map(str, found.instances.column("File"))]
    known = {_files(one): one for one in (*found.series, *found.others)}
    for level in ("patients", "series"):
        for members in found.level(level).members:  # type: ignore[arg-type]
            files = {names[number] for number in members}
            made = found.series_of(members)
            assert {*map(_files, made)} == {each for each in known if files & {*each}}
    for members in found.level("series").members[::5]:
        made = found.series_of(members)
        assert told(made) == told(known[_files(one)] for one in made)


def _files(series: Series) -> tuple[str, ...]:
    return tuple(each.item.name for each in series.instances)


def test_one_series_is_made_without_the_others(tmp_path: Path, reads: list[str]) -> None:
    samples.write_ct_folder(tmp_path / "ct", 4, 16)
    for number, each in enumerate(samples.mr(3, 16)):
        each.save_as(tmp_path / f"mr{number}.dcm", enforce_file_format=True)
    samples.multiframe(3, 16).save_as(tmp_path / "enhanced.dcm", enforce_file_format=True)
    found = dw.load(tmp_path)
    level = found.level("series")
    place = [*level.table.column("Instances")].index(4)
    (series,) = found.series_of(level.members[place], level.instances)
    assert {*_files(series)} == {*found.instances.column("File").cells(level.members[place])}
    assert series.count == 4
    assert reads == []
    assert told([series])[0] in told(found.series)
    assert reads == ["enhanced.dcm"]
    assert found.series_of([]) == ()
    part = found.where(Frames=3)
    assert [each.count for each in part.series_of([0])] == [3]


def test_checks_read_no_header_again(
    tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.write_ct_folder(tmp_path / "ct", 4, 16)
    found = dw.load(tmp_path, columns=["KVP"])
    monkeypatch.setattr(filling, "scan", None)
    assert list(found.check()) == []
    assert [line.frames for line in dw.profile(found).series] == [4]
    assert reads == []


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    samples.write_ct_folder(tmp_path, 3, 16)
    enhanced = tmp_path / "enhanced.dcm"
    samples.multiframe(3, 16).save_as(enhanced, enforce_file_format=True)
    found = dw.load(tmp_path)
    enhanced.unlink()
    assert [series.modality for series in found] == ["CT"]
    assert [each.file for each in found[0].problems] == ["enhanced.dcm"]


def _table(**told: Any) -> DataElement:
    item = Dataset()
    item.LUTDescriptor = [1, 0, 16]
    for keyword, value in told.items():
        setattr(item, keyword, value)
    return DataElement("ModalityLUTSequence", "SQ", [item])


ODD: dict[str, DataElement] = {
    "a name with an empty group": DataElement("PatientName", "PN", "A^B="),
    "a name with two of them": DataElement("PatientName", "PN", "A^B=="),
    "a table of a kind": _table(ModalityLUTType="HU"),
    "a table of no kind": _table(),
    "a table without an item": DataElement("ModalityLUTSequence", "SQ", []),
    "bits twice": DataElement("BitsStored", "US", [12, 16]),
    "columns twice": DataElement("Columns", "US", [16, 8]),
    "an image type with blanks": DataElement("ImageType", "CS", "ORIGINAL \\PRIMARY\\ M \\ND"),
}


UNKNOWN = ("BitsStored", "PixelRepresentation", "SamplesPerPixel", "Rows", "NumberOfSlices")
"""Elements that one of the files has as UN."""


def _as_unknown(file: Path, keyword: str) -> None:
    tag = Tag(keyword)
    start = struct.pack("<HH", tag.group, tag.element)
    data = file.read_bytes()
    assert data.count(start + b"US\2\0") == 1
    file.write_bytes(data.replace(start + b"US\2\0", start + b"UN\0\0\2\0\0\0"))


@pytest.mark.parametrize("odd", [*ODD, *UNKNOWN])
def test_of_files_that_are_written_oddly(odd: str, tmp_path: Path) -> None:
    for number, dataset in enumerate(samples.ct(3, 16)):
        dataset.PatientName = "A^B"
        dataset.BitsStored, dataset.HighBit = 12, 11
        dataset.NumberOfSlices = 3
        if number == 1 and odd in ODD:
            dataset[ODD[odd].tag] = ODD[odd]
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    if odd in UNKNOWN:
        _as_unknown(tmp_path / "1.dcm", odd)
    found = dw.load(tmp_path, cache=False)
    assert told(found.series) == told(index(source_of(tmp_path)).series)
    if "name" in odd or odd in UNKNOWN:
        assert [(series.count, [*series.findings.rules]) for series in found] == [(3, [])]


def test_a_name_with_an_empty_group_is_the_same_patient(tmp_path: Path) -> None:
    for number, dataset in enumerate(samples.ct(3, 16)):
        dataset.PatientName = ("A^B", "A^B=", "A^B==")[number]
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    (series,) = index(source_of(tmp_path)).series
    assert "mixed-patient" not in series.findings.rules


def test_a_header_that_has_to_be_read_is_read_once(
    tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        file = tmp_path / f"{number}.dcm"
        samples.multiframe(3, 16).save_as(file, enforce_file_format=True)
    found = dw.load(tmp_path)
    findings = [*found.check()]
    assert reads == ["0.dcm", "1.dcm"]
    assert [*found.check()] == findings
    assert sum(series.count for series in found) == 6
    assert len(found.series_of([0])) == 1
    assert reads == ["0.dcm", "1.dcm"]
    monkeypatch.setattr(row_instances, "_KEPT_FRAMES", 4)
    again = dw.load(tmp_path)
    assert told(again.series) == told(found.series)
    again.check()
    again.where().check()
    assert reads[2:].count("1.dcm") == reads[2:].count("0.dcm") == 2


def _parts(folder: Path) -> Collection:
    """Write two series, the files of one of them around the other and of two sizes."""
    one, other, three, four = samples.ct(4, 16)
    other.SeriesInstanceUID = "1.2.3"
    three.Rows = 8
    three.PixelData = three.PixelData[:256]
    for number, each in enumerate((one, other, three, four)):
        each.save_as(folder / f"{number}.dcm", enforce_file_format=True)
    return dw.load(folder)


def test_a_profile_has_the_series_in_the_order_of_the_collection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_series, "_AT_ONCE", 1)
    found = _parts(tmp_path)
    firsts = [min(_files(each.series)) for each in dw.profile(found).series]
    assert firsts == ["0.dcm", "1.dcm", "2.dcm"]
    assert firsts == [min(_files(each)) for each in found.series]
    fresh = dw.load(tmp_path)
    assert [min(_files(each)) for each in fresh.each_series()] == ["0.dcm", "2.dcm", "1.dcm"]


def test_a_series_speaks_of_no_other_ones_problems(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        for number, each in enumerate(samples.ct(3, 16)):
            each.SeriesInstanceUID = f"1.2.{ord(name)}"
            each.save_as(tmp_path / name / f"{number}.dcm", enforce_file_format=True)
    for name, at in (("a", 0), ("b", 1)):
        for number, file in enumerate(sorted((tmp_path / name).iterdir())):
            if number == at:
                file.write_bytes(file.read_bytes()[:-6])
    (tmp_path / "c" / "x.dcm").write_bytes(min((tmp_path / "c").iterdir()).read_bytes()[:200])
    found = dw.load(tmp_path)
    files = {each.file for each in found.problems}
    assert len(files) == 3

    def near(series: Iterable[Series]) -> list[tuple[str, str]]:
        return [
            (one.instances[0].item.name[0], each.file or "")
            for one in series
            for each in one.problems
        ]

    assert [(folder, file[0]) for folder, file in near(found.series)] == [
        ("a", "a"),
        ("b", "b"),
        ("c", "c"),
    ]
    folders = [str(name)[0] for name in found.instances.column("File")]
    made = [each for name in "abc" for each in found.series_of([folders.index(name)])]
    assert near(made) == near(found.series)
    part = found.where("Size > 0")
    assert {each.file for each in part.problems} < files
    assert near(part.series) == near(found.series)[:2]
    notes = [" ".join(dw.volume(each.series[2]).notes) for each in (found, part)]
    assert ["1 file could not be read" in each for each in notes] == [True, False]
