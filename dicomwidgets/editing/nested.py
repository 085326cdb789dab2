"""Nested elements read and built by path, in plain datasets of pydicom."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicomwidgets.editing.draft import Draft
from dicomwidgets.editing.resolving import Intent, make
from dicomwidgets.editing.rules import named
from dicomwidgets.elements.path import Step, parse_path
from dicomwidgets.elements.scope import Scope
from dicomwidgets.errors import ArgumentError, ReadError
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.source import source_of
from dicomwidgets.reference.tags import is_private, is_private_creator, tag_info, tag_text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["build", "get"]


def get(x: Any, path: str, default: Any = None, *, creator: str = "") -> Any:
    """Return the value at a path, however deep, as pydicom has it.

    Parameters
    ----------
    x
        A `Dataset` (a value that can change, as a sequence, is its own), or anything else that
        holds one DICOM object.
    path
        ``"ProcedureCodeSequence[0].CodeValue"``, ``"(0019,1001)"``; that of an item ends with its
        number, from 0: the item is returned.
    default
        What to return where a step of the path leads nowhere.
    creator
        Private creator (PS3.5 7.8.1): the element is found in whichever block it has reserved.

    Returns
    -------
    object
        The value, the items of a sequence, or the item; pydicom's empty value of an element that
        is there and has none.

    Raises
    ------
    ArgumentError
        If the path is none, or there is more than one object in `x`.
    ReadError
        If the value is none of its VR.
    SourceError
        If there is no DICOM in `x`.

    Examples
    --------
    >>> scan = build({"ProcedureCodeSequence": ("77477000", "SCT", "CT")})
    >>> get(scan, "ProcedureCodeSequence[0].CodeMeaning")
    'CT'
    """
    steps = parse_path(path)
    dataset = x if isinstance(x, Dataset) else _header(x)
    if steps[0].tag >> 16 == 2:
        dataset = getattr(dataset, "file_meta", None) or Dataset()
    value: Any = dataset
    for step in steps:
        tag = _placed(dataset, step.tag, creator)
        if tag not in dataset:
            return default
        value = _value(dataset, tag)
        if step.item is not None:
            if not isinstance(value, Sequence) or step.item >= len(value):
                return default
            value = dataset = value[step.item]
    return value


def build(values: Mapping[str, Any], base: Dataset | None = None, *, creator: str = "") -> Dataset:
    """Return a dataset that has these values at these paths, each held to its VR and VM.

    Parameters
    ----------
    values
        Path → value. Sequences and items on the way are made where they are missing, one after
        the other: item 1 after item 0. Values are given as to `Edit.set`; an item is a dataset, a
        mapping of keywords, or a code as ``(value, scheme, meaning)`` (PS3.3 8.8).
    base
        What it begins with; stays as it is.
    creator
        Private creator of the private elements among the paths: a block is reserved for it.

    Returns
    -------
    Dataset
        Its Specific Character Set is what its texts need: none for ASCII, else that of `base`, or
        UTF-8 where that can't spell them.

    Raises
    ------
    ArgumentError
        If a path is none.
    EditError
        If a VR can't hold its value (PS3.5 6.2), an element has too many, or an item is left out;
        for pixels and lengths, which are no values.

    Examples
    --------
    >>> code = ("363679005", "SCT", "Imaging procedure")
    >>> made = build({"PatientName": "Doe^Jane", "ProcedureCodeSequence[0]": code})
    >>> made.ProcedureCodeSequence[0].CodeValue
    '363679005'
    """
    whole = Dataset() if base is None else deepcopy(base)
    draft = Draft(getattr(whole, "file_meta", None), whole)
    for path, value in values.items():
        steps = parse_path(path)
        for depth, step in enumerate(steps, 1):
            if step.item is not None:
                _make_room(draft, steps[:depth], last=depth == len(steps))
        place = steps[-1]
        private = is_private(place.tag) and not is_private_creator(place.tag)
        action = "set" if _is_there(draft, steps, creator) else "insert"
        make(
            draft,
            Intent(action, steps, value, creator=creator if private else "", widen=True),  # type: ignore[arg-type]
        )
    return draft.body


def _make_room(draft: Draft, steps: tuple[Step, ...], *, last: bool) -> None:
    """Make the sequence that a step goes into, and the item, unless that is the value itself."""
    tag, item = steps[-1]
    whole = (*steps[:-1], Step(tag))
    if tag_info(tag).vr not in ("SQ", ""):
        raise named("It is no sequence, and has no items.", tag)
    items = draft.items(draft.level(whole), tag)
    if items is None:
        make(draft, Intent("insert", whole, []))
        items = []
    if item is None or item < len(items):
        return
    if item > len(items):
        raise named(
            f"Item {item} can't be made before item {len(items)}: items follow one another.", tag
        )
    if not last:
        make(draft, Intent("insert", steps, None))


def _is_there(draft: Draft, steps: tuple[Step, ...], creator: str) -> bool:
    level = draft.level(steps)
    tag, item = steps[-1]
    if item is not None:
        return item < len(draft.items(level, tag) or ())
    return level.scope.element(_placed(level.dataset, tag, creator)) is not None


def _placed(dataset: Dataset, tag: int, creator: str) -> int:
    """Return where a private element stands in this dataset: in the block of its creator."""
    if not creator or not is_private(tag) or is_private_creator(tag):
        return tag
    scope, group = Scope(dataset), tag & 0xFFFF0000
    for block in range(0x10, 0x100):
        if scope.strings(group | block)[:1] == [creator]:
            return (tag & 0xFFFF00FF) | block << 8
    return group  # the length of the group, which is no private element


def _value(dataset: Dataset, tag: int) -> Any:
    with kept_warnings():
        try:
            return dataset[tag].value
        except Exception:  # noqa: BLE001 - whatever pydicom raises over a value
            keyword = tag_info(tag).keyword or None
            raise ReadError(
                "Its value is none of its VR.", tag=tag_text(tag), keyword=keyword
            ) from None


def _header(x: Any) -> Dataset:
    source = source_of(x)
    items = source.items()
    if len(items) > 1:
        raise ArgumentError(
            f"A path leads into one object, and there are {len(items)}.",
            remedy="dicomwidgets.metadata(x, [path]) makes a table of many.",
        )
    return read_header(source, items[0]).dataset
