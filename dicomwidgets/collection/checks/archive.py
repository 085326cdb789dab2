"""What the checks look at: the rows of a collection, and the files behind them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dicomwidgets.collection.column import Column
    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.collection.table import Table
    from dicomwidgets.errors import ReadError
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.series.series import Series

__all__ = ["Archive", "Mark"]


class Mark(NamedTuple):
    """What a check found.

    Parameters
    ----------
    rule
        A code of `dicomwidgets.collection.checks.rules.RULES`.
    message
        What was found; it quotes no value that identifies.
    rows
        The rows concerned, by their numbers; the first is the one to begin with.
    files
        Files that are in no row.
    keyword
        The element, where it is about one.
    fix
        What to do about it, where that is not what the rule says.
    numbers
        What was counted or measured.
    """

    rule: str
    message: str
    rows: Sequence[int] = ()
    files: Sequence[str] = ()
    keyword: str = ""
    fix: str = ""
    numbers: Mapping[str, object] = {}


_KEPT = 8


class Archive:
    """The files of a collection.

    Parameters
    ----------
    source
        Where they lie.
    table
        One row a file, with the columns that every collection has; it does not grow any more.
    series, each_series
        Give what they are grouped into: all at once, and a few at a time.
    problems
        Files that can't be read, or only in part.
    item
        Gives what the source calls a file.
    whole
        Whether all files were looked at.
    """

    def __init__(  # noqa: PLR0913 - keywords
        self,
        source: Source,
        table: Table,
        *,
        series: Callable[[], Iterable[Series]],
        each_series: Callable[[], Iterable[Series]],
        item: Callable[[str], Item],
        problems: Sequence[ReadError] = (),
        whole: bool = True,
    ) -> None:
        self.source = source
        self.problems = tuple(problems)
        self.whole = whole
        self._series = series
        self._each_series = each_series
        self._item = item
        self._table = table
        self._texts: dict[str, list[str]] = {}

    def __len__(self) -> int:
        """Return the number of files that are DICOM."""
        return len(self._table)

    def column(self, name: str) -> Column:
        """Return the cells of a column, row by row."""
        return self._table.column(name)

    def texts(self, name: str) -> list[str]:
        """Return the cells of a column as text; none is empty; nobody may change it."""
        known = self._texts.pop(name, None)
        if known is None:
            column = self.column(name)
            texts = [_text(value) for value in column.values]
            known = list(map(texts.__getitem__, column.codes))
        self._texts[name] = known
        if len(self._texts) > _KEPT:
            del self._texts[next(iter(self._texts))]
        return known

    def groups(self, name: str) -> dict[str, array[int]]:
        """Return the rows that share a value of a column, those without one left out."""
        found: defaultdict[str, array[int]] = defaultdict(_no_rows)
        for row, text in enumerate(self.texts(name)):
            if text:
                found[text].append(row)
        return dict(found)

    def repeated(self, name: str) -> list[array[int]]:
        """Return the rows that share a value of a column with others, value by value."""
        seen: set[str] = set()
        again: set[str] = set()
        for text in self.texts(name):
            (again if text in seen else seen).add(text)
        found: dict[str, array[int]] = {}
        for row, text in enumerate(self.texts(name) if again - {""} else ()):
            if text and text in again:
                found.setdefault(text, _no_rows()).append(row)
        return [*found.values()]

    def rows(self, name: str, wanted: Callable[[str], bool]) -> list[int]:
        """Return the rows whose value of a column, as text, is wanted; each value is asked once."""
        column = self.column(name)
        chosen = [wanted(_text(value)) for value in column.values]
        return list(compress(range(len(column)), map(chosen.__getitem__, column.codes)))

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """The series with images, all of them at once, in the order of their first files."""
        return tuple(self._series())

    def each_series(self) -> Iterator[Series]:
        """Yield the series with images, a few at a time where nobody has asked for all."""
        return iter(self.series if "series" in self.__dict__ else self._each_series())

    @cached_property
    def by_series(self) -> dict[str, array[int]]:
        """Rows by Series Instance UID."""
        return self.groups("SeriesInstanceUID")

    @cached_property
    def is_image(self) -> list[bool]:
        """Whether each row is an image: it has rows and columns (PS3.3 C.7.6.3)."""
        return [
            bool(rows) and bool(columns)
            for rows, columns in zip(self.column("Rows"), self.column("Columns"), strict=True)
        ]

    def file(self, row: int) -> str:
        """Return the name of a row's file."""
        return str(self.column("File")[row])

    def files(self, rows: Iterable[int]) -> tuple[str, ...]:
        """Return the names of the rows' files."""
        return tuple(map(str, self.column("File").cells(rows)))

    def item(self, row: int) -> Item:
        """Return what the source calls a row's file."""
        return self._item(self.file(row))

    def images(self) -> Iterator[int]:
        """Yield the rows that are images."""
        return (row for row, image in enumerate(self.is_image) if image)


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _no_rows() -> array[int]:
    return array("I")
