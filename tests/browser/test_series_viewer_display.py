"""The grey chain in a real browser: VOI LUTs, Presentation LUT, real-world values, auto-window."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from browser.viewing import image_of, middle, number, press, rest
from pydicom.dataset import Dataset

from dicomwidgets import samples, view
from dicomwidgets.widgets._opening import Opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser


def lut(values: Any, bits: int, name: str = "", first: int = 0) -> Dataset:
    item = Dataset()
    item.add_new(0x00283002, "US", [len(values), first, bits])
    item.add_new(0x00283006, "US", [int(value) for value in values])
    if name:
        item.LUTExplanation = name
    return item


@pytest.fixture
def slice_of_mr() -> Dataset:
    """Return one slice of unsigned values from 0."""
    (ds,) = samples.mr(slices=1)
    return ds


def ready(page: Page) -> Page:
    page.locator(".dw-loading").first.wait_for(state="hidden")
    page.locator(".dw-badge", has_text="PREVIEW").wait_for(state="hidden")
    rest(page, 200)
    return page


def seen(page: Page, rows: int = 256, columns: int = 256) -> NDArray[np.uint8]:
    """Return the red channel of an image that is shown 1:1 in the middle."""
    canvas = image_of(page)
    top, left = (
        (have - want) // 2 for have, want in zip(canvas.shape, (rows, columns), strict=True)
    )
    return canvas[top : top + rows, left : left + columns]


def badge_texts(page: Page) -> list[str]:
    return page.locator(".dw-badges .dw-badge").all_inner_texts()


def item(page: Page, name: str) -> Locator:
    return page.locator(".dw-menu:popover-open .dw-menu-item").filter(has_text=name).first


def test_every_voi_lut_of_the_file_by_menu_and_key(
    live_page: Callable[..., Page], slice_of_mr: Dataset
) -> None:
    ramp = np.arange(2048)
    slice_of_mr.VOILUTSequence = [
        lut(ramp // 8, 8, "PLAIN"),
        lut(255 - ramp // 8, 8, "NEGATIVE"),
    ]
    viewer = view(slice_of_mr, zoom=1)
    page = ready(live_page(viewer))
    plain = viewer.frames.render(0)
    np.testing.assert_array_equal(seen(page), plain)
    press(page, "v")
    rest(page)
    assert viewer.voi_lut == 1
    negative = viewer.frames.render(0, voi_lut=1)
    assert (negative != plain).mean() > 0.5
    np.testing.assert_array_equal(seen(page), negative)
    np.testing.assert_array_equal(viewer.render(), negative)
    page.get_by_role("button", name="Window presets", exact=True).click()
    assert item(page, "NEGATIVE").get_attribute("aria-checked") == "true"
    item(page, "PLAIN").click()
    rest(page)
    assert viewer.voi_lut == 0
    np.testing.assert_array_equal(seen(page), plain)
    assert viewer.window_center is None


def test_a_presentation_lut_is_drawn(live_page: Callable[..., Page], slice_of_mr: Dataset) -> None:
    slice_of_mr.PhotometricInterpretation = "MONOCHROME1"
    slice_of_mr.PresentationLUTSequence = [lut(1023 - np.arange(256) * 4, 10)]
    viewer = view(slice_of_mr, zoom=1)
    page = ready(live_page(viewer))
    np.testing.assert_array_equal(seen(page), viewer.frames.render(0))
    press(page, "i")
    rest(page)
    np.testing.assert_array_equal(seen(page), viewer.frames.render(0, invert=True))


def test_padding_is_black_in_colours(live_page: Callable[..., Page], slice_of_mr: Dataset) -> None:
    slice_of_mr.add_new(0x00280120, "US", 0)
    viewer = view(slice_of_mr, zoom=1, colormap="viridis")
    page = ready(live_page(viewer))
    expected = viewer.frames.render(0, colormap="viridis")
    padded = viewer.frames.stored(0) == 0
    assert padded.any()
    assert not expected[padded].any()
    np.testing.assert_array_equal(seen(page), expected[..., 0])


def test_the_probe_reads_the_quantity_that_is_chosen(
    live_page: Callable[..., Page], slice_of_mr: Dataset
) -> None:
    unit = Dataset()
    unit.CodeValue, unit.CodingSchemeDesignator = "mm2/s", "UCUM"
    made = Dataset()
    made.LUTLabel, made.MeasurementUnitsCodeSequence = "ADC", [unit]
    made.RealWorldValueSlope, made.RealWorldValueIntercept = 0.5, 1.0
    made.add_new(0x00409216, "US", 0)
    made.add_new(0x00409211, "US", 65535)
    slice_of_mr.RealWorldValueMappingSequence = [made]
    viewer = view(slice_of_mr)
    page = ready(live_page(viewer))
    page.mouse.move(*middle(page))
    rest(page)
    value = page.locator(".dw-probe [data-field=value]")
    assert "mm2/s" not in value.inner_text()
    page.get_by_role("button", name="Window presets", exact=True).click()
    item(page, "ADC").click()
    rest(page)
    assert viewer.real_world == 0
    page.mouse.move(*middle(page))
    rest(page)
    stored = float(page.locator(".dw-probe [data-field=stored]").inner_text())
    assert value.inner_text() == f"{stored * 0.5 + 1:g} mm2/s"
    values = viewer.frames.values(0, real_world="ADC")
    assert values.unit == "mm2/s"


def without_window() -> list[Dataset]:
    """Return slices that name no window, each brighter than the one before."""
    slices = samples.mr(slices=8)
    for k, ds in enumerate(slices):
        del ds.WindowCenter, ds.WindowWidth
        pixels = np.frombuffer(ds.PixelData, "<u2") // 2 + 300 * k
        ds.PixelData = pixels.astype("<u2").tobytes()
    return slices


def test_the_window_of_the_series_follows_the_first_picture(
    live_page: Callable[..., Page],
) -> None:
    viewer = view(without_window(), zoom=1)
    page = ready(live_page(viewer))
    page.locator(".dw-badge", has_text="AUTO WINDOW").wait_for()
    assert "PROVISIONAL WINDOW" not in badge_texts(page)
    rest(page)
    np.testing.assert_array_equal(seen(page), viewer.frames.render(viewer.index))
    window = viewer.frames.auto.window
    assert window is not None
    assert window.width > 1500


@pytest.mark.parametrize("moved", [True, False])
def test_a_drag_is_not_undone_by_the_window_that_is_found_meanwhile(
    live_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch, *, moved: bool
) -> None:
    found, settle = threading.Event(), Opened.settled

    def late(opened: Opened) -> Any:
        found.wait(30)
        return settle(opened)

    monkeypatch.setattr(Opened, "settled", late)
    viewer = view(without_window(), zoom=1)
    page = ready(live_page(viewer))
    assert "PROVISIONAL WINDOW" in badge_texts(page)
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    if moved:
        page.mouse.move(x + 60, y + 40, steps=4)
    rest(page, 60)
    window, drawn = window_of(page), seen(page)
    assert viewer.window_width is None
    found.set()
    page.locator(".dw-badge", has_text="AUTO WINDOW").wait_for()
    rest(page, 100)
    if moved:
        assert window_of(page) == window
        np.testing.assert_array_equal(seen(page), drawn)
    page.mouse.move(x + 100, y + 40, steps=4)
    rest(page, 60)
    window, drawn = window_of(page), seen(page)
    page.mouse.up()
    rest(page, 400)
    assert window_of(page) == window == (viewer.window_center, viewer.window_width)
    np.testing.assert_array_equal(seen(page), drawn)
    np.testing.assert_array_equal(drawn, viewer.render())
    viewer.close()


def window_of(page: Page) -> tuple[float, float]:
    return number(page, "Center"), number(page, "Width")
