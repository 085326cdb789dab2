"""What is to be done where frames are no volume as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Duplicates", "Gaps", "Incomplete", "Mosaic", "Tilt", "Wish", "checked"]

Gaps = Literal["resample", "take largest part"]
Tilt = Literal["resample", "keep"]
Duplicates = Literal["first", "keep"]
Incomplete = Literal["drop"]
Mosaic = Literal["unfold"]


class Wish(NamedTuple):
    """The ways out that were asked for; ``None`` refuses.

    Parameters
    ----------
    gaps
        Slices missing or unequally spaced: interpolate equal ones, or keep the longest part.
    tilt
        Slices that lie askew over each other: shear them straight, or let the affine lean.
    duplicates
        Several frames at one place that nothing tells apart: the first, or all along an axis.
    incomplete
        Times, echoes, b-values that lack slices: leave them out.
    mosaic
        Many slices in one image: take it apart.
    spacing
        (slice, row, column) in millimetres, where files don't say.
    fill
        The value of voxels that no slice reaches.
    """

    gaps: Gaps | None = None
    tilt: Tilt | None = None
    duplicates: Duplicates | None = None
    incomplete: Incomplete | None = None
    mosaic: Mosaic | None = None
    spacing: Sequence[float] | None = None
    fill: float = float("nan")


_CHOICES: dict[str, tuple[Any, ...]] = {
    "gaps": get_args(Gaps),
    "tilt": get_args(Tilt),
    "duplicates": get_args(Duplicates),
    "incomplete": get_args(Incomplete),
    "mosaic": get_args(Mosaic),
}


def checked(wish: Wish) -> Wish:
    """Return a wish that can be meant.

    Raises
    ------
    ArgumentError
        For a word that is none of the choices, and a spacing that is not three lengths.
    """
    for name, choices in _CHOICES.items():
        value = getattr(wish, name)
        if value is not None and value not in choices:
            listed = " or ".join(map(repr, choices))
            raise ArgumentError(f"{name}={value!r} is unknown.", remedy=f"Give {listed}.")
    if wish.spacing is None:
        return wish
    try:
        lengths = tuple(map(float, wish.spacing))
    except (TypeError, ValueError):
        lengths = ()
    if len(lengths) != 3 or not all(0 < each < float("inf") for each in lengths):
        raise ArgumentError(
            "spacing is not three lengths.", remedy="Give (slice, row, column) in millimetres."
        )
    return wish._replace(spacing=lengths)
