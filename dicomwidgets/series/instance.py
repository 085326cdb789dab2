"""What the index keeps of one file: enough to group, sort and name it, and no more."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.reading.quick import quick_integer, quick_numbers, quick_text
from dicomwidgets.series.facts import Facts, facts_of
from dicomwidgets.series.file_dimensions import dimension_order, file_dimensions
from dicomwidgets.series.frame_count import frame_count
from dicomwidgets.series.frame_order import frame_order, frame_planes
from dicomwidgets.series.marks import marks_of

if TYPE_CHECKING:
    from dicomwidgets.pixels.alike import Known
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item
    from dicomwidgets.series.file_dimensions import FileDimensions
    from dicomwidgets.series.frame_order import FramePlanes

__all__ = ["Instance", "Vector", "instance_of"]

Vector = tuple[float, ...]


class Instance(NamedTuple):
    """One file of a series.

    Parameters
    ----------
    item
        The file.
    series_uid, study_uid, sop_class_uid, modality
        As in the file; ``""`` where absent.
    rows, columns
        Size of a frame in pixels, 0 where absent.
    frames
        Number of frames; 0 if it is no image.
    number
        InstanceNumber.
    position, orientation
        ImagePositionPatient and ImageOrientationPatient (PS3.3 C.7.6.2), LPS millimetres.
    is_localizer
        Whether ImageType says LOCALIZER.
    order
        The file's frames in the order of the slice normal, where functional groups give one
        simple stack, else in that of its dimensions; ``None`` for the file's own.
    planes
        Where a multi-frame file's frames lie, in its own order; ``None`` where it does not say.
    frame_of_reference_uid
        As in the file (PS3.3 C.7.4.1); ``""`` where absent.
    dimensions
        Those that a multi-frame file names (PS3.3 C.7.6.17).
    marks
        What may tell a single frame from others at its place: values of `MARKS`.
    sop_uid
        SOPInstanceUID; ``""`` where absent.
    facts
        What it should have in common with the others.
    known
        What showing its one frame takes, where the index was asked to keep that.
    """

    item: Item
    series_uid: str
    study_uid: str
    sop_class_uid: str
    modality: str
    rows: int
    columns: int
    frames: int
    number: int | None
    position: Vector | None
    orientation: Vector | None
    is_localizer: bool
    order: tuple[int, ...] | None = None
    planes: FramePlanes | None = None
    frame_of_reference_uid: str = ""
    dimensions: FileDimensions | None = None
    marks: tuple[float | str | None, ...] = ()
    sop_uid: str = ""
    facts: Facts = Facts()
    known: Known | None = None

    def __repr__(self) -> str:
        return f"Instance({self.modality or '?'}, {self.frames} frames)"

    @property
    def is_image(self) -> bool:
        """Whether it has frames."""
        return self.frames > 0


def instance_of(header: Header, shared: dict[Facts, Facts] | None = None) -> Instance:
    """Return what the index needs of a header.

    Parameters
    ----------
    header
        Just read.
    shared
        Facts of the files before: those that are the same are kept once.
    """
    dataset = header.dataset
    rows = quick_integer(dataset, 0x00280010) or 0
    columns = quick_integer(dataset, 0x00280011) or 0
    frames = frame_count(header)
    planes = frame_planes(dataset, frames) if frames > 1 else None
    dimensions = file_dimensions(dataset, frames, planes) if frames > 1 else None
    facts = facts_of(dataset)
    return Instance(
        item=header.item,
        series_uid=sys.intern(quick_text(dataset, 0x0020000E)),
        study_uid=sys.intern(quick_text(dataset, 0x0020000D)),
        sop_class_uid=sys.intern(quick_text(dataset, 0x00080016)),
        modality=sys.intern(quick_text(dataset, 0x00080060)),
        rows=rows,
        columns=columns,
        frames=frames,
        number=quick_integer(dataset, 0x00200013),
        position=quick_numbers(dataset, 0x00200032, 3),
        orientation=quick_numbers(dataset, 0x00200037, 6),
        is_localizer="LOCALIZER" in facts.image_type.upper().split("\\"),
        order=frame_order(planes) or dimension_order(dimensions),
        planes=planes,
        frame_of_reference_uid=sys.intern(quick_text(dataset, 0x00200052)),
        dimensions=dimensions,
        marks=marks_of(dataset) if frames == 1 else (),
        sop_uid=quick_text(dataset, 0x00080018),
        facts=facts if shared is None else shared.setdefault(facts, facts),
    )
