"""What `dicomwidgets.metadata` gives: rows that are read as they are asked for."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from dicomwidgets.editing.saving import target_path, written
from dicomwidgets.extraction.cells import csv_lines, json_pieces
from dicomwidgets.extraction.columns import Column, file_row
from dicomwidgets.extraction.files import files_of
from dicomwidgets.extraction.row import ElementRow
from dicomwidgets.extraction.rows import masked_rows, rows_of
from dicomwidgets.extraction.text import column_lines, element_lines
from dicomwidgets.extras import require

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from dicomwidgets.errors import ReadError
    from dicomwidgets.extraction.files import Naming, ReadFile
    from dicomwidgets.reading.item import Source

__all__ = ["Metadata"]

_FIELDS = tuple(each.name for each in fields(ElementRow))


class Metadata:
    """The metadata of one or many files, read anew, file by file, whenever it is gone through.

    Its repr holds no values; the rows and what is made of them do, unless they are masked.

    Parameters
    ----------
    parts
        Sources, and what could not be used as one.
    columns
        One row a file with these; ``None`` for one row an element.
    masked
        Whether values that may identify somebody, and file names, are masked.
    naming
        What a file is called.

    Attributes
    ----------
    unreadable : int
        How many files could not be read when the rows were last gone through.
    """

    def __init__(
        self,
        parts: Sequence[Source | ReadError],
        columns: Sequence[Column] | None,
        *,
        masked: bool,
        naming: Naming,
    ) -> None:
        self._parts = tuple(parts)
        self._columns = columns
        self._masked = masked
        self._naming = naming
        self.unreadable = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what a row holds."""
        if self._columns is None:
            return _FIELDS
        return ("file", *(column.name for column in self._columns), "problem")

    def __iter__(self) -> Iterator[Any]:
        """Yield `ElementRow`, or where tags were given one ``dict`` a file."""
        if self._columns is None:
            return chain.from_iterable(self._elements())
        return self._files(self._columns)

    def _read(self) -> Iterator[ReadFile]:
        self.unreadable = 0
        for number, file in enumerate(files_of(self._parts, self._naming), 1):
            self.unreadable += file.kind == "unreadable"
            yield replace(file, name=f"file {number}") if self._masked else file

    def _elements(self) -> Iterator[Iterable[ElementRow]]:
        for file in self._read():
            rows = rows_of(file)
            yield masked_rows(rows) if self._masked else rows

    def _files(self, columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
        for file in self._read():
            yield file_row(file, columns, masked=self._masked)

    def _records(self) -> Iterator[dict[str, Any]]:
        return map(asdict, self) if self._columns is None else iter(self)

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame` of the rows.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A data frame of the metadata")
        frame = pandas.DataFrame(list(self._records()), columns=list(self.columns))
        return frame.astype({"vm": "Int64", "length": "Int64"}) if self._columns is None else frame

    def json_pieces(self) -> Iterator[str]:
        """Yield the JSON text piece by piece: an array of the rows."""
        return json_pieces(self._records())

    def csv_pieces(self) -> Iterator[str]:
        """Yield the CSV text line by line, safe for spreadsheets."""
        return csv_lines(self.columns, self._records())

    def text_pieces(self) -> Iterator[str]:
        """Yield text to be read, line by line, a blank line between two files."""
        if self._columns is None:
            files = (element_lines(rows) for rows in self._elements())
        else:
            names = self.columns[1:-1]
            files = (column_lines(row, names) for row in self._files(self._columns))
        for number, lines in enumerate(files):
            if number:
                yield "\n"
            yield from lines

    def to_json(
        self, target: str | os.PathLike[str] | None = None, *, overwrite: bool = False
    ) -> str | Path:
        """Return the rows as JSON, or write them to a file and return its path.

        Parameters
        ----------
        target
            The file to write, in UTF-8; it is there whole or not at all.
        overwrite
            Whether a file that is there may be replaced.

        Raises
        ------
        EditError
            When there is a file already, or it can't be written.
        """
        return self._put(self.json_pieces(), target, "metadata.json", overwrite)

    def to_csv(
        self, target: str | os.PathLike[str] | None = None, *, overwrite: bool = False
    ) -> str | Path:
        r"""Return the rows as CSV, or write them to a file and return its path.

        Several values are joined by ``\``; a text that a spreadsheet would take for a formula gets
        an apostrophe in front. What is not there and what is empty look the same.

        Parameters
        ----------
        target
            The file to write, in UTF-8; it is there whole or not at all.
        overwrite
            Whether a file that is there may be replaced.

        Raises
        ------
        EditError
            When there is a file already, or it can't be written.
        """
        return self._put(self.csv_pieces(), target, "metadata.csv", overwrite)

    def to_text(self) -> str:
        """Return the rows as text to be read."""
        return "".join(self.text_pieces())

    @staticmethod
    def _put(
        pieces: Iterator[str], target: str | os.PathLike[str] | None, name: str, overwrite: bool
    ) -> str | Path:
        if target is None:
            return "".join(pieces)
        path = target_path(target, name, None, overwrite=overwrite)
        write_pieces(pieces, path)
        return path

    def __repr__(self) -> str:
        one = "one row an element"
        what = one if self._columns is None else f"{len(self._columns)} tags a file"
        return f"<Metadata: {what}{', masked' if self._masked else ''}>"


def write_pieces(pieces: Iterable[str], path: Path) -> None:
    """Write text to a file that is there whole or not at all.

    Raises
    ------
    EditError
        When it can't be written.
    """
    with written(path) as file:
        for piece in pieces:
            file.write(piece.encode("utf-8", "backslashreplace"))
