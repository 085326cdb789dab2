"""The file that a plan is made for: its header, what follows the pixels, and what is no element."""

from __future__ import annotations

from functools import cached_property, partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from dicomwidgets.deidentification.engine.in_memory import dataset_bytes
from dicomwidgets.elements.scope import Scope
from dicomwidgets.elements.tail import pixels_alone, read_tail
from dicomwidgets.errors import ArgumentError, DeidentifyError
from dicomwidgets.reading.header import Header, read_header
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from dicomwidgets.elements.scope import Element
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Parsed", "PlannedFile", "planned_file", "planned_item"]

_IMAGE = frozenset({0x0008, 0x0018, 0x0028, 0x7FE0})
"""Groups of what decides about pixels: what a file is, its regions, its layout, the pixels."""

_OVERLAYS = 0x60


class Parsed(NamedTuple):
    """What pydicom reads of a file.

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


class PlannedFile:
    """What a plan looks at.

    Parameters
    ----------
    parse
        Lets pydicom read it; of a file, when somebody asks.
    opened
        Opens the bytes that would be rewritten; of a dataset in memory, of what is about pixels,
        and of the elements whose tags it is told.
    is_whole
        Whether these are all bytes of a file.
    """

    def __init__(
        self,
        parse: Callable[[], Parsed],
        opened: Callable[[Collection[int]], BinaryIO] | None = None,
        *,
        is_whole: bool = False,
    ) -> None:
        self._parse = parse
        self.opened = opened
        self.is_whole = is_whole

    @cached_property
    def parsed(self) -> Parsed:
        """What pydicom reads.

        Raises
        ------
        ReadError
            When the file can't be read.
        """
        return self._parse()

    @property
    def dataset(self) -> Dataset:
        """The elements, up to the pixels of a file."""
        return self.parsed.dataset


def planned_file(x: Any) -> PlannedFile:
    """Return what a plan looks at in a dataset, a header, or whatever holds one file.

    Raises
    ------
    ArgumentError
        When `x` holds no file, or several.
    """
    if isinstance(x, Dataset):
        return PlannedFile(partial(Parsed, x), partial(_image_bytes, x))
    if isinstance(x, Header):
        return _of_header(x)
    source = source_of(x)
    items = source.items()
    if len(items) != 1:
        raise ArgumentError(
            f"A plan is made for one file, and here are {len(items)}.",
            remedy="Give one of them; dicomwidgets.anonymize(x) walks through all.",
        )
    return planned_item(source, items[0])


def planned_item(source: Source, item: Item) -> PlannedFile:
    """Return what a plan looks at in one item of a source; a file is not opened yet."""
    dataset = source.dataset(item)
    if dataset is not None:
        parsed = partial(_parsed, source, read_header(source, item))
        return PlannedFile(parsed, partial(_image_bytes, dataset))
    return PlannedFile(partial(_read, source, item), partial(_opened, source, item), is_whole=True)


def _of_header(header: Header) -> PlannedFile:
    parsed = partial(_parsed, header.source, header)
    if header.source is None:
        return PlannedFile(parsed)
    return PlannedFile(parsed, partial(_opened, header.source, header.item), is_whole=True)


def _read(source: Source, item: Item) -> Parsed:
    return _parsed(source, read_header(source, item))


def _parsed(source: Source | None, header: Header) -> Parsed:
    tail, pixels = pixels_alone(header) if source is None else read_tail(source, header)
    return Parsed(header.dataset, tail, pixels)


def _opened(source: Source, item: Item, _: Collection[int]) -> BinaryIO:
    return source.open(item)


def _image_bytes(dataset: Dataset, more: Collection[int]) -> BinaryIO:
    """Return as a file what decides about the pixels of a dataset, and `more` elements."""
    scope = Scope(dataset)
    chosen = Dataset(
        {
            BaseTag(tag): _loaded(scope, element)
            for tag, element in zip(*scope.columns(), strict=True)
            if tag >> 16 in _IMAGE or tag >> 24 == _OVERLAYS or tag in more
        }
    )
    for name in ("file_meta", "preamble"):
        if getattr(dataset, name, None) is not None:
            setattr(chosen, name, getattr(dataset, name))
    implicit, little = dataset.original_encoding
    chosen.set_original_encoding(implicit, little, dataset.original_character_set)
    return BytesIO(dataset_bytes(chosen))


def _loaded(scope: Scope, element: Element) -> Element:
    """Return an element with its value.

    Raises
    ------
    DeidentifyError
        If the value was put off and can't be read any more.
    """
    if not isinstance(element, RawDataElement):
        return element
    try:
        return scope.loaded(element)
    except Exception:  # noqa: BLE001 - the file may be gone, or none that pydicom can open again
        raise DeidentifyError(
            "A value of this dataset was left in its file, which can't be read any more.",
            remedy="Read the dataset whole, without defer_size.",
        ) from None
