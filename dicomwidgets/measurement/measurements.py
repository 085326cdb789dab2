"""What was measured in the series of a viewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from dicomwidgets.errors import DicomWidgetsError, MeasurementError
from dicomwidgets.measurement.drawn import checked
from dicomwidgets.measurement.ledger import Ledger
from dicomwidgets.measurement.measure import measure
from dicomwidgets.measurement.saved import read_shapes, write_rows
from dicomwidgets.measurement.table import data_frame
from dicomwidgets.measurement.uptake import as_uptake
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from dicomwidgets.measurement.row import Kind, MeasurementRow
    from dicomwidgets.pixels.frame_source import FrameSource

__all__ = ["Measurements", "Shown"]


class Shown(NamedTuple):
    """What is measured in: which series, its frames, the number of the one shown.

    `quantity` is the uptake that values of PET are given as (`chosen_uptake`).
    """

    series: int
    frames: FrameSource
    place: int
    quantity: str | None = None


class Measurements(Sequence["MeasurementRow"]):
    """What was measured in the series shown: a sequence of rows, in the order of their making.

    A row is a dict: the shape (`id`, `kind`, `index` of the frame, `points`, `label`) and what was
    measured (`length_mm`, `area_mm2`, `mean`, …), ``None`` where it does not apply or can't be
    known; `problem` then says why. May be used by any number of threads.

    Parameters
    ----------
    shown
        Gives what is measured in; may wait until that is known.
    ledger
        Keeps the rows; several viewers of one source share one.
    changed
        Hears of the series after every change.

    Examples
    --------
    >>> viewer.measurements.add("ruler", [(120, 80), (220, 80)])["length_mm"]    # doctest: +SKIP
    75.0
    >>> viewer.measurements.to_pandas()[["kind", "length_mm", "mean"]]            # doctest: +SKIP
    """

    def __init__(
        self,
        shown: Callable[[], Shown],
        ledger: Ledger | None = None,
        changed: Callable[[int], object] = lambda _series: None,
    ) -> None:
        self._shown = shown
        self._ledger = ledger or Ledger()
        self._changed = changed

    def __repr__(self) -> str:
        kinds = Counter(row["kind"] for row in self._ledger.rows(self._shown().series))
        many = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
        return f"<Measurements: {many or 'none'}>"

    def __len__(self) -> int:
        return len(self._ledger.rows(self._shown().series))

    @overload
    def __getitem__(self, place: int) -> MeasurementRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[MeasurementRow]: ...
    def __getitem__(self, place: int | slice) -> MeasurementRow | list[MeasurementRow]:
        return self.rows()[place]

    def __iter__(self) -> Iterator[MeasurementRow]:
        return iter(self.rows())

    def rows(self) -> list[MeasurementRow]:
        """Return all rows of the series shown, the caller's to change."""
        return [_for_python(row) for row in self.shown_rows(self._shown())]

    def shown_rows(self, shown: Shown) -> list[MeasurementRow]:
        """Return the rows of a series with their values as the uptake that was chosen."""
        return [_as_shown(row, shown) for row in self._ledger.rows(shown.series)]

    def add(
        self, kind: Kind, points: Any, index: int | None = None, label: str = ""
    ) -> MeasurementRow:
        """Measure a shape, show it in every view, and return its row.

        Parameters
        ----------
        kind
            ``"ruler"``, ``"angle"``, ``"rectangle"``, ``"ellipse"`` or ``"freehand"``.
        points
            Pairs (column, row) in pixels of the frame as stored; (0, 0) is the top left corner of
            the first pixel, (0.5, 0.5) its centre. A ruler has 2; an angle 3, the second being
            the vertex; rectangle and ellipse 2 opposite corners of the box around them; a
            freehand polygon at least 3.
        index
            Number of the frame; by default the one shown.
        label
            What it is called.

        Raises
        ------
        ArgumentError
            When these make no shape, or there is no such frame.
        """
        shown = self._shown()
        place = shown.place if index is None else index
        given = {"kind": kind, "points": points, "index": place, "label": label}
        return _for_python(self._put(shown, [{**given, "id": self._ledger.name(shown.series)}])[0])

    def put(self, given: Any) -> MeasurementRow:
        """Measure a shape that has an id; it takes the place of the one with the same id.

        Parameters
        ----------
        given
            A mapping as `MeasurementShape`.

        Raises
        ------
        ArgumentError
            When it is no shape, or there is no such frame.
        """
        return self._put(self._shown(), [given])[0]

    def remove(self, name: str) -> None:
        """Take a measurement away.

        Parameters
        ----------
        name
            Its `id`.

        Raises
        ------
        MeasurementError
            When there is none with this id.
        """
        if not self.discard(name):
            raise MeasurementError(
                f"There is no measurement {name!r}.",
                remedy="The field `id` of a row names it.",
            )

    def discard(self, name: str) -> bool:
        """Take a measurement away if it is there, and say whether it was."""
        series = self._shown().series
        gone = self._ledger.remove(series, name, self._ledger.turn())
        if gone:
            self._changed(series)
        return gone

    def clear(self) -> None:
        """Take away all measurements of the series shown."""
        series = self._shown().series
        self._ledger.clear(series, self._ledger.turn())
        self._changed(series)

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`, one measurement a row, its columns flat.

        The box around the points stands instead of the points; histograms are left out.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        return data_frame(self.rows())

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the measurements of the series shown as JSON, and return the path.

        No UID is in the file: frames are known by the SHA-256 of SOP Instance UID and number.
        Labels are in it as they were given.

        Parameters
        ----------
        path
            Of the file.
        overwrite
            Whether a file that is there may be replaced.

        Raises
        ------
        MeasurementError
            When there is such a file and `overwrite` is not set, or it can't be written.
        """
        shown = self._shown()
        return write_rows(path, self.shown_rows(shown), shown.frames, overwrite=overwrite)

    def load(self, path: str | os.PathLike[str], *, by_index: bool = False) -> list[MeasurementRow]:
        """Add the measurements of a file, measured anew, and return their rows.

        What has the id of one that is there takes its place. Frames are found by what they are,
        also where their order is another; nothing is added when one is missing.

        Parameters
        ----------
        path
            Written by `save`.
        by_index
            Take frames by their number, whatever they are: for an anonymized copy, say.

        Raises
        ------
        MeasurementError
            When the file can't be read, holds no measurements, or those of another series.
        """
        shown = self._shown()
        given = read_shapes(path, shown.frames, by_index=by_index)
        return [_for_python(row) for row in self._put(shown, given)]

    def _put(self, shown: Shown, given: Sequence[Any]) -> list[MeasurementRow]:
        drawn = [checked(each, len(shown.frames)) for each in given]
        turn = self._ledger.turn()
        rows = [measure(shown.frames, each) for each in drawn]
        self._ledger.put(shown.series, rows, turn)
        self._changed(shown.series)
        return [_as_shown(row, shown) for row in rows]


def _as_shown(row: MeasurementRow, shown: Shown) -> MeasurementRow:
    try:
        uptake = shown.frames.uptake(row["index"])
    except DicomWidgetsError:
        # The row itself says what is wrong with its frame.
        return row
    return as_uptake(row, uptake, shown.quantity)


def _for_python(row: MeasurementRow) -> MeasurementRow:
    """Mask what may be printed: a problem may name a file."""
    if row["problem"] and row["problem"]["file"]:
        row["problem"]["file"] = masked(row["problem"]["file"])
    return row
