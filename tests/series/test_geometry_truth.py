"""Grouping and order against converters that are not ours: dcm2niix and ITK."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import pytest
from support.geometry_truth import truth

from dicomwidgets.collection.load import Collection, load
from dicomwidgets.series.findings.subject import Subject

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.series.series import Series

SPLIT_HERE = {
    "GoogleCloudPlatform+healthcare-dicom-dicomweb-adapter/integration_test/data": (
        "mammograms and photographs under one Series Instance UID: two modalities"
    ),
    "cornerstonejs+cornerstone3D/packages/dicomImageLoader/testImages": (
        "grey and colour copies of one picture under one Series Instance UID"
    ),
    "icometrix+dicom2nifti/tests/data/failing/sliceorientation/001": (
        "two orientations under one Series Instance UID; ITK makes one box of both"
    ),
    "pydicom+pydicom/src/pydicom/data/test_files/dicomdirtests/98892003/MR2": (
        "three planes of a localizer; ITK makes one box of them, dcm2niix does not"
    ),
    "pydicom+pydicom/src/pydicom/data/test_files/dicomdirtests/98892003/MR700": (
        "seven orientations around a joint; ITK makes one box of them, dcm2niix does not"
    ),
}
"""Where ITK, which goes by Series Instance UID alone, makes one of what we split, and why."""

OTHER_SHAPES = {
    "ImagingDataCommons+highdicom/data/test_files": (
        "tiles of slides, which lie beside each other; a segmentation with gaps in two segments"
    ),
    "blairconrad+dicognito/tests/orig_data/test_burned_in_annotation_default": (
        "three copies of one object; dcm2niix takes one"
    ),
    "cornerstonejs+cornerstone3D/packages/dicomImageLoader/testImages": (
        "one picture in 16 transfer syntaxes, of which dcm2niix reads few"
    ),
    "dcmjs-org+dcmjs/test": "two copies of one enhanced object; an ophthalmic photograph",
    "moloney+dcmstack/test/data/dcmstack/2D_16Echo_qT2": (
        "three echoes: a dimension here, a file each there"
    ),
    "neurolabusc+dcm_qa_enh/In/Philips": (
        "magnitude and field map: a dimension here, a file each there"
    ),
    "nipy+heudiconv/heudiconv/tests/data": "a mosaic, which dcm2niix unfolds",
    "pydicom+pydicom/src/pydicom/data/charset_files": "two copies of one object",
    "pydicom+pydicom/src/pydicom/data/test_files": "no series: test files side by side",
    "pydicom+pylibjpeg-data/ljdata/ds/JPEG2000Lossless": "two copies of one object",
    "pydicom+pylibjpeg-data/ljdata/ds/JPEGLosslessSV1": "two frames in time, no slices",
}
"""Where volumes have other shapes than dcm2niix gives them, and why."""


@cache
def loaded(path: Path) -> Collection:
    return load(sorted(str(file) for file in path.iterdir() if file.is_file()))


def of_uid(found: Collection, uid: str) -> list[Series]:
    return [each for each in found.series if each.instances[0].series_uid == uid]


def names(series: Series) -> list[str]:
    return [PurePath(each.item.name).name for each in series.instances]


def test_itk_finds_the_same_files_in_each_series(data_dir: Path) -> None:
    split = set()
    for folder, entry in truth(data_dir).items():
        for other in entry["itk"]:
            ours = of_uid(loaded(data_dir / "dicom" / folder), other["series"])
            assert sorted(name for each in ours for name in names(each)) == sorted(other["order"])
            split |= {folder} if len(ours) != 1 else set()
    assert split == set(SPLIT_HERE)


def test_itk_sorts_each_stack_the_same_way(data_dir: Path) -> None:
    compared = 0
    for folder, entry in truth(data_dir).items():
        for other in entry["itk"]:
            ours = of_uid(loaded(data_dir / "dicom" / folder), other["series"])
            # Of several orientations ITK sorts all along the normal of one.
            for series in ours if len(ours) == 1 else ():
                at = {name: place for place, name in enumerate(other["order"])}
                for stack in stacks(series):
                    places = [at[name] for name in stack]
                    assert places == sorted(places), (folder, stack)
                    compared += 1
    assert compared > 60


def stacks(series: Series) -> list[list[str]]:
    """Return the files of each stack from one end to the other: those that share all but place."""
    subject = Subject(series)
    dimensions = subject.dimensions
    if not subject.levels or dimensions is None:
        return [names(series)] if len(subject.levels) == len(series) else []
    found: dict[tuple[int, ...], list[str]] = {}
    for each in sorted(subject.slices, key=lambda each: each.where):
        place = dimensions["places"][each.frame]
        others = tuple(
            at
            for axis, at in zip(dimensions["axes"], place, strict=True)
            if axis["source"] != "ImagePositionPatient"
        )
        found.setdefault(others, []).append(PurePath(each.file).name)
    return list(found.values())


def test_dcm2niix_makes_volumes_of_the_same_shape(data_dir: Path) -> None:
    differ = set()
    compared = 0
    for folder, entry in truth(data_dir).items():
        volumes = [each for each in entry["nii"] if not (each["tilt_corrected"] or each["eq"])]
        if entry.get("mosaic") or not volumes:
            continue
        theirs = Counter(shape_of(each["shape"]) for each in volumes)
        ours = Counter(map(shape, loaded(data_dir / "dicom" / folder).series))
        compared += 1
        if theirs - ours:
            differ.add(folder)
    assert differ == set(OTHER_SHAPES)
    assert compared > 35


def shape(series: Series) -> tuple[Any, ...]:
    slices = len(Subject(series).levels) or 1
    return (*sorted((series.columns, series.rows, slices)), len(series) / slices)


def shape_of(said: list[int]) -> tuple[Any, ...]:
    """dcm2niix turns sagittal and coronal volumes: their sides come in another order."""
    return (*sorted(said[:3]), said[3] if len(said) > 3 else 1)


@pytest.mark.parametrize(
    ("folder", "codes"),
    [
        ("icometrix+dicom2nifti/tests/data/failing/gantrytilting/001", {"tilt"}),
        ("icometrix+dicom2nifti/tests/data/failing/sliceincrement/001", {"gap"}),
        (
            "neurolabusc+dcm_qa_ct/In/GE",
            {"tilt", "spacing-unequal", "mixed-thickness"},
        ),
        (
            "pydicom+pydicom/src/pydicom/data/test_files/dicomdirtests/77654033/CT2",
            {"gap"},
        ),
        ("moloney+dcmstack/test/data/dcmstack/2D_16Echo_qT2", {"gap", "frames-missing"}),
        ("TranslationalML+PACSMAN_data/pacsman_data/data/dicomseries", set()),
        ("QIICR+dcmqi/data/paramaps/pm-example-dcm.zip.x/701-ADCb500", set()),
        ("QIICR+dcmqi/data/segmentations/24x38x3/image", set()),
        ("QIICR+dcmqi/data/segmentations/24x38x3/multiframe", set()),
        ("fepegar+torchio/tests/image_data/dicom", set()),
        ("icometrix+dicom2nifti/tests/data/ge/anatomical/001", set()),
        ("icometrix+dicom2nifti/tests/data/ge/dti/002", set()),
        ("icometrix+dicom2nifti/tests/data/ge/fmri/001", set()),
        ("icometrix+dicom2nifti/tests/data/generic/anatomical/001_implicit", set()),
        ("icometrix+dicom2nifti/tests/data/generic/anatomical/002_non_isotropic", set()),
        ("neurolabusc+dcm_qa_enh/In/Philips", set()),
        ("neurolabusc+dcm_qa_enh/In/Siemens/XA10", set()),
        ("neurolabusc+dcm_qa_nih/In/20180918GE/mr_0004", set()),
        ("neurolabusc+dcm_qa_nih/In/20180918Si/mr_0003", set()),
        ("neurolabusc+dcm_qa_xa30/In/11_DWI_dir80_PA", set()),
        (
            "pydicom+pydicom/src/pydicom/data/test_files/dicomdirtests/98892001/CT5N",
            set(),
        ),
        ("qurit+rt-utils/tests/mock_data", set()),
        ("suyashkumar+dicom/testdata", set()),
    ],
)
def test_real_series_have_the_findings_that_the_converters_warn_of(
    folder: str, codes: set[str], data_dir: Path
) -> None:
    """Remarks are left out: they name what is true of good series, too."""
    found = {
        each.rule
        for series in loaded(data_dir / "dicom" / folder).series
        for each in series.findings
        if each.severity != "info"
    }
    assert found == codes
