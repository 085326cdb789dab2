"""One thing that is wrong, and the list of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from html import escape
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from dicomwidgets.errors import ArgumentError
from dicomwidgets.extras import require
from dicomwidgets.privacy import masked
from dicomwidgets.text_table import text_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Finding", "Findings", "Rule", "Severity", "Way", "by_severity"]

Severity = Literal["error", "warning", "info"]
"""Something is wrong and readers will differ; something is not as it should be; good to know."""

Way = Literal["viewer", "header", "difference"]
"""How what a finding speaks of is looked at."""

_ORDER = {"error": 0, "warning": 1, "info": 2}
_SHOWN = 20
_HEADINGS = ("", "Where", "What", "Why", "What to do")


class Rule(NamedTuple):
    """One kind of fault.

    Parameters
    ----------
    severity
        How bad it is.
    why
        Why it matters, in one sentence.
    fix
        What to do about it, in one sentence.
    """

    severity: Severity
    why: str
    fix: str


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """Something that is wrong with an element, with the file, or with several together.

    Parameters
    ----------
    severity
        ``"error"``, ``"warning"`` or ``"info"``.
    path
        Where, as one would type it after ``dataset.``; empty for the file as a whole.
    tag, keyword
        Of the element; empty for the file as a whole.
    message
        What was found. Those of our own checks quote no value; those of `source` ``"reading"``
        and ``"dciodvfy"`` may.
    why
        Why it matters.
    fix
        What to do about it.
    rule
        Which kind of fault: a code of `dicomwidgets.checking.rules.RULES` or
        `dicomwidgets.series.findings.rules.RULES`, stable enough to filter by.
    source
        Who found it: ``"dicomwidgets"``, ``"reading"`` or ``"dciodvfy"``.
    file
        Relative to what was given.
    row
        Id of the row in a header table, -1 where there is none.
    files
        All the files concerned, where it is about several; `file` is then the first.
    numbers
        What was measured, by name with its unit: ``{"gap_mm": 7.5, "slices": (11, 12)}``.
        Slices are frames of the series, from 0 in its order.
    opener
        What `open` calls; ``None`` where the finding does not know its files' source.
    """

    severity: Severity
    path: str
    tag: str
    keyword: str
    message: str
    why: str
    fix: str
    rule: str
    source: str = "dicomwidgets"
    file: str = ""
    row: int = -1
    files: tuple[str, ...] = ()
    numbers: Mapping[str, Any] = field(default_factory=dict, hash=False)
    opener: Callable[[Finding, Way | None], Any] | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        where = f" at {self.path}" if self.path else ""
        file = f", {self.shown_files}" if self.file else ""
        return f"Finding({self.severity}, {self.rule}{where}: {self.told}{file})"

    @property
    def told(self) -> str:
        """The message as it may be kept: what other tools say may quote values, and is masked."""
        return self.message if self.source == "dicomwidgets" else masked(self.message)

    @property
    def shown_files(self) -> str:
        """Its file, masked until `dicomwidgets.reveal`, and how many more there are."""
        more = len(self.files) - 1
        return masked(self.file) + (f" and {more} more" if more > 0 else "")

    def open(self, way: Way | None = None) -> Any:
        """Open what the finding speaks of, in a widget.

        Parameters
        ----------
        way
            ``"viewer"``, ``"header"`` or ``"difference"``; by default what shows it best.

        Returns
        -------
        SeriesViewer, HeaderTable or HeaderDiff
            Display it as the last line of a cell.

        Raises
        ------
        ArgumentError
            Where there is nothing to show.
        """
        if self.opener is None:
            raise ArgumentError(
                "This finding does not know where its files are.",
                remedy="Open them by their names: dw.view(finding.file), dw.inspect(finding.file).",
            )
        return self.opener(self, way)


class Findings(Sequence[Finding]):
    """What a check found: of files by themselves, of a series, of a collection.

    Its repr and its form in a notebook mask file names, and what other tools quote, until
    `dicomwidgets.reveal`; the findings themselves and the data frame hold them.

    Parameters
    ----------
    found
        The findings, in the order in which they are to be read.
    files
        How many files were looked at.
    """

    def __init__(self, found: Iterable[Finding], files: int = 1) -> None:
        self._found = tuple(found)
        self.files = files

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Findings: ...
    def __getitem__(self, index: int | slice) -> Finding | Findings:
        if isinstance(index, slice):
            return Findings(self._found[index], self.files)
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)

    @property
    def errors(self) -> Findings:
        """Only those of severity ``"error"``."""
        return Findings((each for each in self if each.severity == "error"), self.files)

    def of(self, *rules: str) -> Findings:
        """Return only those of some kinds: ``findings.of("gap", "tilt")``."""
        return Findings((each for each in self if each.rule in rules), self.files)

    @property
    def rules(self) -> dict[str, int]:
        """How many there are of each kind, the most frequent first."""
        return dict(Counter(each.rule for each in self).most_common())

    @property
    def counts(self) -> dict[Severity, int]:
        """How many there are of each severity."""
        counted = Counter(each.severity for each in self)
        return {severity: counted[severity] for severity in ("error", "warning", "info")}

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`, one finding a row, file names unmasked.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A data frame of the findings")
        columns = [each.name for each in fields(Finding) if each.name not in ("row", "opener")]
        rows = [{key: getattr(each, key) for key in columns} for each in self]
        return pandas.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        lines = [f"<Findings: {self.summary}>", *map(repr, self[:_SHOWN])]
        more = len(self) - _SHOWN
        return "\n".join([*lines, f"… and {more} more"] if more > 0 else lines)

    def _repr_html_(self) -> str:
        more = len(self) - _SHOWN
        rest = f"<p>… and {more} more; <code>.to_pandas()</code> has all.</p>" if more > 0 else ""
        table = text_table(_HEADINGS, map(_cells, self[:_SHOWN])) if self else ""
        return f"<p>{escape(self.summary)}</p>{table}{rest}"

    @property
    def summary(self) -> str:
        """How many there are of each severity, in words."""
        words = {"error": "error", "warning": "warning", "info": "remark"}
        counts = ", ".join(
            f"{number} {words[severity]}{'' if number == 1 else 's'}"
            for severity, number in self.counts.items()
            if number
        )
        files = "1 file" if self.files == 1 else f"{self.files} files"
        return f"{counts or 'nothing is wrong'} in {files}"


def _cells(each: Finding) -> tuple[str, ...]:
    where = " · ".join(filter(None, (each.path, each.shown_files if each.file else "")))
    return each.severity, where, each.told, each.why, each.fix


def by_severity(finding: Finding) -> int:
    """Return the place of a finding among others, the worst first."""
    return _ORDER[finding.severity]
