"""Values for indexing, read from the bytes of files."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    MRImageStorage,
)

from dicomwidgets.reading.quick import quick_decimal

SYNTAXES = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian)
B_VALUE, ECHO_TIME, PHILIPS, SIEMENS = 0x00189087, 0x00180081, 0x20011003, 0x0019100C


@pytest.fixture(params=SYNTAXES, ids=lambda syntax: syntax.name)
def dataset(request: pytest.FixtureRequest) -> FileDataset:
    """Return a dataset as it is read, its values still bytes."""
    written = Dataset()
    written.file_meta = FileMetaDataset()
    written.file_meta.TransferSyntaxUID = request.param
    written.SOPClassUID, written.SOPInstanceUID = MRImageStorage, "1.2.3"
    written.DiffusionBValue = 1000.5
    written.EchoTime = "4.25"
    written.FlipAngle = None
    written.private_block(0x2001, "Philips Imaging DD 001", create=True).add_new(0x03, "FL", 800.5)
    written.private_block(0x0019, "SIEMENS MR HEADER", create=True).add_new(0x0C, "IS", "750")
    file = BytesIO()
    written.save_as(file, enforce_file_format=True)
    return dcmread(BytesIO(file.getvalue()))


@pytest.mark.parametrize(
    ("tag", "expected"),
    [(B_VALUE, 1000.5), (ECHO_TIME, 4.25), (PHILIPS, 800.5), (SIEMENS, 750.0)],
)
def test_a_decimal_is_read_whether_text_or_float(
    dataset: FileDataset, tag: int, expected: float
) -> None:
    assert quick_decimal(dataset, tag) == expected


@pytest.mark.parametrize("tag", [0x00181314, 0x00180082])
def test_what_is_empty_or_absent_is_none(dataset: FileDataset, tag: int) -> None:
    assert quick_decimal(dataset, tag) is None


def test_a_float_cut_off_or_not_finite_is_none(dataset: FileDataset) -> None:
    raw = dataset.get_item(B_VALUE)
    endian = "<" if raw.is_little_endian else ">"  # type: ignore[union-attr]
    for value in (b"\0\0\x80", struct.pack(endian + "d", float("nan"))):
        dataset._dict[raw.tag] = raw._replace(value=value)  # type: ignore[union-attr]
        assert quick_decimal(dataset, B_VALUE) is None
