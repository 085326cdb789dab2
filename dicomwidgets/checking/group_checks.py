"""What multi-frame objects demand of their functional groups (PS3.3 Annex A, C.7.6.16)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dicomwidgets.checking.predicates import Condition, all_of, has, is_not, names, says
from dicomwidgets.checking.subject import Mark
from dicomwidgets.reference.functional_groups import groups_of
from dicomwidgets.reference.modules import iod_of, uses_of
from dicomwidgets.reference.tags import keyword_tag, tag_info

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.checking.subject import Subject
    from dicomwidgets.reference.functional_groups import GroupUse

__all__ = ["check_groups"]

_SHARED = "SharedFunctionalGroupsSequence"
_PER_FRAME = "PerFrameFunctionalGroupsSequence"


def check_groups(subject: Subject) -> Iterator[Mark]:
    """Yield the functional groups that are missing, or empty, though the object needs them.

    A group has to stand in the shared ones or in those of every frame. Mandatory ones are looked
    for, and those whose condition the object itself decides.
    """
    uid = subject.text("SOPClassUID") or subject.text("MediaStorageSOPClassUID")
    iod = iod_of(uid)
    uses = groups_of(iod) if iod is not None else ()
    shared = [at for at, own in subject.levels.items() if own.path == _SHARED]
    frames = [at for at, own in subject.levels.items() if own.path == _PER_FRAME]
    if not uses or not (shared or frames):
        # That there are no groups at all is said elsewhere.
        return
    for use in uses:
        why = _why(use, subject)
        if why is not None:
            yield from _missing(use, why, subject, shared, frames)
        # One of Type 2 may be empty: then there is nothing of the kind (PS3.3 C.7.6.16.2.6).
        if {each.type for each in uses_of(uid, f"{_SHARED}.{use.keyword}")} == {"1"}:
            yield from _empty(use.keyword, subject, [*shared, *frames])


def _why(use: GroupUse, subject: Subject) -> str | None:
    """Say why a group must be there; ``None`` where it need not be, or nobody can tell."""
    if use.usage == "M":
        return "Mandatory in this kind of object"
    condition = _conditions().get(use.condition)
    if condition is None or not condition.test(subject, -1):
        return None
    return f"Required in this kind of object if {condition.words}"


def _missing(
    use: GroupUse, why: str, subject: Subject, shared: Sequence[int], frames: Sequence[int]
) -> Iterator[Mark]:
    if any(subject.find(use.keyword, at) >= 0 for at in shared):
        return
    without = [at for at in frames if subject.find(use.keyword, at) < 0]
    if frames and not without:
        return
    if frames and len(without) < len(frames):
        text = f"{why}, and {len(without):,} of {len(frames):,} frames have no such group."
        yield Mark("type-1-missing", text, without[0], use.keyword)
        return
    name = tag_info(keyword_tag(use.keyword)).name
    text = f"{why}, and there is no {name}, neither for all frames nor for each."
    yield Mark("type-1-missing", text, ([*shared, *frames])[0], use.keyword)


def _empty(keyword: str, subject: Subject, levels: Sequence[int]) -> Iterator[Mark]:
    for at in levels:
        index = subject.find(keyword, at)
        if index >= 0 and subject.is_empty(index):
            yield Mark("type-1-empty", "A functional group without an item says nothing.", index)


@cache
def _conditions() -> dict[str, Condition]:
    """Return the conditions of ``reference/tables/functional_groups.tsv`` by their names."""
    mixed = says("ImageType", "ORIGINAL", "MIXED", value=1)
    cardiac = is_not("CardiacSynchronizationTechnique", "NONE")
    breath = "RespiratoryMotionCompensationTechnique"
    return {
        "original-or-mixed": mixed,
        "original": says("ImageType", "ORIGINAL", value=1),
        "derived": says("ImageType", "DERIVED", value=1),
        "monochrome": says("PhotometricInterpretation", "MONOCHROME2"),
        "contrast": has("ContrastBolusAgentSequence"),
        "not-tiled-full": is_not("DimensionOrganizationType", "TILED_FULL"),
        "cardiac-original": all_of(cardiac, mixed),
        "cardiac": cardiac,
        "respiratory-original": all_of(is_not(breath, "NONE", "REALTIME", "BREATH_HOLD"), mixed),
        "respiratory": is_not(breath, "NONE"),
        "rectilinear": all_of(says("GeometryOfKSpaceTraversal", "RECTILINEAR"), mixed),
        "phase-contrast": all_of(says("PhaseContrast", "YES"), mixed),
        "metabolite-map": says("ImageType", "METABOLITE_MAP", value=3),
        "spin-labeling": says("ImageType", "ASL", value=3),
        "multi-energy": says("MultienergyCTAcquisition", "YES"),
        "in-patient": says("UltrasoundAcquisitionGeometry", "PATIENT"),
        "for-presentation": says("PresentationIntentType", "FOR PRESENTATION"),
        "for-processing": says("PresentationIntentType", "FOR PROCESSING"),
        "position-or-orientation": _beside("PlanePositionSequence", "PlaneOrientationSequence"),
        "measures-or-orientation": _beside("PixelMeasuresSequence", "PlaneOrientationSequence"),
        "measures-or-position": _beside("PixelMeasuresSequence", "PlanePositionSequence"),
    }


def _beside(*keywords: str) -> Condition:
    """Return whether there is one of these groups, for all frames or for one."""

    def test(subject: Subject, _: int) -> bool:
        groups = [at for at, own in subject.levels.items() if own.path in (_SHARED, _PER_FRAME)]
        return any(subject.find(keyword, at) >= 0 for at in groups for keyword in keywords)

    return Condition(test, f"there is a {names(keywords)}")
