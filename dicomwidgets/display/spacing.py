"""How large a pixel is, and who says so (PS3.3 10.7, C.7.6.3.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.display.tolerant import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import Badge

__all__ = ["resolve_spacing"]

_SOURCES = (
    ("PixelSpacing", None),
    (
        "ImagerPixelSpacing",
        "Imager Pixel Spacing (0018,1164) is measured at the detector, not in the patient.",
    ),
    (
        "NominalScannedPixelSpacing",
        "Nominal Scanned Pixel Spacing (0018,2010) is measured on the scanned film.",
    ),
)


def resolve_spacing(
    value_of: Callable[[str], Any], badges: list[Badge]
) -> tuple[list[float] | None, str | None, float]:
    """Return a frame's spacing, the keyword it comes from, and its pixels' aspect.

    Parameters
    ----------
    value_of
        Keyword → element value of this frame.
    badges
        Gets the reason for a spacing that is refused, second best or missing.

    Returns
    -------
    spacing
        (between rows, between columns) in millimetres, or ``None``.
    source
        The keyword of the element it was taken from, or ``None``.
    aspect
        Height of a pixel over its width: from the spacing, else Pixel Aspect Ratio, else 1.
    """
    for keyword, remark in _SOURCES:
        found = numbers(value_of(keyword))
        if not found:
            continue
        if len(found) != 2 or min(found) <= 0:
            shown = " × ".join(f"{value:g}" for value in found)
            badges.append(_badge("BAD SPACING", f"{keyword} holds {shown}: not taken.", "warning"))
            continue
        if remark:
            badges.append(
                _badge(
                    "DETECTOR SPACING" if "Imager" in keyword else "FILM SPACING", remark, "info"
                )
            )
        return found, keyword, found[0] / found[1]
    badges.append(
        _badge("NO SPACING", "The file says nothing about the size of a pixel.", "warning")
    )
    ratio = numbers(value_of("PixelAspectRatio"))
    good = len(ratio) == 2 and min(ratio) > 0
    return None, None, ratio[0] / ratio[1] if good else 1.0


def _badge(text: str, reason: str, level: Any) -> Badge:
    return {"text": text, "reason": reason, "level": level}
