"""The scan of what only this process can read: bytes, datasets, what lies on a server."""

from __future__ import annotations

from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING

from dicomwidgets.collection.bundles import gathered, scan_of
from dicomwidgets.collection.file_scan import FIRST, Outcome, Start
from dicomwidgets.errors import DicomWidgetsError, ReadError
from dicomwidgets.reading.archive import ZipSource
from dicomwidgets.reading.remote import RemoteSource
from dicomwidgets.reading.several import innermost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dicomwidgets.collection.bundles import Gathered
    from dicomwidgets.collection.columns import Columns
    from dicomwidgets.collection.file_scan import FileScan
    from dicomwidgets.reading.item import Item, Source

__all__ = ["scanned_others"]

_AT_ONCE = 128


def scanned_others(
    source: Source, items: Sequence[Item], columns: Columns, cancelled: Callable[[], bool]
) -> Iterator[Gathered]:
    """Yield what became of items, some at a time.

    Parameters
    ----------
    source, items
        Of which no other process could know.
    columns
        What a row has.
    cancelled
        Asked between files.
    """
    scan = scan_of(columns)
    for holder, group in groupby(items, lambda item: innermost(source, item)[0]):
        while part := list(islice(group, _AT_ONCE)):
            if cancelled():
                return
            if isinstance(holder, RemoteSource):
                yield gathered(_remote(scan, source, part, holder, cancelled))
            else:
                yield gathered(_one(scan, source, item, holder) for item in part if not cancelled())


def _remote(
    scan: FileScan,
    source: Source,
    items: Sequence[Item],
    holder: RemoteSource,
    cancelled: Callable[[], bool],
) -> Iterator[Outcome]:
    """Scan files of a server: the beginnings of all are asked for at once."""
    there = [innermost(source, item)[1] for item in items]
    begun = holder.beginnings(there, FIRST)
    sizes = _sizes(holder, there, begun)
    for item, key, data, size in zip(items, there, begun, sizes, strict=True):
        if cancelled():
            return
        try:
            if isinstance(data, DicomWidgetsError):
                raise data
            start = _start(holder, key, data, size)
            yield scan.start(start, partial(holder.begins, key), source, item)
        except DicomWidgetsError as error:
            named = ReadError(error.message, file=item.name, remedy=error.remedy)
            yield Outcome(problems=(named,))
        except OSError:
            yield scan.leniently(source, item)


def _sizes(
    holder: RemoteSource, keys: Sequence[Item], begun: Sequence[bytes | ReadError]
) -> list[int | None]:
    """Return the sizes of files; those that the listing does not say are asked for at once.

    Of a file that is shorter than what was asked for, all is there already.
    """
    sizes = [holder.known_size(key) for key in keys]
    for place, data in enumerate(begun):
        if sizes[place] is None and isinstance(data, bytes) and len(data) < FIRST:
            sizes[place] = len(data)
    asked = [
        place
        for place, data in enumerate(begun)
        if sizes[place] is None and isinstance(data, bytes)
    ]
    if asked:
        told = holder.sizes([keys[place] for place in asked])
        for place, size in zip(asked, told, strict=True):
            sizes[place] = size
    return sizes


def _start(holder: RemoteSource, key: Item, data: bytes, size: int | None) -> Start:
    if size is None:  # nobody says how long it is, but all of it
        data = holder.whole(key)
        size = len(data)
    return Start(data, size, holder.modified(key))


def _one(scan: FileScan, source: Source, item: Item, holder: Source) -> Outcome:
    if not isinstance(holder, ZipSource):
        return scan.leniently(source, item)
    member = innermost(source, item)[1]
    try:
        start = Start(holder.begins(member, FIRST), holder.size(member))
        return scan.start(start, lambda upto: holder.begins(member, upto), source, item)
    except (OSError, DicomWidgetsError):
        return scan.leniently(source, item)
