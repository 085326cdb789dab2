"""What is known of files that are exported: the rows of their collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from dicomwidgets.exporting.bulk.numbers import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["FileFacts", "Rows"]


class Rows(Protocol):
    """A table of files (`dicomwidgets.collection.table.Table`)."""

    names: tuple[str, ...]

    def column(self, name: str) -> Sequence[Any]:
        """Return a column."""


class FileFacts:
    """The values of files by their names.

    Parameters
    ----------
    table
        Has a column ``File``, and one for each element that is asked for.
    """

    def __init__(self, table: Rows) -> None:
        self._table = table
        self.files = [str(name) for name in table.column("File")]
        self._rows = {name: row for row, name in enumerate(self.files)}
        self._columns: dict[str, Sequence[Any]] = {}

    def __contains__(self, file: str) -> bool:
        return file in self._rows

    def has(self, columns: frozenset[str]) -> bool:
        """Whether the table has these columns."""
        return columns <= {*self._table.names}

    def text(self, file: str, column: str) -> str:
        """Return a value as text; empty where there is none."""
        value = self._value(file, column)
        if value is None:
            return ""
        return f"{value:g}" if isinstance(value, float) else str(value)

    def texts(self, file: str, columns: Iterable[str]) -> dict[str, str]:
        """Return values by column."""
        return {column: self.text(file, column) for column in columns}

    def size(self, file: str) -> int:
        """Return how many bytes a file has, 0 where that is not known."""
        size = self._value(file, "Size")
        return size if isinstance(size, int) else 0

    def place(self, file: str, series: Any = None) -> Place:
        """Return whose a file is; without a Patient ID each study stands by itself.

        Parameters
        ----------
        file
            Its name.
        series
            What stands for its series, where the Series Instance UID does not.
        """
        study = self.text(file, "StudyInstanceUID")
        patient = self.text(file, "PatientID")
        whose = (self.text(file, "IssuerOfPatientID"), patient) if patient else ("", "", study)
        return Place(
            whose, study, self.text(file, "SeriesInstanceUID") if series is None else series
        )

    def _value(self, file: str, column: str) -> Any:
        row = self._rows.get(file)
        if row is None:
            return None
        known = self._columns.get(column)
        if known is None:
            known = self._columns[column] = self._table.column(column)
        return known[row]
