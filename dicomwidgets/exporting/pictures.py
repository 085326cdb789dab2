"""Frames as they are exported: as on the screen, or their values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dicomwidgets.display.turn import Turn, turn_pixels
from dicomwidgets.errors import ArgumentError, DisplayError
from dicomwidgets.pixels.large import refuse
from dicomwidgets.pixels.limits import LARGEST_DECODED
from dicomwidgets.pixels.picture import squared
from dicomwidgets.volumes.slab import Slab
from dicomwidgets.volumes.voxels import put, voxels_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from dicomwidgets.exporting.image_style import ImageStyle
    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.volumes.voxels import Kept, Voxels

__all__ = ["Shots", "cropped", "different_sizes"]

_NOWHERE = (0.0, 0.0, 0.0)


def _on() -> None:
    """Go on with the next frame."""


@dataclass
class Shots:
    """Frames that are exported together, made one at a time.

    Parameters
    ----------
    frames
        All of the series.
    chosen
        Which of them.
    style
        How they look, or which of their values are taken.
    through
        Called after every frame; what it raises ends the export.

    Attributes
    ----------
    notes : dict
        What is to be known of those that were made; its keys.
    """

    frames: FrameSource
    chosen: Sequence[int]
    style: ImageStyle
    through: Callable[[], None] = _on
    notes: dict[str, None] = field(default_factory=dict)

    def note(self, text: str) -> None:
        """Tell something that is to be known."""
        if text:
            self.notes[text] = None

    @property
    def is_shown(self) -> bool:
        """Whether frames are as on the screen; else they are values."""
        return self.style.values == "display"

    @cached_property
    def is_colored(self) -> bool:
        """Whether the picture of any may have colours: a shutter has one."""
        if self.style.colormap not in (None, "grey"):
            return True
        for info in map(self.frames.described, self.chosen):
            shut = any(each["kind"] == "shutter" for each in info.get("graphics", ()))
            if info["display"]["kind"] == "color" or (shut and self.style.shutter):
                return True
        return False

    @cached_property
    def voxels(self) -> Voxels:
        """The type of the values of all, by their headers alone (`dicomwidgets.volume`).

        The stored one where it holds every value that the headers allow, else the smallest
        integer type that does; where values are no whole numbers float32, and float64 where more
        than 16 bits are stored. Colours are uint8.
        """
        kept: Kept = "stored" if self.style.values == "stored" else "modality"
        planes = [self._plane(i) for i in dict.fromkeys(self.chosen)]
        return voxels_of(self.frames, planes, kept, None, mixes=False)

    def each(self, order: Sequence[int] | None = None) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yield the number of each frame, and the frame, all of the same size and type.

        Parameters
        ----------
        order
            Another one than `chosen`.

        Raises
        ------
        DecodeError
            If one can't be decoded.
        DisplayError
            If they differ in size.
        """
        shape: tuple[int, ...] = ()
        for i in self.chosen if order is None else order:
            made = self.screen(i, colored=self.is_colored) if self.is_shown else self.values(i)
            if made.shape != (shape := shape or made.shape):
                raise different_sizes()
            yield i, made
            self.through()

    def screen(self, i: int, *, colored: bool = False) -> NDArray[np.uint8]:
        """Return a frame as on the screen: cropped, with square pixels if asked for, then turned.

        Parameters
        ----------
        i
            Which.
        colored
            Whether grey is told in three samples as well.

        Returns
        -------
        ndarray
            uint8 (rows, columns) or (rows, columns, 3).
        """
        import numpy as np  # noqa: PLC0415 - this room has no pixels of its own

        style = self.style
        self._refuse_huge(i)
        screen = cropped(self.frames.render(i, **style.look), style)
        if style.square:
            screen = squared(screen, self.frames.described(i)["geometry"]["aspect"])
        screen = turn_pixels(screen, Turn(style.rotation, style.flip))
        for badge in self.frames.shared_info(i)["badges"]:
            self.note(f"{badge['text']}: {badge['reason']}")
        return np.repeat(screen[..., None], 3, axis=2) if colored and screen.ndim == 2 else screen

    def values(self, i: int) -> NDArray[Any]:
        """Return the values of a frame in the type that all of them get, never turned."""
        import numpy as np  # noqa: PLC0415 - see above

        self._refuse_huge(i)
        stored = cropped(self.frames.stored(i), self.style)
        values = np.empty(stored.shape, self.voxels.dtype)
        put(stored, self.frames.described(i)["display"], values, self.voxels)
        return values

    def _refuse_huge(self, i: int) -> None:
        if (size := self.frames.frame_bytes(i)) > LARGEST_DECODED:
            raise refuse(size)

    def _plane(self, i: int) -> Slab:
        """Return a frame as a plane that lies nowhere: only its values matter."""
        info = self.frames.described(i)
        size = info["rows"], info["columns"]
        return Slab(i, self.frames.locators[i].item.name, _NOWHERE, _NOWHERE, (1.0, 1.0), *size)


def cropped(pixels: NDArray[Any], style: ImageStyle) -> NDArray[Any]:
    """Return the part of a frame that is asked for.

    Raises
    ------
    ArgumentError
        If it is not inside the frame.
    """
    if style.crop is None:
        return pixels
    (rows, columns), (x0, y0, x1, y1) = pixels.shape[:2], style.crop
    if x1 > columns or y1 > rows:
        raise ArgumentError(
            f"crop={style.crop} is not inside the frame of {columns} × {rows}.",
            remedy="Give (x0, y0, x1, y1) of pixels that the frame has.",
        )
    return pixels[y0:y1, x0:x1]


def different_sizes() -> DisplayError:
    """Return what is said of frames that can't be in one file."""
    return DisplayError("The frames differ in size.", remedy="Export them one by one.")
