"""`dicomwidgets.create`: DICOM of arrays and images."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.creating.batch import batch_of
from dicomwidgets.creating.by_highdicom import enhanced, segmentation
from dicomwidgets.creating.creation import Creation
from dicomwidgets.creating.kinds import ENHANCED, KINDS, Kind, kind_named
from dicomwidgets.creating.opening import Given, opened
from dicomwidgets.creating.origin import Origin
from dicomwidgets.creating.planes import Place, Planes, planes_of
from dicomwidgets.creating.references import check_derivation
from dicomwidgets.creating.uids import Uids
from dicomwidgets.creating.wish import Wish, refuse_settled
from dicomwidgets.errors import ArgumentError, CreateError, DicomWidgetsError
from dicomwidgets.transcoding.choice import choice_for
from dicomwidgets.volumes.opening import volume

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dicomwidgets.creating.kinds import KindName
    from dicomwidgets.jobs.progress import Progress

__all__ = ["create"]


def create(  # noqa: PLR0913 - keywords
    x: Any,
    target: str | os.PathLike[str] | None = None,
    *,
    kind: KindName | None = None,
    like: Any = None,
    derived_from: Any = None,
    derivation: Any = None,
    affine: Any = None,
    spacing: Sequence[float] | float | None = None,
    orientation: Sequence[float] | None = None,
    positions: Any = None,
    thickness: float | None = None,
    color: bool | None = None,
    multiframe: bool | None = None,
    slope: float | None = None,
    intercept: float | None = None,
    unit: str | None = None,
    keep_jpeg: bool = True,
    transfer_syntax: str | None = None,
    loss: Mapping[str, Any] | None = None,
    segments: Sequence[Mapping[str, Any]] | None = None,
    elements: Mapping[str, Any] | None = None,
    uid_root: str = "",
    seed: str | None = None,
    when: datetime | None = None,
    overwrite: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    **keywords: Any,
) -> Creation:
    """Make DICOM objects of arrays or images (PS3.3 A.3 CT, A.4 MR, A.8 Secondary Capture).

    Parameters
    ----------
    x
        An array: (rows, columns), (frames, rows, columns), or colours with a last axis of 3; an
        image file (PNG, JPEG, TIFF, GIF, … by Pillow, ``.npy``) or its bytes; an image of Pillow;
        NIfTI, by path or nibabel; a `Volume`; a list of arrays or images.
    target
        Where to write: see `Creation.save`. Nothing is written without it.
    kind
        ``"SC"``, ``"CT"`` or ``"MR"``; ``"enhanced CT"`` and ``"enhanced MR"``, one multi-frame
        object, and ``"SEG"``, masks over `derived_from`, need highdicom. By default that of a
        `Volume`, or of what an image with a place in the patient is derived from; else ``"SC"``.
        Of Secondary Captures there is one for every form of pixels, and the right one is taken.
    like
        DICOM whose patient and study the new series belongs to.
    derived_from
        DICOM that the image was made of: as `like`, and it is referenced as the source, slice by
        slice where the planes are the same. Frame of Reference and acquisition are kept; the
        geometry too, where none is given and the source is a volume of the same shape.
    derivation
        How it was made of that: a text, a code as ``(value, scheme, meaning)``, or several.
    affine
        (4, 4): from (slice, row, column) to LPS millimetres, as `Volume.affine`.
    spacing
        Instead: (between slices, between rows, between columns) in mm, or the last two.
    orientation
        Direction cosines of a row, then of a column; by default axial.
    positions
        Centre of the first pixel of the first slice, or (slices, 3) of all, in LPS mm.
    thickness
        SliceThickness in mm; it is not the distance of slices, and is left empty if not given.
    color
        Whether the last axis of an array is the samples of a colour; by default where it is 3 or
        4 of uint8.
    multiframe
        Whether frames without a place in the patient go into one object; by default they do.
    slope, intercept
        Values are rounded to ``stored × slope + intercept``. By default integers, and floats that
        are whole, are stored exactly, other floats in 65,536 steps over their range.
    unit
        RescaleType: ``"HU"`` for CT by default, else ``"US"``, unspecified.
    keep_jpeg
        Whether a JPEG file that conforms is stored as it is (without EXIF), not decoded.
    transfer_syntax
        Compresses the pixels: any that `dicomwidgets.transcode` writes, by keyword, UID or name;
        by default Explicit VR Little Endian, uncompressed.
    loss
        How much a lossy one may lose, as for `transcode`: ``{"quality": 90}``.
    segments
        Of a SEG: what segment 1, 2, … is, each a mapping with SegmentLabel, the codes of
        SegmentedPropertyCategoryCodeSequence and SegmentedPropertyTypeCodeSequence, and
        SegmentAlgorithmType.
    elements
        Path → value of more elements, nested ones too: see `dicomwidgets.build`.
    uid_root
        What UIDs begin with; by default 2.25 and a UUID (PS3.5 B.2).
    seed
        With one, the same call gives the same UIDs and, without `when`, no time of creation.
    when
        When the pixels were made: Instance Creation and Content Date and Time; by default now.
        Nothing is invented of studies, series and acquisitions.
    overwrite, on_progress, cancelled
        As for `Creation.save`.
    keywords
        Elements by keyword: ``PatientName="Doe^Jane"``, ``StudyDate="20260131"``.

    Returns
    -------
    Creation
        The datasets, each made when it is looked at; its `notes` say what was assumed.

    Raises
    ------
    ArgumentError
        For what holds no pixels, or can't be meant.
    CreateError
        For pixels or geometry that can't be stored right, with what to do.
    EditError
        For an element that its VR can't hold.
    MissingPackageError
        Where a package is needed that is not installed, with the install line.
    TranscodeError
        For a transfer syntax that can't hold the pixels.

    Examples
    --------
    >>> create("photo.png", "photo.dcm", PatientName="Doe^Jane")          # doctest: +SKIP
    >>> create(array, "ct/", kind="CT", spacing=(2.5, 0.7, 0.7))          # doctest: +SKIP
    >>> create(smooth, "new/", derived_from="ct/", derivation="Smoothed")  # doctest: +SKIP
    """
    if like is not None and derived_from is not None:
        raise ArgumentError(
            "like= and derived_from= both name a patient and a study.",
            remedy="Give derived_from= alone: it keeps them too.",
        )
    source = like if derived_from is None else derived_from
    check_derivation(derivation, derived=derived_from is not None)
    wish = Wish(
        Place(affine, spacing, orientation, positions, thickness),
        Uids(uid_root, seed),
        None if source is None else Origin(source),
        derived_from is not None,
        derivation,
        {**(elements or {}), **keywords},
        when or (None if seed is not None else datetime.now().astimezone()),
        multiframe,
        slope,
        intercept,
        unit,
        keep_jpeg,
        None if transfer_syntax is None else choice_for(transfer_syntax, **(loss or {})),
        _paths(x),
    )
    given = opened(x, color=False if _is(kind, "SEG") else color)
    if _is(kind, "SEG"):
        made = _segmented(given, derived_from, segments, wish)
    else:
        made = _made(given, kind, wish, derived_from)
    if target is not None:
        made.save(target, overwrite=overwrite, on_progress=on_progress, cancelled=cancelled)
    return made


def _paths(x: Any) -> tuple[Path, ...]:
    """Return the files among what pixels are read from."""
    parts = x if isinstance(x, (list, tuple)) else (x,)
    return tuple(Path(os.fsdecode(each)) for each in parts if isinstance(each, (str, os.PathLike)))


def _made(parts: list[Given], name: str | None, wish: Wish, source: Any) -> Creation:
    parts = [_placed(each, wish, source, name) for each in parts]
    kind = _kind(parts[0], name, wish)
    if kind.is_slice and len(parts) > 1:
        forms = ", ".join(
            f"{p.raster.rows} × {p.raster.columns} {p.raster.dtype}" for p in parts[:4]
        )
        raise CreateError(
            f"The slices of a series are alike, and these are not: {forms}.",
            remedy="Bring them to one size and type, or leave out kind=: Secondary Captures may "
            "differ.",
        )
    series = wish.uids.new("series")
    batches = []
    for each in parts:
        planes = _planes(each, kind, wish)
        batches.append(batch_of(each, kind, planes, _with_space(wish, each, planes), series))
    if any(_is(name, each) for each in ENHANCED):
        made = Creation([enhanced(each, wish) for each in batches], wish)
    else:
        made = Creation(batches, wish)
    refuse_settled(wish.elements, len(made))
    return made


def _segmented(
    parts: list[Given], source: Any, segments: Sequence[Mapping[str, Any]] | None, wish: Wish
) -> Creation:
    if source is None or len(parts) > 1:
        raise CreateError(
            "A segmentation is a stack of masks over the images that were segmented.",
            remedy="Give derived_from=, and masks of one size.",
        )
    refuse_settled(wish.elements, 1)
    made = segmentation(parts[0], source, segments, wish, wish.uids.new("series"))
    return Creation([made], wish)


def _is(name: str | None, kind: str) -> bool:
    return name is not None and name.casefold() == kind.casefold()


def _placed(given: Given, wish: Wish, source: Any, name: str | None) -> Given:
    """Give pixels the place of the source, where they are voxel for voxel its own."""
    told = given.affine is not None or any(each is not None for each in wish.place[:4])
    if told or not wish.derived or name == "SC" or given.raster.samples == 3:
        return given
    try:
        found = volume(source, lazy=True)
    except DicomWidgetsError:
        return given
    raster = given.raster
    if not found.is_placed or found.shape != (raster.count, raster.rows, raster.columns):
        return given
    return given._replace(affine=found.affine_in("LPS"), space=found.frame_of_reference)


def _kind(given: Given, name: str | None, wish: Wish) -> Kind:
    if name is not None:
        return kind_named(name)
    if given.raster.samples == 3:
        return KINDS["SC"]
    if given.modality in KINDS:
        return KINDS[given.modality]
    placed = given.affine is not None or wish.place.is_told
    if wish.origin is not None and wish.derived and placed and wish.origin.modality in KINDS:
        return KINDS[wish.origin.modality]
    if given.affine is not None and not given.modality:
        raise ArgumentError(
            "The image has a place in the patient, and nothing says of which kind it is.",
            remedy='Give kind="CT", "MR" or "SC".',
        )
    return KINDS["SC"]


def _planes(given: Given, kind: Kind, wish: Wish) -> Planes | None:
    place, raster = wish.place, given.raster
    if kind.is_slice and raster.samples == 3:
        raise CreateError(f"A slice of {kind.name} is grey, and these pixels are in colour.")
    if given.affine is not None:
        place = Place(given.affine, *place[1:])
    elif not kind.is_slice and not place.is_told:
        return None
    planes = planes_of(place, raster.count)
    if planes is None and kind.is_slice:
        raise CreateError(
            f"A slice of {kind.name} says where it lies, and nothing was given.",
            tag="(0028,0030)",
            keyword="PixelSpacing",
            remedy="Give affine=, or spacing=(between slices, between rows, between columns).",
        )
    return planes


def _with_space(wish: Wish, given: Given, planes: Planes | None) -> Wish:
    """Add the Frame of Reference: that of the source for what is derived, else a new one."""
    if planes is None or "FrameOfReferenceUID" in wish.elements:
        return wish
    space = given.space
    if not space and wish.origin is not None and wish.derived:
        space = wish.origin.frame_of_reference
    space = space or wish.uids.new("frame of reference")
    return wish._replace(elements={**wish.elements, "FrameOfReferenceUID": space})
