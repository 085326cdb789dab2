"""One row of the header table: an element as text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypedDict

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.shown import show
from dicomwidgets.elements.values import CUT, cut
from dicomwidgets.elements.walk import BREAK_TAG, Node
from dicomwidgets.elements.written import written
from dicomwidgets.reference.tags import is_private, tag_info, tag_text

if TYPE_CHECKING:
    from dicomwidgets.elements.scope import Element

__all__ = ["Row", "length_of", "make_row"]

_UNDEFINED = 0xFFFFFFFF


class Row(TypedDict):
    """One element of a header (PS3.5 7.1), or one item of a sequence.

    `id` is opaque and the same for the same element of another slice; `depth` is 0 at the top;
    `children` counts the rows directly below; `number` is that of the match which the row is,
    from 1, and 0 where it is none (parents are kept without being one). `value` is text made for
    reading, `raw` what stands in the file, `path` as one would type it after ``dataset.``.
    `previous` says how the element compares with the file before, `series` with all files of the
    series; both are empty where nobody compared, or, for `previous`, nothing differs.
    """

    id: int
    depth: int
    tag: str
    vr: str
    vm: str
    keyword: str
    name: str
    value: str
    raw: str
    path: str
    creator: str
    length: int | None
    children: int
    number: int
    private: bool
    previous: Literal["", "different", "new"]
    series: Literal["", "constant", "varying", "partial"]
    problem: str | None


def make_row(node: Node, *, path: str, number: int = 0, note: str = "") -> Row:
    """Return the row of an element or item, its value decoded now.

    Parameters
    ----------
    node
        The element.
    path
        Its path.
    number
        Which of the matches it is.
    note
        Stands for a value that was not read.
    """
    element, tag = node.element, node.tag
    shown = show(node, note)
    if element is None:
        creator, vm = "", ""
        text, keyword, name, private = (
            "" if tag == BREAK_TAG else tag_text(tag),
            "",
            _name(node),
            False,
        )
    else:
        creator = node.scope.creator(tag) if tag & 0x10000 else ""
        text, keyword, name, private = _known(tag, creator)
        vm = str(shown.vm)
    return {
        "id": node.id,
        "depth": node.depth,
        "tag": text,
        "vr": node.vr_shown,
        "vm": vm,
        "keyword": keyword,
        "name": name,
        "value": cut(shown.text),
        "raw": written(node, CUT) if shown.raw is None else shown.raw,
        "path": path,
        "creator": creator,
        "length": length_of(element),
        "children": node.children,
        "number": number,
        "private": private,
        "previous": "",
        "series": "",
        "problem": shown.problem,
    }


@lru_cache(maxsize=8192)
def _known(tag: int, creator: str) -> tuple[str, str, str, bool]:
    """Return what is the same for an element wherever it stands."""
    info = tag_info(tag, creator)
    return tag_text(tag), info.keyword, info.name, is_private(tag)


def _name(node: Node) -> str:
    return "The file breaks off here" if node.tag == BREAK_TAG else f"Item {node.item}"


def length_of(element: Element | None) -> int | None:
    """Return the length as it stands in the file; ``None`` if undefined or not in a file."""
    if isinstance(element, RawDataElement) and element.length != _UNDEFINED:
        return element.length
    return None
