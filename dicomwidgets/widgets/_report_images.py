"""The image that a report names, in a viewer beside it, with the report's coordinates drawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import SourceError
from dicomwidgets.reading.several import ChosenSource
from dicomwidgets.series.index import index
from dicomwidgets.structured_report.shapes import drawn_shapes
from dicomwidgets.widgets._panes import Panes
from dicomwidgets.widgets._report_space import IN_PLANE, lay
from dicomwidgets.widgets._session import Session
from dicomwidgets.widgets._workers import in_background, on_trait_thread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.reading.item import Source
    from dicomwidgets.series.series import Series
    from dicomwidgets.structured_report.content import Coordinates
    from dicomwidgets.structured_report.shapes import DrawnShape
    from dicomwidgets.widgets._report_opening import Found, Place

    Drawn = tuple[int, DrawnShape, str]
    """Number of the frame, what is drawn on it, and its name."""

__all__ = ["ReferencedImages"]

_CELL = 1
_NO_SHAPE = "Nothing can be drawn: its points make no shape in the image."
_OVER_ALL_TILES = "Nothing is drawn: its coordinates count over all tiles of the slide together."
_TOTAL_COLUMNS = 0x00480006


class ReferencedImages:
    """One viewer for all images that a report names; made in the cell that makes the widget."""

    def __init__(self) -> None:
        self._session = Session()
        self._panes = Panes()
        self._shown: Series | None = None
        self._drawn: set[tuple[int, DrawnShape]] = set()
        self._read: tuple[tuple[Source, str], Sequence[Series]] | None = None

    def open(
        self, found: Found, place: Place, frame: int, coordinates: Coordinates | None, label: str
    ) -> tuple[str, str]:
        """Show a frame; return the reference of the viewer, and what is said of the drawing.

        Parameters
        ----------
        found
            Where the images lie.
        place
            The image.
        frame
            Number of its frame, from 1; 0 for the frame of its series that lies nearest to
            coordinates in space.
        coordinates
            Drawn over it, with the name `label`, once each; not where they count over all tiles
            of a slide, of which the frame is one.

        Raises
        ------
        SourceError
            When the image can't be found in its series any more, or does not say where it lies.
        """
        if coordinates is not None and not frame:
            return self._open_in_space(found, place, coordinates, label)
        series = self._series(found, place)
        number = _frame_number(series, place, frame)
        tiled = _TOTAL_COLUMNS in series.header(number).dataset
        drawn = coordinates is not None and not (tiled and coordinates.whole_slide)
        shapes = drawn_shapes(coordinates) if coordinates is not None and drawn else ()
        said = ""
        if coordinates is not None and not shapes:
            said = _NO_SHAPE if drawn else _OVER_ALL_TILES
        return self._open(series, number, [(number, each, label) for each in shapes]), said

    def _open_in_space(
        self, found: Found, place: Place, coordinates: Coordinates, label: str
    ) -> tuple[str, str]:
        if place.frame_of_reference_uid != coordinates.frame_of_reference_uid:
            raise SourceError(
                "The image lies in another frame of reference than the coordinates: "
                "nothing can be drawn.",
                remedy="A registration between the two is not applied.",
            )
        laid = lay(self._all_series(found, place), coordinates)
        drawn = [
            (number, shape, f"{label} ({off:.1f} mm off)" if off > IN_PLANE else label)
            for number, shape, off in laid.drawn
        ]
        return self._open(laid.series, laid.number, drawn), laid.said

    def _open(self, series: Series, number: int, drawn: Sequence[Drawn]) -> str:
        if series is self._shown and self._child() is not None:
            self._move(number)
        else:
            self.close()
            self._shown = series
        ref = self._panes.open_cell(
            _CELL, partial(self._session.run, partial(_viewer, series, number))
        )
        in_background(partial(self._draw, drawn))
        return ref

    def children(self) -> Mapping[str, Any]:
        """Return the open viewer, by kind."""
        child = self._child()
        return {} if child is None else {"series_viewer": child}

    def close(self) -> None:
        """Close the viewer, if one is open."""
        self._panes.close_all()
        self._drawn.clear()
        self._shown = None

    def _child(self) -> Any:
        child = next(iter(self._panes.children().values()), None)
        return child if child is not None and child.comm is not None else None

    def _move(self, number: int) -> None:
        on_trait_thread(partial(setattr, self._child(), "index", number)).result()

    def _series(self, found: Found, place: Place) -> Series:
        """Return the series of an image: the one shown, or read now from its own files."""
        if self._shown is not None and _holds(self._shown, place):
            return self._shown
        for series in self._all_series(found, place):
            if _holds(series, place):
                return series
        raise SourceError("The image can't be read any more.", file=place.item.name)

    def _all_series(self, found: Found, place: Place) -> Sequence[Series]:
        """Return what the files of an image's Series Instance UID fall into, kept for the next."""
        key = (place.source, place.series_uid)
        if self._read is None or self._read[0] != key:
            items = [
                each.item
                for each in found.objects.values()
                if each.series_uid == place.series_uid and each.source is place.source
            ]
            self._read = key, index(ChosenSource(place.source, items)).series
        return self._read[1]

    def _draw(self, drawn: Sequence[Drawn]) -> None:
        """Draw when the viewer knows its series: until then a measurement would wait for it."""
        viewer = self._child()
        fresh = [each for each in drawn if each[:2] not in self._drawn]
        self._drawn.update(each[:2] for each in fresh)
        if viewer is not None and fresh:
            task = partial(_add, viewer, fresh)
            viewer._whole.add_done_callback(lambda _: in_background(task))  # noqa: SLF001 - its future


def _add(viewer: Any, drawn: Sequence[Drawn]) -> None:
    for number, shape, label in drawn:
        viewer.measurements.add(shape.kind, shape.points, index=number, label=label)


def _holds(series: Series, place: Place) -> bool:
    return any(each.item == place.item for each in series.instances)


def _viewer(series: Series, number: int) -> Any:
    from dicomwidgets.widgets.series_viewer import view  # noqa: PLC0415 - only when opened

    return view(series, index=number)


def _frame_number(series: Series, place: Place, frame: int) -> int:
    """Return the number of a frame in its series; the first of the file where there is no such."""
    of_file = [at for at, each in enumerate(series.locators) if each.item == place.item]
    wanted = (at for at in of_file if series.locators[at].frame == frame - 1)
    return next(wanted, of_file[0] if of_file else 0)
