"""Objects that are compressed as they are made (PS3.5 A.4)."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from dicomwidgets.transcoding.running import transcode

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.transcoding.choice import Choice

__all__ = ["compressed"]


def compressed(dataset: Dataset, choice: Choice) -> Dataset:
    """Return an object in another transfer syntax.

    One that lost something is marked as lossy. It keeps its identity, and names no uncompressed
    predecessor: there has never been one.

    Raises
    ------
    TranscodeError
        If the transfer syntax can't hold it.
    """
    uid, sources = dataset.SOPInstanceUID, deepcopy(dataset.get("SourceImageSequence"))
    made = transcode(dataset, to=choice)
    if made.SOPInstanceUID == uid:
        return made
    made.SOPInstanceUID = uid
    made.file_meta.MediaStorageSOPInstanceUID = uid
    if sources is None:
        made.pop("SourceImageSequence", None)
    else:
        made.SourceImageSequence = sources
    return made
