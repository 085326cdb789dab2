"""What is done to one file, wherever it is done."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomwidgets.jobs.errand import SkippedError
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.located import LocatedSource
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.transcoding.preparing import UnchangedError, Way, prepared
from dicomwidgets.transcoding.writing import write_file

if TYPE_CHECKING:
    from typing import BinaryIO

    from dicomwidgets.jobs.errand import Errand, Parts
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.transcoding.choice import Choice
    from dicomwidgets.transcoding.prepared import Prepared

__all__ = ["TranscodeWork", "transcoded_to"]

_NO_DICOM = "This is no DICOM file."
_DIRECTORY = "A DICOMDIR names files as they are, and is not carried over."
_DICOMDIR = "1.2.840.10008.1.3.10"
_SOP_CLASS = 0x00020002
_CHUNK = 1 << 20


@dataclass(frozen=True)
class TranscodeWork:
    """Writes files in another transfer syntax. It pickles.

    Parameters
    ----------
    choice
        Which, and what may be lost.
    way
        How.
    """

    choice: Choice
    way: Way

    def __call__(self, errand: Errand, parts: Parts) -> tuple[str, ...]:
        """Write a file; one in which nothing changes is copied as it is."""
        source = LocatedSource(errand.names, errand.origins)
        (item,) = source.items()
        with parts.file() as out:
            return transcoded_to(out, source, item, self.choice, self.way)


def transcoded_to(
    out: BinaryIO, source: Source, item: Item, choice: Choice, way: Way
) -> tuple[str, ...]:
    """Write a file in another transfer syntax, and return what is to be known of it.

    Parameters
    ----------
    out
        Where to; it need not seek.
    source, item
        The file.
    choice, way
        In which transfer syntax, and how.

    Raises
    ------
    SkippedError
        If it is no DICOM file.
    DicomWidgetsError
        If it can't be done.
    """
    header = try_header(source, item)
    if header is None:
        raise SkippedError(_NO_DICOM)
    meta = getattr(header.dataset, "file_meta", None)
    if meta is not None and quick_text(meta, _SOP_CLASS) == _DICOMDIR:
        raise SkippedError(_DIRECTORY)
    try:
        made = prepared(source, item, header, choice, way)
    except UnchangedError as why:
        with source.open(item) as file:
            shutil.copyfileobj(file, out, _CHUNK)
        return (str(why),)
    try:
        write_file(made, out)
    finally:
        made.close()
    return (*made.notes, *told_of(made))


def told_of(made: Prepared) -> tuple[str, ...]:
    """Return what was lost in a file, in words."""
    if made.loss is None:
        return ()
    ratio = made.stored_size / max(1, made.coded_size)
    most, mean, _ = made.loss
    told = f"stored values are off by {most} at most, by {mean:.3g} on the average"
    return (f"Compressed {ratio:.1f} times with a loss: {told}.",)
