"""Frames that other processes decode lie in the caller's own array, the same as by one alone."""

from __future__ import annotations

import errno
import pickle
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pytest
from pydicom.encaps import encapsulate
from pydicom.uid import RLELossless

import dicomwidgets as dw
from dicomwidgets.errors import DecodeError, VolumeError
from dicomwidgets.volumes import beside, filling, room
from dicomwidgets.volumes.beside import Shared, fill_beside, put_batches
from dicomwidgets.volumes.elsewhere import tasks_of
from dicomwidgets.volumes.room import own, room_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pydicom.dataset import Dataset

    Stack = Callable[..., list[Dataset]]


def write(folder: Path, slices: list[Dataset]) -> Path:
    folder.mkdir(exist_ok=True)
    for number, dataset in enumerate(slices):
        dataset.compress(RLELossless, generate_instance_uid=False)
        dataset.save_as(folder / f"{number:02}.dcm", enforce_file_format=True)
    return folder


@pytest.fixture
def echoes(stack: Stack, tmp_path: Path) -> Path:
    both = [*stack(5, EchoTime=20, Modality="MR"), *stack(5, EchoTime=40, Modality="MR")]
    for number, dataset in enumerate(both):
        dataset.PixelData = np.full((8, 8), number, np.uint16).tobytes()
    return write(tmp_path / "echoes", both)


@pytest.fixture
def worth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any compressed series be worth other processes, whatever decodes it."""
    monkeypatch.setattr(filling, "_WORTH_PROCESSES", 0)
    monkeypatch.setattr(filling, "_FREE", "none")


@pytest.mark.usefixtures("worth")
def test_two_processes_fill_one_array(echoes: Path, tmp_path: Path) -> None:
    alone = dw.volume(echoes, workers=1)
    assert not isinstance(alone.array.base, np.memmap)
    beside = dw.volume(echoes, workers=2)
    assert np.array_equal(beside.array, alone.array)
    assert beside.array.dtype == alone.array.dtype
    assert type(beside.array) is np.ndarray
    beside.array[0, 0, 0, 0] = 7  # it is the caller's, and stays when no process has it any more
    assert beside.array[0, 0, 0, 0] == 7
    kept = dw.volume(echoes, workers=2, out=tmp_path / "kept.npy")
    assert np.array_equal(np.load(tmp_path / "kept.npy"), alone.array)
    assert [path.name for path in tmp_path.glob("*.npy")] == ["kept.npy"]
    assert kept.labels == alone.labels


@pytest.mark.usefixtures("worth")
def test_what_cannot_be_decoded_there_is_named(echoes: Path, tmp_path: Path) -> None:
    from pydicom import dcmread  # noqa: PLC0415 - one test's

    for name in ("00.dcm", "09.dcm"):
        ds = dcmread(echoes / name)
        ds.PixelData = encapsulate([b"no codestream at all"])
        ds.save_as(echoes / name)
    with pytest.raises(DecodeError) as problem:
        dw.volume(echoes, workers=2, out=tmp_path / "none.npy")
    assert problem.value.file in {"00.dcm", "09.dcm"}
    assert not list(tmp_path.glob("*none*"))


def test_batches_are_put_to_their_places(echoes: Path, tmp_path: Path) -> None:
    reader: Any = dw.volume(echoes, lazy=True)._reader
    with room_for(reader.shape, reader.voxels.dtype, tmp_path / "a.npy", shared=True) as made:
        array, shared = made
        assert shared is not None
        assert "a.npy" not in repr(shared)
        batches = pickle.loads(pickle.dumps((shared, list(tasks_of(reader)))))  # noqa: S301
        put_batches(batches[0], True, batches[1])
        assert np.array_equal(array, dw.volume(echoes).array)


def test_memory_that_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    shape, kind = (2, 3, 4), np.dtype("int16")
    with room_for(shape, kind, None) as (array, shared):
        assert shared is None
        assert array.flags.owndata
    with room_for(shape, kind, None, shared=True) as (array, shared):
        if shared is not None:
            other = np.memmap(shared.path, shared.dtype, "r+", shared.offset, shared.shape)
            other[1, 2, 3] = 5
            assert array[1, 2, 3] == 5
    assert isinstance(array, np.ndarray)
    assert array.shape == shape
    with room_for((0, 3, 4), kind, None, shared=True) as (array, shared):
        assert shared is None
    monkeypatch.delattr(room.os, "memfd_create", raising=False)
    with room_for(shape, kind, None, shared=True) as (_, shared):
        assert shared is None


def test_no_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room.os, "posix_fallocate", full, raising=False)
    if not hasattr(room.os, "memfd_create"):
        return
    with (
        pytest.raises(VolumeError, match="There is no memory for 2 × 3"),
        room_for((2, 3), np.dtype("u1"), None, shared=True),
    ):
        pass


def test_where_an_array_is_tells_no_path() -> None:
    assert repr(Shared("/secret/name", 0, (2, 3), "<i2")) == "Shared(2 × 3 <i2)"


def test_a_filled_array_is_nobody_elses() -> None:
    with room_for((2, 3), np.dtype("int16"), None, shared=True) as (array, shared):
        if shared is None:
            return
        other = np.memmap(shared.path, shared.dtype, "r+", shared.offset, shared.shape)
        other[1, 2] = 5
        kept = own(array, shared)
    assert type(kept) is np.ndarray
    assert kept[1, 2] == 5
    kept[0, 0] = 7
    assert other[0, 0] == 0


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EPERM, errno.EOPNOTSUPP])
@pytest.mark.parametrize("name", ["memfd_create", "posix_fallocate"])
def test_memory_without_a_name_does_as_well(
    name: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(room.os, name, refused, raising=False)
    with room_for((2, 3), np.dtype("u1"), None, shared=True) as (array, shared):
        assert shared is None
        assert array.shape == (2, 3)


class Here:
    """A pool whose work is done at once, in this process."""

    def __init__(self, _: int) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, work: Callable[..., Any], item: Any) -> Future[Any]:
        found: Future[Any] = Future()
        found.set_result(work(item))
        return found


def test_slices_that_others_cannot_put_are_read_here(
    echoes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader: Any = dw.volume(echoes, lazy=True)._reader
    read: list[tuple[int, int]] = []
    monkeypatch.setattr(beside, "WorkerPool", Here)
    nowhere = Shared("/nowhere/secret", 0, reader.shape, reader.voxels.dtype.str)
    fill_beside(reader, nowhere, read.append, 2)
    assert sorted(read) == [(volume, place) for volume in range(2) for place in range(5)]


def test_files_are_read_as_they_are_decoded(echoes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader: Any = dw.volume(echoes, lazy=True)._reader
    told: list[str] = []

    def tasks(reader: Any) -> Iterator[Any]:
        for batch in tasks_of(reader):
            told.append("read")
            yield batch

    def put(*_: object) -> bool:
        told.append("decoded")
        return True

    monkeypatch.setattr(beside, "tasks_of", tasks)
    monkeypatch.setattr(beside, "WorkerPool", Here)
    monkeypatch.setattr(beside, "put_batches", put)
    fill_beside(reader, Shared("", 0, (), "u1"), lambda _: told.append("decoded"), 2)
    assert told.index("decoded") == 1
    assert told.count("read") == 10
