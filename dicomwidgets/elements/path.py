"""The path of an element, as one would type it after ``dataset.``.

``"PatientName"``, ``"ReferencedImageSequence[0].ReferencedSOPInstanceUID"`` (items from 0), and by
tag what no keyword names: ``"RequestAttributesSequence[0].(0019,1001)"``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.dictionary import tag_of
from dicomwidgets.reference.tags import tag_info, tag_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dicomwidgets.elements.walk import Node

__all__ = ["Step", "index_of", "parse_path", "path_name", "path_of", "path_text", "steps_of"]

_STEP = re.compile(
    r"""(?:(?P<keyword>[A-Za-z][A-Za-z0-9_]*)
      |\(?(?P<group>[0-9A-Fa-f]{4}),?\ ?(?P<element>[0-9A-Fa-f]{4})\)?)
    (?:\[(?P<item>[^\]]*)\])?""",
    re.VERBOSE,
)
_EXAMPLES = (
    'Write it as "PatientName", "(0019,1001)" or '
    '"ReferencedImageSequence[0].ReferencedSOPInstanceUID"; items count from 0.'
)
_QUOTED = 64


class Step(NamedTuple):
    """One step of a path: an element, and which of its items if the path goes into it.

    Parameters
    ----------
    tag
        Group and element as one number.
    item
        Number of the item, from 0; ``None`` where the path ends at the element itself.
    """

    tag: int
    item: int | None = None


def parse_path(text: str) -> tuple[Step, ...]:
    """Return the steps of a path.

    Parameters
    ----------
    text
        Keywords (PS3.6) and tags, with the numbers of items in brackets, joined by dots. A tag
        may also stand as ``0019,1001`` or ``00191001``. The path of an item ends with its number.

    Raises
    ------
    ArgumentError
        When a keyword is unknown, a number is none, or a step inside lacks its item.

    >>> parse_path("PatientName")
    (Step(tag=1048592, item=None),)
    """
    if not text:
        raise ArgumentError("The path is empty.", remedy=_EXAMPLES)
    parts = text.split(".")
    steps = tuple(_step(part, text) for part in parts)
    for step, part in zip(steps[:-1], parts, strict=False):
        if step.item is None:
            raise ArgumentError(
                f"The path goes on after {_quoted(part)} without saying into which item.",
                remedy=f'Write "{path_name(step.tag)}[0]." for the first one.',
            )
    return steps


def path_text(steps: Iterable[Step]) -> str:
    """Return the path that `parse_path` reads as these steps.

    >>> path_text([Step(0x00081140, 0), Step(0x00081155)])
    'ReferencedImageSequence[0].ReferencedSOPInstanceUID'
    """
    return ".".join(
        path_name(step.tag) if step.item is None else f"{path_name(step.tag)}[{step.item}]"
        for step in steps
    )


@lru_cache(maxsize=8192)
def path_name(tag: int) -> str:
    """Return how a path calls an element: its keyword, or its tag where that says more.

    Keywords that stand for many tags (``OverlayData``, groups 6000 to 60FF) name none of them.

    >>> path_name(0x00100010), path_name(0x60023000)
    ('PatientName', '(6002,3000)')
    """
    keyword = tag_info(tag).keyword
    return keyword if keyword and tag_of(keyword) == tag else tag_text(tag)


def steps_of(nodes: Sequence[Node], index: int) -> tuple[Step, ...]:
    """Return the steps to a walked node; those to an item end with its number."""
    steps: list[Step] = []
    item: int | None = None
    while index >= 0:
        node = nodes[index]
        if node.element is None:
            item = node.item - 1
        else:
            steps.append(Step(node.tag, item))
            item = None
        index = node.parent
    return tuple(reversed(steps))


def path_of(nodes: Sequence[Node], index: int, known: dict[int, str] | None = None) -> str:
    """Return the path of a walked node.

    Parameters
    ----------
    nodes
        As `elements.walk.walk` returns them.
    index
        Of the node among them.
    known
        Paths of items, by their index, to be used and filled: one for many calls.
    """
    node = nodes[index]
    if known is None or node.element is None:
        return path_text(steps_of(nodes, index))
    if node.parent < 0:
        return path_name(node.tag)
    above = known.get(node.parent)
    if above is None:
        above = known[node.parent] = path_text(steps_of(nodes, node.parent))
    return f"{above}.{path_name(node.tag)}"


def index_of(nodes: Sequence[Node], steps: Iterable[Step]) -> int:
    """Return the index of the node that a path leads to, -1 if it leads nowhere."""
    place, end = 0, len(nodes)
    found = -1
    for step in steps:
        while place < end and (nodes[place].element is None or nodes[place].tag != step.tag):
            place = nodes[place].stop
        if place >= end:
            return -1
        found, end, place = place, nodes[place].stop, place + 1
        if step.item is None:
            continue
        for _ in range(step.item):
            place = nodes[place].stop if place < end else end
        if place >= end:
            return -1
        found, end, place = place, nodes[place].stop, place + 1
    return found


def _step(part: str, whole: str) -> Step:
    match = _STEP.fullmatch(part)
    if match is None:
        raise ArgumentError(
            f"{_quoted(part)} is no step of a path."
            if part
            else f"The path {_quoted(whole)} has an empty step.",
            remedy=_EXAMPLES,
        )
    keyword, group, element, item = match.groups()
    tag = _tag(keyword) if keyword else int(group + element, 16)
    return Step(tag, None if item is None else _item(item, part))


def _tag(keyword: str) -> int:
    tag = tag_of(keyword)
    if tag is not None:
        return tag
    if re.fullmatch(r"[0-9A-Fa-f]{8}", keyword):
        return int(keyword, 16)
    close = _similar(keyword)
    raise ArgumentError(
        f"The standard has no keyword {_quoted(keyword)}.",
        remedy=f"Did you mean {' or '.join(close)}?" if close else _EXAMPLES,
    )


def _similar(keyword: str) -> list[str]:
    """Return the keywords of the standard that are spelt much like one."""
    from difflib import get_close_matches  # noqa: PLC0415 - only who mistypes

    from pydicom.datadict import keyword_dict  # noqa: PLC0415 - made by pydicom on first use

    lower = {known.lower(): known for known in keyword_dict if known}
    return [lower[each] for each in get_close_matches(keyword.lower(), lower, n=3, cutoff=0.75)]


def _item(text: str, part: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise ArgumentError(
        f"{_quoted(part)} does not name an item: between brackets stands its number, from 0.",
        remedy=_EXAMPLES,
    )


def _quoted(text: str) -> str:
    return f'"{text if len(text) <= _QUOTED else text[:_QUOTED] + "…"}"'
