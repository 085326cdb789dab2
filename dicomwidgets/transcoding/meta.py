"""The file meta information of what is written (PS3.10 7.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID

from dicomwidgets.reading.quick import value_or_none
from dicomwidgets.reference.implementation import (
    IMPLEMENTATION_CLASS_UID,
    IMPLEMENTATION_VERSION_NAME,
)
from dicomwidgets.transcoding.elements import recoded

if TYPE_CHECKING:
    from pydicom import Dataset

__all__ = ["file_meta"]

_GROUP_LENGTH, _VERSION = 0x00020000, 0x00020001


def file_meta(source: Dataset, dataset: Dataset, syntax: str) -> FileMetaDataset:
    """Return the file meta information of a dataset.

    Parameters
    ----------
    source
        What it was made of: other elements of its file meta stay.
    dataset
        What is written.
    syntax
        In which transfer syntax.
    """
    made = FileMetaDataset()
    known = getattr(source, "file_meta", None)
    if known is not None:
        plain = recoded(known)
        for tag in plain.keys():  # noqa: SIM118 - of a Dataset
            made[tag] = plain.get_item(tag)
    made.FileMetaInformationGroupLength = 0
    if _VERSION not in made:
        made.FileMetaInformationVersion = b"\0\1"
    for name in ("SOPClassUID", "SOPInstanceUID"):
        value = value_or_none(dataset, name)
        # What a file says of itself stays, right or wrong, but for what is another object now.
        if value and (f"MediaStorage{name}" not in made or value != value_or_none(source, name)):
            setattr(made, f"MediaStorage{name}", value)
    made.TransferSyntaxUID = UID(syntax)
    made.ImplementationClassUID = UID(IMPLEMENTATION_CLASS_UID)
    made.ImplementationVersionName = IMPLEMENTATION_VERSION_NAME
    return made
