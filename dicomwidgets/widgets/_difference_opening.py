"""Opening what a comparison shows: a few datasets at once, many files one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.difference import Difference, letters
from dicomwidgets.elements.digest import digest_of_pixels
from dicomwidgets.elements.merging import Tree
from dicomwidgets.elements.series_difference import SeriesDifference
from dicomwidgets.elements.tail import read_tail
from dicomwidgets.elements.variation import variation
from dicomwidgets.errors import ArgumentError, ReadError, SourceError
from dicomwidgets.reading.header import read_header, try_header
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.reading.source import source_of
from dicomwidgets.reference.uids import uid_name
from dicomwidgets.widgets._base import error_payload, payload_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.elements.compared import Compared
    from dicomwidgets.elements.ignoring import Rules
    from dicomwidgets.elements.variation import Variation
    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.widgets._difference_commands import DifferenceColumn

__all__ = ["MOST_COLUMNS", "Opened", "Sides", "open_sides", "sides_of"]

MOST_COLUMNS = 4
"""So many datasets stand side by side; more are told as what is constant and what varies."""

_LIGHT_BYTES = 32 << 20
_SOP_CLASS = 0x00080016


@dataclass(frozen=True, slots=True)
class Sides:
    """What is to be compared, not opened yet.

    Parameters
    ----------
    sources
        One for each side; of one source whose few items are the sides, one for each item.
    labels
        What they are called.
    single
        Whether each side is one dataset.
    """

    sources: tuple[tuple[Source, tuple[Item, ...]], ...]
    labels: tuple[str, ...]
    single: bool

    @property
    def is_light(self) -> bool:
        """Whether reading it takes less than a moment."""
        return self.single and all(
            (path.stat().st_size if (path := source.path(item)) else 0) <= _LIGHT_BYTES
            for source, items in self.sources
            for item in items
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened.

    Parameters
    ----------
    make
        Makes the comparison under other rules, without reading again.
    columns
        The sides.
    problems
        What could not be read, and what is remarkable about the whole.
    mode
        ``"datasets"`` or ``"series"``.
    complete
        Whether all files were read.
    files
        Names of the files of each side that is a series.
    """

    make: Callable[[Rules], Compared]
    columns: tuple[DifferenceColumn, ...]
    problems: tuple[ErrorPayload, ...] = ()
    mode: str = "datasets"
    complete: bool = True
    files: tuple[Sequence[str], ...] = ()


def sides_of(xs: Sequence[Any], labels: Sequence[str] | None) -> Sides:
    """Return what is to be compared: each of `xs`, or the items of the only one.

    Raises
    ------
    ArgumentError
        When one of them is no kind of thing that holds DICOM, or labels don't go with them.
    SourceError
        When there is nothing to compare.
    """
    sources = [source_of(x) for x in xs]
    sides = [(source, tuple(source.items())) for source in sources]
    if len(sides) == 1 and len(sides[0][1]) <= MOST_COLUMNS:
        source, items = sides[0]
        sides = [(source, (item,)) for item in items if _may_be_dicom(source, item)]
    single = all(len(items) == 1 for _, items in sides)
    if single and len(sides) == 1:
        raise _one_dataset()
    if single and len(sides) > MOST_COLUMNS:
        from dicomwidgets.reading.several import ListSource  # noqa: PLC0415 - rare

        several = ListSource(sources)
        sides, single = [(several, tuple(several.items()))], False
    if labels is not None and len(labels) != len(sides):
        raise ArgumentError(
            f"There are {len(sides)} sides to compare and {len(labels)} labels.",
            remedy="Give one label for each.",
        )
    named = tuple(labels or (letters(len(sides)) if len(sides) > 1 else ("Series",)))
    return Sides(tuple(sides), named, single)


def _may_be_dicom(source: Source, item: Item) -> bool:
    try:
        return try_header(source, item) is not None
    except ReadError:
        return True  # it is said when it is read


