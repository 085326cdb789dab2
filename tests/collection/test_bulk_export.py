"""An export says what it will write, and writes just that."""

from __future__ import annotations

import csv
import json
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nibabel
import numpy as np
import pytest
from PIL import Image

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, MissingPackageError
from dicomwidgets.exporting.bulk.image_work import ImageWork
from dicomwidgets.exporting.image_style import image_style
from dicomwidgets.jobs.target_folder import OWN_FOLDER
from dicomwidgets.pixels.frame_source import FrameSource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydicom.dataset import Dataset
    from support.catalogue import RealFiles

    from dicomwidgets.collection.collection import Collection


def put(folder: Path, datasets: Iterable[Dataset]) -> None:
    folder.mkdir(parents=True)
    for number, dataset in enumerate(datasets):
        dataset.save_as(folder / f"{number}.dcm", enforce_file_format=True)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CT, an MR without a window, ultrasound in colour with several frames, a report."""
    folder = tmp_path_factory.mktemp("export") / "in"
    put(folder / "ct", samples.ct(4, 32))
    windowless = samples.mr(5, 32)
    for dataset in windowless:
        del dataset.WindowCenter, dataset.WindowWidth
    put(folder / "mr", windowless)
    moving = samples.us_color()
    moving.NumberOfFrames = 3
    moving.PixelData = moving.PixelData * 3
    put(folder / "us", [moving])
    put(folder / "sr", [samples.sr()])
    (folder / "none.txt").write_text("no DICOM")
    return folder


@pytest.fixture(scope="module")
def collection(archive: Path) -> Collection:
    return dw.load(archive)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and OWN_FOLDER not in path.parts
    }


def test_copies_are_the_files_byte_for_byte(
    collection: Collection, archive: Path, tmp_path: Path
) -> None:
    plan = collection.export(tmp_path / "out")
    source = {name: data for name, data in files(archive).items() if name.endswith(".dcm")}
    assert {row.targets[0] for row in plan.rows} == {*source}
    assert plan.size == sum(map(len, source.values()))
    assert not (tmp_path / "out").exists()
    report = plan.run()
    assert report.counts == {"written": len(source)}
    assert report.size == plan.size
    assert files(tmp_path / "out") == source
    assert plan.run().counts == {"present": len(source)}
    assert dw.load(tmp_path / "out").skipped == 0  # what a job keeps there is no part of it


def test_the_plan_is_what_is_written(collection: Collection, tmp_path: Path) -> None:
    plan = collection.export(tmp_path / "out", "png")
    assert [row.sources for row in plan.refused] == [("sr/0.dcm",)]
    assert "holds no image" in plan.refused[0].reason
    report = plan.run()
    assert report.counts == {"written": 10, "refused": 1}
    assert {*files(tmp_path / "out")} == {name for row in plan.writes for name in row.targets}
    assert plan.files == 12
    assert "AUTO WINDOW" in "".join(report.notes)


def test_images_are_what_the_screen_shows(collection: Collection, tmp_path: Path) -> None:
    plan = collection.export(tmp_path / "out", "png")
    plan.run()
    shown = {row.sources[0]: row.targets for row in plan.writes}
    for series in collection.series:
        frames = series.frames()
        for number, locator in enumerate(frames.locators):
            image = Image.open(tmp_path / "out" / shown[locator.item.name][locator.frame])
            np.testing.assert_array_equal(np.asarray(image), frames.render(number))


def test_the_window_is_that_of_the_files_as_they_are_now(tmp_path: Path) -> None:
    def write(factor: int) -> np.ndarray[Any, Any]:
        for number, dataset in enumerate(samples.mr(3, 16)):
            del dataset.WindowCenter, dataset.WindowWidth
            dataset.PixelData = (dataset.pixel_array * factor).tobytes()
            dataset.save_as(tmp_path / f"in/{number}.dcm", enforce_file_format=True)
        source = dw.load(tmp_path / "in")
        plan = source.export(tmp_path / f"{factor}", "png")
        plan.run(workers=0)
        image = Image.open(tmp_path / f"{factor}" / plan.rows[1].targets[0])
        np.testing.assert_array_equal(np.asarray(image), source.series[0].frames().render(1))
        return np.asarray(image)

    (tmp_path / "in").mkdir()
    write(1)
    write(3)


def test_work_that_has_learned_something_pickles() -> None:
    work = ImageWork(image_style(), "png")
    fresh = pickle.dumps(work)
    work._last[None] = FrameSource([])
    assert pickle.dumps(work) == fresh


def test_a_window_that_is_asked_for(collection: Collection, tmp_path: Path) -> None:
    ct = collection.where(Modality="CT")
    plan = ct.export(tmp_path / "lung", "png", window="Lung", invert=True)
    plan.run()
    image = np.asarray(Image.open(tmp_path / "lung" / plan.rows[1].targets[0]))
    expected = ct.series[0].frames().render(1, window_center=-600, window_width=1500, invert=True)
    np.testing.assert_array_equal(image, expected)


@pytest.mark.parametrize("values", ["stored", "modality"])
def test_values_survive_in_16_bits(collection: Collection, tmp_path: Path, values: str) -> None:
    ct = collection.where(Modality="CT")
    plan = ct.export(tmp_path / "out", "png", values=values)
    report = plan.run()
    frames = ct.series[0].frames()
    image = Image.open(tmp_path / "out" / plan.rows[2].targets[0])
    offset = json.loads(image.text["dicomwidgets"])["offset"]  # type: ignore[attr-defined]
    expected = frames.stored(2) if values == "stored" else frames.values(2).array
    np.testing.assert_array_equal(np.asarray(image).astype(np.int64) - offset, expected)
    assert bool(offset) == any("below zero" in note for note in report.notes)


def test_values_that_no_png_holds_are_refused_in_the_plan(tmp_path: Path) -> None:
    slices = samples.ct(2, 16)
    slices[0].RescaleSlope = "0.5"
    plan = dw.load(slices).export(tmp_path / "out", "png", values="modality")
    assert [row.status for row in plan.rows].count("refused") == 1
    assert 'format="npy"' in plan.refused[0].reason
    assert plan.run().counts == {"written": 1, "refused": 1}


def test_jpegs_are_small_and_of_true_colour(collection: Collection, tmp_path: Path) -> None:
    us = collection.where(Modality="US")
    plan = us.export(tmp_path / "out", "jpeg", quality=95)
    assert any("JPEG changes pixels" in remark for remark in plan.remarks)
    plan.run()
    image = np.asarray(Image.open(tmp_path / "out" / plan.rows[0].targets[2])).astype(int)
    expected = us.series[0].frames().render(2).astype(int)
    assert image.shape == expected.shape
    assert np.abs(image - expected).mean() < 4


def test_volumes_are_those_of_dw_volume(collection: Collection, tmp_path: Path) -> None:
    plan = collection.export(tmp_path / "out", "nifti", pattern="{Modality}{series}.nii")
    plan.run()
    image = nibabel.load(tmp_path / "out/CT1.nii")
    volume = dw.volume(collection.where(Modality="CT"))
    np.testing.assert_array_equal(
        np.asarray(image.dataobj).transpose(2, 1, 0),  # type: ignore[attr-defined]
        volume.array,
    )
    np.testing.assert_allclose(
        image.affine,  # type: ignore[attr-defined]
        volume.to_nibabel().affine,
    )
    assert plan.refused  # ultrasound is no volume
    arrays = collection.where(Modality="CT").export(tmp_path / "npy", "npy", values="stored")
    assert arrays.run().size == arrays.size
    stored = np.load(tmp_path / "npy" / arrays.rows[0].targets[0])
    np.testing.assert_array_equal(stored, dw.volume(volume_source(collection), values="stored"))


def volume_source(collection: Collection) -> Collection:
    return collection.where(Modality="CT")


@pytest.mark.parametrize("form", ["tiff-stack", "gif", "webp", "apng", "npy"])
def test_each_series_is_one_file_wherever_that_is_done(
    collection: Collection, tmp_path: Path, form: str
) -> None:
    asked: dict[str, Any] = {"arrays": "frames", "values": "display"} if form == "npy" else {}
    asked["frames"] = slice(0, None, 2)
    plan = collection.export(tmp_path / "here", form, **asked)
    assert plan.run(workers=0).counts == {"written": 3, "refused": 1}
    assert plan.run().counts == {"present": 3, "refused": 1}
    made = files(tmp_path / "here")
    if form == "gif":  # the others are sent to workers alike
        away = collection.export(tmp_path / "there", form, **asked)
        assert away.run(workers=1).counts == {"written": 3, "refused": 1}
        assert files(tmp_path / "there") == made
    for row, series in zip(plan.writes, collection.series, strict=True):
        alone = tmp_path / Path(row.targets[0]).name
        dw.export(series, alone, form, **asked)
        assert made[row.targets[0]] == alone.read_bytes()


def test_frames_are_chosen_by_their_numbers_in_the_series(
    collection: Collection, tmp_path: Path
) -> None:
    plan = collection.export(tmp_path / "out", "png", frames="middle")
    assert [len(row.targets) for row in plan.writes] == [1, 1, 1]
    assert plan.run(workers=0).counts == {"written": 3, "refused": 1}
    for row, series in zip(plan.writes, collection.series, strict=True):
        shown = series.frames().render(series.count // 2)
        image = Image.open(tmp_path / "out" / row.targets[0])
        np.testing.assert_array_equal(np.asarray(image), shown)


def test_gaps_are_refused_with_their_reason_and_resampled_where_asked(
    archive: Path, tmp_path: Path
) -> None:
    paths = [archive / f"mr/{number}.dcm" for number in (0, 1, 3, 4)]
    holed = dw.load(paths)
    plan = holed.export(tmp_path / "a", "npy")
    assert "missing" in plan.refused[0].reason
    asked = holed.export(tmp_path / "b", "npy", volume={"gaps": "resample"})
    assert asked.run().counts == {"written": 1}
    assert np.load(tmp_path / "b" / asked.rows[0].targets[0]).shape[0] == 5


def test_clashing_names_are_told_of_and_numbered(collection: Collection, tmp_path: Path) -> None:
    plan = collection.export(tmp_path / "out", pattern="{Modality}.dcm")
    assert len(plan.clashes) == 3 + 4
    plan.run()
    assert {"CT.dcm", "CT_2.dcm", "MR_5.dcm", "US.dcm"} <= {*files(tmp_path / "out")}


def test_nobody_is_named_unless_that_is_asked_for(collection: Collection, tmp_path: Path) -> None:
    plan = collection.export(
        tmp_path / "out", "png", pattern="{PatientName}/{SOPInstanceUID}", metadata="csv"
    )
    assert any("identifiers=True" in remark for remark in plan.remarks)
    names = {str(name) for name in collection.instances.column("PatientName").values}
    assert not any(name.split("^")[0] in repr(plan) for name in names if name)
    plan.run()
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            data = path.read_bytes() + str(path.relative_to(tmp_path)).encode()
            assert not any(name.split("^")[0].encode() in data for name in names if name)
    named = collection.export(tmp_path / "x", "png", pattern="{PatientName}", identifiers=True)
    assert any(row.targets[0].startswith("Sample") for row in named.writes)


def test_metadata_beside_has_a_row_for_each_file(collection: Collection, tmp_path: Path) -> None:
    plan = collection.export(
        tmp_path / "out", "png", metadata="csv", tags=["Modality", "StudyDate", "KVP"]
    )
    plan.run()
    with (tmp_path / "out/metadata.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == plan.files
    assert all((tmp_path / "out" / row["file"]).is_file() for row in rows)
    assert {row["StudyDate"] for row in rows} == {"•••"}
    alone = collection.export(tmp_path / "csv", "json", identifiers=True)
    report = alone.run()
    assert report.counts == {"written": 1}
    assert report.files[0].targets == ("metadata.json",)
    assert report.size == (tmp_path / "csv/metadata.json").stat().st_size
    told = json.loads((tmp_path / "csv/metadata.json").read_text())
    assert len(told) == 11
    assert {row["file"] for row in told} >= {"ct/0.dcm", "sr/0.dcm"}
    collection.export(tmp_path / "masked", "csv").run()
    assert "ct/0.dcm" not in (tmp_path / "masked/metadata.csv").read_text()


def test_elements_that_nobody_has_read_are_read_for_names(
    collection: Collection, tmp_path: Path
) -> None:
    assert "KVP" not in collection.instances.names
    plan = collection.where(Modality="CT").export(tmp_path, "dicom", pattern="{KVP}/{file}")
    assert plan.rows[0].targets[0] == "120/1.dcm"


def test_what_can_not_be_meant_is_refused(collection: Collection, tmp_path: Path) -> None:
    for wrong in (
        {"format": "bmp"},
        {"format": "jpeg", "values": "stored"},
        {"format": "png", "window": "Nose"},
        {"format": "png", "window": (40, 0)},
        {"format": "png", "colormap": "no such"},
        {"format": "png", "volume": {"gaps": "resample"}},
        {"format": "npy", "volume": {"holes": "fill"}},
        {"format": "nifti", "values": "display"},
        {"format": "jpeg", "quality": 101},
        {"pattern": "{Nonsense}"},
        {"metadata": "xml"},
        {"metadata": "csv", "tags": ["NoSuchTag"]},
    ):
        with pytest.raises(ArgumentError):
            collection.export(tmp_path / "out", **wrong)  # type: ignore[arg-type]


def test_source_and_target_are_kept_apart(collection: Collection, archive: Path) -> None:
    with pytest.raises(ArgumentError, match="inside the source"):
        collection.export(archive / "out").run()
    with pytest.raises(ArgumentError, match="source is inside the target"):
        collection.export(archive.parent).run()


def test_another_export_into_the_same_folder_is_refused(
    collection: Collection, tmp_path: Path
) -> None:
    ct = collection.where(Modality="CT")
    ct.export(tmp_path / "out", "png").run()
    with pytest.raises(ArgumentError, match="what differs: style"):
        ct.export(tmp_path / "out", "png", window="Lung").run()


@pytest.mark.parametrize("form", ["dicom", "png", "npy", "csv"])
def test_other_files_do_not_go_into_the_same_folder(
    collection: Collection, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "out"
    collection.where(Modality="CT").export(out, form).run()
    before = files(out)
    for other in (collection.where(Modality="MR"), collection):
        with pytest.raises(ArgumentError, match="begun with other files"):
            other.export(out, form).run()
    assert files(out) == before
    assert not collection.where(Modality="CT").export(out, form).run().problems


def test_files_of_another_patient_by_the_same_names_are_other_files(tmp_path: Path) -> None:
    for number in (1, 2):
        datasets = samples.ct(2, 16)
        for dataset in datasets:
            dataset.PatientID = f"P{number}"
        put(tmp_path / f"in{number}", datasets)
    dw.load(tmp_path / "in1").export(tmp_path / "out", "png").run()
    with pytest.raises(ArgumentError, match="begun with other files"):
        dw.load(tmp_path / "in2").export(tmp_path / "out", "png").run()


def test_another_table_beside_is_another_export(collection: Collection, tmp_path: Path) -> None:
    ct = collection.where(Modality="CT")
    ct.export(tmp_path / "out", "dicom", metadata="csv", tags=["Modality"]).run()
    for kind, tags in (("csv", ["KVP"]), ("json", ["Modality"]), (None, None)):
        with pytest.raises(ArgumentError, match=r"what differs: (masked, )?(metadata|tags)"):
            ct.export(tmp_path / "out", "dicom", metadata=kind, tags=tags).run()


def test_a_window_found_in_other_files_moves_with_them(tmp_path: Path) -> None:
    datasets = samples.mr(3, 32)
    for dataset in datasets:
        del dataset.WindowCenter, dataset.WindowWidth
    put(tmp_path / "in", datasets)
    dw.load(tmp_path / "in").export(tmp_path / "out", "png").run()
    datasets[2].PixelData = bytes(len(datasets[2].PixelData))
    datasets[2].save_as(tmp_path / "in/2.dcm", enforce_file_format=True)
    report = dw.load(tmp_path / "in").export(tmp_path / "out", "png").run()
    assert report.counts == {"changed": 3}


def test_a_target_below_the_stars_of_a_pattern_is_refused(archive: Path, tmp_path: Path) -> None:
    import shutil  # noqa: PLC0415 - two tests

    shutil.copytree(archive / "ct", tmp_path / "data/ct")
    for pattern in ("data/**/*.dcm", "data/*"):
        with pytest.raises(ArgumentError, match="inside the source"):
            dw.load(str(tmp_path / pattern)).export(tmp_path / "data/out").run()
    for pattern in ("data/ct/*.dcm", "data/*/*.dcm"):
        plan = dw.load(str(tmp_path / pattern)).export(tmp_path / "data/out")
        assert not plan.run().problems
        shutil.rmtree(tmp_path / "data/out")


def test_a_file_that_is_gone_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path / "in", samples.ct(3, 16))
    plan = dw.load(tmp_path / "in").export(tmp_path / "out", "png")
    (tmp_path / "in/1.dcm").unlink()
    report = plan.run()
    assert report.counts == {"written": 2, "failed": 1}
    assert report.problems[0].sources == ("1.dcm",)


def test_a_plan_that_was_cancelled_is_not_run(collection: Collection, tmp_path: Path) -> None:
    plan = collection.export(tmp_path / "out", cancelled=lambda: True)
    assert not plan.complete
    with pytest.raises(ArgumentError, match="was cancelled"):
        plan.run()


def test_what_is_missing_is_named_with_its_install_line(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nibabel", None)
    with pytest.raises(MissingPackageError, match=r"dicomwidgets\[volumes\]"):
        collection.export(tmp_path / "out", "nifti")


def test_datasets_and_archives_are_exported_alike(
    collection: Collection, archive: Path, tmp_path: Path
) -> None:
    import shutil  # noqa: PLC0415 - one test

    packed = shutil.make_archive(str(tmp_path / "in"), "zip", archive)
    one = dw.load(packed).export(tmp_path / "zip", "png").run()
    assert one.counts == {"written": 10, "refused": 1}
    collection.export(tmp_path / "folder", "png").run(workers=2)
    assert files(tmp_path / "zip") == files(tmp_path / "folder")
    memory = dw.load(samples.ct(3, 16)).export(tmp_path / "memory", "png").run()
    assert memory.counts == {"written": 3}


def test_real_files_of_many_kinds(real_files: RealFiles, tmp_path: Path) -> None:
    paths = real_files.paths[::6]
    plan = dw.load(paths).export(tmp_path / "out", "png")
    report = plan.run(workers=0)
    assert sum(report.counts.values()) == len(plan)
    assert not report.counts.get("failed")
    assert all(file.reason for file in report.problems)
    assert report.counts["written"] >= 0.5 * len(plan)


@pytest.mark.parametrize("form", ["dicom", "png"])
def test_plans_show_themselves_in_a_notebook(
    collection: Collection, tmp_path: Path, form: str
) -> None:
    html = collection.export(tmp_path / "out", form)._repr_html_()
    assert "<table>" in html
    assert "ct/0.dcm" not in html
    assert Path(tmp_path).name not in html
