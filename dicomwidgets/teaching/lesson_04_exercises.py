"""The exercises of the lesson "Colour, ultrasound, multi-frame"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.teaching.exercise_kinds import Exercise

__all__ = ["LESSON_04"]

LESSON_04: tuple[Exercise, ...] = ()
