"""Free text, cleaned: known values first, then what is told by its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from dicomwidgets.deidentification.known.characteristics import characteristics_in
from dicomwidgets.deidentification.known.dates_in_text import dates_in
from dicomwidgets.deidentification.known.known import MASK, Known
from dicomwidgets.deidentification.known.shapes import shapes_in, uids_in
from dicomwidgets.reference.uids import is_registered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Cleaner", "clean", "clean_bytes"]


class Cleaner(Protocol):
    """What `clean` asks of the file's transform."""

    @property
    def known(self) -> Known:
        """What is known of the patient."""

    @property
    def keeps_uids(self) -> bool:
        """Whether UIDs stay."""

    @property
    def keeps_characteristics(self) -> bool:
        """Whether age, sex, weight and size stay."""

    @property
    def dates(self) -> str:
        """What becomes of dates: ``"remove"``, ``"move"`` or ``"keep"``."""

    @property
    def back(self) -> int:
        """Seconds that dates go back where they are moved."""


def clean(text: str, transform: Cleaner) -> str:
    """Return a free text without what tells who, when or where.

    Parameters
    ----------
    text
        One value, decoded.
    transform
        Says what is known, and what becomes of dates and UIDs.

    Notes
    -----
    What is taken out is written ``***``, so that no value grows. Known values are found in any
    spelling; beyond them go dates and times (moved where dates are moved: those that could be two
    days, such as 3/4/2020, are taken out), UIDs, web and mail addresses, telephone numbers, numbers
    of six digits and more, age, sex, weight and size unless they are retained, and names that a
    title, a label or a ``^`` tells. What is only likely
    to be a name stays: no rule knows all names, which is why the Basic Profile removes free text
    and cleaning it is an option (PS3.15 E.3.5).
    """
    new = _once(text, transform, transform.dates)
    # What is taken out may leave something behind that is told by its shape only now.
    rest = "keep" if transform.dates == "move" else transform.dates
    while new != text:
        text, new = new, _once(new, transform, rest)
    return new


def clean_bytes(data: bytes, known: Known) -> bytes | None:
    """Return bytes with everything known overwritten, as long as before; ``None``: nothing is.

    Parameters
    ----------
    data
        A value that is no text, or not known to be one.
    known
        What is known.
    """
    hits = known.hits(data)
    if not hits:
        return None
    new = bytearray(data)
    for start, stop, _ in hits:
        for place in range(start, stop):
            if new[place]:
                new[place] = 0x2A
    return bytes(new)


class _Span(NamedTuple):
    start: int
    stop: int
    new: str = MASK


def _once(text: str, transform: Cleaner, dates: str) -> str:
    moved = _longest(_dates(text, transform, dates))
    spans = sorted(
        [*moved, *_others(text, transform, [each for each in moved if each.new != MASK])]
    )
    parts: list[str] = []
    place = 0
    for start, stop, new in _merged(spans):
        parts += (text[place:start], MASK[: stop - start] if new == MASK else new)
        place = stop
    return "".join((*parts, text[place:]))


def _dates(text: str, transform: Cleaner, dates: str) -> Iterator[_Span]:
    for start, stop, moved in dates_in(text, transform.back):
        if dates == "keep":
            yield _Span(start, stop, text[start:stop])
        else:
            yield _Span(start, stop, moved if dates == "move" and moved is not None else MASK)


def _longest(spans: Iterable[_Span]) -> list[_Span]:
    """Leave out the dates that are part of longer ones."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.stop)):
        if not kept or span.stop > kept[-1].stop:
            kept.append(span)
    return kept


def _others(text: str, transform: Cleaner, dates: list[_Span]) -> Iterator[_Span]:
    """Yield what else is taken out; what only looks like a number may be a date that stays."""

    def is_date(start: int, stop: int) -> bool:
        return any(date.start <= start and stop <= date.stop for date in dates)

    for start, stop, kind in transform.known.text_hits(text):
        if kind != "date" or not is_date(start, stop):
            yield _Span(start, stop)
    for start, stop in _shapes(text, transform):
        if not is_date(start, stop):
            yield _Span(start, stop)


def _shapes(text: str, transform: Cleaner) -> Iterator[tuple[int, int]]:
    yield from shapes_in(text)
    if not transform.keeps_characteristics:
        yield from characteristics_in(text)
    if not transform.keeps_uids:
        yield from (span for span in uids_in(text) if not is_registered(text[slice(*span)]))


def _merged(spans: list[_Span]) -> Iterator[_Span]:
    """Join what overlaps: a date that is moved stays one only where nothing else is in it."""
    whole: _Span | None = None
    for span in spans:
        if whole is not None and span.start < whole.stop:
            whole = _Span(whole.start, max(whole.stop, span.stop))
            continue
        if whole is not None:
            yield whole
        whole = span
    if whole is not None:
        yield whole
