"""Several viewers side by side: opened, linked and closed, by mouse, keyboard and touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from browser.viewing import assert_accessible, comes_to, press, rest, shared_ct, shared_mr
from support.enhanced import Axis, enhanced_mr

from dicomwidgets import samples, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page
    from pydicom.dataset import Dataset

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser


def sagittal(slices: int = 9, size: int = 64) -> list[Dataset]:
    """Return a CT series that stands upright, in the frame of reference of `samples.ct`."""
    axial = samples.ct(slices, size)
    for number, dataset in enumerate(axial):
        dataset.SeriesInstanceUID = f"{dataset.SeriesInstanceUID[:60]}.9"
        dataset.SOPInstanceUID = f"{dataset.SOPInstanceUID[:60]}.9{number}"
        dataset.SeriesDescription = "Sagittal"
        dataset.ImageOrientationPatient = [0, 1, 0, 0, 0, -1]
        dataset.ImagePositionPatient = [20 * (number - slices // 2), -160, 160]
    return axial


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    """Show two MR series of one frame of reference and a CT of another."""
    shown = view([*shared_mr(20, 64), *shared_mr(12, 48, "T2"), *shared_ct(9, 64)], index=5)
    yield shown
    shown.close()


def child(viewer: SeriesViewer, cell: int = 1) -> SeriesViewer:
    return cast("SeriesViewer", viewer.panes[f"series_viewer:{cell}"])


def divided(page: Page, cells: int) -> Page:
    """Wait until so many viewers, the first included, show stored values."""
    page.wait_for_function(
        "n => document.querySelectorAll('.dw-series-viewer').length === n"
        " && [...document.querySelectorAll('.dw-loading')].every(e => e.hidden)",
        arg=cells,
    )
    rest(page, 300)
    return page


def cell(page: Page, number: int) -> Locator:
    return page.locator(".dw-panel").nth(number - 1)


def screen(page: Page, number: int) -> Locator:
    return page.locator(".dw-screen").nth(number)


def choose(page: Page, *labels: str) -> None:
    page.get_by_role("button", name="Panels side by side").first.click()
    for label in labels:
        page.locator(".dw-menu-item", has_text=label).filter(visible=True).click()
    page.keyboard.press("Escape")
    rest(page, 100)


def sent_by_all(page: Page, viewer: SeriesViewer) -> int:
    ids = [viewer.model_id, *(each.model_id for each in viewer.panes.values())]
    count: int = page.evaluate(
        "async ids => { let n = 0; for (const id of ids)"
        " n += (await dwHost.model(id)).sent.length; return n }",
        ids,
    )
    return count


def slice_of(page: Page, number: int) -> int:
    return int(page.get_by_role("textbox", name="Slice").nth(number).input_value()) - 1


def height(viewer: SeriesViewer) -> float:
    info = viewer.frames.info(viewer.index)["geometry"]
    orientation = np.array(info["orientation"]).reshape(2, 3)
    return float(np.cross(*orientation) @ np.array(info["position"]))


def test_a_panel_opens_as_the_first_is_shown_and_keeps_what_it_has(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    viewer.window_center, viewer.window_width, viewer.zoom = 300, 500, 3.0
    page = divided(live_page(viewer, width=1400), 1)
    viewer.panels = "2x2"
    divided(page, 4)
    other, ct = child(viewer), child(viewer, 2)
    comes_to(page, lambda: (other.window_center, other.window_width), (300, 500))
    # The same millimetres on the screen: its pixels are larger.
    spacing = [each.frames.info(0)["geometry"]["spacing"] for each in (viewer, other)]
    comes_to(page, lambda: other.zoom, pytest.approx(3.0 * spacing[1][1] / spacing[0][1]))
    assert ct.window_center is None, "another modality"
    other.window_center, other.zoom = 700, 1.0
    again = divided(live_page(viewer, width=1400), 4)
    rest(again)
    assert (other.window_center, other.zoom) == (700, 1.0)


def test_a_panel_without_links_opens_as_its_files_say(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    viewer.window_center, viewer.window_width, viewer.zoom = 300, 500, 3.0
    viewer.panel_links, viewer.panels = ["position"], "1x2"
    page = divided(live_page(viewer, width=1400), 2)
    rest(page)
    assert (child(viewer).window_center, child(viewer).zoom) == (None, None)


def test_the_menu_divides_and_unites(live_page: Callable[..., Page], viewer: SeriesViewer) -> None:
    page = divided(live_page(viewer, width=1400), 1)
    choose(page, "Two beside")
    divided(page, 2)
    assert (viewer.panels, child(viewer).series_number) == ("1x2", 1)
    first, second = (screen(page, k).bounding_box() for k in (0, 1))
    assert first
    assert second
    assert abs(first["y"] - second["y"]) < 2
    assert second["x"] >= first["x"] + first["width"]
    choose(page, "Four")
    divided(page, 4)
    assert set(viewer.panes) == {f"series_viewer:{k}" for k in (1, 2, 3)}
    choose(page, "One")
    divided(page, 1)
    assert viewer.panes == {}
    assert page.locator(".dw-panel").count() == 0
    assert page.locator(".dw-titlebar .dw-title").is_visible()


def test_by_keyboard_and_from_python(live_page: Callable[..., Page], viewer: SeriesViewer) -> None:
    page = divided(live_page(viewer, width=1400), 1)
    page.get_by_role("button", name="Panels side by side").focus()
    page.keyboard.press("Enter")
    page.locator("[role^=menuitem]:focus").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    divided(page, 2)
    assert viewer.panels == "1x2"
    viewer.panels = "2x1"
    rest(page)
    first, second = (screen(page, k).bounding_box() for k in (0, 1))
    assert first
    assert second
    assert second["y"] >= first["y"] + first["height"]


def test_by_touch(live_page: Callable[..., Page], viewer: SeriesViewer) -> None:
    page = divided(live_page(viewer, width=1400, touch=True), 1)
    page.get_by_role("button", name="Panels side by side").tap()
    page.locator(".dw-menu-item", has_text="Two on top").tap()
    divided(page, 2)
    cell(page, 1).get_by_role("button", name="Series ").tap()
    page.get_by_role("menu", name="Series").get_by_role("menuitemradio").nth(2).tap()
    rest(page, 600)
    assert child(viewer).series_number == 2


def test_slices_are_linked_by_place(live_page: Callable[..., Page], viewer: SeriesViewer) -> None:
    viewer.panels = "2x2"
    page = divided(live_page(viewer, width=1400), 4)
    assert abs(height(viewer) - height(child(viewer))) <= 5.6
    other = child(viewer, 2).index
    press(page, "End")
    assert (viewer.index, child(viewer).index, child(viewer, 3).index) == (19, 11, 19)
    assert child(viewer, 2).index == other
    cell(page, 1).locator(".dw-series-viewer").focus()
    page.keyboard.press("Home")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    rest(page)
    assert child(viewer).index == 5
    assert abs(height(viewer) - height(child(viewer))) <= 3.4
    assert viewer.index == child(viewer, 3).index
    badge = cell(page, 2).locator(".dw-badge", has_text="not linked")
    assert "frames of reference" in (badge.get_attribute("data-tip") or "")
    assert cell(page, 1).locator(".dw-badge", has_text="not linked").count() == 0


def test_panels_keep_their_time_while_slices_follow(live_page: Callable[..., Page]) -> None:
    slices, times = 5, 3
    both = [
        enhanced_mr(
            [
                Axis("TemporalPositionIndex", "FrameContentSequence", range(1, times + 1)),
                Axis("InStackPositionNumber", "FrameContentSequence", range(1, slices + 1)),
            ],
            keep=lambda place: place != (times, slices),
            size=32,
        )
        for _ in range(2)
    ]
    both[1].FrameOfReferenceUID = both[0].FrameOfReferenceUID
    both[1].StudyInstanceUID = both[0].StudyInstanceUID
    made = view(both, panels="1x2")
    page = divided(live_page(made, width=1400), 2)
    other = child(made)
    other.index = last = (times - 1) * slices
    rest(page)
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    assert (made.index, other.index) == (3, last + 3)
    press(page, "ArrowRight")
    assert other.index == last - 1, "the time before: there is no such slice"
    press(page, "ArrowLeft")
    assert (made.index, other.index) == (3, last + 3)
    before = sent_by_all(page, made)
    press(page, "n")
    assert (made.index, other.index) == (slices + 3, (times - 1) * slices + 3)
    assert sent_by_all(page, made) == before + 1, "nothing moves in the other"
    cell(page, 1).locator(".dw-series-viewer").focus()
    page.keyboard.press("ArrowLeft")
    rest(page)
    assert (made.index, other.index) == (slices + 2, (times - 1) * slices + 2)
    made.close()


def test_a_drag_moves_the_others_and_asks_the_kernel_nothing(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    viewer.panels = "1x2"
    page = divided(live_page(viewer, width=1400), 2)
    rest(page, 800)
    before = sent_by_all(page, viewer)
    slider = page.get_by_role("slider", name="Slice").first
    for value in (8, 12, 15):
        slider.evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})) }", value
        )
        rest(page, 40)
    assert slice_of(page, 0) == 14
    assert slice_of(page, 1) in {8, 9}
    box = screen(page, 0).bounding_box()
    assert box
    page.mouse.move(box["x"] + 150, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 220, box["y"] + 190, steps=8)
    rest(page, 60)
    assert sent_by_all(page, viewer) == before
    assert child(viewer).window_width is None
    page.mouse.up()
    rest(page, 200)
    assert viewer.window_width is not None
    assert child(viewer).window_width == viewer.window_width
    assert child(viewer).index in {8, 9}
    assert sent_by_all(page, viewer) == before + 2


def test_zoom_and_place_are_linked_in_millimetres(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    viewer.panels = "1x2"
    page = divided(live_page(viewer, width=1400), 2)
    press(page, "+", "+")
    rest(page, 400)
    assert viewer.zoom is not None
    assert child(viewer).zoom == pytest.approx(viewer.zoom * 64 / 48)
    choose(page, "Zoom and place")
    press(page, "f")
    rest(page, 400)
    assert viewer.zoom is None
    assert child(viewer).zoom is not None


def test_links_are_switched_by_keyboard_and_held_by_python(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    viewer.panels = "1x2"
    page = divided(live_page(viewer, width=1400), 2)
    button = page.get_by_role("button", name="Panels side by side").first
    button.focus()
    page.keyboard.press("Enter")
    slices = page.get_by_role("menuitemcheckbox", name="Slice, by place")
    page.keyboard.press("s")
    assert slices.evaluate("e => e.matches(':focus')")
    page.keyboard.press("Space")
    assert slices.get_attribute("aria-checked") == "false"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    rest(page, 100)
    assert viewer.panel_links == ("zoom", "window")
    before = child(viewer).index
    press(page, "End")
    assert (viewer.index, child(viewer).index) == (19, before)
    viewer.panel_links = ["position"]
    rest(page, 100)
    press(page, "Home", "End")
    assert (viewer.index, child(viewer).index) == (19, 11)
    button.click()
    assert slices.get_attribute("aria-checked") == "true"
    window = page.get_by_role("menuitemcheckbox", name="Window, of the same modality")
    assert window.get_attribute("aria-checked") == "false"


def test_linked_panels_begin_at_the_same_place(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    page = divided(live_page(viewer, width=1400), 1)
    choose(page, "Four")
    divided(page, 4)
    assert [slice_of(page, k) for k in range(4)] == [5, child(viewer).index, 4, 5]
    assert abs(height(viewer) - height(child(viewer))) <= 5.6
    assert child(viewer).index > 0


def test_the_cursor_shows_in_the_others(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    viewer.panels = "1x2"
    page = divided(live_page(viewer, width=1400), 2)
    here, there = (screen(page, k).bounding_box() for k in (0, 1))
    assert here
    assert there
    page.mouse.move(here["x"] + here["width"] * 0.6, here["y"] + here["height"] * 0.4)
    rest(page, 120)
    cross = cell(page, 1).locator(".dw-cross")
    at = cross.evaluate("e => e.getBoundingClientRect().toJSON()")
    # Both show the same 240 mm, as large as their areas, whose middles are the same point.
    scale = min(there["width"], there["height"]) / min(here["width"], here["height"])
    expected = there["x"] + there["width"] / 2 + here["width"] * 0.1 * scale
    assert at["x"] == pytest.approx(expected, abs=3)
    page.mouse.move(2, 2)
    rest(page, 120)
    assert not cross.is_visible()


def test_planes_that_cut_each_other_show_a_line(live_page: Callable[..., Page]) -> None:
    viewer = view([*samples.ct(9, 64), *sagittal()])
    viewer.frames.header(0)
    viewer.panels = "1x2"
    page = divided(live_page(viewer, width=1400), 2)
    lines = page.locator(".dw-lines path:last-child")
    assert lines.count() == 2
    before = lines.nth(1).get_attribute("d")
    assert before
    press(page, "End")
    assert lines.nth(1).get_attribute("d") != before
    assert page.locator(".dw-badge", has_text="not linked").count() == 0
    viewer.close()


def test_what_is_closed_is_freed(live_page: Callable[..., Page], viewer: SeriesViewer) -> None:
    page = divided(live_page(viewer, width=1400), 1)
    for _ in range(3):
        viewer.panels = "2x2"
        divided(page, 4)
        viewer.panels = "1x1"
        divided(page, 1)
    press(page, "End", "Home")
    assert viewer.index == 0
    assert page.locator(".dw-cross, .dw-lines path[d]:not([d=''])").count() == 0


def test_a_host_that_shows_no_widget_in_a_widget_says_so(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    page = divided(live_page(viewer, width=1400), 1)
    page.evaluate(
        """async id => {
          const el = document.body.appendChild(document.createElement("div"));
          await dwHost.show(id, el, new AbortController().signal, {});
        }""",
        viewer.model_id,
    )
    viewer.panels = "1x2"
    message = page.locator(".dw-panel > .dw-message")
    message.wait_for()
    assert "series_number=1" in message.inner_text()


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_axe_finds_nothing(
    live_page: Callable[..., Page], viewer: SeriesViewer, theme: str, width: int
) -> None:
    viewer.panels = "2x2"
    page = divided(live_page(viewer, width=width, theme=theme), 4)
    assert_accessible(page)
    page.get_by_role("button", name="Panels side by side").first.click()
    assert_accessible(page)


def test_a_saved_page_has_its_panels(host_page: Callable[..., Page], viewer: Any) -> None:
    len(viewer.frames)
    viewer.panels = "1x2"
    len(child(viewer).frames)
    page = divided(host_page(viewer, width=1400), 2)
    press(page, "End")
    assert slice_of(page, 1) == 11
