"""The exercises of the lesson "Create, convert, PACS"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dicomwidgets.teaching.exercise_kinds import Exercise

__all__ = ["LESSON_10"]

LESSON_10: tuple[Exercise, ...] = ()
