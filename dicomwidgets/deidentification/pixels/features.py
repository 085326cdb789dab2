"""Whether a face, or what else a person is recognized by, may be in an image (PS3.15 E.3.2).

Nothing here finds or removes faces. A file that may show one is refused under the Clean
Recognizable Visual Features Option; one that surely shows none passes, and is said to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.elements.scope import Scope
from dicomwidgets.reference.tags import keyword_tag
from dicomwidgets.reference.uids import uid_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from dicomwidgets.deidentification.pixels.facts import PixelFacts

__all__ = ["REMEDY", "Features", "features_for"]

REMEDY = (
    "Remove the face first with a defacing tool, on all of the volume, and let the file say so "
    "(Recognizable Visual Features (0028,0302) NO); or do without this option."
)

_STEM = "1.2.840.10008.5.1.4.1.1."
_SURFACES = frozenset(_STEM + each for each in ("66.5", "68.1", "68.2"))
_CAPTURED = frozenset(_STEM + each for each in ("7", "7.1", "7.2", "7.3", "7.4"))
_PHOTOGRAPHS = frozenset(
    _STEM + each
    for each in ("77.1.1", "77.1.1.1", "77.1.4", "77.1.4.1", "77.1.5.1", "77.1.5.2", "77.1.7")
)
_NEVER = frozenset(_STEM + each for each in ("481.2", "77.1.2", "77.1.2.1", "77.1.3", "77.1.6"))
_NO_FACE = frozenset(
    {
        *("MG", "US", "IVUS", "BMUS", "BDUS", "SM", "OPT", "IVOCT", "OCT", "RTDOSE", "ECG", "BMD"),
        *("OPV", "OPTBSV", "OPTENF", "OPM", "OAM", "KER", "LEN", "AR", "SRF", "VA", "IOL"),
    }
)
_PHOTOGRAPHED = frozenset({"XC", "GM", "ES", "OP", "DMS"})
_OF_BODY_PARTS = frozenset({"CT", "MR", "PT", "NM", "SEG", "CR", "DX", "XA", "RF", "RG", "RTIMAGE"})
"""Modalities of images in which a face may be where the head is."""

_BODY_PARTS = frozenset(
    """
    ABDOMEN ABDOMENPELVIS ABDOMINALAORTA ADRENAL ANKLE AORTA ARM AXILLA BACK BLADDER BREAST
    BRONCHUS BUTTOCK CALCANEUS CALF CHEST CHESTABDOMEN CHESTABDPELVIS CLAVICLE COCCYX COLON
    CORONARYARTERY DUODENUM ELBOW ESOPHAGUS EXTREMITY FEMUR FIBULA FINGER FOOT FOREARM GALLBLADDER
    GROIN HAND HEART HIP HUMERUS ILEUM ILIUM JEJUNUM KIDNEY KNEE LEG LIVER LOWERLIMB LOWERLEG LSPINE
    LSSPINE LUNG MEDIASTINUM METACARPUS METATARSUS OVARY PANCREAS PATELLA PELVIS PENIS PERINEUM
    PHANTOM PROSTATE RADIUS RADIUSULNA RECTUM RIB SACRUM SCAPULA SCROTUM SHOULDER SIJOINT SPLEEN
    SSPINE STERNUM STOMACH TESTIS THIGH THORACICAORTA THORAX THUMB TIBIA TIBIAFIBULA TLSPINE TOE
    TSPINE ULNA UPPERARM UPPERLIMB URETER URETHRA UTERUS VAGINA WRIST
    """.split()  # noqa: SIM905 - a list of words to read
)
"""Defined Terms of PS3.16 Annex L that are far from any face, and how they are often written."""

_REGION, _REGION_SHARED = "AnatomicRegionSequence", "SharedFunctionalGroupsSequence"
_FRAME_ANATOMY = "FrameAnatomySequence"
_MEANING = "CodeMeaning"
_FUNDUS = ("FUNDUS", "SCANNING LASER", "OPTICAL COHERENCE")


class Features(NamedTuple):
    """What becomes of a file under the option.

    Parameters
    ----------
    refused
        Why it is refused; empty where it passes.
    done
        Whether it may be said that nobody can be recognized in it.
    note
        How that was decided.
    """

    refused: str = ""
    done: bool = False
    note: str = ""


def features_for(facts: PixelFacts, *, pixels: bool) -> Features:
    """Return whether somebody may be recognized in a file.

    Parameters
    ----------
    facts
        Of the file.
    pixels
        Whether it has an image.
    """
    said, sop_class = facts.first("RecognizableVisualFeatures"), facts.first("SOPClassUID")
    if said == "YES":
        return Features("Recognizable Visual Features (0028,0302) says that somebody can be.")
    if sop_class in _SURFACES:
        return Features("It holds a surface or points, of which a face may be.")
    if not pixels or said == "NO":
        return _none("the file itself says so (0028,0302)") if pixels else Features()
    return _by_kind(facts, sop_class)


def _none(why: str) -> Features:
    return Features("", True, f"Nobody can be recognized in the image: {why}.")


def _by_kind(facts: PixelFacts, sop_class: str) -> Features:
    modality = facts.first("Modality")
    if sop_class in _CAPTURED:
        return Features("It is a captured image, which may show anything, a photograph as well.")
    if sop_class in _PHOTOGRAPHS or modality in _PHOTOGRAPHED:
        if modality == "OP" and _is_fundus(facts.dataset):
            return _none("it was taken of the inside of an eye")
        return Features("It is a photograph or an endoscopic picture, and may show a face.")
    if sop_class in _NEVER or modality in _NO_FACE:
        return _none(
            f"images of this kind ({modality or uid_name(sop_class) or sop_class}) show no face"
        )
    if modality not in _OF_BODY_PARTS:
        return Features(f"What an image of modality {_word(modality)} shows is not known.")
    return _by_body_part(list(_body_parts(facts)))


def _by_body_part(parts: list[str]) -> Features:
    if not parts:
        return Features("Which part of the body it shows is not said: it may be the head.")
    strange = next((part for part in parts if part not in _BODY_PARTS), None)
    if strange is None:
        return _none(f"it shows a part of the body without a face ({', '.join(parts)})")
    return Features(
        "The part of the body that it shows has a face, is near one, or is none that is known."
    )


def _word(modality: str) -> str:
    return modality if re.fullmatch(r"[A-Z0-9]{1,10}", modality) else "none that is known"


def _body_parts(facts: PixelFacts) -> Iterator[str]:
    """Yield what the file says that it shows, without spaces and signs."""
    found = [*facts.texts("BodyPartExamined"), *_regions(facts.dataset)]
    for text in dict.fromkeys(filter(None, found)):
        yield "".join(letter for letter in text.upper() if letter.isalnum())


def _regions(dataset: Dataset) -> Iterator[str]:
    yield from _meanings(dataset, _REGION)
    for shared in _items(dataset, _REGION_SHARED):
        for anatomy in _items(shared, _FRAME_ANATOMY):
            yield from _meanings(anatomy, _REGION)


def _meanings(dataset: Dataset, keyword: str) -> Iterator[str]:
    for item in _items(dataset, keyword):
        yield from Scope(item).strings(keyword_tag(_MEANING))[:1]


def _items(dataset: Dataset, keyword: str) -> list[Dataset]:
    scope = Scope(dataset)
    try:
        return list(scope.items(scope.element(keyword_tag(keyword))))
    except Exception:  # noqa: BLE001 - a broken sequence fails in any way pydicom can
        return []


def _is_fundus(dataset: Dataset) -> bool:
    said = list(_meanings(dataset, "AcquisitionDeviceTypeCodeSequence"))
    return bool(said) and all(any(word in text.upper() for word in _FUNDUS) for text in said)
