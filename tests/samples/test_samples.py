from __future__ import annotations

import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest

from dicomwidgets import samples
from dicomwidgets.samples.anatomy import HEIGHT, chest_slice
from dicomwidgets.series.opening import open_series
from dicomwidgets.structured_report.tree import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

JAPANESE = "Yamada^Tarou=山田^太郎=やまだ^たろう"

MAKERS: dict[str, Callable[[], Dataset]] = {
    "ct": lambda: samples.ct(2, 64)[1],
    "mr_t1": lambda: samples.mr(2, 64)[0],
    "mr_t2": lambda: samples.mr(2, 64, weighting="T2")[0],
    "pet": lambda: samples.pet(3, 32)[1],
    "us_color": samples.us_color,
    "palette": samples.palette,
    "multiframe": lambda: samples.multiframe(4, 32),
    "sr": samples.sr,
    "ecg": samples.ecg,
    "pdf": samples.pdf,
    "japanese": lambda: samples.ct(1, 64, patient_name=JAPANESE)[0],
}


@pytest.mark.parametrize("name", MAKERS)
def test_validator_finds_no_error(name: str, tmp_path: Path) -> None:
    if not shutil.which("dciodvfy"):
        pytest.skip("dciodvfy is not installed")
    path = tmp_path / f"{name}.dcm"
    MAKERS[name]().save_as(path, enforce_file_format=True)
    done = subprocess.run(["dciodvfy", path], capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    assert not [line for line in lines if line.startswith("Error")]


@pytest.mark.parametrize("name", MAKERS)
def test_the_same_call_gives_the_same_bytes(name: str) -> None:
    first, second = MAKERS[name](), MAKERS[name]()
    assert first == second
    assert first.file_meta == second.file_meta


@pytest.mark.parametrize("name", MAKERS)
def test_headers_hold_what_an_anonymizer_must_find(name: str) -> None:
    dataset = MAKERS[name]()
    assert dataset.PatientID == "DW-0001"
    assert dataset.ReferringPhysicianName == "Referrer^Robin"
    private = dataset.private_block(0x0099, "DICOMWIDGETS SAMPLE")
    assert private[3].value[0].private_block(0x0099, "DICOMWIDGETS SAMPLE")[4].value == "nested"
    assert dataset.ProcedureCodeSequence


def test_uids_are_consistent() -> None:
    series = samples.ct(3, 16)
    assert len({dataset.SOPInstanceUID for dataset in series}) == 3
    assert len({dataset.SeriesInstanceUID for dataset in series}) == 1
    everything = [make() for name, make in MAKERS.items() if name != "japanese"]
    assert len({dataset.StudyInstanceUID for dataset in everything}) == 1
    assert len({dataset.SeriesInstanceUID for dataset in everything}) == len(everything)
    for dataset in everything:
        assert dataset.file_meta.MediaStorageSOPInstanceUID == dataset.SOPInstanceUID


def test_another_patient_is_another_study() -> None:
    one, other = samples.ct(1, 16)[0], MAKERS["japanese"]()
    assert one.StudyInstanceUID != other.StudyInstanceUID
    assert other.PatientName.ideographic == "山田^太郎"


def test_ct_is_in_hounsfield_units() -> None:
    dataset = samples.ct(3, 128)[1]
    hounsfield = dataset.pixel_array.astype(float) * dataset.RescaleSlope + dataset.RescaleIntercept
    assert abs(np.median(hounsfield[:20, :20]) + 1000) < 10  # air beside the patient
    lungs = ((hounsfield > -920) & (hounsfield < -780)).mean()
    assert 0.08 < lungs < 0.5
    assert (hounsfield > 400).any()  # bone
    assert hounsfield.min() >= -1024


def test_ct_slices_tile_the_same_body() -> None:
    for slices in (4, 10):
        series = samples.ct(slices, 16)
        heights = [float(dataset.ImagePositionPatient[2]) for dataset in series]
        assert np.allclose(np.diff(heights), HEIGHT / slices, atol=1e-3)
        assert float(series[0].SliceThickness) == pytest.approx(HEIGHT / slices, abs=1e-3)


def test_left_is_left_and_back_is_down() -> None:
    liver = chest_slice(55, 128)
    half = liver[30:90]
    assert (half[:, :64] > 80).sum() > (half[:, 64:] > 80).sum()  # the liver lies on the right
    rows, _ = np.nonzero(liver > 400)
    assert rows.mean() > 64  # the spine lies at the back


def test_mr_is_oblique_and_sorts_along_its_normal() -> None:
    series = open_series(samples.mr(6, 32)[::-1])
    assert series.sorted_by == "position along the slice normal"
    first = series.header(0).dataset
    row, column = np.array(first.ImageOrientationPatient, float).reshape(2, 3)
    assert row @ column == pytest.approx(0, abs=1e-6)
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-6)
    assert np.count_nonzero(np.abs(np.cross(row, column)) > 0.05) >= 2
    step = np.subtract(
        series.header(1).dataset.ImagePositionPatient, first.ImagePositionPatient
    ).astype(float)
    assert np.linalg.norm(step) == pytest.approx(float(first.SpacingBetweenSlices), abs=1e-3)


