"""What is missing, or can't be, of where the images lie."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from dicomwidgets.series.findings.telling import tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.finding import Finding
    from dicomwidgets.series.findings.subject import Subject
    from dicomwidgets.series.instance import Instance, Vector

__all__ = ["check_geometry", "check_single"]

_PLACED = {
    "1.2.840.10008.5.1.4.1.1.2": "CT",
    "1.2.840.10008.5.1.4.1.1.4": "MR",
    "1.2.840.10008.5.1.4.1.1.128": "PET",
}
"""Single-frame classes whose images must say where they lie (PS3.3 A.3, A.4, A.21)."""

_NOT_UNIT = 1e-2
_NOT_SQUARE = 1e-2


def check_geometry(subject: Subject) -> Iterator[Finding]:
    """Yield what is missing of where images lie, and directions that can't be."""
    files = subject.instances
    bad = {each for each in {each.orientation for each in files} if each and not _is_valid(each)}
    wrong = [each.item.name for each in files if each.orientation in bad]
    if wrong:
        text = (
            f"In {len(wrong)} of {len(files)} files the directions are no unit vectors at right "
            "angles."
        )
        yield tell(
            "orientation-invalid", text, wrong, keyword="ImageOrientationPatient", count=len(wrong)
        )
    placed = [each for each in files if each.position and each.orientation]
    must = [each for each in files if each.sop_class_uid in _PLACED]
    # Of other kinds of images only those that some files of the series place.
    lacking = [each for each in (must if not placed else files) if _lacks(each)]
    if lacking:
        yield _missing(lacking, len(files))
    yield from _unsaid(must)


def _missing(lacking: list[Instance], count: int) -> Finding:
    position = all(each.position is None for each in lacking)
    keyword = "ImagePositionPatient" if position else "ImageOrientationPatient"
    text = f"{len(lacking)} of {count} files don't say where they lie."
    files = [each.item.name for each in lacking]
    return tell("geometry-missing", text, files, keyword=keyword, count=len(lacking))


def _lacks(each: Instance) -> bool:
    return each.frames == 1 and not (each.position and each.orientation)


def _unsaid(must: list[Instance]) -> Iterator[Finding]:
    spacing = [each.item.name for each in must if each.facts.spacing is None]
    if spacing:
        text = f"{len(spacing)} files have no Pixel Spacing."
        yield tell(
            "pixel-spacing-missing", text, spacing, keyword="PixelSpacing", count=len(spacing)
        )
    frame = [each.item.name for each in must if not each.frame_of_reference_uid]
    if frame:
        text = f"{len(frame)} files have no Frame of Reference UID."
        yield tell(
            "frame-of-reference-missing",
            text,
            frame,
            keyword="FrameOfReferenceUID",
            count=len(frame),
        )


def _is_valid(orientation: Vector) -> bool:
    row, column = orientation[:3], orientation[3:]
    lengths = [sqrt(sum(each * each for each in side)) for side in (row, column)]
    across = sum(p * q for p, q in zip(row, column, strict=True))
    return all(abs(length - 1) <= _NOT_UNIT for length in lengths) and abs(across) <= _NOT_SQUARE


def check_single(subject: Subject) -> Iterator[Finding]:
    """Yield one slice alone, and images that are mosaics of slices."""
    first = subject.first
    kinds = first.facts.image_type.upper().split("\\")
    if "MOSAIC" in kinds:
        files = [each.item.name for each in subject.instances]
        text = "Each image is a mosaic of the slices of one time."
        yield tell("mosaic", text, files, keyword="ImageType")
    elif (
        len(subject.instances) == 1
        and first.frames == 1
        and first.sop_class_uid in _PLACED
        and not first.is_localizer
        and not subject.series.apart
    ):
        yield tell("single-slice", "The series has one slice.", [first.item.name])
