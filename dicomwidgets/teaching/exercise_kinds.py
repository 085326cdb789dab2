"""An exercise: a question, the right answer, and hints that lead there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dicomwidgets.teaching.answers import Sameness
from dicomwidgets.teaching.showing import GREEN, GREY, ORANGE, Code, box

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Clue", "Exercise", "Hint", "Verdict"]

_LONGEST = 100
_PLAIN = Sameness()


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

    def answer(self) -> Any:
        """Return the wrong answer."""
        return self.wrong() if callable(self.wrong) else self.wrong


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said to an answer; true where it is right.

    Parameters
    ----------
    right
        Whether it is.
    message
        Why it is, or a hint.
    is_answered
        Whether there was an answer at all.
    """

    right: bool
    message: str
    is_answered: bool = True

    def __bool__(self) -> bool:
        return self.right

    @property
    def heading(self) -> str:
        """Whether it is right, in words."""
        if not self.is_answered:
            return "○ Your turn."
        return "✓ Right." if self.right else "✗ Not yet."

    def __repr__(self) -> str:
        return f"{self.heading} {self.message}"

    def _repr_html_(self) -> str:
        colour = GREEN if self.right else ORANGE if self.is_answered else GREY
        return box(colour, self.heading, self.message)


@dataclass(frozen=True, slots=True)
class Clue:
    """One rung of the ladder that leads to an answer.

    Parameters
    ----------
    number, of
        Which rung it is, of how many.
    text
        What it says.
    code
        The solution with gaps, on the last one.
    """

    number: int
    of: int
    text: str
    code: str = ""

    @property
    def heading(self) -> str:
        """Which hint it is, in words."""
        return f"Hint {self.number} of {self.of}."

    def __repr__(self) -> str:
        return f"{self.heading} {self.text}" + (f"\n{self.code}" if self.code else "")

    def _repr_html_(self) -> str:
        return box(GREY, self.heading, self.text, self.code)


@dataclass(frozen=True, slots=True)
class Exercise:
    """A question that checks its answer.

    Parameters
    ----------
    id
        By which `dicomwidgets.exercise` finds it.
    lesson
        The number of the lesson that it belongs to.
    question
        What is asked.
    answer
        Makes the right answer: a number, text, tag, bool, set, list, mapping, array or function.
    why
        What is said to it: why it is right.
    rungs
        Hints, each of which says more; the first is said to all wrong answers that `hints`
        doesn't know.
    almost
        The solution with gaps, written ``…``: the last hint.
    solution
        Python that gives the answer as its last expression, of the names that the lesson's
        notebook has where the exercise stands.
    hints
        For the wrong answers that one comes to.
    same
        What counts as the same answer: tolerance, capitals, cases for a function.
    """

    id: str
    lesson: int
    question: str
    answer: Callable[[], Any]
    why: str
    rungs: tuple[str, ...]
    almost: str
    solution: str
    hints: tuple[Hint, ...] = ()
    same: Sameness = _PLAIN
    _given: list[Clue] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "almost", self.almost.strip())
        object.__setattr__(self, "solution", Code(self.solution.strip()))

    def check(self, answer: object = None) -> Verdict:
        """Say whether an answer is right, or what leads to it.

        Parameters
        ----------
        answer
            Numbers may be text, tags may be written as text, number or pair. ``None`` is no
            answer yet. No answer raises.
        """
        if answer is None or answer is ...:
            return self._unanswered("Your answer goes in place of `None`.")
        right = self.answer()
        if self.same.holds(answer, right):
            return Verdict(True, self.why)
        for hint in self.hints:
            if self.same.holds(answer, hint.answer()):
                return Verdict(False, hint.text)
        if callable(right):
            return self._of_function(answer, right)
        return Verdict(False, self._first())

    def hint(self, number: int | None = None) -> Clue:
        """Give the next hint, which says more than the one before.

        Parameters
        ----------
        number
            This one instead, from 1; the next call goes on from there.

        Returns
        -------
        Clue
            The last one is the solution with gaps; after it there is no other.
        """
        ladder = self.ladder
        place = len(self._given) + 1 if number is None else number
        place = min(max(place, 1), len(ladder))
        self._given[:] = ladder[:place]
        return ladder[place - 1]

    @property
    def ladder(self) -> tuple[Clue, ...]:
        """All hints, in order."""
        of = len(self.rungs) + 1
        said = [Clue(number, of, text) for number, text in enumerate(self.rungs, 1)]
        return (*said, Clue(of, of, "Fill the gaps:", self.almost))

    def _first(self) -> str:
        return f'{self.rungs[0]} More: `dw.exercise("{self.id}").hint()`.'

    def _unanswered(self, what: str) -> Verdict:
        text = f'{what} A hint: `dw.exercise("{self.id}").hint()`.'
        return Verdict(False, text, is_answered=False)

    def _of_function(self, answer: object, right: Callable[..., Any]) -> Verdict:
        if not callable(answer):
            text = f"A function is asked for: give its name, without brackets. {self._first()}"
            return Verdict(False, text)
        found = next(iter(self.same.differences(answer, right)), None)
        if found is None:
            text = "It was right this time and not before: a function that keeps nothing between "
            return Verdict(False, f"{text}two calls gives the same each time.")
        case, came, wanted = found
        if came is None:
            return self._unanswered("The function returns nothing yet.")
        called = f"With ({', '.join(map(_short, case))})"
        if isinstance(came, BaseException):
            text = f"{called} it raises `{type(came).__name__}: {_short(came, str)}`."
            return Verdict(False, text)
        text = f"{called} it returns {_short(came)}, not {_short(wanted)}. {self._first()}"
        return Verdict(False, text)

    def __repr__(self) -> str:
        return self.question

    def _repr_html_(self) -> str:
        return box(GREY, "Exercise.", self.question)


def _short(value: object, written: Callable[[object], str] = repr) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_short, value))})"
    try:
        text = " ".join(written(value).replace("`", "'").split())
    except Exception:  # noqa: BLE001 - a student's object
        return type(value).__name__
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
