"""The first rows of a header, before it is read: what the table shows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.cells import make_row
from dicomwidgets.elements.path import path_of
from dicomwidgets.elements.walk import walk
from dicomwidgets.reading.head import head_of, read_head
from dicomwidgets.reading.item import Source
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.elements.cells import Row

__all__ = ["first_rows"]

_LOOKED_AT = 8


def first_rows(x: Any, most: int) -> list[Row]:
    """Return the rows that the header of the first DICOM object begins with.

    They are those that the whole header has in these places, but for values that depend on
    elements further down (an implicit VR that Pixel Representation decides, PS3.5 A.1); whoever
    shows them shows the whole header's as soon as these are there.

    Parameters
    ----------
    x
        A source, a `Series`, a `Header`, or the reason why there is nothing to open.
    most
        How many are wanted.

    Returns
    -------
    list of Row
        Empty where the first bytes do not tell: then the whole header says what there is.
    """
    try:
        return _rows(x, most)
    except Exception:  # noqa: BLE001 - whoever reads it whole tells what is wrong
        return []


def _rows(x: Any, most: int) -> list[Row]:
    if isinstance(x, Exception):
        return []
    head = _head_in(x, most) if isinstance(x, Source) else _head_of(x, most)
    if head is None:
        return []
    nodes = walk(getattr(head, "file_meta", None), head)
    paths: dict[int, str] = {}
    shown = range(min(most, len(nodes)))
    return [make_row(nodes[index], path=path_of(nodes, index, paths)) for index in shown]


def _head_of(x: Any, most: int) -> Dataset | None:
    from dicomwidgets.reading.header import Header  # noqa: PLC0415 - a path does not need it

    return head_of(x.dataset, most) if isinstance(x, Header) else _head_in(source_of(x), most)


def _head_in(source: Source, most: int) -> Dataset | None:
    for item in source.items()[:_LOOKED_AT]:
        head = read_head(source, item, most)
        if head is not None:
            return head
    return None
