"""Pixels and bytes as text: exactly what they were, and smaller."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.shared_page import from_base85, pixels

from dicomwidgets.widgets.sharing.keeping import Blobs
from dicomwidgets.widgets.sharing.packing import base85, folded, smaller_form

DTYPES = ("uint8", "int8", "uint16", "int16")
IMAGES = st.tuples(
    st.sampled_from(DTYPES), st.integers(1, 5), st.integers(1, 5), st.sampled_from([(), (3,)])
).flatmap(lambda each: arrays(each[0], (each[1], each[2], *each[3])))


@settings(max_examples=150, deadline=None)
@given(IMAGES)
def test_what_a_guess_missed_brings_the_image_back(image: np.ndarray) -> None:
    blobs = Blobs()
    described = {"dtype": image.dtype.name, "shape": list(image.shape), "encoding": "raw"}
    kept = blobs.keep_image(image.tobytes(), described, "predicted")
    found = pixels(kept, [zlib.decompress(each) for each in blobs.all])
    assert found.dtype.name == image.dtype.name
    assert (found == image).all()


@given(st.binary(max_size=70))
def test_text_brings_the_bytes_back(data: bytes) -> None:
    text = base85(data)
    assert from_base85(text) == data
    assert not set(text) & {"<", "\\", '"', " ", "\n"}


@pytest.mark.parametrize("dtype", ["float32", "uint32"])
def test_what_has_no_neighbours_worth_guessing_is_kept_as_it_is(dtype: str) -> None:
    image = np.arange(12, dtype=dtype).reshape(3, 4)
    assert smaller_form(image) == "deflate"
    assert zlib.decompress(folded(image, "deflate")) == image.tobytes()


def test_a_smooth_image_is_guessed_and_a_flat_one_is_not() -> None:
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[:64, :64]
    smooth = (20 * rows + 13 * columns + rng.integers(0, 9, (64, 64))).astype("uint16")
    assert smaller_form(smooth) == "predicted"
    assert len(folded(smooth, "predicted")) < 0.6 * len(folded(smooth, "deflate"))
    noise = rng.integers(0, 2, (64, 64)).astype("uint8") * 255
    assert smaller_form(noise) == "deflate"
