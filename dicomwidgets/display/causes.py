"""Which elements of a file make a stage of the grey chain what it is (PS3.3 C.11, C.7.6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.display.tolerant import texts
from dicomwidgets.reference.tags import keyword_tag, tag_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import FrameDisplay

__all__ = ["Cause", "causes_of"]

_LONGEST = 64


class Cause(NamedTuple):
    """An element and what it says, its values joined by backslashes and no longer than a line."""

    tag: str
    keyword: str
    value: str


def causes_of(
    stage: str, value_of: Callable[[str], Any], display: FrameDisplay, *, asked: bool = False
) -> tuple[Cause, ...]:
    """Return the elements behind a stage, of those that this frame has.

    Parameters
    ----------
    stage
        A name of `dicomwidgets.display.stages.STAGES`, or ``"color"`` for what makes colours.
    value_of
        Keyword → element value of this frame.
    display
        Its chain.
    asked
        Whether the user has chosen a window: then no element has.
    """
    found = []
    for keyword in _keywords(stage, display, asked=asked):
        value = value_of(keyword)
        if value is None or not (text := _text(keyword, value)):
            continue
        found.append(Cause(tag_text(keyword_tag(keyword)), keyword, text))
    return tuple(found)


_KEYWORDS = {
    "bits": ("BitsAllocated", "BitsStored", "HighBit"),
    "sign": ("PixelRepresentation",),
    "presentation": ("PresentationLUTSequence",),
    "inversion": ("PhotometricInterpretation", "PresentationLUTShape"),
    "color": (
        "PhotometricInterpretation",
        "PlanarConfiguration",
        "PixelPresentation",
        "RedPaletteColorLookupTableDescriptor",
        "GreenPaletteColorLookupTableDescriptor",
        "BluePaletteColorLookupTableDescriptor",
    ),
    "background": (
        "PixelPaddingValue",
        "PixelPaddingRangeLimit",
        "FloatPixelPaddingValue",
        "FloatPixelPaddingRangeLimit",
        "DoubleFloatPixelPaddingValue",
        "DoubleFloatPixelPaddingRangeLimit",
    ),
}
_RESCALE = ("RescaleSlope", "RescaleIntercept", "RescaleType", "DoseGridScaling", "DoseUnits")
_WINDOW = ("WindowCenter", "WindowWidth", "WindowCenterWidthExplanation", "VOILUTFunction")


def _keywords(stage: str, display: FrameDisplay, *, asked: bool) -> tuple[str, ...]:
    if stage == "modality":
        return _RESCALE if display["modality_lut"] is None else ("ModalityLUTSequence",)
    if stage == "voi" and not asked:
        if display["voi_lut"] is not None:
            return ("VOILUTSequence",)
        named = any(window["source"] == "file" for window in display["windows"])
        return _WINDOW if named else ()
    return _KEYWORDS.get(stage, ())


def _text(keyword: str, value: Any) -> str:
    if keyword.endswith("Sequence"):
        count = len(value)
        return f"{count} item{'s' if count != 1 else ''}" if count else ""
    text = "\\".join(texts(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
