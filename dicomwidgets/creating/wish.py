"""What the caller of `create` asked for, beside the pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.errors import CreateError
from dicomwidgets.reference.modules import uses_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from dicomwidgets.creating.origin import Origin
    from dicomwidgets.creating.planes import Place
    from dicomwidgets.creating.raster import Raster
    from dicomwidgets.creating.uids import Uids
    from dicomwidgets.transcoding.choice import Choice

__all__ = ["Wish", "refuse_colors", "refuse_empty", "refuse_settled", "refuse_sources"]

_SETTLED = {
    "the pixels": "Rows Columns SamplesPerPixel BitsAllocated BitsStored HighBit NumberOfFrames "
    "PixelRepresentation PlanarConfiguration PixelData FrameIncrementPointer PageNumberVector "
    "SmallestImagePixelValue LargestImagePixelValue",
    "kind=": "SOPClassUID",
    "transfer_syntax=": "TransferSyntaxUID",
    "the texts": "SpecificCharacterSet",
    "spacing=, orientation=, positions=, thickness= or affine=": "PixelSpacing SliceThickness "
    "ImagePositionPatient ImageOrientationPatient SpacingBetweenSlices",
    "slope= and intercept=": "RescaleSlope RescaleIntercept",
    "unit=": "RescaleType",
    "derivation= and derived_from=": "SourceImageSequence DerivationCodeSequence",
}
_COMES_FROM = {name: where for where, names in _SETTLED.items() for name in names.split()}
_OF_ONE = ("SOPInstanceUID", "InstanceNumber")


class Wish(NamedTuple):
    """The keywords of `dicomwidgets.create` that concern each object."""

    place: Place
    uids: Uids
    origin: Origin | None
    derived: bool
    derivation: Any
    elements: Mapping[str, Any]
    when: datetime | None
    multiframe: bool | None
    slope: float | None
    intercept: float | None
    unit: str | None
    keep_jpeg: bool
    choice: Choice | None = None
    images: tuple[Path, ...] = ()


def refuse_colors(elements: Mapping[str, Any], raster: Raster) -> None:
    """Refuse a photometric interpretation that the pixels don't have.

    Raises
    ------
    CreateError
        Unless it is MONOCHROME1 or MONOCHROME2, of grey values.
    """
    name = elements.get("PhotometricInterpretation")
    if name is None:
        return
    grey = raster.samples == 1 and raster.dtype.kind != "b"
    if name not in ("MONOCHROME1", "MONOCHROME2") or not grey:
        raise CreateError(
            "It follows from the pixels.",
            tag="(0028,0004)",
            keyword="PhotometricInterpretation",
            remedy="Of grey values MONOCHROME1 says that the lowest are white.",
        )


def refuse_empty(elements: Mapping[str, Any], sop_class: str) -> None:
    """Refuse no value for what must have one: Type 1 in a mandatory module (PS3.5 7.4.1).

    Raises
    ------
    CreateError
        With which it is.
    """
    for path, value in elements.items():
        if value is None or (isinstance(value, (str, list, tuple)) and not value):
            uses = uses_of(sop_class, path)
            if any((use.usage, use.type) == ("M", "1") for use in uses):
                raise CreateError("It must have a value (Type 1).", keyword=path)


def refuse_sources(paths: Iterable[Path], wish: Wish) -> None:
    """Refuse to write over a file that objects are made of, whatever may be overwritten.

    Raises
    ------
    CreateError
        With which it is.
    """
    taken = [path for path in paths if path.exists()]
    sources = (*wish.images, *(wish.origin.paths if wish.origin else ()))
    kept = {_identity(each) for each in sources if each.exists()} if taken else set()
    for path in taken:
        if _identity(path) in kept:
            raise CreateError(
                "This is a file that the objects are made of.",
                file=str(path),
                remedy="Name another place: sources are never replaced.",
            )


def _identity(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_dev, stat.st_ino


def refuse_settled(elements: Mapping[str, Any], count: int) -> None:
    """Refuse elements that follow from something else that is said, and would contradict it.

    Raises
    ------
    CreateError
        With where they come from.
    """
    for path in elements:
        if path in _COMES_FROM:
            raise CreateError(
                f"It follows from {_COMES_FROM[path]}.", keyword=path, remedy="Leave it out."
            )
        if path in _OF_ONE and count > 1:
            raise CreateError(
                f"Each of {count} objects has one of its own.", keyword=path, remedy="Leave it out."
            )
