"""What the course needs: exercises that check themselves, and the files that they are about.

>>> exercise("preamble-length").check(132)    # doctest: +SKIP
✗ Not yet. That is where the first element begins: …

`lessons` names the ten lessons. The exercises of lesson 7, say, stand in `lesson_07_exercises` as
``LESSON_07``, in the order in which ``notebooks/07_….ipynb`` asks them; what several of its answers
share stands there as well, or in ``lesson_07_….py`` where it is long. Each exercise has the number
of its lesson, an id of words (``"lung-window"``), a question, the right answer made by the package
or by hand but not by its solution, at least one rung of hints and the solution with gaps, the
solution, and at least two wrong answers that one comes to, each with what was missed. In the
notebook it is a cell of text, ``**Exercise.**`` and the question, and a cell of code::

    answer = None  # your answer

    dw.exercise("lung-window").check(answer)

(a function in place of the first line, where one is asked for). The tests put the solutions there.
"""

from __future__ import annotations

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401

from dicomwidgets.teaching.answers import Sameness
from dicomwidgets.teaching.catalogue import exercise, exercises
from dicomwidgets.teaching.exercise_kinds import Clue, Exercise, Hint, Verdict
from dicomwidgets.teaching.lesson_file import lesson_file
from dicomwidgets.teaching.lessons import LESSONS, Lesson
from dicomwidgets.teaching.practice import PracticePacs, practice_pacs

__all__ = [
    "LESSONS",
    "Clue",
    "Exercise",
    "Hint",
    "Lesson",
    "PracticePacs",
    "Sameness",
    "Verdict",
    "exercise",
    "exercises",
    "lesson_file",
    "practice_pacs",
]
