"""What the checks look at: the rows of a collection, and the files behind them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.errors import ReadError
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.series.series import Series

__all__ = ["Archive", "Mark", "Rows"]


class Rows(Protocol):
    """A table, as far as the checks need it (`dicomwidgets.collection.table.Table`)."""

    def __len__(self) -> int: ...
    def column(self, name: str) -> Iterable[Cell]:
        """Return what stands in a column, row by row."""


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


class Archive:
    """The files of a collection.

    Parameters
    ----------
    source
        Where they lie.
    table
        One row a file, with the columns of `dicomwidgets.collection.checks.elements`.
    series
        Gives what they are grouped into, which reads their headers.
    problems
        Files that can't be read, or only in part.
    whole
        Whether all files were looked at.
    """

    def __init__(
        self,
        source: Source,
        table: Rows,
        series: Callable[[], Sequence[Series]] = tuple,
        problems: Sequence[ReadError] = (),
        *,
        whole: bool = True,
    ) -> None:
        self.source = source
        self.problems = tuple(problems)
        self.whole = whole
        self._grouped = series
        self._table = table
        self._columns: dict[str, list[Cell]] = {}

    def __len__(self) -> int:
        """Return the number of files that are DICOM."""
        return len(self._table)

    def column(self, name: str) -> list[Cell]:
        """Return the cells of a column, row by row; nobody may change them."""
        if name not in self._columns:
            self._columns[name] = list(self._table.column(name))
        return self._columns[name]

    def texts(self, name: str) -> list[str]:
        """Return the cells of a column as text; what is not there is empty."""
        return ["" if cell is None else str(cell) for cell in self.column(name)]

    def groups(self, name: str) -> dict[str, list[int]]:
        """Return the rows that share a value of a column, those without one left out."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for row, text in enumerate(self.texts(name)):
            if text:
                found[text].append(row)
        return dict(found)

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """The series with images."""
        return tuple(self._grouped())

    @cached_property
    def by_series(self) -> dict[str, list[int]]:
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
        return tuple(map(self.file, rows))

    @cached_property
    def items(self) -> dict[str, Item]:
        """What the source calls each file."""
        return {item.name: item for item in self.source.items()}

    def images(self) -> Iterator[int]:
        """Yield the rows that are images."""
        return (row for row, image in enumerate(self.is_image) if image)
