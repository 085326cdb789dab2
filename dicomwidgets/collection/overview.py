"""What a collection says of itself: counts, modalities, what was odd; nobody's name."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from dicomwidgets.collection.showing import grid_html, shown
from dicomwidgets.jobs.size_text import size_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.collection.table import Table

__all__ = ["collection_html", "collection_text"]

_SHOWN = 10


def collection_text(collection: Collection) -> str:
    """Return a collection in one line."""
    images, others = _kinds(collection.series_table)
    skipped, problems = collection.skipped, len(collection.problems)
    done, total = collection.progress
    parts = [
        f"{sum(images.values()):,} series{_listed(images)}",
        f"{sum(others.values()):,} other{_listed(others)}" if others else "",
        f"{skipped:,} skipped" if skipped else "",
        f"{problems:,} with problems" if problems else "",
        "" if collection.complete else "loading" if collection.loading else "incomplete",
        "" if collection.complete else f"{done:,}{_of(total)} files",
    ]
    return f"<Collection: {', '.join(filter(None, parts))}>"


def collection_html(collection: Collection) -> str:
    """Return counts, the first series and what was odd, as HTML."""
    patients, studies = collection.patients, collection.studies
    series = collection.series_table
    counts = (
        f"{len(patients):,} patients · {len(studies):,} studies · {len(series):,} series · "
        f"{len(collection.instances):,} files · {size_text(sum(_numbers(patients, 'Bytes')))}"
    )
    said = [f"<p>{escape(collection_text(collection)[1:-1])}</p>", f"<p>{escape(counts)}</p>"]
    names = [name for name in _COLUMNS if name in series.names]
    rows = [
        [shown(name, value) for name, value in zip(names, row, strict=True)]
        for row in series.rows(0, _SHOWN, names)
    ]
    said.append(grid_html(names, rows) if rows else "")
    if len(series) > _SHOWN:
        said.append(
            f"<p>… and {len(series) - _SHOWN:,} more series; <code>.series_table</code>, "
            "<code>.studies</code>, <code>.patients</code>, <code>.instances</code> have all.</p>"
        )
    said += [f"<p>{escape(line)}</p>" for line in (*_odd(collection), *collection.notes)]
    return "".join(said)


_COLUMNS = (
    *("Modality", "SeriesNumber", "SeriesDescription", "BodyPartExamined", "Rows", "Columns"),
    *("Instances", "Frames", "Bytes"),
)


def _odd(collection: Collection) -> Iterable[str]:
    """Return what was odd, each kind with its number."""
    counted = Counter(error.message for error in collection.problems)
    for message, number in counted.most_common(_SHOWN):
        yield f"{number:,} × {message}"
    if len(counted) > _SHOWN:
        yield f"… and {len(counted) - _SHOWN:,} more kinds of problems in .problems"


def _kinds(series: Table) -> tuple[Counter[str], Counter[str]]:
    """Count the modalities of series with images, and of others."""
    images: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for modality, frames in series.rows(0, None, ["Modality", "Frames"]):
        (images if frames else others)[str(modality or "?")] += 1
    return images, others


def _of(total: int | None) -> str:
    return "" if total is None else f" of {total:,}"


def _listed(counts: Counter[str]) -> str:
    listed = ", ".join(
        f"{count:,} {modality}" for modality, count in sorted(counts.items())[:_SHOWN]
    )
    more = len(counts) - _SHOWN
    return f" ({listed}{f', {more} more kinds' if more > 0 else ''})" if listed else ""


def _numbers(table: Table, name: str) -> list[int]:
    return [value for value in table.column(name) if isinstance(value, int)]
