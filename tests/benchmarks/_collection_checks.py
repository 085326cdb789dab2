"""What series made of rows, and checks of a collection, cost: time, memory, and how both grow."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING, Any, BinaryIO

from _collection_table import ROWS

from dicomwidgets.collection.collection import Collection
from dicomwidgets.collection.columns import Columns
from dicomwidgets.collection.filling import Found
from dicomwidgets.collection.table import Table
from dicomwidgets.reading.item import Item

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_figures", "series_figures"]

_UID = "1.2.826.0.1.3680043.8.498.{:030d}"
_SLICES, _SERIES, _STUDIES = 200, 5, 4
_CT = {
    "Size": 540_000,
    "Modified": 10**18,
    "Status": "",
    "Frames": 1,
    "TransferSyntaxUID": "1.2.840.10008.1.2.1",
    "SpecificCharacterSet": "ISO_IR 100",
    "ImageType": "ORIGINAL\\PRIMARY\\AXIAL",
    "SOPClassUID": "1.2.840.10008.5.1.4.1.1.2",
    "StudyTime": "101112",
    "Modality": "CT",
    "Manufacturer": "Maker",
    "InstitutionName": "Hospital",
    "SeriesDescription": "Chest",
    "PatientSex": "F",
    "BodyPartExamined": "CHEST",
    "SliceThickness": 1.25,
    "ConvolutionKernel": "STANDARD",
    "PatientPosition": "HFS",
    "ImageOrientationPatient": "1\\0\\0\\0\\1\\0",
    "SamplesPerPixel": 1,
    "PhotometricInterpretation": "MONOCHROME2",
    "Rows": 512,
    "Columns": 512,
    "PixelSpacing": "0.7\\0.7",
    "BitsAllocated": 16,
    "BitsStored": 12,
    "PixelRepresentation": 0,
    "BurnedInAnnotation": "NO",
    "RescaleIntercept": -1024.0,
    "RescaleSlope": 1.0,
    "RescaleType": "HU",
}


class _Nowhere:
    """A source of files that nobody opens."""

    kind = label = "list"

    def __init__(self, names: list[str]) -> None:
        self._items = tuple(Item(name, name) for name in names)

    def items(self) -> tuple[Item, ...]:
        return self._items

    def missing(self) -> tuple[()]:
        return ()

    def open(self, item: Item) -> BinaryIO:
        raise FileNotFoundError(item.name)

    def path(self, item: Item) -> None:  # noqa: ARG002 - the protocol's signature
        return None

    def dataset(self, item: Item) -> None:  # noqa: ARG002 - the protocol's signature
        return None


def _rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Yield rows of series of 200 slices; in every hundredth series one slice has another name."""
    names = Columns().names
    for number in range(count):
        series = number // _SLICES
        study = series // _SERIES
        patient, slice_ = study // _STUDIES, number % _SLICES
        date = f"20{study % 25:02d}{study % 12 + 1:02d}{study % 28 + 1:02d}"
        odd = series % 100 == 0 and slice_ == 7
        row = _CT | {
            "File": f"{patient}/{study}/{series}/IM{number:07d}.dcm",
            "SOPInstanceUID": f"{_UID.format(series)}.{slice_}",
            "SeriesInstanceUID": _UID.format(series),
            "StudyInstanceUID": _UID.format(study),
            "FrameOfReferenceUID": _UID.format(study),
            "StudyDate": date,
            "SeriesDate": date,
            "AcquisitionDate": date,
            "ContentDate": date,
            "AcquisitionTime": f"{number % 86400:06d}.{number * 7919 % 10**6:06d}",
            "AccessionNumber": str(study),
            "PatientName": f"Somebody^{patient}" if odd else f"Doe^{patient}",
            "PatientID": f"{patient:08d}",
            "PatientBirthDate": "19600102",
            "SeriesNumber": series % _SERIES,
            "InstanceNumber": slice_ + 1,
            "ImagePositionPatient": f"-150\\-150\\{slice_ * 1.25:.5f}",
        }
        yield tuple(map(row.get, names))


def _collection(count: int) -> Collection:
    table = Table(Columns().names)
    held: list[tuple[Any, ...]] = []
    for row in _rows(count):
        held.append(row)
        if len(held) == 1000:
            table.append(held)
            held.clear()
    table.append(held)
    found = Found(table, count, count, complete=True)
    return Collection(_Nowhere([*map(str, table.column("File"))]), found)


def series_figures() -> dict[str, Any]:
    """Make all series of 100,000 rows, and one of them."""
    collection = _collection(min(ROWS, 100_000))
    members = collection.level("series").members
    begin = time.process_time()
    collection.series_of(members[0])
    first = time.process_time() - begin
    begin = time.process_time()
    for held in members[1:21]:
        (series,) = collection.series_of(held)
        assert series.count == len(held)
    one = (time.process_time() - begin) / 20
    tracemalloc.start()
    collection.series  # noqa: B018 - to be made
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    again = collection.take(range(len(collection.instances)))
    begin = time.process_time()
    made = again.series
    seconds = time.process_time() - begin
    assert len(made) == len(members)
    return {
        "series_of_100000_rows_s": round(seconds, 2),
        "series_bytes_a_row": round(used / len(collection.instances)),
        "first_series_of_a_row_ms": round(1000 * first, 1),
        "series_of_a_row_ms": round(1000 * one, 1),
    }


def check_figures() -> dict[str, Any]:
    """Check a tenth of the rows, and all of them: ten times as many take ten times as long."""
    seconds, bytes_a_row = {}, 0.0
    for count in (ROWS // 10, ROWS):
        collection = _collection(count)
        begin = time.process_time()
        found = collection.check()
        seconds[count] = time.process_time() - begin
        assert {each.rule for each in found} == {"series-attribute", "patient-names"}
        if count < ROWS:
            tracemalloc.start()
            collection.check()
            bytes_a_row = tracemalloc.get_traced_memory()[1] / count
            tracemalloc.stop()
    return {
        "checks_s": round(seconds[ROWS], 1),
        "checks_ten_times_over_one": round(seconds[ROWS] / seconds[ROWS // 10], 1),
        "checks_peak_bytes_a_row": round(bytes_a_row),
    }
