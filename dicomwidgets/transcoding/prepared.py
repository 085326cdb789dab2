"""A file in another transfer syntax, ready to be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydicom import Dataset  # noqa: TC002 - by its front door

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwidgets.transcoding.coded_frames import CodedFrames
    from dicomwidgets.transcoding.frame_codec import Loss
    from dicomwidgets.transcoding.syntaxes import Syntax

__all__ = ["Pixels", "Prepared"]


@dataclass(frozen=True)
class Pixels:
    """The value of a pixel element.

    Parameters
    ----------
    tag
        (7FE0,0010), or that of floating-point pixels.
    vr
        Of the element.
    length
        In bytes; ``None`` where it is encapsulated.
    pieces
        Returns its bytes; of an encapsulated one the items, without the delimiter.
    coded
        Its frames, where it is encapsulated.
    """

    tag: int
    vr: str
    length: int | None
    pieces: Callable[[], Iterator[bytes]]
    coded: CodedFrames | None = None


@dataclass
class Prepared:
    """A file in another transfer syntax.

    Parameters
    ----------
    dataset
        The elements before the pixels, with their file meta.
    syntax
        What it is written in.
    pixels
        ``None`` where there are none.
    tail
        The elements after the pixels.
    notes
        What is to be known.
    loss
        What was lost; ``None`` where nothing was compressed with a loss.
    stored_size, coded_size
        Bytes of the pixels uncompressed, and as they are written.
    """

    dataset: Dataset
    syntax: Syntax
    pixels: Pixels | None
    tail: Dataset
    notes: tuple[str, ...] = ()
    loss: Loss | None = None
    stored_size: int = 0
    coded_size: int = 0

    def close(self) -> None:
        """Let go of the frames that were encoded."""
        if self.pixels is not None and self.pixels.coded is not None:
            self.pixels.coded.close()
