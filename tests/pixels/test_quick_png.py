"""The PNG that needs no Pillow, read back with Pillow."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from dicomwidgets.pixels.picture import encode_picture
from dicomwidgets.pixels.quick_png import quick_png


def read(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return np.asarray(image)


@pytest.mark.parametrize("shape", [(1, 1), (7, 5), (300, 40), (64, 64, 3)])
def test_a_picture_that_fits_is_exact(shape: tuple[int, ...]) -> None:
    screen = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    data, size = quick_png(screen, 65536)
    assert size == shape
    assert (read(data) == screen).all()


@pytest.mark.parametrize("shape", [(512, 512), (3000, 700), (900, 900, 3), (2000, 1)])
def test_a_larger_one_is_shrunk_by_area_until_it_fits(shape: tuple[int, ...]) -> None:
    screen = np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)
    data, size = quick_png(screen, 65536)
    assert len(data) <= 65536
    small = read(data)
    assert small.shape == size
    assert abs(float(small.mean()) - float(screen.mean())) < 2


def test_area_means_are_rounded_half_up() -> None:
    screen = np.array([[0, 1], [0, 1]], np.uint8).repeat(600, axis=0).repeat(600, axis=1)
    screen[:, ::2] ^= 1
    small = read(quick_png(screen, 65536)[0])
    assert (small == 1).all()


def test_pillow_is_used_where_it_is_there_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = np.zeros((512, 512), np.uint8)
    assert encode_picture(screen, 65536)[1]["encoding"] == "jpeg"
    monkeypatch.delitem(__import__("sys").modules, "PIL.Image")
    data, described = encode_picture(screen, 65536)
    assert described == {"dtype": "uint8", "shape": [512, 512], "encoding": "png"}
    assert data.startswith(b"\x89PNG")
