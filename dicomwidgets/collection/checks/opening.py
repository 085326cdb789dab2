"""The way from a finding to what it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.several import ChosenSource

if TYPE_CHECKING:
    from dicomwidgets.finding import Finding, Way
    from dicomwidgets.reading.item import Source

__all__ = ["Opener"]

_IN_VIEWER = ("frame-", "burned-in", "pixels-", "syntax-", "series-empty")
_ALONE = {"file-broken", "meta-missing", "object-unknown"}


class Opener:
    """Opens the files of a finding in a widget.

    Parameters
    ----------
    source
        Where they lie.
    """

    def __init__(self, source: Source) -> None:
        self._source = source

    def __call__(self, finding: Finding, way: Way | None) -> Any:
        """Return a viewer, a header or a difference of the files that a finding names.

        Raises
        ------
        ArgumentError
            Where there is nothing to open, with what there is to do.
        """
        import dicomwidgets  # noqa: PLC0415 - the widgets lie above, and are loaded on demand

        wanted = set(finding.files or (finding.file,))
        by_name = {item.name: item for item in self._source.items() if item.name in wanted}
        items = [by_name[name] for name in finding.files or (finding.file,) if name in by_name]
        if not items or finding.rule in ("not-dicom", "file-empty", "file-missing", "folder-empty"):
            raise ArgumentError(
                "There is nothing in what this finding names that could be shown.",
                remedy="finding.files has the names.",
            )
        how = way or way_of(finding.rule, len(items))
        chosen = ChosenSource(self._source, items)
        if how == "viewer":
            return dicomwidgets.view(chosen)
        if how == "header" or len(items) == 1:
            return dicomwidgets.inspect(chosen)
        if len(items) == 2:
            return dicomwidgets.compare(*(ChosenSource(self._source, [each]) for each in items))
        return dicomwidgets.compare(chosen)


def way_of(rule: str, files: int) -> Way:
    """Return how what a finding speaks of is best looked at."""
    if rule.startswith(_IN_VIEWER):
        return "viewer"
    return "header" if files == 1 or rule in _ALONE else "difference"