def open_sides(
    sides: Sides, on_progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> Opened:
    """Read what is to be compared.

    Raises
    ------
    ReadError, SourceError
        When one of a few datasets can't be read, or a side holds no DICOM.
    """
    return _single(sides) if sides.single else _many(sides, on_progress, cancelled)


def _single(sides: Sides) -> Opened:
    trees: list[Tree] = []
    columns: list[DifferenceColumn] = []
    problems: list[ErrorPayload] = []
    classes: list[str] = []
    for (source, (item,)), label in zip(sides.sources, sides.labels, strict=True):
        header = read_header(source, item)
        trees.append(_tree(source, header))
        classes.append(_class_name(quick_text(header.dataset, _SOP_CLASS)))
        name = "" if source.dataset(item) is not None else item.name
        columns.append({"label": label, "name": name, "about": classes[-1]})
        problems += [
            error_payload("warning", f"{label}: {each.message}") for each in header.problems
        ]

    def make(rules: Rules) -> Compared:
        return Difference(trees, sides.labels, rules)

    return Opened(make, tuple(columns), (*_kinds(sides.labels, classes), *problems))


def _tree(source: Source, header: Header) -> Tree:
    whole = source.dataset(header.item)
    if whole is not None:
        return Tree(whole)
    tail, note = read_tail(source, header)
    return Tree(header.dataset, tail=tail, pixels=digest_of_pixels(source, header), note=note)


def _many(
    sides: Sides, on_progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> Opened:
    total = sum(len(items) for _, items in sides.sources)
    before = 0
    found: list[Variation] = []
    for source, items in sides.sources:
        start = before
        each = variation(
            source,
            on_progress=lambda done, _, start=start: on_progress(start + done, total),  # type: ignore[misc]
            cancelled=cancelled,
        )
        found.append(each)
        before += len(items)
    empty = next((each for each in found if not len(each) and each.complete), None)
    if empty is not None:
        raise _nothing(empty)

    if len(found) == 1 == len(found[0]) and found[0].complete:
        raise _one_dataset()

    def make(rules: Rules) -> Compared:
        return SeriesDifference(found, sides.labels, rules)

    columns = tuple(_column(each, label) for each, label in zip(found, sides.labels, strict=True))
    classes = [" and ".join(map(_class_name, sorted(each.classes))) for each in found]
    problems = [each for side in found for each in _remarks(side)]
    return Opened(
        make,
        columns,
        (*_kinds(sides.labels, classes), *problems),
        "series",
        all(each.complete for each in found),
        tuple(each.names for each in found),
    )


def _column(found: Variation, label: str) -> DifferenceColumn:
    series = f", {len(found.series)} series" if len(found.series) > 1 else ""
    kinds = ", ".join(filter(None, map(_class_name, sorted(found.classes))))
    plural = "" if len(found) == 1 else "s"
    about = f"{len(found):,} file{plural}{series}"
    return {"label": label, "name": "", "about": f"{about} · {kinds}" if kinds else about}


def _remarks(found: Variation) -> list[ErrorPayload]:
    told = [payload_of(each) for each in found.problems]
    if not found.complete:
        text = f"Stopped after {len(found):,} files: what is shown is true of these."
        told.insert(0, error_payload("warning", text, "Run the cell again to read all of them."))
    if found.skipped:
        are = "file is" if found.skipped == 1 else "files are"
        told.append(error_payload("info", f"{found.skipped:,} {are} not DICOM."))
    return told


def _kinds(labels: Sequence[str], classes: Sequence[str]) -> list[ErrorPayload]:
    """Say that different kinds of object are compared."""
    if len({each for each in classes if each}) < 2:
        return []
    told = ", ".join(
        f"{label} is {kind or 'of no known kind'}"
        for label, kind in zip(labels, classes, strict=True)
    )
    return [error_payload("warning", f"These are of different kinds: {told}.")]


def _class_name(uid: str) -> str:
    return (uid_name(uid) or "").removesuffix(" Storage")


def _one_dataset() -> SourceError:
    return SourceError(
        "There is one dataset: a comparison needs another.",
        remedy="Give two, dw.compare(a, b), or a folder or series of several files.",
    )


def _nothing(found: Variation) -> ReadError:
    if found.problems:
        return found.problems[0]
    return ReadError(
        f"None of the {found.skipped:,} files is DICOM.",
        remedy="Give a DICOM file, or a folder that holds some.",
    )
