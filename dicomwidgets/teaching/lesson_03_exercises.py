"""The exercises of the lesson "Hounsfield units, SUV and other values"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.teaching.exercise_kinds import Exercise

__all__ = ["LESSON_03"]

LESSON_03: tuple[Exercise, ...] = ()
