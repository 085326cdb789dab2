from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from pydicom.data import get_testdata_file

from dicomwidgets.pixels.picture import encode_picture, squared

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.pixels.frame_source import FrameSource


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("shape", [(512, 512), (4096, 3328), (300, 400, 3), (1, 1), (3000, 2)])
def test_fits_and_says_what_it_is(shape: tuple[int, ...]) -> None:
    screen = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    data, described = encode_picture(screen, 65536)
    picture = opened(data)
    assert len(data) <= 65536
    assert picture.format == described["encoding"].upper()
    assert described["shape"][:2] == [picture.height, picture.width]
    assert len(described["shape"]) == len(shape)


def test_a_small_frame_is_sent_exactly() -> None:
    screen = np.arange(64, dtype=np.uint8).reshape(8, 8)
    data, described = encode_picture(screen, 65536)
    assert described["encoding"] == "png"
    np.testing.assert_array_equal(np.asarray(opened(data)), screen)


def test_looks_like_the_rendering(open_frames: Callable[..., FrameSource]) -> None:
    frames = open_frames(get_testdata_file("693_J2KI.dcm", download=False))
    data, described = frames.picture(0)
    window = frames.window(0)
    assert described["shape"] == [512, 512]
    assert window is not None
    assert (window.center, window.width) == (40, 100)
    error = np.asarray(opened(data)).astype(float) - frames.render(0)
    assert np.abs(error).mean() < 4


def test_colour_has_no_window(open_frames: Callable[..., FrameSource]) -> None:
    frames = open_frames(get_testdata_file("examples_rgb_color.dcm", download=False))
    data, described = frames.picture(0)
    assert frames.window(0) is None
    assert described["shape"][2:] == [3]
    assert opened(data).mode == "RGB"


@pytest.mark.parametrize(
    ("aspect", "expected"),
    [
        (1.0, [[1, 2], [3, 4]]),
        (2.0, [[1, 2], [1, 2], [3, 4], [3, 4]]),
        (0.5, [[1, 1, 2, 2], [3, 3, 4, 4]]),
        (1.5, [[1, 2], [3, 4], [3, 4]]),
    ],
)
def test_rows_or_columns_are_repeated_until_pixels_are_square(
    aspect: float, expected: list[list[int]]
) -> None:
    assert squared(np.array([[1, 2], [3, 4]], np.uint8), aspect).tolist() == expected
