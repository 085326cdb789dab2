"""The scale bar: its length, what it rests on, and where there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import dicomwidgets as dw
from dicomwidgets.samples import ct, us_color

from .viewing import root

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from pydicom.dataset import Dataset

pytestmark = pytest.mark.browser


def projection(**elements: Any) -> Dataset:
    dataset = ct(1, 64)[0]
    dataset.Modality = "DX"
    for keyword in ("PixelSpacing", "ImageOrientationPatient", "ImagePositionPatient"):
        delattr(dataset, keyword)
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


def shown(page: Page) -> None:
    root(page).wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    page.locator(".dw-zoom").filter(has_text=re.compile(r"\d")).wait_for()


@pytest.mark.parametrize(
    ("elements", "spacing", "says"),
    [
        ({"ImagerPixelSpacing": [0.3, 0.3]}, 0.3, "ImagerPixelSpacing, detector plane"),
        (
            {"ImagerPixelSpacing": [0.3, 0.3], "EstimatedRadiographicMagnificationFactor": 1.5},
            0.2,
            "ImagerPixelSpacing ÷ 1.5, patient plane",
        ),
        ({"NominalScannedPixelSpacing": [0.3, 0.3]}, 0.3, "NominalScannedPixelSpacing, film"),
        ({"PixelSpacing": [0.3, 0.3]}, 0.3, "PixelSpacing, plane unknown"),
        (
            {"PixelSpacing": [0.3, 0.3], "ImageOrientationPatient": [1, 0, 0, 0, 1, 0]},
            0.3,
            "PixelSpacing",
        ),
    ],
)
def test_it_says_what_it_rests_on(
    elements: dict[str, Any], spacing: float, says: str, live_page: Callable[..., Page]
) -> None:
    page = live_page(dw.view(projection(**elements)))
    shown(page)
    assert_bar(page, spacing, says)


def assert_bar(page: Page, spacing: float, says: str) -> None:
    text = page.locator(".dw-ruler-text").inner_text()
    length, unit, source = re.match(r"([\d.]+) (\S+) · (.*)", text).groups()  # type: ignore[union-attr]
    assert source == says
    box = page.locator(".dw-ruler-line").bounding_box()
    assert box
    millimetres = float(length) * {"cm": 10, "mm": 1, "µm": 0.001}[unit]
    fit = float(page.locator(".dw-zoom").inner_text().split()[1])
    assert box["width"] == pytest.approx(millimetres / spacing * fit, rel=0.02, abs=1)


def test_an_ultrasound_region_in_the_middle(live_page: Callable[..., Page]) -> None:
    page = live_page(dw.view(us_color()))
    shown(page)
    assert_bar(page, 0.42, "ultrasound region")


def test_there_is_none_where_nobody_knows(live_page: Callable[..., Page]) -> None:
    aside = us_color()
    aside.SequenceOfUltrasoundRegions[0].RegionLocationMaxX1 = 200
    for dataset in (aside, projection(), projection(PixelSpacing=[0, 0])):
        page = live_page(dw.view(dataset))
        shown(page)
        assert page.locator(".dw-ruler").is_hidden()
        assert page.locator(".dw-letter").count() == 4
