"""Boxes of a preview: where they are kept, and that the image after is the image written."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, RLELossless, UltrasoundMultiFrameImageStorage
from widgets.test_anonymization_preview import until

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets._preview_boxes import ImageKind, PreviewBoxes

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.widgets.anonymization_preview import AnonymizationPreview

KIND = ImageKind(40, 60, "1.2.3")
KEY = "k" * 32


def put(boxes: PreviewBoxes, *sides: float, number: int | None = None) -> int:
    return boxes.put(number, dict(zip(("x", "y", "width", "height"), sides, strict=True)), KIND)


def test_a_box_is_cut_into_its_image_and_has_a_way_back() -> None:
    boxes = PreviewBoxes([(0, 0, 5, 5)])
    first = put(boxes, -3, 2, 10, 100)
    assert [each.box[1:] for each in boxes.drawn] == [(0, 2, 7, 38)]
    assert put(boxes, 1, 1, 2, 2, number=first) == first
    assert put(boxes, 1, 1, 2, 2, number=first) == first
    boxes.drop(first)
    assert boxes.drawn == ()
    boxes.undo()
    assert boxes.drawn[0].box[1:] == (1, 1, 2, 2)
    boxes.undo()
    boxes.undo()
    assert not boxes.can_undo
    assert [box[1:] for box in boxes.given] == [(0, 0, 5, 5)]
    with pytest.raises(ArgumentError, match="no such box"):
        boxes.drop(first)


@pytest.mark.parametrize("sides", [(60, 0, 5, 5), (0, 0, 0, 5), (0, 0, float("nan"), 5)])
def test_what_holds_no_pixel_is_no_box(sides: tuple[float, ...]) -> None:
    with pytest.raises(ArgumentError, match="No pixel"):
        put(PreviewBoxes(), *sides)


def test_a_box_is_in_all_frames_or_in_some() -> None:
    boxes, kind = PreviewBoxes(), KIND._replace(frames=9)
    args = {"x": 0, "y": 0, "width": 5, "height": 5}
    boxes.put(None, {**args, "frames": [2, 20]}, kind)
    boxes.put(None, {**args, "x": 9, "frames": [2, 8]}, kind)
    boxes.put(None, args, kind)
    assert [each.ends for each in boxes.drawn] == [(2, 8), (2, 8), None]
    assert [(rule.frames, len(rule.boxes)) for rule in boxes.rules()] == [((2, 8), 2), (None, 1)]
    for frames in ([9, 12], [3, 2], "ab", [1]):
        with pytest.raises(ArgumentError, match="No frame"):
            boxes.put(None, {**args, "frames": frames}, kind)


def ct(photometric: str = "MONOCHROME2") -> Dataset:
    (dataset,) = samples.ct(1, 48)
    dataset.PhotometricInterpretation = photometric
    return dataset


def ultrasound(photometric: str, planar: int) -> Dataset:
    """Return three colour frames with one ultrasound region."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID, made.SOPInstanceUID = UltrasoundMultiFrameImageStorage, "1.2.3.4"
    made.SeriesInstanceUID, made.StudyInstanceUID, made.Modality = "1.2.3.2", "1.2.3.1", "US"
    made.Rows, made.Columns, made.NumberOfFrames, made.SamplesPerPixel = 32, 40, 3, 3
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 8, 8, 7, 0
    made.PhotometricInterpretation, made.PlanarConfiguration = photometric, planar
    region = Dataset()
    region.RegionLocationMinX0, region.RegionLocationMinY0 = 4, 6
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = 35, 27
    made.SequenceOfUltrasoundRegions = [region]
    noise = np.random.default_rng(4).integers(0, 256, 3 * 32 * 40 * 3, np.uint8)
    made.PixelData = noise.tobytes()
    return made


def packed(dataset: Dataset) -> Dataset:
    """Return the dataset with its frames compressed."""
    dataset.compress(RLELossless)
    return dataset


BOX = {"x": 5, "y": 7, "width": 12, "height": 9}


def pictures(preview: AnonymizationPreview) -> tuple[dict[str, Any], list[Any]]:
    found, buffers = preview._get_redaction({})
    return dict(found), [np.asarray(Image.open(io.BytesIO(each))) for each in buffers]


