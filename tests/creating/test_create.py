"""`dicomwidgets.create`: identity, texts, pixels, files."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
import tifffile
from PIL import Image
from support.created import noise

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, CreateError, EditError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GREY = noise("u1", 5, 7)


def jpeg_bytes(image: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    return file.getvalue()


def test_texts_choose_the_character_set() -> None:
    assert "SpecificCharacterSet" not in dw.create(GREY, PatientName="Doe^Jane").dataset
    made = dw.create(GREY, PatientName="Yamada^Tarou=山田^太郎").dataset
    assert made.SpecificCharacterSet == "ISO_IR 192"
    nested = dw.create(GREY, elements={"ProcedureCodeSequence[0].CodeMeaning": "Schädel"}).dataset
    assert nested.SpecificCharacterSet == "ISO_IR 192"
    assert "SpecificCharacterSet" not in nested.ProcedureCodeSequence[0]


def test_dates_are_of_the_creation_alone() -> None:
    when = dt.datetime(2026, 1, 31, 12, 30, tzinfo=dt.UTC)
    made = dw.create(GREY, when=when).dataset
    assert (made.InstanceCreationDate, made.InstanceCreationTime) == ("20260131", "123000.000000")
    assert (made.ContentDate, made.ContentTime) == ("20260131", "123000.000000")
    dated = [each.keyword for each in made if each.VR in ("DA", "TM", "DT") and each.value]
    assert {each[:12] for each in dated} == {"InstanceCrea", "ContentDate", "ContentTime"}


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    stack = noise("u1", 3, 5, 7)
    for name in ("a", "b"):
        dw.create(stack, tmp_path / name, seed="study 7", multiframe=False)
    files = [sorted((tmp_path / name).iterdir()) for name in ("a", "b")]
    assert [f.read_bytes() for f in files[0]] == [f.read_bytes() for f in files[1]]
    other = dw.create(stack, seed="study 8")[0]
    assert other.StudyInstanceUID != pydicom.dcmread(files[0][0]).StudyInstanceUID
    assert dw.create(GREY)[0].SOPInstanceUID != dw.create(GREY)[0].SOPInstanceUID


def test_uids_begin_with_a_root() -> None:
    made = dw.create(GREY, uid_root="1.2.826.0.1.3680043.10.999.").dataset
    for keyword in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
        uid = pydicom.uid.UID(made[keyword].value)
        assert uid.startswith("1.2.826.0.1.3680043.10.999.")
        assert uid.is_valid
    for root in ("1.02", "abc", "1", "1." + "2" * 50):
        with pytest.raises(CreateError, match="root"):
            dw.create(GREY, uid_root=root)


@pytest.mark.parametrize(
    ("call", "error", "reason"),
    [
        (lambda: dw.create(GREY, Rows=3), CreateError, "follows from the pixels"),
        (lambda: dw.create(GREY, SOPClassUID="1.2"), CreateError, "follows from kind="),
        (lambda: dw.create(noise("i2", 2, 4, 4), SOPInstanceUID="1.2"), CreateError, "Each of 2"),
        (lambda: dw.create(GREY, StudyDate="31.1.2026"), EditError, "calendar"),
        (lambda: dw.create(GREY, StudyInstanceUID=""), CreateError, "Type 1"),
        (lambda: dw.create(GREY, PhotometricInterpretation="RGB"), CreateError, "MONOCHROME1"),
        (lambda: dw.create(GREY > 9, PhotometricInterpretation="MONOCHROME1"), CreateError, "from"),
        (lambda: dw.create(GREY, PatientNmae="x"), ArgumentError, "PatientName"),
        (lambda: dw.create(GREY, kind="XA"), CreateError, "no kind 'XA'"),
        (lambda: dw.create({}), ArgumentError, "no pixels"),
        (lambda: dw.create([]), ArgumentError, "empty"),
        (lambda: dw.create("not there.png"), CreateError, "no such file"),
        (lambda: dw.create(b"rubbish"), CreateError, "no image"),
        (lambda: dw.create(np.zeros((2, 2), complex)), CreateError, "complex"),
        (lambda: dw.create(np.zeros((0, 5))), CreateError, "can't be stored"),
        (lambda: dw.create(np.zeros(5)), CreateError, "no stack"),
        (lambda: dw.create(np.zeros((1, 70_000), "u1")), CreateError, "70000 columns"),
        (lambda: dw.create(np.array([[1.0, np.nan]])), CreateError, "1 values of image 0"),
        (lambda: dw.create(np.ma.masked_equal(GREY, 3)), CreateError, "masked"),
        (
            lambda: dw.create(np.array([[0, 1 << 40]])),
            CreateError,
            "can't be stored exactly in 16 bits",
        ),
        (lambda: dw.create(noise("f8", 4, 4), slope=1e-9), CreateError, "16 bits don't hold"),
        (lambda: dw.create(noise("f8", 4, 4), slope=0), CreateError, "slope of 0"),
        (lambda: dw.create(noise("u2", 4, 4, 3), color=True), CreateError, "8 bits a sample"),
        (lambda: dw.create(noise("u1", 4, 4, 4)), CreateError, "transparent"),
        (
            lambda: dw.create(noise("u1", 4, 4, 3), kind="CT", spacing=(1, 1, 1)),
            CreateError,
            "in colour",
        ),
        (
            lambda: dw.create([GREY, GREY[:3]], kind="CT", spacing=(1, 1, 1)),
            CreateError,
            "alike",
        ),
    ],
)
def test_what_can_not_be_right_is_refused(
    call: Callable[[], object], error: type[Exception], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        call()


def test_images_of_several_sizes_become_objects_of_one_series() -> None:
    made = dw.create([GREY, GREY, GREY[:3], noise("u1", 5, 7, 3)])
    assert [each.Rows for each in made] == [5, 3, 5]
    assert [each.get("NumberOfFrames") for each in made] == [2, None, None]
    assert len({each.SeriesInstanceUID for each in made}) == 1
    assert [each.InstanceNumber for each in made] == [1, 2, 3]


def test_three_columns_of_grey_are_asked_for() -> None:
    assert dw.create(noise("u1", 4, 5, 3)).dataset.SamplesPerPixel == 3
    grey = dw.create(noise("u1", 4, 5, 3), color=False).dataset
    assert (grey.SamplesPerPixel, grey.NumberOfFrames, grey.Columns) == (1, 4, 3)
    assert dw.create(noise("u2", 4, 5, 3)).dataset.SamplesPerPixel == 1


def test_smallest_and_largest_are_those_of_the_frame() -> None:
    for each in dw.create(noise("i2", 3, 5, 7), kind="CT", spacing=(1, 1, 1)):
        assert each.SmallestImagePixelValue == each.pixel_array.min()
        assert each.LargestImagePixelValue == each.pixel_array.max()


def test_low_values_may_be_white() -> None:
    frames = noise("u1", 2, 5, 7)
    made = dw.create(frames, PhotometricInterpretation="MONOCHROME1")
    assert [each.PhotometricInterpretation for each in made] == ["MONOCHROME1"] * 2
    np.testing.assert_array_equal(made[1].pixel_array, frames[1])


def test_a_side_is_named_where_there_are_two() -> None:
    assert "Laterality" not in dw.create(GREY, BodyPartExamined="HEAD").dataset
    assert "Laterality" in dw.create(GREY, BodyPartExamined="HAND").dataset
    assert dw.create(GREY, BodyPartExamined="HAND", Laterality="L").dataset.Laterality == "L"


def test_the_window_shows_the_middle_of_the_values_and_bytes_as_they_are() -> None:
    values = np.arange(10_000.0).reshape(100, 100)
    made = dw.create(values).dataset
    low = made.WindowCenter - made.WindowWidth / 2
    assert low == pytest.approx(99, abs=1.5)
    assert made.WindowWidth == pytest.approx(9800, abs=3)
    assert (dw.create(GREY).dataset.WindowCenter, dw.create(GREY).dataset.WindowWidth) == (128, 256)
    np.testing.assert_array_equal(dw.frames(dw.create(GREY).dataset).render(0), GREY)
    own = dw.create(values, WindowCenter=40, WindowWidth=400).dataset
    assert (own.WindowCenter, own.WindowWidth) == (40, 400)


def test_what_is_written_again_and_again_stays_the_same_object() -> None:
    made = dw.create(noise("i2", 3, 5, 7), kind="CT", spacing=(1, 1, 1))
    assert [each.SOPInstanceUID for each in made] == [each.SOPInstanceUID for each in made]
    made[0].PatientName = "Changed^By^The^Caller"
    assert not made[0].PatientName
    assert len(made[1:]) == 2
    with pytest.raises(IndexError):
        made[3]
    with pytest.raises(CreateError, match="3 objects"):
        _ = made.dataset


def test_a_repr_names_no_patient() -> None:
    made = dw.create(GREY, PatientName="Doe^Jane")
    assert repr(made) == "<Creation: 1 × Secondary Capture Image, 5 × 7>"


def test_a_jpeg_is_kept_without_what_it_tells(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Jane Doe's knee"
    data = jpeg_bytes(Image.fromarray(GREY), exif=exif, comment=b"Jane")
    made = dw.create(data, tmp_path / "a.dcm")
    read = pydicom.dcmread(tmp_path / "a.dcm")
    assert read.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.50"
    assert b"Jane" not in read.PixelData
    np.testing.assert_array_equal(read.pixel_array, np.array(Image.open(io.BytesIO(data))))
    assert (read.LossyImageCompression, read.LossyImageCompressionMethod) == ("01", "ISO_10918_1")
    assert read.LossyImageCompressionRatio == pytest.approx(35 / len(data), rel=1e-3)
    assert made.notes == ()


def test_several_jpegs_are_kept_as_frames() -> None:
    files = [jpeg_bytes(Image.fromarray(each)) for each in noise("u1", 3, 8, 8)]
    made = dw.create(files).dataset
    assert made.NumberOfFrames == 3
    assert made.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.50"
    for index, data in enumerate(files):
        np.testing.assert_array_equal(
            dw.frames(made).stored(index), np.array(Image.open(io.BytesIO(data)))
        )


def test_a_photo_is_turned_as_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = dw.create(jpeg_bytes(Image.new("L", (8, 4), 90), exif=exif))
    assert (made.dataset.Rows, made.dataset.Columns) == (8, 4)
    assert made.dataset.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1"
    assert made.dataset.LossyImageCompression == "01"
    assert "EXIF" in made.notes[0]


def test_pictures_that_would_lose_something_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CreateError, match="mode CMYK"):
        dw.create(Image.new("CMYK", (4, 4)))
    with pytest.raises(CreateError, match="transparent"):
        dw.create(Image.new("RGBA", (4, 4), (1, 2, 3, 4)))
    half = jpeg_bytes(Image.fromarray(noise("u1", 64, 64)))[:600]
    (tmp_path / "half.jpg").write_bytes(half)
    with pytest.raises(CreateError, match="can't be") as caught:
        dw.create(tmp_path / "half.jpg")
    assert "half" not in str(caught.value)


def png_of_16_bits(color: int, rows: list[bytes], width: int) -> bytes:
    """Return a PNG as Pillow can't write it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, len(rows), 16, color, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def test_colours_that_pillow_would_cut_are_refused() -> None:
    array = noise("u2", 3, 4, 3).astype(">u2")
    with pytest.raises(CreateError, match="16 bits a sample"):
        dw.create(png_of_16_bits(2, [row.tobytes() for row in array], 4))
    grey = array[..., 0]
    made = dw.create(png_of_16_bits(0, [row.tobytes() for row in grey], 4)).dataset
    np.testing.assert_array_equal(made.pixel_array, grey)