def test_fluid_is_dark_in_t1_and_bright_in_t2() -> None:
    def fluid_over_white(dataset: Dataset) -> float:
        image = dataset.pixel_array
        return float(image[112, 138] / np.median(image[100:140, 60:80]))

    t1 = fluid_over_white(samples.mr()[11])
    t2 = fluid_over_white(samples.mr(weighting="T2")[11])
    assert t1 < 0.6
    assert t2 > 1.5


def test_ultrasound_is_rgb_with_a_region() -> None:
    dataset = samples.us_color()
    image = dataset.pixel_array
    assert image.shape == (480, 640, 3)
    assert (np.ptp(image.astype(int), axis=2) > 60).sum() > 3000  # colour Doppler
    [region] = dataset.SequenceOfUltrasoundRegions
    assert region.PhysicalDeltaX == pytest.approx(0.042)


def test_palette_has_three_tables() -> None:
    dataset = samples.palette()
    colored = pydicom.pixels.apply_color_lut(dataset.pixel_array, dataset)
    assert colored.shape == (512, 512, 3)
    assert colored[..., 0].max() == 0xFFFF
    assert colored[..., 0].mean() > colored[..., 2].mean()


def test_multiframe_is_the_ct_from_head_to_feet() -> None:
    dataset = samples.multiframe(4, 32)
    slices = samples.ct(4, 32)
    assert np.array_equal(dataset.pixel_array[0], slices[3].pixel_array)
    positions = [
        float(group.PlanePositionSequence[0].ImagePositionPatient[2])
        for group in dataset.PerFrameFunctionalGroupsSequence
    ]
    assert positions == sorted(positions, reverse=True)
    assert "ImagePositionPatient" not in dataset


def test_report_points_at_the_slice_with_the_nodule() -> None:
    report = samples.sr()
    [study] = report.CurrentRequestedProcedureEvidenceSequence
    [reference] = study.ReferencedSeriesSequence[0].ReferencedSOPSequence
    assert reference.ReferencedSOPInstanceUID == samples.ct(86, 16)[85].SOPInstanceUID
    root = read_tree(report)
    assert root is not None
    kinds = {item.value_type for item in root}
    moments = {"DATE", "TIME", "DATETIME"}
    texts = {"CODE", "PNAME", "UIDREF", "TEXT"}
    assert kinds == {*texts, *moments, "CONTAINER", "NUM", "IMAGE", "SCOORD", ""}


def test_the_letter_is_a_pdf_that_is_whole() -> None:
    document = bytes(samples.pdf().EncapsulatedDocument)[: samples.pdf().EncapsulatedDocumentLength]
    assert document.startswith(b"%PDF-1.4")
    assert document.endswith(b"%%EOF\n")
    table = int(document.split(b"startxref\n")[1].split()[0])
    assert document[table:].startswith(b"xref")
    for place in [int(line[:10]) for line in document[table:].splitlines()[3:8]]:
        assert document[place:].split(b"\n")[0].endswith(b"obj")


def test_the_ecg_beats_as_often_as_it_says() -> None:
    recording = samples.ecg(10, 250)
    lead = recording.waveform_array(0)[:, 1] / 1000  # lead II, in millivolts
    peaks = (lead[1:-1] > 0.7) & (lead[1:-1] >= lead[:-2]) & (lead[1:-1] > lead[2:])
    rate = recording.WaveformAnnotationSequence[1].NumericValue
    assert abs(peaks.sum() * 6 - rate) <= 6


def test_folder_is_written_fast_and_in_no_particular_order(tmp_path: Path) -> None:
    start = time.process_time()
    folder = samples.write_ct_folder(tmp_path / "new" / "ct", 24, 512)
    taken = time.process_time() - start
    numbers = [
        pydicom.dcmread(path, stop_before_pixels=True).InstanceNumber
        for path in sorted(folder.iterdir())
    ]
    assert sorted(numbers) == list(range(1, 25))
    assert numbers != sorted(numbers)
    assert taken < 3  # a fifth of the 120 slices; 0.3 s of processor time
    assert len(open_series(folder)) == 24
