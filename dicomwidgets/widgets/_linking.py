"""Viewers that follow each other: `LinkedWidget` gives them `link` and `unlink`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets._base import DicomWidget
from dicomwidgets.widgets._starting import has_come

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future

    from dicomwidgets.widgets._opening import Opened

__all__ = ["Link", "LinkedWidget"]

POSITION = "position"
_OWN = {"layout", "series_number", "panels", "transport"}
"""What says something of one viewer alone."""


class LinkedWidget(DicomWidget):
    """A viewer that others can be linked to."""

    _opened: Opened
    _whole: Future[None]

    def __init__(self, **traits: Any) -> None:
        self._links: list[Link] = []
        super().__init__(**traits)

    def link(self, other: LinkedWidget, *names: str) -> None:
        """Let this viewer and another follow each other until one is closed, or `unlink`.

        Parameters
        ----------
        other
            Another viewer, in any cell. It takes over what this one shows now.
        *names
            Traits, such as ``"index"``, ``"window_center"``, ``"window_width"``, ``"zoom"``; and
            ``"position"``: the slice nearest to the same place in the patient, whatever its
            number, as long as both series have the same frame of reference (PS3.3 C.7.4.1).

        Raises
        ------
        ArgumentError
            When `other` is no viewer, closed or this one, when a name is unknown or missing, and
            for ``"index"`` together with ``"position"``.

        Examples
        --------
        >>> viewer.link(other, "position", "window_center", "window_width")    # doctest: +SKIP
        """
        chosen = self._linkable(other, names)
        self.unlink(other, *chosen)
        link = Link(self, other, chosen)
        for end in (self, other):
            end._links.append(link)  # noqa: SLF001 - both are one of us
        link.start()

    def unlink(self, other: LinkedWidget | None = None, *names: str) -> None:
        """End links, whichever side made them.

        Parameters
        ----------
        other
            The other end; by default all links of this viewer end.
        *names
            As for `link`; by default all of them.
        """
        for link in list(self._links):
            if other is None or other in link.ends:
                link.end(names)

    @classmethod
    def linkable_names(cls) -> list[str]:
        """Return the names that `link` takes."""
        traits = cls.class_traits(sync=True)
        own = [name for name in cls.own_names() if name in traits and not name.startswith("_")]
        two_way = [name for name in own if not traits[name].read_only and name not in _OWN]
        return sorted([*two_way, POSITION])

    def _came(self) -> None:
        """Let links be right from the start, now that the frames have their numbers."""
        for link in list(self._links):
            link.landed()

    def _linkable(self, other: LinkedWidget, names: tuple[str, ...]) -> list[str]:
        if not isinstance(other, LinkedWidget):
            raise ArgumentError(f"A viewer is linked to another viewer, not to {type(other)!r}.")
        if other is self:
            raise ArgumentError("A viewer can't be linked to itself.")
        if self.comm is None or other.comm is None:
            raise ArgumentError("One of the two viewers is closed.")
        known = self.linkable_names()
        unknown = sorted(set(names) - set(known))
        if unknown or not names:
            what = f"{', '.join(unknown)} can't be linked" if unknown else "Nothing to link"
            raise ArgumentError(f"{what}.", remedy=f"Name some of: {', '.join(known)}.")
        if {"index", POSITION} <= set(names):
            raise ArgumentError(
                "Slices are linked by number or by place, not both.",
                remedy='Name "index" or "position".',
            )
        return list(dict.fromkeys(names))


class Link:
    """Two viewers and what they have in common.

    Parameters
    ----------
    first, second
        The viewers; the second takes over what the first shows.
    names
        Of traits, and ``"position"``.
    """

    def __init__(self, first: LinkedWidget, second: LinkedWidget, names: Iterable[str]) -> None:
        self.ends = (first, second)
        self.names = set(names)
        self._passing = threading.local()

    def start(self) -> None:
        """Make the second like the first, and follow both from now on."""
        first = self.ends[0]
        for name in sorted(self.names - {POSITION, "index"}):
            self._pass(first, name)
        self.landed()
        for end in self.ends:
            end.observe(self._changed)

    def landed(self) -> None:
        """Bring the second to the first one's slice, if both have their numbers by now."""
        if self._are_numbered():
            for name in self.names & {POSITION, "index"}:
                self._pass(self.ends[0], name)

    def end(self, names: Iterable[str] = ()) -> None:
        """Follow these names no more, by default none at all."""
        self.names -= set(names) or self.names
        if self.names:
            return
        for end in self.ends:
            if self in end._links:  # noqa: SLF001 - one of us
                end.unobserve(self._changed)
                end._links.remove(self)  # noqa: SLF001 - one of us

    def _changed(self, change: Any) -> None:
        name = change["name"]
        if name == "index" and not self._are_numbered():
            return
        if name == "index" and POSITION in self.names:
            self._pass(change["owner"], POSITION)
        elif name in self.names:
            self._pass(change["owner"], name)

    def _are_numbered(self) -> bool:
        return all(has_come(end._whole) for end in self.ends)  # noqa: SLF001 - one of us

    def _pass(self, source: LinkedWidget, name: str) -> None:
        """Tell the other end, whose answer is not passed back: by place it may be another slice."""
        if getattr(self._passing, "on", False):
            return
        target = self.ends[1] if source is self.ends[0] else self.ends[0]
        self._passing.on = True
        try:
            if name == POSITION:
                _move(source, target)
            else:
                setattr(target, name, getattr(source, name))
        finally:
            self._passing.on = False


def _move(source: Any, target: Any) -> None:
    """Show the frame of `target` that is nearest to the one of `source`."""
    from dicomwidgets.widgets._opening import nearest_frame  # noqa: PLC0415 - with the first link

    here, there = source._opened, target._opened  # noqa: SLF001 - one of us
    place = nearest_frame(here, source.index, there, target.index)
    if place is not None:
        target.index = place
