"""The profile of an archive, from its table and its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.collection.profile.facets import facets_of
from dicomwidgets.collection.profile.profile import Profile
from dicomwidgets.collection.profile.series_line import series_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.collection.checks.archive import Archive
    from dicomwidgets.finding import Findings

__all__ = ["made"]


def made(archive: Archive, paths: Sequence[str], findings: Findings) -> Profile:
    """Return the profile of an archive.

    Parameters
    ----------
    archive
        Its files, its table, its series.
    paths
        The elements that get a facet.
    findings
        What is wrong with it.
    """
    lines = series_lines(archive, findings)
    dates = sorted(
        date for date in archive.groups("StudyDate") if len(date) == 8 and date.isdigit()
    )
    return Profile(
        files=len(archive),
        others=len(archive.source.items()) - len(archive),
        size=sum(size for size in archive.column("Size") if isinstance(size, int)),
        patients=len(archive.groups("PatientID")),
        studies=len(archive.groups("StudyInstanceUID")),
        frames=sum(line.frames for line in lines),
        dates=(dates[0], dates[-1]) if dates else None,
        facets=facets_of(archive, paths),
        series=lines,
        findings=findings,
    )
