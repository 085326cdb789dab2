"""What a search asks for: words, some of them for one column alone.

Twin of ``js/src/sync/header_query.ts``; both are held to ``tests/golden/queries.json``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FIELDS", "STATES", "Query", "Term", "parse_query", "words"]

FIELDS = ("tag", "keyword", "name", "vr", "value", "private", "is")
"""Prefixes that a word may have."""

STATES = (
    "private",
    "empty",
    "identifying",
    "problem",
    "different",
    "constant",
    "varying",
)
"""What ``is:`` asks for."""

_WORD = re.compile(r'\s*(?:([A-Za-z]+):)?(?:"([^"]*)(?:"|$)|(\S*))')


class Term(NamedTuple):
    """One word of a query.

    Parameters
    ----------
    field
        One of `FIELDS`; empty where the word may stand in any column.
    text
        What is looked for, in lower case.
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it is understood.

    Parameters
    ----------
    terms
        A row has to fit all of them.
    remark
        What was not understood, and how it was taken; empty where all was.
    """

    terms: tuple[Term, ...]
    remark: str = ""


def parse_query(text: str) -> Query:
    """Return the terms of a query.

    Parameters
    ----------
    text
        Words; ``vr:PN`` is looked for in one column, ``"two words"`` as one. A word whose prefix
        is none of `FIELDS` is taken as it stands, with a remark.

    >>> parse_query('keyword:patient "van der"').terms
    (Term(field='keyword', text='patient'), Term(field='', text='van der'))
    """
    terms: list[Term] = []
    remark = ""
    for prefix, word in words(text):
        field, term = prefix, word
        if field and field not in FIELDS:
            remark = remark or _no_such(field)
            field, term = "", f"{field}:{term}"
        if field == "is" and term and term not in STATES:
            remark = remark or f"is: knows {', '.join(STATES)}; not {term}."
            continue
        if term:
            terms.append(Term(field, term))
    return Query(tuple(terms), remark)


def words(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a query in lower case: what stands before the colon, and the word.

    >>> list(words('Modality:CT "van der"'))
    [('modality', 'ct'), ('', 'van der')]
    """
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None or found.end() == at:  # pragma: no cover - the pattern takes any word
            return
        at = found.end()
        prefix, quoted, plain = found.groups()
        yield (prefix or "").lower(), (plain if quoted is None else quoted).lower()


def _no_such(field: str) -> str:
    known = ", ".join(f"{each}:" for each in FIELDS)
    return f"There is no prefix {field}: (there are {known}). It was looked for as text."
