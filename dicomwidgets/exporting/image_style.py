"""How frames look in exported images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from dicomwidgets.display.colormap import COLORMAPS
from dicomwidgets.display.description import VoiFunction
from dicomwidgets.display.window import PRESETS
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from dicomwidgets.display.look import Look

__all__ = ["ImageStyle", "ImageValues", "image_style"]

ImageValues = Literal["display", "stored", "modality"]


@dataclass(frozen=True)
class ImageStyle:
    """How frames become images. It pickles.

    Parameters
    ----------
    values
        ``"display"``: 8 bits as on the screen; ``"stored"`` or ``"modality"``: 16 bits.
    window_center, window_width, voi_function, invert, colormap, overlays, shutter, square
        As for `FrameSource.render`.
    quality
        Of a JPEG, 1 to 100.
    """

    values: ImageValues = "display"
    window_center: float | None = None
    window_width: float | None = None
    voi_function: VoiFunction | None = None
    invert: bool = False
    colormap: str | None = None
    overlays: bool = True
    shutter: bool = True
    square: bool = False
    quality: int = 90

    @property
    def look(self) -> Look:
        """What `FrameSource.render` is told."""
        return {
            "window_center": self.window_center,
            "window_width": self.window_width,
            "voi_function": self.voi_function,
            "invert": self.invert,
            "colormap": self.colormap,
            "overlays": self.overlays,
            "shutter": self.shutter,
        }


def image_style(window: Any = None, *, values: str = "display", **given: Any) -> ImageStyle:
    """Return a style, or say what is wrong with what was asked for.

    Parameters
    ----------
    window
        (centre, width) in modality units, the name of a window in common use such as ``"Lung"``,
        or ``None`` for the file's own.
    values
        ``"display"``, ``"stored"`` or ``"modality"``.
    **given
        The rest of `ImageStyle`.

    Raises
    ------
    ArgumentError
        For what can't be meant.
    """
    if values not in get_args(ImageValues):
        raise ArgumentError(
            f"values={values!r} is unknown.", remedy='Say "display", "stored" or "modality".'
        )
    center, width = _window(window)
    style = ImageStyle(
        values,  # type: ignore[arg-type]  # it is one of them
        center,
        width,
        **given,
    )
    _check(style)
    return style


def _window(window: Any) -> tuple[float | None, float | None]:
    if window is None:
        return None, None
    if isinstance(window, str):
        known = {name.casefold(): (center, width) for name, center, width in _named()}
        if window.casefold() not in known:
            names = ", ".join(name for name, _, _ in _named())
            raise ArgumentError(
                f"There is no window {window!r}.", remedy=f"Take (centre, width), or: {names}."
            )
        center, width = known[window.casefold()]
        return float(center), float(width)
    if isinstance(window, Sequence) and len(window) == 2:
        center, width = map(float, window)
        if math.isfinite(center) and math.isfinite(width) and width > 0:
            return center, width
    raise ArgumentError(
        "This is no window.", remedy="Give (centre, width) in modality units: window=(40, 400)."
    )


def _named() -> list[tuple[str, float, float]]:
    return [each for windows in PRESETS.values() for each in windows]


def _check(style: ImageStyle) -> None:
    if style.colormap is not None and style.colormap not in COLORMAPS:
        raise ArgumentError(
            f"There is no colour map {style.colormap!r}.",
            remedy=f"Take one of: {', '.join(COLORMAPS)}.",
        )
    if style.voi_function is not None and style.voi_function not in get_args(VoiFunction):
        raise ArgumentError(
            f"There is no VOI LUT function {style.voi_function!r}.",
            remedy=f"Take one of: {', '.join(get_args(VoiFunction))}.",
        )
    if style.quality not in range(1, 101):
        raise ArgumentError("The quality of a JPEG lies between 1 and 100.", remedy="Give 90.")
