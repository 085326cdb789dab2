"""How a user wants a frame to look, and what paints it so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from dicomwidgets.display.colormap import palette
from dicomwidgets.display.description import VoiFunction
from dicomwidgets.display.lookup import mapper, to_screen
from dicomwidgets.display.window import Window, default_window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay

__all__ = ["Look", "asked_window", "painter"]


class Look(TypedDict, total=False):
    """How a frame is shown: the keywords of `FrameSource.render`, named as the viewer's traits."""

    window_center: float | None
    window_width: float | None
    voi_function: VoiFunction | None
    invert: bool
    colormap: str | None


def asked_window(display: FrameDisplay, look: Look) -> Window | None:
    """Return the window that `look` asks for, completed from the frame's own; else ``None``."""
    center, width = look.get("window_center"), look.get("window_width")
    function = look.get("voi_function")
    if center is None and width is None and function is None:
        return None
    plain = display.copy()
    plain["voi_lut"] = None
    base = default_window(plain) or Window(0.0, 1.0)
    return Window(
        base.center if center is None else center,
        base.width if width is None else width,
        function or display["voi_function"],
    )


def painter(
    display: FrameDisplay, look: Look, *, few: bool = False
) -> Callable[[NDArray[Any]], NDArray[np.uint8]]:
    """Return what turns stored values into screen values.

    A table costs as much as the arithmetic on as many pixels as it has entries: for `few`
    there is none.
    """
    if display["kind"] == "color":
        return np.copy
    window, invert = asked_window(display, look), look.get("invert", False)
    grey = (
        partial(to_screen, display=display, window=window, invert=invert)
        if few
        else mapper(display, window, invert=invert)
    )
    colormap = look.get("colormap")
    if colormap in (None, "grey"):
        return grey
    colors = palette(colormap)
    return lambda stored: colors[grey(stored)]
