"""What other workers decode is the same as what is read here, interpolated or not."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import DecodeError, VolumeError
from dicomwidgets.volumes import elsewhere
from dicomwidgets.volumes.elsewhere import decode_batch, tasks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pydicom.dataset import Dataset

    Stack = Callable[..., list[Dataset]]


@pytest.fixture(scope="module")
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as made:
        yield made


def gapped(slices: list[Dataset]) -> list[Dataset]:
    return [each for place, each in enumerate(slices) if place not in (2, 4, 5)]


def leaning(slices: list[Dataset]) -> list[Dataset]:
    for number, dataset in enumerate(slices):
        dataset.ImagePositionPatient = [0, 0.4 * number, 2.0 * number]
        dataset.PixelData = np.random.default_rng(number).integers(0, 4096, 64, "<u2").tobytes()
    return slices


@pytest.mark.parametrize(
    ("edit", "asked"),
    [
        (gapped, {"gaps": "resample"}),
        (gapped, {"gaps": "resample", "step": (1, 2, 3), "values": "stored"}),
        (leaning, {"tilt": "resample"}),
        (leaning, {"tilt": "resample", "fill": -1024}),
        (leaning, {"tilt": "keep", "step": 2}),
    ],
)
def test_an_executor_makes_the_same_volume(
    edit: Any, asked: dict[str, Any], stack: Stack, pool: ThreadPoolExecutor
) -> None:
    slices = edit(stack(9))
    here = dw.volume(slices, workers=1, **asked)
    there = dw.volume(slices, executor=pool, **asked)
    assert there.dtype == here.dtype
    assert there.notes == here.notes
    assert np.array_equal(there.array, here.array, equal_nan=True)


def test_interpolated_echoes_are_mixed_each_of_its_own(
    stack: Stack, pool: ThreadPoolExecutor
) -> None:
    late = gapped(stack(9, EchoTime=40, Modality="MR"))
    for dataset in late:
        dataset.PixelData = np.full((8, 8), 100 * dataset.InstanceNumber, np.uint16).tobytes()
    made = dw.volume(
        [*late, *gapped(stack(9, EchoTime=20, Modality="MR"))], gaps="resample", executor=pool
    )
    assert made.shape == (2, 9, 8, 8)
    assert made.array[0, :, 0, 0].tolist() == list(range(-1000, -991))
    assert made.array[1, :, 0, 0].tolist() == [100.0 * n - 1024 for n in range(1, 10)]


def test_what_cannot_be_decoded_or_does_not_fit_is_named(
    stack: Stack, tmp_path: Path, pool: ThreadPoolExecutor
) -> None:
    for number, dataset in enumerate(gapped(stack(9))):
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    ways: list[dict[str, Any]] = [{"workers": 1}, {"executor": pool}]
    for way in ways:
        with pytest.raises(VolumeError) as refused:
            dw.volume(tmp_path, gaps="resample", dtype="uint8", **way)
        assert refused.value.files
    whole = (tmp_path / "3.dcm").read_bytes()
    (tmp_path / "3.dcm").write_bytes(whole[:-100])
    with pytest.raises(DecodeError) as problem:
        dw.volume(tmp_path, gaps="resample", executor=pool)
    assert problem.value.file == "3.dcm"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Return the list that grows when a worker opens a file: its path, and how many frames."""
    found: list[tuple[str, int]] = []
    once = elsewhere._opened
    monkeypatch.setattr(
        elsewhere,
        "_opened",
        lambda origin, count: (found.append((origin.path, count)), once(origin, count))[1],
    )
    return found


def test_a_multi_frame_file_is_opened_once_by_a_worker(
    tmp_path: Path, opened: list[tuple[str, int]]
) -> None:
    file = tmp_path / "many.dcm"
    samples.multiframe(24).save_as(file, enforce_file_format=True)
    reader: Any = dw.volume(file, lazy=True)._reader
    batches = [pickle.loads(pickle.dumps(each)) for each in tasks_of(reader)]  # noqa: S301
    assert len(batches) == 3
    planes = {key: p for b in batches for key, p in zip(b.keys, decode_batch(b), strict=True)}
    # A thread that an earlier test left behind may open its own file meanwhile.
    assert [count for path, count in opened if path == str(file)] == [24]
    assert np.array_equal(np.stack([planes[0, k] for k in range(24)]), dw.volume(file).array)
    assert repr(batches[0]) == "Batch(8 frames of Origin(file))"
    assert "many" not in repr(batches)


def test_bytes_in_memory_are_sent_a_few_times_alone() -> None:
    import io  # noqa: PLC0415 - one test's

    held = io.BytesIO()
    samples.multiframe(40).save_as(held, enforce_file_format=True)
    reader: Any = dw.volume(held.getvalue(), lazy=True)._reader
    sizes = [len(batch.frames) for batch in tasks_of(reader, workers=1)]
    assert sizes == [10, 10, 10, 10]


def test_planes_and_slices_tell_no_file_names(stack: Stack, tmp_path: Path) -> None:
    from dicomwidgets.volumes.spaces import breaks_of  # noqa: PLC0415 - one test's

    for number, dataset in enumerate(stack(3)):
        dataset.save_as(tmp_path / f"secret{number}.dcm", enforce_file_format=True)
    reader: Any = dw.volume(tmp_path, lazy=True)._reader
    pieces = [slices[0] for slices in reader.stack.slices[0]]
    slabs = [piece.slab for piece in pieces]
    breaks = breaks_of(slabs, [0.0, 2.0, 6.0])
    told = repr([reader.stack, pieces, slabs, breaks, list(tasks_of(reader))])
    assert "secret" not in told
    assert repr(slabs[1]) == "Slab(frame 1, 8 × 8)"
    assert repr(pieces[1]) == "Piece(frame 1, 1)"
    assert repr(reader.stack) == "Stack(3 × 8 × 8)"
    assert repr(breaks[0]) == "Break(4 mm, 1 missing)"
