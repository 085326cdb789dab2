"""What is to be stored: frames of one size and type, each made when it is asked for."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.errors import CreateError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Lossy", "Raster", "Stream", "changed", "joined"]


class Lossy(NamedTuple):
    """How pixels were compressed with loss before they came here (PS3.3 C.7.6.1.1.5).

    Parameters
    ----------
    method
        A defined term, as ``"ISO_10918_1"``.
    ratio
        Bytes of the pixels per byte of the stream.
    """

    method: str
    ratio: float


class Stream(NamedTuple):
    """A codestream that can be kept as it is.

    Parameters
    ----------
    read
        Returns it.
    photometric
        What its colours are called.
    """

    read: Callable[[], bytes]
    photometric: str


@dataclass(frozen=True, slots=True)
class Raster:
    """Frames of one size and type.

    Parameters
    ----------
    count, rows, columns, samples
        Their number and size; one or three samples a pixel.
    dtype
        Of the frames.
    frame
        Makes one: (rows, columns), or (rows, columns, 3).
    lossy
        What each frame went through; ``None`` where nothing is known.
    streams
        The frames as they were compressed, where they can be kept; else empty.
    durations
        How long each is shown, in milliseconds; empty where they are no movie.
    notes
        What was done to them that one should know.
    profile
        The ICC profile of their colours; empty where there is none.
    """

    count: int
    rows: int
    columns: int
    samples: int
    dtype: np.dtype[Any]
    frame: Callable[[int], NDArray[Any]]
    lossy: tuple[Lossy | None, ...] = ()
    streams: tuple[Stream, ...] = ()
    durations: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    profile: bytes = b""

    @property
    def form(self) -> tuple[int, int, int, str, bytes]:
        """What frames of one object have in common."""
        return self.rows, self.columns, self.samples, self.dtype.str[1:], self.profile


def changed(file: str = "") -> CreateError:
    """Return what is said where a frame is read again and is another one than was looked at."""
    return CreateError(
        "The picture was changed since it was looked at.",
        file=file or None,
        remedy="Make the objects again.",
    )


def joined(parts: Sequence[Raster]) -> list[Raster]:
    """Return rasters with neighbours of the same form put together."""
    groups: list[list[Raster]] = []
    for part in parts:
        if groups and groups[-1][-1].form == part.form:
            groups[-1].append(part)
        else:
            groups.append([part])
    return [group[0] if len(group) == 1 else _one(group) for group in groups]


def _one(parts: list[Raster]) -> Raster:
    ends = [*accumulate(part.count for part in parts)]

    def frame(index: int) -> NDArray[Any]:
        at = bisect_right(ends, index)
        return parts[at].frame(index - ends[at] + parts[at].count)

    def whole(name: str) -> tuple[Any, ...]:
        values = tuple(each for part in parts for each in getattr(part, name))
        return values if len(values) == ends[-1] else ()

    streams: tuple[Stream, ...] = whole("streams")
    return replace(
        parts[0],
        count=ends[-1],
        frame=frame,
        lossy=whole("lossy"),
        streams=streams if len({each.photometric for each in streams}) == 1 else (),
        durations=whole("durations"),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )
