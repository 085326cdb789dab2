from __future__ import annotations

import io
import shutil
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from dicomwidgets import samples
from dicomwidgets.errors import SourceError
from dicomwidgets.reading import header as header_module
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.first import first_frame
from dicomwidgets.series.index import index

Stack = Callable[..., list[Dataset]]


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Return a folder with a series, a report, junk, a cut file and a DICOMDIR."""
    folder = samples.write_ct_folder(tmp_path / "messy", 4, 16)
    samples.sr().save_as(folder / "A-report.dcm")
    (folder / "B.txt").write_text("nothing")
    whole = next(folder.glob("CT*")).read_bytes()
    (folder / "Doe^cut.dcm").write_bytes(whole[:340])
    (folder / "ended.dcm").write_bytes(whole[:-100])
    shutil.copy(str(get_testdata_file("DICOMDIR", download=False)), folder / "DICOMDIR")
    return folder


def test_nothing_aborts_the_rest(messy: Path) -> None:
    found = index(source_of(messy))
    assert [series.count for series in found.series] == [5]
    assert [other.modality for other in found.others] == ["SR"]
    assert found.skipped == 1
    assert found.complete
    assert [(error.file, error.payload()["kind"]) for error in found.problems] == [
        ("Doe^cut.dcm", "read"),
        ("ended.dcm", "read"),
    ]
    assert "412 of 512 bytes" in found.problems[1].message
    assert found.series[0].problems == found.problems
    assert found.series[0].skipped == 1
    assert all(error.__traceback__ is None for error in found.problems)
    assert "Doe" not in repr(found) + repr(found.problems)


def test_first_frame_reads_nothing_after_it(messy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_of(messy)
    opened = []
    open_item = source.open
    monkeypatch.setattr(source, "open", lambda item: (opened.append(item.name), open_item(item))[1])
    found = first_frame(source)
    assert found.item.name.startswith("CT.")
    assert found.frames == 1
    assert opened == ["A-report.dcm", "B.txt", found.item.name]
    assert found.item in {each.item for each in index(source).series[0].instances}


def test_first_frame_of_a_source_without_images_says_what_there_is(tmp_path: Path) -> None:
    samples.sr().save_as(tmp_path / "report.dcm")
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(SourceError, match="1 DICOM object without pixels and 1 file that"):
        first_frame(source_of(tmp_path))


def test_progress_counts_up_to_the_end(stack: Stack) -> None:
    told: list[tuple[int, int]] = []
    index(source_of(stack(40)), on_progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 40)
    assert told[-1] == (40, 40)
    assert told == sorted(told)


def test_cancelling_gives_what_was_found_so_far(stack: Stack) -> None:
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 3

    found = index(source_of(stack(10)), cancelled=cancelled)
    assert not found.complete
    assert found.series[0].count == 3
    assert not found.series[0].complete


def test_more_frames_declared_than_there_are_is_a_problem() -> None:
    dataset = samples.multiframe(3, 16)
    dataset.NumberOfFrames = 1_000_000_000
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    found = index(source_of(buffer.getvalue()))
    assert found.series[0].count == 3
    [problem] = found.problems
    assert problem.keyword == "NumberOfFrames"


def test_missing_files_of_a_source_are_problems(tmp_path: Path, stack: Stack) -> None:
    found = index(source_of([*stack(2), tmp_path / "gone.dcm"]))
    assert found.series[0].count == 2
    assert len(found.problems) == 1


def test_pixels_are_never_read(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the whole dataset was read")

    monkeypatch.setattr(header_module, "read_dataset", refuse)
    monkeypatch.setattr(header_module, "_whole_dataset", refuse)
    assert index(source_of(stack(3))).series[0].count == 3


def test_three_hundred_files_are_indexed_fast_and_held_small(tmp_path: Path) -> None:
    samples.write_ct_folder(tmp_path, 300, 64)
    source = source_of(tmp_path)
    times = []
    for _ in range(3):
        start = time.process_time()
        index(source)
        times.append(time.process_time() - start)
    tracemalloc.start()
    found = index(source_of(tmp_path))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.series[0].count == 300
    assert held < 3_000_000
    assert min(times) < 1.0  # 0.15 s of processor time, with room for slower ones


def test_real_time_series_goes_by_position_then_number(data_dir: Path) -> None:
    folder = data_dir / "dicom/icometrix+dicom2nifti/tests/data/ge/dti/001"
    [series] = index(source_of(folder)).series
    assert series.sorted_by == "position along the slice normal, then InstanceNumber"
    heights = [each.position[2] for each in series.instances if each.position]
    assert heights == sorted(heights)
    assert len(set(heights)) < len(heights) == 8


def test_real_series_without_a_common_orientation_is_split(data_dir: Path) -> None:
    folder = data_dir / "dicom/icometrix+dicom2nifti/tests/data/failing/sliceorientation/001"
    assert len(index(source_of(folder)).series) == 2


def test_an_object_cut_before_its_pixels_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.dcm"
    path.write_bytes(Path(get_testdata_file("CT_small.dcm", download=False)).read_bytes()[:705])
    with pytest.raises(SourceError, match=r"without pixels\. The file ends") as caught:
        first_frame(source_of(path))
    assert caught.value.file == "cut.dcm"
    assert "export the file again" in (caught.value.remedy or "")
