"""What is written in place of which bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from dicomwidgets.deidentification.engine.content import Content

__all__ = ["Drawn", "Edits", "Part"]


class Drawn(NamedTuple):
    """A stretch of the source, from and to, and what makes as many bytes of it when written."""

    start: int
    stop: int
    make: Callable[[Content, int, int], Iterator[bytes]]


Part = tuple[int, int] | bytes | Drawn
"""Bytes to write: a stretch of the source, from and to, or themselves, or drawn over."""


class Edits:
    """Stretches of the source and the bytes that take their place.

    They may be noted in any order and never overlap; what no edit names is kept. One of no bytes
    at a place comes before what replaces the bytes from there on.
    """

    __slots__ = ("_edits", "grown")

    def __init__(self) -> None:
        self._edits: list[tuple[int, int, bytes | tuple[Part, ...]]] = []
        self.grown = 0
        """By how many bytes the result is longer than the source, so far."""

    def __len__(self) -> int:
        return len(self._edits)

    def replace(self, start: int, stop: int, data: bytes) -> None:
        """Write `data` in place of the bytes from `start` to before `stop`."""
        self._edits.append((start, stop, data))
        self.grown += len(data) - stop + start

    def replace_by_parts(self, start: int, stop: int, parts: tuple[Part, ...]) -> None:
        """Write parts, some of them stretches of the source, in place of bytes."""
        size = sum(len(each) if isinstance(each, bytes) else each[1] - each[0] for each in parts)
        self._edits.append((start, stop, parts))
        self.grown += size - stop + start

    def patch(self, start: int, data: bytes) -> None:
        """Write over as many bytes as there are in `data`."""
        self._edits.append((start, start + len(data), data))

    def at(self, places: Container[int]) -> dict[int, bytes | tuple[Part, ...]]:
        """Return what takes the place of the stretches that begin at some places."""
        return {
            start: data for start, stop, data in self._edits if start in places and start < stop
        }

    def parts(self, start: int, stop: int) -> Iterator[Part]:
        """Yield what is to be written for the stretch from `start` to before `stop`."""
        place = start
        for first, last, data in sorted(self._edits, key=_order):
            if first > place:
                yield place, first
            if isinstance(data, bytes):
                if data:
                    yield data
            else:
                yield from data
            place = last
        if place < stop:
            yield place, stop


def _order(edit: tuple[int, int, bytes | tuple[Part, ...]]) -> tuple[int, int]:
    return edit[:2]
