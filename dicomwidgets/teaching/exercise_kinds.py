"""An exercise: a question, the right answer, and for wrong answers hints that lead there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dicomwidgets.teaching.answers import is_same

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Exercise", "Hint", "Verdict"]


@dataclass(frozen=True, slots=True)
class Hint:
    """What to say to one wrong answer.

    Parameters
    ----------
    wrong
        The answer, or a function that makes it.
    text
        What was missed, and not the right answer.
    """

    wrong: Any
    text: str

    def fits(self, answer: object) -> bool:
        """Whether an answer is this wrong one."""
        return is_same(answer, self.wrong() if callable(self.wrong) else self.wrong)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said to an answer; true where it is right.

    Parameters
    ----------
    right
        Whether it is.
    message
        Why it is, or a hint.
    """

    right: bool
    message: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return f"✓ Right. {self.message}" if self.right else f"✗ Not yet. {self.message}"


@dataclass(frozen=True, slots=True)
class Exercise:
    """A question that checks its answer.

    Parameters
    ----------
    id
        By which `dicomwidgets.teaching.exercise` finds it.
    lesson
        What it belongs to.
    question
        What is asked.
    answer
        Makes the right answer.
    why
        What is said to it: why it is right.
    way
        The way to it, for all wrong answers that no hint knows.
    solution
        Python that gives the answer, of the names that the lesson's notebook has.
    hints
        For the wrong answers that one comes to.
    """

    id: str
    lesson: str
    question: str
    answer: Callable[[], Any]
    why: str
    way: str
    solution: str
    hints: tuple[Hint, ...] = ()

    def check(self, answer: object = None) -> Verdict:
        """Say whether an answer is right, or what leads to it.

        Parameters
        ----------
        answer
            Numbers may be text, tags may be written as text, number or pair. ``None`` is no
            answer yet. No answer raises.
        """
        if answer is None or answer is ...:
            return Verdict(False, f"Your answer goes in place of None. {self.way}")
        if is_same(answer, self.answer()):
            return Verdict(True, self.why)
        for hint in self.hints:
            if hint.fits(answer):
                return Verdict(False, hint.text)
        return Verdict(False, self.way)

    def __repr__(self) -> str:
        return self.question
