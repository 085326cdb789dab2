"""What the course needs: exercises that check themselves, and the files that they are about.

>>> exercise("preamble-length").check(132)    # doctest: +SKIP
✗ Not yet. That is where the first element begins: …
"""

from __future__ import annotations

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401

from dicomwidgets.teaching.catalogue import exercise, exercises
from dicomwidgets.teaching.exercise_kinds import Exercise, Verdict
from dicomwidgets.teaching.lesson_file import lesson_file

__all__ = ["Exercise", "Verdict", "exercise", "exercises", "lesson_file"]
