"""Boxes on the image of a preview, in a real browser: drawn, moved, pulled, deleted, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.viewing import assert_accessible, rest

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.anonymization_preview import AnonymizationPreview

    OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser

SLICES, SIZE = 3, 64
REST = 500
"""Milliseconds after which a change has gone to Python and back."""


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[AnonymizationPreview]:
    """Return the preview of a series of small slices."""
    for number, dataset in enumerate(samples.ct(SLICES, SIZE)):
        dataset.save_as(tmp_path / f"ct{number}.dcm", enforce_file_format=True)
    shown = dw.anonymize(tmp_path)
    yield shown
    shown.close()


@pytest.fixture
def page(live_page: OpenPage, preview: AnonymizationPreview) -> Page:
    return opened(live_page(preview, width=1400, height=1000))


def opened(page: Page) -> Page:
    """Open the image before, with its boxes."""
    page.locator(".dw-preview-walk .dw-slider:not([hidden])").wait_for()
    page.get_by_role("button", name="Before", exact=True).click()
    page.locator(".dw-boxes-picture img[src]:not([hidden])").wait_for()
    rest(page, 150)
    return page


def picture(page: Page) -> dict[str, float]:
    box = page.locator(".dw-boxes-picture").bounding_box()
    assert box
    return dict(box)


def at(page: Page, column: float, row: float) -> tuple[float, float]:
    """Return where a point of the image is on the page."""
    box = picture(page)
    return box["x"] + column / SIZE * box["width"], box["y"] + row / SIZE * box["height"]


def drag(page: Page, start: tuple[float, float], stop: tuple[float, float]) -> None:
    page.mouse.move(*at(page, *start))
    page.mouse.down()
    page.mouse.move(*at(page, *stop), steps=4)
    page.mouse.up()
    rest(page, REST)


def ends(preview: AnonymizationPreview) -> list[tuple[int, int] | None]:
    return [each.ends for each in preview._boxes.drawn]


def boxes(preview: AnonymizationPreview) -> list[tuple[int, int, int, int]]:
    return [each.box[1:] for each in preview._boxes.drawn]


def box(page: Page, number: int = 1) -> Locator:
    return page.get_by_role("button", name=f"Box {number}, ")


def test_a_box_is_drawn_moved_pulled_and_deleted_by_mouse(
    page: Page, preview: AnonymizationPreview
) -> None:
    drag(page, (10.2, 4.2), (29.8, 11.8))
    assert boxes(preview) == [(10, 4, 20, 8)]
    assert "clean_pixel_data" in preview.options
    said = page.locator(".dw-box-note").text_content() or ""
    assert "the pixel rule 'drawn on 64 × 64' is blacked out" in said
    drag(page, (20, 8), (25, 18))
    assert boxes(preview) == [(15, 14, 20, 8)]
    drag(page, (35, 22), (40, 30))
    assert boxes(preview) == [(15, 14, 25, 16)]
    box(page).press("Delete")
    rest(page, REST)
    assert boxes(preview) == []
    page.get_by_role("button", name="Undo", exact=True).click()
    rest(page, REST)
    assert boxes(preview) == [(15, 14, 25, 16)]


def test_a_box_is_made_and_changed_by_keys(page: Page, preview: AnonymizationPreview) -> None:
    page.get_by_role("button", name="Add a box").press("Enter")
    rest(page, REST)
    assert boxes(preview) == [(0, 0, SIZE, 5)]
    box(page).focus()
    page.keyboard.press("Alt+Shift+ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    rest(page, REST + 400)
    assert boxes(preview) == [(0, 2, SIZE, 15)]
    field = page.get_by_role("spinbutton", name="Box 1, width")
    field.fill("30")
    field.press("Enter")
    rest(page, REST)
    assert boxes(preview) == [(0, 2, 30, 15)]
    page.get_by_role("button", name="bottom edge").focus()
    page.keyboard.press("ArrowUp")
    rest(page, REST + 400)
    assert boxes(preview) == [(0, 2, 30, 14)]
    page.get_by_role("button", name="Delete box 1").press("Enter")
    rest(page, REST)
    assert boxes(preview) == []


def test_keys_on_one_box_are_kept_when_another_follows(
    page: Page, preview: AnonymizationPreview
) -> None:
    drag(page, (4, 4), (14, 14))
    drag(page, (34, 34), (44, 44))
    box(page, 1).focus()
    page.keyboard.press("ArrowRight")
    box(page, 2).focus()
    page.keyboard.press("ArrowDown")
    rest(page, REST + 400)
    assert boxes(preview) == [(5, 4, 10, 10), (34, 35, 10, 10)]


def test_a_finger_draws_when_it_is_told_to(
    live_page: OpenPage, preview: AnonymizationPreview
) -> None:
    page = opened(live_page(preview, width=600, height=1000, touch=True))
    page.locator(".dw-boxes-picture").scroll_into_view_if_needed()
    finger(page, (10, 10), (30, 20))
    assert boxes(preview) == []
    page.get_by_role("button", name="Draw").tap()
    finger(page, (10.2, 10.2), (29.8, 19.8))
    assert boxes(preview) == [(10, 10, 20, 10)]


def finger(page: Page, start: tuple[float, float], stop: tuple[float, float]) -> None:
    session = page.context.new_cdp_session(page)
    for kind, places in (
        ("touchStart", [start]),
        ("touchMove", [((start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2)]),
        ("touchMove", [stop]),
        ("touchEnd", []),
    ):
        points = [dict(zip("xy", at(page, *place), strict=True)) for place in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    rest(page, REST)


def test_the_table_and_the_picture_follow(page: Page) -> None:
    before = page.locator(".dw-picture").nth(0).get_attribute("src")
    drag(page, (10, 4), (30, 12))
    page.get_by_role("searchbox", name="Search the elements").fill("7fe00010")
    rest(page, REST)
    row = page.locator(".dw-row", has=page.get_by_text("Pixel Data", exact=True)).first
    assert row.locator(".dw-cell-action").text_content() == "CleanedC"
    page.get_by_role("button", name="After", exact=True).click()
    pictures = page.locator(".dw-picture")
    assert pictures.nth(0).is_hidden()
    assert pictures.nth(1).is_visible()
    assert pictures.nth(1).get_attribute("src") not in (None, before)
    pixel = page.evaluate(
        """async ([column, row]) => {
          const image = document.querySelectorAll(".dw-picture")[1];
          await image.decode();
          const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          return [...context.getImageData(column, row, 1, 1).data];
        }""",
        [20, 8],
    )
    assert pixel == [0, 0, 0, 255]
    page.get_by_role("button", name="After", exact=True).press("b")
    assert pictures.nth(0).is_visible()
    field = page.get_by_role("textbox", name="Slice or file")
    field.fill("3")
    field.press("Enter")
    rest(page, REST)
    assert box(page).is_visible()


def test_before_and_after_stand_side_by_side(page: Page, preview: AnonymizationPreview) -> None:
    drag(page, (10, 4), (30, 12))
    page.get_by_role("button", name="Both", exact=True).click()
    rest(page, REST)
    left, right = (page.locator(".dw-picture").nth(k).bounding_box() for k in (0, 1))
    assert left
    assert right
    assert all(left[each] == right[each] for each in ("y", "width", "height"))
    assert left["x"] + left["width"] < right["x"]
    assert left["width"] > 300
    assert box(page).is_visible()
    drag(page, (40, 40), (60, 60))
    assert boxes(preview)[1] == (40, 40, 20, 20)
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("button", name="Larger").click()
    rest(page, 150)  # what has grown keeps its middle, and is scrolled there
    rooms = page.locator(".dw-boxes-room")
    rooms.nth(1).evaluate("room => room.scrollTo(70, 50)")
    rest(page, 150)
    assert rooms.nth(0).evaluate("room => [room.scrollLeft, room.scrollTop]") == [70, 50]
    assert_accessible(page)
    page.get_by_role("button", name="Before", exact=True).click()
    assert page.locator(".dw-picture").nth(1).is_hidden()


@pytest.fixture
def moving(tmp_path: Path) -> Iterator[AnonymizationPreview]:
    """Return the preview of one file of several frames."""
    (made,) = samples.ct(1, SIZE)
    made.NumberOfFrames, made.PixelData = 5, made.PixelData * 5
    made.save_as(tmp_path / "moving.dcm", enforce_file_format=True)
    shown = dw.anonymize(tmp_path)
    yield shown
    shown.close()


def test_a_box_is_in_one_frame_or_in_some_in_a_row(
    live_page: OpenPage, moving: AnonymizationPreview
) -> None:
    page = opened(live_page(moving, theme="dark", width=600))
    drag(page, (10, 4), (30, 12))
    kind = page.get_by_role("combobox", name="Box 1, in which frames")
    first, last = (
        page.get_by_role("spinbutton", name=f"Box 1, {end} frame") for end in ("first", "last")
    )
    assert (ends(moving), first.is_visible()) == ([None], False)
    kind.select_option("This frame")
    rest(page, REST)
    assert ends(moving) == [(0, 0)]
    moving.index = 1
    rest(page, REST)
    # It is not in this frame, and stays in the list.
    assert box(page).count() == 0
    assert (kind.input_value(), first.input_value(), last.input_value()) == ("some", "1", "1")
    last.fill("9")
    last.press("Enter")
    rest(page, REST)
    assert ends(moving) == [(0, 4)]
    first.fill("3")
    first.press("Enter")
    rest(page, REST)
    assert ends(moving) == [(2, 4)]
    last.fill("2")
    last.press("Enter")
    rest(page, REST)
    assert ends(moving) == [(1, 1)]
    assert last.evaluate("field => field === document.activeElement")
    assert "in frames 2 to 2" in (box(page).get_attribute("aria-label") or "")
    assert kind.input_value() == "one"
    assert_accessible(page)
    overflow = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    box(page).press("f")
    rest(page, REST)
    assert ends(moving) == [None]
    box(page).press("f")
    rest(page, REST)
    assert ends(moving) == [(1, 1)]
    page.get_by_role("button", name="Undo", exact=True).click()
    rest(page, REST)
    assert ends(moving) == [None]


def test_boxes_rest_while_the_option_is_off(page: Page, preview: AnonymizationPreview) -> None:
    drag(page, (10, 4), (30, 12))
    preview.options = ()
    page.get_by_text("Clean Pixel Data is switched off").wait_for()
    assert len(boxes(preview)) == 1
    assert preview.plan.redaction.boxes == ()


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_axe_finds_nothing(
    live_page: OpenPage, preview: AnonymizationPreview, theme: str, width: int
) -> None:
    page = opened(live_page(preview, theme=theme, width=width))
    drag(page, (10, 4), (30, 12))
    drag(page, (10, 40), (50, 60))
    assert_accessible(page)
    page.get_by_role("button", name="Both", exact=True).click()
    rest(page, REST)
    assert_accessible(page)
    overflow = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
