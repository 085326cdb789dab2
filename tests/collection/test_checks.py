"""Checks across a collection: every fault of the dirty archive, and none where there is none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import generate_uid
from support import frame_work

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection.checks import frames
from dicomwidgets.collection.checks.rules import RULES
from dicomwidgets.errors import ArgumentError
from dicomwidgets.series.findings.rules import RULES as OF_SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dicomwidgets.finding import Finding, Findings
    from dicomwidgets.samples import Fault


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dirty") / "archive"


@pytest.fixture(scope="module")
def faults(archive: Path) -> tuple[Fault, ...]:
    return samples.dirty_archive(archive)


@pytest.fixture(scope="module")
def collection(archive: Path, faults: tuple[Fault, ...]) -> dw.Collection:
    assert faults
    return dw.load(archive)


@pytest.fixture(scope="module")
def found(collection: dw.Collection) -> Findings:
    return collection.check(pixels=True, workers=0)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean")
    made: list[Any] = [
        *samples.ct(6, 48),
        *samples.mr(6, 48),
        *samples.mr(6, 48, weighting="T2"),
        *samples.pet(6, 48),
        *(samples.us_color(), samples.palette(), samples.multiframe()),
        *(samples.sr(), samples.ecg(), samples.pdf()),
    ]
    for number, each in enumerate(made):
        each.save_as(folder / f"{number:03}.dcm", enforce_file_format=True)
    return folder


def agree(fault: Fault, finding: Finding, rules: Sequence[str]) -> bool:
    return finding.rule in rules and not set(finding.files).isdisjoint(fault.files)


def test_every_fault_is_found(faults: tuple[Fault, ...], found: Findings) -> None:
    missed = [
        fault for fault in faults if not any(agree(fault, each, fault.rules[:1]) for each in found)
    ]
    assert missed == []


def test_nothing_else_is_found(faults: tuple[Fault, ...], found: Findings) -> None:
    strange = [
        each for each in found if not any(agree(fault, each, fault.rules) for fault in faults)
    ]
    assert strange == []


def test_without_pixels_only_what_needs_them_is_missed(
    faults: tuple[Fault, ...], collection: dw.Collection
) -> None:
    found = collection.check()
    for fault in faults:
        seen = any(agree(fault, each, fault.rules[:1]) for each in found)
        assert seen is not fault.in_pixels, fault


def test_nothing_is_found_where_nothing_is_wrong(clean: Path) -> None:
    assert list(dw.load(clean).check(pixels=True, workers=0)) == []


def test_findings_say_why_and_what_to_do_and_name_nobody(found: Findings) -> None:
    names = ("Ebert", "Berger", "DW-00", "P02/", "19350617")
    for each in found:
        assert each.why.endswith(".")
        assert each.fix
        assert each.message.endswith(".")
        assert not any(name in each.message for name in names), each.message
        assert not any(name in repr(each) for name in names)
    assert not any(name in repr(found) + found._repr_html_() for name in names)
    table = found.to_pandas()
    assert len(table) == len(found)
    assert "opener" not in table
    assert set(found.rules) <= {*RULES, *OF_SERIES}


def test_the_worst_comes_first(found: Findings) -> None:
    order = [("error", "warning", "info").index(each.severity) for each in found]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("rule", "widget"),
    [
        ("instance-differs", "HeaderDiff"),
        ("patient-names", "HeaderDiff"),
        ("frame-blank", "SeriesViewer"),
        ("uid-missing", "HeaderTable"),
    ],
)
def test_a_finding_opens_what_it_speaks_of(found: Findings, rule: str, widget: str) -> None:
    opened = found.of(rule)[0].open()
    assert type(opened).__name__ == widget
    opened.close()


def test_a_finding_can_be_opened_in_another_way(found: Findings) -> None:
    opened = found.of("frame-blank")[0].open("header")
    assert type(opened).__name__ == "HeaderTable"
    opened.close()


def test_what_is_no_dicom_can_not_be_opened(found: Findings) -> None:
    with pytest.raises(ArgumentError, match="nothing in what this finding names"):
        found.of("not-dicom")[0].open()


def test_an_executor_finds_the_same(collection: dw.Collection, found: Findings) -> None:
    with ThreadPoolExecutor(2) as executor:
        told: list[Any] = []
        again = collection.check(pixels=True, executor=executor, on_progress=told.append)
    assert list(again) == list(found)
    assert told[-1].done == told[-1].total


def test_processes_of_which_one_is_killed_find_the_same(
    collection: dw.Collection, found: Findings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "look_at_frames", frame_work.look_and_die_once)
    monkeypatch.setenv(frame_work.DEATH, str(tmp_path / "killed"))
    again = collection.check(pixels=True, workers=2)
    assert (tmp_path / "killed").exists()
    assert [*map(_told, again)] == [*map(_told, found)]


def _told(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.message, finding.files, finding.numbers


def test_a_cancelled_check_says_so(collection: dw.Collection) -> None:
    found = collection.check(pixels=True, workers=0, cancelled=lambda: True)
    assert found.of("not-checked")


def test_of_a_selection_only_its_files_are_spoken_of(collection: dw.Collection) -> None:
    chosen = collection.where(PatientID="DW-0003")
    assert set(chosen.check().rules) == {"patient-names", "patient-births"}


def test_a_folder_is_checked_file_by_file_and_together(archive: Path, found: Findings) -> None:
    told = dw.check(archive / "P02", validator=False)
    assert {"instance-copied", "instance-differs"} <= set(told.rules)
    assert found
    assert dw.check(dw.load(archive / "P02")).rules.keys() <= told.rules.keys()


def test_a_jpeg_that_was_cut_off_is_named(tmp_path: Path) -> None:
    whole = pydicom.dcmread(str(get_testdata_file("SC_rgb_dcmtk_+eb+cy+np.dcm")))
    (frame,) = generate_frames(whole.PixelData, number_of_frames=1)
    for name, data in (("whole", frame), ("half", frame[: len(frame) // 2])):
        whole.PixelData = encapsulate([data])
        whole.SOPInstanceUID = whole.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        whole.save_as(tmp_path / f"{name}.dcm")
    (cut,) = (each for each in dw.load(tmp_path).check(pixels=True) if each.rule == "frame-cut")
    assert cut.files == ("half.dcm",)
    assert cut.severity == "error"
    assert cut.message.startswith("1 frame has no mark at its end: it may be cut off")


def test_a_file_that_lost_its_image_since_it_was_read_is_named(tmp_path: Path) -> None:
    folder = samples.write_ct_folder(tmp_path / "ct", 3, 16)
    collection = dw.load(folder)
    cut = sorted(folder.iterdir())[1]
    cut.write_bytes(cut.read_bytes()[:700])
    (found,) = (each for each in collection.check(pixels=True) if each.severity == "error")
    assert (found.rule, found.files) == ("frame-undecodable", (cut.name,))
    assert "any more" in found.message


def test_datasets_in_memory_are_checked_too() -> None:
    slices = samples.ct(4, 32)
    slices[1].PatientName = "Other^Name"
    slices[2].PixelData = bytes(len(slices[2].PixelData))
    found = dw.load(slices).check(pixels=True, workers=0)
    assert found.of("series-attribute", "patient-names", "frame-blank").rules.keys() == {
        "series-attribute",
        "patient-names",
        "frame-blank",
    }
