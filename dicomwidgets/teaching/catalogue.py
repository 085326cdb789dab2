"""All exercises, by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.errors import ArgumentError
from dicomwidgets.teaching.by_id import by_id
from dicomwidgets.teaching.lesson_01_exercises import LESSON_01
from dicomwidgets.teaching.lesson_02_exercises import LESSON_02
from dicomwidgets.teaching.lesson_03_exercises import LESSON_03
from dicomwidgets.teaching.lesson_04_exercises import LESSON_04
from dicomwidgets.teaching.lesson_05_exercises import LESSON_05
from dicomwidgets.teaching.lesson_06_exercises import LESSON_06
from dicomwidgets.teaching.lesson_07_exercises import LESSON_07
from dicomwidgets.teaching.lesson_08_exercises import LESSON_08
from dicomwidgets.teaching.lesson_09_exercises import LESSON_09
from dicomwidgets.teaching.lesson_10_exercises import LESSON_10
from dicomwidgets.teaching.lessons import LESSONS

if TYPE_CHECKING:
    from dicomwidgets.teaching.exercise_kinds import Exercise

__all__ = ["exercise", "exercises"]

_ALL = {
    each.id: each
    for lesson in (
        *(LESSON_01, LESSON_02, LESSON_03, LESSON_04, LESSON_05),
        *(LESSON_06, LESSON_07, LESSON_08, LESSON_09, LESSON_10),
    )
    for each in lesson
}


def exercise(exercise_id: str) -> Exercise:
    """Return an exercise of the course.

    Parameters
    ----------
    exercise_id
        Such as ``"preamble-length"``; the lesson's notebook names it.

    Returns
    -------
    Exercise
        ``.check(answer)`` says whether an answer is right, ``.hint()`` says a little more with
        each call, ``.solution`` is Python that finds the answer. Nothing is downloaded.

    Raises
    ------
    ArgumentError
        When there is none of this id, with the most similar ones.
    """
    return by_id(exercise_id, _ALL, "exercise")


def exercises(lesson: int | str | None = None) -> tuple[Exercise, ...]:
    """Return the exercises of a lesson, or all, in order.

    Parameters
    ----------
    lesson
        Its number, its title or the name of its notebook.

    Raises
    ------
    ArgumentError
        When there is no such lesson.
    """
    if lesson is None:
        return tuple(_ALL.values())
    meant = [each.number for each in LESSONS if each.is_meant(lesson)]
    if not meant:
        titles = ", ".join(f"{each.number} ({each.title})" for each in LESSONS)
        raise ArgumentError("There is no such lesson.", remedy=f"There is: {titles}.")
    return tuple(each for each in _ALL.values() if each.lesson in meant)
