"""A dataset without its pixels, read from whatever a source holds."""

from __future__ import annotations

import io
import os
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from pydicom.dataelem import RawDataElement
from pydicom.filereader import data_element_offset_to_value, read_partial
from pydicom.tag import BaseTag

from dicomwidgets.errors import ReadError
from dicomwidgets.reading.completeness import cut_short, pixel_shortage
from dicomwidgets.reading.guessing import guess_problem, guessed_syntax
from dicomwidgets.reading.head import PIXEL_KEYWORDS, part_of
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.problems import Problem
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.reading.salvage import salvage
from dicomwidgets.reading.served import server_of
from dicomwidgets.reading.sniff import FIRST_BYTES, Kind, sniff

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset, FileDataset

    from dicomwidgets.reading.item import Item, Source

__all__ = ["Header", "Problem", "read_dataset", "read_header", "try_header"]

_TRANSFER_SYNTAX = 0x00020010
_UNDEFINED = 0xFFFFFFFF
_DEFLATED = b"1.2.840.10008.1.2.1.99"
_ITEM = b"\xfe\xff\x00\xe0"
_DEFER_OVER = 64 * 1024
_AT_ONCE = 128 * 1024
"""Bytes up to which a file is read at once: pydicom asks a file for its place at each element."""


@dataclass(frozen=True, slots=True, repr=False)
class Header:
    """A dataset as it is in its file, up to the pixels.

    Parameters
    ----------
    dataset
        All elements before the pixels, file meta attached; not to be changed. Values over 64 kB
        of a local file are read from it when asked for.
    item
        Where it comes from.
    problems
        What was odd while reading. Values are converted when asked for: what pydicom says about
        them then is kept by `kept_warnings`.
    transfer_syntax_uid
        As the file says, or as guessed from its first element (then a problem says so), or
        ``None`` where nothing can be said: encapsulated pixels without a syntax.
    pixel_offset
        Where the pixels' value begins in the file, or ``None``: no pixels, in memory, deflated.
    pixel_keyword
        ``"PixelData"``, ``"FloatPixelData"``, ``"DoubleFloatPixelData"`` or ``None``.
    pixel_length
        The value's length in bytes; ``None`` where it is undefined (encapsulated) or not known.
    stamp
        Size and time of change of a local file when it was read, else ``None``.
    source
        What `item` is in, so that the file can be opened again; ``None`` in memory.

    Notes
    -----
    Of what a server tells of an object, ``transfer_syntax_uid`` may be ``None``: it is that of the
    frames, which are not asked for before they are looked at (`served.Server.syntax`).
    """

    dataset: Dataset
    item: Item
    problems: tuple[Problem, ...]
    transfer_syntax_uid: str | None
    pixel_offset: int | None
    pixel_keyword: str | None = None
    pixel_length: int | None = None
    stamp: tuple[int, int] | None = None
    source: Source | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"Header({self.item!r}, {len(self.dataset)} elements, {self.pixel_keyword})"


class _PixelStop:
    """Stops the reader at the pixels and remembers what it saw there."""

    __slots__ = ("length", "tag", "vr")

    def __init__(self) -> None:
        self.tag = 0
        self.vr: str | None = None
        self.length = 0

    def __call__(self, tag: BaseTag, vr: str | None, length: int) -> bool:
        if tag not in PIXEL_KEYWORDS:
            return False
        self.tag, self.vr, self.length = int(tag), vr, length
        return True


def read_header(source: Source, item: Item) -> Header:
    """Return the header of an item that must be DICOM.

    Raises
    ------
    ReadError
        If it can't be read, is damaged beyond use, or is not DICOM.
    """
    header = _served(source, item, closely=True) or try_header(source, item)
    if header is None:
        raise _not_dicom(item)
    return header


