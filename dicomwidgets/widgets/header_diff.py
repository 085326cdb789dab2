"""Compare headers: two or more datasets, or series, at every depth."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from traitlets import observe

from dicomwidgets.elements.ignoring import SWITCHES, Rules, rules_of
from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.widgets._base import (
    DicomWidget,
    in_background,
    now_and_then,
    or_reason,
    payload_of,
)
from dicomwidgets.widgets._difference_feed import DifferenceFeed
from dicomwidgets.widgets._difference_opening import Opened, Sides, open_sides, sides_of
from dicomwidgets.widgets._traits import BrowserChoice, BrowserInt, BrowserNames
from dicomwidgets.widgets._workers import to_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dicomwidgets.elements.compared import Compared, DifferenceRow, Kind
    from dicomwidgets.widgets._base import Reply

__all__ = ["HeaderDiff", "compare"]

_PROGRESS_SECONDS = 0.25


class HeaderDiff(DicomWidget):
    """What differs between datasets, or over a series, element by element at every depth.

    Parameters
    ----------
    *xs
        Anything that holds DICOM. Two to four datasets stand side by side. Where one of them is
        many files (a folder, a `Series`), each side is told as what is constant in it, what
        varies, and what some of its files lack; so is one folder or series alone.
    labels
        What the sides are called; by default A, B, …. They are shown, so name no patient.
    ignore
        What to pass over: ``"uids"``, ``"dates"``, ``"private"``, ``"group_lengths"``, a VR
        (``"UI"``), a keyword or pattern (``"PatientName"``, ``"Patient*"``), a tag
        (``"(0019,xxxx)"``), a path (``"RequestAttributesSequence[*].ScheduledProcedureStepID"``).
    **traits
        Initial values of the traits below, and ``layout``.

    Raises
    ------
    ArgumentError
        When one of `xs` is no kind of thing that holds DICOM, a rule or a keyword is unknown.
        What is wrong with the files is shown in the widget instead, with the remedy.

    Examples
    --------
    >>> diff = dicomwidgets.compare("a.dcm", "b.dcm", ignore=("UI", "dates"))  # doctest: +SKIP
    >>> diff.counts                                                          # doctest: +SKIP
    {'changed': 3, 'removed': 1, 'same': 210}
    """

    commands: ClassVar[Mapping[str, str]] = {
        "get_difference": "_get_difference",
        "get_next_difference": "_get_next",
        "put_rules": "_put_rules",
        "stop_reading": "_stop_reading",
    }

    show = BrowserChoice(("different", "all"), "different")
    """Which rows: ``"different"``, or ``"all"`` with what is the same or ignored."""

    ignore = BrowserNames(tuple(SWITCHES), ())
    """Which of ``"uids"``, ``"dates"``, ``"private"``, ``"group_lengths"`` are passed over."""

    height = BrowserInt(420, least=120)
    """Height of the table in CSS pixels, at least 120."""

    def __init__(
        self,
        *xs: Any,
        labels: Sequence[str] | None = None,
        ignore: Iterable[str] | str = (),
        **traits: Any,
    ) -> None:
        # What closing needs comes first: a refused widget is closed as well.
        self._closed = threading.Event()
        self._stopped = threading.Event()
        self._refuse_unknown(traits)
        rules = rules_of(ignore)
        self._others = tuple(each for each in rules.texts if each not in SWITCHES)
        self._lock = threading.Lock()
        self._feed = DifferenceFeed(rules=rules.texts)
        self._opened: Future[Opened | None] = Future()
        self._version = 0
        self._again: Future[None] | None = None
        self._light = False
        sides = _openable(xs, labels)
        super().__init__(ignore=tuple(rules.switches), **traits)
        self._begin(sides)

    @classmethod
    def _refuse_unknown(cls, traits: Mapping[str, Any]) -> None:
        super()._refuse_unknown({name: traits[name] for name in traits if name != "labels"})

    def __repr__(self) -> str:
        compared = self._feed.compared
        return f"<HeaderDiff {'reading' if compared is None else repr(compared)[1:-1]}>"

    # What it found -----------------------------------------------------------------------------

    @property
    def difference(self) -> Compared:
        """The comparison itself, under the rules in force; waits until all is read.

        Raises
        ------
        DicomWidgetsError
            When there is nothing to compare.
        """
        opened = self._opened.result()
        if self._again is not None:
            self._again.result()
        feed = self._feed
        if opened is None or feed.compared is None:
            problem = feed.problems[0] if feed.problems else None
            message = problem["message"] if problem else "There is nothing to compare."
            raise DicomWidgetsError(message, remedy=problem and problem["remedy"])
        return feed.compared

    @property
    def rows(self) -> tuple[DifferenceRow, ...]:
        """The differences, without those that are ignored; waits until all is read."""
        return self.difference.rows

    @property
    def counts(self) -> dict[Kind, int]:
        """How many differences there are of each kind; waits until all is read."""
        return self.difference.counts

    @property
    def labels(self) -> tuple[str, ...]:
        """What the sides are called; waits until all is read."""
        return self.difference.labels

    @property
    def rules(self) -> tuple[str, ...]:
        """All that is passed over: the trait `ignore`, and keywords, tags, VRs and patterns."""
        return (*self.ignore, *self._others)

    @rules.setter
    def rules(self, rules: Iterable[str] | str) -> None:
        checked = rules_of(rules)
        self._others = tuple(each for each in checked.texts if each not in SWITCHES)
        if frozenset(self.ignore) == checked.switches:
            self._compare_again(None)
        self.ignore = tuple(checked.switches)

    def to_pandas(self, *, only_differences: bool = True) -> Any:
        """Return the rows as a `pandas.DataFrame`; waits until all is read.

        Parameters
        ----------
        only_differences
            ``False`` gives what is the same as well.

        Returns
        -------
        pandas.DataFrame
            ``path``, ``tag``, ``keyword``, ``vr``, ``kind``, ``note``, and a column of values for
            each side, named by its label. It holds the values as they are.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        return self.difference.to_pandas(only_differences=only_differences)

    def close(self) -> None:
        """Close the widget and stop reading."""
        self._closed.set()
        super().close()

    # Opening -----------------------------------------------------------------------------------

    def _begin(self, sides: Sides | Exception) -> None:
        self._light = isinstance(sides, Exception) or sides.is_light
        (to_answer if self._light else in_background)(partial(self._open, sides))

    def _open(self, sides: Sides | Exception) -> None:
        opened: Opened | None = None
        if isinstance(sides, Exception):
            self._feed = DifferenceFeed(problems=(payload_of(sides),))
        else:
            try:
                tell = now_and_then(self._progress, _PROGRESS_SECONDS)
                opened = open_sides(sides, tell, self._is_over)
                self._feed = self._compared(opened)
            except Exception as problem:  # noqa: BLE001 - shown in place
                self._feed = DifferenceFeed(problems=(payload_of(problem),))
        self._opened.set_result(opened)
        if not self._closed.is_set():
            self.send_event("rows", {"index": 0})

    def _progress(self, done: int, total: int) -> None:
        self.send_event("progress", {"done": done, "total": total, "what": "Reading headers"})

    def _is_over(self) -> bool:
        return self._closed.is_set() or self._stopped.is_set()

    def _compared(self, opened: Opened) -> DifferenceFeed:
        rules: Rules = rules_of(self.rules)
        return DifferenceFeed(opened.make(rules), opened, rules.texts)

    # Traits ------------------------------------------------------------------------------------

    @observe("ignore")
    def _compare_again(self, _change: object) -> None:
        """Compare under other rules; of several wishes the last one stands."""
        if not self._opened.done() or self._opened.result() is None:
            return
        with self._lock:
            self._version += 1
            version = self._version
        self._again = to_answer(partial(self._replace, version))

    def _replace(self, version: int) -> None:
        opened = self._opened.result()
        if opened is None or version != self._version:
            return
        feed = self._compared(opened)
        with self._lock:
            if version != self._version:
                return
            self._feed = feed
        self.send_event("rows", {"index": 0})

    # Commands ----------------------------------------------------------------------------------

    def _get_difference(self, args: Mapping[str, Any]) -> Reply:
        if self._light:
            self._opened.result()
        return self._feed.get_difference(args)

    def _get_next(self, args: Mapping[str, Any]) -> Reply:
        return self._feed.get_next(args)

    def _put_rules(self, args: Mapping[str, Any]) -> Reply:
        rules = rules_of(args.get("rules") or ())
        self._others = tuple(each for each in rules.texts if each not in SWITCHES)
        self._compare_again(None)
        return {}, []

    def _stop_reading(self, _args: Mapping[str, Any]) -> Reply:
        self._stopped.set()
        return {}, []


def compare(
    *xs: Any,
    labels: Sequence[str] | None = None,
    ignore: Iterable[str] | str = (),
    **traits: Any,
) -> HeaderDiff:
    """Show what differs between datasets or series, or what varies over one series.

    Parameters
    ----------
    *xs
        Two to four datasets (paths, bytes, `Dataset`…), to stand side by side; or series and
        folders, one or several, told as what is constant, what varies and what is missing.
    labels
        What the sides are called; by default A, B, ….
    ignore
        What to pass over, such as ``("UI", "dates", "PatientName")``: see `HeaderDiff`.
    **traits
        Traits of `HeaderDiff`, such as ``show="all"``.

    Returns
    -------
    HeaderDiff
        Display it as the last line of a cell. What is wrong with the files stands in it.
    """
    return HeaderDiff(*xs, labels=labels, ignore=ignore, **traits)


def _openable(xs: Sequence[Any], labels: Sequence[str] | None) -> Sides | Exception:
    """Return what to compare, or the reason, to be shown in place, why there is nothing."""
    if not xs:
        raise ArgumentError(
            "There is nothing to compare.", remedy="Give two datasets, or a series of many files."
        )
    return or_reason(partial(sides_of, xs, labels))
