"""The files of one or several sources, one after the other, read as far as they can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dicomwidgets.elements.tail import read_tail
from dicomwidgets.errors import ReadError
from dicomwidgets.reading.header import try_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.extraction.row import Kind
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source

    Naming = Callable[[Source, Item], str]

__all__ = ["ReadFile", "files_of"]

_ALONE = frozenset({"file", "bytes", "stream"})
_NOT_DICOM = "This is not a DICOM file: it has neither the DICM prefix nor a first element."


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file: its header, or why there is none.

    Parameters
    ----------
    name
        What it is called in the rows.
    header
        ``None`` where it can't be read or is no DICOM.
    tail, pixels
        What follows the header, and the pixels' size in words (`elements.tail.read_tail`).
    reason
        Why there is no header.
    kind
        ``"unreadable"`` or ``"other"`` without a header.
    """

    name: str
    header: Header | None = None
    tail: Dataset | None = None
    pixels: str = ""
    reason: str = ""
    kind: Kind = field(default="element")


def files_of(parts: Sequence[Source | ReadError], naming: Naming) -> Iterator[ReadFile]:
    """Yield every file in order; nothing is passed over.

    Parameters
    ----------
    parts
        Sources, and what could not be used as one.
    naming
        What a file is called.
    """
    for part in parts:
        if isinstance(part, ReadError):
            yield _unreadable(part)
            continue
        for item in part.items():
            yield _read(part, item, naming(part, item))
        for missing in part.missing():
            yield _unreadable(missing)


def _read(source: Source, item: Item, name: str) -> ReadFile:
    try:
        header = try_header(source, item)
        if header is None:
            kind: Kind = "unreadable" if source.kind in _ALONE else "other"
            return ReadFile(name, reason=_NOT_DICOM, kind=kind)
        return ReadFile(name, header, *read_tail(source, header))
    except ReadError as error:
        return _unreadable(error, name)
    except Exception as error:  # noqa: BLE001 - whatever a damaged file makes pydicom raise
        reason = f"The file can't be read: {type(error).__name__}."
        return ReadFile(name, reason=reason, kind="unreadable")


def _unreadable(error: ReadError, name: str = "") -> ReadFile:
    reason = " ".join(filter(None, (error.message, error.remedy)))
    return ReadFile(name or error.file or "", reason=reason, kind="unreadable")
