from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipExtFile, ZipFile

import numpy as np
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels.native import correct_bits, read_frame
from dicomwidgets.pixels.pixel_format import PixelFormat, pixel_format
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource


def plain(**changes: Any) -> PixelFormat:
    fields: dict[str, Any] = {
        "transfer_syntax_uid": "1.2.840.10008.1.2.1",
        "keyword": "PixelData",
        "rows": 2,
        "columns": 3,
        "samples": 1,
        "frames": 2,
        "bits_allocated": 16,
        "bits_stored": 16,
        "high_bit": 15,
        "signed": False,
        "photometric": "MONOCHROME2",
        "planar": 0,
        "offset": 0,
    }
    return PixelFormat(**fields | changes)


def test_reads_the_bytes_of_one_frame_and_no_others() -> None:
    class Counting(BytesIO):
        read_bytes = 0

        def readinto(self, buffer: Any) -> int:
            count = super().readinto(buffer)
            self.read_bytes += count
            return count

    stored = np.arange(12, dtype="<u2").reshape(2, 2, 3)
    handle = Counting(b"header" + stored.tobytes())
    frame = read_frame(handle, plain(offset=6), 1)
    np.testing.assert_array_equal(frame, stored[1])
    assert handle.read_bytes == 12


def test_a_handle_without_readinto_will_do() -> None:
    class Bare:
        def __init__(self, data: bytes) -> None:
            self._file = BytesIO(data)
            self.seek, self.read = self._file.seek, self._file.read

    stored = np.arange(12, dtype="<u2")
    frame = read_frame(Bare(stored.tobytes()), plain(), 0)  # type: ignore[arg-type]
    assert frame.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_says_how_much_is_missing() -> None:
    with pytest.raises(DecodeError, match="4 bytes before the end of frame 2"):
        read_frame(BytesIO(bytes(20)), plain(), 1)


@pytest.mark.parametrize(
    ("signed", "stored_bits", "high_bit", "raw", "expected"),
    [
        (False, 12, 11, 0xF123, 0x123),
        (True, 12, 11, 0x0FFF, -1),
        (True, 12, 11, 0xF7FF, 0x7FF),
        (True, 16, 15, 0x8000, -32768),
        (False, 12, 15, 0x1230, 0x123),
        (True, 12, 15, 0xFFF0, -1),
        (True, 10, 13, 0x3FFF, -1),
        (False, 8, 7, 0xABCD, 0xCD),
    ],
)
def test_only_the_stored_bits_count(
    signed: bool, stored_bits: int, high_bit: int, raw: int, expected: int
) -> None:
    array = np.array([raw], dtype="<u2").view("<i2" if signed else "<u2")
    fmt = plain(bits_stored=stored_bits, high_bit=high_bit, signed=signed)
    assert correct_bits(array, fmt).tolist() == [expected]


