"""How frames look in exported images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import index
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
        ``"display"``: 8 bits as on the screen; ``"stored"`` or ``"modality"``: 16 bits in a PNG,
        in a TIFF what they need.
    window_center, window_width, voi_function, voi_lut, invert, colormap, overlays, overlays_off, \
    shutter, color_profile, square
        As for `FrameSource.render`.
    quality
        Of a JPEG, 1 to 100.
    crop
        (x0, y0, x1, y1): the columns and rows of the frame that are taken, the last two not among
        them.
    rotation, flip
        How pictures are turned: mirrored first, then degrees clockwise. Values never are.
    """

    values: ImageValues = "display"
    window_center: float | None = None
    window_width: float | None = None
    voi_function: VoiFunction | None = None
    voi_lut: int = 0
    invert: bool = False
    colormap: str | None = None
    overlays: bool = True
    overlays_off: tuple[int, ...] = ()
    shutter: bool = True
    color_profile: bool = True
    square: bool = False
    quality: int = 90
    crop: tuple[int, int, int, int] | None = None
    rotation: int = 0
    flip: bool = False

    @property
    def look(self) -> Look:
        """What `FrameSource.render` is told."""
        return {
            "window_center": self.window_center,
            "window_width": self.window_width,
            "voi_function": self.voi_function,
            "voi_lut": self.voi_lut,
            "invert": self.invert,
            "colormap": self.colormap,
            "overlays": self.overlays,
            "overlays_off": self.overlays_off,
            "shutter": self.shutter,
            "color_profile": self.color_profile,
        }


def image_style(window: Any = None, *, values: str = "display", **given: Any) -> ImageStyle:
    """Return a style, or say what is wrong with what was asked for.

    Parameters
    ----------
    window
        (centre, width) in modality units, of which one may be ``None``; the name of a window in
        common use such as ``"Lung"``; or ``None`` for the file's own.
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
    given["crop"] = _crop(given.get("crop"))
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
        middle, span = (None if each is None else float(each) for each in window)
        if _is_window(middle, span):
            return middle, span
    raise ArgumentError(
        "This is no window.", remedy="Give (centre, width) in modality units: window=(40, 400)."
    )


def _is_window(center: float | None, width: float | None) -> bool:
    given = [each for each in (center, width) if each is not None]
    return bool(given) and all(map(math.isfinite, given)) and (width is None or width > 0)


def _crop(crop: Any) -> tuple[int, int, int, int] | None:
    if crop is None:
        return None
    try:
        x0, y0, x1, y1 = map(index, crop)
    except (TypeError, ValueError):
        x0 = y0 = x1 = y1 = 0
    if 0 <= x0 < x1 and 0 <= y0 < y1:
        return x0, y0, x1, y1
    raise ArgumentError(
        f"crop={crop!r} is no part of a frame.",
        remedy="Give (x0, y0, x1, y1), whole pixels from the top left: crop=(0, 0, 256, 256).",
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
    if style.rotation not in (0, 90, 180, 270):
        raise ArgumentError(
            f"rotation={style.rotation!r} is no quarter turn.", remedy="Give 0, 90, 180 or 270."
        )
    if style.quality not in range(1, 101):
        raise ArgumentError("The quality of a JPEG lies between 1 and 100.", remedy="Give 90.")
