"""What one may ask of an export, by keyword."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from dicomwidgets.display.description import VoiFunction
from dicomwidgets.errors import ArgumentError

__all__ = ["ExportOptions", "sorted_options"]


class _Look(TypedDict, total=False):
    """How frames look: the fields of `ImageStyle` but values and window."""

    voi_function: VoiFunction | None
    voi_lut: int
    invert: bool
    colormap: str | None
    overlays: bool
    overlays_off: Iterable[int]
    shutter: bool
    color_profile: bool
    square: bool
    crop: Sequence[int] | None
    rotation: int
    flip: bool
    quality: int


class _Asked(TypedDict, total=False):
    """What is made of them: the keywords of `wish_of`."""

    frames: Any
    values: str | None
    window: Any
    montage: Any
    fps: float | None
    loop: int
    arrays: str | None
    volume: Mapping[str, Any] | None


class _Beside(TypedDict, total=False):
    """What is for a folder alone."""

    pattern: str | None
    identifiers: bool | None
    metadata: str | None
    tags: Iterable[Any] | str | None


class ExportOptions(_Look, _Asked, _Beside, total=False):
    """The keywords of `dicomwidgets.export`."""


def sorted_options(options: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is asked of files, as `wish_of` takes it, and what is for a folder alone.

    Raises
    ------
    ArgumentError
        For a keyword that there is not.
    """
    known = ExportOptions.__annotations__
    if unknown := sorted(options.keys() - known.keys()):
        raise ArgumentError(
            f"An export knows no {unknown[0]}=.", remedy=f"It takes {', '.join(sorted(known))}."
        )
    asked: dict[str, Any] = {"look": {}}
    beside: dict[str, Any] = {}
    for name, value in options.items():
        if name in _Look.__annotations__:
            asked["look"][name] = tuple(value) if name == "overlays_off" else value
        elif name in _Asked.__annotations__:
            asked[name] = value
        else:
            beside[name] = value
    return asked, beside
