"""All checks across a collection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.checks.archive import Archive
from dicomwidgets.collection.checks.burned_in import check_burned_in
from dicomwidgets.collection.checks.characters import check_characters
from dicomwidgets.collection.checks.dates import check_dates
from dicomwidgets.collection.checks.empty_series import check_empty_series
from dicomwidgets.collection.checks.files import check_files
from dicomwidgets.collection.checks.frames import Manner, check_frames
from dicomwidgets.collection.checks.geometry import series_findings
from dicomwidgets.collection.checks.hierarchy import check_hierarchy
from dicomwidgets.collection.checks.instances import check_instances
from dicomwidgets.collection.checks.objects import check_objects
from dicomwidgets.collection.checks.opening import Opener
from dicomwidgets.collection.checks.patients import check_patients
from dicomwidgets.collection.checks.rules import RULES
from dicomwidgets.collection.checks.series_values import check_series_values
from dicomwidgets.collection.checks.transfer_syntaxes import check_transfer_syntaxes
from dicomwidgets.collection.checks.values import check_values
from dicomwidgets.finding import Finding, Findings, by_severity
from dicomwidgets.reference.tags import keyword_tag, tag_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.collection.checks.archive import Mark
    from dicomwidgets.collection.collection import Collection

__all__ = ["archive_of", "check_archive"]

_CHECKS = (
    check_files,
    check_objects,
    check_instances,
    check_hierarchy,
    check_patients,
    check_characters,
    check_dates,
    check_series_values,
    check_values,
    check_transfer_syntaxes,
    check_burned_in,
    check_empty_series,
)


def archive_of(collection: Collection) -> Archive:
    """Return what there is to check: of a collection that fills, what is there now."""
    whole = collection.complete  # first: what comes between would be missing
    problems, part = collection.problems, collection.so_far()
    return Archive(
        part.source,
        part.instances,
        series=lambda: part.series,
        each_series=part.each_series,
        item=part.item,
        problems=problems,
        whole=whole,
    )


def check_archive(
    archive: Archive, *, pixels: bool = False, manner: Manner | None = None
) -> Findings:
    """Return what is wrong with a collection as a whole, the worst first.

    Parameters
    ----------
    archive
        Its files, its table, its series.
    pixels
        Whether every frame is decoded as well.
    manner
        Where that is done.
    """
    opener = Opener(archive.source)
    found = [_finding(archive, mark) for mark in _marks(archive, pixels, manner or Manner())]
    found += series_findings(archive, found)
    opened = (replace(each, opener=opener) for each in sorted(found, key=by_severity))
    return Findings(opened, len(archive))


def _marks(archive: Archive, pixels: bool, manner: Manner) -> Iterator[Mark]:
    for check in _CHECKS:
        yield from check(archive)
    if pixels:
        yield from check_frames(archive, manner)


def _finding(archive: Archive, mark: Mark) -> Finding:
    rule = RULES[mark.rule]
    files: tuple[str, ...] = (*archive.files(mark.rows), *mark.files)
    told: dict[str, Any] = {"file": files[0] if files else "", "files": files}
    return Finding(
        rule.severity,
        mark.keyword,
        tag_text(keyword_tag(mark.keyword)) if mark.keyword else "",
        mark.keyword,
        mark.message,
        rule.why,
        mark.fix or rule.fix,
        mark.rule,
        numbers=dict(mark.numbers),
        **told,
    )
