"""What images are exported as."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dicomwidgets.errors import ArgumentError

__all__ = ["FORMATS", "Format", "Making", "Unit", "format_of", "format_of_name"]

Unit = Literal["file", "frame", "series", "nothing"]
"""What becomes one file: a file, a frame, a series; nothing, where only the metadata is written."""

Making = Literal["copy", "picture", "pages", "film", "array", "table"]
"""How it is made: copied, a picture, many pages, moving pictures, an array, a table."""


class Format(NamedTuple):
    """One kind of files.

    Parameters
    ----------
    name
        By which it is asked for.
    suffixes
        How names of such files end; the first is what a name gets.
    unit
        What becomes one file.
    making
        How it is made.
    package
        The optional package that writes it; empty where none is needed.
    words
        What it is, in words.
    """

    name: str
    suffixes: tuple[str, ...]
    unit: Unit
    making: Making
    package: str
    words: str


_TIFF = (".tif", ".tiff")
_NIFTI = (".nii.gz", ".nii")

FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("dicom", (".dcm",), "file", "copy", "", "The files as they are, byte for byte"),
        Format("png", (".png",), "frame", "picture", "PIL", "Each frame as a PNG, without loss"),
        Format("jpeg", (".jpg", ".jpeg"), "frame", "picture", "PIL", "Each frame as a JPEG, small"),
        Format("tiff", _TIFF, "frame", "picture", "", "Each frame as a TIFF, values of any type"),
        Format("tiff-stack", _TIFF, "series", "pages", "", "Each series as a TIFF of many pages"),
        Format("gif", (".gif",), "series", "film", "PIL", "Each series as a GIF that moves"),
        Format("webp", (".webp",), "series", "film", "PIL", "Each series as a WebP that moves"),
        Format("apng", (".apng", ".png"), "series", "film", "PIL", "Each series as a moving PNG"),
        Format("npy", (".npy",), "series", "array", "", "Each series as an array of NumPy"),
        Format("npz", (".npz",), "series", "array", "", "Each series as array, affine and spacing"),
        Format("nifti", _NIFTI, "series", "array", "nibabel", "Each series as a NIfTI volume"),
        Format("csv", (".csv",), "nothing", "table", "", "The metadata as a table, no images"),
        Format("json", (".json",), "nothing", "table", "", "The metadata as JSON, no images"),
    )
}
"""By their names."""


def format_of(name: str) -> Format:
    """Return a format.

    Raises
    ------
    ArgumentError
        If there is none of this name.
    """
    known = {"jpg": "jpeg", "tif": "tiff", "nii": "nifti", "nii.gz": "nifti", "dcm": "dicom"}
    text = str(name).lower().removeprefix(".")
    found = FORMATS.get(known.get(text, text))
    if found is None:
        raise ArgumentError(
            f"There is no format {name!r}.", remedy=f"Take one of: {', '.join(FORMATS)}."
        )
    return found


def format_of_name(name: str) -> Format | None:
    """Return the format that the name of a file ends in, ``None`` where it ends in none.

    >>> format_of_name("a.PNG").name, format_of_name("a.nii.gz").name, format_of_name("out")
    ('png', 'nifti', None)
    """
    low = name.lower()
    return next((each for each in FORMATS.values() if low.endswith(each.suffixes)), None)
