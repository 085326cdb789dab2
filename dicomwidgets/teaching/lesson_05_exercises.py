"""The exercises of the lesson "Series, geometry, volumes"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.teaching.exercise_kinds import Exercise

__all__ = ["LESSON_05"]

LESSON_05: tuple[Exercise, ...] = ()
