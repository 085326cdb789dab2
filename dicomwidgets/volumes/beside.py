"""Frames decoded by other processes beside this one, each straight to its place in the array."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.jobs.pool import WorkerPool
from dicomwidgets.volumes.elsewhere import decode_batch, tasks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.volumes.elsewhere import Batch, Key
    from dicomwidgets.volumes.reader import Reader

    _Sent = dict[Future[bool], list[Batch]]

__all__ = ["Shared", "fill_beside", "put_batches"]

_TOGETHER = 8
_SHARES = 4
_QUEUED = 2


class Shared(NamedTuple):
    """Where other processes find an array: in a file, or in memory that has the name of one.

    Parameters
    ----------
    path, offset
        The file, and where the array begins in it.
    shape, dtype
        Of the array.
    """

    path: str
    offset: int
    shape: tuple[int, ...]
    dtype: str

    def __repr__(self) -> str:
        return f"Shared({' × '.join(map(str, self.shape))} {self.dtype})"


def fill_beside(
    reader: Reader, shared: Shared, read: Callable[[tuple[int, int]], None], count: int
) -> None:
    """Decode all planes of a volume: here, and in other processes as soon as they are there.

    Parameters
    ----------
    reader
        Of a volume that is not interpolated.
    shared
        Where its array is.
    read
        Reads one slice here: its volume and place.
    count
        How many processes, this one included.

    Raises
    ------
    DecodeError
        Naming the file that can't be decoded.
    """
    work = partial(put_batches, shared, bool(reader.stack.labels))
    sent: _Sent = {}
    most = _QUEUED * (count - 1)
    with WorkerPool(count - 1) as pool:
        try:
            for share in _shares(reader, count):
                if back := _returned(sent):
                    most = 0  # one that finds no way to the array will find none for the next
                if len(sent) < most:
                    sent[pool.submit(work, share)] = share
                else:
                    back.append(share)
                _read(back, read)
            while sent:
                wait(sent, return_when=FIRST_COMPLETED)
                _read(_returned(sent), read)
        finally:
            for each in sent:
                each.cancel()


def put_batches(shared: Shared, several: bool, batches: Sequence[Batch]) -> bool:
    """Decode planes, and write them to their places in an array of another process.

    Parameters
    ----------
    shared
        Where that is.
    several
        Whether its first axis is that of volumes.
    batches
        What to decode.

    Returns
    -------
    bool
        Whether that was done: not, where this process can't open the array.

    Raises
    ------
    DecodeError
        Naming the file that can't be decoded.
    """
    try:
        array = _opened(shared)
    except OSError:
        return False
    for batch in batches:
        try:
            for key, plane in zip(batch.keys, decode_batch(batch), strict=True):
                array[_place(key, several=several)] = plane
        except DicomWidgetsError as problem:
            problem.file = batch.name
            raise
    return True


def _shares(reader: Reader, count: int) -> Iterator[list[Batch]]:
    """Yield what is decoded together, less towards the end; none is read before it is asked for."""
    left = sum(map(len, reader.stack.slices))
    share: list[Batch] = []
    planes = 0
    for batch in tasks_of(reader):
        share.append(batch)
        planes += len(batch.keys)
        if planes >= min(_TOGETHER, left // (_SHARES * count)):
            yield share
            left, share, planes = left - planes, [], 0
    if share:
        yield share


def _read(shares: Sequence[Sequence[Batch]], read: Callable[[tuple[int, int]], None]) -> None:
    for share in shares:
        for batch in share:
            for volume, place in batch.keys:
                read((volume, place))


@lru_cache(maxsize=1)
def _opened(shared: Shared) -> NDArray[Any]:
    return np.memmap(shared.path, shared.dtype, "r+", shared.offset, shared.shape)


def _place(key: Key, *, several: bool) -> Key:
    return key if several else key[1:]


def _returned(sent: _Sent) -> list[list[Batch]]:
    """Forget what other processes are through with; return what they could not put to its place.

    What went wrong there is raised.
    """
    done = [(each, sent.pop(each)) for each in list(sent) if each.done()]
    return [share for each, share in done if not each.result()]
