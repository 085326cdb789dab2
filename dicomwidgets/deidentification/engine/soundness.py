"""Whether a file is understood to its end: what is not is refused, never copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.errors import DeidentifyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.encoding.span import SpanRow
    from dicomwidgets.encoding.walk import FileMap

__all__ = ["PIXELS", "refuse_directory", "sound_rows"]

PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
"""Float Pixel Data, Double Float Pixel Data and Pixel Data (PS3.3 C.7.6.3)."""

_MEDIA_DIRECTORY = "1.2.840.10008.1.3.10"
_RECORDS = 0x00041220
_LAST = 0x7FE00010
_SHORTEST = 8
_AFTER = "{:,} bytes after the dataset were dropped: no element is made of them."
_ZEROS = "{:,} zero bytes after the dataset were dropped."
_EMPTY = "There is no dataset in it."
_AGAIN = "Save the file again from where it comes from, whole."


def sound_rows(file_map: FileMap) -> tuple[list[SpanRow], int, str]:
    """Return the rows of a file that hold its dataset.

    Returns
    -------
    rows, end, note
        What the file is made of, up to the end of its dataset; the offset where that is; and what
        is left out after it, in words.

    Raises
    ------
    DeidentifyError
        If the file breaks off, or bytes in it are no elements.

    Notes
    -----
    After Pixel Data, and where less than an element's header is left, such bytes are no part of
    the dataset: nothing is lost with them. Anywhere else they may be what is left of one.
    """
    rows = list(file_map.spans.rows())
    stop = _trailing(rows, file_map)
    end = rows[stop].offset if stop < len(rows) else file_map.size
    _refuse_broken(rows[:stop], file_map, end)
    if all(row.offset < file_map.dataset or row.kind == "padding" for row in rows[:stop]):
        raise DeidentifyError(_EMPTY, remedy=_AGAIN)
    left = file_map.size - end
    zeros = left and all(row.kind == "padding" for row in rows[stop:])
    return rows[:stop], end, (_ZEROS if zeros else _AFTER).format(left) if left else ""


def _trailing(rows: Sequence[SpanRow], file_map: FileMap) -> int:
    """Return the index of the first row that is behind the dataset."""
    stop = len(rows)
    while stop and rows[stop - 1].kind == "padding" and not rows[stop - 1].depth:
        stop -= 1
    pixels = next((at for at in range(stop - 1, -1, -1) if _ends_dataset(rows[at])), stop)
    if pixels < stop and rows[pixels].tag == _LAST:  # once more behind itself, it shows nothing
        pixels = next(at for at, row in enumerate(rows) if row[1] == _LAST and _ends_dataset(row))
    for index in range(pixels + 1, stop):
        row = rows[index]
        cut = row.offset + row.header + row.length > file_map.size and row.kind == "element"
        if not row.depth and (row.tag <= _LAST or row.kind != "element" or cut):
            return index
    last = rows[stop - 1] if stop else None
    if last and last.kind == "unread" and not last.depth and last.length < _SHORTEST:
        return stop - 1
    return stop


def _ends_dataset(row: SpanRow) -> bool:
    return row.tag in PIXELS and not row.depth and row.kind == "element"


def _refuse_broken(rows: Sequence[SpanRow], file_map: FileMap, end: int) -> None:
    broken = file_map.broken
    if broken is not None and (broken.offset < end or end == file_map.size):
        raise DeidentifyError(
            f"The file is broken at offset {broken.offset:,}: {broken.why}", remedy=_AGAIN
        )
    unread = next((row for row in rows if row.kind == "unread"), None)
    if unread is not None:
        raise DeidentifyError(
            f"{unread.length:,} bytes at offset {unread.offset:,} are no elements.", remedy=_AGAIN
        )


def refuse_directory(rows: Sequence[SpanRow], sop_class: str) -> None:
    """Refuse a DICOMDIR (PS3.10 8.6): what it says of other files is no longer true.

    Raises
    ------
    DeidentifyError
        With what to do instead.
    """
    if sop_class == _MEDIA_DIRECTORY or any(row.tag == _RECORDS and not row.depth for row in rows):
        raise DeidentifyError(
            "This is a directory of other files (DICOMDIR).",
            remedy="Anonymize its folder: the directory is made anew for the files written.",
        )
