"""An uncompressed image of any size on disk, sparse: only what is drawn takes room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_huge"]


def write_huge(path: Path, side: int = 20_000, value: int = 200) -> Path:
    """Write a square image of 16 bit, black but for a bar of `value`.

    The bar covers columns from 3/4 of the side, 400 of them (fewer in a small image), in 1/40 of
    the rows from 3/4 down; windowed so that 0 is black and 200 white.
    """
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = SecondaryCaptureImageStorage
    dataset.SOPInstanceUID = generate_uid()
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = generate_uid(), generate_uid()
    dataset.Modality = "OT"
    dataset.Rows = dataset.Columns = side
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.WindowCenter, dataset.WindowWidth = 100.5, 200
    dataset.add_new("PixelData", "OW", b"\0\0")
    dataset.save_as(path, enforce_file_format=True)
    bar = value.to_bytes(2, "little") * min(400, side // 10)
    with path.open("r+b") as file:
        start = file.seek(0, 2) - 2
        file.seek(start - 4)
        file.write((2 * side * side).to_bytes(4, "little"))
        file.truncate(start + 2 * side * side)
        for row in range(3 * side // 4, 3 * side // 4 + side // 40):
            file.seek(start + 2 * (row * side + 3 * side // 4))
            file.write(bar)
    return path
