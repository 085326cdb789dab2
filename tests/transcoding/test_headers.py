"""What headers say afterwards: overlays in spare bits, icons, single bits, swapped bytes, tails."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import ExplicitVRLittleEndian, RLELossless
from support.catalogue import of_each_kind
from support.movies import COLUMNS, ROWS, movie, number_of
from support.referees import plain

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import DecodeError, TranscodeError
from dicomwidgets.transcoding.coded_frames import CodedFrames

if TYPE_CHECKING:
    from pathlib import Path

RNG = np.random.default_rng(5)


def image(array: Any, **values: Any) -> Dataset:
    """Return a secondary image of these samples: frames first where there are several."""
    ds = samples.ct(slices=1, size=16)[0]
    frames, rows, columns = array.shape
    ds.Rows, ds.Columns, ds.NumberOfFrames = rows, columns, frames
    ds.BitsAllocated = ds.BitsStored = 8 * array.itemsize
    ds.HighBit = ds.BitsStored - 1
    ds.PixelRepresentation = int(array.dtype.kind == "i")
    ds.PixelData = array.tobytes() + b"\0" * (array.nbytes % 2)
    ds["PixelData"].VR = "OW"
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def written(dataset: Dataset) -> bytes:
    out = BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()


def with_overlay(frames: int = 2) -> tuple[Dataset, Any, Any]:
    values = RNG.integers(0, 4096, (frames, 9, 11)).astype("u2")
    drawn = RNG.integers(0, 2, (frames, 9, 11)).astype("u2")
    ds = image(values | drawn << 13, BitsStored=12, HighBit=11)
    for element, vr, value in (
        *((0x0010, "US", 9), (0x0011, "US", 11), (0x0040, "CS", "G"), (0x0050, "SS", [1, 1])),
        *((0x0100, "US", 16), (0x0102, "US", 13)),
    ):
        ds.add_new(0x60000000 + element, vr, value)
    return ds, values, drawn


@pytest.mark.parametrize("to", ["JPEGLSLossless", "JPEG2000Lossless", "JPEGLosslessSV1"])
def test_an_overlay_in_spare_bits_gets_data_of_its_own(to: str) -> None:
    ds, values, drawn = with_overlay()
    made = dw.transcode(ds, to=to)
    bits = np.unpackbits(np.frombuffer(made[0x60003000].value, np.uint8), bitorder="little")
    assert np.array_equal(bits[: drawn.size], drawn.ravel())
    assert (made[0x60000100].value, made[0x60000102].value, made[0x60000015].value) == (1, 0, 2)
    assert np.array_equal(dw.frames(made).stored(1), values[1])
    shown = [dw.frames(each).render(1) for each in (ds, made)]
    assert np.array_equal(*shown)


@pytest.mark.parametrize("to", ["RLELossless", "DeflatedImageFrameCompression"])
def test_words_are_kept_whole_where_the_syntax_keeps_them(to: str) -> None:
    ds, _, _ = with_overlay()
    made = dw.transcode(ds, to=to)
    assert 0x60003000 not in made
    assert made[0x60000102].value == 13
    assert (made.BitsStored, made.HighBit) == (12, 11)
    back = dw.transcode(made, to="ExplicitVRLittleEndian")
    assert back.PixelData == ds.PixelData


def test_single_bits_run_on_from_frame_to_frame(tmp_path: Path) -> None:
    bits = RNG.integers(0, 2, (5, 7, 9)).astype("u1")  # 63 a frame: none begins at a byte
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    ds = image(bits, BitsAllocated=1, BitsStored=1, HighBit=0)
    ds.PixelData = packed + b"\0" * (len(packed) % 2)
    for to in ("RLELossless", "JPEG2000Lossless", "DeflatedImageFrameCompression"):
        made = dw.transcode(ds, to=to)
        assert made.BitsAllocated == 1
        frames = dw.frames(made)
        assert all(np.array_equal(frames.stored(i), bits[i]) for i in range(5))
        back = dw.transcode(made, to="ImplicitVRLittleEndian")
        assert back.PixelData == ds.PixelData
    with pytest.raises(TranscodeError, match="single bits") as caught:
        dw.transcode(ds, to="JPEGLSLossless")
    assert "JPEG2000Lossless" in (caught.value.remedy or "")
    (tmp_path / "bits.dcm").write_bytes(written(dw.transcode(ds, to="JPEG2000Lossless")))
    seen = dw.frames(plain(tmp_path / "bits.dcm", tmp_path))
    assert len(seen) == 5


def big_endian(data_dir: Path) -> list[Path]:
    kinds = of_each_kind(data_dir, ("ts", "bits_alloc", "bits_stored", "pi", "features"))
    small = [path for path in kinds if path.stat().st_size < 400_000 and path.suffix]
    syntax = b"1.2.840.10008.1.2.2\0"
    return [path for path in small if syntax in path.read_bytes()[:1000]]


def test_big_endian_is_read_and_never_written(data_dir: Path, tmp_path: Path) -> None:
    paths = big_endian(data_dir)
    assert len(paths) > 5
    for path in paths:
        report = dw.transcode(path, tmp_path / path.name, to="ExplicitVRLittleEndian")
        assert report.counts == {"written": 1}, path.name
        one, other = dw.frames(path), dw.frames(tmp_path / path.name)
        assert np.array_equal(one.stored(0), other.stored(0)), path.name
        assert np.array_equal(one.render(0), other.render(0)), path.name


def test_an_icon_that_was_compressed_becomes_plain() -> None:
    ds = image(RNG.integers(0, 255, (1, 8, 8)).astype("u1"))
    icon = Dataset()
    small = RNG.integers(0, 255, (4, 4)).astype("u1")
    plain_icon = image(small[None])
    for keyword in ("Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit"):
        setattr(icon, keyword, getattr(plain_icon, keyword))
    icon.SamplesPerPixel, icon.PixelRepresentation = 1, 0
    icon.PhotometricInterpretation = "MONOCHROME2"
    coded = dw.transcode(plain_icon, to="RLELossless")
    icon.PixelData = encapsulate(list(generate_frames(coded.PixelData, number_of_frames=1)))
    icon["PixelData"].VR = "OB"
    icon["PixelData"].is_undefined_length = True
    packed = dw.transcode(ds, to="RLELossless")
    packed.IconImageSequence = [icon]
    made = dcmread(BytesIO(written(packed)))
    assert made.file_meta.TransferSyntaxUID == RLELossless
    for to in ("ExplicitVRLittleEndian", "JPEGLSLossless"):
        item = dcmread(BytesIO(written(dw.transcode(made, to=to)))).IconImageSequence[0]
        assert item.PixelData == small.tobytes()


def test_elements_after_the_pixels_are_carried_over(tmp_path: Path) -> None:
    ds = image(RNG.integers(0, 255, (1, 8, 8)).astype("u1"))
    ds.add_new(0xFFFAFFFA, "SQ", [Dataset()])
    ds.add_new(0xFFFCFFFC, "OB", b"\0" * 20)
    path = tmp_path / "source.dcm"
    path.write_bytes(written(ds))
    first = dw.transcode(path, tmp_path / "1.dcm", to="RLELossless")
    assert any("signatures were kept" in note for note in first.notes)
    dw.transcode(tmp_path / "1.dcm", tmp_path / "2.dcm", to="ImplicitVRLittleEndian")
    made = dcmread(tmp_path / "2.dcm")
    assert 0xFFFAFFFA in made
    assert 0xFFFCFFFC not in made
    lossy = dw.transcode(dcmread(tmp_path / "1.dcm"), to="JPEGBaseline8Bit", quality=90)
    assert 0xFFFAFFFA not in lossy


def test_types_of_frames_say_that_they_are_derived() -> None:
    made = dw.transcode(samples.multiframe(slices=2, size=64), to="JPEG2000", ratio=8)
    again = dcmread(BytesIO(written(made)))
    groups = [again.SharedFunctionalGroupsSequence, again.PerFrameFunctionalGroupsSequence]
    types = [
        item.CTImageFrameTypeSequence[0].FrameType[0]
        for sequence in groups
        for item in sequence
        if "CTImageFrameTypeSequence" in item
    ]
    assert types
    assert {*types, again.ImageType[0]} == {"DERIVED"}


def test_floating_point_pixels_stay_uncompressed() -> None:
    ds = image(np.zeros((1, 4, 4), "u1"))
    del ds.PixelData
    ds.BitsAllocated = 32
    values = RNG.normal(0, 1, (4, 4)).astype("<f4")
    ds.add_new(0x7FE00008, "OF", values.tobytes())
    made = dw.transcode(ds, to="ImplicitVRLittleEndian")
    assert made[0x7FE00008].value == values.tobytes()
    with pytest.raises(TranscodeError, match="floating-point"):
        dw.transcode(ds, to="RLELossless")


def test_what_is_cut_off_is_refused_and_says_so(tmp_path: Path) -> None:
    whole = written(image(RNG.integers(0, 255, (3, 8, 8)).astype("u1")))
    (tmp_path / "cut.dcm").write_bytes(whole[:-70])
    for to in ("RLELossless", "ImplicitVRLittleEndian"):
        report = dw.transcode(tmp_path / "cut.dcm", tmp_path / "made.dcm", to=to)
        assert report.counts == {"refused": 1}
        assert "end" in report.problems[0].reason
        assert not (tmp_path / "made.dcm").exists()


def test_bytes_without_preamble_become_a_whole_file(tmp_path: Path) -> None:
    ds = image(RNG.integers(0, 255, (1, 8, 8)).astype("u1"))
    bare = BytesIO()
    part = Dataset(ds)
    part.save_as(bare, implicit_vr=True, little_endian=True, enforce_file_format=False)
    report = dw.transcode(bare.getvalue(), tmp_path / "made.dcm", to="RLELossless")
    assert report.counts == {"written": 1}
    made = dcmread(tmp_path / "made.dcm")
    assert made.file_meta.MediaStorageSOPClassUID == ds.SOPClassUID
    assert np.array_equal(dw.frames(made).stored(0), dw.frames(ds).stored(0))


def test_compressed_pixels_of_an_unknown_syntax_are_an_error() -> None:
    ds = dw.transcode(image(np.zeros((1, 4, 4), "u1")), to="RLELossless")
    del ds.file_meta.TransferSyntaxUID
    with pytest.raises(DecodeError, match="does not say how"):
        dw.transcode(ds, to="ExplicitVRLittleEndian")


def test_four_gibibytes_have_an_extended_offset_table() -> None:
    frames = CodedFrames()
    frames.add(b"abc")
    frames.add(b"defg")
    assert next(iter(frames.items()))[8:] == (0).to_bytes(4, "little") + (12).to_bytes(4, "little")
    assert not frames.is_long
    frames.sizes[0] = 1 << 32
    assert frames.is_long
    offsets, lengths = frames.extended()
    assert np.frombuffer(offsets, "<u8").tolist() == [0, (1 << 32) + 8]
    assert np.frombuffer(lengths, "<u8").tolist() == [3, 4]
    frames.close()


_MEMORY = """
import sys, resource
import dicomwidgets as dw
dw.transcode(sys.argv[1], sys.argv[2], to="RLELossless")
dw.transcode(sys.argv[2], sys.argv[3], to="ExplicitVRLittleEndian")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
dw.transcode(sys.argv[4], sys.argv[5], to="RLELossless", verify=False)
dw.transcode(sys.argv[5], sys.argv[6], to="ExplicitVRLittleEndian")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_memory_does_not_grow_with_the_number_of_frames(tmp_path: Path) -> None:
    row = RNG.integers(0, 255, 256).astype("u1")
    few = image(np.broadcast_to(row, (2, 256, 256)).copy())
    (tmp_path / "few.dcm").write_bytes(written(few))
    many = image(np.broadcast_to(row, (1600, 256, 256)).copy())  # 100 MiB
    (tmp_path / "many.dcm").write_bytes(written(many))
    names = [f"{kind}{end}.dcm" for kind in ("few", "many") for end in ("", "-rle", "-plain")]
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, *(str(tmp_path / name) for name in names)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert int(done.stdout) < 50
    assert (tmp_path / "many-plain.dcm").stat().st_size > 100 * 2**20


def test_a_video_becomes_frames_in_rgb() -> None:
    ds = image(np.zeros((1, 4, 4), "u1"))
    ds.Rows, ds.Columns, ds.NumberOfFrames, ds.SamplesPerPixel = ROWS, COLUMNS, 10, 3
    ds.PhotometricInterpretation, ds.PlanarConfiguration = "YBR_PARTIAL_420", 0
    ds.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.102"
    ds.PixelData = encapsulate([movie("mp4", "libx264", 10)])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    for to in ("ExplicitVRLittleEndian", "JPEG2000Lossless"):
        made = dw.transcode(ds, to=to)
        frames = dw.frames(made)
        assert [number_of(frames.stored(i)) for i in range(10)] == [*range(10)]
        assert made.LossyImageCompression == "01"
        assert made.LossyImageCompressionMethod == "ISO_14496_10"
    assert made.PhotometricInterpretation == "YBR_RCT"
