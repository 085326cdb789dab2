"""A file on its way, as far as its image is concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["PixelFile"]


class PixelFile(NamedTuple):
    """A file on its way, as far as its image is concerned.

    Parameters
    ----------
    rows, content
        The file.
    place
        Row of its pixels; ``None`` where there are none.
    syntax, implicit, little
        How it is encoded.
    """

    rows: Sequence[SpanRow]
    content: Content
    place: int | None
    syntax: str
    implicit: bool
    little: bool

    @property
    def end(self) -> int:
        """Row before which the header is."""
        return len(self.rows) - 1 if self.place is None else self.place
