from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom.dataset import Dataset

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.display.not_applied import not_applied
from dicomwidgets.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path


def texts(dataset: Dataset) -> list[str]:
    return [badge["text"] for badge in dw.frames(dataset).info(0)["badges"]]


def test_a_mask_that_is_not_subtracted_is_said() -> None:
    dataset = samples.ct(1, 16)[0]
    assert "MASK NOT SUBTRACTED" not in texts(dataset)
    mask = Dataset()
    mask.MaskOperation = "AVG_SUB"
    mask.MaskFrameNumbers = 1
    dataset.MaskSubtractionSequence = [mask]
    assert "MASK NOT SUBTRACTED" in texts(dataset)
    assert "AVG_SUB" in not_applied(dataset)[0]["reason"]


@pytest.mark.parametrize(("frame", "where"), [(0, "column 1, row 1"), (7, "column 21, row 11")])
def test_tiles_of_a_slide_know_their_place(data_dir: Path, frame: int, where: str) -> None:
    folder = data_dir / "dicom/ImagingDataCommons+highdicom/data/test_files"
    badges = dw.frames(folder / "sm_image_control.dcm").info(frame)["badges"]
    tile = next(badge for badge in badges if badge["text"] == "TILE")
    assert "50 × 50 pixels" in tile["reason"]
    assert where in tile["reason"]


def test_pixels_on_a_server_are_not_fetched_and_that_is_said() -> None:
    dataset = samples.ct(1, 16)[0]
    del dataset.PixelData
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.94"
    dataset.PixelDataProviderURL = "https://pacs.example/jpip?target=1"
    with pytest.raises(SourceError, match="JPIP") as caught:
        dw.frames(dataset)
    assert "pacs.example" not in str(caught.value)
    assert "another transfer syntax" in (caught.value.remedy or "")
