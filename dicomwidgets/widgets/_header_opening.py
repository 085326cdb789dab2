"""Opening what a header table shows: one object at once, its series when the index is complete."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.rows import RowTable
from dicomwidgets.elements.tail import Tail, pixels_alone, tail_of
from dicomwidgets.errors import DicomWidgetsError, ReadError, SourceError
from dicomwidgets.reading.header import Header, read_header, try_header
from dicomwidgets.reading.source import source_of
from dicomwidgets.reference.uids import uid_name
from dicomwidgets.series.index import index
from dicomwidgets.series.series import Series
from dicomwidgets.widgets._base import error_payload, payload_of
from dicomwidgets.widgets._byte_feed import ByteFeed
from dicomwidgets.widgets._explanation_feed import ExplanationFeed, findings_of
from dicomwidgets.widgets._header_known import known_of
from dicomwidgets.widgets._row_feed import RowFeed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from dicomwidgets.editing.draft import Draft
    from dicomwidgets.encoding.walk import Break
    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Headers", "feed_at", "feed_of", "first_feed", "series_around", "within"]

_DIRECTORY = "1.2.840.10008.1.3.10"


@dataclass(frozen=True, slots=True)
class Headers:
    """The objects that the slider walks.

    Parameters
    ----------
    source
        Where they lie.
    items
        In the order of the series.
    place
        Which of them is shown first.
    complete
        Whether these are all; else the one that was found first.
    others
        How many further series the source holds.
    problems
        Files that can't be read.
    """

    source: Source
    items: tuple[Item, ...]
    place: int = 0
    complete: bool = False
    others: int = 0
    problems: tuple[ErrorPayload, ...] = ()


def first_of(x: Any) -> Headers:
    """Return the first DICOM object in name order, reading no file after it.

    A directory (DICOMDIR) among other files is passed over.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM.
    SourceError, ReadError
        When there is nothing to show, with what was found instead.
    """
    source = source_of(x)
    items = tuple(source.items())
    if isinstance(x, Series) or len(items) == 1:
        return Headers(source, items, complete=True)
    directory: Item | None = None
    problems: list[ReadError] = list(source.missing())
    skipped = 0
    for item in items:
        try:
            header = try_header(source, item)
        except ReadError as problem:
            problems.append(problem)
            continue
        if header is None:
            skipped += 1
        elif _sop_class(header.dataset) == _DIRECTORY:
            directory = directory or item
        else:
            return Headers(source, (item,))
    if directory is not None:
        return Headers(source, (directory,), complete=True)
    raise _nothing(skipped, problems)


def first_feed(x: Any) -> tuple[Headers | None, RowFeed]:
    """Return the first object in name order, and its rows, or why there are none.

    Parameters
    ----------
    x
        A source, a `Series`, a `Header`, or the reason why there is nothing to open.
    """
    if isinstance(x, Exception):
        return None, no_feed(x)
    try:
        if isinstance(x, Header):
            return None, feed_of(x)
        headers = first_of(x)
    except Exception as problem:  # noqa: BLE001 - shown in place
        return None, no_feed(problem)
    return headers, feed_at(headers, 0)


def series_around(first: Headers, cancelled: Callable[[], bool] | None = None) -> Headers:
    """Return the whole series that the first object belongs to, in its order.

    Where it is alone in its series (reports, plans), all objects of the source are walked, series
    by series. `cancelled` is asked before every file.
    """
    if first.complete:
        return first
    found = index(first.source, cancelled=cancelled)
    problems = tuple(map(payload_of, found.problems))
    every = sorted(
        (*found.series, *found.others), key=lambda each: first.items[0] not in _items(each)
    )
    if not every or first.items[0] not in _items(every[0]):
        return replace(first, complete=True, problems=problems)
    chosen = every[:1] if len(every[0].instances) > 1 else every
    items = tuple(item for series in chosen for item in _items(series))
    others = len(every) - len(chosen)
    return Headers(
        first.source,
        items,
        complete=True,
        others=others,
        problems=problems,
        place=items.index(first.items[0]),
    )


def within(series: Series | None, shown: Dataset | Header) -> Headers | None:
    """Return the files of a series that an object is one of; ``None`` where it is alone."""
    if series is None or not isinstance(shown, Header) or len(series.instances) < 2:
        return None
    items = _items(series)
    if shown.item not in items:
        return None
    return Headers(series.source, items, place=items.index(shown.item), complete=True)


def _items(series: Series) -> tuple[Item, ...]:
    return tuple(each.item for each in series.instances)


def feed_at(headers: Headers, place: int) -> RowFeed:
    """Return the rows of one object; what is wrong with it stands in the feed."""
    item = headers.items[place]
    try:
        dataset = headers.source.dataset(item)
        if dataset is not None:
            return feed_of(dataset, headers)
        header = read_header(headers.source, item)
        tail = tail_of(headers.source, header)
        known = known_of(_sop_class(header.dataset))
        table = RowTable(header.dataset, tail=tail.elements, pixels=tail.pixels, known=known)
        return _feed(table, header, headers, tail)
    except Exception as problem:  # noqa: BLE001 - shown in place
        return no_feed(problem)


def feed_of(shown: Dataset | Header, headers: Headers | None = None) -> RowFeed:
    """Return the rows of a dataset, or of a header that was read elsewhere."""
    if isinstance(shown, Header):
        tail = Tail(*pixels_alone(shown))
        known = known_of(_sop_class(shown.dataset))
        table = RowTable(shown.dataset, tail=tail.elements, pixels=tail.pixels, known=known)
        return _feed(table, shown, headers, tail)
    problems = [*_hint(shown), *(headers.problems if headers else ())]
    table = RowTable(shown, known=known_of(_sop_class(shown)))
    told = ExplanationFeed(table.nodes, partial(findings_of, shown))
    remake = partial(_remade, shown)
    title = _title(shown, headers)
    file = ByteFeed(None, table.nodes, dataset=shown)
    return RowFeed(table, title=title, problems=problems, file=file, told=told, remake=remake)


def _feed(table: RowTable, header: Header, headers: Headers | None, tail: Tail) -> RowFeed:
    nodes = table.nodes  # without the row of a break, which is no element
    file = ByteFeed(header, nodes)
    broken = _break(file, header, whole=tail.whole)
    if broken is not None:
        table.break_off(broken.offset, broken.why)
    return RowFeed(
        table,
        title=_title(header.dataset, headers),
        problems=[*_break_told(broken), *_odd(header, headers)],
        file=file,
        told=ExplanationFeed(nodes, partial(findings_of, header, tail.elements)),
        remake=partial(_remade, header, broken=broken),
    )


def _break(file: ByteFeed, header: Header, *, whole: bool) -> Break | None:
    """Return where a damaged file stops making sense; others are not walked for it."""
    if whole and all(each.severity != "error" for each in header.problems):
        return None
    return file.broken()


def _break_told(broken: Break | None) -> list[ErrorPayload]:
    if broken is None:
        return []
    where = f"Offset {broken.offset:,} (0x{broken.offset:X}): {broken.why}"
    return [error_payload("error", where)]


def _remade(
    shown: Dataset | Header, draft: Draft, broken: Break | None = None
) -> tuple[RowTable, ExplanationFeed]:
    """Return the rows of an object as edited, and what is told of them."""
    known = known_of(_sop_class(draft.body))
    table = RowTable(draft.body, tail=draft.tail, pixels=draft.pixels, known=known)
    if isinstance(shown, Header):
        find = partial(findings_of, replace(shown, dataset=draft.body), draft.tail)
    else:
        find = partial(findings_of, draft.body)
    told = ExplanationFeed(table.nodes, find)
    if broken is not None:
        table.break_off(broken.offset, broken.why)
    return table, told


def no_feed(problem: Exception) -> RowFeed:
    """Return an empty table that says why it is."""
    return RowFeed(None, problems=[payload_of(problem)])


def _title(dataset: Dataset, headers: Headers | None) -> str:
    """Return the SOP class, and that there are other series: nothing that identifies."""
    uid = _sop_class(dataset)
    name = (uid_name(uid) or "").removesuffix(" Storage")
    if headers is None or not headers.others:
        return name
    return " · ".join(part for part in (name, f"1 of {headers.others + 1} series") if part)


def _sop_class(dataset: Dataset) -> str:
    for part, tag in ((dataset, 0x00080016), (getattr(dataset, "file_meta", None), 0x00020002)):
        element: Any = part.get_item(tag) if part is not None else None
        value = element.value if element is not None else None
        if value:
            text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
            return text.rstrip(" \0")
    return ""


def _odd(header: Header, headers: Headers | None) -> list[ErrorPayload]:
    """Return what is odd about this file, then the files of the source that can't be read."""
    payloads = [
        {**error_payload(each.severity, each.message), "tag": each.tag, "keyword": each.keyword}
        for each in header.problems
    ]
    return [*_hint(header.dataset), *payloads, *(headers.problems if headers else ())]  # type: ignore[list-item]


def _hint(dataset: Dataset) -> list[ErrorPayload]:
    """Say where there is a better way to read an object than its header."""
    what = next((words for tag, words in _READABLE.items() if tag in dataset), "")
    return [error_payload("info", f"read_report(x) shows {what}.")] if what else []


_READABLE = {
    0x0040A730: "the report as a document",
    0x54000100: "the recording as traces",
    0x00420011: "the document as a file",
}


def _nothing(skipped: int, problems: list[ReadError]) -> DicomWidgetsError:
    if problems and not skipped:
        return problems[0]
    files = "1 file" if skipped == 1 else f"{skipped} files"
    are = "is not DICOM" if skipped == 1 else "are not DICOM"
    also = f", {len(problems)} can't be read" if problems else ""
    return SourceError(
        f"There is no DICOM file here: {files} {are}{also}.",
        file=problems[0].file if problems else None,
        remedy="Give a DICOM file, or a folder that holds some.",
    )
