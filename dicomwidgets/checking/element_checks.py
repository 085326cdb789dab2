"""Private blocks, and the file meta information against the dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.checking.subject import Mark, Subject
from dicomwidgets.reference.tags import is_private, is_private_creator, keyword_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_file_meta", "check_private"]

_META = (
    "FileMetaInformationGroupLength",
    "FileMetaInformationVersion",
    "MediaStorageSOPClassUID",
    "MediaStorageSOPInstanceUID",
    "ImplementationClassUID",
)
"""Type 1 in PS3.10 7.1; a missing Transfer Syntax UID is told when the file is read."""

_SAME = (
    ("MediaStorageSOPClassUID", "SOPClassUID"),
    ("MediaStorageSOPInstanceUID", "SOPInstanceUID"),
)


def check_private(subject: Subject) -> Iterator[Mark]:
    """Yield blocks of private elements that nobody reserved (PS3.5 7.8.1), each once."""
    seen: set[tuple[int, int]] = set()
    for index, node in enumerate(subject.nodes):
        if node.element is None or not is_private(node.tag) or is_private_creator(node.tag):
            continue
        block = (node.parent, node.tag >> 8)
        if not node.tag & 0xFFFF or block in seen or node.scope.creator(node.tag):
            continue
        seen.add(block)
        text = f"No private creator at ({node.tag >> 16:04X},{node.tag >> 8 & 0xFF:04X})."
        yield Mark("private-creator", text, index)


def check_file_meta(subject: Subject) -> Iterator[Mark]:
    """Yield what is missing in the file meta information, or differs from the dataset."""
    if not subject.meta:
        return
    top = subject.levels[-1].elements
    is_file = subject.header is not None and subject.header.stamp is not None
    for keyword in _META if is_file else ():
        if keyword_tag(keyword) not in top:
            yield Mark("meta-missing", "Type 1 in file meta information.", -1, keyword)
    for in_meta, in_dataset in _SAME:
        one, other = subject.text(in_meta), subject.text(in_dataset)
        if one and other and one != other:
            text = f"It is not {in_dataset} of the dataset."
            yield Mark("meta-differs", text, subject.find(in_meta))
