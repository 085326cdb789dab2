"""All slices of a volume into one array: one after the other, in threads, or in processes."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any

from dicomwidgets.codecs import is_native
from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.jobs.pool import can_start_processes, processors
from dicomwidgets.jobs.running import breadth, run
from dicomwidgets.pixels.plugins.decoders import decoders_for
from dicomwidgets.volumes.beside import fill_beside
from dicomwidgets.volumes.elsewhere import decode_batch, tasks_of
from dicomwidgets.volumes.mixing import mix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from dicomwidgets.volumes.beside import Shared
    from dicomwidgets.volumes.elsewhere import Key
    from dicomwidgets.volumes.reader import Reader

__all__ = ["fill", "needs_processes", "read_in_order"]

_WORTH_PROCESSES = 32 * 2**20
"""Pixels of compressed frames below which processes would take longer to start than to help."""
_FREE = "imagecodecs"
"""The decoder that lets go of Python's lock: threads do for what it decodes."""


def fill(
    reader: Reader,
    array: NDArray[Any],
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    shared: Shared | None = None,
) -> None:
    """Read every slice into the array.

    Parameters
    ----------
    reader
        What reads them.
    array
        Of the reader's shape and type.
    workers
        How many slices at a time, by default one a processor; 0 or 1 reads them one by one.
    executor
        Decodes frames elsewhere; what is interpolated is mixed of them here.
    shared
        Where other processes find the array, if frames are to be decoded there.

    Raises
    ------
    ArgumentError
        For both, and for a number below 0.
    DecodeError
        Naming the file that can't be decoded.
    """
    if workers is not None and (workers < 0 or executor is not None):
        raise ArgumentError(
            "Both an executor and a number of workers are given."
            if executor is not None
            else f"workers={workers} can't be meant.",
            remedy="Give one of them, workers from 0 on.",
        )
    places = _places(reader)
    several = len(reader.stack.slices) > 1 or bool(reader.stack.labels)
    count = _count(reader, workers)

    def room(where: tuple[int, ...]) -> NDArray[Any]:
        found: NDArray[Any] = array[where] if several else array[where[1]]
        return found

    def read(where: tuple[int, int]) -> None:
        reader.read(*where, room(where))

    if executor is None and count > 1 and shared is not None:
        fill_beside(reader, shared, read, count)
    elif executor is not None or needs_processes(reader, workers):
        planes = _elsewhere(reader, executor, count)
        if reader.stack.is_interpolated:
            mix(reader, planes, room)
            return
        for where, plane in planes:
            room(where)[...] = plane
    elif count > 1:
        _in_threads(read, places, count)
    else:
        for where in places:
            read(where)


def read_in_order(reader: Reader, workers: int | None = None) -> Iterator[NDArray[Any]]:
    """Yield slice by slice, of one volume after the other, and keep none.

    Parameters
    ----------
    reader
        What reads them.
    workers
        How many threads read ahead, by default one a processor; 0 or 1 reads one by one.

    Raises
    ------
    DecodeError
        Naming the file that can't be decoded.
    """
    places = _places(reader)
    count = _count(reader, workers)
    if count < 2:
        yield from (reader.slice(*where) for where in places)
        return
    left = iter(places)
    with ThreadPoolExecutor(count, thread_name_prefix="dicomwidgets-volume") as pool:
        ahead = deque(pool.submit(reader.slice, *where) for where in islice(left, count))
        try:
            while ahead:
                made = ahead.popleft().result()
                ahead.extend(pool.submit(reader.slice, *where) for where in islice(left, 1))
                yield made
        finally:
            for each in ahead:
                each.cancel()


def _in_threads(
    read: Callable[[tuple[int, int]], None], places: Sequence[tuple[int, int]], count: int
) -> None:
    """Read slices in several threads, of which this one is one; the first failure ends all."""
    left = iter(places)  # each takes the next one: a list's iterator may be shared

    def work() -> None:
        try:
            for where in left:
                read(where)
        finally:
            for _ in left:
                pass

    with ThreadPoolExecutor(count - 1, thread_name_prefix="dicomwidgets-volume") as pool:
        others = [pool.submit(work) for _ in range(count - 1)]
        work()
        for other in others:
            other.result()


def _elsewhere(
    reader: Reader, executor: Executor | None, count: int
) -> Iterator[tuple[Key, NDArray[Any]]]:
    """Yield what other processes have decoded, as it comes, each with its key."""
    workers = None if executor is not None else count
    tasks = tasks_of(reader, breadth(executor) if executor is not None else count)
    for result in run(decode_batch, tasks, executor=executor, workers=workers):
        if isinstance(result.error, DicomWidgetsError):
            result.error.file = result.item.name
        yield from zip(result.item.keys, result.unwrap(), strict=True)


def _places(reader: Reader) -> list[tuple[int, int]]:
    """Return volume and place of all slices."""
    every = enumerate(reader.stack.slices)
    return [(volume, place) for volume, slices in every for place in range(len(slices))]


def _count(reader: Reader, workers: int | None) -> int:
    slices = sum(map(len, reader.stack.slices))
    return min(processors() if workers is None else workers, slices)


def needs_processes(reader: Reader, workers: int | None = None) -> bool:
    """Whether frames are compressed by what holds Python's lock, and are enough to be worth it."""
    rows, columns = reader.stack.size
    slices = sum(map(len, reader.stack.slices))
    if reader.stack.is_interpolated or slices * rows * columns < _WORTH_PROCESSES:
        return False
    if _count(reader, workers) < 2:
        return False
    slab = reader.stack.slices[0][0][0].slab
    uid = reader.frames.header(slab.frame).transfer_syntax_uid or ""
    if is_native(uid) or not can_start_processes():
        return False
    decoders = decoders_for([uid])
    return bool(decoders) and _FREE not in decoders[0].available_plugins
