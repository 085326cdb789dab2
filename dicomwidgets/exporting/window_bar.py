"""The colour bar: which value is shown in which colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dicomwidgets.display.description import FrameDisplay
    from dicomwidgets.exporting.figure import FramePicture

__all__ = ["window_bar", "window_text"]

_STEPS = 512


def window_bar(axes: Any, picture: FramePicture, display: FrameDisplay) -> None:
    """Draw the values of the window, in their unit, in the colours they are shown in.

    Parameters
    ----------
    axes
        Room for it; the values are written on its right.
    picture
        With a window.
    display
        Of its frame.
    """
    import numpy as np  # noqa: PLC0415 - this room has no pixels of its own

    from dicomwidgets.display.colormap import palette  # noqa: PLC0415
    from dicomwidgets.display.lookup import to_screen  # noqa: PLC0415

    window = picture.window
    if window is None:
        return
    half = max(abs(window.width), 1e-6) / 2
    reach = half if window.function != "SIGMOID" else 2 * half
    low, high = window.center - reach, window.center + reach
    values = np.linspace(low, high, _STEPS)
    plain: FrameDisplay = {
        **display,
        "slope": 1.0,
        "intercept": 0.0,
        "modality_lut": None,
        "voi_lut": None,
        "padding": None,
        "bits_stored": 32,
    }
    grey = to_screen(values, plain, window, invert=picture.invert)
    colors = palette(picture.colormap)[grey]
    axes.imshow(colors[:, None], extent=(0, 1, low, high), origin="lower", aspect="auto")
    axes.set_xticks([])
    axes.yaxis.tick_right()
    axes.tick_params(labelsize=8)
    if display["unit"]:
        axes.set_title(display["unit"], fontsize=8)


def window_text(picture: FramePicture) -> str:
    """Return the window in words, as ``"window 40 / 400 HU"`` (centre / width)."""
    if picture.info["display"]["kind"] == "color":
        return ""
    window = picture.window
    if window is None:
        return "VOI LUT of the file"
    unit = f" {picture.info['display']['unit']}".rstrip()
    function = "" if window.function == "LINEAR" else f" {window.function}"
    return f"window {window.center:g} / {window.width:g}{unit}{function}".replace("-", "−")
