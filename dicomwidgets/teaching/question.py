"""A question that is answered in a widget: what is right, what one comes to instead, hints."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Rule = Mapping[str, Any]
    Translate = Callable[[Rule], Rule]

__all__ = ["Question"]


def _nothing() -> Any:
    return None


@dataclass(frozen=True, slots=True)
class Question:
    """A question about what a widget shows.

    Parameters
    ----------
    id
        By which `dicomwidgets.quiz` finds it.
    lesson
        Number of the lesson that it belongs to; 0: none.
    text
        What is asked.
    expect
        What is right, by names of traits: a value, a pair ``(from, to)``, a list or a set of
        values that are all right.
    why
        What is said to it.
    hints
        From the first push to the last.
    instead
        Wrong answers that one comes to, each like `expect`, with what is said to them.
    show
        Traits that show the answer.
    widget, data, look
        Class of the widget in which it is asked, what makes the data, initial traits.
    """

    id: str
    lesson: int
    text: str
    expect: Rule
    why: str = ""
    hints: tuple[str, ...] = ()
    instead: tuple[tuple[Rule, str], ...] = ()
    show: Rule | None = None
    widget: str = "SeriesViewer"
    data: Callable[[], Any] = _nothing
    look: Rule = field(default_factory=dict)

    def with_more(self, instead: tuple[tuple[Rule, str], ...], show: Rule | None) -> Question:
        """Return the same question with what is said to wrong answers, and what shows it."""
        return replace(self, instead=tuple(instead), show=show)

    def rules(self, translate: Translate) -> dict[str, Any]:
        """Return the question as the browser has it: JSON alone.

        Parameters
        ----------
        translate
            Gives a rule by names that the browser knows.

        Raises
        ------
        ArgumentError
            When a range is none, or no trait can have a value.
        """
        expect = {name: _condition(name, each) for name, each in translate(self.expect).items()}
        shown = dict(translate(self.show)) if self.show else {}
        if self.show and "selected" in self.show:
            shown["selection"] = [row for rows in shown["selection"] for row in rows]
        return {
            "text": self.text,
            "why": self.why,
            "hints": list(self.hints),
            "expect": expect,
            "instead": [
                {"when": {name: _condition(name, each) for name, each in found.items()}, "say": say}
                for found, say in ((translate(rule), say) for rule, say in self.instead)
            ],
            "show": {name: _plain(name, each) for name, each in shown.items()}
            or {name: _example(each) for name, each in expect.items()},
        }


def _condition(name: str, right: Any) -> dict[str, Any]:
    """Return what a trait has to be: in a range, or one of some values."""
    if isinstance(right, tuple):
        ends = [_plain(name, each) for each in right]
        if len(ends) != 2 or not all(map(_is_number, ends)) or ends[0] > ends[1]:
            raise ArgumentError(
                f"{name} is asked for in a range that is none.",
                remedy="A range is (from, to), two numbers in order; several values are a list.",
            )
        return {"from": ends[0], "to": ends[1]}
    several = isinstance(right, (list, set, frozenset, range))
    values = [_plain(name, each) for each in (right if several else [right])]
    if not values:
        raise ArgumentError(
            f"No value of {name} is right.", remedy='Name one, as in expect={"index": [11, 12]}.'
        )
    if isinstance(right, (set, frozenset)):
        numbers = sorted(filter(_is_number, values))
        values = [*numbers, *sorted((each for each in values if not _is_number(each)), key=str)]
    return {"any": values}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float))


def _plain(name: str, value: Any) -> Any:
    """Return a value as JSON has it: numpy's numbers as Python's own."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, (list, tuple)):
        return [_plain(name, each) for each in value]
    if value is None or isinstance(value, (str, int)) or (_is_number(value) and isfinite(value)):
        return value
    raise ArgumentError(
        f"{name} is asked for as {type(value).__name__}, which no trait can be.",
        remedy="Values are texts, finite numbers, True or False, None, or lists of them.",
    )


def _example(condition: Mapping[str, Any]) -> Any:
    if "any" in condition:
        return condition["any"][0]
    middle = (condition["from"] + condition["to"]) / 2
    whole = all(isinstance(condition[end], int) for end in ("from", "to"))
    return round(middle) if whole else middle
