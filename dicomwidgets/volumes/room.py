"""The array that a volume is read into: in memory, or in a file."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.errors import VolumeError
from dicomwidgets.jobs.atomic import PART, place_file
from dicomwidgets.volumes.beside import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["own", "room_for"]

_CANNOT_TELL = {errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS}
"""What file systems answer that know of no blocks taken ahead."""
_FULL = {errno.ENOMEM, errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def room_for(
    shape: Sequence[int],
    dtype: np.dtype[Any],
    out: str | os.PathLike[str] | None,
    *,
    shared: bool = False,
) -> Iterator[tuple[NDArray[Any], Shared | None]]:
    """Make room for an array, to be filled within.

    Parameters
    ----------
    shape, dtype
        Of the array.
    out
        The file that it is to lie in, else memory. It has the name once the array is filled:
        until then, and where that fails, a file that has the name stays as it is.

    shared
        Whether other processes are to fill it, too.

    Yields
    ------
    ndarray, Shared or None
        The array, and where other processes find it: ``None`` where they don't.

    Raises
    ------
    VolumeError
        Where there is not enough of either, or the file can't be made.
    """
    if out is None:
        with _memory(shape, dtype, shared=shared) as found:
            yield found
        return
    path = Path(out).absolute()
    made: Path | None = None
    array: Any
    try:
        with _telling(path, shape, dtype):
            made = _beside(path)
            array = _mapped(made, path.suffix == ".npy", shape, dtype)
        yield array, _named(str(made), array) if shared else None
        with _telling(path, shape, dtype):
            array.flush()
            place_file(made, path, overwrite=True)
            array.filename, made = path, None
    finally:
        if made is not None:
            made.unlink(missing_ok=True)


@contextmanager
def _memory(
    shape: Sequence[int], dtype: np.dtype[Any], *, shared: bool
) -> Iterator[tuple[NDArray[Any], Shared | None]]:
    """Make room in memory; where others are to fill it and the system can, under a name as well."""
    try:
        named = _named_memory(shape, dtype) if shared else None
        array: Any = np.empty(shape, dtype) if named is None else None
    except (MemoryError, OSError):
        raise _too_large(shape, dtype) from None
    if named is None:
        yield array, None
        return
    file, array = named
    try:
        yield array.view(np.ndarray), _named(_name_of(file), array)
    finally:
        os.close(file)


def own(array: NDArray[Any], shared: Shared | None) -> NDArray[Any]:
    """Return an array that has been filled, with nobody else's hands on it.

    Memory that others have filled too would be the same in processes forked later: what they
    write there has to be their own.

    Parameters
    ----------
    array, shared
        As `room_for` has yielded them, which is not left yet.

    Raises
    ------
    VolumeError
        Where the system has no memory for it.
    """
    if shared is None or isinstance(array, np.memmap):
        return array
    try:
        kept: Any = np.memmap(shared.path, shared.dtype, "c", shared.offset, shared.shape)
    except OSError:
        raise _too_large(array.shape, array.dtype) from None
    return np.asarray(kept.view(np.ndarray))


def _named_memory(shape: Sequence[int], dtype: np.dtype[Any]) -> tuple[int, Any] | None:
    """Return memory as an open file, and mapped; ``None`` where there is none others can open."""
    size, file = _size(shape, dtype), -1
    if not size or not hasattr(os, "memfd_create"):
        return None
    try:
        file = os.memfd_create("dicomwidgets")
        os.posix_fallocate(file, 0, size)  # what is not there shows now, and not as a crash
        return file, np.memmap(_name_of(file), dtype, "r+", shape=tuple(shape))
    except OSError as error:
        if file >= 0:
            os.close(file)
        if error.errno in _FULL:
            raise
        return None


def _name_of(file: int) -> str:
    """Return the path that other processes open what this one has open by."""
    return f"/proc/{os.getpid()}/fd/{file}"


def _named(path: str, array: Any) -> Shared:
    return Shared(path, array.offset, array.shape, array.dtype.str)


def _beside(path: Path) -> Path:
    """Make an empty file beside another one's place."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    number, name = tempfile.mkstemp(PART, f".{path.name[:32]}.", path.parent)
    os.close(number)
    return Path(name)


def _mapped(path: Path, has_header: bool, shape: Sequence[int], dtype: np.dtype[Any]) -> Any:
    """Return an array in a file that has all its blocks: a full disk shows now, not as a crash."""
    array: Any
    if has_header:
        array = np.lib.format.open_memmap(path, "w+", dtype, tuple(shape))
    else:
        array = np.memmap(path, dtype, "w+", shape=tuple(shape))
    if hasattr(os, "posix_fallocate"):
        with path.open("r+b") as file:
            try:
                os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
            except OSError as error:
                if error.errno not in _CANNOT_TELL:
                    raise
    return array


@contextmanager
def _telling(path: Path, shape: Sequence[int], dtype: np.dtype[Any]) -> Iterator[None]:
    """Say which file could not be made."""
    try:
        yield
    except OSError as error:
        size = _size(shape, dtype)
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise VolumeError(
            f"The file for the array can't be made: {error.strerror or type(error).__name__}; it "
            f"takes {size / 2**20:,.1f} MiB.",
            code="out",
            files=[path.name],
            numbers=[size],
            remedy="Give out= on a disk that has room, or max_bytes= or step=, which take fewer "
            "voxels."
            if is_full
            else "Give out= the name of a file in a folder that is there and can be written to.",
        ) from None


def _size(shape: Sequence[int], dtype: np.dtype[Any]) -> int:
    return int(np.prod(shape, dtype=np.int64)) * dtype.itemsize


def _too_large(shape: Sequence[int], dtype: np.dtype[Any]) -> VolumeError:
    size = _size(shape, dtype)
    return VolumeError(
        f"There is no memory for {' × '.join(map(str, shape))} voxels of {dtype.name}: "
        f"{size / 2**30:.1f} GiB.",
        code="memory",
        numbers=[size],
        remedy="Give out='file.npy', which keeps the array in a file, or max_bytes= or step=, "
        "which take fewer voxels.",
    )
