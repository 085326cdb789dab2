"""Large files are searched as whole ones are, and their pixels never held at once."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest
from deidentification.adversarial.canaries import identified
from deidentification.adversarial.places import part_10
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit

import dicomwidgets as dw
from dicomwidgets.deidentification.verifying import contents
from dicomwidgets.deidentification.verifying.contents import contents_of

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.deidentification.bulk.report import Report

KEY = "a secret of the tests, long enough"
PART = 1 << 20


def large(folder: Path, size: int, *, compressed: bool = False) -> Report:
    """Return the run over one image of that many bytes."""
    dataset = identified()
    dataset.Rows, dataset.Columns, dataset.BitsAllocated, dataset.BitsStored = 1024, 1024, 8, 8
    dataset.HighBit, dataset.SamplesPerPixel, dataset.PixelRepresentation = 7, 1, 0
    dataset.PhotometricInterpretation, dataset.NumberOfFrames = "MONOCHROME2", size // PART
    dataset.PixelData = bytes(size // PART * PART)
    if compressed:
        frame = b"\xff\xd8\xff\xdb" + bytes(PART) + b"\xff\xd9"
        dataset.PixelData = encapsulate([frame] * (size // PART))
        dataset["PixelData"].is_undefined_length = True
    syntax = JPEGBaseline8Bit if compressed else ExplicitVRLittleEndian
    (folder / "one.dcm").write_bytes(part_10(dataset, syntax))
    return dw.deidentify(folder / "one.dcm", folder / "new.dcm", key=KEY)


@pytest.mark.parametrize("compressed", [False, True])
def test_the_rest_of_a_large_file_is_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compressed: bool
) -> None:
    large(tmp_path, 3 * PART, compressed=compressed)
    monkeypatch.setattr(contents, "LARGE", PART)
    found = contents_of(lambda: (tmp_path / "new.dcm").open("rb"))
    assert len(found.data) < 10_000
    start, stop = found.pixels
    assert (
        b"".join(part[begin:end] for part, begin, end in found.parts())
        == ((tmp_path / "new.dcm").read_bytes()[start:stop])
    )
    (tmp_path / "rest.dcm").write_bytes(found.data)
    rest, whole = dcmread(tmp_path / "rest.dcm"), dcmread(tmp_path / "new.dcm")
    assert not rest.PixelData
    assert [*rest.keys()] == [*whole.keys()]
    assert found.path == "PixelData"


@pytest.mark.parametrize("place", [5, PART - 4, 2 * PART + 100, 3 * PART - 12])
def test_a_name_among_large_pixels_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    report = large(tmp_path, 3 * PART)
    monkeypatch.setattr(contents, "LARGE", PART)
    assert report.verify(validator=False, workers=0).ok
    data = bytearray((tmp_path / "new.dcm").read_bytes())
    start = len(data) - 3 * PART + place
    data[start : start + 10] = b"Quorralind"
    (tmp_path / "new.dcm").write_bytes(data)
    (found,) = report.verify(validator=False, workers=0).findings
    assert (found.kind, found.path) == ("survivor", "PixelData")


def test_memory_does_not_grow_with_the_pixels(tmp_path: Path) -> None:
    report = large(tmp_path, 32 * PART)
    tracemalloc.start()
    try:
        assert report.verify(validator=False, workers=0).ok
        assert tracemalloc.get_traced_memory()[1] < 16 * PART
    finally:
        tracemalloc.stop()
