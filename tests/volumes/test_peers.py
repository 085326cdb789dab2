"""The same volume as nibabel, SimpleITK and highdicom have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, MissingPackageError, VolumeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    Stack = Callable[..., list[Dataset]]

SERIES = (
    "icometrix+dicom2nifti/tests/data/ge/anatomical/001",
    "icometrix+dicom2nifti/tests/data/generic/anatomical/002_non_isotropic",
    "fepegar+torchio/tests/image_data/dicom",
    "icometrix+dicom2nifti/tests/data/generic/compressed_jpegls/001",
)
ENHANCED = (
    "QIICR+dcmqi/data/segmentations/24x38x3/multiframe",
    "neurolabusc+dcm_qa_xa30/In/11_DWI_dir80_PA",
)


@pytest.mark.parametrize("name", SERIES)
def test_itk_reads_the_same(name: str, data_dir: Path) -> None:
    import SimpleITK as sitk  # noqa: N813, PLC0415 - heavy

    folder = data_dir / "dicom" / name
    ours = dw.volume(folder).to_sitk()
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    theirs = reader.Execute()
    assert ours.GetSize() == theirs.GetSize()
    assert ours.GetSpacing() == pytest.approx(theirs.GetSpacing(), abs=1e-4)
    assert ours.GetOrigin() == pytest.approx(theirs.GetOrigin(), abs=1e-4)
    assert ours.GetDirection() == pytest.approx(theirs.GetDirection(), abs=1e-4)
    assert np.allclose(sitk.GetArrayViewFromImage(ours), sitk.GetArrayViewFromImage(theirs))


@pytest.mark.parametrize("name", ENHANCED)
def test_highdicom_reads_enhanced_frames_the_same(name: str, data_dir: Path) -> None:
    import highdicom  # noqa: PLC0415 - heavy
    from pydicom import dcmread  # noqa: PLC0415 - its front door is highdicom's here

    file = next(path for path in sorted((data_dir / "dicom" / name).iterdir()) if path.is_file())
    ours = dw.volume(file)
    image = highdicom.Image.from_dataset(dcmread(file), copy=False)
    theirs = image.get_volume(apply_real_world_transform=False)
    assert theirs.spatial_shape == ours.shape
    # highdicom counts slices from the other end: the box is the same, and so is each voxel.
    index = np.array([[0, 0, 0], [1, 20, 5], [2, 3, 11]])
    at = np.rint(theirs.map_reference_to_indices(ours.index_to_mm(index))).astype(int)
    assert np.allclose(theirs.map_indices_to_reference(at), ours.index_to_mm(index), atol=1e-3)
    assert np.allclose(theirs.array[tuple(at.T)], ours.array[tuple(index.T)])


def test_highdicom_takes_it(stack: Stack) -> None:
    made = dw.volume(stack())
    theirs = made.to_highdicom()
    assert theirs.spacing == pytest.approx(made.spacing)
    assert np.allclose(theirs.affine, made.affine)
    assert theirs.frame_of_reference_uid == made.frame_of_reference
    several = dw.volume([*stack(EchoTime=1), *stack(EchoTime=2)])
    with pytest.raises(VolumeError, match="there are 2"):
        several.to_highdicom()
    assert several[0].to_highdicom().array.shape == (6, 8, 8)


@pytest.mark.parametrize("suffix", [".nii", ".nii.gz"])
def test_a_nifti_file_lies_where_the_volume_does(suffix: str, stack: Stack, tmp_path: Path) -> None:
    import nibabel  # noqa: PLC0415 - heavy

    made = dw.volume([*stack(EchoTime=1), *stack(EchoTime=2)])
    made.save(tmp_path / f"v{suffix}")
    assert [path.name for path in tmp_path.iterdir()] == [f"v{suffix}"]
    read: Any = nibabel.load(tmp_path / f"v{suffix}")
    assert read.shape == (8, 8, 6, 2)
    assert read.get_data_dtype() == np.int16
    assert read.header.get_xyzt_units()[0] == "mm"
    assert read.get_sform(coded=True)[1] == read.get_qform(coded=True)[1] == 1
    place = read.affine @ [3, 2, 4, 1]
    assert place[:3] == pytest.approx(made.index_to_mm((4, 2, 3)) * (-1, -1, 1))
    assert np.array_equal(np.asarray(read.dataobj).T, made.array.transpose(0, 1, 2, 3))


def test_a_leaning_volume_is_nifti_and_no_image_of_itk(stack: Stack) -> None:
    slices = stack()
    for number, dataset in enumerate(slices):
        dataset.ImagePositionPatient = [0, 0.5 * number, 2.0 * number]
    made = dw.volume(slices, tilt="keep")
    assert np.allclose(made.to_nibabel().affine[:3, 2], (0, -0.5, 2))
    for other in (made.to_sitk, made.to_highdicom):
        with pytest.raises(VolumeError, match="straight box"):
            other()


def test_color_travels(stack: Stack) -> None:
    slices = stack(3, SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0)
    for dataset in slices:
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
        dataset.PixelData = np.arange(192, dtype=np.uint8).tobytes()
    made = dw.volume(slices)
    assert made.to_sitk().GetNumberOfComponentsPerPixel() == 3
    assert made.to_nibabel().dataobj[1, 0, 0].tolist() == (3, 4, 5)
    assert made.to_highdicom().array.shape == (3, 8, 8, 3)


def test_numpy_files(stack: Stack, tmp_path: Path) -> None:
    made = dw.volume(stack())
    made.save(tmp_path / "v.npy")
    made.save(tmp_path / "v.npz")
    assert np.array_equal(np.load(tmp_path / "v.npy"), made.array)
    with np.load(tmp_path / "v.npz") as whole:
        assert np.allclose(whole["affine"], made.affine)
        assert whole["spacing"] == pytest.approx(made.spacing)
    with pytest.raises(ArgumentError, match=r"\.mha"):
        made.save(tmp_path / "v.mha")


def test_what_is_not_installed_is_named(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys  # noqa: PLC0415 - one test's

    monkeypatch.setitem(sys.modules, "nibabel", None)
    with pytest.raises(MissingPackageError, match=r"dicomwidgets\[volumes\]"):
        dw.volume(stack()).to_nibabel()


def test_interpolated_color_is_nifti_in_bytes(stack: Stack) -> None:
    slices = stack(6, SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0)
    for number, dataset in enumerate(slices):
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
        dataset.PixelData = np.full(192, 10 * number + number // 3, np.uint8).tobytes()
    image = dw.volume(slices[:2] + slices[3:], gaps="resample").to_nibabel()
    assert [int(each) for each in image.dataobj["R"][0, 0]] == [0, 10, 20, 31, 41, 51]
    for number, dataset in enumerate(slices):
        dataset.ImagePositionPatient = [0, 0.4 * number, 2.0 * number]
    with pytest.raises(VolumeError, match="three bytes") as refused:
        dw.volume(slices, tilt="resample").to_nibabel()
    assert "fill=0" in (refused.value.remedy or "")
    assert dw.volume(slices, tilt="resample", fill=0).to_nibabel().dataobj["G"].max() == 51
