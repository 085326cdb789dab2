"""Long texts cut so that what differs stays in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.elements.values import CUT, cut

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["excerpts"]

_BEFORE = 120


def excerpts(texts: Sequence[str | None]) -> tuple[str | None, ...]:
    """Return texts no longer than is shown, cut around the first place where they differ.

    >>> excerpts(["512", "256", None])
    ('512', '256', None)
    """
    there = [each for each in texts if each is not None]
    if all(len(each) <= CUT for each in there):
        return tuple(texts)
    common = next(
        (at for at, each in enumerate(zip(*there, strict=False)) if len(set(each)) > 1),
        min(map(len, there)),
    )
    start = max(0, common - _BEFORE) if len(set(there)) > 1 and common >= CUT - _BEFORE else 0
    return tuple(None if each is None else _from(each, start) for each in texts)


def _from(text: str, start: int) -> str:
    if not start:
        return cut(text)
    stop = start + CUT
    return f"… {text[start:stop]}{' …' if stop < len(text) else ''} ({len(text):,} characters)"
