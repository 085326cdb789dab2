"""The exercises of the lesson "Compression and transfer syntaxes"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.teaching.exercise_kinds import Exercise

__all__ = ["LESSON_07"]

LESSON_07: tuple[Exercise, ...] = ()
