"""The exercises of the lesson "Anonymization"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.teaching.exercise_kinds import Exercise

__all__ = ["LESSON_08"]

LESSON_08: tuple[Exercise, ...] = ()
