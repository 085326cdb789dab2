"""What the series find out about themselves: missing slices, places taken twice, tilts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dicomwidgets.collection.checks.archive import Archive
    from dicomwidgets.finding import Finding

__all__ = ["series_findings"]

_SAID_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "uid-duplicate": ("instance-copied", "instance-differs"),
        "position-duplicate": ("instance-copied", "instance-differs", "series-attribute"),
        "number-duplicate": ("instance-copied", "instance-differs", "series-attribute"),
        "uid-missing": ("uid-missing",),
        "mixed-patient": ("series-attribute", "study-patients"),
        "mixed-study": ("series-studies",),
        "mixed-frame-of-reference": ("series-attribute",),
        "mixed-thickness": ("series-values",),
        "mixed-rescale": ("series-values",),
    }
)
"""What a series tells, and under which names the collection has told of the same files."""


def series_findings(archive: Archive, told: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings of each series, without what was told of the collection already."""
    known: dict[str, set[str]] = {}
    for finding in told:
        known.setdefault(finding.rule, set()).update(finding.files)
    for series in archive.each_series():
        for finding in getattr(series, "findings", ()):
            said = _SAID_BY.get(finding.rule, ())
            if not any(known.get(rule, set()) & {*finding.files} for rule in said):
                yield finding
