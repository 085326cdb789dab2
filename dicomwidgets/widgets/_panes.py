"""Widgets inside a widget: a header that follows the slice, viewers beside it; closed together."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ProtocolError, SupersededError
from dicomwidgets.widgets._session import Session
from dicomwidgets.widgets._workers import on_trait_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dicomwidgets.reading.header import Header
    from dicomwidgets.series.series import Series
    from dicomwidgets.widgets._base import DicomWidget

    Shown = Callable[[], tuple[Header, Series | None]]

__all__ = ["LAYOUTS", "Panes", "Wanted"]

_REST_SECONDS = 0.15
LAYOUTS = {"1x1": 1, "1x2": 2, "2x1": 2, "2x2": 4}
"""How many cells a viewer is divided into: rows × columns."""

_CELL = "series_viewer:"
_OLD = "Something else was opened in its place, or it was closed."


def _header_table(header: Header, series: Series | None) -> DicomWidget:
    from dicomwidgets.widgets.header_table import inspect  # noqa: PLC0415 - only when opened

    table = inspect(header)
    if series is not None:
        table.show(header, series=series)
    return table


_KINDS: dict[str, Callable[[Header, Series | None], Any]] = {"header_table": _header_table}


@dataclass(frozen=True, eq=False)
class Wanted:
    """What was asked for, until something else of its kind is.

    Parameters
    ----------
    kind
        Name of the widget.
    shown
        What it shows; equal where the widget that is open shows it already.
    """

    kind: str
    shown: Hashable


class Panes:
    """The children of one widget; made in the cell that makes the widget."""

    def __init__(self) -> None:
        self._session = Session()
        self._children: dict[str, Any] = {}
        self._wanted: dict[str, Wanted] = {}
        self._put: dict[str, Wanted] = {}
        self._resting: threading.Timer | None = None
        self._lock = threading.Lock()

    def open(self, kind: str, shown: Shown) -> str:
        """Return the reference of the child of this kind, made where there is none.

        Parameters
        ----------
        kind
            Name of the widget, as ``"header_table"``.
        shown
            Gives the header it should show, and the series that it is of, once that is known.

        Raises
        ------
        ProtocolError
            When there is no such pane.
        """
        make = _KINDS.get(kind)
        if make is None:
            raise ProtocolError(f"There is no pane {kind!r}.")
        child = on_trait_thread(partial(self._child, kind, make, shown)).result()
        return f"anywidget:{child.model_id}"

    def want(self, kind: str, shown: Hashable) -> Wanted:
        """Note what is asked for now: what was asked for before, of this kind, nobody waits for.

        Whoever asks for the same waits for the same.
        """
        with self._lock:
            newest = self._wanted.get(kind)
            if newest is None or newest.shown != shown:
                newest = self._wanted[kind] = Wanted(kind, shown)
            return newest

    def reference(self, wanted: Wanted) -> str | None:
        """Return the reference of the child that shows what is wanted, if there is one."""
        child = self._showing(wanted)
        return None if child is None else f"anywidget:{child.model_id}"

    def put(self, wanted: Wanted, make: Callable[[Any], Any]) -> str:
        """Return the reference of a new child, which takes the place of the last of its kind.

        Parameters
        ----------
        wanted
            What `want` gave.
        make
            Makes it; called with the child that there was, or ``None``.

        Raises
        ------
        SupersededError
            When something else of its kind is wanted by now, or nothing: the pane was closed.
        """
        child = on_trait_thread(partial(self._replaced, wanted, make)).result()
        return f"anywidget:{child.model_id}"

    def open_cell(self, cell: int, make: Callable[[], Any]) -> str:
        """Return the reference of the viewer in a cell, made where there is none.

        Parameters
        ----------
        cell
            From 1; in cell 0 the parent shows itself.
        make
            Makes the viewer.
        """
        child = on_trait_thread(partial(self._viewer, f"{_CELL}{cell}", make)).result()
        return f"anywidget:{child.model_id}"

    def keep_cells(self, count: int) -> None:
        """Close the viewers of the cells that there are no more; `count` with the parent's."""
        for key in list(self._children):
            if key.startswith(_CELL) and int(key.removeprefix(_CELL)) >= count:
                self.close(key)

    def follow(self, shown: Shown) -> None:
        """Show another header in every child that follows, once nothing changed for 150 ms."""
        with self._lock:
            if self._resting:
                self._resting.cancel()
                self._resting = None
            if not self._following():
                return
            task = partial(on_trait_thread, partial(self._repoint, shown))
            self._resting = threading.Timer(_REST_SECONDS, task)
            self._resting.daemon = True
            self._resting.start()

    def children(self) -> dict[str, Any]:
        """Return the open children by kind; a viewer in cell 1 is ``"series_viewer:1"``."""
        return dict(self._children)

    def close(self, kind: str) -> None:
        """Close the child of this kind, also one that is being made, if there is one."""
        with self._lock:
            self._wanted.pop(kind, None)
            child = self._children.pop(kind, None)
        if child is not None:
            child.close()

    def close_all(self) -> None:
        """Close every child, also those that are being made."""
        with self._lock:
            if self._resting:
                self._resting.cancel()
            kinds = {*self._children, *self._wanted}
        for kind in kinds:
            self.close(kind)

    def _child(self, kind: str, make: Callable[[Header, Series | None], Any], shown: Shown) -> Any:
        child = self._children.get(kind)
        if child is None or child.comm is None:
            child = self._session.run(partial(make, *shown()))
            with self._lock:
                self._children[kind] = child
        else:
            header, series = shown()
            child.show(header, series=series)
        return child

    def _replaced(self, wanted: Wanted, make: Callable[[Any], Any]) -> Any:
        kind = wanted.kind
        if self._wanted.get(kind) is not wanted:
            raise SupersededError(_OLD)
        child = self._showing(wanted)
        if child is not None:
            return child
        before = self._children.get(kind)
        child = self._session.run(partial(make, before))
        with self._lock:
            is_newest = self._wanted.get(kind) is wanted
            if is_newest:
                self._children[kind], self._put[kind] = child, wanted
        if not is_newest:
            child.close()
            raise SupersededError(_OLD)
        if before is not None:
            before.close()
        return child

    def _showing(self, wanted: Wanted) -> Any:
        child, put = self._children.get(wanted.kind), self._put.get(wanted.kind)
        if child is None or child.comm is None or put is None or put.shown != wanted.shown:
            return None
        return child

    def _viewer(self, key: str, make: Callable[[], Any]) -> Any:
        child = self._children.get(key)
        if child is None or child.comm is None:
            child = make()
            with self._lock:
                self._children[key] = child
        return child

    def _following(self) -> list[Any]:
        return [child for key, child in self._children.items() if key in _KINDS]

    def _repoint(self, shown: Shown) -> None:
        header, series = shown()
        for child in self._following():
            child.show(header, series=series)