def try_header(source: Source, item: Item) -> Header | None:
    """Return the header of an item, or ``None`` if it is not DICOM.

    Tolerated, with a problem: no preamble, no file meta, no transfer syntax, a syntax that is not
    the one used, an end that comes too soon (PS3.10 7.1, PS3.5 7).

    Raises
    ------
    ReadError
        If it can't be opened, or is DICOM and nothing of its dataset can be read.
    """
    dataset = source.dataset(item)
    if dataset is not None:
        return _header_in_memory(dataset, item)
    if (told := _served(source, item, closely=False)) is not None:
        return told
    with kept_warnings() as kept:
        try:
            with source.open(item) as file:
                header = _header_in_file(file, item, kept)
                return None if header is None else replace(header, source=source)
        except ReadError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a damaged file makes pydicom raise
            raise _unreadable(error, item) from None  # its text may quote the path


def read_dataset(source: Source, item: Item) -> Dataset:
    """Return the whole dataset, pixels included; a caller's own in-memory dataset as it is.

    Raises
    ------
    ReadError
        If it can't be read, or ends before its first element.
    """
    dataset = source.dataset(item)
    if dataset is not None:
        return dataset
    with kept_warnings():
        try:
            with source.open(item) as file:
                dataset = _whole_dataset(file)
        except Exception as error:  # noqa: BLE001 - whatever a damaged file makes pydicom raise
            raise _unreadable(error, item) from None  # its text may quote the path
    if dataset is None:
        raise _not_dicom(item)
    if not len(dataset):
        raise _empty(item)
    return dataset


def _served(source: Source, item: Item, *, closely: bool) -> Header | None:
    """Return what a server tells of an item; ``None`` where there is a file or a dataset."""
    server = server_of(source, item)
    if server is None:
        return None
    holder, inner = server
    return replace(holder.described(inner, closely=closely), item=item, source=source)


def _header_in_memory(dataset: Dataset, item: Item) -> Header:
    """Make the header of a caller's dataset, sharing its elements and leaving it alone."""
    pixels = next((tag for tag in PIXEL_KEYWORDS if tag in dataset), None)
    copy = part_of(dataset, (tag for tag in dataset.keys() if tag not in PIXEL_KEYWORDS))  # noqa: SIM118 - of a Dataset
    meta = getattr(dataset, "file_meta", None)
    syntax = quick_text(meta, _TRANSFER_SYNTAX) if meta else ""
    problems = []
    if not syntax and pixels:
        guess = None if _is_encapsulated(dataset, pixels) else guessed_syntax(dataset)
        problems.append(guess_problem(guess))
        syntax = guess or ""
    return Header(
        copy,
        item,
        tuple(problems),
        str(syntax) if syntax else None,
        None,
        PIXEL_KEYWORDS[pixels] if pixels else None,
        _length_in_memory(dataset, pixels) if pixels else None,
    )


def _length_in_memory(dataset: Dataset, pixels: int) -> int | None:
    """Return the bytes of uncompressed pixels; ``None`` for all others."""
    value = dataset.get_item(BaseTag(pixels), keep_deferred=True).value
    if not isinstance(value, bytes) or _is_encapsulated(dataset, pixels):
        return None
    return None if value.startswith(_ITEM) else len(value)


def _is_encapsulated(dataset: Dataset, pixels: int) -> bool:
    element: Any = dataset.get_item(BaseTag(pixels), keep_deferred=True)
    if isinstance(element, RawDataElement):
        return element.length == _UNDEFINED
    return bool(element.is_undefined_length)


