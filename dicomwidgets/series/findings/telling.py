"""From what was measured to a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.finding import Finding
from dicomwidgets.reference.tags import keyword_tag, tag_text
from dicomwidgets.series.findings.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["listed", "millimetres", "tell"]

_LISTED = 6


def tell(
    rule: str,
    message: str,
    files: Iterable[str] = (),
    *,
    keyword: str = "",
    **numbers: Any,
) -> Finding:
    """Return a finding of a kind.

    Parameters
    ----------
    rule
        Its code.
    message
        What was found: numbers and slices, no identifiers and no names of files.
    files
        All that are concerned, in order.
    keyword
        Of the element that it is about.
    **numbers
        What was measured; the name ends in the unit.
    """
    found = RULES[rule]
    named = tuple(dict.fromkeys(files))
    return Finding(
        found.severity,
        keyword,
        tag_text(keyword_tag(keyword)) if keyword else "",
        keyword,
        message,
        found.why,
        found.fix,
        rule,
        file=named[0] if named else "",
        files=named,
        numbers=numbers,
    )


def listed(values: Sequence[object]) -> str:
    """Return values as in a sentence; the first six of many."""
    shown = [str(each) for each in values[:_LISTED]]
    more = len(values) - len(shown)
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def millimetres(value: float) -> str:
    """Return a length as it is said: at most four digits."""
    return f"{value:.4g}"
