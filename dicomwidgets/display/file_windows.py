"""The windows that a file names (PS3.3 C.11.2.1.2), those that make sense."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from dicomwidgets.display.description import VoiFunction
from dicomwidgets.display.tolerant import aligned, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dicomwidgets.display.description import Badge, WindowPreset

__all__ = ["file_windows"]

_FUNCTIONS: dict[str, VoiFunction] = {name: name for name in get_args(VoiFunction)}


def file_windows(
    value_of: Callable[[str], Any], badges: list[Badge]
) -> tuple[list[WindowPreset], VoiFunction]:
    """Return the windows of a frame and the function they go with.

    Parameters
    ----------
    value_of
        Keyword → element value of this frame.
    badges
        Gets a badge for everything that can't be taken at its word.
    """
    centers = aligned(value_of("WindowCenter"))
    widths = aligned(value_of("WindowWidth"))
    names = texts(value_of("WindowCenterWidthExplanation"))
    function = _function(value_of("VOILUTFunction"), badges)
    presets: list[WindowPreset] = []
    for at, (center, width) in enumerate(zip(centers, widths, strict=False)):
        if center is None or width is None:
            named = "Center (0028,1050)" if center is None else "Width (0028,1051)"
            badges.append(_ignored(f"Window {named} number {at + 1} is no number."))
            continue
        if width <= 0:
            badges.append(_ignored(f"Window Width {width:g} is not above 0."))
            continue
        name = names[at] if at < len(names) and names[at] else f"Window {at + 1}"
        presets.append({"name": name, "center": center, "width": width, "source": "file"})
    if len(centers) != len(widths):
        reason = f"The file names {len(centers)} centres and {len(widths)} widths."
        badges.append(_ignored(f"{reason} What has no partner is left out."))
    if function == "LINEAR" and presets and presets[0]["width"] < 1:
        function = "LINEAR_EXACT"
        badges.append(
            {
                "text": "NARROW WINDOW",
                "reason": f"Window Width {presets[0]['width']:g} is below 1, which LINEAR does "
                "not allow (PS3.3 C.11.2.1.2.1); drawn as LINEAR_EXACT.",
                "level": "warning",
            }
        )
    return presets, function


def _function(value: Any, badges: list[Badge]) -> VoiFunction:
    name = next(iter(texts(value)), "") or "LINEAR"
    if name.upper() in _FUNCTIONS:
        return _FUNCTIONS[name.upper()]
    badges.append(
        {
            "text": "VOI FUNCTION?",
            "reason": "VOI LUT Function (0028,1056) holds none of the standard's terms; "
            "drawn as LINEAR.",
            "level": "warning",
        }
    )
    return "LINEAR"


def _ignored(reason: str) -> Badge:
    return {
        "text": "WINDOW IGNORED",
        "reason": f"{reason} The window is left out (PS3.3 C.11.2.1.2).",
        "level": "warning",
    }
