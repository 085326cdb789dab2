"""What `dw.export` writes is what is shown, or the values, whole or not at all."""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Any

import nibabel
import numpy as np
import pytest
import tifffile
from pydicom import dcmread
from support.pictures import pixels_in

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, DisplayError, EditError, VolumeError
from dicomwidgets.exporting.choosing import checked_frames, frames_among
from dicomwidgets.exporting.wish import wish_of
from dicomwidgets.jobs.target_folder import OWN_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.jobs import Progress


def written(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and OWN_FOLDER not in path.parts)
    return sorted(path.relative_to(folder).as_posix() for path in found)


@pytest.mark.parametrize(
    "look",
    [
        {},
        {"window": (40, 80)},
        {"window": "Lung", "invert": True},
        {"colormap": "hot_iron"},
        {"window": (None, 300)},
    ],
)
def test_a_picture_is_what_render_shows(look: dict[str, Any], tmp_path: Path) -> None:
    ct = samples.ct(3, 32)
    report = dw.export(ct, tmp_path / "a.png", frames=1, **look)
    center, width = {"Lung": (-600, 1500)}.get(look.get("window"), look.get("window")) or (  # type: ignore[call-overload]
        None,
        None,
    )
    shown = {name: value for name, value in look.items() if name != "window"}
    expected = dw.frames(ct).render(1, window_center=center, window_width=width, **shown)
    np.testing.assert_array_equal(pixels_in(tmp_path / "a.png"), expected)
    assert report.counts == {"written": 1}
    assert report.size == (tmp_path / "a.png").stat().st_size
    assert report.files[0].targets == ("a.png",)


def test_a_viewer_is_written_as_it_shows_its_frame(tmp_path: Path) -> None:
    viewer = dw.view(samples.ct(4, 32), window_center=30.0, rotation=90, flip=True, invert=True)
    viewer.index = 2
    viewer.export(tmp_path / "a.png")
    np.testing.assert_array_equal(pixels_in(tmp_path / "a.png"), viewer.render())
    dw.export(viewer, tmp_path / "b.png", invert=False, rotation=0)
    viewer.invert, viewer.rotation = False, 0
    np.testing.assert_array_equal(pixels_in(tmp_path / "b.png"), viewer.render())
    viewer.export(tmp_path / "c.tif", values="stored")
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "c.tif"), viewer.frame)
    viewer.export(tmp_path / "d.tif", "tiff-stack")
    assert tifffile.imread(tmp_path / "d.tif").shape == (4, 32, 32)
    viewer.export(tmp_path / "e/", "png", frames="first")
    (name,) = written(tmp_path / "e")
    viewer.index = 0
    np.testing.assert_array_equal(pixels_in(tmp_path / "e" / name), viewer.render())


def test_anything_that_holds_dicom_is_exported(tmp_path: Path) -> None:
    dataset = samples.ct(1, 32)[0]
    dataset.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    data = (tmp_path / "a.dcm").read_bytes()
    one = dw.load(tmp_path / "a.dcm")
    given = (dataset, tmp_path / "a.dcm", data, io.BytesIO(data), one, one.series[0])
    made = []
    for number, x in enumerate((*given, dw.frames(dataset), [dataset], f"{tmp_path}/*.dcm")):
        dw.export(x, tmp_path / f"{number}.png")
        made.append((tmp_path / f"{number}.png").read_bytes())
    assert len({*made}) == 1
    dw.export(dw.frames(dataset), tmp_path / "out/", "png")
    assert written(tmp_path / "out") == ["patient1/study1/series1_CT/1.png"]


