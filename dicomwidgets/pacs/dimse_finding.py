"""Queries at one level, and down the levels for peers that answer no others (PS3.4 C.4.1)."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pydicom  # noqa: F401 - by its front door

from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.pacs.dimse_failures import refused_status
from dicomwidgets.pacs.dimse_keys import identifier
from dicomwidgets.pacs.dimse_levels import MODELS, NAMES, ROOTS, level_of_keyword
from dicomwidgets.pacs.dimse_line import Context, StoppedError
from dicomwidgets.pacs.found import UID_OF
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.pacs.dimse_line import Answer, Line
    from dicomwidgets.pacs.found import Level

__all__ = ["Finder", "Query", "contexts_for_finding", "decoded", "encoded"]

_NO_SET = "Answers name no character set: they are read as {}."
_UNREAD = "An answer could not be read, and is left out."
_RELATIONAL = b"\1"
"""What says that keys of all levels may stand in one query (PS3.4 C.5.1.1)."""
_WALKED = "Asked level by level, {} times: that is what every PACS understands."


@dataclass(frozen=True)
class Query:
    """What is asked.

    Parameters
    ----------
    level
        Of the answers.
    keys
        What is searched by.
    fields
        What is asked for beside.
    root
        ``"study"`` or ``"patient"``: the information model.
    limit
        How many answers are enough.
    character_set
        Of the query, and of answers that name none.
    """

    level: Level
    keys: Mapping[str, Any]
    fields: tuple[str, ...] = ()
    root: str = "study"
    limit: int | None = None
    character_set: str | Sequence[str] | None = None

    @property
    def levels(self) -> tuple[Level, ...]:
        """Those of its model, from the top to its own."""
        levels = ROOTS[self.root]
        if self.level not in levels:
            raise ArgumentError(
                f"The {self.root} root has no level {self.level!r}.", remedy="root='patient' has."
            )
        return levels[: levels.index(self.level) + 1]

    def at(self, level: Level) -> dict[str, Any]:
        """Return the keys of one level."""
        return {
            keyword: value
            for keyword, value in self.keys.items()
            if self._level_of(keyword) == level
        }

    @property
    def is_relational(self) -> bool:
        """Whether it can't be asked in one query unless the peer takes keys of all levels."""
        return not all(self.known(level) for level in self.levels[:-1])

    def known(self, level: Level) -> list[str]:
        """Return the unique keys of a level above, where these alone are given of it."""
        keys = self.at(level)
        return _uids(keys.get(UID_OF[level])) if len(keys) == 1 else []

    def _level_of(self, keyword: str) -> Level:
        level = level_of_keyword(keyword, self.root)
        return level if level in self.levels else self.level


def contexts_for_finding(root: str, *, relational: bool = False) -> list[Context]:
    """Return what is proposed for queries.

    Parameters
    ----------
    root
        The information model.
    relational
        Whether it is asked for that keys of all levels may stand in one query.
    """
    return [Context(MODELS[root, "find"], extended=_RELATIONAL if relational else b"")]


