"""What the objects made of one raster have in common: class, scale, place, header, window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom.dataset import Dataset

from dicomwidgets.creating.characters import settle
from dicomwidgets.creating.instance import instance_of
from dicomwidgets.creating.kinds import COMMON, multiframe_class
from dicomwidgets.creating.pixel_data import put_form
from dicomwidgets.creating.profile import put_profile
from dicomwidgets.creating.scale import Scale, decimal, scale_of
from dicomwidgets.creating.survey import survey
from dicomwidgets.creating.wish import refuse_colors, refuse_empty
from dicomwidgets.display.window import Window, window_over
from dicomwidgets.editing.draft import dataset_of
from dicomwidgets.editing.nested import build
from dicomwidgets.reference.uids import sop_class_name
from dicomwidgets.transcoding.writing import dataset_of as in_memory

if TYPE_CHECKING:
    from dicomwidgets.creating.kinds import Kind
    from dicomwidgets.creating.opening import Given
    from dicomwidgets.creating.planes import Planes
    from dicomwidgets.creating.raster import Raster
    from dicomwidgets.creating.survey import Survey
    from dicomwidgets.creating.wish import Wish
    from dicomwidgets.transcoding.prepared import Prepared

__all__ = ["Batch", "batch_of", "put_side"]

_PAIRED = frozenset(
    {
        *(
            "ANKLE",
            "ARM",
            "BREAST",
            "CALCANEUS",
            "CLAVICLE",
            "EAR",
            "ELBOW",
            "EYE",
            "FEMUR",
            "FINGER",
        ),
        *("FOOT", "FOREARM", "HAND", "HIP", "HUMERUS", "KNEE", "LEG", "RADIUS", "SCAPULA"),
        *("SHOULDER", "THIGH", "THUMB", "TIBIA", "TOE", "ULNA", "WRIST", "ZYGOMA"),
    }
)
"""Body parts of which there are two (PS3.16 Annex L)."""
_ROUNDED = (
    "The values are rounded to multiples of {slope}, from {intercept} on: by {half:.3g} at most."
)
_BURNED_IN = (
    "BurnedInAnnotation, which this object must have, says YES, as nobody said that there is no "
    'text in the pixels: BurnedInAnnotation="NO" says so.'
)
_NO_RESCALE = (
    "An MR Image has no rescale in the standard; slope and intercept are written all the same, as "
    "most readers apply them."
)
_NO_SEQUENCE = (
    "An MR Image must name its sequence, and nobody has: ScanningSequence says RM (research mode) "
    "and SequenceVariant NONE, unless elements= says otherwise."
)
_SEPARATE = (
    "A multi-frame Secondary Capture stores values as they are, unsigned: these are written as one "
    "object a frame, with a rescale."
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Objects of one raster, of which each is made when it is asked for.

    Parameters
    ----------
    raster, scale
        The frames, and how they are stored.
    kind, sop_class
        What is made.
    multiframe
        Whether all frames are one object.
    planes
        Where slices lie; ``None`` where nothing is known.
    base
        The header of all of them.
    kept
        Whether frames are stored as they were compressed.
    notes
        What one should know.
    """

    raster: Raster
    scale: Scale
    kind: Kind
    sop_class: str
    multiframe: bool
    planes: Planes | None
    base: Dataset
    kept: bool
    notes: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of objects."""
        return 1 if self.multiframe else self.raster.count

    @property
    def shown(self) -> str:
        """What they are, in words."""
        name = (sop_class_name(self.sop_class) or "?").removesuffix(" Storage")
        several = "" if self.raster.count == 1 else "s"
        frames = f"{self.raster.count} frame{several} of " if self.multiframe else ""
        return f"{self.count} × {name}, {frames}{self.raster.rows} × {self.raster.columns}"

    def prepared(self, index: int, number: int, uid: str, wish: Wish) -> Prepared:
        """Return one of them, ready to be written; see `instance_of`."""
        return instance_of(self, index, number, uid, wish)

    def made(self, index: int, number: int, uid: str, wish: Wish) -> Dataset:
        """Return one of them as a dataset."""
        made = self.prepared(index, number, uid, wish)
        try:
            return in_memory(made)
        finally:
            made.close()


def batch_of(given: Given, kind: Kind, planes: Planes | None, wish: Wish, series: str) -> Batch:
    """Return what the objects of one raster have in common.

    Parameters
    ----------
    given
        The raster, and what came with it.
    kind
        What to make.
    planes
        Where the slices lie.
    wish
        What was asked for.
    series
        SeriesInstanceUID.

    Raises
    ------
    CreateError, EditError
        For values that can't be stored, and elements that their VR can't hold.
    """
    raster = given.raster
    refuse_colors(wish.elements, raster)
    seen = None if _is_plain(raster, kind, wish) else survey(raster)
    asked = (wish.slope, wish.intercept)
    scale = _scale(given, kind, seen, asked)
    several = _is_multiframe(raster, kind, planes, wish)
    sop_class = multiframe_class(raster.samples, scale) if several else kind.sop_class
    notes = [*raster.notes, *(planes.notes if planes else ()), *_notes(scale, kind)]
    if several and not sop_class:
        several, sop_class = False, kind.sop_class
        notes += [_SEPARATE] if raster.count > 1 else []
    kept = _is_kept(raster, kind, wish)
    base = _base(given, kind, wish, {"SOPClassUID": sop_class, "SeriesInstanceUID": series})
    photometric = _photometric(raster, kept=kept)
    put_form(base, raster, scale, photometric)
    put_profile(base, raster)
    _put_scale(base, scale, kind, wish.unit or given.unit, several=several)
    if not {"WindowCenter", "WindowWidth"} & wish.elements.keys():
        _put_window(base, scale, seen, raster)
    if several:
        _put_frames(base, raster)
        if "BurnedInAnnotation" not in wish.elements:
            base.BurnedInAnnotation = "YES"
            notes.append(_BURNED_IN)
    if not kind.is_slice:
        base.PatientOrientation = None
    refuse_empty(wish.elements, sop_class)
    base = settle(build(wish.elements, base))
    if kind.modality == "MR" and "ScanningSequence" not in wish.elements and _is_untold(wish):
        notes.append(_NO_SEQUENCE)
    put_side(base)
    return Batch(raster, scale, kind, sop_class, several, planes, base, kept, tuple(notes))


def put_side(base: Dataset) -> None:
    """Add an empty Laterality where a side is to be named and nobody knows it (C.7.3.1)."""
    part = base.get("BodyPartExamined")
    told = ("Laterality", "ImageLaterality", "AnatomicRegionSequence")
    if (not part or part in _PAIRED) and not any(each in base for each in told):
        base.Laterality = None


def _is_kept(raster: Raster, kind: Kind, wish: Wish) -> bool:
    """Whether frames stay as they were compressed: their samples are those of the object."""
    rescaled = wish.slope is not None or wish.intercept is not None
    plain = kind.name == "SC" and wish.choice is None and not (rescaled and raster.samples == 1)
    return bool(raster.streams) and wish.keep_jpeg and plain


def _is_plain(raster: Raster, kind: Kind, wish: Wish) -> bool:
    """Whether nothing has to be known of the pixels: bytes and bits are stored as they are."""
    if wish.slope is not None or wish.intercept is not None:
        return False
    plain = raster.samples == 3 or (raster.dtype in (np.bool_, np.uint8) and not kind.is_slice)
    return bool(plain)


def _scale(
    given: Given, kind: Kind, seen: Survey | None, asked: tuple[float | None, float | None]
) -> Scale:
    raster = given.raster
    if seen is None:
        one_bit = raster.dtype == np.bool_
        slope, intercept = map(decimal, given.scaling)
        return Scale(np.dtype(bool if one_bit else "u1"), slope, intercept)
    return scale_of(raster, seen, wide=kind.is_slice, given=asked, known=given.scaling)


def _is_multiframe(raster: Raster, kind: Kind, planes: Planes | None, wish: Wish) -> bool:
    if kind.is_slice or planes is not None or _is_inverse(wish):
        return False
    if raster.dtype == np.bool_:
        return True
    return raster.count > 1 if wish.multiframe is None else wish.multiframe


def _is_inverse(wish: Wish) -> bool:
    """Whether low values are white, which no multi-frame Secondary Capture says."""
    return bool(wish.elements.get("PhotometricInterpretation") == "MONOCHROME1")


def _is_untold(wish: Wish) -> bool:
    return wish.origin is None or not wish.derived or "ScanningSequence" not in wish.origin.first


def _notes(scale: Scale, kind: Kind) -> list[str]:
    notes = []
    if scale.rounds:
        half = abs(float(scale.slope)) / 2
        notes.append(_ROUNDED.format(slope=scale.slope, intercept=scale.intercept, half=half))
    if kind.modality == "MR" and not scale.is_identity:
        notes.append(_NO_RESCALE)
    return notes


def _photometric(raster: Raster, *, kept: bool) -> str:
    if kept:
        return raster.streams[0].photometric
    return "RGB" if raster.samples == 3 else "MONOCHROME2"


def _base(given: Given, kind: Kind, wish: Wish, own: dict[str, Any]) -> Dataset:
    """Return identity, study and equipment; texts are UTF-8 until it is known which they are."""
    origin = wish.origin
    base = Dataset() if origin is None else dataset_of(origin.subject())
    base.SpecificCharacterSet = "ISO_IR 192"
    for keyword in COMMON:
        if keyword not in base and keyword != "PatientOrientation":
            setattr(base, keyword, None)
    if not base.get("StudyInstanceUID"):
        base.StudyInstanceUID = wish.uids.new("study")
    modality = given.modality if kind.name == "SC" else kind.modality
    if not modality and origin is not None and wish.derived:
        modality = origin.modality
    own["Modality"] = modality or kind.modality
    for keyword, value in {**kind.defaults, **own}.items():
        setattr(base, keyword, value)
    if origin is not None and wish.derived:
        if origin.sop_class == kind.sop_class and kind.is_slice:
            base.update(dataset_of(origin.acquisition(origin.first)))
        base.ImageType = base.get("ImageType") or ["DERIVED", "SECONDARY"]
    if wish.when is not None:
        date, time = wish.when.strftime("%Y%m%d"), wish.when.strftime("%H%M%S.%f")
        base.InstanceCreationDate = base.ContentDate = date
        base.InstanceCreationTime = base.ContentTime = time
    return base


def _put_scale(base: Dataset, scale: Scale, kind: Kind, unit: str, *, several: bool) -> None:
    """Add what stored values mean: always for CT, and where they are not the values themselves."""
    if base.SamplesPerPixel > 1 or scale.bits == 1:
        return
    if not (kind.modality == "CT" or several or not scale.is_identity):
        return
    base.RescaleIntercept, base.RescaleSlope = scale.intercept, scale.slope
    base.RescaleType = unit or ("HU" if kind.modality == "CT" else "US")
    if several:
        base.PresentationLUTShape = "IDENTITY"


def _put_window(base: Dataset, scale: Scale, seen: Survey | None, raster: Raster) -> None:
    """Add the window that shows most values; bytes are shown as they are."""
    if raster.samples == 3 or scale.bits == 1:
        return
    window = Window(128, 256)
    if seen is not None:
        window = window_over(scale.values(seen.sample), whole=not scale.rounds)
    base.WindowCenter, base.WindowWidth = decimal(window.center), decimal(window.width)
    if window.function != "LINEAR":
        base.VOILUTFunction = window.function


def _put_frames(base: Dataset, raster: Raster) -> None:
    """Add what tells the frames of one object apart: time, or a number."""
    base.NumberOfFrames = raster.count
    if raster.count == 1:
        return
    times = raster.durations
    if times and len(set(times)) == 1:
        base.FrameTime = decimal(times[0])
        base.FrameIncrementPointer = 0x00181063
    elif times:
        base.FrameTimeVector = [decimal(each) for each in (0, *times[:-1])]
        base.FrameIncrementPointer = 0x00181065
    else:
        base.PageNumberVector = [*range(1, raster.count + 1)]
        base.FrameIncrementPointer = 0x00182001
