"""Along which dimensions the frames of one file lie (PS3.3 C.7.6.17, C.8.4.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
from pydicom.datadict import dictionary_description, keyword_for_tag
from pydicom.tag import BaseTag

from dicomwidgets.display.tolerant import number, numbers, texts
from dicomwidgets.reading.functional_groups import groups_of
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from dicomwidgets.reading.functional_groups import FrameGroups
    from dicomwidgets.series.frame_order import FramePlanes

__all__ = ["FileAxis", "FileDimensions", "dimension_order", "file_dimensions", "number_text"]

_NAMES = {
    "StackID": "Stack",
    "InStackPositionNumber": "Position",
    "ImagePositionPatient": "Position",
    "TemporalPositionIndex": "Time",
    "TemporalPositionTimeOffset": "Time",
    "EffectiveEchoTime": "Echo time",
    "DiffusionBValue": "b-value",
    "ReferencedSegmentNumber": "Segment",
    "NominalCardiacTriggerDelayTime": "Trigger delay",
    "NominalPercentageOfCardiacPhase": "Cardiac phase",
    "NominalPercentageOfRespiratoryPhase": "Respiratory phase",
}
_UNITS = {
    "EffectiveEchoTime": "ms",
    "DiffusionBValue": "s/mm²",
    "NominalCardiacTriggerDelayTime": "ms",
    "ActualCardiacTriggerDelayTime": "ms",
    "NominalPercentageOfCardiacPhase": "%",
    "NominalPercentageOfRespiratoryPhase": "%",
    "RRIntervalTimeNominal": "ms",
    "InversionTimes": "ms",
    "FlipAngle": "°",
    "TemporalPositionTimeOffset": "s",
    "FrameAcquisitionDuration": "ms",
    "KVP": "kV",
    "ReconstructionTargetCenterPatient": "mm",
}
_POSITIONS = ("InStackPositionNumber", "ImagePositionPatient")
_VECTORS = {
    0x00540010: "Energy window",
    0x00540020: "Detector",
    0x00540030: "Phase",
    0x00540050: "Rotation",
    0x00540060: "R-R interval",
    0x00540070: "Time slot",
    0x00540080: "Slice",
    0x00540090: "Angular view",
    0x00540100: "Time slice",
}


class FileAxis(NamedTuple):
    """One dimension.

    Parameters
    ----------
    source
        The element pointed at: its keyword, or tag where it is private. It is the same axis in
        another file that points at the same.
    name, unit
        To be shown.
    texts
        Index value → the real value, to be shown.
    """

    source: str
    name: str
    unit: str
    texts: dict[int, str]


class FileDimensions(NamedTuple):
    """The dimensions of a file's frames: `indices` has a tuple a frame, in the file's order."""

    axes: tuple[FileAxis, ...]
    indices: tuple[tuple[int, ...], ...]


class _Frames(NamedTuple):
    """What the real values of a dimension are looked up in."""

    dataset: Dataset
    groups: FrameGroups
    planes: FramePlanes | None
    total: int


def file_dimensions(
    dataset: Dataset, frames: int, planes: FramePlanes | None
) -> FileDimensions | None:
    """Return the dimensions that a multi-frame dataset gives its frames.

    Parameters
    ----------
    dataset
        Enhanced, with a Dimension Index Sequence (0020,9222); or classic, with a Frame Increment
        Pointer (0028,0009) to vectors, as in nuclear medicine.
    frames
        Its number of frames.
    planes
        Where they lie: the real values of positions.

    Returns
    -------
    FileDimensions or None
        ``None`` where the dataset names none, or not for every frame.
    """
    if frames < 2:
        return None
    held = _Frames(dataset, groups_of(dataset), planes, frames)
    return _indexed(held) or _incremented(held)


def dimension_order(dimensions: FileDimensions | None) -> tuple[int, ...] | None:
    """Return the frame indices sorted by their index values: the first dimension is the slowest.

    ``None`` where that is the order of the file already.
    """
    if dimensions is None:
        return None
    indices = dimensions.indices
    order = sorted(range(len(indices)), key=indices.__getitem__)
    return tuple(order) if order != list(range(len(indices))) else None


def number_text(value: float) -> str:
    """Return a number as it is shown: at most six digits."""
    return f"{value:.6g}"


def _indexed(held: _Frames) -> FileDimensions | None:
    pointers = [_pointer(item) for item in value_or_none(held.dataset, _SEQUENCE) or ()]
    if not pointers or held.groups.count < held.total:
        return None
    rows = []
    for frame in range(held.total):
        content = held.groups.item(frame, "FrameContentSequence")
        found = numbers(value_or_none(content, "DimensionIndexValues")) if content else []
        if len(found) != len(pointers):
            return None
        rows.append(tuple(map(int, found)))
    axes = tuple(_axis(held, each, [row[k] for row in rows]) for k, each in enumerate(pointers))
    return FileDimensions(axes, tuple(rows))


_SEQUENCE = "DimensionIndexSequence"


class _Pointer(NamedTuple):
    """Dimension Index Pointer (0020,9165), Functional Group Pointer (0020,9167), label."""

    tag: BaseTag
    group: str
    label: str


def _pointer(item: Dataset) -> _Pointer:
    found = [
        value_or_none(item, keyword)
        for keyword in ("DimensionIndexPointer", "FunctionalGroupPointer")
    ]
    tag, group = (each if isinstance(each, int) else 0 for each in found)
    label = next(iter(texts(value_or_none(item, "DimensionDescriptionLabel"))), "")
    keyword = keyword_for_tag(tag)
    # A label that only repeats the keyword says less than a name.
    return _Pointer(BaseTag(tag), keyword_for_tag(group), "" if label == keyword else label)


def _axis(held: _Frames, pointer: _Pointer, indices: Sequence[int]) -> FileAxis:
    keyword = keyword_for_tag(pointer.tag)
    source = keyword or f"({pointer.tag >> 16:04X},{pointer.tag & 0xFFFF:04X})"
    name = pointer.label or _NAMES.get(keyword) or _description(pointer.tag) or source
    if len(set(indices)) == 1:
        return FileAxis(source, name, "", {indices[0]: str(indices[0])})
    value_of, unit = _values(held, pointer, keyword)
    found: dict[int, str] = {}
    mixed = False
    for frame, index in enumerate(indices):
        text = value_of(frame)
        mixed = mixed or not text or found.setdefault(index, text) != text
    # One index for several values, or one value for several, tells no frame from another.
    if mixed or len(set(found.values())) < len(found):
        return FileAxis(source, name, "", {index: str(index) for index in indices})
    return FileAxis(source, name, unit, found)


def _values(held: _Frames, pointer: _Pointer, keyword: str) -> tuple[Callable[[int], str], str]:
    """Return what tells the real value of a frame, as text, and its unit."""
    planes = held.planes
    if keyword in _POSITIONS and planes is not None:
        return lambda frame: f"{planes.distances[frame]:.1f}", "mm"
    if keyword == "TemporalPositionIndex":
        offset = "TemporalPositionTimeOffset"
        return lambda frame: _number(_in(held, frame, "TemporalPositionSequence", offset)), "s"
    if keyword == "ReferencedSegmentNumber":
        segments = value_or_none(held.dataset, "SegmentSequence") or ()
        labels = {
            number(value_or_none(each, "SegmentNumber")): str(
                value_or_none(each, "SegmentLabel") or ""
            )
            for each in segments
        }
        return lambda frame: labels.get(number(_in(held, frame, pointer.group, keyword)), ""), ""
    if keyword in _POSITIONS or not keyword:
        return lambda _: "", ""
    return lambda frame: _text(_in(held, frame, pointer.group, keyword)), _UNITS.get(keyword, "")


def _in(held: _Frames, frame: int, group: str, keyword: str) -> Any:
    item = held.groups.item(frame, group) if group else held.groups.own(frame)
    return value_or_none(item, keyword) if item is not None else None


def _number(value: Any) -> str:
    found = number(value)
    return "" if found is None else number_text(found)


def _text(value: Any) -> str:
    """Return numbers, a word or what a code means; nothing for what can't be put in a word."""
    found = numbers(value)
    if found and len(found) == len(texts(value)):
        return ", ".join(map(number_text, found))
    if isinstance(value, str):
        return ", ".join(texts(value))
    first: Any = next(iter(value), None) if isinstance(value, Sequence) and value else None
    meaning = value_or_none(first, "CodeMeaning") if hasattr(first, "get_item") else None
    return str(meaning or "")


def _description(tag: BaseTag) -> str:
    try:
        return dictionary_description(tag)
    except KeyError:
        return ""


def _incremented(held: _Frames) -> FileDimensions | None:
    """Return the dimensions of vectors that count the frames (PS3.3 C.8.4.8.1.1)."""
    pointers = value_or_none(held.dataset, "FrameIncrementPointer")
    several = pointers if hasattr(pointers, "append") else [pointers]
    tags = [each for each in several if isinstance(each, int)]
    axes = []
    columns = []
    for tag in tags:
        if tag not in _VECTORS:
            continue
        vector = [int(each) for each in numbers(value_or_none(held.dataset, keyword_for_tag(tag)))]
        if len(vector) != held.total:
            return None
        texts_of = {index: str(index) for index in vector}
        axes.append(FileAxis(keyword_for_tag(tag), _VECTORS[tag], "", texts_of))
        columns.append(vector)
    if not axes:
        return None
    return FileDimensions(tuple(axes), tuple(zip(*columns, strict=True)))
