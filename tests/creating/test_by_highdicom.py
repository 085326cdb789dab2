"""Enhanced objects and segmentations."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from support.created import LPS, noise

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import CreateError, MissingPackageError

if TYPE_CHECKING:
    from pathlib import Path

CHEST = samples.ct(4, 16, patient_name="Müller^Jörg")
BODY = {
    "SegmentLabel": "Body",
    "SegmentedPropertyCategoryCodeSequence": ("123037004", "SCT", "Anatomical Structure"),
    "SegmentedPropertyTypeCodeSequence": ("38266002", "SCT", "Entire body"),
    "SegmentAlgorithmType": "AUTOMATIC",
    "SegmentAlgorithmName": "above 0",
}
BONE = {
    **BODY,
    "SegmentLabel": "Bone",
    "SegmentedPropertyTypeCodeSequence": ("272673000", "SCT", "Bone"),
}


def assert_valid(path: Path) -> None:
    assert [*dw.check(path, validator=False)] == []
    if shutil.which("dciodvfy"):
        done = subprocess.run(["dciodvfy", "-new", path], capture_output=True, check=False)
        said = done.stderr.decode("utf-8", "replace").splitlines()
        assert [line for line in said if line.startswith("Error")] == []


@pytest.mark.parametrize("kind", ["enhanced CT", "enhanced MR"])
def test_slices_become_one_object(kind: Any, tmp_path: Path) -> None:
    voxels = noise("i2", 3, 5, 7)
    made = dw.create(
        voxels, tmp_path / "a.dcm", kind=kind, affine=LPS, thickness=2.5, PatientName="Doe^Jane"
    )
    assert_valid(tmp_path / "a.dcm")
    back = dw.volume(tmp_path / "a.dcm")
    np.testing.assert_array_equal(back.array, voxels)
    np.testing.assert_allclose(back.affine, LPS, atol=1e-9)
    read = pydicom.dcmread(tmp_path / "a.dcm")
    assert read.SOPInstanceUID == made[0].SOPInstanceUID
    assert read.PatientName == "Doe^Jane"
    assert "Legacy Converted" in repr(made)
    with pytest.raises(CreateError, match="thick"):
        dw.create(voxels, kind=kind, affine=LPS)


def test_masks_lie_where_the_source_lies(tmp_path: Path) -> None:
    volume = dw.volume(CHEST)
    body = volume.array > 0
    made = dw.create(
        body, tmp_path / "a.dcm", kind="SEG", derived_from=CHEST[::-1], segments=[BODY]
    )
    assert_valid(tmp_path / "a.dcm")
    read = pydicom.dcmread(tmp_path / "a.dcm")
    assert type(made[0]) is pydicom.Dataset
    assert read.PatientName == "Müller^Jörg"
    assert read.StudyInstanceUID == CHEST[0].StudyInstanceUID
    assert read.SegmentSequence[0].SegmentAlgorithmName == "above 0"
    place = {each.SOPInstanceUID: each.ImagePositionPatient for each in CHEST}
    found = {}
    for frame, groups in zip(read.pixel_array, read.PerFrameFunctionalGroupsSequence, strict=True):
        position = groups.PlanePositionSequence[0].ImagePositionPatient
        path = "DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID"
        assert place[dw.get(groups, path)] == position
        found[float(position[2])] = frame.astype(bool)
    for index, mask in enumerate(body):
        z = float(volume.index_to_mm((index, 0, 0))[2])
        np.testing.assert_array_equal(found[min(found, key=lambda at: abs(at - z))], mask)


def test_numbers_are_segments(tmp_path: Path) -> None:
    array = dw.volume(CHEST).array
    labels = (array > 0).astype(np.int32) + (array > 300)
    dw.create(labels, tmp_path / "a.dcm", kind="SEG", derived_from=CHEST, segments=[BODY, BONE])
    assert_valid(tmp_path / "a.dcm")
    read = pydicom.dcmread(tmp_path / "a.dcm")
    assert [each.SegmentLabel for each in read.SegmentSequence] == ["Body", "Bone"]
    assert int(read.pixel_array.sum()) == int((labels > 0).sum())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"segments": []}, "0 are described"),
        ({"segments": [{**BODY, "SegmentLabel": ""}]}, "lacks SegmentLabel"),
        ({"segments": [{**BODY, "SegmentAlgorithmName": ""}]}, "must be named"),
        ({"x": np.zeros((4, 16, 16), bool)}, "empty"),
        ({"x": np.ones((3, 16, 16), bool)}, "3 × 16 × 16, and the source is 4 × 16 × 16"),
        ({"x": np.ones((4, 16, 16))}, "whole numbers"),
        ({"derived_from": None}, "derived_from"),
    ],
)
def test_what_is_no_segmentation_is_refused(change: dict[str, Any], reason: str) -> None:
    call = {"x": np.ones((4, 16, 16), bool), "derived_from": CHEST, "segments": [BODY], **change}
    with pytest.raises(CreateError, match=reason):
        _ = dw.create(call.pop("x"), kind="SEG", **call).datasets


def test_without_highdicom_the_install_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highdicom", None)
    with pytest.raises(MissingPackageError, match=r"dicomwidgets\[create\]"):
        dw.create(np.ones((4, 16, 16), bool), kind="SEG", derived_from=CHEST, segments=[BODY])
    assert len(dw.create(noise("i2", 3, 5, 7), kind="CT", affine=LPS)) == 3
