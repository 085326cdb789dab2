"""The file that a plan is made for: its header, what follows the pixels, and what is no element."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydicom.dataset import Dataset

from dicomwidgets.elements.tail import pixels_alone, read_tail
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.header import Header, read_header
from dicomwidgets.reading.source import source_of

__all__ = ["PlannedFile", "planned_file"]


class PlannedFile(NamedTuple):
    """What a plan looks at.

    Parameters
    ----------
    dataset
        The elements, up to the pixels where `tail` has the rest.
    tail
        The pixels without their value, and the elements after them.
    pixels
        The pixels' size in words, where `tail` has them.
    """

    dataset: Dataset
    tail: Dataset | None = None
    pixels: str = ""


def planned_file(x: Any) -> PlannedFile:
    """Return what a plan looks at in a dataset, a header, or whatever holds one file.

    Raises
    ------
    ArgumentError
        When `x` holds no file, or several.
    """
    if isinstance(x, Dataset):
        return PlannedFile(x)
    if not isinstance(x, Header):
        source = source_of(x)
        items = source.items()
        if len(items) != 1:
            raise ArgumentError(
                f"A plan is made for one file, and here are {len(items)}.",
                remedy="Give one of them; dicomwidgets.anonymize(x) walks through all.",
            )
        x = read_header(source, items[0])
        return _of_header(x, *read_tail(source, x))
    tail = pixels_alone(x) if x.source is None else read_tail(x.source, x)
    return _of_header(x, *tail)


def _of_header(header: Header, tail: Dataset | None, pixels: str) -> PlannedFile:
    return PlannedFile(header.dataset, tail, pixels)
