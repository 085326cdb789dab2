"""Viewers that follow each other: `LinkedWidget` gives them `link` and `unlink`.

Where both stand in one page they follow each other there, while a gesture lasts, and every commit
of the page says what it has carried over (`_carried`). The kernel carries the rest: what Python
sets, and what a page commits that has only one of the two.
"""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets._base import DicomWidget
from dicomwidgets.widgets._starting import has_come
from dicomwidgets.widgets._traits import BrowserNote, KernelList

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from concurrent.futures import Future

    from dicomwidgets.widgets._opening import Opened

__all__ = ["Link", "LinkedWidget"]

POSITION = "position"
_OWN = {"layout", "series_number", "panels", "panel_links", "transport"}
"""What says something of one viewer alone."""


_numbers = itertools.count(1)
_now = threading.local()
"""Of this thread: `waves` are traits that are being spread and the viewers they have reached,
`message` the viewer to which a page speaks, and what it says."""


class Led(NamedTuple):
    """Where a link has led a slice, and the place in its dimensions that was meant.

    There may be no frame at that place: then the one shown only stands for it.
    """

    numbering: int
    place: int
    meant: Sequence[int]


class LinkedWidget(DicomWidget):
    """A viewer that others can be linked to."""

    _opened: Opened
    _whole: Future[None]

    _linked = KernelList()
    """The links that begin here, for the browser: ``{link, ref, names}``, without identifiers."""

    _carried = BrowserNote()
    """What the page says with a commit: ``{count, names, links}``, the traits of the commit and
    the links that it has carried over by itself. It holds for that one message."""

    def __init__(self, **traits: Any) -> None:
        self._links: list[Link] = []
        self._led: Led | None = None
        super().__init__(**traits)

    def link(self, other: LinkedWidget, *names: str) -> None:
        """Let this viewer and another follow each other until one is closed, or `unlink`.

        Where both are displayed they do so while a gesture lasts, in the browser; otherwise the
        other follows when it ends.

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
        Link(self, other, chosen).start()

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

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take in what a page commits."""
        _now.message = (self, sync_data)
        try:
            super().set_state(sync_data)
        finally:
            _now.message = None

    def _came(self) -> None:
        """Let links be right from the start, now that the frames have their numbers."""
        for link in list(self._links):
            link.landed()

    def _join(self, link: Link) -> None:
        if not self._links:
            self.observe(self._lead)
        self._links.append(link)
        self._tell_page()

    def _leave(self, link: Link) -> None:
        self._links.remove(link)
        if not self._links:
            self.unobserve(self._lead)
        self._tell_page()

    def _tell_page(self) -> None:
        mine = [link.described() for link in self._links if link.ends[0] is self]
        if self.comm is not None and mine != self._linked:
            self.set_trait("_linked", mine)

    def _lead(self, change: Any) -> None:
        """Let the others follow, unless this one only follows itself."""
        name = change["name"]
        if name not in _reached_by_waves(self):
            spread(self, name, without=self._carried_by_page(name, change["new"]))

    def _carried_by_page(self, name: str, value: object) -> list[Link]:
        """Return the links over which the page has carried this very value itself."""
        told: tuple[Any, Mapping[str, Any]] | None = getattr(_now, "message", None)
        if told is None or told[0] is not self or told[1].get(name) != value:
            return []
        note = told[1].get("_carried") or {}
        if name not in note.get("names", ()):
            return []
        return [link for link in self._links if link.number in note.get("links", ())]

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
        self.number = next(_numbers)
        self.ends = (first, second)
        self.names = set(names)

    def start(self) -> None:
        """Make the second like the first, and let both follow each other from now on."""
        for end in self.ends:
            end._join(self)  # noqa: SLF001 - one of us
        for name in sorted(self.names - {POSITION, "index"}):
            spread(self.ends[0], name, first=[self])
        self.landed()

    def landed(self) -> None:
        """Bring the second to the first one's slice, if both have their numbers by now."""
        if self.names & {POSITION, "index"}:
            spread(self.ends[0], "index", first=[self])

    def end(self, names: Iterable[str] = ()) -> None:
        """Follow these names no more, by default none at all."""
        self.names -= set(names) or self.names
        for end in self.ends:
            if not self.names and self in end._links:  # noqa: SLF001 - one of us
                end._leave(self)  # noqa: SLF001
            else:
                end._tell_page()  # noqa: SLF001

    def described(self) -> dict[str, Any]:
        """Return what the browser has to know of it, for the page of the first end."""
        ref = f"anywidget:{self.ends[1].model_id}"
        return {"link": self.number, "ref": ref, "names": sorted(self.names)}

    def other(self, end: LinkedWidget) -> LinkedWidget:
        """Return the other end."""
        return self.ends[1] if end is self.ends[0] else self.ends[0]

    def carries(self, name: str) -> bool:
        """Whether the other end follows a change of this trait."""
        if name != "index":
            return name in self.names
        return bool(self.names & {POSITION, "index"}) and self._are_numbered()

    def carry(self, source: LinkedWidget, name: str) -> None:
        """Make the other end like `source`."""
        target = self.other(source)
        if name == "index" and POSITION in self.names:
            _move(source, target)
        else:
            setattr(target, name, getattr(source, name))

    def _are_numbered(self) -> bool:
        return all(has_come(end._whole) for end in self.ends)  # noqa: SLF001 - one of us


def spread(
    origin: LinkedWidget,
    name: str,
    *,
    first: Collection[Link] | None = None,
    without: Collection[Link] = (),
) -> None:
    """Let all that are linked to `origin`, directly or through others, follow one of its traits.

    Each is set once and from its nearest neighbour: by place a way round would end elsewhere.

    Parameters
    ----------
    origin
        Whose trait has changed.
    name
        The trait.
    first
        Links to leave it by; all by default.
    without
        Links whose ends have it already.
    """
    reached = [origin, *(link.other(origin) for link in without)]
    waves = _now.__dict__.setdefault("waves", [])
    waves.append((name, reached))
    try:
        for here in _outward(origin, reached):
            own = here._links if here is not origin or first is None else first  # noqa: SLF001
            for link in list(own):
                if link.carries(name) and link.other(here) not in reached:
                    reached.append(link.other(here))
                    link.carry(here, name)
    finally:
        waves.pop()


def _outward(origin: LinkedWidget, reached: list[LinkedWidget]) -> Iterable[LinkedWidget]:
    """Yield `origin` and then those that are reached, also the ones that join meanwhile."""
    known = len(reached)
    yield origin
    while known < len(reached):
        yield reached[known]
        known += 1


def _reached_by_waves(viewer: LinkedWidget) -> set[str]:
    """Return the traits that are being spread by this thread and have reached `viewer`."""
    waves = getattr(_now, "waves", ())
    return {name for name, reached in waves if any(each is viewer for each in reached)}


def _move(source: Any, target: Any) -> None:
    """Show the frame of `target` that is nearest to the one of `source`."""
    from dicomwidgets.widgets._opening import nearest_frame  # noqa: PLC0415 - with the first link

    here, there = source._opened, target._opened  # noqa: SLF001 - one of us
    now, led = target.index, target._led  # noqa: SLF001
    meant = led.meant if led and (led.numbering, led.place) == (there.numbering, now) else None
    place = nearest_frame(here, source.index, there, now, meant)
    if place is None:
        return
    if (dimensions := there.dimensions()) is not None and 0 <= now < len(dimensions["places"]):
        meant = meant or dimensions["places"][now]
        target._led = Led(there.numbering, place, meant)  # noqa: SLF001
    target.index = place
