"""The series that rows of a collection belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.collection.table import Table
    from dicomwidgets.series.series import Series

__all__ = ["series_in"]


def series_in(collection: Collection, rows: NDArray[np.intp], table: Table) -> tuple[Series, ...]:
    """Return the series of some rows: those with images first.

    Parameters
    ----------
    collection
        Where they are.
    rows
        Numbers of rows: of whole Series Instance UIDs.
    table
        Which they number.
    """
    found = collection.series_of(rows.tolist(), table)
    return tuple(sorted(found, key=lambda each: not each.count))
