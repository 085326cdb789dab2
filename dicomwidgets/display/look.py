"""How a user wants a frame to look, and what paints it so."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from dicomwidgets.display.colormap import palette
from dicomwidgets.display.description import VoiFunction
from dicomwidgets.display.lookup import (
    index_pattern,
    lookup,
    mapper,
    stored_of_patterns,
    to_screen,
)
from dicomwidgets.display.padding import background
from dicomwidgets.display.window import Window, default_window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay

__all__ = ["Look", "asked_display", "asked_window", "painter"]


class Look(TypedDict, total=False):
    """How a frame is shown: the keywords of `FrameSource.render`, named as the viewer's traits."""

    window_center: float | None
    window_width: float | None
    voi_function: VoiFunction | None
    voi_lut: int
    invert: bool
    colormap: str | None
    overlays: bool
    overlays_off: Collection[int]
    shutter: bool
    color_profile: bool


def asked_window(display: FrameDisplay, look: Look) -> Window | None:
    """Return the window that `look` asks for, completed from the frame's own; else ``None``."""
    center, width = look.get("window_center"), look.get("window_width")
    function = look.get("voi_function")
    chosen = center is not None or width is not None
    if not chosen and (function is None or display["voi_lut"] is not None):
        return None
    plain = display.copy()
    plain["voi_lut"] = None
    base = default_window(plain) or Window(0.0, 1.0)
    return Window(
        base.center if center is None else center,
        base.width if width is None else width,
        function or display["voi_function"],
    )


def asked_display(display: FrameDisplay, look: Look) -> FrameDisplay:
    """Return the chain with the VOI LUT that `look` asks for, where the file has that one."""
    asked = look.get("voi_lut") or 0
    if display["voi_lut"] is None or not 0 < asked < len(display["voi_luts"]):
        return display
    other = display.copy()
    other["voi_lut"] = asked
    return other


def painter(
    display: FrameDisplay, look: Look, *, few: bool = False
) -> Callable[[NDArray[Any]], NDArray[np.uint8]]:
    """Return what turns stored values into screen values.

    A table costs as much as the arithmetic on as many pixels as it has entries: for `few`
    there is none.
    """
    if display["kind"] == "color":
        return np.copy
    display = asked_display(display, look)
    plain = _grey_painter(display, look, few=few)
    supplement = display.get("palette")
    if supplement is None:
        return plain
    from dicomwidgets.display.palette import with_supplement  # noqa: PLC0415 - few have one

    return lambda stored: with_supplement(stored, plain(stored), supplement)


def _grey_painter(
    display: FrameDisplay, look: Look, *, few: bool
) -> Callable[[NDArray[Any]], NDArray[np.uint8]]:
    window, invert = asked_window(display, look), look.get("invert", False)
    colormap = look.get("colormap")
    grey: Callable[[NDArray[Any]], NDArray[np.uint8]]
    if few or display["bits_stored"] > 16:
        grey = partial(to_screen, display=display, window=window, invert=invert)
    else:
        grey = mapper(display, window, invert=invert)
    if colormap in (None, "grey"):
        return grey
    if few or display["bits_stored"] > 16:
        return lambda stored: _colored(grey(stored), stored, display, colormap)
    every = stored_of_patterns(display)
    table = _colored(lookup(display, window, invert=invert), every, display, colormap)
    return lambda stored: table[index_pattern(stored, len(table))]


def _colored(
    grey: NDArray[np.uint8], stored: NDArray[Any], display: FrameDisplay, colormap: str
) -> NDArray[np.uint8]:
    """Return greys in colours; what is no image is black whatever colour the map begins with."""
    colors = palette(colormap)[grey]
    nothing = background(stored, display)
    if nothing is not None:
        colors[nothing] = 0
    return colors