@pytest.mark.parametrize(
    ("made", "draws"),
    [
        (ct(), True),
        (ct("MONOCHROME1"), True),
        (ultrasound("RGB", 0), True),
        (ultrasound("RGB", 1), True),
        (ultrasound("YBR_FULL", 0), True),
        (ultrasound("RGB", 0), False),
        (packed(ct()), True),
        (packed(ultrasound("RGB", 0)), True),
    ],
    ids=["grey", "inverted", "colours", "planes", "luma", "regions", "packed grey", "packed"],
)
def test_the_image_after_is_the_image_that_is_written(
    made: Dataset, tmp_path: Path, *, draws: bool
) -> None:
    made.save_as(tmp_path / "one.dcm", enforce_file_format=True)
    preview = dw.anonymize(tmp_path / "one.dcm", options=["clean_pixel_data"], key=KEY)
    until(lambda: preview.count > 0)
    preview.index = preview.count - 1
    if draws:
        preview._put_box({"id": None, **BOX})
    found, (before, after) = pictures(preview)
    preview.write(tmp_path / "out.dcm")
    frames, written = dw.frames(tmp_path / "one.dcm"), dw.frames(tmp_path / "out.dcm")
    look: dict[str, Any] = {}
    if (window := frames.window(preview.index)) is not None:
        look = {"window_center": window.center, "window_width": window.width}
    assert np.array_equal(before, frames.render(preview.index, **look))
    assert np.array_equal(after, written.render(preview.index, **look))
    assert not np.array_equal(before, after)
    assert [{key: box[key] for key in BOX} for box in found["boxes"]] == [BOX] * draws
    assert len(found["regions"]) == ("SequenceOfUltrasoundRegions" in made)
    assert preview.report
    assert found["note"] in " ".join(preview.report.files[0].notes)
    preview.close()


def test_one_picture_is_enough_where_nothing_changes(tmp_path: Path) -> None:
    ct().save_as(tmp_path / "one.dcm", enforce_file_format=True)
    preview = dw.anonymize(tmp_path / "one.dcm")
    until(lambda: preview.count > 0)
    assert len(pictures(preview)[1]) == 1
    preview.boxes = [(0, 0, 48, 4)]
    assert "clean_pixel_data" in preview.options
    found, shown = pictures(preview)
    assert len(shown) == 2
    assert found["boxes"][0]["id"] is None
    preview.options = ()
    assert len(pictures(preview)[1]) == 1
    preview.close()


def test_the_window_of_the_viewer_is_that_of_the_pictures(tmp_path: Path) -> None:
    ct().save_as(tmp_path / "one.dcm", enforce_file_format=True)
    preview = dw.anonymize(tmp_path / "one.dcm")
    until(lambda: preview.count > 0)
    preview._open_pane({"kind": "series_viewer"})
    viewer: Any = preview.panes["series_viewer"]
    until(lambda: viewer.count > 0)
    viewer.window_center, viewer.window_width = -600, 1500
    (picture,) = pictures(preview)[1]
    shown = dw.frames(tmp_path / "one.dcm").render(0, window_center=-600, window_width=1500)
    assert np.array_equal(picture, shown)
    preview.close()


def test_a_box_is_for_files_of_its_size_or_for_its_file(tmp_path: Path) -> None:
    for number, dataset in enumerate([*samples.ct(2, 48), ultrasound("RGB", 0)]):
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    preview = dw.anonymize(tmp_path, key=KEY)
    until(lambda: preview.count > 0)

    def seen() -> list[tuple[int, int]]:
        found = []
        for index in range(preview.count - 2):
            preview.index = index
            redaction = preview.plan.redaction
            found.append((len(redaction.boxes), len(redaction.regions)))
        return found

    number = preview._put_box({"id": None, **BOX, "scope": "size"})[0]["id"]
    assert seen() == [(1, 0), (1, 0), (0, 1)]
    preview.index = 0
    preview._put_box({"id": number, **BOX, "scope": "file"})
    assert seen() == [(1, 0), (0, 0), (0, 1)]
    preview.index = 2
    preview._put_box({"id": None, **BOX, "scope": "file"})
    assert seen() == [(1, 0), (0, 0), (1, 1)]
    report = preview.write(tmp_path.parent / f"{tmp_path.name}-out")
    assert sum("is blacked out" in " ".join(file.notes) for file in report.files) == 2
    preview.close()


def test_rules_for_images_bring_the_option_also_later(tmp_path: Path) -> None:
    ct().save_as(tmp_path / "one.dcm", enforce_file_format=True)
    preview = dw.anonymize(tmp_path / "one.dcm")
    until(lambda: preview.count > 0)
    preview.rules = {"pixels": [{"boxes": [[0, 0, 4, 4]]}]}
    assert "clean_pixel_data" in preview.options
    assert len(preview.plan.redaction.boxes) == 1
    preview.close()


