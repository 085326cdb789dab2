"""What a derived image says of its sources (PS3.3 C.7.6.1.1.3, C.7.6.1.1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydicom.dataset import Dataset

from dicomwidgets.editing.draft import dataset_of
from dicomwidgets.editing.nested import build
from dicomwidgets.editing.values import is_code
from dicomwidgets.errors import CreateError
from dicomwidgets.reading.quick import quick_numbers, quick_text

if TYPE_CHECKING:
    from dicomwidgets.creating.origin import Origin
    from dicomwidgets.creating.wish import Wish

__all__ = ["check_derivation", "put_references"]

_PURPOSE = ("121322", "DCM", "Source Image for Image Processing Operation")
_ACQUISITION_EQUIPMENT = ("109101", "DCM", "Acquisition Equipment")


def put_references(dataset: Dataset, wish: Wish) -> None:
    """Add sources, derivation, and what sources have lost, where the image is derived.

    The source is the slice at the same place, where there is one, else all that were given.
    """
    origin = wish.origin
    if origin is None or not wish.derived:
        return
    position = quick_numbers(dataset, 0x00200032, 3)
    cosines = quick_numbers(dataset, 0x00200037, 6)
    near = origin.at(position, cosines) if position and cosines else None
    headers = origin.headers if near is None else [near]
    made = build(
        {"SourceImageSequence": [_reference(each, same=near is not None) for each in headers]}
    )
    lossy = next((each for each in headers if origin.is_lossy(each)), None)
    if lossy is not None and "LossyImageCompression" not in dataset:
        made.update(dataset_of(origin.losses(lossy)))
    if any(quick_text(each, 0x00280301) == "YES" for each in headers):
        made.BurnedInAnnotation = "YES"
    made.update(_derivation(wish.derivation))
    made.update(_equipment(origin))
    dataset.update({each.tag: each for each in made if each.keyword not in wish.elements})


def check_derivation(derivation: Any, *, derived: bool) -> None:
    """Refuse a derivation of nothing, or one that is neither text nor code.

    Raises
    ------
    CreateError, EditError
        With what is missing.
    """
    if derivation is not None and not derived:
        raise CreateError(
            "A derivation tells how an image was made of others, and none are named.",
            remedy="Give derived_from=.",
        )
    _derivation(derivation)


def _reference(header: Dataset, *, same: bool) -> dict[str, Any]:
    sop_class, uid = quick_text(header, 0x00080016), quick_text(header, 0x00080018)
    if not (sop_class and uid):
        raise CreateError(
            "The source has no SOP Class UID or no SOP Instance UID to be referenced by.",
            tag="(0008,0018)",
            keyword="SOPInstanceUID",
            remedy="Give it as like=: patient and study are kept, and no source is named.",
        )
    made: dict[str, Any] = {
        "ReferencedSOPClassUID": sop_class,
        "ReferencedSOPInstanceUID": uid,
        "PurposeOfReferenceCodeSequence": _PURPOSE,
    }
    return {**made, "SpatialLocationsPreserved": "YES"} if same else made


def _derivation(given: Any) -> Dataset:
    """Return text, code, or several codes as elements."""
    if given is None:
        return Dataset()
    if isinstance(given, str):
        return build({"DerivationDescription": given})
    coded = [given] if is_code(given) or isinstance(given, (dict, Dataset)) else [*given]
    made = build({"DerivationCodeSequence": coded})
    texts = "; ".join(str(each.get("CodeMeaning", "")) for each in made.DerivationCodeSequence)
    return build({"DerivationDescription": texts}, made)


def _equipment(origin: Origin) -> Dataset:
    """Return which machine acquired the sources, as it is not the one that made this image."""
    found = origin.equipment()
    if not found:
        return Dataset()
    item = dataset_of(found)
    item.SpecificCharacterSet = "ISO_IR 192"
    made = build({"PurposeOfReferenceCodeSequence": _ACQUISITION_EQUIPMENT}, item)
    made.pop("SpecificCharacterSet", None)
    return build({"ContributingEquipmentSequence": [made]})
