"""What a browser opens of what is selected: viewer, header, difference, anonymization."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, ProtocolError
from dicomwidgets.widgets._browser_series import series_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.series.series import Series
    from dicomwidgets.widgets._base import DicomWidget
    from dicomwidgets.widgets._group_feed import GroupFeed

__all__ = ["KINDS", "Chosen", "opened"]

_MOST_SERIES = 60
"""Series that a viewer offers; of each it reads a header."""

_MOST_SIDES = 4

_KEPT: dict[str, tuple[str, ...]] = {
    "series_viewer": ("colormap", "overlays", "shutter", "color_profile", "tool", "magnifier"),
    "header_table": ("columns", "editable", "show_slider"),
    "header_diff": ("show", "ignore"),
    "anonymization_preview": ("show", "profile", "options"),
}
"""What the user has set in a widget, and stays when another selection takes its place."""


@dataclass(frozen=True)
class Chosen:
    """The rows that are selected.

    Parameters
    ----------
    feed
        Knows them.
    groups
        Their ids.
    """

    feed: GroupFeed
    groups: tuple[int, ...]

    @cached_property
    def count(self) -> int:
        """How many files of theirs were read so far."""
        return len(self.feed.rows_in(self.groups)[0])

    @cached_property
    def collection(self) -> Collection:
        """All files of theirs."""
        return self._taken(self.groups)

    @cached_property
    def found(self) -> tuple[tuple[int, ...], int]:
        """The ids of the first of their series, and how many there are."""
        every = tuple(group for group, _, _ in self.feed.series_of(self.groups))
        return every[:_MOST_SERIES], len(every)

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """The first of their series."""
        return series_in(self.feed.collection, *self.feed.rows_in(self.found[0]))

    @property
    def said(self) -> str:
        """What is left out; empty where nothing is."""
        told, count = self.found
        return f"The first {len(told)} of {count:,} series." if len(told) < count else ""

    def sides(self) -> list[Any]:
        """Return what is compared with each other: each row, or all of them as one."""
        if not 1 < len(self.groups) <= _MOST_SIDES:
            return [self.collection]
        return [self._taken((group,)) for group in self.groups]

    def _taken(self, groups: Sequence[int]) -> Collection:
        rows, table = self.feed.rows_in(groups)
        return self.feed.collection.take(rows.tolist(), table)


def opened(kind: str, chosen: Chosen) -> tuple[Callable[[Any], DicomWidget], str]:
    """Return what makes a widget of what is selected, and a remark that stands above it.

    Parameters
    ----------
    kind
        One of `KINDS`.
    chosen
        What is selected. It is looked at now; the widget is made when the result is called, with
        the one that it takes the place of, or ``None``.

    Raises
    ------
    ProtocolError
        If there is no such pane.
    ArgumentError
        If there is nothing that it could show.
    """
    maker = KINDS.get(kind)
    if maker is None:
        raise ProtocolError(f"There is no pane {kind!r}.")
    if not chosen.found[1]:
        raise ArgumentError("Nothing is selected.", remedy="Select a row.")
    make, said = maker(chosen)

    def made(before: Any) -> DicomWidget:
        kept = {name: getattr(before, name) for name in _KEPT[kind]} if before else {}
        return make(**kept)

    return made, said


def _viewer(chosen: Chosen) -> tuple[Callable[..., DicomWidget], str]:
    from dicomwidgets.widgets._choices import Choices  # noqa: PLC0415 - only when opened
    from dicomwidgets.widgets._opening import first_of  # noqa: PLC0415 - likewise
    from dicomwidgets.widgets.series_viewer import view  # noqa: PLC0415 - likewise

    images = [each for each in chosen.series if each.count]
    if not images:
        raise ArgumentError(
            "There are no images in what is selected.", remedy="Read its header instead."
        )
    first = first_of(images[0], len(images[0]) // 2)
    shown = replace(first, choices=Choices(images, first.frames, 0))
    return lambda **kept: view(shown, index=shown.place, **kept), chosen.said


def _header(chosen: Chosen) -> tuple[Callable[..., DicomWidget], str]:
    from dicomwidgets.widgets.header_table import inspect  # noqa: PLC0415 - only when opened

    one = chosen.series[0] if len(chosen.series) == 1 else chosen.collection
    return lambda **kept: inspect(one, **kept), ""


def _difference(chosen: Chosen) -> tuple[Callable[..., DicomWidget], str]:
    from dicomwidgets.widgets.header_diff import compare  # noqa: PLC0415 - only when opened

    sides = chosen.sides()
    if len(sides) == 1 and len(sides[0].instances) == 1:
        raise ArgumentError(
            "There is one file, and nothing to compare it with.", remedy="Select another row too."
        )
    more = len(chosen.groups) > _MOST_SIDES
    said = f"{len(chosen.groups):,} rows are compared as one." if more else ""
    return lambda **kept: compare(*sides, **kept), said


def _preview(chosen: Chosen) -> tuple[Callable[..., DicomWidget], str]:
    from dicomwidgets.widgets.anonymization_preview import anonymize  # noqa: PLC0415 - when opened

    collection = chosen.collection
    return lambda **kept: anonymize(collection, **kept), ""


KINDS: dict[str, Callable[[Chosen], tuple[Callable[..., DicomWidget], str]]] = {
    "series_viewer": _viewer,
    "header_table": _header,
    "header_diff": _difference,
    "anonymization_preview": _preview,
}
"""The widgets that a browser opens of what is selected."""
