"""The exercises of the lesson "Pixels and windows"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.teaching.exercise_kinds import Exercise

__all__ = ["LESSON_02"]

LESSON_02: tuple[Exercise, ...] = ()
