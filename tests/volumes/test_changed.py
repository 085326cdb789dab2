"""Files that change between their header and their pixels are refused, never read as before."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.uid import RLELossless

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import DecodeError
from dicomwidgets.volumes.elsewhere import decode_batch, tasks_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    Stack = Callable[..., list[Dataset]]

CHANGED = "The file was changed since its header was read"


def write(folder: Path, slices: list[Dataset], *, packed: bool) -> None:
    for number, dataset in enumerate(slices):
        if packed:
            dataset.compress(RLELossless, generate_instance_uid=False)
        dataset.save_as(folder / f"{number}.dcm", enforce_file_format=True)


def one_row(dataset: Dataset) -> None:
    dataset.Rows = 1
    dataset.PixelData = dataset.PixelData[: 2 * dataset.Columns]


def other_slope(dataset: Dataset) -> None:
    dataset.RescaleSlope = 2


def other_shape(dataset: Dataset) -> None:
    dataset.Rows, dataset.Columns = 4, 16


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("change", [one_row, other_slope, other_shape])
def test_a_slice_written_anew_is_refused(
    change: Callable[[Dataset], None], packed: bool, stack: Stack, tmp_path: Path
) -> None:
    slices = stack(4)
    write(tmp_path, slices, packed=packed)
    made = dw.volume(tmp_path, lazy=True)
    reader: Any = made._reader
    batches = pickle.loads(pickle.dumps(list(tasks_of(reader))))  # noqa: S301 - our own
    again = stack(4)[2]
    change(again)
    if packed:
        again.compress(RLELossless, generate_instance_uid=False)
    again.save_as(tmp_path / "2.dcm", enforce_file_format=True)
    with pytest.raises(DecodeError, match=CHANGED) as refused:
        made.load(workers=1)
    assert refused.value.file == "2.dcm"
    with pytest.raises(DecodeError, match=CHANGED):
        list(map(decode_batch, batches))


def test_a_multi_frame_file_written_anew_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "many.dcm"
    samples.multiframe(4).save_as(file, enforce_file_format=True)
    made = dw.volume(file, lazy=True)
    other = samples.multiframe(4)
    other.PixelData = bytes(len(other.PixelData) - 2) + b"\1\0"
    other.PatientComments = "another"
    other.save_as(file, enforce_file_format=True)
    with pytest.raises(DecodeError, match=CHANGED):
        made.load(workers=1)


def test_a_frame_of_another_size_than_told_is_refused(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dw.volume(stack(3), lazy=True)
    reader: Any = made._reader
    monkeypatch.setattr(reader.frames, "stored", lambda _: np.zeros((1, 8), np.uint16))
    with pytest.raises(DecodeError, match=CHANGED):
        made.load(workers=1)
