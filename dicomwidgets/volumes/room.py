"""The array that a volume is read into: in memory, or in a file."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.errors import VolumeError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["room_for"]


@contextmanager
def room_for(
    shape: Sequence[int], dtype: np.dtype[Any], out: str | os.PathLike[str] | None
) -> Iterator[NDArray[Any]]:
    """Make room for an array; what fails while it is filled leaves no file behind.

    Parameters
    ----------
    shape, dtype
        Of the array.
    out
        The file that it is to lie in, else memory.

    Raises
    ------
    VolumeError
        Where there is not enough of either.
    """
    if out is None:
        try:
            yield np.empty(shape, dtype)
        except MemoryError:
            raise _too_large(shape, dtype) from None
        return
    path = Path(out)
    try:
        array: Any
        if path.suffix == ".npy":
            array = np.lib.format.open_memmap(path, "w+", dtype, tuple(shape))
        else:
            array = np.memmap(path, dtype, "w+", shape=tuple(shape))
    except OSError as error:
        raise VolumeError(
            f"The file for the array can't be made: {error.strerror or error}.",
            code="out",
            files=[path.name],
        ) from None
    try:
        yield array
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    array.flush()


def _too_large(shape: Sequence[int], dtype: np.dtype[Any]) -> VolumeError:
    size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    return VolumeError(
        f"There is no memory for {' × '.join(map(str, shape))} voxels of {dtype.name}: "
        f"{size / 2**30:.1f} GiB.",
        code="memory",
        numbers=[size],
        remedy="Give out='file.npy', which keeps the array in a file, or max_bytes= or step=, "
        "which take fewer voxels.",
    )
