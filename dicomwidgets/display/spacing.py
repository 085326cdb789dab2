"""How large a pixel is, where that holds, and who says so (PS3.3 10.7, C.7.6.3.1.7, C.8.5.5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dicomwidgets.display.tolerant import number, numbers, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import Badge, FrameSpacing, Region, SpacingPlane

    ValueOf = Callable[[str], Any]

__all__ = ["resolve_spacing"]

_PROJECTIONS = {"CR", "DX", "IO", "MG", "PX", "RF", "RG", "XA"}
_CORRECTED = {"GEOMETRY", "FIDUCIAL"}
_SMALLEST, _LARGEST = 1e-6, 1e6
_MOST_MAGNIFIED = 100.0
_ROUNDED = 1e-3
"""Two elements that differ by less hold the same spacing, written with fewer digits."""


def resolve_spacing(value_of: ValueOf, badges: list[Badge]) -> FrameSpacing:
    """Return a frame's spacing, what it comes from, and the plane in which it holds.

    Taken is, in this order: the ultrasound regions; Pixel Spacing, where it is the patient's;
    Object Pixel Spacing in Center of Beam; Imager Pixel Spacing, divided by the magnification
    where that is known; Nominal Scanned Pixel Spacing; Image Plane Pixel Spacing. Pixel Spacing
    that says the same as Imager or Nominal Scanned Pixel Spacing is not corrected (PS3.3
    10.7.1.1) and counts as theirs, unless Pixel Spacing Calibration Type says otherwise.

    Parameters
    ----------
    value_of
        Keyword → element value of this frame.
    badges
        Gets the reason for a spacing that is refused, second best or missing.

    Returns
    -------
    FrameSpacing
        `spacing` in millimetres or ``None``; `spacing_source` with the divisor, as
        ``"ImagerPixelSpacing ÷ 1.5"``; `aspect` from the spacing, else from Pixel Aspect Ratio,
        else 1. A projection that has Pixel Spacing and nothing else leaves `plane` open.
    """
    if value_of("SequenceOfUltrasoundRegions"):
        # Imported here: the first picture of anything else need not wait for it.
        from dicomwidgets.display.regions import ultrasound_regions  # noqa: PLC0415

        if regions := ultrasound_regions(value_of, badges):
            return _of_regions(regions, value_of)
    for found in (_pixel, _object, _imager, _film, _image_plane):
        if (spacing := found(value_of, badges)) is not None:
            return spacing
    reason = "The file says nothing about the size of a pixel."
    badges.append(_badge("NO SPACING", reason, "warning"))
    return _unknown(value_of)


def _of_regions(regions: list[Region], value_of: ValueOf) -> FrameSpacing:
    """Return the spacing that all regions share, if they do; outside them it does not hold."""
    first = regions[0]["spacing"]
    if all(_same(first, region["spacing"]) for region in regions):
        return {**_known(first, "SequenceOfUltrasoundRegions", "patient"), "regions": regions}
    return {**_unknown(value_of), "regions": regions}


def _pixel(value_of: ValueOf, badges: list[Badge]) -> FrameSpacing | None:
    """Return Pixel Spacing, unless it is another element's in disguise."""
    spacing = _pair("PixelSpacing", value_of, badges)
    if spacing is None:
        return None
    plane: SpacingPlane | None = "patient"
    if not _CORRECTED & {text.upper() for text in texts(value_of("PixelSpacingCalibrationType"))}:
        raw = [
            numbers(value_of(name)) for name in ("ImagerPixelSpacing", "NominalScannedPixelSpacing")
        ]
        if any(_same(spacing, other) for other in raw):
            return None
        if not any(raw) and _is_projection(value_of):
            plane = None
            reason = (
                "Pixel Spacing (0028,0030) alone does not say whether it was corrected for the "
                "magnification: lengths hold in the patient or at the detector."
            )
            badges.append(_badge("PLANE UNKNOWN", reason, "warning"))
    return _known(spacing, "PixelSpacing", plane)


def _object(value_of: ValueOf, badges: list[Badge]) -> FrameSpacing | None:
    spacing = _pair("ObjectPixelSpacingInCenterOfBeam", value_of, badges)
    if spacing is None:
        return None
    return _known(spacing, "ObjectPixelSpacingInCenterOfBeam", "patient")


def _imager(value_of: ValueOf, badges: list[Badge]) -> FrameSpacing | None:
    spacing = _pair("ImagerPixelSpacing", value_of, badges)
    if spacing is None:
        return None
    factor, told_by = _magnification(value_of, badges)
    if factor is None:
        reason = "Imager Pixel Spacing (0018,1164) is measured at the detector, not in the patient."
        badges.append(_badge("DETECTOR SPACING", reason, "info"))
        return _known(spacing, "ImagerPixelSpacing", "detector")
    reason = (
        f"Imager Pixel Spacing (0018,1164) is divided by the magnification {factor:.4g}, which is "
        f"{told_by}: right at that depth of the patient."
    )
    badges.append(_badge(f"SPACING ÷ {factor:.4g}", reason, "info"))
    divided = [value / factor for value in spacing]
    return _known(divided, f"ImagerPixelSpacing ÷ {factor:.4g}", "patient")


