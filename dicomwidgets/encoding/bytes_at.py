"""A stretch of a walked file, by the offsets of its map."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from dicomwidgets.encoding.inflate import inflated_part

if TYPE_CHECKING:
    from dicomwidgets.encoding.span import FileMap

__all__ = ["bytes_at"]


def bytes_at(file: BinaryIO, file_map: FileMap, offset: int, length: int) -> bytes:
    """Return bytes of a file as they are numbered by its map.

    Parameters
    ----------
    file
        A handle that can seek, on the file that was walked.
    file_map
        Its map; the offsets of a deflated file go on in the inflated stream (PS3.5 A.5).
    offset, length
        What is wanted; at the end of the file there may be less.

    Raises
    ------
    OSError
        If the handle can't be read.
    """
    stop = min(offset + length, file_map.size)
    start = file_map.inflated
    if start is None or stop <= start:
        file.seek(offset)
        return file.read(max(0, stop - offset))
    before = b""
    if offset < start:
        file.seek(offset)
        before = file.read(start - offset)
        offset = start
    return before + inflated_part(file, start, offset - start, stop - offset)
