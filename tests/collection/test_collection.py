"""A collection: its levels, its parts, and its use while it fills."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection import filling
from dicomwidgets.collection.checks.running import archive_of, check_archive
from dicomwidgets.collection.collection import Collection
from dicomwidgets.collection.columns import Columns
from dicomwidgets.collection.filling import Found
from dicomwidgets.collection.row_series import RowSeries
from dicomwidgets.collection.scanning import Batch, scan
from dicomwidgets.collection.table import Table
from dicomwidgets.errors import ArgumentError, JobError, ReadError
from dicomwidgets.reading.folder import folder_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    samples.write_ct_folder(folder / "Doe^Jane", 4, 16, patient_name="Doe^Jane")
    samples.sr().save_as(folder / "report.dcm", enforce_file_format=True)
    samples.us_color().save_as(folder / "us.dcm", enforce_file_format=True)
    (folder / "notes.txt").write_text("nothing")
    (folder / "cut.dcm").write_bytes((folder / "us.dcm").read_bytes()[:340])
    return folder


@pytest.fixture(scope="module")
def loaded(archive: Path) -> Collection:
    return dw.load(archive)


class Slow:
    """A scan that gives a row whenever it is let."""

    def __init__(self, scan: Any) -> None:
        self._scan = scan
        self.go = threading.Semaphore(0)
        self.fail = False

    def __call__(self, *arguments: Any, cancelled: Any, **keywords: Any) -> Iterator[Any]:
        for batch in self._scan(*arguments, **keywords):
            for row in batch.rows:
                assert self.go.acquire(timeout=10)
                if self.fail:
                    raise JobError("The executor that was given is broken.")
                if cancelled():
                    return
                yield Batch([row], (), 1)
            yield batch._replace(rows=[], done=batch.done - len(batch.rows))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow(filling.scan)
    monkeypatch.setattr(filling, "scan", made)
    return made


def test_every_level_is_a_table(loaded: Collection) -> None:
    assert len(loaded.instances) == 6
    assert loaded.table is loaded.instances
    assert loaded.instances.column("Modality").counts() == {"CT": 4, "SR": 1, "US": 1}
    assert sum(loaded.patients.column("Instances")) == 6  # type: ignore[arg-type]
    assert loaded.series_table.column("Instances").counts() == {4: 1, 1: 2}
    assert len(loaded.studies) <= len(loaded.series_table)
    assert loaded.level("series").members[0].tolist() == [0, 1, 2, 3]
    assert loaded.level("series") is loaded.level("series")
    assert (loaded.skipped, len(loaded.problems)) == (1, 1)
    assert loaded.progress == (8, 8)
    with pytest.raises(ArgumentError, match="no level"):
        loaded.level("files")  # type: ignore[arg-type]


def test_columns_are_read_beside_those_that_are_always_there(archive: Path) -> None:
    found = dw.load(archive, columns=["KVP", "ConceptNameCodeSequence[0].CodeMeaning"])
    assert found.instances.rows(0, 1, ["KVP"]) == [(120.0,)]
    report = found.where(Modality="SR").instances
    assert report.column("ConceptNameCodeSequence[0].CodeMeaning")[0]


def test_a_part_is_a_collection(loaded: Collection) -> None:
    part = loaded.where("Modality == 'CT'", InstanceNumber=range(2, 4))
    assert sorted(part.instances.column("InstanceNumber")) == [2, 3]
    assert [series.count for series in part] == [2]
    assert part.problems == ()
    assert part.complete
    assert len(part.source.items()) == 2
    again = part.where(InstanceNumber=3)
    assert again[0].dataset(0).InstanceNumber == 3
    assert dw.load(part).instances.rows() == part.instances.rows()
    assert len(loaded.where(Modality="XX").series) == 0
    everything = loaded.where()
    assert everything.instances.rows() == loaded.instances.rows()


def test_it_is_used_while_it_fills(archive: Path, slow: Slow) -> None:
    found = dw.load(archive, wait=False)
    assert found.loading
    assert not found.complete
    assert "loading, 0" in repr(found)
    assert not found.wait(0)
    slow.go.release()
    while len(found.instances) < 1:
        assert not found.wait(0.01)
    assert len(found.where("Size > 0").instances) == 1
    assert found.progress[0] == 1
    assert len(found.patients) == 1
    assert "loading, 1 of 8 files" in found._repr_html_()
    for _ in range(5):
        slow.go.release()
    assert found.wait(10)
    assert found.complete
    assert len(found.instances) == 6
    assert sum(found.patients.column("Instances")) == 6  # type: ignore[arg-type]
    assert "loading" not in repr(found)


def test_filling_can_be_cancelled(archive: Path, slow: Slow) -> None:
    found = dw.load(archive, wait=False)
    slow.go.release()
    while len(found.instances) < 1:
        found.wait(0.01)
    found.cancel()
    slow.go.release()
    assert found.wait(10)
    assert not found.complete
    assert len(found.instances) == 1
    assert "incomplete, 1 of 8 files" in repr(found)


def test_what_ends_the_filling_early_is_raised_by_wait(archive: Path, slow: Slow) -> None:
    slow.fail = True
    found = dw.load(archive, wait=False)
    slow.go.release()
    with pytest.raises(JobError, match="broken"):
        found.wait(10)
    assert not found.complete


def test_progress_is_told_to_the_end(archive: Path) -> None:
    told: list[tuple[int, int | None]] = []
    dw.load(archive, on_progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, None)
    assert told[-1] == (8, 8)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_what_a_notebook_shows_tells_much_and_names_nobody(loaded: Collection) -> None:
    html = loaded._repr_html_()
    for told in ("3 series", "6 files", "1 skipped", "Modality", ">CT<", ">US<", ">SR<"):
        assert told in html
    assert loaded.problems[0].message in html
    texts = (html, repr(loaded), loaded.patients._repr_html_(), loaded.instances._repr_html_())
    for name in ("Doe", "cut.dcm", "DW-0001", *loaded.instances.column("SeriesInstanceUID").values):
        assert not any(str(name) in text for text in texts), name


def test_an_empty_collection_shows_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing")
    found = dw.load(tmp_path)
    assert "0 series, 1 skipped" in found._repr_html_()
    assert len(found.to_pandas()) == 0
    assert (len(found.patients), len(found.instances)) == (0, 0)
    assert found.where("Modality == 'CT'").series == ()


def test_it_is_checked_as_it_is_while_it_fills(archive: Path, slow: Slow) -> None:
    found = dw.load(archive, wait=False)
    slow.go.release()
    while len(found.instances) < 1:
        assert not found.wait(0.01)
    held = archive_of(found)
    slow.go.release(2)
    while len(found.instances) < 3:
        assert not found.wait(0.01)
    told = check_archive(held)
    assert len(held) == len(held.column("File")) == 1
    assert [each.rule for each in told.of("not-checked")] == ["not-checked"]
    assert [str(held.column("File")[0])] == [
        each.item.name for series in held.series for each in series.instances
    ]
    slow.go.release(3)
    assert found.wait(10)
    assert len(archive_of(found)) == 6


def test_what_checks_it_when_it_is_told_that_all_was_read_has_all(
    archive: Path, loaded: Collection, slow: Slow
) -> None:
    held: list[Collection] = []
    told: list[set[str]] = []
    rules = {each.rule for each in loaded.check()}

    def check(_done: int, _total: int | None) -> None:
        if held and held[0].complete:
            assert held[0].loading
            told.append({each.rule for each in held[0].check()})

    found = dw.load(archive, wait=False, on_progress=check)
    held.append(found)
    slow.go.release(6)
    assert found.wait(10)
    assert "not-dicom" in rules
    assert told == [rules]


def found_so_far(archive: Path, names: set[str] | None = None) -> tuple[Collection, Found]:
    """Return a collection whose folder is still being listed."""
    table = Table(Columns().names)
    for batch in scan(folder_source(archive), Columns(), workers=0):
        table.append([row for row in batch.rows if names is None or row[0] in names])
    found = Found(table)
    return Collection(folder_source(archive), found), found


def test_rows_are_those_that_were_asked_for_though_all_is_brought_into_order(
    loaded: Collection, archive: Path
) -> None:
    filling, found = found_so_far(archive)
    unsorted = found.table = loaded.instances.take([5, 4, 3, 2, 1, 0])
    level = filling.level("series")

    def condition(value: Any) -> bool:
        found.table = loaded.instances  # it is full now
        return bool(value == "US")

    chosen = filling.where(Modality=condition)
    assert chosen.instances.column("Modality")[0] == "US"
    assert [item.name for item in chosen.source.items()] == [chosen.instances.column("File")[0]]
    assert level.instances is unsorted
    for number, modality in enumerate(level.table.column("Modality")):
        part = filling.take(level.members[number], level.instances)
        assert set(part.instances.column("Modality")) == {modality}


def test_a_folder_that_is_being_listed_is_not_listed_once_more(archive: Path) -> None:
    found, _ = found_so_far(archive)
    listed: list[object] = []
    found.source._list = lambda: listed.append(1)  # type: ignore[attr-defined]
    assert [series.modality for series in found.where(Modality="CT")] == ["CT"]
    assert len(found) == 2
    assert listed == []


def test_a_file_that_is_gone_meanwhile_says_so_in_its_place(tmp_path: Path) -> None:
    folder = samples.write_ct_folder(tmp_path / "x", 3, 16)
    found, _ = found_so_far(folder)
    min(folder.iterdir()).unlink()
    series = found.where(Modality="CT")[0]
    assert series.count == 3
    frames = [each.frames() for each in found]
    told = [_problem(frames[0], number) for number in range(3)]
    assert sum("No such file" in each for each in told) == 1


def _problem(frames: Any, number: int) -> str:
    try:
        frames.stored(number)
    except ReadError as error:
        return str(error)
    return ""


def test_series_are_made_once_for_a_cancelled_collection(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, state = found_so_far(archive, {"report.dcm", "us.dcm"})
    asked: list[object] = []
    index = RowSeries.index

    def counted(*arguments: Any, **keywords: Any) -> Any:
        asked.append(1)
        return index(*arguments, **keywords)

    monkeypatch.setattr(RowSeries, "index", counted)
    assert (len(found), found[0].modality, found.others[0].modality) == (1, "US", "SR")
    assert asked == [1]
    state.table.append(list(dw.load(archive).where(Modality="CT").instances))
    assert len(found) == 2
    assert asked == [1, 1]
    (series,) = found.series_of([0])
    assert series.modality == found.instances.column("Modality")[0]
    assert [each.count for each in found.series_of(range(2, 6))] == [4]