@pytest.mark.parametrize("dtype", ["<u1", "<i1", "<u2", "<i2", "<u4", "<i4", "<u8"])
def test_every_integer_width(
    dtype: str, make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.arange(24).reshape(2, 3, 4).astype(dtype)
    stored[0, 0, 0] = np.iinfo(dtype).max
    frames = open_frames(make_image(stored))
    assert len(frames) == 2
    for i in (1, 0):
        np.testing.assert_array_equal(frames.stored(i), stored[i])
        assert frames.stored(i).dtype.isnative


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_files_of_the_other_native_syntaxes(
    syntax: str,
    tmp_path: Path,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    stored = np.arange(5 * 7 * 3, dtype="<i2").reshape(3, 5, 7) - 50
    make_image(stored, syntax=syntax).save_as(tmp_path / "x.dcm", enforce_file_format=True)
    np.testing.assert_array_equal(open_frames(tmp_path / "x.dcm").stored(2), stored[2])


@pytest.mark.parametrize("dtype", [">u1", ">u2", ">i4"])
def test_big_endian(
    dtype: str,
    tmp_path: Path,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    stored = np.arange(2 * 3 * 5).reshape(2, 3, 5).astype(dtype)
    ds = make_image(stored, syntax=ExplicitVRBigEndian)
    if dtype == ">u1":
        data = stored.tobytes()
        ds.PixelData = np.frombuffer(data, "<u2").byteswap().tobytes()
    ds.save_as(tmp_path / "x.dcm", enforce_file_format=True)
    frames = open_frames(tmp_path / "x.dcm")
    for i in (0, 1):
        np.testing.assert_array_equal(frames.stored(i), stored[i])


def test_packed_bits(make_image: Callable[..., Dataset], open_frames: Any) -> None:
    bits = (np.arange(3 * 5 * 7).reshape(3, 5, 7) % 3 == 0).astype(np.uint8)
    packed = np.packbits(bits.ravel(), bitorder="little")
    ds = make_image(bits, BitsAllocated=1, BitsStored=1, HighBit=0)
    ds.PixelData = packed.tobytes() + b"\0" * (packed.size % 2)
    frames = open_frames(ds)
    for i in range(3):
        np.testing.assert_array_equal(frames.stored(i), bits[i])
        np.testing.assert_array_equal(frames.render(i), bits[i] * 255)


def test_planes_become_pixels(make_image: Callable[..., Dataset], open_frames: Any) -> None:
    rgb = np.arange(2 * 4 * 3, dtype=np.uint8).reshape(2, 4, 3)
    ds = make_image(rgb, PlanarConfiguration=1, PixelData=rgb.transpose(2, 0, 1).tobytes())
    np.testing.assert_array_equal(open_frames(ds).stored(0), rgb)


def test_the_format_of_a_real_file(data_dir: Path) -> None:
    name = "dicom/pydicom+pydicom/src/pydicom/data/test_files/rtdose.dcm"
    source = source_of(data_dir / name)
    fmt = pixel_format(read_header(source, source.items()[0]))
    assert (fmt.rows, fmt.columns, fmt.frames, fmt.bits_allocated) == (10, 10, 15, 32)
    assert fmt.frame_bytes == 400


def test_pixels_end_where_their_length_says(
    tmp_path: Path, make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.arange(2 * 20, dtype=np.uint16).reshape(2, 4, 5)
    ds = make_image(stored, PixelData=stored.tobytes()[:-6])
    ds.DataSetTrailingPadding = bytes(1000)
    ds.save_as(tmp_path / "x.dcm", enforce_file_format=True)
    frames = open_frames(tmp_path / "x.dcm")
    np.testing.assert_array_equal(frames.stored(0), stored[0])
    with pytest.raises(DecodeError, match="The pixels end 6 bytes before the end of frame 2"):
        frames.stored(1)


def test_a_file_that_changes_its_length(
    tmp_path: Path, make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.arange(2 * 20, dtype=np.uint16).reshape(2, 4, 5)
    make_image(stored).save_as(tmp_path / "x.dcm", enforce_file_format=True)
    whole = (tmp_path / "x.dcm").read_bytes()
    frames = open_frames(tmp_path / "x.dcm")
    taken = frames.stored(1)
    (tmp_path / "x.dcm").write_bytes(whole[:-50])
    # What was given stays as it was: a map of the file would now end the process.
    np.testing.assert_array_equal(taken, stored[1])
    with pytest.raises(DecodeError, match="The file ends"):
        frames.stored(1)
    (tmp_path / "x.dcm").write_bytes(whole)
    np.testing.assert_array_equal(frames.stored(1), stored[1])


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", DeflatedExplicitVRLittleEndian])
def test_what_can_only_be_read_whole_is_read_once(
    syntax: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    stored = np.random.default_rng(5).integers(0, 999, (40, 32, 32), dtype=np.uint16)
    file = tmp_path / "x.dcm"
    make_image(stored, syntax=syntax).save_as(file, enforce_file_format=True)
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(file, "x.dcm")
    frames = open_frames(tmp_path / "x.zip")
    frames.stored(0)
    read: list[int] = []
    real = ZipExtFile.readinto

    def counted(self: ZipExtFile, buffer: Any) -> int:
        read.append(len(buffer))
        return real(self, buffer)

    monkeypatch.setattr(ZipExtFile, "readinto", counted)
    for k in (39, 3, 20):
        np.testing.assert_array_equal(frames.stored(k), stored[k])
    assert read == []
