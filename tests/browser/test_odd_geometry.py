"""Pixels that are not square, spacings that can't be, series whose frames are not of one kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from browser.viewing import image_of, middle, number, press, rest, root

import dicomwidgets as dw
from dicomwidgets import samples, view
from dicomwidgets.pixels.frame_source import FrameSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from playwright.sync_api import Page
    from pydicom import Dataset

pytestmark = pytest.mark.browser

ROWS, COLUMNS = 40, 60


def plain(rows: int = ROWS, columns: int = COLUMNS, *, value: int = 1500) -> Dataset:
    """Return one slice of CT that is white all over, with an edge of its own values."""
    (dataset,) = samples.ct(1, 64)
    stored = np.full((rows, columns), value, np.int16)
    dataset.Rows, dataset.Columns = stored.shape
    dataset.PixelData = stored.tobytes()
    return dataset


def shown(page: Page) -> Page:
    page.locator(".dw-loading").first.wait_for(state="hidden")
    rest(page, 300)
    return page


def drawn(page: Page) -> NDArray[np.uint8]:
    """Return the part of the canvas that the image covers."""
    seen = image_of(page)
    down, across = np.nonzero(seen > 64)
    return seen[down.min() : down.max() + 1, across.min() : across.max() + 1]


def probed(page: Page, field: str) -> str:
    return page.locator(f".dw-probe-value[data-field={field}]").inner_text()


# Pixels that are not square ---------------------------------------------------------------------


@pytest.mark.parametrize("by", ["PixelSpacing", "PixelAspectRatio"])
def test_pixels_are_drawn_in_their_proportion_at_every_zoom(
    live_page: Callable[..., Page], by: str
) -> None:
    dataset = plain()
    if by == "PixelSpacing":
        dataset.PixelSpacing = [1.0, 0.5]
    else:
        del dataset.PixelSpacing
        dataset.PixelAspectRatio = [2, 1]
    viewer = view(dataset, zoom=0.5)
    page = shown(live_page(viewer))
    for zoom in (0.5, 0.8, 1.0, 3.0, 7.0, None):
        viewer.zoom, viewer.rotation = zoom, 0
        rest(page, 200)
        height, width = drawn(page).shape
        assert height / width == pytest.approx(2 * ROWS / COLUMNS, rel=0.06), zoom
        if zoom is not None:
            assert width == pytest.approx(COLUMNS * zoom, abs=1), "zoom counts in columns"
        viewer.rotation = 90
        rest(page, 200)
        turned_height, turned_width = drawn(page).shape
        if zoom is not None:
            assert (turned_height, turned_width) == pytest.approx((width, height), abs=1), zoom
        else:
            assert turned_width / turned_height == pytest.approx(2 * ROWS / COLUMNS, rel=0.02)
    viewer.close()


def test_the_probe_is_right_where_pixels_are_not_square(live_page: Callable[..., Page]) -> None:
    dataset = plain()
    stored = np.arange(ROWS * COLUMNS, dtype=np.int16).reshape(ROWS, COLUMNS)
    dataset.PixelData, dataset.PixelSpacing = stored.tobytes(), [1.0, 0.25]
    viewer = view(dataset, zoom=3.0)
    page = shown(live_page(viewer))
    x, y = middle(page)
    places = [(0, 0), (3, 1), (-5, 2)]
    for rotation, across, down in [(turn, *place) for turn in (0, 90) for place in places]:
        viewer.rotation = rotation
        rest(page, 100)
        # A pixel is 3 × 12 screen pixels large, lying on its side after a quarter turn.
        wide, high = (3, 12) if rotation == 0 else (12, 3)
        page.mouse.move(x + (across + 0.5) * wide, y + (down + 0.5) * high)
        rest(page, 100)
        column, row = map(int, probed(page, "pixel").split(", "))
        if rotation == 0:
            assert (column, row) == (COLUMNS // 2 + across, ROWS // 2 + down)
        else:
            assert (column, row) == (COLUMNS // 2 + down, ROWS // 2 - 1 - across)
        assert int(probed(page, "stored")) == stored[row, column]
    viewer.close()


def test_an_absurd_proportion_is_drawn_all_the_same(live_page: Callable[..., Page]) -> None:
    dataset = plain()
    dataset.PixelSpacing = [1000, 0.5]
    page = shown(live_page(view(dataset, zoom=0.9)))
    assert drawn(page).shape[1] == pytest.approx(54, abs=1)


# Spacings that can't be -------------------------------------------------------------------------


@pytest.mark.parametrize("spacing", [[0, 0], [0.5, 0], [-0.5, 0.5]])
def test_a_spacing_that_cannot_be_is_refused_and_the_pixels_are_square(
    live_page: Callable[..., Page], spacing: list[float]
) -> None:
    dataset = plain()
    dataset.PixelSpacing = spacing
    viewer = view(dataset)
    page = shown(live_page(viewer))
    assert page.get_by_role("button", name=re.compile("^BAD SPACING")).is_visible()
    assert not page.locator(".dw-ruler").is_visible()
    height, width = drawn(page).shape
    assert height / width == pytest.approx(ROWS / COLUMNS, rel=0.02)
    page.mouse.move(*middle(page))
    rest(page, 100)
    assert probed(page, "position") == "unknown"
    assert probed(page, "pixel") == f"{COLUMNS // 2}, {ROWS // 2}"
    viewer.rotation = 270
    rest(page, 200)
    turned = drawn(page).shape
    assert turned[1] / turned[0] == pytest.approx(ROWS / COLUMNS, rel=0.02)
    viewer.close()


# Frames that are not of one kind ----------------------------------------------------------------


def mixed() -> FrameSource:
    """Return a slice, one of another size that lies elsewhere, colour, eight bits, floats."""
    coronal = plain(80, 120, value=700)
    coronal.ImageOrientationPatient = [1, 0, 0, 0, 0, -1]
    eight = plain()
    eight.BitsAllocated = eight.BitsStored = 8
    eight.HighBit, eight.PixelRepresentation = 7, 0
    eight.PixelData = np.full((ROWS, COLUMNS), 200, np.uint8).tobytes()
    floats = plain()
    del floats.PixelData
    for keyword in ("BitsStored", "HighBit", "PixelRepresentation"):
        delattr(floats, keyword)
    floats.BitsAllocated = 32
    floats.RescaleType, floats.RescaleSlope, floats.RescaleIntercept = "US", 1, 0
    floats.FloatPixelData = np.full((ROWS, COLUMNS), 0.25, np.float32).tobytes()
    floats.WindowCenter, floats.WindowWidth = 0.2, 0.5
    parts: list[Any] = [plain(), coronal, samples.us_color(), eight, floats]
    return FrameSource([locator for part in parts for locator in dw.frames(part).locators])


@pytest.fixture
def viewer() -> Any:
    shown_viewer = view(mixed())
    yield shown_viewer
    shown_viewer.close()


def test_fit_stays_fit_from_one_size_to_the_next(
    live_page: Callable[..., Page], viewer: Any
) -> None:
    page = shown(live_page(viewer))
    for index in range(5):
        viewer.index = index
        rest(page, 300)
        assert page.locator(".dw-zoom").inner_text().startswith("fit")
        rows, columns = viewer.frame.shape[:2]
        area = page.locator(".dw-screen").bounding_box()
        assert area
        fit = min(area["width"] / columns, area["height"] / rows)
        zoom = float(page.locator(".dw-zoom").inner_text().split()[1])
        assert zoom == pytest.approx(fit, rel=0.01)
        assert page.locator(".dw-trouble").is_hidden()


def test_zoomed_in_the_same_share_of_the_image_stays_in_the_middle(
    live_page: Callable[..., Page], viewer: Any
) -> None:
    page = shown(live_page(viewer))
    viewer.zoom = 10.0
    rest(page, 200)
    root(page).focus()
    press(page, *["Shift+ArrowRight"] * 5)
    x, y = middle(page)
    page.mouse.move(x + 1, y + 1)
    rest(page, 100)
    column, row = map(int, probed(page, "pixel").split(", "))
    assert column < COLUMNS // 2 - 8
    viewer.index = 1
    rest(page, 300)
    assert viewer.zoom == 10
    twice = [int(part) for part in probed(page, "pixel").split(", ")]
    assert twice == pytest.approx([2 * column, 2 * row], abs=1)
    viewer.index = 0
    rest(page, 300)
    assert [int(part) for part in probed(page, "pixel").split(", ")] == pytest.approx(
        [column, row], abs=1
    )


@pytest.mark.parametrize("rotation", [0, 90])
def test_the_probe_and_the_words_are_those_of_each_frame(
    live_page: Callable[..., Page], viewer: Any, rotation: int
) -> None:
    viewer.rotation = rotation
    page = shown(live_page(viewer))
    page.mouse.move(*middle(page))
    expected = ["1500", "700", None, "200", "0.25"]
    letters = ["P", "F"] if rotation == 0 else ["L", "L"]
    for index, stored in enumerate(expected):
        viewer.index = index
        rest(page, 300)
        column, row = map(int, probed(page, "pixel").split(", "))
        value = viewer.frame[row, column]
        assert probed(page, "stored") == (stored or " ".join(map(str, value)))
        if index < 2:
            assert page.locator(".dw-letter-bottom").inner_text() == letters[index]


def test_the_window_sliders_keep_their_reach_for_each_unit(
    live_page: Callable[..., Page], viewer: Any
) -> None:
    page = shown(live_page(viewer))
    slider = page.get_by_role("slider", name="Center")

    def reach() -> tuple[float, float, float]:
        return slider.evaluate("e => [Number(e.min), Number(e.max), Number(e.step)]")

    viewer.index = 1
    rest(page, 300)
    before = reach()
    viewer.index = 2
    rest(page, 300)
    assert not slider.is_visible(), "colour has no window"
    viewer.index = 1
    rest(page, 300)
    assert reach() == before
    assert slider.is_visible()
    viewer.index = 4
    rest(page, 300)
    low, high, step = reach()
    assert high - low < 10, "floats between 0 and 1 are not lost among thousands"
    assert step < 0.1
    assert number(page, "Center") == pytest.approx(0.2)
    viewer.index = 1
    rest(page, 300)
    assert reach() == before


def test_colour_is_turned_and_equals_render(live_page: Callable[..., Page]) -> None:
    viewer = view(samples.us_color(), zoom=1.0, rotation=90, flip=True)
    page = shown(live_page(viewer, width=1400, height=1400))
    expected = viewer.render()
    seen = image_of(page)
    rows, columns = expected.shape[:2]
    top, left = (seen.shape[0] - rows) / 2, (seen.shape[1] - columns) / 2
    cut = expected[max(0, round(-top)) :, max(0, round(-left)) :, 0]
    y, x = max(0, round(top)), max(0, round(left))
    found = seen[y : y + cut.shape[0], x : x + cut.shape[1]]
    cut = cut[: found.shape[0], : found.shape[1]]
    assert found.shape[0] > 200
    np.testing.assert_array_equal(found, cut)
    viewer.close()