def _film(value_of: ValueOf, badges: list[Badge]) -> FrameSpacing | None:
    spacing = _pair("NominalScannedPixelSpacing", value_of, badges)
    if spacing is None:
        return None
    reason = "Nominal Scanned Pixel Spacing (0018,2010) is measured on the scanned film."
    badges.append(_badge("FILM SPACING", reason, "info"))
    return _known(spacing, "NominalScannedPixelSpacing", "film")


def _image_plane(value_of: ValueOf, badges: list[Badge]) -> FrameSpacing | None:
    spacing = _pair("ImagePlanePixelSpacing", value_of, badges)
    if spacing is None:
        return None
    reason = (
        "Image Plane Pixel Spacing (3002,0011) is measured at the image plane, not in the patient."
    )
    badges.append(_badge("DETECTOR SPACING", reason, "info"))
    return _known(spacing, "ImagePlanePixelSpacing", "detector")


def _magnification(value_of: ValueOf, badges: list[Badge]) -> tuple[float | None, str]:
    """Return how much larger the detector shows the patient, and who says so (PS3.3 C.8.7.2)."""
    factor = number(value_of("EstimatedRadiographicMagnificationFactor"))
    if factor is not None:
        if 1 <= factor <= _MOST_MAGNIFIED:
            return factor, "Estimated Radiographic Magnification Factor (0018,1114)"
        badges.append(_bad_magnification("Estimated Radiographic Magnification Factor", factor))
    detector = number(value_of("DistanceSourceToDetector"))
    patient = number(value_of("DistanceSourceToPatient"))
    if not detector or not patient:
        return None, ""
    factor = detector / patient
    if 1 <= factor <= _MOST_MAGNIFIED:
        return factor, "the distance of the source to the detector over that to the patient"
    badges.append(_bad_magnification("Distance Source to Detector over that to Patient", factor))
    return None, ""


def _pair(keyword: str, value_of: ValueOf, badges: list[Badge]) -> list[float] | None:
    """Return two plausible numbers, or ``None`` and a badge."""
    raw = value_of(keyword)
    given = [text for text in texts(raw) if text]
    if not given:
        return None
    found = numbers(raw)
    shown = " × ".join(text[:16] for text in given[:4])
    if len(given) == len(found) == 2:
        whole = _of_single(found, value_of)
        if all(_SMALLEST <= each <= _LARGEST for each in whole):
            if whole != found:
                reason = (
                    f"{keyword} holds {shown}: a single row or column has no next one. It is "
                    f"taken to be as wide as the others are, {max(whole):g} mm."
                )
                badges.append(_badge("ONE SPACING", reason, "info"))
            return whole
    badges.append(_badge("BAD SPACING", f"{keyword} holds {shown}: not taken.", "warning"))
    return None


def _of_single(spacing: list[float], value_of: ValueOf) -> list[float]:
    """Return the spacing, that of the other axis where a single row or column has zero.

    It may: there is no next row or column to which it could be a distance (PS3.3 10.7.1.3).
    """
    single = [number(value_of(axis)) == 1 for axis in ("Rows", "Columns")]
    return [
        spacing[1 - axis] if each == 0 and single[axis] else each
        for axis, each in enumerate(spacing)
    ]


def _is_projection(value_of: ValueOf) -> bool:
    """Whether the image is a shadow on a detector; a reconstruction has an orientation."""
    modality = next(iter(texts(value_of("Modality"))), "")
    return modality in _PROJECTIONS and not numbers(value_of("ImageOrientationPatient"))


def _known(spacing: list[float], source: str, plane: SpacingPlane | None) -> FrameSpacing:
    return {
        "spacing": spacing,
        "spacing_source": source,
        "plane": plane,
        "regions": [],
        "aspect": spacing[0] / spacing[1],
    }


def _unknown(value_of: ValueOf) -> FrameSpacing:
    ratio = numbers(value_of("PixelAspectRatio"))
    good = len(ratio) == 2 and min(ratio) > 0
    return {
        "spacing": None,
        "spacing_source": None,
        "plane": None,
        "regions": [],
        "aspect": ratio[0] / ratio[1] if good else 1.0,
    }


def _same(first: list[float], other: list[float]) -> bool:
    return len(first) == len(other) and all(
        math.isclose(a, b, rel_tol=_ROUNDED) for a, b in zip(first, other, strict=True)
    )


def _bad_magnification(what: str, factor: float) -> Badge:
    return _badge("BAD MAGNIFICATION", f"{what} is {factor:g}: not taken.", "warning")


def _badge(text: str, reason: str, level: Any) -> Badge:
    return {"text": text, "reason": reason, "level": level}
