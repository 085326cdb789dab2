"""The rectangles of an image that are to be blacked out, as they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Box", "boxes_for"]


class Box(NamedTuple):
    """A rectangle, in pixels from the upper left corner.

    Parameters
    ----------
    frames
        Numbers of the frames, from 0; ``None`` for all.
    x, y
        Column and row of its first pixel.
    width, height
        In pixels.
    """

    frames: tuple[int, ...] | None
    x: int
    y: int
    width: int
    height: int

    def is_on(self, frame: int) -> bool:
        """Whether it is for a frame, counted from 0."""
        return self.frames is None or frame in self.frames


def boxes_for(given: Iterable[Any]) -> tuple[Box, ...]:
    """Return boxes from ``(x, y, width, height)`` or ``(frames, x, y, width, height)``.

    Parameters
    ----------
    given
        ``frames`` is a number, several of them, or ``None`` or ``"all"``.

    Raises
    ------
    ArgumentError
        If one is no box.

    Examples
    --------
    >>> boxes_for([(0, 0, 800, 60)])
    (Box(frames=None, x=0, y=0, width=800, height=60),)
    """
    return tuple(map(_box, given))


def _box(given: Any) -> Box:
    try:
        frames, *sides = given if len(given) == 5 else (None, *given)
        x, y, width, height = (int(each) for each in sides)
        chosen = _frames(frames)
    except (TypeError, ValueError):
        x = width = height = y = 0
        chosen = None
    if width < 1 or height < 1 or min(x, y, *(chosen or ())) < 0:
        raise ArgumentError(
            "A box to be blacked out is no rectangle of pixels.",
            remedy="Give (x, y, width, height), or (frames, x, y, width, height), in pixels from "
            "the upper left corner; frames count from 0.",
        )
    return Box(chosen, x, y, width, height)


def _frames(given: Any) -> tuple[int, ...] | None:
    if given is None or given == "all":
        return None
    return (int(given),) if isinstance(given, int) else tuple(sorted({int(each) for each in given}))