@dataclass
class Finder:
    """Asks on a line.

    Parameters
    ----------
    line
        On which `contexts_for_finding` was proposed.
    query
        What is asked.
    enough
        Asked between answers; ``True`` ends it.

    Attributes
    ----------
    complete : bool
        Whether all answers came, so far.
    notes : dict
        What is to be known of them, in its keys.
    asked : int
        How many queries were sent.
    """

    line: Line
    query: Query
    enough: Callable[[], bool] = lambda: False
    complete: bool = True
    notes: dict[str, None] = field(default_factory=dict)
    asked: int = 0

    def run(self) -> list[Dataset]:
        """Return the answers; those so far where there are `enough`.

        Raises
        ------
        PacsError
            If the peer can't answer.
        """
        found: list[Dataset] = []
        try:
            if self.query.is_relational and self._is_relational():
                found.extend(self._related())
            else:
                self._walk(found)
        except StoppedError:
            self.complete = False
        if self.asked > 1:
            self.notes[_WALKED.format(f"{self.asked:,}")] = None
        return found

    def _walk(self, found: list[Dataset]) -> None:
        """Ask below each that matches at the levels above, and add the answers."""
        for above in self._above(self.query.levels[:-1], {}):
            limit = self.query.limit
            rest = None if limit is None else limit - len(found)
            if rest == 0:
                self.complete = False
                return
            found.extend(self._answers(self.query.level, above, rest))
            if not self.complete:
                return

    def _is_relational(self) -> bool:
        told = self.line.extended(MODELS[self.query.root, "find"])
        return told[:1] == _RELATIONAL

    def _related(self) -> Iterator[Dataset]:
        """Ask one query that has keys of all levels."""
        query = self.query
        fields = [*(UID_OF[level] for level in query.levels), *query.fields]
        asked = identifier(query.keys, fields, query.character_set)
        asked.QueryRetrieveLevel = NAMES[query.level]
        return self._collected(asked, {}, query.limit)

    def _above(self, levels: Sequence[Level], known: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield what identifies each that matches at the levels above: unique keys, and fields."""
        if not levels:
            yield known
            return
        level, *rest = levels
        unique = UID_OF[level]
        keys = self.query.at(level)
        if values := self.query.known(level):
            for value in values:
                yield from self._above(rest, {**known, unique: value})
            return
        # All of them first: the next query goes over the same line.
        for each in [*self._answers(level, known, None)]:
            if uid := str(each.get(unique, "") or ""):
                fields = {name: each[name].value for name in keys if name in each}
                yield from self._above(rest, {**known, **fields, unique: uid})

    def _answers(
        self, level: Level, above: Mapping[str, Any], limit: int | None
    ) -> Iterator[Dataset]:
        """Ask one query of one level, below what is identified above."""
        query, unique = self.query, UID_OF
        upper = query.levels[: query.levels.index(level)]
        keys = {unique[each]: above[unique[each]] for each in upper} | query.at(level)
        fields = [unique[level], *(query.fields if level == query.level else ())]
        if level != query.level:
            fields = [*fields, *query.at(level)]
        asked = identifier(keys, fields, query.character_set)
        asked.QueryRetrieveLevel = NAMES[level]
        return self._collected(asked, above, limit)

    def _collected(
        self, asked: Dataset, above: Mapping[str, Any], limit: int | None
    ) -> Iterator[Dataset]:
        """Yield the answers to a query, each with what is known of the levels above it."""
        count = 0

        def reached() -> bool:
            return limit is not None and count >= limit

        for answer in self._sent(asked, reached):
            if reached():  # it came before the peer stopped
                self.complete = False
            elif (dataset := self._read(answer)) is not None:
                _add_missing(dataset, above)
                count += 1
                yield dataset

    def _sent(self, asked: Dataset, reached: Callable[[], bool]) -> Iterator[Answer]:
        from pynetdicom.dimse_primitives import C_FIND  # noqa: PLC0415 - an extra

        context = self._context()
        request = C_FIND()
        request.AffectedSOPClassUID, request.Priority = context.abstract_syntax, 2
        request.Identifier = io.BytesIO(encoded(asked, context.transfer_syntax[0]))
        self.asked += 1
        ended = False
        for answer in self.line.ask(
            "find", request, context, enough=lambda: reached() or self.enough()
        ):
            if answer.outcome.kind == "pending":
                yield answer
                continue
            ended = answer.outcome.kind in ("done", "warning")
            if answer.outcome.kind == "failed":
                raise refused_status("find", answer.outcome)
        if not ended:
            self.complete = False
            if self.enough():
                raise StoppedError

    def _context(self) -> Any:
        context = self.line.context(MODELS[self.query.root, "find"])
        if context is None:
            raise PacsError(
                f"The PACS answers no queries in the {self.query.root} root.",
                code="unsupported",
                remedy="Try the other: root='patient' or root='study'.",
            )
        return context

    def _read(self, answer: Answer) -> Dataset | None:
        """Return an answer as a dataset; one that names no character set is read as the query's."""
        try:
            dataset = decoded(answer.data or b"", self._context().transfer_syntax[0])
        except Exception:  # noqa: BLE001 - whatever pydicom raises for what a peer sends
            self.notes[_UNREAD] = None
            return None
        dataset.pop("QueryRetrieveLevel", None)
        if "SpecificCharacterSet" not in dataset and not (answer.data or b"").isascii():
            taken = self.query.character_set or "ISO_IR 192"
            with kept_warnings():
                dataset.SpecificCharacterSet = taken
                dataset.decode()
            self.notes[_NO_SET.format(taken)] = None
        return dataset


def _uids(value: Any) -> list[str]:
    """Return the values of a unique key; none where it is a pattern, or empty."""
    values = list(value) if isinstance(value, (list, tuple)) else str(value or "").split("\\")
    texts = [str(each) for each in values]
    return texts if all(text and not set(text) & set("*?") for text in texts) else []


def _add_missing(dataset: Dataset, above: Mapping[str, Any]) -> None:
    """Say of an answer what is known of the levels above it."""
    known = identifier(above, (), None)
    for element in known:
        if element.tag not in dataset and element.keyword != "SpecificCharacterSet":
            dataset[element.tag] = element


def encoded(dataset: Dataset, syntax: Any) -> bytes:
    """Return the bytes of a dataset in a native transfer syntax."""
    from pynetdicom.dsutils import encode  # noqa: PLC0415 - an extra

    with kept_warnings():
        data = encode(dataset, syntax.is_implicit_VR, syntax.is_little_endian, syntax.is_deflated)
    if data is None:
        raise ArgumentError(
            "A value can't be written in the character set of the query.",
            remedy="Give another: character_set='ISO_IR 192'.",
        )
    return bytes(data)


def decoded(data: bytes, syntax: Any) -> Dataset:
    """Return the dataset of some bytes, each element of it read."""
    from pynetdicom.dsutils import decode  # noqa: PLC0415 - an extra

    with kept_warnings():
        read: Dataset = decode(
            io.BytesIO(data), syntax.is_implicit_VR, syntax.is_little_endian, syntax.is_deflated
        )
        if "SpecificCharacterSet" in read or data.isascii():
            read.decode()
    return read
