"""Series made from rows are those made from headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection import filling, row_instances
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
