"""The session that a notebook program keeps in the thread, for what is made on another thread.

marimo finds the browser and the cell by the thread: a widget that is made on a thread of ours, such
as that of a pane, would open towards nobody. Jupyter keeps nothing there.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Session"]

T = TypeVar("T")


class Session:
    """The session, and in it the cell, that runs on the calling thread."""

    def __init__(self) -> None:
        marimo = sys.modules.get("marimo._runtime.context")
        context = marimo.safe_get_context() if marimo else None
        # marimo goes on to other cells with its own; a copy stays with this one.
        self._context = replace(context) if context is not None else None

    def run(self, make: Callable[[], T]) -> T:
        """Call `make` as the cell would: the widgets that it makes belong to the cell."""
        if self._context is None:
            return make()
        with self._context.install():
            return make()
