"""Opening what a report viewer shows: the first report at once, all of them when looked through."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from dicomwidgets.errors import DicomWidgetsError, ReadError, SourceError
from dicomwidgets.reading.folder import FilesSource
from dicomwidgets.reading.header import read_header, try_header
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.reference.uids import sop_class_name
from dicomwidgets.series.frame_count import frame_count
from dicomwidgets.structured_report.documents import Document, has_document, read_document
from dicomwidgets.structured_report.report import (
    Fact,
    StructuredReport,
    facts_of,
    read_structured_report,
)
from dicomwidgets.structured_report.tree import has_content
from dicomwidgets.structured_report.waveforms import (
    Annotation,
    MultiplexGroup,
    has_waveforms,
    read_annotations,
    read_waveforms,
)
from dicomwidgets.widgets._base import error_payload, payload_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Found", "Place", "Shown", "first_report", "look_through", "neighbours", "open_item"]

Kind = Literal["report", "recording", "document", "none"]
MOST_NEIGHBOURS = 5000
"""Files beside a single one that are looked through for what it names."""


class Place(NamedTuple):
    """Where an object lies, by its SOP Instance UID."""

    source: Source
    item: Item
    series_uid: str
    is_image: bool
    sop_class_uid: str = ""
    frame_of_reference_uid: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The reports of a source, and what else lies there.

    Parameters
    ----------
    source
        Where they lie.
    items
        Objects that hold a report, a recording or a document, in name order.
    objects
        All objects, by SOP Instance UID; images of another source among them.
    by_space
        The first image of each series, by Frame of Reference UID.
    complete
        Whether everything has been looked through.
    problems
        What can't be read.
    """

    source: Source
    items: tuple[Item, ...]
    objects: dict[str, Place]
    complete: bool = False
    problems: tuple[ErrorPayload, ...] = ()
    by_space: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """One object, opened: one of report, recording and document, or why there is none."""

    kind: Kind
    title: str
    facts: tuple[Fact, ...] = ()
    report: StructuredReport | None = None
    document: Document | None = None
    groups: tuple[MultiplexGroup, ...] = ()
    notes: tuple[Annotation, ...] = ()
    problems: tuple[ErrorPayload, ...] = ()

    def __repr__(self) -> str:
        return f"Shown({self.kind})"


def first_report(source: Source) -> Found:
    """Return the first object in name order that is a report, reading no file after it.

    Of a source of one object, what it holds of content items counts, as the acquisition context
    of an image.

    Raises
    ------
    SourceError, ReadError
        When there is none, with what was found instead.
    """
    items = source.items()
    problems: list[ReadError] = list(source.missing())
    images = others = 0
    for item in items:
        try:
            header = try_header(source, item)
        except ReadError as problem:
            problems.append(problem)
            continue
        if header is None:
            continue
        if kind_of(header, alone=len(items) == 1) != "none":
            return Found(source, (item,), {})
        images, others = images + bool(frame_count(header)), others + 1
    raise _no_report(images, others, problems)


def kind_of(header: Header, *, alone: bool) -> Kind:
    """Return what an object holds; the context of an image counts only where it is `alone`."""
    if has_waveforms(header.dataset):
        return "recording"
    if has_document(header.dataset):
        return "document"
    if has_content(header.dataset) and (alone or not frame_count(header)):
        return "report"
    return "none"


def look_through(
    first: Found, images: Source | None, cancelled: Callable[[], bool] = lambda: False
) -> Found:
    """Return all reports of the source, and where all objects lie.

    Parameters
    ----------
    first
        From `first_report`.
    images
        Where what they name is looked for as well.
    cancelled
        Asked before every file.
    """
    objects: dict[str, Place] = {}
    problems: list[ReadError] = list(first.source.missing())
    reports: list[Item] = []
    for source in (first.source, images) if images is not None else (first.source,):
        for item in source.items():
            if cancelled():
                return first
            header = _read(source, item, problems if source is first.source else [])
            if header is None:
                continue
            if source is first.source and kind_of(header, alone=False) != "none":
                reports.append(item)
            uid = quick_text(header.dataset, 0x00080018)
            objects.setdefault(uid, _place(source, item, header))
    return replace(
        first,
        items=tuple(reports) or first.items,
        objects=objects,
        complete=True,
        problems=tuple(map(payload_of, problems)),
        by_space=_by_space(objects.values()),
    )