def test_a_file_object_gets_the_bytes(tmp_path: Path) -> None:
    ct = samples.ct(3, 32)
    for form, name in (("png", "a.png"), ("npz", "a.npz"), ("nifti", "a.nii.gz")):
        out = io.BytesIO()
        report = dw.export(ct, out, form, frames=0 if form == "png" else None)
        assert report.size == len(out.getvalue())
        assert report.target is None
        (tmp_path / name).write_bytes(out.getvalue())
    np.testing.assert_array_equal(pixels_in(tmp_path / "a.png"), dw.frames(ct).render(0))
    volume = dw.volume(ct)
    np.testing.assert_array_equal(np.load(tmp_path / "a.npz")["array"], volume.array)
    image = nibabel.load(tmp_path / "a.nii.gz")
    np.testing.assert_array_equal(np.asarray(image.dataobj).T, volume.array)  # type: ignore[attr-defined]
    with pytest.raises(ArgumentError, match="says no format"):
        dw.export(ct, io.BytesIO())


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    ct = samples.ct(2, 16)
    for name in ("a.png", "a.nii", "a.gif"):
        (tmp_path / name).write_bytes(b"mine")
        with pytest.raises(EditError, match="There is a file already"):
            dw.export(ct, tmp_path / name, frames=0 if name == "a.png" else None)
        assert (tmp_path / name).read_bytes() == b"mine"
        dw.export(ct, tmp_path / name, frames=0 if name == "a.png" else None, overwrite=True)
        assert (tmp_path / name).stat().st_size > 50
    with pytest.raises(EditError, match="folder to write to is not there"):
        dw.export(ct, tmp_path / "none/a.png", frames=0)
    with pytest.raises(ArgumentError, match="nothing is ever replaced"):
        dw.export(ct, tmp_path / "out/", "png", overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gif", "a.nii", "a.png"]


def test_a_source_is_never_its_own_target(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"  # DICOM needs no suffix of its own
    samples.ct(1, 16)[0].save_as(path, enforce_file_format=True)
    before = path.read_bytes()
    with pytest.raises(EditError, match="one of the files that are exported"):
        dw.export(path, path, overwrite=True)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.tif"]


def test_progress_is_told_and_a_stop_leaves_nothing(tmp_path: Path) -> None:
    told: list[Progress] = []
    ct = samples.ct(5, 16)
    dw.export(ct, tmp_path / "a.gif", on_progress=told.append)
    assert (told[-1].done, told[-1].total) == (5, 5)
    for name in ("b.gif", "b.tif", "b.npy", "b.nii"):
        asked = iter([False, True])
        report = dw.export(ct, tmp_path / name, cancelled=lambda asked=asked: next(asked))  # type: ignore[misc]
        assert report.counts == {"cancelled": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]


def test_a_frame_that_can_not_be_decoded_leaves_nothing(tmp_path: Path) -> None:
    broken = samples.ct(3, 16)
    broken[1].PixelData = broken[1].PixelData[:100]
    with pytest.raises(dw.errors.DicomWidgetsError):
        dw.export(broken, tmp_path / "a.tif", values="stored")
    assert list(tmp_path.iterdir()) == []
    report = dw.export(broken, tmp_path / "out", "png", workers=0)
    assert sorted(report.counts.items()) == [("refused", 1), ("written", 2)]


def test_several_series_are_not_guessed_among(tmp_path: Path) -> None:
    both = [*samples.ct(2, 16), *samples.mr(2, 16)]
    with pytest.raises(ArgumentError, match="There are 2 series"):
        dw.export(both, tmp_path / "a.gif")
    dw.export(both, tmp_path / "a.npy", series=1)
    wanted = dw.load(both).series[1]
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), dw.volume(wanted).array)
    report = dw.export(both, tmp_path / "out", "tiff-stack", values="stored")
    assert report.counts == {"written": 2}
    assert len(written(tmp_path / "out")) == 2
    dw.export(both, tmp_path / "one", "png", series=0, pattern="{file}")
    assert written(tmp_path / "one") == ["1.png", "2.png"]


def test_what_can_not_be_meant_is_refused(tmp_path: Path) -> None:
    ct = samples.ct(2, 16)
    for name, asked in (
        ("a.png", {}),
        ("a.png", {"frames": 2}),
        ("a.png", {"frames": "third"}),
        ("a.png", {"frames": []}),
        ("a.png", {"frames": 0, "crop": (0, 0, 17, 4)}),
        ("a.png", {"frames": 0, "crop": (4, 4, 4, 8)}),
        ("a.png", {"frames": 0, "rotation": 45}),
        ("a.png", {"frames": 0, "windw": (1, 2)}),
        ("a.png", {"frames": 0, "pattern": "{file}"}),
        ("a.gif", {"values": "stored"}),
        ("a.gif", {"fps": 0}),
        ("a.gif", {"loop": -1}),
        ("a.gif", {"montage": True}),
        ("a.png", {"montage": 0}),
        ("a.png", {"montage": {"rows": 3}}),
        ("a.png", {"montage": True, "values": "stored"}),
        ("a.nii", {"values": "display"}),
        ("a.nii", {"arrays": "frames"}),
        ("a.npy", {"arrays": "frames", "volume": {"gaps": "resample"}}),
        ("a.npy", {"crop": (0, 0, 4, 4)}),
        ("a.npy", {"arrays": "heap"}),
        ("a.png", {"format": "gif"}),
        ("a.dcm", {}),
        ("a.csv", {}),
        ("out", {}),
    ):
        with pytest.raises(ArgumentError) as caught:
            dw.export(ct, tmp_path / name, **asked)
        assert caught.value.remedy
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", [None, b"a.png", 7])
def test_a_target_that_is_none_is_refused_in_words(target: Any) -> None:
    with pytest.raises(ArgumentError, match="path or a file object"):
        dw.export(samples.ct(1, 16), target, "png")


