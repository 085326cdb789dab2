"""All exercises, by their ids."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from dicomwidgets.errors import ArgumentError
from dicomwidgets.teaching.archive_exercises import ARCHIVE_EXERCISES
from dicomwidgets.teaching.file_exercises import FILE_EXERCISES

if TYPE_CHECKING:
    from dicomwidgets.teaching.exercise_kinds import Exercise

__all__ = ["exercise", "exercises"]

_ALL = {each.id: each for each in (*FILE_EXERCISES, *ARCHIVE_EXERCISES)}


def exercise(exercise_id: str) -> Exercise:
    """Return an exercise.

    Parameters
    ----------
    exercise_id
        Such as ``"preamble-length"``; the lesson's notebook names it.

    Raises
    ------
    ArgumentError
        When there is none of this id, with the most similar ones.
    """
    found = _ALL.get(exercise_id)
    if found is not None:
        return found
    close = get_close_matches(str(exercise_id), _ALL, n=2, cutoff=0.4) or list(_ALL)
    raise ArgumentError("There is no such exercise.", remedy=f"There is: {', '.join(close)}.")


def exercises(lesson: str | None = None) -> tuple[Exercise, ...]:
    """Return the exercises of a lesson, or all, in order."""
    return tuple(each for each in _ALL.values() if lesson in (None, each.lesson))
