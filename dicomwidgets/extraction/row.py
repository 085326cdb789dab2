"""One row of metadata: an element, an item, or what is to be said of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dicomwidgets.privacy import is_revealed

__all__ = ["ElementRow", "Kind"]

Kind = Literal["element", "item", "remark", "unreadable", "other"]


@dataclass(frozen=True, slots=True, repr=False)
class ElementRow:
    r"""One element of a file, at any depth (PS3.5 7.1).

    Parameters
    ----------
    file
        Relative to what was given.
    path
        As one would type it after ``dataset.``: ``"PatientName"``,
        ``"ReferencedImageSequence[0].ReferencedSOPInstanceUID"``.
    tag, keyword, name
        What the element is; the keyword is empty for private and unknown ones.
    vr
        Value representation.
    vm
        How many values there are; ``None`` for an item or a remark.
    value
        Made for reading: ``"20240229 · 2024-02-29"``; several values stand apart with a backslash.
    raw
        As it stands in the file: text with its padding, its values separated by a backslash; binary
        values in hexadecimal, as far as they are short.
    length
        Of the value in the file, in bytes; ``None`` where it is undefined or not in a file.
    depth
        0 at the top; an item is one below its sequence, its elements two.
    creator
        Of a private element.
    problem
        What is wrong with it; empty where nothing is.
    kind
        ``"element"``, ``"item"``, or of the file as a whole ``"remark"`` (something was odd about
        it), ``"unreadable"`` (the problem says why) and ``"other"`` (it is no DICOM file).
    """

    file: str
    path: str = ""
    tag: str = ""
    keyword: str = ""
    name: str = ""
    vr: str = ""
    vm: int | None = None
    value: str = ""
    raw: str = ""
    length: int | None = None
    depth: int = 0
    creator: str = ""
    problem: str = ""
    kind: Kind = "element"

    def __repr__(self) -> str:
        shown = f": {self.value}" if is_revealed() and self.value else ""
        return f"ElementRow({self.kind} {self.path or self.tag} {self.vr}{shown})"
