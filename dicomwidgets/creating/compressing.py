"""Objects that are compressed as they are made (PS3.5 A.4)."""

from __future__ import annotations

import shutil
from copy import deepcopy
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of
from dicomwidgets.transcoding.preparing import UnchangedError, Way, prepared
from dicomwidgets.transcoding.running import transcode
from dicomwidgets.transcoding.writing import write_file

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset
    from pydicom.sequence import Sequence
    from pydicom.uid import UID

    from dicomwidgets.transcoding.choice import Choice

__all__ = ["compressed", "write_compressed"]


def compressed(dataset: Dataset, choice: Choice) -> Dataset:
    """Return an object in another transfer syntax.

    Raises
    ------
    TranscodeError
        If the transfer syntax can't hold it.
    """
    known = deepcopy(dataset.get("SourceImageSequence"))
    made = transcode(dataset, to=choice)
    _keep_identity(made, dataset.SOPInstanceUID, known)
    return made


def write_compressed(plain: Path, choice: Choice, out: BinaryIO) -> None:
    """Write the object in a file in another transfer syntax, frame by frame.

    Parameters
    ----------
    plain
        The object, uncompressed.
    choice
        The transfer syntax.
    out
        Where to.

    Raises
    ------
    TranscodeError
        If the transfer syntax can't hold it.
    """
    source = source_of(plain)
    (item,) = source.items()
    header = read_header(source, item)
    uid = header.dataset.SOPInstanceUID
    known = deepcopy(header.dataset.get("SourceImageSequence"))
    try:
        made = prepared(source, item, header, choice, Way())
    except UnchangedError:
        with plain.open("rb") as file:
            shutil.copyfileobj(file, out)
        return
    except DicomWidgetsError as problem:
        problem.file = None  # that of a name that nobody has given
        raise
    try:
        _keep_identity(made.dataset, uid, known)
        write_file(made, out)
    finally:
        made.close()


def _keep_identity(made: Dataset, uid: UID, known: Sequence | None) -> None:
    """Give an object that lost something its identity back, and the sources that it named.

    It stays marked as lossy, and names no uncompressed predecessor: there has never been one.
    """
    if made.SOPInstanceUID == uid:
        return
    made.SOPInstanceUID = uid
    made.file_meta.MediaStorageSOPInstanceUID = uid
    if known is None:
        made.pop("SourceImageSequence", None)
    else:
        made.SourceImageSequence = known
