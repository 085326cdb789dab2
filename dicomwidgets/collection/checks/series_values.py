"""What is the same all over a series, and is not in some of its files."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.reference.tags import keyword_tag, tag_info

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dicomwidgets.collection.checks.archive import Archive
    from dicomwidgets.collection.column import Column
    from dicomwidgets.collection.columns import Cell

__all__ = ["check_series_values"]

_OF_SERIES = (
    "PatientID",
    "PatientName",
    "PatientBirthDate",
    "PatientSex",
    "Modality",
    "SeriesNumber",
    "SeriesDescription",
    "BodyPartExamined",
    "Manufacturer",
    "FrameOfReferenceUID",
)
"""Of the patient, the series, its frame of reference or its equipment (PS3.3 A.1.2, C.7.3 ff.)."""

_OF_SLICES = ("SliceThickness", "PixelSpacing", "RescaleSlope", "RescaleIntercept")
_STACKED = frozenset({"CT", "MR", "PT"})
_FEW = 0.25


def check_series_values(archive: Archive) -> Iterator[Mark]:
    """Yield series whose files disagree: in what belongs to the series, or from slice to slice."""
    columns = {keyword: archive.column(keyword) for keyword in (*_OF_SERIES, *_OF_SLICES)}
    for rows in archive.by_series.values():
        if len(rows) > 1:
            yield from _strangers(columns, rows)
    modalities = archive.texts("Modality")
    for slices in _stacks(archive).values():
        for keyword in _OF_SLICES:
            # Each slice of a PET has its own rescale (PS3.3 C.8.9.4.1.5).
            if not (keyword.startswith("Rescale") and modalities[slices[0]] == "PT"):
                yield from _outliers(columns[keyword], slices)


def _strangers(columns: Mapping[str, Column], rows: Sequence[int]) -> Iterator[Mark]:
    """Yield one mark for all that differs in a series, and the files that differ."""
    differing: dict[str, int] = {}
    others: dict[int, None] = {}
    usual = rows[0]
    for keyword in _OF_SERIES:
        held = _held(columns[keyword], rows)
        if len(held) > 1:
            differing[keyword] = len(held)
            usual = held[0][0]
            others.update(dict.fromkeys(row for group in held[1:] for row in group))
    if not differing:
        return
    named = ", ".join(tag_info(keyword_tag(each)).name for each in differing)
    few = 2 * len(others) < len(rows)
    which = f"{len(others)} of the {len(rows)} files of a series differ from the rest"
    text = f"{which if few else f'The {len(rows)} files of a series disagree'} in {named}."
    keyword = next(iter(differing)) if len(differing) == 1 else ""
    yield Mark("series-attribute", text, [*others, usual], keyword=keyword, numbers=differing)


def _stacks(archive: Archive) -> dict[tuple[str, ...], list[int]]:
    """Return the slices of each series whose values are to be comparable, scouts apart."""
    found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    kinds, series = archive.texts("ImageType"), archive.texts("SeriesInstanceUID")
    modalities, classes = archive.texts("Modality"), archive.texts("SOPClassUID")
    for row in archive.images():
        if modalities[row] in _STACKED and series[row]:
            scout = "scout" if "LOCALIZER" in kinds[row].upper() else ""
            found[series[row], classes[row], scout].append(row)
    return {key: rows for key, rows in found.items() if len(rows) > 2}


def _outliers(column: Column, rows: Sequence[int]) -> Iterator[Mark]:
    held, keyword = _held(column, rows), column.name
    others = [row for group in held[1:] for row in group]
    if not others or len(others) > _FEW * len(rows):
        return
    name = tag_info(keyword_tag(keyword)).name
    text = f"{len(others)} of the {len(rows)} slices of a series differ from the rest in {name}."
    numbers = {"values": len(held), "files": len(others)}
    yield Mark("series-values", text, [*others, held[0][0]], keyword=keyword, numbers=numbers)


def _held(column: Column, rows: Sequence[int]) -> list[list[int]]:
    """Return the rows by their value, the one that most of them have first."""
    cells = column.cells(rows)
    if len(set(cells)) == 1:
        return [list(rows)]
    found: defaultdict[Cell, list[int]] = defaultdict(list)
    for row, cell in zip(rows, cells, strict=True):
        found[None if cell == "" else cell].append(row)
    return sorted(found.values(), key=len, reverse=True)
