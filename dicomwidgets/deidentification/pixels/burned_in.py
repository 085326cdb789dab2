"""How likely text is burned into an image, as far as its header tells (PS3.15 E.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.elements.scope import Scope

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["BurnedInRisk", "burned_in_risk"]

_SOP_CLASS, _MODALITY, _CONVERSION = 0x00080016, 0x00080060, 0x00080064
_REGIONS, _BURNED_IN = 0x00186011, 0x00280301
_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_BY_MODALITY = {
    **dict.fromkeys(("US", "IVUS"), 0.8),
    **dict.fromkeys(("SC", "OT", "DOC"), 0.7),
    **dict.fromkeys(("XC", "ES", "GM", "OP", "SM", "DF", "ECG"), 0.5),
    **dict.fromkeys(("CR", "DX", "MG", "XA", "RF"), 0.2),
}
_CONVERSIONS = frozenset({"DV", "DI", "DF", "WSD", "SD", "SI", "DRW", "SYN"})
_OTHERS = 0.05
_SAYS_NO = 0.02
_OUTSIDE_REGIONS = 0.1


class BurnedInRisk(NamedTuple):
    """An estimate by rules, not by a look at the pixels.

    Parameters
    ----------
    score
        From 0 to 1.
    why
        What it is based on, a sentence each.
    """

    score: float
    why: tuple[str, ...]


def burned_in_risk(dataset: Dataset | Scope) -> BurnedInRisk:
    """Return how likely text is burned into an image.

    Parameters
    ----------
    dataset
        Of an image; its pixels are not looked at.

    Notes
    -----
    Burned In Annotation (0028,0301) YES settles it. Otherwise the strongest of these counts:
    the modality; a Secondary Capture object; a Conversion Type, which means that the image was
    digitized or captured. Ultrasound regions add a little, as there is something outside of them.
    Burned In Annotation NO is believed, but for captured images, where it halves the score.
    """
    scope = dataset if isinstance(dataset, Scope) else Scope(dataset)
    said = scope.text(_BURNED_IN).upper()
    if said == "YES":
        return BurnedInRisk(1.0, ("Burned In Annotation (0028,0301) is YES.",))
    modality = scope.text(_MODALITY).upper()
    score = _BY_MODALITY.get(modality, _OTHERS)
    why = [f"Modality (0008,0060) is {modality or 'missing'}."]
    captured = scope.text(_SOP_CLASS).startswith(_SECONDARY_CAPTURE)
    if captured or scope.text(_CONVERSION).upper() in _CONVERSIONS:
        score, captured = max(score, 0.7), True
        why.append("It is a captured or digitized image.")
    if scope.has_any((_REGIONS,)):
        score = min(1.0, score + _OUTSIDE_REGIONS)
        why.append("There is something outside of its ultrasound regions (0018,6011).")
    if said == "NO":
        score = score / 2 if captured else _SAYS_NO
        why.append("Burned In Annotation (0028,0301) is NO.")
    return BurnedInRisk(round(score, 2), tuple(why))
