from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError
from dicomwidgets.pixels.mapped import mapped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset


@pytest.mark.parametrize("dtype", ["<u1", "<i2", "<u4"])
def test_a_map_is_the_file(dtype: str, tmp_path: Path, make_image: Callable[..., Dataset]) -> None:
    stored = np.arange(3 * 20).reshape(3, 4, 5).astype(dtype)
    make_image(stored).save_as(tmp_path / "x.dcm", enforce_file_format=True)
    array = mapped(dw.frames(tmp_path / "x.dcm"))
    np.testing.assert_array_equal(array, stored)
    assert not array.flags.writeable
    assert not array.flags.owndata


def test_frames_are_in_the_order_in_which_they_are_shown(tmp_path: Path) -> None:
    samples.multiframe(4, 16).save_as(tmp_path / "x.dcm", enforce_file_format=True)
    frames = dw.frames(tmp_path / "x.dcm")
    array = mapped(frames)
    for k in range(4):
        np.testing.assert_array_equal(array[k], frames.stored(k))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"syntax": "1.2.840.10008.1.2.1.99"}, "compressed"),
        ({"BitsAllocated": 1, "BitsStored": 1}, "share a byte"),
        ({"NumberOfFrames": 9}, "ends before"),
    ],
)
def test_what_does_not_lie_as_an_array_is_refused(
    changes: dict[str, Any], reason: str, tmp_path: Path, make_image: Callable[..., Dataset]
) -> None:
    stored = np.zeros((8, 4, 5), np.uint8)
    dataset = make_image(stored, **changes)
    dataset.save_as(tmp_path / "x.dcm", enforce_file_format=True)
    if reason == "ends before":
        data = (tmp_path / "x.dcm").read_bytes()
        frames = dw.frames(tmp_path / "x.dcm")
        (tmp_path / "x.dcm").write_bytes(data[:-100])
    else:
        frames = dw.frames(tmp_path / "x.dcm")
    with pytest.raises(ArgumentError, match="can't be mapped") as caught:
        mapped(frames)
    assert "stored(i)" in (caught.value.remedy or "") or reason == "ends before"


def test_several_files_and_datasets_are_refused() -> None:
    for x in (samples.ct(3, 16), samples.multiframe(3, 16)):
        with pytest.raises(ArgumentError, match="can't be mapped"):
            mapped(dw.frames(x))