def test_values_of_32_bits_and_floats_are_never_squeezed(tmp_path: Path) -> None:
    ct = samples.ct(1, 16)[0]
    ct.RescaleSlope = "0.5"
    with pytest.raises(DisplayError, match="no whole numbers"):
        dw.export(ct, tmp_path / "a.png", values="modality")
    dw.export(ct, tmp_path / "a.tif", values="modality")
    found = tifffile.imread(tmp_path / "a.tif")
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, dw.frames(ct).values(0).array)
    assert pixels_in(tmp_path / "a.tif").dtype == np.float32
    wide = samples.ct(1, 16)[0]
    values = np.arange(256, dtype="<u4") * 9_000_000
    wide.BitsAllocated = wide.BitsStored = 32
    wide.HighBit, wide.PixelRepresentation = 31, 0
    wide.PixelData = values.tobytes()
    with pytest.raises(DisplayError, match="16 bits"):
        dw.export(wide, tmp_path / "b.png", values="stored")
    dw.export(wide, tmp_path / "b.tif", values="stored")
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "b.tif").ravel(), values)


def test_crop_is_of_the_frame_and_the_turn_comes_after(tmp_path: Path) -> None:
    ct = samples.ct(1, 32)
    part = np.s_[4:20, 2:30]
    dw.export(ct, tmp_path / "a.png", crop=(2, 4, 30, 20), rotation=270)
    screen = dw.frames(ct).render(0)[part]
    np.testing.assert_array_equal(pixels_in(tmp_path / "a.png"), np.rot90(screen))
    dw.export(ct, tmp_path / "a.npy", crop=(2, 4, 30, 20), arrays="frames", values="stored")
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy")[0], dw.frames(ct).stored(0)[part])


def test_frames_that_are_no_volume_are_stacked_where_asked(tmp_path: Path) -> None:
    moving = samples.us_color()
    moving.NumberOfFrames = 2
    moving.PixelData = moving.PixelData * 2
    with pytest.raises(VolumeError):
        dw.export(moving, tmp_path / "a.npy")
    frames = dw.frames(moving)
    expected = np.stack([frames.stored(0), frames.stored(1)])
    for name in ("a.npy", "a.npz"):
        dw.export(moving, tmp_path / name, arrays="frames")
        found = np.load(tmp_path / name)
        np.testing.assert_array_equal(found if name == "a.npy" else found["array"], expected)
    dw.export(moving, tmp_path / "shown.npy", values="display", frames=[1])
    np.testing.assert_array_equal(np.load(tmp_path / "shown.npy")[0], frames.render(1))


def test_the_caller_s_dataset_stays_as_it_was(tmp_path: Path) -> None:
    dataset = samples.ct(1, 16)[0]
    before = pickle.dumps(dataset.to_json_dict())
    dw.export(dataset, tmp_path / "a.png", window="Bone")
    dw.export(dataset, tmp_path / "a.npy")
    assert pickle.dumps(dataset.to_json_dict()) == before


def test_a_wish_pickles() -> None:
    wish = wish_of("gif", window="Lung", frames=slice(0, 9, 2), fps=4)
    assert pickle.loads(pickle.dumps(wish)) == wish  # noqa: S301 - our own


def test_no_report_names_the_source_unmasked(tmp_path: Path) -> None:
    samples.ct(1, 16)[0].save_as(tmp_path / "Yamada Tarou.dcm", enforce_file_format=True)
    report = dw.export(tmp_path / "Yamada Tarou.dcm", tmp_path / "a.png")
    assert report.files[0].sources == ("Yamada Tarou.dcm",)
    assert "Yamada" not in repr(report) + repr(report.files)
    assert dcmread(tmp_path / "Yamada Tarou.dcm").Rows == 16


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("every 2nd", [0, 2, 4]), ("every 3rd", [0, 3]), ("every 9", [0]), (range(1, 3), [1, 2])],
)
def test_some_frames_are_chosen_in_words(asked: Any, chosen: list[int]) -> None:
    assert frames_among(checked_frames(asked), 5) == chosen


@pytest.mark.parametrize("asked", ["every 0th", "every -2nd", "every", "all", "every 2nd frame"])
def test_words_that_choose_no_frames_are_refused(asked: str) -> None:
    with pytest.raises(ArgumentError, match="names no frames"):
        checked_frames(asked)
