"""A question above a widget: what is asked is found in the widget, and checked in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from dicomwidgets.errors import ArgumentError
from dicomwidgets.teaching.question import Question
from dicomwidgets.teaching.question_catalogue import question
from dicomwidgets.widgets._base import DicomWidget
from dicomwidgets.widgets._traits import BrowserBool, BrowserInt, KernelNote, KernelText

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["QuizCard", "quiz"]


class QuizCard(DicomWidget):
    """A question above the widget in which the answer is found.

    What is asked for is a state of the widget: a window, a slice, the element that is selected.
    It is checked in the browser, so that the question also works in a page without a kernel.

    Parameters
    ----------
    widget
        `SeriesViewer`, `HeaderTable` or any other widget of dicomwidgets. The card closes with it
        what it made itself, and nothing that was handed in.
    asked
        What is asked of it.
    **traits
        Initial values of the traits below, and ``layout``.

    Raises
    ------
    ArgumentError
        When the widget has no such trait or is closed, or a header has no such element.

    Examples
    --------
    >>> card = dicomwidgets.quiz("lung-window")    # doctest: +SKIP
    >>> card.solved, card.tries                    # doctest: +SKIP
    (True, 2)
    """

    anew: ClassVar[Mapping[str, Any]] = {"solved": False, "tries": 0, "hints_seen": 0}

    solved = BrowserBool()
    """Whether the right answer was found."""

    tries = BrowserInt(0, least=0)
    """How many answers were checked."""

    hints_seen = BrowserInt(0, least=0)
    """How many hints were asked for."""

    widget_ref = KernelText("")
    """The widget that is shown below the question, as the browser finds it."""

    asked = KernelNote()
    """What is asked: the question, what is right, what is said to wrong answers, the hints."""

    def __init__(self, widget: DicomWidget, asked: Question, **traits: Any) -> None:
        if not isinstance(widget, DicomWidget):
            raise ArgumentError(
                f"A question is asked of a widget, not of {type(widget).__name__}.",
                remedy='As in dw.quiz(dw.view("CT/"), "…", expect={"index": 12}).',
            )
        if widget.comm is None:
            raise ArgumentError(
                "The widget was closed: nothing can be found in it.",
                remedy="Ask of one that is open.",
            )
        rules = asked.rules(lambda rule: _of_traits(widget, rule))
        super().__init__(**traits)
        self._widget, self._owned = widget, False
        self.set_trait("asked", rules)
        self.set_trait("widget_ref", f"anywidget:{widget.model_id}")

    @classmethod
    def of_course(cls, asked: Question, **traits: Any) -> Self:
        """Return a question of the course over its own widget, which closes with the card."""
        card = cls(_made(asked), asked, **traits)
        card._owned = True
        return card

    def __repr__(self) -> str:
        return f"<QuizCard, {'solved' if self.solved else 'open'}>"

    @property
    def widget(self) -> DicomWidget:
        """The widget in which the answer is found."""
        return self._widget

    @property
    def panes(self) -> Mapping[str, DicomWidget]:
        """The widget inside this one, under the name ``"widget"``."""
        return {"widget": self._widget}

    def close(self) -> None:
        """Close the card, and the widget that it made itself."""
        if getattr(self, "_owned", False):
            self._widget.close()
        super().close()


def quiz(  # noqa: PLR0913 - a question has so many sides
    widget: DicomWidget | str,
    text: str = "",
    *,
    expect: Mapping[str, Any] | None = None,
    why: str = "",
    hints: str | tuple[str, ...] | list[str] = (),
    instead: tuple[tuple[Mapping[str, Any], str], ...] = (),
    show: Mapping[str, Any] | None = None,
    **traits: Any,
) -> QuizCard:
    """Ask a question above a widget: one of the course's, or one of your own.

    Parameters
    ----------
    widget
        The id of a question of the course, such as ``"lung-window"``; or a widget.
    text
        The question.
    expect
        What is right, by the names of the widget's traits: a value, a pair ``(from, to)``, or a
        list or set of values that are all right. Of a `HeaderTable`, ``"selected"`` has the path
        of the element that is to be selected, or a list of paths of which one is.
    why
        What is said to the right answer.
    hints
        One, or several from the first push to the last, given one by one on request.
    instead
        Wrong answers that one comes to, each like `expect`, with what is said to them.
    show
        Traits that show the answer; by default the first or the middle of what is right.
    **traits
        Initial values of the card's traits, and ``layout``.

    Returns
    -------
    QuizCard

    Raises
    ------
    ArgumentError
        When there is no such question, one of the course is given a text or answers, or the
        widget has no such trait.

    Examples
    --------
    >>> dicomwidgets.quiz(                                             # doctest: +SKIP
    ...     dicomwidgets.view("CT/"),
    ...     "Which window shows the lung?",
    ...     expect={"window_center": (-800, -400), "window_width": (1000, 2500)},
    ...     why="Lung is mostly air, near −850 HU.",
    ... )
    """
    if isinstance(widget, str):
        if text or expect or why or hints or instead or show:
            raise ArgumentError(
                "A question of the course has its own text and answers.",
                remedy='dw.quiz("lung-window"), or dw.quiz(dw.view(x), "…", expect=…).',
            )
        return QuizCard.of_course(question(widget), **traits)
    hints = [hints] if isinstance(hints, str) else hints
    own = Question("", 0, text, expect=expect or {}, why=why, hints=tuple(hints))
    return QuizCard(widget, own.with_more(instead, show), **traits)


def _made(asked: Question) -> DicomWidget:
    """Return the widget of a question of the course, over samples."""
    # Those that the course asks of; imported for who asks.
    from dicomwidgets.widgets.header_table import inspect  # noqa: PLC0415
    from dicomwidgets.widgets.series_viewer import view  # noqa: PLC0415

    makers = {"SeriesViewer": view, "HeaderTable": inspect}
    made: DicomWidget = makers[asked.widget](asked.data(), **asked.look)
    return made


def _of_traits(widget: DicomWidget, rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule by traits that the browser has: elements by the ids of their rows."""
    given = dict(rule)
    if "selected" in given:
        given["selection"] = _rows(widget, given.pop("selected"))
    own = {name for name in widget.own_names() if name in widget.keys and name[0] != "_"}
    unknown = sorted(set(given) - own)
    if unknown or not given:
        raise ArgumentError(
            f"{type(widget).__name__} has no trait {', '.join(unknown)}."
            if unknown
            else "A question needs something that is right.",
            remedy='Name traits of the widget, as in expect={"index": 12}.',
        )
    return given


def _rows(widget: DicomWidget, paths: str | list[str]) -> list[list[int]]:
    """Return the selections that are right: of each path its row alone."""
    find = getattr(widget, "row_of", None)
    if find is None:
        raise ArgumentError(
            f"{type(widget).__name__} has no elements to select.",
            remedy="Ask for selected elements of a HeaderTable: dw.inspect(…).",
        )
    return [[find(path)] for path in ([paths] if isinstance(paths, str) else paths)]
