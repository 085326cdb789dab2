"""From a dataset to what a frame is and how to show it (PS3.3 C.7.6.3, C.11, PS3.4 N.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from dicomwidgets.display.description import OVERLAY_GROUPS
from dicomwidgets.display.dose_planes import plane_offset, plane_offsets
from dicomwidgets.display.geometry import frame_geometry
from dicomwidgets.display.grey_chain import color_display, grey_display
from dicomwidgets.display.tolerant import number, texts
from dicomwidgets.errors import DisplayError
from dicomwidgets.reading.functional_groups import group_item, group_items, group_value, is_enhanced
from dicomwidgets.reading.quick import quick_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import Badge, FrameDisplay, FrameGeometry, FrameInfo
    from dicomwidgets.display.window import Window

__all__ = ["describe", "values_of", "with_window"]

_GROUPS = {
    "PixelSpacing": "PixelMeasuresSequence",
    "ImagerPixelSpacing": "FramePixelDataPropertiesSequence",
    "ObjectPixelSpacingInCenterOfBeam": "ProjectionPixelCalibrationSequence",
    "ImagePositionPatient": "PlanePositionSequence",
    "ImageOrientationPatient": "PlaneOrientationSequence",
    "RescaleSlope": "PixelValueTransformationSequence",
    "RescaleIntercept": "PixelValueTransformationSequence",
    "RescaleType": "PixelValueTransformationSequence",
    "WindowCenter": "FrameVOILUTSequence",
    "WindowWidth": "FrameVOILUTSequence",
    "WindowCenterWidthExplanation": "FrameVOILUTSequence",
    "VOILUTFunction": "FrameVOILUTSequence",
    "VOILUTSequence": "FrameVOILUTSequence",
    "ShutterShape": "FrameDisplayShutterSequence",
    "ShutterLeftVerticalEdge": "FrameDisplayShutterSequence",
    "ShutterRightVerticalEdge": "FrameDisplayShutterSequence",
    "ShutterUpperHorizontalEdge": "FrameDisplayShutterSequence",
    "ShutterLowerHorizontalEdge": "FrameDisplayShutterSequence",
    "CenterOfCircularShutter": "FrameDisplayShutterSequence",
    "RadiusOfCircularShutter": "FrameDisplayShutterSequence",
    "VerticesOfThePolygonalShutter": "FrameDisplayShutterSequence",
    "ShutterPresentationValue": "FrameDisplayShutterSequence",
    "ShutterPresentationColorCIELabValue": "FrameDisplayShutterSequence",
}
_GROUPS_OF_SEVERAL = {"RealWorldValueMappingSequence"}
_DECIMAL = {
    "WindowCenter": 0x00281050,
    "WindowWidth": 0x00281051,
    "RescaleIntercept": 0x00281052,
    "RescaleSlope": 0x00281053,
}
_SEVERAL = ("RGB", "YBR_", "XYB")
_NOT_GREY = (*_SEVERAL, "HSV", "ARGB", "CMYK")
_FLOAT_BITS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}


def describe(dataset: Dataset, frame: int = 0, *, pixels: str | None = None) -> FrameInfo:
    """Return what one frame is and how to show it.

    Parameters
    ----------
    dataset
        Any image, classic or enhanced; its pixels are not looked at.
    frame
        Index in the file, from 0.
    pixels
        Keyword of the pixel element, where `dataset` is a header that does not hold it.

    Returns
    -------
    FrameInfo
        `index` is 0: the caller knows the frame's place in its series. `windows` is empty where
        the file names none.

    Raises
    ------
    DisplayError
        Where Rows or Columns are missing.
    """
    value_of = values_of(dataset, frame)
    badges: list[Badge] = []
    display = _display(value_of, _float_bits(dataset, pixels), badges)
    info: FrameInfo = {
        "index": 0,
        "rows": _side(value_of, "Rows", "(0028,0010)"),
        "columns": _side(value_of, "Columns", "(0028,0011)"),
        "samples": 3 if display["kind"] == "color" else 1,
        "display": display,
        "geometry": _geometry(dataset, frame, frame_geometry(value_of, badges)),
        "badges": badges,
    }
    if _may_be_drawn_over(dataset):
        from dicomwidgets.display.graphics import frame_graphics  # noqa: PLC0415 - few images are

        if graphics := frame_graphics(dataset, value_of, frame, badges):
            info["graphics"] = graphics
    if display["kind"] == "grey" and "RedPaletteColorLookupTableDescriptor" in dataset:
        from dicomwidgets.display.supplement import add_palette  # noqa: PLC0415 - few images have

        add_palette(dataset, frame, display, badges)
    if display["kind"] == "color" and ("ICCProfile" in dataset or "OpticalPathSequence" in dataset):
        from dicomwidgets.display.icc import add_profile  # noqa: PLC0415 - few images have one

        add_profile(dataset, info)
    return info


def with_window(
    info: FrameInfo,
    window: Window,
    name: str,
    badge: Badge | None = None,
    *,
    source: Literal["auto", "stored"] = "auto",
) -> FrameInfo:
    """Return a frame whose first window is a computed one.

    Parameters
    ----------
    info
        A frame whose file names no window; not changed.
    window
        Computed; its function becomes the frame's.
    name
        What the window is called among the presets.
    badge
        The reason for it, to be seen on the image.
    source
        Whether it comes from the pixels or from the range of the stored bits.
    """
    display = info["display"].copy()
    display["voi_function"] = window.function
    display["windows"] = [
        {"name": name, "center": window.center, "width": window.width, "source": source}
    ]
    shown = info.copy()
    shown["display"] = display
    shown["badges"] = [*info["badges"], *([badge] if badge else [])]
    return shown


def _geometry(dataset: Dataset, frame: int, first: FrameGeometry) -> FrameGeometry:
    """Put a plane of a dose grid in its place; other frames are where they say."""
    position, orientation = first["position"], first["orientation"]
    offsets = plane_offsets(dataset) if position and orientation else None
    if position is None or orientation is None or offsets is None or frame >= len(offsets):
        return first
    away = plane_offset(offsets, frame, orientation)
    moved = first.copy()
    moved["position"] = [p + d for p, d in zip(position, away, strict=True)]
    return moved


def values_of(dataset: Dataset, frame: int) -> Callable[[str], Any]:
    """Return keyword → value of one frame: its own, the shared one, or the file's.

    What can't be read is as good as absent; numbers that pydicom refuses come as the text that
    is in their place, to be named.

    Parameters
    ----------
    dataset
        Any image, classic or enhanced.
    frame
        Index in the file, from 0.
    """

    def value_of(keyword: str) -> Any:
        try:
            if keyword in _GROUPS_OF_SEVERAL:
                return group_items(dataset, frame, keyword)
            if keyword not in _GROUPS:
                return dataset.get(keyword)
            value = group_value(dataset, frame, _GROUPS[keyword], keyword)
            if value is None and keyword in _DECIMAL:
                item = group_item(dataset, frame, _GROUPS[keyword])
                found = [quick_text(each, _DECIMAL[keyword]) for each in (item, dataset) if each]
                return next(filter(None, found), None)
        except Exception:  # noqa: BLE001 - pydicom raises whatever a broken value provokes
            return None
        return value

    return value_of


def _may_be_drawn_over(dataset: Dataset) -> bool:
    tags = dataset.keys()
    overlay = any((group << 16) + 0x0010 in tags for group in OVERLAY_GROUPS)
    return overlay or "ShutterShape" in dataset or is_enhanced(dataset)


def _float_bits(dataset: Dataset, pixels: str | None) -> int:
    """Return the bits of a floating-point pixel, 0 for integers."""
    held = [keyword for keyword in _FLOAT_BITS if keyword == pixels or keyword in dataset]
    return _FLOAT_BITS[held[0]] if held else 0


def _display(value_of: Callable[[str], Any], float_bits: int, badges: list[Badge]) -> FrameDisplay:
    photometric = next(iter(texts(value_of("PhotometricInterpretation"))), "")
    several = (number(value_of("SamplesPerPixel")) or 1) > 1
    if several is not photometric.startswith(_SEVERAL):
        badges += _samples_decide(photometric, several=several)
    if several or photometric == "PALETTE COLOR":
        return color_display()
    return grey_display(value_of, float_bits, badges)


def _samples_decide(photometric: str, *, several: bool) -> list[Badge]:
    """Return a remark where the number of samples and their name do not go together."""
    if not several and not photometric.startswith(_NOT_GREY):
        return []
    reason = (
        f"Photometric Interpretation (0028,0004) says {photometric or 'nothing'}, Samples per "
        f"Pixel (0028,0002) {'more than one: shown as RGB' if several else 'one: shown as grey'}."
    )
    text = "COLOR BY SAMPLES" if several else "GREY BY SAMPLES"
    return [{"text": text, "reason": reason, "level": "warning"}]


def _side(value_of: Callable[[str], Any], keyword: str, tag: str) -> int:
    value = number(value_of(keyword))
    if value is None or value < 1:
        raise DisplayError(
            "The element is missing or not a positive number: there is no image to show.",
            tag=tag,
            keyword=keyword,
        )
    return int(value)
