"""All checks on one series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.finding import Findings, by_severity
from dicomwidgets.series.findings.apart import check_apart
from dicomwidgets.series.findings.duplicates import check_positions, check_uids
from dicomwidgets.series.findings.gaps import check_gaps, check_spacing_said
from dicomwidgets.series.findings.geometry import check_geometry, check_single
from dicomwidgets.series.findings.mixed import check_mixed, check_patient
from dicomwidgets.series.findings.numbering import check_numbering
from dicomwidgets.series.findings.subject import Subject
from dicomwidgets.series.findings.tilt import check_shear
from dicomwidgets.series.findings.times import check_times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.finding import Finding
    from dicomwidgets.series.series import Series

__all__ = ["findings_of"]

_CHECKS = (
    check_patient,
    check_uids,
    check_geometry,
    check_gaps,
    check_spacing_said,
    check_shear,
    check_positions,
    check_single,
    check_numbering,
    check_times,
    check_mixed,
    check_apart,
)


def findings_of(series: Series, *, pixels: bool = False) -> Findings:
    """Return what is wrong with a series as a whole, the worst first.

    Parameters
    ----------
    series
        Complete; of objects that are no images nothing is found.
    pixels
        Whether to decode every frame as well.
    """
    files = len(series.instances)
    if not series.count:
        return Findings((), files)
    return Findings(sorted(_found(series, pixels=pixels), key=by_severity), files)


def _found(series: Series, *, pixels: bool) -> Iterator[Finding]:
    subject = Subject(series)
    for check in _CHECKS:
        yield from check(subject)
    if pixels:
        from dicomwidgets.series.findings.frames import check_frames  # noqa: PLC0415 - decodes

        yield from check_frames(subject)
