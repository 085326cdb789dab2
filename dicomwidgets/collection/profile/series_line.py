"""One series of a profile: a line of a table, with a picture."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.collection.checks.burned_in import burned_in_score
from dicomwidgets.errors import DicomWidgetsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dicomwidgets.collection.checks.archive import Archive
    from dicomwidgets.finding import Finding, Severity
    from dicomwidgets.series.series import Series

__all__ = ["SeriesLine", "Thumbnail", "series_lines", "thumbnail_of"]

_RISKY = 0.5
_SIDE = 128


class Thumbnail(NamedTuple):
    """A small picture of a series.

    Parameters
    ----------
    data
        JPEG, or nothing where there is none.
    width, height
        In pixels.
    reason
        Why there is none.
    """

    data: bytes = b""
    width: int = 0
    height: int = 0
    reason: str = ""


class SeriesLine(NamedTuple):
    """What a profile says of a series.

    Parameters
    ----------
    series
        The series itself.
    modality, description, date
        As in its first file; the last two may identify.
    files, frames, rows, columns
        How many files and frames, and the size of a frame in pixels.
    size
        Bytes of its files.
    risk
        How likely text is burned into its images, from 0 to 1 (PS3.15 E.3.1).
    findings
        How many findings name one of its files, by severity.
    """

    series: Series
    modality: str
    description: str
    date: str
    files: int
    frames: int
    rows: int
    columns: int
    size: int
    risk: float
    findings: Mapping[Severity, int]

    @property
    def may_name(self) -> bool:
        """Whether a picture of it may spell out who the patient is."""
        return self.risk >= _RISKY

    def __repr__(self) -> str:
        return f"SeriesLine({self.modality or '?'}, {self.files} files, {self.frames} frames)"


def series_lines(archive: Archive, findings: Sequence[Finding]) -> tuple[SeriesLine, ...]:
    """Return a line for every series, in the order of the collection."""
    rows = {name: row for row, name in enumerate(archive.texts("File"))}
    told = _counts(findings)
    return tuple(_line(archive, series, rows, told) for series in archive.series)


def _counts(findings: Iterable[Finding]) -> dict[str, list[tuple[int, Severity]]]:
    """Return for every file what is said of it: which finding, and how bad."""
    found: dict[str, list[tuple[int, Severity]]] = {}
    for number, finding in enumerate(findings):
        for file in finding.files or (finding.file,):
            found.setdefault(file, []).append((number, finding.severity))
    return found


def _line(
    archive: Archive,
    series: Series,
    rows: Mapping[str, int],
    told: Mapping[str, list[tuple[int, Severity]]],
) -> SeriesLine:
    names = [each.item.name for each in series.instances]
    own = [rows[name] for name in names if name in rows]
    first = own[0] if own else None

    def text(keyword: str) -> str:
        return "" if first is None else archive.texts(keyword)[first]

    sizes = archive.column("Size")
    said = {each for name in names for each in told.get(name, ())}
    risk, _ = burned_in_score(
        text("BurnedInAnnotation"), series.modality, text("SOPClassUID"), text("ConversionType")
    )
    return SeriesLine(
        series,
        series.modality,
        text("SeriesDescription"),
        text("SeriesDate") or text("StudyDate"),
        len(names),
        series.count,
        series.rows,
        series.columns,
        sum(size for row in own if isinstance(size := sizes[row], int)),
        risk,
        Counter(severity for _, severity in said),
    )


def thumbnail_of(line: SeriesLine) -> Thumbnail:
    """Return a picture of the middle frame through its window, at most 128 pixels a side."""
    if not line.frames:
        return Thumbnail(reason="no image")
    from dicomwidgets.pixels.picture import thumbnail_picture  # noqa: PLC0415 - brings NumPy

    frames = line.series.frames()
    middle = line.frames // 2
    try:
        screen = frames.screen(middle, side=4 * _SIDE)
        aspect = frames.info(middle)["geometry"]["aspect"]
    except DicomWidgetsError:
        return Thumbnail(reason="can't be decoded")
    data, info = thumbnail_picture(screen, aspect, _SIDE)
    return Thumbnail(data, info["shape"][1], info["shape"][0])
