"""What is wrong within series, and with the values of a collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.samples.patient import sample_uid

if TYPE_CHECKING:
    from dicomwidgets.samples.dirty.desk import Desk

__all__ = ["write_series_faults"]


def write_series_faults(desk: Desk) -> None:
    """Write patients 7 to 9."""
    _gap(desk)
    _foreign(desk)
    _values(desk)
    _spelling(desk)


def _gap(desk: Desk) -> None:
    slices = desk.chest(7, "Gruber^Hans", slices=12)
    names = desk.write_all("P07/chest", [*slices[:4], *slices[6:]])
    desk.note("gap number-gap spacing-differs", names, "Slices 5 and 6 of 12 are missing.")


def _foreign(desk: Desk) -> None:
    slices = desk.chest(8, "Huber^Ida")
    stranger = desk.chest(1, "Sample^Alex")[3]
    stranger.SeriesInstanceUID = slices[0].SeriesInstanceUID
    stranger.StudyInstanceUID = slices[0].StudyInstanceUID
    stranger.SOPInstanceUID = sample_uid("dirty", "instance", "stranger")
    names = desk.write_all("P08/chest", [*slices[:3], stranger, *slices[4:]])
    desk.note(
        "series-attribute study-patients patient-names frame-copied gap",
        names,
        "A slice of another patient is in the series.",
    )


def _values(desk: Desk) -> None:
    slices = desk.chest(9, "Imhof^Karl")
    slices[2].SliceThickness = "5"
    slices[4].RescaleIntercept = "0"
    names = desk.write_all("P09/chest", slices)
    desk.note("series-values", [names[2]], "One slice has another thickness.")
    desk.note("series-values", [names[4]], "One slice has another Rescale Intercept.")


def _spelling(desk: Desk) -> None:
    slices = desk.chest(9, "Imhof^Karl", series="spelling")
    for each in slices:
        each.ProtocolName = "CHEST with Contrast"
        each.Manufacturer = "DicomWidgets"
    names = desk.write_all("P09/again", slices)
    desk.note("value-spelling", names, "Protocol and manufacturer are spelt in another way.")
