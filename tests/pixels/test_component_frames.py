"""Frames that share a codestream as its components."""

from __future__ import annotations

from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
import pytest
from pydicom.encaps import encapsulate

from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels import component_frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from dicomwidgets.pixels.frame_source import FrameSource

PART_2 = "1.2.840.10008.1.2.4.92"


def collection(frames: np.ndarray) -> bytes:
    """Return frames, or the planes of colour ones, as components of one codestream."""
    rows, columns = frames.shape[1:3]
    components = np.moveaxis(frames.reshape(len(frames), rows, columns, -1), 0, 2)
    return bytes(
        imagecodecs.jpeg2k_encode(
            np.ascontiguousarray(components.reshape(rows, columns, -1)),
            level=0,
            codecformat="j2k",
            mct=False,
            planar=False,
        )
    )


@pytest.mark.parametrize("split", [(5,), (2, 3), (4, 1)])
@pytest.mark.parametrize("shape", [(5, 20, 24), (5, 20, 24, 3)])
def test_frames_out_of_collections(
    split: tuple[int, ...],
    shape: tuple[int, ...],
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
) -> None:
    dtype = np.uint8 if len(shape) == 4 else np.uint16
    stored = np.random.default_rng(1).integers(0, 256, shape, dtype=dtype)
    ds = make_image(stored, syntax=PART_2)
    parts, first = [], 0
    for count in split:
        parts.append(collection(stored[first : first + count]))
        first += count
    ds.PixelData = encapsulate(parts, has_bot=False)
    frames = open_frames(ds)
    for i in (4, 0, 2, 1, 3):
        np.testing.assert_array_equal(frames.stored(i), stored[i])
    assert frames.info(3)["rows"] == 20


def test_a_codestream_a_frame_takes_the_usual_way(
    make_image: Callable[..., Dataset], open_frames: Callable[..., FrameSource]
) -> None:
    stored = np.random.default_rng(2).integers(0, 4096, (3, 20, 24), dtype=np.uint16)
    ds = make_image(stored, syntax=PART_2)
    ds.PixelData = encapsulate([collection(frame[None]) for frame in stored])
    frames = open_frames(ds)
    for i in (2, 0, 1):
        np.testing.assert_array_equal(frames.stored(i), stored[i])


def test_without_the_package_the_line_is_given(
    make_image: Callable[..., Dataset],
    open_frames: Callable[..., FrameSource],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ds = make_image(np.zeros((5, 20, 24), np.uint8), syntax=PART_2)
    ds.PixelData = encapsulate([collection(np.zeros((5, 20, 24), np.uint8))], has_bot=False)
    monkeypatch.setattr(component_frames, "is_installed", lambda _module: False)
    with pytest.raises(DecodeError, match="Multi-component") as caught:
        open_frames(ds).stored(1)
    assert "dicomwidgets[codecs]" in (caught.value.remedy or "")
