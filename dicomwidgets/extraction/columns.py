"""Some elements of a file, by their paths: one row a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pydicom.dataelem import RawDataElement

from dicomwidgets.elements.decode import decode
from dicomwidgets.elements.masking import is_identifier, is_identifying_sequence
from dicomwidgets.elements.path import Step, parse_path, path_text
from dicomwidgets.elements.scope import Scope
from dicomwidgets.elements.shown import show
from dicomwidgets.elements.values import bytes_text, plain_values
from dicomwidgets.elements.walk import Node
from dicomwidgets.errors import ArgumentError
from dicomwidgets.extraction.rows import QUOTING, load_text
from dicomwidgets.privacy import MASK
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import ITEM_TAG, tag_info, tag_text
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydicom.dataset import Dataset

    from dicomwidgets.extraction.files import ReadFile
    from dicomwidgets.reading.header import Header

__all__ = ["Column", "ElementFinder", "columns_of", "file_row", "node_text", "node_values"]


class Column(NamedTuple):
    """An element that is asked for: as it was written, and the steps to it."""

    name: str
    steps: tuple[Step, ...]


def columns_of(tags: Iterable[Any] | str) -> tuple[Column, ...]:
    """Return what is asked for.

    Parameters
    ----------
    tags
        Paths; tags may be numbers or pairs of them as well.

    Raises
    ------
    ArgumentError
        When one of them is no element, or there is none.
    """
    given = [tags] if isinstance(tags, (str, int)) else list(tags)
    if not given:
        raise ArgumentError(
            "There are no tags to extract.", remedy="Give tags=None for all elements."
        )
    return tuple(_column(each) for each in given)


def _column(tag: Any) -> Column:
    if isinstance(tag, str):
        return Column(tag, parse_path(tag.strip()))
    if isinstance(tag, Sequence) and len(tag) == 2:
        tag = int(tag[0]) << 16 | int(tag[1])
    if not isinstance(tag, int):
        raise ArgumentError(
            f"A {type(tag).__name__} names no element.",
            remedy='Give paths such as "PatientName" or "(0019,1001)".',
        )
    steps = (Step(int(tag)),)
    return Column(path_text(steps), steps)


def file_row(file: ReadFile, columns: Sequence[Column], *, masked: bool) -> dict[str, Any]:
    """Return the row of a file.

    Returns
    -------
    dict
        ``file``, each column, ``problem``. A value is a number or a text, several are a list;
        one that is empty is ``""``, one that is not there ``None``.
    """
    values: dict[str, Any] = dict.fromkeys(column.name for column in columns)
    header = file.header
    if header is None:
        return {"file": file.name, **values, "problem": file.reason}
    problems = [QUOTING if masked else each.message for each in header.problems]
    finder = ElementFinder(header, file.tail)
    for column in columns:
        node = finder.node(column.steps)
        if node is None:
            continue
        values[column.name], problem = _value(node, column.steps, file.pixels, masked=masked)
        if problem:
            problems.append(f"{column.name}: {problem}")
    return {"file": file.name, **values, "problem": " ".join(problems)}


class ElementFinder:
    """Finds elements in a file without walking it; parses each sequence once."""

    def __init__(self, header: Header, tail: Dataset | None) -> None:
        dataset = header.dataset
        meta: Dataset | None = getattr(dataset, "file_meta", None)
        self._top = Scope(dataset)
        self._meta = None if meta is None else Scope(meta)
        self._tail = None if tail is None else Scope(tail, self._top)
        self._items: dict[tuple[Step, ...], Sequence[Dataset]] = {}

    def node(self, steps: tuple[Step, ...]) -> Node | None:
        """Return the element or item at the end of the steps; ``None`` if it is not there."""
        scope = self._start(steps[0].tag)
        for place, (tag, item) in enumerate(steps):
            element = scope.element(tag) if scope else None
            if scope is None or element is None:
                return None
            node = Node(0, -1, place, tag, scope.vr(tag, element), scope, element)
            if node.vr == "SQ":
                items = self._opened((*steps[:place], Step(tag)), node)
                node.children = len(items)
            if item is None:
                return node
            if node.vr != "SQ" or item >= len(items):
                return None
            scope = Scope(items[item], scope)
            node = Node(0, -1, place, ITEM_TAG, "", scope, None, item + 1)
        return node

    def _start(self, tag: int) -> Scope | None:
        if tag >> 16 == 2:
            return self._meta
        if self._tail is not None and self._tail.element(tag) is not None:
            return self._tail
        return self._top

    def _opened(self, steps: tuple[Step, ...], node: Node) -> Sequence[Dataset]:
        if steps not in self._items:
            with kept_warnings():
                try:
                    self._items[steps] = node.scope.items(node.element)
                except Exception as error:  # noqa: BLE001 - broken sequences fail in any way
                    node.problem = f"The sequence can't be read: {type(error).__name__}."
                    return ()
        return self._items[steps]


def _value(node: Node, steps: Sequence[Step], pixels: str, *, masked: bool) -> tuple[Any, str]:
    """Return a value as Python has it, and what is wrong with it."""
    load_text(node)
    shown = show(node, pixels if node.tag >> 16 == 0x7FE0 and len(steps) == 1 else "")
    if masked and _is_hidden(node, steps, shown.text):
        return (MASK if shown.text else ""), ""
    if node.element is None or vr_of(node.vr).kind in ("sequence", "bytes"):
        return shown.text, shown.problem or ""
    with kept_warnings():
        try:
            values = node_values(node)
        except Exception:  # noqa: BLE001 - values are wrong in any way there is; `shown` says how
            return shown.text, shown.problem or ""
    numbers = [_number(node.vr, value) for value in values]
    return (numbers[0] if len(numbers) == 1 else numbers or ""), shown.problem or ""


def _is_hidden(node: Node, steps: Sequence[Step], text: str) -> bool:
    above = [tag_info(step.tag).keyword for step in steps if step.item is not None]
    if any(map(is_identifying_sequence, above)):
        return True
    if node.element is None or node.vr == "SQ":
        return False
    return is_identifier(tag_info(node.tag).keyword, node.vr, text)


def node_text(node: Node) -> str:
    """Return an element or item as it is shown."""
    return show(node, "").text


def node_values(node: Node) -> list[Any]:
    """Return all values of an element that is text or numbers; of bytes their text alone."""
    load_text(node)
    element: Any = node.element
    if isinstance(element, RawDataElement):
        data = element.value or b""
        found, _ = decode(
            node.vr,
            data,
            little_endian=element.is_little_endian,
            encodings=node.scope.encodings,
            head=len(data) * 16 + 16,
        )
    else:
        found = _in_memory(node.vr, element.value)
    return [bytes_text(found)] if isinstance(found, bytes) else found


def _in_memory(vr: str, value: Any) -> list[Any] | bytes:
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return [each for part in value for each in plain_values(vr, part)[0] or [""]]
    return plain_values(vr, value)[0]


def _number(vr: str, value: Any) -> Any:
    """Return numbers that are written as text as numbers; what is none stays text."""
    if vr == "AT" and isinstance(value, int):
        return tag_text(value)
    if vr not in ("DS", "IS") or not isinstance(value, str):
        return value
    try:
        return int(value) if vr == "IS" else float(value)
    except ValueError:
        return value
