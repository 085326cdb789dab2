"""Edits and exports of the files of a collection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.collection.columns import FIXED, Columns
from dicomwidgets.collection.filling import Filling
from dicomwidgets.editing.bulk.bulk_edit import BulkEdit
from dicomwidgets.errors import ArgumentError
from dicomwidgets.exporting.bulk.export import Export
from dicomwidgets.exporting.bulk.facts import FileFacts
from dicomwidgets.exporting.bulk.names import ExportNames
from dicomwidgets.exporting.bulk.plan import Asked, Holding
from dicomwidgets.exporting.bulk.sidecar import Sidecar
from dicomwidgets.exporting.wish import wish_of
from dicomwidgets.reading.several import ChosenSource

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping

    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.collection.table import Table

__all__ = ["edit_of", "export_of"]


def edit_of(collection: Collection) -> BulkEdit:
    """Return edits of the files of a collection: none yet.

    Raises
    ------
    ArgumentError
        If it is still being filled.
    """
    _refuse_filling(collection)
    return BulkEdit(ChosenSource(collection.source, collection.items()))


def export_of(  # noqa: PLR0913 - what one may ask of an export
    collection: Collection,
    target: str | os.PathLike[str],
    form: str,
    *,
    pattern: str | None,
    identifiers: bool | None,
    asked: Mapping[str, Any],
    metadata: str | None,
    tags: Iterable[Any] | str | None,
    cancelled: Callable[[], bool] | None,
) -> Export:
    """Return the plan of an export; see `Collection.export`.

    Raises
    ------
    ArgumentError
        For what can't be meant.
    MissingPackageError
        Where what writes such files is not installed, with the install line.
    """
    _refuse_filling(collection)
    wish = wish_of(form, **asked)
    chosen = wish.form
    named = chosen.name == "dicom" if identifiers is None else identifiers
    names = ExportNames(pattern, chosen, identifiers=named)
    kind = chosen.name if chosen.unit == "nothing" else metadata
    sidecar = None if kind is None else _sidecar(kind, tags, masked=not named)
    table = _table(collection, names.keywords, cancelled)
    holding = Holding(
        collection.source, FileFacts(table), lambda: collection.series, collection.problems
    )
    return Export(holding, Asked(wish, names), Path(target).expanduser(), sidecar, cancelled)


def _refuse_filling(collection: Collection) -> None:
    if collection.loading:
        raise ArgumentError(
            "The collection is still being read.", remedy="Wait for it: collection.wait()."
        )


def _sidecar(kind: str, tags: Iterable[Any] | str | None, *, masked: bool) -> Sidecar:
    if kind == "csv":
        return Sidecar.of("csv", tags, masked=masked)
    if kind == "json":
        return Sidecar.of("json", tags, masked=masked)
    raise ArgumentError(f"metadata={kind!r} is unknown.", remedy='Say "csv" or "json".')


def _table(
    collection: Collection, keywords: Iterable[str], cancelled: Callable[[], bool] | None
) -> Table:
    """Return the table with all that names are made of; what it lacks is read now."""
    table = collection.instances
    missing = set(keywords) - set(table.names)
    if not missing:
        return table
    columns = Columns((*table.names[len(FIXED) :], *sorted(missing)))
    filling = Filling(collection.source, columns, cancelled=cancelled)
    filling.run()
    return filling.found.table