def _header_in_file(file: BinaryIO, item: Item, kept: list[str]) -> Header | None:
    kind, deflated = _looked_at(file)
    if kind in ("other", "zip"):
        return None
    stop = _PixelStop()
    is_local = isinstance(getattr(file, "raw", None), io.FileIO)
    defer = _DEFER_OVER if is_local and not deflated else None
    dataset, problems = _dataset_up_to(file, stop, deflated=deflated, defer=defer)
    if not len(dataset):
        raise _empty(item)
    problems += [Problem(text) for text in kept]
    if kind == "bare":
        problems.append(Problem("The file has no preamble and no DICM prefix (PS3.10 7.1)."))
    syntax = quick_text(dataset.file_meta, _TRANSFER_SYNTAX)
    encapsulated = bool(stop.tag) and stop.length == _UNDEFINED
    if not syntax:
        guess = None if encapsulated else guessed_syntax(dataset)
        problems.append(guess_problem(guess))
        syntax = guess or ""
    offset = None
    if stop.tag and not deflated:
        implicit = dataset.original_encoding[0] or stop.vr is None
        offset = file.tell() + data_element_offset_to_value(implicit, stop.vr)
        problems += pixel_shortage(file, stop.tag, stop.length, offset)
    return Header(
        dataset,
        item,
        tuple(problems),
        str(syntax) if syntax else None,
        offset,
        PIXEL_KEYWORDS.get(stop.tag),
        None if encapsulated or not stop.tag else stop.length,
        _stamp(file) if is_local else None,
    )


def _stamp(file: BinaryIO) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _whole_dataset(file: BinaryIO) -> Dataset | None:
    kind, deflated = _looked_at(file)
    if kind in ("other", "zip"):
        return None
    return _dataset_up_to(file, _never, deflated=deflated, defer=None)[0]


def _looked_at(file: BinaryIO) -> tuple[Kind, bool]:
    """Return what the file is, and whether its dataset is deflated."""
    start = file.read(FIRST_BYTES)
    return sniff(start), _DEFLATED in start


def _never(*_: object) -> bool:
    return False


def _dataset_up_to(
    file: BinaryIO, stop: Callable[..., bool], *, deflated: bool, defer: int | None
) -> tuple[FileDataset, list[Problem]]:
    """Let pydicom read; where it gives up, or gives nothing, take what can be had."""
    file.seek(0)
    try:
        dataset = _read(file, stop, defer)
    except Exception:  # noqa: BLE001 - damaged bytes can make pydicom raise anything
        return salvage(file, stop)
    if not len(dataset):
        return salvage(file, stop)
    dataset.buffer = None
    return dataset, cut_short(dataset, None if deflated else file)


class _Small(io.BytesIO):
    """The bytes of a file that has a name."""

    name = ""


def _read(file: BinaryIO, stop: Callable[..., bool], defer: int | None) -> FileDataset:
    """Let pydicom read a file from its beginning; a small one on disk from memory."""
    if defer is None or os.fstat(file.fileno()).st_size > _AT_ONCE:
        return read_partial(file, stop, defer_size=defer, force=True)
    small = _Small(file.read())
    small.name = file.name
    dataset = read_partial(small, stop, defer_size=defer, force=True)
    dataset.fileobj_type = open  # what was put off is read from the file
    file.seek(small.tell())
    return dataset


def _not_dicom(item: Item) -> ReadError:
    return ReadError(
        "This is not a DICOM file: it has neither the DICM prefix nor a first element.",
        file=item.name,
        remedy="Give a DICOM file.",
    )


def _empty(item: Item) -> ReadError:
    return ReadError(
        "The file ends before the first element of its dataset.",
        file=item.name,
        remedy="It was cut off: copy or export it again.",
    )


def _unreadable(error: Exception, item: Item) -> ReadError:
    """Say why, without the error's own text where that may quote a path or a value."""
    if isinstance(error, ReadError):
        return error
    if isinstance(error, zlib.error):
        reason, remedy = "its deflated part is damaged", "Copy or export it again."
    elif isinstance(error, OSError) and error.strerror:
        reason, remedy = error.strerror, "Check that it is there and that you may read it."
    elif isinstance(error, RuntimeError) and "password" in str(error):
        reason, remedy = "it is encrypted", "Extract the archive with its password first."
    else:
        reason, remedy = f"its structure is damaged ({type(error).__name__})", "Export it again."
    return ReadError(f"The file can't be read: {reason}.", file=item.name, remedy=remedy)
