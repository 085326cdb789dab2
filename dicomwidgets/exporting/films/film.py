"""The frames of a series as a film."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from dicomwidgets.errors import DisplayError
from dicomwidgets.exporting.films.apng import ApngWriter
from dicomwidgets.exporting.films.gif import GifWriter
from dicomwidgets.exporting.films.timing import shown_times
from dicomwidgets.exporting.films.webp import WebpWriter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dicomwidgets.exporting.films.timing import Playing
    from dicomwidgets.exporting.pictures import Shots

__all__ = ["FilmWriter", "write_film"]

_WRITERS: dict[str, Any] = {"apng": ApngWriter, "gif": GifWriter, "webp": WebpWriter}


class FilmWriter(Protocol):
    """Writes a film frame by frame, and keeps none."""

    UNIT: float
    LEAST: int
    LONGEST: int

    def add(self, screen: NDArray[np.uint8], ticks: int) -> None:
        """Write a frame that is shown so long."""

    def close(self) -> str:
        """Write the end, and return what is to be known."""


def write_film(shots: Shots, kind: str, playing: Playing, out: BinaryIO) -> None:
    """Write a film.

    Parameters
    ----------
    shots
        The frames.
    kind
        ``"gif"``, ``"webp"`` or ``"apng"``.
    playing
        How fast and how often.
    out
        Where to; it can seek.

    Raises
    ------
    DecodeError
        If a frame can't be decoded.
    DisplayError
        If frames differ in size, or are larger than such a file can be.
    """
    shown = shown_times(shots.frames, shots.chosen, playing)
    shots.note(shown.note)
    kinds = _WRITERS[kind]
    if min(shown.milliseconds) < kinds.LEAST * kinds.UNIT:
        most = 1000 / kinds.LEAST / kinds.UNIT
        shots.note(f"{kind.upper()} shows {most:g} frames a second at most: it plays slower.")
    writer: FilmWriter | None = None
    ticks = shown.ticks(kinds.UNIT, kinds.LEAST)
    for _, screen in shots.each(shown.frames):
        if writer is None:
            _check(kind, kinds.LONGEST, screen.shape)
            writer = kinds(out, screen, len(shown.frames), playing.loop)
        writer.add(screen, next(ticks))
    if writer is not None:
        shots.note(writer.close())


def _check(kind: str, longest: int, size: tuple[int, ...]) -> None:
    if max(size[:2]) > longest:
        raise DisplayError(
            f"A {kind.upper()} has {longest:,} rows and columns at most.",
            remedy="Take a part: crop=(x0, y0, x1, y1); or another format.",
        )