@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "u2", "i4", "f4"])
def test_tiff_of_every_type_comes_back(dtype: str, tmp_path: Path) -> None:
    array = noise("i2" if dtype == "i4" else dtype, 5, 7).astype(dtype)
    tifffile.imwrite(tmp_path / "a.tif", array)
    made = dw.create(tmp_path / "a.tif").dataset
    slope, intercept = made.get("RescaleSlope", 1), made.get("RescaleIntercept", 0)
    values = made.pixel_array * float(slope) + float(intercept)
    exact = 0 if dtype != "f4" else float(slope) / 2 * 1.001
    np.testing.assert_allclose(values, array.astype(float), rtol=0, atol=exact)


def test_times_of_a_movie_are_kept(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), (at * 40, 0, 0)) for at in range(3)]
    for name, duration in (("even", 80), ("uneven", [100, 200, 300])):
        path = tmp_path / f"{name}.gif"
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=duration)
    assert dw.create(tmp_path / "even.gif").dataset.FrameTime == 80
    assert dw.create(tmp_path / "uneven.gif").dataset.FrameTimeVector == [0, 100, 200]
    assert dw.create(noise("u1", 2, 5, 7)).dataset.PageNumberVector == [1, 2]


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    dw.create(GREY, tmp_path / "a.dcm")
    with pytest.raises(CreateError, match="already") as caught:
        dw.create(noise("u1", 9, 9), tmp_path / "a.dcm")
    assert "a.dcm" not in str(caught.value)
    assert pydicom.dcmread(tmp_path / "a.dcm").Rows == 5
    dw.create(noise("u1", 9, 9), tmp_path / "a.dcm", overwrite=True)
    assert pydicom.dcmread(tmp_path / "a.dcm").Rows == 9


