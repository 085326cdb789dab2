"""What images are exported as."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dicomwidgets.errors import ArgumentError

__all__ = ["FORMATS", "Format", "Unit", "format_of"]

Unit = Literal["file", "frame", "series", "nothing"]
"""What becomes one file: a file, a frame, a series; nothing, where only the metadata is written."""


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
    package
        The optional package that writes it; empty where none is needed.
    words
        What it is, in words.
    """

    name: str
    suffixes: tuple[str, ...]
    unit: Unit
    package: str
    words: str


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("dicom", (".dcm",), "file", "", "The files as they are, byte for byte"),
        Format("png", (".png",), "frame", "PIL", "Each frame as a PNG, without loss"),
        Format("jpeg", (".jpg", ".jpeg"), "frame", "PIL", "Each frame as a JPEG, small"),
        Format("npy", (".npy",), "series", "", "Each series as an array of NumPy"),
        Format("npz", (".npz",), "series", "", "Each series as array, affine and spacing"),
        Format("nifti", (".nii.gz", ".nii"), "series", "nibabel", "Each series as a NIfTI volume"),
        Format("csv", (".csv",), "nothing", "", "The metadata as a table, no images"),
        Format("json", (".json",), "nothing", "", "The metadata as JSON, no images"),
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
    known = {"jpg": "jpeg", "nii": "nifti", "nii.gz": "nifti", "dcm": "dicom"}
    text = str(name).lower().removeprefix(".")
    found = FORMATS.get(known.get(text, text))
    if found is None:
        raise ArgumentError(
            f"There is no format {name!r}.", remedy=f"Take one of: {', '.join(FORMATS)}."
        )
    return found
