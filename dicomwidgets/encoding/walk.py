"""The one walk over the bytes of a DICOM file: tag, VR, length and offset of all that is in it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.encoding.span import UNDEFINED, Break, FileMap, Remark, Span
from dicomwidgets.encoding.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.encoding.span import Spans
    from dicomwidgets.encoding.walked import Walked

__all__ = ["UNDEFINED", "Break", "FileMap", "Remark", "Span", "walk_file", "walk_items"]


def walk_file(
    file: BinaryIO | bytes | bytearray | memoryview, known: Iterable[Walked] = ()
) -> FileMap:
    """Return what a file is made of, every byte of it in one span (PS3.10 7, PS3.5 7).

    Read are preamble, file meta, and the dataset in whatever encoding the transfer syntax says,
    or, where it says none or the wrong one, in which the elements look to be; values are passed
    over. What is broken never raises: the map tells where and why, and the bytes after it are
    ``"unread"``. Inside a sequence of defined length the walk goes on after it.

    Parameters
    ----------
    file
        A handle that can seek, read from its very beginning and left anywhere; or the bytes.
    known
        Sequences of the file that were walked before: not walked again, where they still have the
        same bytes.

    Raises
    ------
    OSError
        If the handle can't be read.
    """
    if isinstance(file, (bytes, bytearray, memoryview)):
        file = io.BytesIO(file)
    return Walker(file, known).walk()


def walk_items(value: bytes, *, implicit: bool) -> Spans | None:
    """Return the items of a sequence in little endian, and all that is in them (PS3.5 7.5).

    Parameters
    ----------
    value
        Of the sequence; offsets count from its beginning.
    implicit
        Whether its elements have no VR.

    Returns
    -------
    Spans or None
        ``None`` where something is odd: then it is for those to read who tell what is.
    """
    return Walker(io.BytesIO(value)).walk_items(implicit=implicit)
