"""Arrays in files: whole or not at all, whatever lay there before."""

from __future__ import annotations

import errno
import os
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import dicomwidgets as dw
from dicomwidgets.errors import DecodeError, VolumeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    Stack = Callable[..., list[Dataset]]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["v.npy", "v.raw"])
def test_a_former_array_of_the_same_file_stays_as_it_was(
    name: str, stack: Stack, tmp_path: Path
) -> None:
    former = dw.volume(stack(3), out=tmp_path / name)
    before = former.array.copy()
    later = dw.volume(stack(2, RescaleIntercept=0), out=tmp_path / name)
    assert np.array_equal(former.array, before)
    assert later.array[:, 0, 0].tolist() == [24, 25]
    array: Any = later.array
    assert array.filename == tmp_path / name
    assert names(tmp_path) == [name]
    array[0, 0, 0] = 77
    array.flush()
    assert np.frombuffer((tmp_path / name).read_bytes()[-array.nbytes :], array.dtype)[0] == 77


def test_a_file_that_is_there_outlives_what_fails(stack: Stack, tmp_path: Path) -> None:
    good = tmp_path / "v.npy"
    np.save(good, np.arange(5))
    slices = stack(3)
    slices[1].PixelData = slices[1].PixelData[:-20]
    with pytest.raises(DecodeError):
        dw.volume(slices, out=good)
    assert np.load(good).tolist() == [0, 1, 2, 3, 4]
    assert names(tmp_path) == ["v.npy"]


def test_a_full_disk_is_told_before_anything_is_read(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    with pytest.raises(VolumeError, match="No space left") as refused:
        dw.volume(stack(3), out=tmp_path / "v.npy")
    assert refused.value.code == "out"
    assert "max_bytes=" in (refused.value.remedy or "")
    assert names(tmp_path) == []

    def unknown(*_: int) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "posix_fallocate", unknown, raising=False)
    assert dw.volume(stack(3), out=tmp_path / "v.npy").array[2, 0, 0] == -998


def test_a_place_that_takes_no_file_is_told(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "folder", tmp_path / "none" / "v.npy"):
        with pytest.raises(VolumeError) as refused:
            dw.volume(stack(3), out=place)
        assert refused.value.code == "out"
        assert refused.value.remedy
    assert names(tmp_path) == ["folder"]


def test_voxels_that_are_read_move_to_a_file(stack: Stack, tmp_path: Path) -> None:
    made = dw.volume(stack(3))
    part, before = made[1:], made.array
    assert made.load(tmp_path / "v.npy") is made
    assert isinstance(made.array, np.memmap)
    assert np.array_equal(np.load(tmp_path / "v.npy"), before)
    made.load(tmp_path / "v.npy")
    assert np.array_equal(made.array, before)
    assert np.array_equal(part.array, before[1:])


def test_a_volume_travels_to_other_processes(stack: Stack, tmp_path: Path) -> None:
    slices = [*stack(3, EchoTime=20), *stack(3, EchoTime=40)]
    for made in (dw.volume(slices, lazy=True), dw.volume(slices, out=tmp_path / "v.npy")):
        back = pickle.loads(pickle.dumps(made))  # noqa: S301 - our own
        assert type(back.array) is np.ndarray
        assert np.array_equal(back.array, made.array)
        assert (back.labels, back.unit, back.axes) == (made.labels, made.unit, made.axes)
        assert np.allclose(back.affine, made.affine)
        assert back.axial(1).letters == made.axial(1).letters
