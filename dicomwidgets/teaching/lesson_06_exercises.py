"""The exercises of the lesson "Sequences and reports"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.teaching.exercise_kinds import Exercise

__all__ = ["LESSON_06"]

LESSON_06: tuple[Exercise, ...] = ()
