"""The metadata of what was exported, in a file beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dicomwidgets.extraction.cells import csv_lines, json_pieces
from dicomwidgets.extraction.columns import Column, columns_of, file_row
from dicomwidgets.extraction.files import files_of
from dicomwidgets.extraction.metadata_table import write_pieces
from dicomwidgets.reading.several import ChosenSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from dicomwidgets.reading.item import Item, Source

__all__ = ["DEFAULT_TAGS", "Sidecar", "SidecarKind"]

SidecarKind = Literal["csv", "json"]

DEFAULT_TAGS = (
    *("Modality", "SOPClassUID", "StudyDate", "SeriesNumber", "SeriesDescription"),
    *("InstanceNumber", "NumberOfFrames", "Rows", "Columns", "PixelSpacing", "SliceThickness"),
    *("ImagePositionPatient", "ImageOrientationPatient", "PhotometricInterpretation"),
    *("WindowCenter", "WindowWidth", "RescaleSlope", "RescaleIntercept"),
)
"""What stands in it where nothing else is asked for."""


class Sidecar(NamedTuple):
    """A table of metadata, one row a file written.

    Parameters
    ----------
    kind
        ``"csv"`` or ``"json"``.
    columns
        What stands in it.
    masked
        Whether values that may identify somebody are masked.
    """

    kind: SidecarKind
    columns: tuple[Column, ...]
    masked: bool

    @classmethod
    def of(cls, kind: SidecarKind, tags: Iterable[Any] | str | None, *, masked: bool) -> Sidecar:
        """Return what is asked for.

        Raises
        ------
        ArgumentError
            If one of the tags names no element.
        """
        return cls(kind, columns_of(DEFAULT_TAGS if tags is None else tags), masked)

    @property
    def name(self) -> str:
        """The name of the file."""
        return f"metadata.{self.kind}"

    def write(
        self,
        folder: Path,
        source: Source,
        written: Sequence[tuple[Item, Sequence[str]]],
        cancelled: Callable[[], bool],
    ) -> bool:
        """Write it; headers are read again.

        Parameters
        ----------
        folder
            Where to.
        source
            Of the files.
        written
            A file, and what was written of it.
        cancelled
            Asked before every file.

        Returns
        -------
        bool
            Whether it is whole; where it was cancelled nothing is written.

        Raises
        ------
        EditError
            If it can't be written.
        """
        rows = self._rows(source, written, cancelled)
        names = ("file", *(column.name for column in self.columns), "problem")
        pieces = csv_lines(names, rows) if self.kind == "csv" else json_pieces(rows)
        try:
            write_pieces(pieces, folder / self.name)
        except _CancelledError:
            return False
        return True

    def _rows(
        self,
        source: Source,
        written: Sequence[tuple[Item, Sequence[str]]],
        cancelled: Callable[[], bool],
    ) -> Iterator[dict[str, Any]]:
        chosen = ChosenSource(source, [item for item, _ in written])
        files = files_of([chosen], lambda _, item: item.name)
        for file, (_, targets) in zip(files, written, strict=True):
            if cancelled():
                raise _CancelledError
            row = file_row(file, self.columns, masked=self.masked)
            for target in targets:
                yield {**row, "file": target}


class _CancelledError(Exception):
    """The writing was cancelled."""
