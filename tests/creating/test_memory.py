"""What making an object of many images holds in memory: a few of them."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.encaps import generate_frames
from pydicom.pixels import pixel_array
from support.referees import refereed

import dicomwidgets as dw

if TYPE_CHECKING:
    from pathlib import Path

COUNT, SIDE = 24, 256
FRAME = SIDE * SIDE
NOISE = np.random.default_rng(0)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pictures")
    paths = [folder / f"{number:03}.png" for number in range(COUNT)]
    for path in paths:
        Image.fromarray(NOISE.integers(0, 256, (SIDE, SIDE), dtype=np.uint8)).save(path)
    return paths


def held(x: Any, target: Path, **options: Any) -> int:
    """Return how many bytes making and writing an object holds at most."""
    dw.create(x[:1], target.with_suffix(".warm"), multiframe=True, **options)  # modules are loaded
    tracemalloc.start()
    try:
        dw.create(x, target, multiframe=True, **options)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("to", [None, "RLELossless"])
def test_frames_are_written_one_by_one(
    to: str | None, pictures: list[Path], tmp_path: Path
) -> None:
    size = held([str(each) for each in pictures], tmp_path / "a.dcm", transfer_syntax=to)
    # Of RLE the frames that are coded are kept, up to a size, until all are.
    assert size < (8 * FRAME if to is None else (COUNT + 12) * FRAME)
    found = refereed(tmp_path / "a.dcm", tmp_path)
    expected = np.stack([np.asarray(Image.open(each)) for each in pictures])
    np.testing.assert_array_equal(found, expected)
    made = dw.create([str(each) for each in pictures], transfer_syntax=to, seed="same")
    saved = dcmread(tmp_path / "a.dcm")
    assert made.dataset.PixelData == saved.PixelData
    assert {each.name for each in tmp_path.iterdir()} == {"a.dcm", "a.plain.dcm", "a.warm"}


def test_jpeg_files_are_read_when_they_are_written(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number:02}.jpg" for number in range(COUNT)]
    for path in paths:
        array = NOISE.integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
        Image.fromarray(array).save(path, quality=95)
    made = dw.create([str(each) for each in paths], tmp_path / "a.dcm")
    frames = generate_frames(dcmread(tmp_path / "a.dcm").PixelData, number_of_frames=COUNT)
    for path, frame in zip(paths, frames, strict=True):
        expected = np.asarray(Image.open(path))
        np.testing.assert_array_equal(np.asarray(Image.open(BytesIO(frame))), expected)
    paths[3].write_bytes(b"no picture any more")
    with pytest.raises(dw.errors.CreateError, match="changed since"):
        made.save(tmp_path / "b.dcm")
    assert not (tmp_path / "b.dcm").exists()


def test_single_bits_run_on_from_frame_to_frame(tmp_path: Path) -> None:
    bits = NOISE.random((5, 7, 9)) < 0.5
    dw.create(bits, tmp_path / "a.dcm")
    np.testing.assert_array_equal(pixel_array(tmp_path / "a.dcm"), bits)
