"""`dicomwidgets.check`: all checks on an object, or on every object of a source."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dicomwidgets.checking.date_checks import check_dates
from dicomwidgets.checking.element_checks import check_file_meta, check_private
from dicomwidgets.checking.group_checks import check_groups
from dicomwidgets.checking.layout_checks import check_layout
from dicomwidgets.checking.pixel_checks import check_pixels
from dicomwidgets.checking.required import check_required
from dicomwidgets.checking.rules import RULES
from dicomwidgets.checking.subject import Mark, Subject
from dicomwidgets.checking.validator import validator_remarks
from dicomwidgets.checking.value_checks import check_character_sets, check_values
from dicomwidgets.collection.collection import Collection
from dicomwidgets.collection.load import load
from dicomwidgets.elements.tail import read_tail
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import ReadError
from dicomwidgets.finding import Finding, Findings, by_severity
from dicomwidgets.jobs.progress import Teller
from dicomwidgets.reading.header import Header, read_header, try_header
from dicomwidgets.reading.source import source_of
from dicomwidgets.reference.tags import keyword_tag, tag_info, tag_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from datetime import date

    from pydicom.dataset import Dataset

    from dicomwidgets.encoding.span import FileMap
    from dicomwidgets.jobs import Progress
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.reading.problems import Problem

__all__ = ["check", "check_dataset", "check_item", "validator_findings"]

_CHECKS = (
    check_file_meta,
    check_values,
    check_character_sets,
    check_required,
    check_groups,
    check_pixels,
    check_dates,
    check_private,
)


def check(  # noqa: PLR0913 - keywords
    x: Any,
    *,
    validator: bool = True,
    pixels: bool = False,
    executor: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Findings:
    """Say what is wrong with a DICOM object, with each of many, and with all of them together.

    Checked are, for every element at every depth, VR, length, characters, format, number of
    values and character set (PS3.5 6); dates and UIDs; what the kind of object demands (Type 1 and
    2, PS3.3; conditional ones where the object itself decides); the pixels against rows, columns,
    bits and frames; private blocks; the file meta information; and how the bytes are laid out.
    Of several files also what none of them tells by itself: the same UID twice, one patient with
    several names, missing slices, rare and inconsistent values (`Collection.check`).

    Parameters
    ----------
    x
        Whatever holds DICOM: path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`,
        list of these, `Series`. A `Dataset` is never changed. Of a `Collection` only what
        concerns the files together is checked, which takes its table and no second look at each.
    validator
        Whether ``dciodvfy`` (dicom3tools), where it is installed, adds what it finds in files.
    pixels
        Whether every frame is decoded: which can't be, show nothing, are saturated, or are there
        twice.
    executor
        Where frames are decoded: any `concurrent.futures.Executor`; by default processes of this
        machine.
    on_progress
        Called with a `dicomwidgets.jobs.Progress` of the files, and then of the frames while these
        are decoded.
    cancelled
        Asked between files; what was found so far is returned.

    Returns
    -------
    Findings
        File by file, the worst first, then what concerns several; `Findings.to_pandas` is a table
        of them.

    Raises
    ------
    ArgumentError, SourceError
        When there is no DICOM in `x`.

    Examples
    --------
    >>> dicomwidgets.check("CT/").counts    # doctest: +SKIP
    {'error': 0, 'warning': 2, 'info': 5}
    """
    if isinstance(x, Collection):
        return x.check(
            pixels=pixels, executor=executor, on_progress=on_progress, cancelled=cancelled
        )
    source = source_of(x)
    teller = Teller(on_progress, len(source.items()))
    found, files = _of_each(source, cancelled or _never, teller, validator=validator)
    if (len(source.items()) > 1 or pixels) and not (cancelled or _never)():
        together = load(source, executor=executor, cancelled=cancelled)
        told = together.check(
            pixels=pixels, executor=executor, on_progress=on_progress, cancelled=cancelled
        )
        # What a file tells by itself was said of it already.
        found += [each for each in told if each.rule not in RULES]
    return Findings(found, files)


def _of_each(
    source: Source, cancelled: Callable[[], bool], teller: Teller, *, validator: bool
) -> tuple[list[Finding], int]:
    """Return what is wrong with each object by itself, and how many there are."""
    items = source.items()
    found: list[Finding] = []
    files = 0
    for item in items:
        if cancelled():
            break
        try:
            header = read_header(source, item) if len(items) == 1 else try_header(source, item)
        except ReadError as problem:
            if len(items) == 1:
                raise
            found.append(_unread(problem, item))
            teller.count(failed=True)
            continue
        if header is not None:
            files += 1
            found += check_item(source, item, header, validator=validator)
        teller.count(failed=False)
    teller.tell()
    return found, files


def _never() -> bool:
    return False


def check_item(
    source: Source, item: Item, header: Header, *, validator: bool = True
) -> list[Finding]:
    """Return what is wrong with one object of a source, the worst first."""
    tail, _ = read_tail(source, header)
    file_map = None
    if source.dataset(item) is None:
        with source.open(item) as file:
            file_map = walk_file(file)
    found = check_dataset(header.dataset, tail=tail, header=header, file_map=file_map)
    path = source.path(item)
    if validator and path is not None:
        found += validator_findings(path)
    name = item.name
    return [replace(each, file=name) for each in sorted(found, key=by_severity)]


def check_dataset(
    dataset: Dataset,
    *,
    tail: Dataset | None = None,
    header: Header | None = None,
    file_map: FileMap | None = None,
    today: date | None = None,
) -> list[Finding]:
    """Return what is wrong with a dataset, in the order of the checks.

    Parameters
    ----------
    dataset
        Never changed.
    tail, header
        The elements from the pixels on and what reading told, for one that ends before them.
    file_map
        The bytes of its file.
    today
        By default the machine's date.
    """
    subject = Subject(
        dataset, tail=tail, header=header, today=today or datetime.now().astimezone().date()
    )
    found = [_told(problem) for problem in (header.problems if header else ())]
    return [*found, *(_finding(subject, mark) for mark in _marks(subject, file_map))]


def _marks(subject: Subject, file_map: FileMap | None) -> Iterator[Mark]:
    for each in _CHECKS:
        yield from each(subject)
    if file_map is not None:
        yield from check_layout(subject, file_map)


def _finding(subject: Subject, mark: Mark) -> Finding:
    rule = RULES[mark.rule]
    path = subject.path(mark.at)
    if mark.missing:
        tag, keyword = tag_text(keyword_tag(mark.missing)), mark.missing
        path = f"{path}.{keyword}" if path else keyword
    elif mark.at >= 0:
        node = subject.nodes[mark.at]
        tag = tag_text(node.tag)
        keyword = tag_info(node.tag, node.scope.creator(node.tag)).keyword
    else:
        tag = keyword = ""
    row = subject.nodes[mark.at].id if mark.at >= 0 else -1
    return Finding(
        rule.severity, path, tag, keyword, mark.message, rule.why, rule.fix, mark.rule, row=row
    )


def _told(problem: Problem) -> Finding:
    """Return what was said while the file was read."""
    rule = RULES["file-broken" if problem.severity == "error" else "reading"]
    keyword = problem.keyword or ""
    return Finding(
        problem.severity,
        keyword or problem.tag or "",
        problem.tag or "",
        keyword,
        problem.message,
        rule.why,
        rule.fix,
        "file-broken" if problem.severity == "error" else "reading",
        source="reading",
    )


def _unread(problem: ReadError, item: Item) -> Finding:
    rule = RULES["file-broken"]
    return Finding(
        "error",
        "",
        "",
        "",
        problem.message,
        rule.why,
        problem.remedy or rule.fix,
        "file-broken",
        source="reading",
        file=item.name,
    )


def validator_findings(path: Any) -> list[Finding]:
    """Return what ``dciodvfy`` says about a local file; nothing where it is not installed."""
    rule = RULES["dciodvfy"]
    return [
        Finding(
            each.severity,
            each.path,
            each.tag,
            each.keyword,
            each.message,
            rule.why,
            rule.fix,
            "dciodvfy",
            source="dciodvfy",
        )
        for each in validator_remarks(path)
    ]
