"""What was measured in a PET frame, as standardized uptake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.display.uptake import chosen_uptake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.display.description import Uptake
    from dicomwidgets.measurement.row import MeasurementRow

__all__ = ["as_uptake"]


def as_uptake(
    row: MeasurementRow, uptake: Sequence[Uptake], quantity: str | None
) -> MeasurementRow:
    """Return a row with its values as the uptake chosen.

    Parameters
    ----------
    row
        Measured in modality values; not changed.
    uptake
        Of its frame; empty where it is no PET.
    quantity
        As for `chosen_uptake`.

    Returns
    -------
    MeasurementRow
        Where the uptake can't be known, in the unit of the file; `value_source` says why.
    """
    chosen = chosen_uptake(uptake, quantity)
    if chosen is None or row["mean"] is None:
        return row
    shown = row.copy()
    shown["value_source"] = chosen["reason"]
    factor = chosen["factor"]
    if factor is None:
        return shown

    def scaled(value: float | None) -> float | None:
        return None if value is None else value * factor

    shown["mean"], shown["sd"] = scaled(row["mean"]), scaled(row["sd"])
    shown["minimum"], shown["maximum"] = scaled(row["minimum"]), scaled(row["maximum"])
    shown["unit"] = chosen["unit"]
    if bins := row["histogram"]:
        edges = [edge * factor for edge in bins["edges"]]
        shown["histogram"] = {"edges": edges, "counts": bins["counts"]}
    return shown
