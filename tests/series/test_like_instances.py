"""What an index keeps of files that are like one before is what it would make of their headers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.uid import ImplicitVRLittleEndian

from dicomwidgets import samples
from dicomwidgets.pixels.alike import Kinds
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.index import index
from dicomwidgets.series.like_instances import LikeInstances

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwidgets.pixels.alike import Known
    from dicomwidgets.series.index import Index
    from dicomwidgets.series.instance import Instance

once = LikeInstances.instance


WAYS: dict[str, Callable[[], Any]] = {
    "kept": lambda: Kinds().known,
    "for values": lambda: Kinds(for_values=True).known,
    "not kept": lambda: None,
}
"""What an index is asked to keep of headers."""


def indexed(
    path: Path, monkeypatch: pytest.MonkeyPatch, *, alike: bool, way: str = "kept"
) -> tuple[Index, int]:
    """Return the index of a folder, and how many files needed no header."""
    hits = []

    def instance(self: LikeInstances, *args: Any) -> Instance | None:
        found = once(self, *args) if alike else None
        hits.extend([found] if found is not None else [])
        return found

    monkeypatch.setattr(LikeInstances, "instance", instance)
    return index(source_of(path), known=WAYS[way]()), len(hits)


def bare(instance: Instance) -> Instance:
    return instance._replace(known=None)


def shown(known: Known | None) -> Any:
    return known and (known.format, known.size, known.changed, known.info())


def compared(path: Path, monkeypatch: pytest.MonkeyPatch, way: str = "kept") -> int:
    """Hold the two ways against each other; return how many files needed no header."""
    ours, hits = indexed(path, monkeypatch, alike=True, way=way)
    theirs, none = indexed(path, monkeypatch, alike=False, way=way)
    assert none == 0
    kept = 0
    for mine, other in zip(
        (*ours.series, *ours.others), (*theirs.series, *theirs.others), strict=True
    ):
        assert list(map(bare, mine.instances)) == list(map(bare, other.instances))
        for one, two in zip(mine.instances, other.instances, strict=True):
            assert shown(one.known) in (shown(two.known), None)
            kept += one.known is not None
        assert mine.sorted_by == other.sorted_by
    assert kept >= min(hits, 1) * (way != "not kept")
    assert ours.skipped == theirs.skipped
    assert list(map(str, ours.problems)) == list(map(str, theirs.problems))
    return hits


FOLDERS = {
    "neurolabusc+dcm_qa_ct": 20,
    "neurolabusc+dcm_qa_nih": 60,
    "QIICR+dcmqi": 8,
    "moloney+dcmstack": 0,
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_real_files(folder: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compared(data_dir / "dicom" / folder, monkeypatch) >= FOLDERS[folder]


def write(folder: Path, edits: dict[int, dict[str, Any]], count: int = 6, **same: Any) -> Path:
    folder.mkdir(exist_ok=True)
    for number, dataset in enumerate(samples.ct(count, 8)):
        for keyword, value in {**same, **edits.get(number, {})}.items():
            if value is None:
                del dataset[keyword]
            else:
                setattr(dataset, keyword, value)
        dataset.save_as(folder / f"{number}.dcm", enforce_file_format=True)
    return folder


def test_slices_of_a_series_need_no_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compared(write(tmp_path / "a", {}), monkeypatch) == 5


def test_times_and_echoes_of_their_own_are_read_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = {k: {"AcquisitionTime": f"1200{k:02}.5", "EchoTime": str(k % 2)} for k in range(6)}
    folder = write(tmp_path / "a", times)
    assert compared(folder, monkeypatch) == 5
    found, _ = indexed(folder, monkeypatch, alike=True)
    marks = {each.marks[-1] for series in found.series for each in series.instances}
    assert len(marks) == 6


def test_implicit_value_representations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.joinpath("a").mkdir()
    for number, dataset in enumerate(samples.ct(4, 8)):
        dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
        dataset.AcquisitionTime = f"1200{number:02}"
        file = tmp_path / "a" / f"{number}.dcm"
        dataset.save_as(file, implicit_vr=True, enforce_file_format=True)
    assert compared(tmp_path / "a", monkeypatch) == 3


@pytest.mark.parametrize("way", WAYS)
def test_every_slice_has_its_own_slope(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slopes = {k: {"RescaleSlope": str(k + 1), "RescaleIntercept": f"-{k}.5"} for k in range(6)}
    hits = compared(write(tmp_path / "a", slopes), monkeypatch, way)
    # How a file is shown follows from its slope: of the others nothing is kept then, as before.
    assert hits == (4 if way == "kept" else 5)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "edit",
    [
        {"ImagePositionPatient": None},
        {"ImagePositionPatient": [1, 2, 1e13]},
        {"InstanceNumber": None},
        {"InstanceNumber": "7"},
        {"RescaleSlope": "2"},
        {"RescaleSlope": "0"},
        {"RescaleSlope": None, "RescaleIntercept": None},
        {"RescaleIntercept": "-1000.5"},
        {"WindowCenter": "3"},
        {"BitsStored": 11},
        {"Rows": 4, "Columns": 16},
        {"NumberOfFrames": "1"},
        {"PhotometricInterpretation": "MONOCHROME1"},
        {"PatientName": "Another^One"},
        {"PixelData": b"\0" * 64},
        {"PixelData": b""},
        {"SpecificCharacterSet": "ISO_IR 192"},
        {"ImageType": ["DERIVED", "SECONDARY", "LOCALIZER"]},
        {"SliceThickness": "4"},
        {"Modality": "PT"},
        {"FrameOfReferenceUID": "1.2.3"},
    ],
)
def test_one_that_differs(
    edit: dict[str, Any], way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compared(write(tmp_path / "a", {2: edit}), monkeypatch, way) >= 3


def test_files_cut_short_changed_and_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "a", {})
    os.truncate(folder / "3.dcm", (folder / "3.dcm").stat().st_size - 6)
    os.truncate(folder / "4.dcm", 600)
    (folder / "5.dcm").unlink()
    (folder / "5.dcm").symlink_to(tmp_path / "nothing")
    (folder / "6.dcm").write_bytes(b"no DICOM")
    assert compared(folder, monkeypatch) == 2


def test_a_series_of_files_that_all_differ_is_not_learned_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[object] = []
    learn = LikeInstances._start
    monkeypatch.setattr(
        LikeInstances, "_start", lambda *args: (learned.append(args), learn(*args))[1]
    )
    folder = write(tmp_path / "a", {k: {"SliceThickness": str(k + 1)} for k in range(60)}, count=60)
    assert compared(folder, monkeypatch) == 0
    assert len(learned) < 60 + 2 * 40


KEYWORDS: dict[str, st.SearchStrategy[Any]] = {
    "AcquisitionTime": st.sampled_from(["", "12", "120000.25", "1201"]),
    "InstanceNumber": st.sampled_from(["", "1", "-4", "12"]),
    "ImageType": st.sampled_from([["ORIGINAL", "PRIMARY", "AXIAL"], ["ORIGINAL"], ""]),
    "EchoTime": st.sampled_from(["", "2.5", "90"]),
    "SliceThickness": st.sampled_from(["1", "2.50"]),
    "WindowWidth": st.sampled_from(["100", "400"]),
    "RescaleSlope": st.sampled_from(["1", "2", "0", "0.5", ""]),
    "RescaleIntercept": st.sampled_from(["-1024", "0", "1.5"]),
    "PatientID": st.sampled_from(["a", "bc"]),
    "SeriesDescription": st.sampled_from(["", "long words " * 5]),
}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    way=st.sampled_from(list(WAYS)),
    edits=st.lists(st.fixed_dictionaries({}, optional=KEYWORDS), min_size=5, max_size=5),
)
def test_whatever_differs(
    way: str, edits: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp("wild")
        compared(write(folder, dict(enumerate(edits)), count=5), monkeypatch, way)
