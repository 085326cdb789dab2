"""Volumes of mosaics are labelled by when they were acquired, or it is said that nobody knows."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.uid import generate_uid

import dicomwidgets as dw
from dicomwidgets.volumes import mosaic

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset


@pytest.fixture(scope="module")
def first(data_dir: Path) -> Dataset:
    folder = data_dir / "dicom/neurolabusc+dcm_qa_nih/In/20180918Si/mr_0003"
    return dcmread(min(path for path in folder.iterdir() if path.suffix == ".dcm"))


@pytest.fixture
def mosaics(first: Dataset) -> Callable[..., list[Dataset]]:
    """Return a maker of mosaics of several times, each full of its number."""

    def make(times: list[str | None], *, numbered: bool = True) -> list[Dataset]:
        made = []
        for number, time in enumerate(times):
            ds = deepcopy(first)
            ds.SOPInstanceUID = generate_uid()
            ds.InstanceNumber = number + 1
            ds.AcquisitionNumber = number + 1 if numbered else 1
            ds.AcquisitionTime = time
            ds.PixelData = np.full((ds.Rows, ds.Columns), number, np.uint16).tobytes()
            made.append(ds)
        return made

    return make


def unfold(slices: list[Dataset]) -> Any:
    return dw.volume(slices, mosaic="unfold")


@pytest.mark.parametrize("numbered", [True, False])
def test_acquisition_times(mosaics: Callable[..., list[Dataset]], *, numbered: bool) -> None:
    made = unfold(mosaics(["120000.5", "120003.0", "120005.5"], numbered=numbered))
    assert [label["Time"] for label in made.labels] == ["0 s", "2.5 s", "5 s"]
    assert made.axes == ("Time", "slice", "row", "column")
    assert made.array[:, 2, 3, 4].tolist() == [0, 1, 2]
    assert not any("say when" in note for note in made.notes)


def test_times_of_the_private_header(
    mosaics: Callable[..., list[Dataset]], monkeypatch: pytest.MonkeyPatch
) -> None:
    once = mosaic._csa
    monkeypatch.setattr(
        mosaic,
        "_csa",
        lambda ds: {**once(ds), "TimeAfterStart": [3.25 * (ds.InstanceNumber - 1)]},
    )
    slices = mosaics(["235959", "000001", "000003"])
    assert [label["Time"] for label in unfold(slices).labels] == ["0 s", "3.25 s", "6.5 s"]


def test_a_new_day_and_no_time_at_all_are_counted(mosaics: Callable[..., list[Dataset]]) -> None:
    for times in (["235959", "000001"], [None, None]):
        slices = mosaics(times)
        for ds in slices:
            block = ds.private_block(0x0029, "SIEMENS CSA HEADER")
            block[0x10].value = block[0x10].value.replace(b"TimeAfterStart", b"TimeAfterOther")
        made = unfold(slices)
        assert made.labels[1] == {"Acquisition": "2"}
        assert any("don't say when each mosaic" in note for note in made.notes)
