"""What else is under the same Series Instance UID, and why it is not shown with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.series.findings.telling import tell
from dicomwidgets.series.normal import is_same_orientation, is_same_spacing, is_same_vector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dicomwidgets.finding import Finding
    from dicomwidgets.series.findings.subject import Subject
    from dicomwidgets.series.instance import Instance, Vector

    _Reason = tuple[str, str, str]

__all__ = ["check_apart"]


def check_apart(subject: Subject) -> Iterator[Finding]:
    """Yield, for each reason, the files that were split off for it (`series.grouping`)."""
    reasons: dict[_Reason, list[Instance]] = {}
    parts: dict[_Reason, int] = {}
    for part in subject.series.apart:
        reason = _reason(subject.instances, part)
        reasons.setdefault(reason, []).extend(part)
        parts[reason] = parts.get(reason, 0) + 1
    for (rule, keyword, words), files in reasons.items():
        count = len(files)
        text = (
            f"{count} other file{'s' if count > 1 else ''} of the same Series Instance UID "
            f"{'have' if count > 1 else 'has'} {words}: shown as "
            f"{parts[rule, keyword, words]} other series."
        )
        names = [each.item.name for each in files]
        yield tell(
            rule, text, names, keyword=keyword, count=count, series=parts[rule, keyword, words]
        )


def _reason(here: Sequence[Instance], there: Sequence[Instance]) -> _Reason:
    """Return code, keyword and words for the first thing by which they were split."""
    return (
        _by_kind(here[0], there[0])
        or _by_place(here, there)
        or ("mixed-acquisition", "", "places that make no stack with these")
    )


def _by_kind(a: Instance, b: Instance) -> _Reason | None:
    if a.sop_class_uid != b.sop_class_uid or a.modality != b.modality or not b.frames:
        return "mixed-kind", "SOPClassUID", "another kind of object"
    if a.is_localizer != b.is_localizer:
        words = "no localizer in Image Type" if a.is_localizer else "a localizer in Image Type"
        return "mixed-localizer", "ImageType", words
    if (a.facts.samples or 1) != (b.facts.samples or 1):
        words = "colours" if (b.facts.samples or 1) > 1 else "grey pixels"
        return "mixed-colour", "SamplesPerPixel", words
    if (a.rows, a.columns) != (b.rows, b.columns):
        return "mixed-size", "Rows", "another size"
    return None


def _by_place(here: Sequence[Instance], there: Sequence[Instance]) -> _Reason | None:
    a, b = here[0], there[0]
    if (a.orientation is None) != (b.orientation is None):
        words = "no orientation" if b.orientation is None else "an orientation"
        return "mixed-geometry", "ImageOrientationPatient", words
    if not _is_parallel(a, b):
        return "mixed-orientation", "ImageOrientationPatient", "another orientation"
    if _none_in_common(here, there, lambda each: each.frame_of_reference_uid):
        words = "another Frame of Reference UID"
        return "mixed-frame-of-reference", "FrameOfReferenceUID", words
    if _none_in_common(here, there, lambda each: each.facts.quantity):
        return "mixed-quantity", "RescaleType", "values of another kind"
    if not is_same_spacing(_spacing(here), _spacing(there)):
        return "mixed-pixel-spacing", "PixelSpacing", "another Pixel Spacing"
    return None


def _none_in_common(
    here: Sequence[Instance], there: Sequence[Instance], value_of: Callable[[Instance], str]
) -> bool:
    ours, theirs = ({value_of(each) for each in part} - {""} for part in (here, there))
    return bool(ours and theirs) and not ours & theirs


def _spacing(part: Sequence[Instance]) -> Vector | None:
    return next((spacing for each in part if (spacing := each.facts.spacing)), None)


def _is_parallel(a: Instance, b: Instance) -> bool:
    if a.planes and b.planes:
        return is_same_vector(a.planes.normal, b.planes.normal)
    return is_same_orientation(a.orientation, b.orientation)
