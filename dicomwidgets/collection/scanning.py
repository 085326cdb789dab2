"""Headers as rows, one file after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.collection.columns import WITH_PROBLEMS, cell_of
from dicomwidgets.errors import ReadError
from dicomwidgets.extraction.columns import columns_of, file_row
from dicomwidgets.extraction.files import ReadFile
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.series.first import losses
from dicomwidgets.series.frame_count import frame_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    from dicomwidgets.collection.columns import Cell, Columns
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Batch", "scan"]

_SIZE = 64
_DIRECTORY = "1.2.840.10008.1.3.10"


class Batch(NamedTuple):
    """Some files that were read.

    Parameters
    ----------
    rows
        In the order of the columns.
    problems
        Files that can't be read, or only in part.
    skipped
        How many are no DICOM.
    """

    rows: list[tuple[Cell, ...]]
    problems: tuple[ReadError, ...]
    skipped: int


def scan(  # noqa: PLR0913 - keywords
    source: Source,
    columns: Columns,
    *,
    executor: Executor | None = None,  # noqa: ARG001
    workers: int | None = None,  # noqa: ARG001
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Batch]:
    """Yield the rows of all files of a source as they are read."""
    items = source.items()
    rows: list[tuple[Cell, ...]] = []
    problems: list[ReadError] = []
    skipped = 0
    for done, item in enumerate(items, 1):
        if cancelled is not None and cancelled():
            break
        try:
            row = _row(source, item, columns, problems)
        except ReadError as error:
            problems.append(error.with_traceback(None))
        else:
            skipped += row is None
            rows += [row] if row else []
        if done % _SIZE == 0 or done == 1:
            yield Batch(rows, tuple(problems), skipped)
            rows, problems, skipped = [], [], 0
            if on_progress is not None:
                on_progress(done, len(items))
    yield Batch(rows, tuple(problems), skipped)


def _row(
    source: Source, item: Item, columns: Columns, problems: list[ReadError]
) -> tuple[Cell, ...] | None:
    header = try_header(source, item)
    if header is None:
        return None
    meta: Any = getattr(header.dataset, "file_meta", None)
    if meta and quick_text(meta, 0x00020002) == _DIRECTORY:
        return None
    lost = losses(header, frame_count(header))
    problems += lost
    size, modified = header.stamp or (None, None)
    found = file_row(ReadFile(item.name, header), columns_of(columns.elements), masked=False)
    cells = (_cell(found[name]) for name in columns.elements)
    return (item.name, size, modified, WITH_PROBLEMS if lost else "", *cells)


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return "\\".join(map(str, value))
    return cell_of("LO", value) if isinstance(value, str) else value
