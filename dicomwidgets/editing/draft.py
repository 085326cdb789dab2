"""A dataset as the edits made so far have it; the one it was made from stays as it is."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, NamedTuple

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag

from dicomwidgets.editing.rules import CHARSET, named
from dicomwidgets.editing.value_form import ItemElement, Value, split, swapped
from dicomwidgets.editing.values import value_in
from dicomwidgets.elements.path import path_text
from dicomwidgets.elements.scope import Scope
from dicomwidgets.errors import AbsentError
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import tag_info, tag_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.editing.change import Change
    from dicomwidgets.elements.path import Step

__all__ = ["Draft", "Level", "absent", "dataset_of"]

_PIXEL_DATA = 0x7FE00010


class Level(NamedTuple):
    """A dataset, or an item, that an edit is made in."""

    dataset: Dataset
    scope: Scope


class Draft:
    """A copy of a dataset that shares what was not edited.

    Parameters
    ----------
    meta
        File meta information, if there is any.
    body
        The dataset.
    tail
        Elements after the pixels, where `body` is a header (`elements.tail.read_tail`).
    pixels
        The pixels' size in words, where `tail` has them without their value.
    """

    def __init__(
        self,
        meta: Dataset | None,
        body: Dataset,
        tail: Dataset | None = None,
        pixels: str = "",
    ) -> None:
        self.pixels = pixels
        self.meta = None if meta is None else _shared(meta)
        self.body = _shared(body)
        self.tail = None if tail is None else _shared(tail)
        if self.meta is not None:
            self.body.file_meta = self.meta  # type: ignore[assignment]
        self._own: dict[int, DataElement] = {}

    def level(self, steps: tuple[Step, ...]) -> Level:
        """Return the dataset in which the last step of a path lies, free to be changed.

        Raises
        ------
        AbsentError
            If a step before it leads nowhere.
        """
        level = self._top(steps[0].tag)
        for depth, step in enumerate(steps[:-1], 1):
            items = self.items(level, step.tag)
            if items is None or step.item is None or step.item >= len(items):
                raise absent(steps[:depth])
            level = Level(items[step.item], Scope(items[step.item], level.scope))
        return level

    def items(self, level: Level, tag: int) -> list[Dataset] | None:
        """Return the items of a sequence, free to be changed; ``None`` if there is no such."""
        element = level.scope.element(tag)
        if element is None or level.scope.vr(tag, element) != "SQ":
            return None
        if self._own.get(id(element)) is not element:
            items = [_shared(item) for item in level.scope.items(element)]
            element = DataElement(BaseTag(tag), "SQ", Sequence(items))
            self._keep(level, element)
        found: list[Dataset] = element.value
        return found

    def perform(self, change: Change) -> None:
        """Make one edit; it was found to be possible.

        Raises
        ------
        AbsentError
            If it is not, because the dataset is another.
        """
        step = change.steps[-1]
        with kept_warnings():
            level = self.level(change.steps)
            if step.tag == CHARSET and change.reencode:
                self._hold_texts(level)
            if step.item is not None:
                self._perform_on_item(change, level, step.item)
            elif change.new is None:
                if step.tag not in level.dataset:
                    raise absent(change.steps)
                del level.dataset[BaseTag(step.tag)]
            else:
                self._put(level, step.tag, change.vr, change.new)

    def texts(self, level: Level) -> Iterator[tuple[Level, int, str]]:
        """Yield level, tag and VR of every text in a dataset that its character set spells.

        Items with a character set of their own are passed over.
        """
        for tag, element in list(level.scope.elements()):
            vr = level.scope.vr(tag, element)
            if vr == "SQ":
                for item in self.items(level, tag) or ():
                    if 0x00080005 not in item:
                        yield from self.texts(Level(item, Scope(item, level.scope)))
            elif vr in _TEXTS:
                yield level, tag, vr

    def _hold_texts(self, level: Level) -> None:
        """Turn texts that are still bytes into text: their character set is about to change."""
        for inner, tag, vr in self.texts(level):
            element = inner.scope.element(tag)
            if isinstance(element, RawDataElement) and not _is_plain(element.value or b""):
                self._put(inner, tag, vr, value_in(inner.scope, tag, element))

    def _top(self, tag: int) -> Level:
        if tag >> 16 == 2:
            if self.meta is None:
                raise named(
                    "There is no file meta information.", tag, "Save it as a DICOM file first."
                )
            return Level(self.meta, Scope(self.meta))
        body = Scope(self.body)
        if self.tail is not None and tag > _PIXEL_DATA:
            return Level(self.tail, Scope(self.tail, body))
        return Level(self.body, body)

    def _perform_on_item(self, change: Change, level: Level, place: int) -> None:
        items = self.items(level, change.tag)
        most = -1 if items is None else len(items) - (change.action != "insert")
        if items is None or place > most:
            raise absent(change.steps)
        if change.action == "insert":
            items.insert(place, dataset_of(split("SQ", change.new or ())))
        elif change.action == "delete":
            del items[place]
        else:
            items[place] = dataset_of(split("SQ", change.new or ()))

    def _put(self, level: Level, tag: int, vr: str, value: Value) -> None:
        little = self.body.original_encoding[1] is not False or tag >> 16 == 2
        element = _element(tag, vr, value, little=little)
        self._keep(level, element)

    def _keep(self, level: Level, element: DataElement) -> None:
        level.dataset[element.tag] = element
        if element.VR == "SQ":
            self._own[id(element)] = element


_TEXTS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})


def _is_plain(data: bytes) -> bool:
    return data.isascii() and b"\x1b" not in data


def absent(steps: tuple[Step, ...]) -> AbsentError:
    """Return the error that a path leads to nothing here."""
    tag = steps[-1].tag
    return AbsentError(
        f"{path_text(steps)} is not in this dataset.",
        tag=tag_text(tag),
        keyword=tag_info(tag).keyword or None,
        remedy="insert() adds it.",
    )


def dataset_of(item: tuple[ItemElement, ...]) -> Dataset:
    """Return an item of a change as a pydicom dataset."""
    made = Dataset()
    for tag, vr, value in item:
        made[BaseTag(tag)] = _element(tag, vr, value)
    return made


def _element(tag: int, vr: str, value: Value, *, little: bool = True) -> DataElement:
    given: object = value
    if vr == "SQ":
        given = Sequence([dataset_of(item) for item in split(vr, value)])
    elif isinstance(value, bytes):
        given = swapped(vr, value, little=little)
    elif isinstance(value, tuple):
        given = list(value) or None
    return DataElement(BaseTag(tag), vr, given)


def _shared(dataset: Dataset) -> Dataset:
    """Return a dataset with the same elements, raw ones still raw, in a table of its own."""
    made = copy.copy(dataset)
    made._dict = dict(dataset._dict)  # noqa: SLF001 - copying by elements would convert them
    made._private_blocks = {}  # noqa: SLF001 - it points to the other dataset
    return made