def test_less_boxes_leave_the_option_as_it_was_decided(tmp_path: Path) -> None:
    ct().save_as(tmp_path / "one.dcm", enforce_file_format=True)
    preview = dw.anonymize(tmp_path / "one.dcm")
    until(lambda: preview.count > 0)
    first, _ = (preview._put_box({"id": None, **BOX, "x": x})[0]["id"] for x in (0, 20))
    preview.options = ()
    preview._drop_box({"id": first})
    preview._undo_box({})
    assert preview.options == ()
    preview.close()


def test_only_boxes_of_the_frame_shown_are_drawn(tmp_path: Path) -> None:
    ct().save_as(tmp_path / "one.dcm", enforce_file_format=True)
    preview = dw.anonymize(tmp_path / "one.dcm", boxes=[(5, 0, 0, 9, 9), (0, 1, 1, 9, 9)])
    until(lambda: preview.count > 0)
    assert [box["x"] for box in pictures(preview)[0]["boxes"]] == [1]
    preview.close()


def test_a_box_of_some_frames_is_written_in_those_alone(tmp_path: Path) -> None:
    ultrasound("RGB", 0).save_as(tmp_path / "one.dcm", enforce_file_format=True)
    preview = dw.anonymize(str(tmp_path / "one.dcm"), key=KEY)
    until(lambda: preview.count > 0)
    preview._put_box({"id": None, **BOX, "frames": [1, 1]})
    seen = []
    for index in range(3):
        preview.index = index
        found, shown = pictures(preview)
        seen.append((found["frame"], found["frames"], len(found["boxes"])))
        box = shown[-1][BOX["y"] : BOX["y"] + BOX["height"], BOX["x"] : BOX["x"] + BOX["width"]]
        assert (box == 0).all() == (index == 1)
        assert found["boxes"][0]["frames"] == [1, 1]
    assert seen == [(0, 3, 1), (1, 3, 1), (2, 3, 1)]
    assert '"frames": [1, 1]' in preview._get_code({})[0]["code"]
    preview.write(tmp_path / "out.dcm")
    before, after = (dw.frames(tmp_path / name) for name in ("one.dcm", "out.dcm"))
    inside = np.s_[BOX["y"] : BOX["y"] + BOX["height"], BOX["x"] : BOX["x"] + BOX["width"]]
    same = [np.array_equal(before.stored(i)[inside], after.stored(i)[inside]) for i in range(3)]
    assert same == [True, False, True]
    preview.close()


def test_what_remains_is_counted_over_all_files(tmp_path: Path) -> None:
    for number in range(3):
        dataset = ct()
        dataset.BurnedInAnnotation, dataset.SOPInstanceUID = "YES", f"1.2.3.{number}"
        dataset.save_as(tmp_path / f"ct{number}.dcm", enforce_file_format=True)
    samples.mr(1, 16)[0].save_as(tmp_path / "mr.dcm", enforce_file_format=True)
    preview = dw.anonymize(tmp_path)
    until(lambda: preview.count > 0)
    assert preview._get_remaining({})[0] == {"files": 4, "likely": 3}
    preview._put_box({"id": None, **BOX, "x": 0, "y": 0})
    assert preview._get_remaining({})[0] == {"files": 4, "likely": 0}
    preview.options = ()
    assert preview._get_remaining({})[0] == {"files": 4, "likely": 3}
    preview.close()


def test_boxes_are_in_the_copied_python_and_say_what_is_left(tmp_path: Path) -> None:
    dataset = ct()
    dataset.BurnedInAnnotation = "YES"
    dataset.save_as(tmp_path / "one.dcm", enforce_file_format=True)
    preview = dw.anonymize(str(tmp_path / "one.dcm"), key=KEY)
    until(lambda: preview.count > 0)
    before = {risk["text"] for risk in preview.plan.risks}
    preview._put_box({"id": None, **BOX})
    after = {risk["text"] for risk in preview.plan.risks}
    assert before - after == {"Burned-in text: YES", "Image: unchanged"}
    code = preview._get_code({})[0]["code"]
    assert '"boxes": [[5, 7, 12, 9]]' in code
    assert '"Rows": ["48"]' in code
    names: dict[str, Any] = {"key": KEY}
    exec(code.replace('"anonymized/"', repr(f"{tmp_path}/out/")), names)  # noqa: S102
    assert names["report"].counts == {"written": 1}
    (out,) = (tmp_path / "out").rglob("*.dcm")
    assert dcmread(out).BurnedInAnnotation == "NO"
    preview._undo_box({})
    assert {risk["text"] for risk in preview.plan.risks} >= {"Burned-in text: YES"}
    preview.close()
