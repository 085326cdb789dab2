"""What differs from file to file of a series that is shown as one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dicomwidgets.series.findings.telling import listed, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from dicomwidgets.finding import Finding
    from dicomwidgets.series.findings.subject import Subject
    from dicomwidgets.series.instance import Instance

__all__ = ["check_mixed", "check_patient"]

_PATIENT = {
    "PatientID": "patient_id",
    "PatientName": "patient_name",
    "PatientBirthDate": "birth_date",
    "PatientSex": "sex",
}


def check_patient(subject: Subject) -> Iterator[Finding]:
    """Yield several patients, or studies, under one Series Instance UID; their values stay away."""
    everyone = [*subject.instances, *(one for part in subject.series.apart for one in part)]
    # What differs from file to file is mostly not what `Facts` hold: those are one object then.
    differ = any(each.facts is not everyone[0].facts for each in everyone)
    for keyword, name in _PATIENT.items() if differ else ():
        groups: dict[Hashable, list[Instance]] = defaultdict(list)
        for each in everyone:
            groups[_plain(getattr(each.facts, name))].append(each)
        if len(groups) > 1:
            fewest = min(groups.values(), key=len)
            text = (
                f"{keyword} has {len(groups)} values in the series; "
                f"the rarest stands in {len(fewest)} of {len(everyone)} files."
            )
            yield tell(
                "mixed-patient",
                text,
                [each.item.name for each in fewest],
                keyword=keyword,
                values=len(groups),
                counts=tuple(sorted(map(len, groups.values()), reverse=True)),
            )
    studies = _groups(everyone, lambda each: each.study_uid)
    if len(studies) > 1:
        fewest = min(studies.values(), key=len)
        text = f"The files of the series belong to {len(studies)} studies."
        files = [each.item.name for each in fewest]
        yield tell("mixed-study", text, files, keyword="StudyInstanceUID", values=len(studies))


def check_mixed(subject: Subject) -> Iterator[Finding]:
    """Yield what makes stored values, or slices, incomparable."""
    yield from _rescale(subject)
    for rule, keyword, value_of in (
        ("mixed-photometric", "PhotometricInterpretation", _inverted),
        ("mixed-bits", "BitsStored", lambda each: (each.facts.bits_stored, each.facts.signed)),
        ("mixed-patient-position", "PatientPosition", lambda each: each.facts.patient_position),
        ("mixed-lossy", "LossyImageCompression", lambda each: each.facts.lossy == "01"),
    ):
        yield from _differing(subject, rule, keyword, value_of)
    # Along a dimension they are no mistake: two kernels of all slices, say.
    for rule, keyword, value_of in (
        ("mixed-thickness", "SliceThickness", _thickness),
        ("mixed-kernel", "ConvolutionKernel", lambda each: each.facts.kernel),
    ):
        if all(len(level) == 1 for level in subject.levels):
            yield from _differing(subject, rule, keyword, value_of)


def _rescale(subject: Subject) -> Iterator[Finding]:
    """Yield rescales that differ; of PET and MR each image has its own by right, unless missing."""
    lacking = [
        each for each in subject.instances if each.facts.slope == "" and not each.facts.has_table
    ]
    some = 0 < len(lacking) < len(subject.instances)
    if some:
        single = [each for each in lacking if each.frames == 1]
        if single:
            text = (
                f"{len(single)} of {len(subject.instances)} files have no rescale, "
                "the others have one."
            )
            files = [each.item.name for each in single]
            yield tell("mixed-rescale", text, files, keyword="RescaleSlope", missing=len(single))
    elif subject.series.modality == "CT":
        yield from _differing(subject, "mixed-rescale", "RescaleSlope", _slope)


def _differing(
    subject: Subject, rule: str, keyword: str, value_of: Callable[[Instance], Hashable]
) -> Iterator[Finding]:
    first = subject.first.facts
    if all(each.facts is first for each in subject.instances):
        return
    groups = _groups([each for each in subject.instances if each.frames], value_of)
    if len(groups) < 2:
        return
    counts = sorted(map(len, groups.values()), reverse=True)
    fewest = min(groups.values(), key=len)
    known = [_shown(value) for value in groups]
    text = f"{keyword} differs: {listed(known)}, in {listed(counts)} files."
    yield tell(
        rule,
        text,
        [each.item.name for each in fewest],
        keyword=keyword,
        values=tuple(known),
        counts=tuple(map(len, groups.values())),
    )


def _shown(value: Hashable) -> str:
    if isinstance(value, tuple):
        return " / ".join(map(_shown, value))
    return "none" if value in ("", None) else str(value)


def _groups(
    instances: list[Instance], value_of: Callable[[Instance], Hashable]
) -> dict[Hashable, list[Instance]]:
    groups: dict[Hashable, list[Instance]] = defaultdict(list)
    for each in instances:
        groups[value_of(each)].append(each)
    return groups


def _plain(text: str) -> str:
    return text.rstrip("^ ").casefold()


def _inverted(each: Instance) -> str:
    """Return what grey means; how colours are encoded does not matter to whoever looks."""
    kind = each.facts.photometric
    return kind if kind.startswith("MONOCHROME") else "colour"


def _slope(each: Instance) -> Hashable:
    return tuple(_rounded(value) for value in (each.facts.slope, each.facts.intercept))


def _thickness(each: Instance) -> Hashable:
    return _rounded(each.facts.thickness)


def _rounded(value: float | str) -> float | str:
    return value if isinstance(value, str) else round(value, 3)
