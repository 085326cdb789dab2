"""The file that keeps what was read of an archive: columns, packed, and nothing that is executed.

One line says what it is, one (JSON) what is in it; then come the parts, each packed by zlib, which
carries a check sum. Codes and stamps are plain arrays, values are JSON.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dicomwidgets import __version__
from dicomwidgets.collection.column import GrowingColumn
from dicomwidgets.collection.stamps import PER_FILE
from dicomwidgets.collection.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.collection.columns import Cell

__all__ = ["MAGIC", "DamagedError", "Kept", "packed", "told_place", "unpacked"]

VERSION = f"2 {__version__}".encode()
MAGIC = b"dicomwidgets index "
UNKNOWN, ROW, NO_ROW, CHANGED, DIRECTORY = range(5)
"""What became of a file: it is to be read, has a row, is no DICOM, has a row that may be old, is a
DICOMDIR."""

HAVE_ROW = (ROW, CHANGED)

_LEVEL = 1


class DamagedError(Exception):
    """The file is not what was written."""


@dataclass
class Kept:
    """What was read of an archive.

    Parameters
    ----------
    place
        Where the archive lies, in words for its owner.
    table
        Its rows, in the order of `names`.
    names
        All files of which it is known what they are, also those without a row.
    stamps
        Of each, as `dicomwidgets.collection.stamps` gives them.
    outcomes
        Of each: `UNKNOWN`, `ROW`, `NO_ROW`, `CHANGED` or `DIRECTORY`.
    problems
        Of files that have a row: message, tag, keyword, file, remedy.
    """

    place: str
    table: Table
    names: list[str]
    stamps: array[int]
    outcomes: bytes
    problems: list[list[str | None]] = field(default_factory=list)


def packed(kept: Kept) -> bytes:
    """Return the file."""
    parts = [zlib.compress(part, _LEVEL) for part in _parts(kept)]
    kinds = []
    for name in kept.table.names[1:]:
        codes = kept.table.column(name).codes
        kinds.append(codes.typecode if isinstance(codes, array) else "")
    head = {
        "place": kept.place,
        "files": len(kept.names),
        "rows": len(kept.table),
        "columns": kept.table.names,
        "kinds": kinds,
        "order": sys.byteorder,
        "sizes": [len(part) for part in parts],
    }
    return b"%s%s\n%s\n%s" % (MAGIC, VERSION, json.dumps(head).encode(), b"".join(parts))


def _parts(kept: Kept) -> Iterator[bytes]:
    yield _json(kept.names)
    yield kept.stamps.tobytes()
    yield kept.outcomes
    yield _json(kept.problems)
    for name in kept.table.names[1:]:  # the first is the names again
        column = kept.table.column(name)
        yield _json(column.values)
        codes = column.codes
        yield codes.tobytes() if isinstance(codes, array) else b""


def _told(start: bytes) -> dict[str, Any] | None:
    line, _, rest = start.partition(b"\n")
    if not line.startswith(MAGIC):
        raise DamagedError
    if line != MAGIC + VERSION:
        return None
    head = _head(rest)
    return head if head.get("order") == sys.byteorder else None


def told_place(start: bytes) -> tuple[str, int]:
    """Return which archive a file keeps, and how many files of it, whatever its version.

    Raises
    ------
    DamagedError
        If it does not say so.
    """
    line, _, rest = start.partition(b"\n")
    head = _head(rest)
    place, files = head.get("place"), head.get("files")
    if not (line.startswith(MAGIC) and isinstance(place, str) and isinstance(files, int)):
        raise DamagedError
    return place, files


def _head(rest: bytes) -> dict[str, Any]:
    try:
        head = json.loads(rest.partition(b"\n")[0])
    except ValueError:
        raise DamagedError from None
    if not isinstance(head, dict):
        raise DamagedError
    return head


def unpacked(data: bytes) -> Kept | None:
    """Return what a file keeps; ``None`` if it is of another version.

    Raises
    ------
    DamagedError
        If it is damaged.
    """
    head = _told(data)
    if head is None:
        return None
    try:
        return _unpacked(head, data)
    except DamagedError:
        raise
    except Exception as error:  # damaged bytes fail in any way there is
        raise DamagedError from error


def _unpacked(head: dict[str, Any], data: bytes) -> Kept:
    parts = _unpacked_parts(head["sizes"], data)
    names: list[str] = json.loads(next(parts))
    stamps = array("q", next(parts))
    outcomes = next(parts)
    problems: list[list[str | None]] = json.loads(next(parts))
    rows: int = head["rows"]
    first: list[Cell] = [
        name for name, outcome in zip(names, outcomes, strict=True) if outcome in HAVE_ROW
    ]
    columns = [
        GrowingColumn(first, None),
        *(_column(kind, json.loads(next(parts)), next(parts), rows) for kind in head["kinds"]),
    ]
    if len(first) != rows or len(stamps) != PER_FILE * len(names) or next(parts, None) is not None:
        raise DamagedError
    table = Table.of_columns(head["columns"], columns, rows)
    return Kept(head["place"], table, names, stamps, outcomes, problems)


def _unpacked_parts(sizes: Sequence[int], data: bytes) -> Iterator[bytes]:
    place = data.index(b"\n", data.index(b"\n") + 1) + 1
    for size in sizes:
        yield zlib.decompress(data[place : place + size])
        place += size
    if place != len(data):
        raise DamagedError


def _column(kind: str, values: list[Cell], codes: bytes, rows: int) -> GrowingColumn:
    held = array(kind, codes) if kind else None
    if len(values if held is None else held) != rows:
        raise DamagedError
    if held and _is_beyond(held, len(values)):
        raise DamagedError
    return GrowingColumn(values, held)


def _is_beyond(codes: array[int], count: int) -> bool:
    """Whether any of the codes has no value."""
    if codes.itemsize > 1:
        return max(codes) >= count
    return count < 256 and bool(codes.tobytes().translate(None, bytes(range(count))))


def _json(values: Any) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode("ascii")
