"""How large a page will be, before all of it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dicomwidgets.jobs.size_text import size_text
from dicomwidgets.widgets.sharing.frames import kept_of
from dicomwidgets.widgets.sharing.page import contents_of, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.widgets._base import DicomWidget

__all__ = ["PageSize", "expected_size"]

_LOOKED_AT = 5
_TEXT = 5 / 4
"""Characters a byte (base 85)."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """How large a page will be.

    Parameters
    ----------
    bytes
        In all.
    frames, of
        How many frames it will hold, and how many there are.
    exact
        Whether all frames were looked at, or some that stand for the others.
    """

    bytes: int
    frames: int
    of: int
    exact: bool

    def __int__(self) -> int:
        return self.bytes

    def __repr__(self) -> str:
        frames = f"{self.frames:,} of {self.of:,} frames" if self.of else "no frames"
        return f"<{'' if self.exact else 'about '}{size_text(self.bytes)}, {frames}>"


def expected_size(parts: Sequence[DicomWidget | str], frames: Any) -> PageSize:
    """Return how large a page will be: of many frames some are packed, and stand for the others.

    Parameters
    ----------
    parts, frames
        As for `contents_of`.
    """
    wanted: dict[str, int] = {}

    def some(widget: DicomWidget, count: int) -> list[int]:
        chosen = kept_of(widget, frames, count)
        wanted[widget.model_id] = len(chosen)
        step = max(1, -(-len(chosen) // _LOOKED_AT))
        return chosen[step // 2 :: step]

    contents = contents_of(parts, pick=some)
    size = len(page_of(parts, contents).encode())
    more = 0
    for model_id, model in contents.page["models"].items():
        kept = model["archive"]["frames"]
        one = sum(len(contents.blobs.all[each["blob"]]) for each in kept) * _TEXT
        left_out = wanted.get(model_id, 0) - len(kept) - len(model["archive"]["errors"])
        more += round(one / max(1, len(kept)) * max(0, left_out))
    return PageSize(size + more, sum(wanted.values()), contents.of, more == 0)
