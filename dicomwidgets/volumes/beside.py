"""Frames decoded by other processes beside this one, each straight to its place in the array."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.jobs.pool import WorkerPool
from dicomwidgets.volumes.elsewhere import decode_batch, tasks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.volumes.elsewhere import Batch, Key
    from dicomwidgets.volumes.reader import Reader

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
    left = deque(tasks_of(reader))
    work = partial(put_batches, shared, bool(reader.stack.labels))
    sent: set[Future[Any]] = set()
    with WorkerPool(count - 1) as pool:
        try:
            while left or sent:
                sent -= _done(sent, is_waited_for=not left)
                while left and len(sent) < _QUEUED * (count - 1):
                    many = max(1, min(_TOGETHER, len(left) // (_SHARES * count)))
                    sent.add(pool.submit(work, [left.popleft() for _ in range(many)]))
                if left:
                    for volume, place in left.pop().keys:
                        read((volume, place))
        finally:
            for each in sent:
                each.cancel()


def put_batches(shared: Shared, several: bool, batches: Sequence[Batch]) -> None:
    """Decode planes, and write them to their places in an array of another process.

    Parameters
    ----------
    shared
        Where that is.
    several
        Whether its first axis is that of volumes.
    batches
        What to decode.

    Raises
    ------
    DecodeError
        Naming the file that can't be decoded.
    """
    array = _opened(shared)
    for batch in batches:
        try:
            for key, plane in zip(batch.keys, decode_batch(batch), strict=True):
                array[_place(key, several=several)] = plane
        except DicomWidgetsError as problem:
            problem.file = batch.name
            raise


@lru_cache(maxsize=1)
def _opened(shared: Shared) -> NDArray[Any]:
    return np.memmap(shared.path, shared.dtype, "r+", shared.offset, shared.shape)


def _place(key: Key, *, several: bool) -> Key:
    return key if several else key[1:]


def _done(sent: set[Future[Any]], *, is_waited_for: bool) -> set[Future[Any]]:
    """Return what other processes are through with; raise what went wrong there."""
    if is_waited_for and sent:
        wait(sent, return_when=FIRST_COMPLETED)
    done = {each for each in sent if each.done()}
    for each in done:
        each.result()
    return done
