"""Every real file, scanned flat, says what pydicom says."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import config, dcmread
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag

from dicomwidgets.collection.columns import FIXED, FLOAT_VRS, INTEGER_VRS, Columns
from dicomwidgets.collection.file_scan import FileScan
from dicomwidgets.encoding.scan import HeaderScan, More, Scanned
from dicomwidgets.reading.folder import FileSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydicom.dataset import Dataset
    from support.catalogue import RealFiles

    from dicomwidgets.collection.columns import Cell
    from dicomwidgets.elements.path import Step

MORE = (
    "SpecificCharacterSet",
    "FileMetaInformationVersion",
    "InstitutionName",
    "ReferringPhysicianName",
    "OperatorsName",
    "ImageComments",
    "WindowCenter",
    "BitsAllocated",
    "SmallestImagePixelValue",
    "FrameIncrementPointer",
    "RescaleSlope",
    "KVP",
    "SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing",
    "PerFrameFunctionalGroupsSequence[0].PlanePositionSequence[0].ImagePositionPatient",
    "ReferencedImageSequence[0].ReferencedSOPInstanceUID",
    "ReferencedStudySequence[0].ReferencedSOPClassUID",
    "RequestAttributesSequence[0].ScheduledProcedureStepID",
    "RequestAttributesSequence[0].ScheduledProtocolCodeSequence[0].CodeValue",
    "(0008,9215)[0].CodeMeaning",
    "ContentSequence[0].ConceptNameCodeSequence[0].CodeMeaning",
    "(0009,0010)",
    "(0019,0010)",
    "(0019,100C)",
    "(0029,0010)",
)


def element_of(dataset: Dataset, steps: tuple[Step, ...]) -> Any:
    if steps[0].tag >> 16 == 2:
        dataset = getattr(dataset, "file_meta", {})  # type: ignore[assignment]
    for tag, item in steps:
        if BaseTag(tag) not in dataset:
            return None
        element = dataset[tag]
        if item is not None:
            if element.VR != "SQ" or item >= len(element.value):
                return None
            dataset = element.value[item]
    return element


def told_by_pydicom(element: Any) -> Cell:
    """Return an element's value as a cell, by pydicom's own conversion."""
    value = element.value
    if value is None or value in ("", b""):
        return ""
    several = list(value) if isinstance(value, MultiValue | list) else [value]
    if len(several) == 1 and element.VR in INTEGER_VRS | FLOAT_VRS and several[0] != "":
        try:
            number = float(several[0])
        except ValueError:
            return str(several[0]).strip(" \0")
        if element.VR in FLOAT_VRS:
            return number if math.isfinite(number) else str(several[0])
        return int(number) if number == int(number) else str(several[0])
    return "\\".join(str(each).strip(" \0") for each in several)


def same(one: Cell, other: Cell) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.strip(" \0") == other.strip(" \0")
    return one == other and type(one) is type(other)


def datasets(paths: list[Path]) -> Iterator[tuple[Path, Dataset]]:
    for path in paths:
        try:
            yield path, dcmread(path, stop_before_pixels=True, force=True)
        except Exception:  # noqa: BLE001, S112 - what pydicom can't read is for other tests
            continue


@pytest.fixture
def quiet() -> Iterator[None]:
    before = config.settings.reading_validation_mode
    config.settings.reading_validation_mode = config.IGNORE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    config.settings.reading_validation_mode = before


@pytest.mark.usefixtures("quiet")
def test_no_value_of_any_file_differs_from_what_pydicom_says(
    real_files: RealFiles, data_dir: Path
) -> None:
    every = sorted(each for each in (data_dir / "dicom").rglob("*") if each.is_file())
    columns = Columns.chosen(MORE)
    scan = FileScan(columns)
    found: dict[str, Any] = {}
    compared = 0
    different = []
    for path, dataset in datasets(every if real_files.whole else real_files.paths):
        source = FileSource(path)
        for again in range(2):  # the second time what was learned the first time is laid over it
            row = scan.path(str(path), source, source.items()[0]).row
            assert again == 0 or row == found.get(str(path))
            found[str(path)] = row
        if row is None or not len(dataset):
            continue
        cells = row[len(FIXED) :]
        for name, steps, cell in zip(columns.elements, columns.steps, cells, strict=True):
            element = element_of(dataset, steps)
            if element is not None and element.VR in _AS_SHOWN:
                continue
            compared += 1
            told = None if element is None else told_by_pydicom(element)
            if not same(cell, told):
                different.append((path.name, name, cell, told))
    assert different == []
    assert compared > (50_000 if real_files.whole else 12_000)


_AS_SHOWN = frozenset({"SQ", "OB", "OW", "UN"})


def test_most_real_files_need_no_lenient_reader(data_dir: Path) -> None:
    columns = Columns()
    scan = HeaderScan(columns.steps, lambda *_: None)
    files = [each for each in (data_dir / "dicom").rglob("*.dcm") if each.is_file()]
    flat, files = 0, files[::3]
    for path in files:
        with path.open("rb") as file:
            data = file.read(8192)
            size = path.stat().st_size
            found = scan.read(data, size)
            while isinstance(found, More):
                assert len(data) < found.upto <= size
                file.seek(0)
                data = file.read(max(found.upto, 2 * len(data)))
                found = scan.read(data, size)
        flat += isinstance(found, Scanned)
    assert flat > 0.85 * len(files)