def test_a_series_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    made = dw.create(noise("i2", 5, 4, 4), kind="CT", spacing=(1, 1, 1))
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    made.save(tmp_path / "ct", cancelled=cancelled)
    assert made.files == ()
    assert [*(tmp_path / "ct").iterdir()] == []
    told: list[Any] = []
    made.save(tmp_path / "ct", on_progress=told.append)
    assert told[-1].done == told[-1].total == 5
    assert [each.name for each in made.files] == [f"IM_000{at}.dcm" for at in range(1, 6)]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "IM_0003.dcm").write_text("mine")
    with pytest.raises(CreateError, match="already"):
        made.save(tmp_path / "other")
    assert [each.name for each in (tmp_path / "other").iterdir()] == ["IM_0003.dcm"]
    with pytest.raises(CreateError, match="one file"):
        made.save(tmp_path / "one.dcm")


def test_slices_are_made_one_at_a_time(tmp_path: Path) -> None:
    """A volume on the disk is read slice by slice: no more than a few are in memory."""
    np.save(tmp_path / "big.npy", np.zeros((40, 64, 64), "i2"))
    made = dw.create(tmp_path / "big.npy", kind="CT", spacing=(1, 1, 1))
    first = iter(made)
    assert next(first).Rows == 64
    assert isinstance(made._batches[0].raster.frame(0).base, np.memmap)