def _by_space(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    """Return the first image of each series in each frame of reference."""
    found: dict[str, dict[str, Place]] = {}
    for place in places:
        if place.is_image and place.frame_of_reference_uid:
            found.setdefault(place.frame_of_reference_uid, {}).setdefault(place.series_uid, place)
    return {space: tuple(series.values()) for space, series in found.items()}


def _place(source: Source, item: Item, header: Header) -> Place:
    kind, series, space = (
        sys.intern(quick_text(header.dataset, tag)) for tag in (0x00080016, 0x0020000E, 0x00200052)
    )
    return Place(source, item, series, bool(frame_count(header)), kind, space)


def _read(source: Source, item: Item, problems: list[ReadError]) -> Header | None:
    try:
        return try_header(source, item)
    except ReadError as problem:
        problems.append(problem)
        return None


def neighbours(source: Source) -> Source | None:
    """Return the other files in the folder of a single one; ``None`` where there are none.

    Raises
    ------
    SourceError
        When there are so many that looking through them would take long.
    """
    items = source.items()
    path = source.path(items[0]) if source.kind == "file" and items else None
    if path is None:
        return None
    folder = Path(path).parent
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_file() and entry.name != path.name]
    except OSError:
        return None
    if len(names) > MOST_NEIGHBOURS:
        raise SourceError(
            f"The folder holds {len(names):,} files: what the report names is not sought there.",
            remedy="Say where it lies: read_report(x, images=…).",
        )
    return FilesSource("folder", folder, names) if names else None


def open_item(found: Found, place: int) -> Shown:
    """Return one object, opened; what is wrong with it stands in it."""
    try:
        return _opened(found.source, found.items[place])
    except Exception as problem:  # noqa: BLE001 - shown in place
        return nothing(problem)


def nothing(problem: Exception) -> Shown:
    """Return what is shown where there is nothing to show."""
    return Shown("none", "", problems=(payload_of(problem),))


def _opened(source: Source, item: Item) -> Shown:
    header = read_header(source, item)
    kind = kind_of(header, alone=True)
    name = sop_class_name(quick_text(header.dataset, 0x00080016)) or "DICOM object"
    odd = tuple(_odd(header))
    if kind == "report":
        report = read_structured_report(header.dataset)
        if report is not None:
            return Shown(kind, report.title, report.facts, report=report, problems=odd)
    name, facts = name.removesuffix(" Storage"), facts_of(header.dataset)
    if kind == "recording":
        groups, notes = read_waveforms(header.dataset), read_annotations(header.dataset)
        return Shown(kind, name, facts, groups=groups, notes=notes, problems=odd)
    if kind == "document":
        document = read_document(header, source)
        return Shown(kind, document.title or name, facts, document=document, problems=odd)
    raise _no_report(int(bool(frame_count(header))), 1, [])


def _odd(header: Header) -> list[ErrorPayload]:
    return [
        {**error_payload(each.severity, each.message), "tag": each.tag, "keyword": each.keyword}
        for each in header.problems
    ]


def _no_report(images: int, others: int, problems: list[ReadError]) -> DicomWidgetsError:
    if problems and not others:
        return problems[0]
    other = others - images
    found = [
        f"{images} image{'s' if images > 1 else ''}" if images else "",
        f"{other} other object{'s' if other > 1 else ''}" if other else "",
        f"{len(problems)} that can't be read" if problems else "",
    ]
    hint = "view(x) shows images." if images else "inspect(x) shows the header of any object."
    return SourceError(
        f"There is no report here, but {' and '.join(filter(None, found)) or 'nothing'}.",
        file=problems[0].file if problems else None,
        remedy=hint if others else "Give a report, or a folder that holds some.",
    )
