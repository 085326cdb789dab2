"""Whether a file holds all that its lengths promise (PS3.5 7.1.1)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

from pydicom.dataelem import RawDataElement
from pydicom.tag import BaseTag

from dicomwidgets.reading.problems import Problem, problem_at

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["cut_short", "pixel_shortage"]

_UNDEFINED = 0xFFFFFFFF
_ELEMENT_HEADER = 8


def cut_short(dataset: Dataset, file: BinaryIO | None) -> list[Problem]:
    """Report a last element that is shorter than it says; pydicom keeps what is there.

    Parameters
    ----------
    dataset
        As it was read.
    file
        From where; ``None`` where its places are not those of the dataset (deflated).
    """
    *_, tag = dataset.keys()  # in the file's order
    last: Any = dataset.get_item(tag, keep_deferred=True)
    if not isinstance(last, RawDataElement) or last.length == _UNDEFINED:
        return []
    if last.value is None:
        there = max(0, _size(file) - last.value_tell) if file and last.length else last.length
    else:
        there = len(last.value)
    if there >= last.length:
        return _half_a_header(last, file) if file else []
    text = f"The file ends here: {there} of {last.length} bytes."
    return [problem_at(last.tag, text, "error")]


def _half_a_header(last: RawDataElement, file: BinaryIO) -> list[Problem]:
    """Report bytes after the last element that are too few for the next one's tag and length."""
    end = last.value_tell + last.length
    size = _size(file)
    if not 0 < size - end < _ELEMENT_HEADER:
        return []
    place = file.tell()  # the pixels are looked for from here
    file.seek(end)
    rest = file.read()
    file.seek(place)
    if not rest.strip(b"\0"):
        return []  # padding
    text = "The file ends within the element after this one."
    return [problem_at(last.tag, text, "error")]


def pixel_shortage(file: BinaryIO, tag: int, length: int, offset: int) -> list[Problem]:
    """Report pixels of a defined length that the file is too short for."""
    if length == _UNDEFINED:
        return []
    there = max(0, _size(file) - offset)
    if there >= length:
        return []
    text = f"The file ends within the pixels: {there} of {length} bytes."
    return [problem_at(BaseTag(tag), text, "error")]


def _size(file: BinaryIO) -> int:
    place = file.tell()
    size = file.seek(0, io.SEEK_END)
    file.seek(place)
    return size
