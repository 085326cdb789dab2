"""Grey images with colours of their own for some values (PS3.3 C.7.6.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicomwidgets.display.look import painter
from dicomwidgets.display.palette import read_palette
from dicomwidgets.display.parameters import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def with_palette(ds: Dataset, presentation: str | None = "COLOR") -> Dataset:
    if presentation:
        ds.PixelPresentation = presentation
    for k, color in enumerate(("Red", "Green", "Blue")):
        setattr(ds, f"{color}PaletteColorLookupTableDescriptor", [3, 100, 16])
        values = np.array([1, 2, 3], "<u2") * (k + 1) << 8
        setattr(ds, f"{color}PaletteColorLookupTableData", values.tobytes())
    return ds


def test_values_from_the_first_mapped_one_on_are_coloured(header: Callable[..., Dataset]) -> None:
    ds = with_palette(header(WindowCenter=50, WindowWidth=100))
    info = describe(ds)
    stored = np.array([[0, 99, 100, 101, 102, 4000]], np.uint16)
    screen = painter(info["display"], {})(stored)
    grey = np.delete(screen[0], [2, 3, 4, 5], axis=0)
    assert (grey == grey[:, :1]).all()
    assert screen[0, 2:].tolist() == [[1, 2, 3], [2, 4, 6], [3, 6, 9], [3, 6, 9]]
    inverted = painter(info["display"], {"invert": True, "colormap": "hot_iron"})(stored)
    np.testing.assert_array_equal(inverted[0, 2:], screen[0, 2:])
    assert not (inverted[0, :2] == screen[0, :2]).all()


@pytest.mark.parametrize("presentation", [None, "MONOCHROME"])
def test_a_palette_nobody_asks_for_is_said(
    presentation: str | None, header: Callable[..., Dataset]
) -> None:
    info = describe(with_palette(header(), presentation))
    (badge,) = [each for each in info["badges"] if each["text"] == "PALETTE NOT APPLIED"]
    assert "Pixel Presentation" in badge["reason"]
    assert "palette" not in info["display"]


def test_a_broken_one_is_said(header: Callable[..., Dataset]) -> None:
    ds = with_palette(header())
    ds.BluePaletteColorLookupTableData = b"\0\0"
    info = describe(ds)
    (badge,) = [each for each in info["badges"] if each["text"] == "PALETTE NOT APPLIED"]
    assert "2 bytes for 3 entries" in badge["reason"]
    assert badge["level"] == "warning"


def test_of_mixed_frames_each_says_for_itself(header: Callable[..., Dataset]) -> None:
    ds = with_palette(header(), "MIXED")
    frames = []
    for presentation in ("MONOCHROME", "COLOR"):
        kind, frame = Dataset(), Dataset()
        kind.PixelPresentation = presentation
        frame.MRImageFrameTypeSequence = Sequence([kind])
        frames.append(frame)
    ds.PerFrameFunctionalGroupsSequence = Sequence(frames)
    assert ["palette" in describe(ds, i)["display"] for i in (0, 1)] == [False, True]


def test_an_enhanced_ct_with_a_supplement(data_dir: Path) -> None:
    (path,) = (data_dir / "dicom").rglob("eCT_Supplemental.dcm")
    ds = dcmread(path)
    display = describe(ds)["display"]
    colors = read_palette(ds, signed=False).colors
    assert display["palette"]["first"] == 1024
    stored = np.array([[0, 1023, 1024, 1100, 1123, 5000]], np.uint16)
    screen = painter(display, {})(stored)
    np.testing.assert_array_equal(screen[0, 2:], colors[[0, 76, 99, 99]])
