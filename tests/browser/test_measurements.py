"""Measuring in a real browser: each tool by mouse, finger and keyboard; what Python has then."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import (
    SLICES,
    assert_accessible,
    image_of,
    press,
    rest,
    root,
    sent,
    settled,
    shared_ct,
)

from dicomwidgets import samples, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

    Point = tuple[float, float]

pytestmark = pytest.mark.browser

SIZE = 128
KEYS = {"ruler": "l", "angle": "a", "rectangle": "b", "ellipse": "e", "freehand": "d"}
NEAR = 0.75
"""Image pixels within which a drawn point lies: half a screen pixel of zoom, and rounding."""


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    shown = view(shared_ct(SLICES, SIZE), index=12)
    yield shown
    shown.close()


class Hand:
    """Points of the image on the screen, and a pointer that goes there.

    The view fits the image into the screen: that is where its points are.
    """

    def __init__(self, page: Page, place: int = 0) -> None:
        self.page = page
        self.screen = page.locator(".dw-screen").nth(place)

    def at(self, column: float, row: float) -> Point:
        box = self.screen.bounding_box()
        assert box
        scale = min(box["width"], box["height"]) / SIZE
        return (
            box["x"] + box["width"] / 2 + (column - SIZE / 2) * scale,
            box["y"] + box["height"] / 2 + (row - SIZE / 2) * scale,
        )

    def drag(self, *points: Point) -> None:
        mouse = self.page.mouse
        mouse.move(*self.at(*points[0]))
        mouse.down()
        for point in points[1:]:
            mouse.move(*self.at(*point), steps=3)
        mouse.up()
        rest(self.page)

    def touch(self, *points: Point) -> None:
        session = self.page.context.new_cdp_session(self.page)

        def send(kind: str, *fingers: Point) -> None:
            where = [{"x": x, "y": y} for x, y in fingers]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

        send("touchStart", self.at(*points[0]))
        for one, other in pairwise(points):
            for share in (0.34, 0.67, 1):
                between = tuple(a + (b - a) * share for a, b in zip(one, other, strict=True))
                send("touchMove", self.at(*between))
        send("touchEnd")
        rest(self.page)


def circle(column: float, row: float, radius: float) -> list[Point]:
    turns = [k * math.pi / 12 for k in range(25)]
    return [(column + radius * math.cos(t), row + radius * math.sin(t)) for t in turns]


DRAGS: dict[str, list[Point]] = {
    "ruler": [(40, 50), (80, 60)],
    "rectangle": [(40, 50), (70, 80)],
    "ellipse": [(50, 40), (90, 60)],
    "freehand": circle(64, 64, 20),
}


def shapes(page: Page) -> Locator:
    return page.locator(".dw-measures path[role]")


def words(page: Page) -> list[str]:
    return page.locator(".dw-measures text").first.locator("tspan").all_text_contents()


def pick(page: Page, kind: str) -> None:
    press(page, KEYS[kind])


def cleared(page: Page, viewer: SeriesViewer) -> None:
    """Begin anew on the same page."""
    viewer.measurements.clear()
    viewer.tool = "window"
    rest(page)
    assert shapes(page).count() == 0


def near(points: list[list[float]], wanted: list[Point]) -> bool:
    return len(points) == len(wanted) and all(
        math.dist(point, other) <= NEAR for point, other in zip(points, wanted, strict=True)
    )


# Drawing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["drag", "touch"])
def test_a_drag_draws(page: Page, viewer: SeriesViewer, way: str) -> None:
    for kind, points in DRAGS.items():
        pick(page, kind)
        assert viewer.tool == kind
        getattr(Hand(page), way)(*points)
        (row,) = viewer.measurements
        assert (row["kind"], row["index"]) == (kind, viewer.index)
        if kind == "freehand":
            assert row["area_px"] == pytest.approx(math.pi * 20**2, rel=0.05)
            assert 12 <= len(row["points"]) <= 400
        else:
            assert near(row["points"], points), kind
        assert viewer.window_center is None, "the drag draws, and nothing else"
        cleared(page, viewer)


def test_an_angle_takes_two_drags(page: Page, viewer: SeriesViewer) -> None:
    hand = Hand(page)
    for drawn in (hand.drag, hand.touch):
        pick(page, "angle")
        drawn((80, 60), (50, 60))
        assert len(viewer.measurements) == 0
        drawn((52, 50), (50, 30))
        (row,) = viewer.measurements
        assert near(row["points"], [(80, 60), (50, 60), (50, 30)])
        assert row["angle_deg"] == pytest.approx(90, abs=1.5)
        assert words(page) == [f"{row['angle_deg']:.1f}°"]
        cleared(page, viewer)


def test_points_may_be_clicked_one_by_one(page: Page, viewer: SeriesViewer) -> None:
    pick(page, "angle")
    hand = Hand(page)
    clicked: list[Point] = [(80, 60), (50, 60), (50, 30)]
    for point in clicked:
        page.mouse.move(*hand.at(*point))
        page.mouse.click(*hand.at(*point))
    rest(page)
    (row,) = viewer.measurements
    assert near(row["points"], clicked)
    assert viewer.zoom is None, "two clicks are no double click"


def test_enter_puts_a_shape_in_the_middle(page: Page, viewer: SeriesViewer) -> None:
    for kind, key in KEYS.items():
        press(page, key, "Enter")
        (row,) = viewer.measurements
        assert row["kind"] == kind
        columns, rows = zip(*row["points"], strict=True)
        assert min(columns) >= SIZE / 4 - 20
        assert max(rows) <= SIZE * 3 / 4
        assert row["problem"] is None
        assert shapes(page).first.evaluate("e => e.matches(':focus')")
        cleared(page, viewer)


def test_the_menu_has_every_tool(page: Page, viewer: SeriesViewer) -> None:
    for name in ["Ruler", "Angle", "Rectangle", "Ellipse", "Freehand"]:
        page.get_by_role("button", name="Measure", exact=True).click()
        page.get_by_role("menuitemradio", name=re.compile(f"^{name}")).click()
        rest(page, 50)
        assert viewer.tool == name.lower()
    page.get_by_role("button", name="Measure", exact=True).click()
    page.get_by_role("menuitemradio", name="Sets the window").click()
    rest(page, 50)
    assert viewer.tool == "window"


def test_escape_takes_back_step_by_step(page: Page, viewer: SeriesViewer) -> None:
    pick(page, "ruler")
    hand = Hand(page)
    page.mouse.click(*hand.at(40, 40))
    page.mouse.move(*hand.at(60, 60))
    rest(page, 50)
    assert shapes(page).count() == 1
    press(page, "Escape")
    assert shapes(page).count() == 0
    assert viewer.tool == "ruler"
    press(page, "Escape")
    assert viewer.tool == "window"
    pick(page, "ellipse")
    press(page, "w")
    assert viewer.tool == "window"
    assert len(viewer.measurements) == 0


def test_nothing_is_said_while_a_shape_is_drawn(page: Page, viewer: SeriesViewer) -> None:
    pick(page, "ruler")
    hand = Hand(page)
    page.mouse.move(*hand.at(40, 50))
    page.mouse.down()
    before = sent(page)
    page.mouse.move(*hand.at(80, 50), steps=20)
    rest(page)
    assert sent(page) == before
    (text,) = words(page)
    page.mouse.up()
    rest(page)
    assert sent(page) == before + 1
    (row,) = viewer.measurements
    assert words(page) == [text] == [f"{row['length_mm']:.1f} mm"]


def test_a_second_finger_takes_the_drawing_back(page: Page, viewer: SeriesViewer) -> None:
    pick(page, "rectangle")
    hand = Hand(page)
    session = page.context.new_cdp_session(page)
    fingers = [dict(zip("xy", hand.at(*point), strict=True)) for point in [(50, 50), (80, 80)]]
    further = [fingers[0], dict(zip("xy", hand.at(110, 110), strict=True))]
    for kind, points in [
        ("touchStart", fingers[:1]),
        ("touchMove", [dict(zip("xy", hand.at(60, 60), strict=True))]),
        ("touchStart", fingers),
        ("touchMove", further),
        ("touchEnd", []),
    ]:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    rest(page)
    assert shapes(page).count() == 0
    assert len(viewer.measurements) == 0
    assert viewer.zoom is not None


# What is said -----------------------------------------------------------------------------------


def test_an_area_says_what_python_has_measured(page: Page, viewer: SeriesViewer) -> None:
    pick(page, "ellipse")
    Hand(page).drag(*DRAGS["ellipse"])
    (row,) = viewer.measurements
    size, values, span = words(page)
    assert size == f"{row['area_mm2']:.0f} mm²"
    assert values.startswith("mean ")
    assert values.endswith(f"SD {row['sd']:.0f}") or row["sd"] < 100
    assert span.endswith(f"n {row['pixels']}")
    label = shapes(page).first.get_attribute("aria-label") or ""
    assert label.startswith(f"Ellipse: {size}, {values}")
    assert "PixelSpacing" in label
    page.locator(".dw-said[aria-live]").filter(has_text=label).wait_for(state="attached")


def test_python_s_own_shapes_are_shown(page: Page, viewer: SeriesViewer) -> None:
    viewer.measurements.add("ruler", [(40, 50), (80, 50)], label="Width")
    rest(page)
    assert words(page) == ["Width", f"{viewer.measurements[0]['length_mm']:.1f} mm"]
    viewer.measurements.clear()
    rest(page)
    assert shapes(page).count() == 0


BOXES = """root => [...root.querySelectorAll(".dw-measures rect")].map(rect => {
  const {left, top, right, bottom} = rect.getBoundingClientRect();
  return [left, top, right, bottom];
})"""


def apart(one: list[float], other: list[float]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("width", [400, 1000])
def test_words_of_neighbours_stand_apart_and_inside(
    live_page: Callable[..., Page], viewer: SeriesViewer, width: int
) -> None:
    page = settled(live_page(viewer, width=width))
    for k in range(4):
        viewer.measurements.add(
            "ellipse", [(50 + 4 * k, 40 + 5 * k), (62 + 4 * k, 50 + 5 * k)], label=f"Part {k}"
        )
    viewer.measurements.add("rectangle", [(116, 112), (127, 127)], label="Corner")
    rest(page)
    boxes = root(page).evaluate(BOXES)
    assert len(boxes) == 5
    assert all(apart(one, other) for k, one in enumerate(boxes) for other in boxes[k + 1 :])
    screen = page.locator(".dw-screen").bounding_box()
    assert screen
    for left, top, right, bottom in boxes:
        assert left >= screen["x"]
        assert top >= screen["y"]
        assert right <= screen["x"] + screen["width"]
        assert bottom <= screen["y"] + screen["height"]
    leads = page.locator(".dw-measures line:not([hidden])")
    assert leads.count() > 0, "some had to go away from their shape"
    # The words of a shape that has left the picture are gone with it.
    viewer.zoom = 40.0
    rest(page)
    seen = [box for box in root(page).evaluate(BOXES) if box[2] > box[0]]
    assert len(seen) < 5


def test_words_are_measured_when_they_come_into_sight(page: Page, viewer: SeriesViewer) -> None:
    viewer.zoom = 40.0
    viewer.measurements.add("rectangle", [(2, 2), (10, 10)], label="Far from the middle")
    rest(page)
    assert not page.locator(".dw-measures text").first.is_visible()
    viewer.zoom = None
    rest(page)
    (box,) = root(page).evaluate(BOXES)
    text = page.locator(".dw-measures text").first.bounding_box()
    assert text
    assert box[0] <= text["x"]
    assert box[2] >= text["x"] + text["width"]


def test_words_that_came_while_nothing_was_shown_have_a_plate(
    page: Page, viewer: SeriesViewer
) -> None:
    """As in a cell that measures before it ends with the viewer."""
    root(page).evaluate("root => root.style.display = 'none'")
    viewer.measurements.add("rectangle", [(40, 40), (60, 60)], label="Before it was shown")
    rest(page)
    root(page).evaluate("root => root.style.display = ''")
    rest(page)
    viewer.zoom = 1.5
    rest(page)
    (box,) = root(page).evaluate(BOXES)
    text = page.locator(".dw-measures text").first.bounding_box()
    assert text
    assert box[2] >= text["x"] + text["width"] > box[0]


def test_a_shape_belongs_to_its_slice(page: Page, viewer: SeriesViewer) -> None:
    viewer.measurements.add("ruler", [(40, 50), (80, 50)])
    press(page, "ArrowRight")
    assert shapes(page).count() == 0
    press(page, "ArrowLeft")
    assert shapes(page).count() == 1


def test_the_canvas_holds_no_line_of_it(page: Page, viewer: SeriesViewer) -> None:
    before = image_of(page)
    viewer.measurements.add("rectangle", [(20, 20), (100, 100)])
    rest(page)
    assert (image_of(page) == before).all()


# Changing ---------------------------------------------------------------------------------------


def test_a_handle_and_the_whole_shape_can_be_dragged(page: Page, viewer: SeriesViewer) -> None:
    viewer.measurements.add("rectangle", [(40, 40), (70, 80)])
    rest(page)
    hand = Hand(page)
    hand.drag((55, 40), (65, 50))
    (row,) = viewer.measurements
    assert near(row["points"], [(50, 50), (80, 90)])
    before = row["mean"]
    hand.drag((80, 50), (100, 30))
    (row,) = viewer.measurements
    assert near(row["points"], [(50, 30), (100, 90)])
    assert row["mean"] != before
    assert viewer.tool == "window"
    assert viewer.window_center is None


def test_dragging_says_nothing_until_the_release(page: Page, viewer: SeriesViewer) -> None:
    viewer.measurements.add("ellipse", [(40, 40), (70, 80)])
    rest(page)
    hand = Hand(page)
    page.mouse.move(*hand.at(55, 40))
    page.mouse.down()
    before = sent(page)
    page.mouse.move(*hand.at(75, 60), steps=15)
    rest(page)
    assert sent(page) == before
    page.mouse.up()
    rest(page)
    assert sent(page) == before + 1


def test_a_click_selects_and_changes_nothing(page: Page, viewer: SeriesViewer) -> None:
    viewer.measurements.add("ruler", [(40, 50), (80, 50)])
    rest(page)
    before = sent(page)
    page.mouse.click(*Hand(page).at(60, 50))
    rest(page)
    assert page.locator(".dw-measures [data-handle]").count() == 2
    assert sent(page) == before
    page.mouse.click(*Hand(page).at(60, 110))
    rest(page)
    assert page.locator(".dw-measures [data-handle]").count() == 0


def test_keys_walk_change_and_remove(page: Page, viewer: SeriesViewer) -> None:
    for key in ("Delete", "Backspace"):
        viewer.measurements.add("ruler", [(40, 50), (80, 50)])
        viewer.measurements.add("ruler", [(40, 90), (80, 90)])
        rest(page)
        shapes(page).first.focus()
        index = viewer.index
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
        rest(page)
        assert viewer.measurements[0]["points"] == [[41, 60], [81, 60]]
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowUp")
        rest(page)
        assert viewer.measurements[0]["points"] == [[41, 60], [81, 59]]
        page.keyboard.press("Tab")
        assert shapes(page).nth(1).evaluate("e => e.matches(':focus')")
        page.keyboard.press(key)
        rest(page)
        assert [row["points"][0] for row in viewer.measurements] == [[41, 60]], key
        assert viewer.index == index
        assert root(page).evaluate("e => e.matches(':focus')")
        cleared(page, viewer)


def test_keys_say_one_thing_when_they_rest(page: Page, viewer: SeriesViewer) -> None:
    viewer.measurements.add("ruler", [(40, 50), (80, 50)])
    rest(page)
    shapes(page).first.focus()
    before = sent(page)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert sent(page) == before
    rest(page)
    assert sent(page) == before + 1
    assert viewer.measurements[0]["points"][0] == [45, 50]


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_zoomed_and_moved_it_lies_where_it_was_drawn(
    live_page: Callable[..., Page], viewer: SeriesViewer, ratio: float
) -> None:
    page = settled(live_page(viewer, device_pixel_ratio=ratio))
    viewer.measurements.add("rectangle", [(60, 60), (70, 70)])
    rest(page)
    page.mouse.move(*Hand(page).at(60, 60))
    root(page).focus()
    page.keyboard.down("Control")
    for _ in range(4):
        page.mouse.wheel(0, -100)
        rest(page, 50)
    page.keyboard.up("Control")
    rest(page)
    assert viewer.zoom is not None
    scale = viewer.zoom / ratio
    box = shapes(page).first.bounding_box()
    assert box
    # The line is as wide as it is caught.
    margin = (box["width"] - 10 * scale) / 2
    assert margin == pytest.approx(6.5, abs=0.6)
    left, top = box["x"] + margin, box["y"] + margin
    for pixel in (60, 69):
        inside = (pixel - 60 + 0.5) * scale
        page.mouse.move(left + inside, top + inside)
        rest(page, 50)
        assert page.locator("[data-field=pixel]").inner_text() == f"{pixel}, {pixel}"
    # And what is drawn there is measured there.
    pick(page, "ruler")
    page.mouse.move(left + 3 * scale, top + 3 * scale)
    page.mouse.down()
    page.mouse.move(left + 8 * scale, top + 5 * scale, steps=3)
    page.mouse.up()
    rest(page)
    assert near(viewer.measurements[1]["points"], [(63, 63), (68, 65)])


def test_turned_and_flipped_it_lies_on_the_same_pixels(page: Page, viewer: SeriesViewer) -> None:
    viewer.measurements.add("rectangle", [(30, 40), (50, 90)])
    viewer.rotation, viewer.flip = 90, True
    rest(page)
    before = viewer.measurements[0]
    box = shapes(page).first.bounding_box()
    assert box
    assert box["width"] > box["height"], "what was upright lies on its side"
    page.mouse.move(box["x"] + 6.5 + 3, box["y"] + 6.5 + 3)
    rest(page, 50)
    column, row = map(int, page.locator("[data-field=pixel]").inner_text().split(", "))
    corners = [(30, 40), (49, 40), (30, 89), (49, 89)]
    assert any(abs(column - x) <= 1 and abs(row - y) <= 1 for x, y in corners)
    shapes(page).first.focus()
    page.keyboard.press("ArrowRight")
    rest(page)
    moved = shapes(page).first.bounding_box()
    assert moved
    assert moved["x"] > box["x"], "right is right on the screen"
    assert moved["y"] == pytest.approx(box["y"], abs=0.2)
    after = viewer.measurements[0]
    ways = [abs(a - b) for a, b in zip(after["points"][0], before["points"][0], strict=True)]
    assert sorted(ways) == [0, 1]


def test_two_views_are_in_step(live_page: Callable[..., Page], viewer: SeriesViewer) -> None:
    page = settled(live_page(viewer, width=900, height=1600))
    page.evaluate(
        """async () => {
          const el = document.body.appendChild(document.createElement("div"));
          await dwHost.show(dwHost.ids()[0], el, new AbortController().signal);
        }"""
    )
    rest(page, 500)
    pick(page, "ruler")
    hand = Hand(page)
    hand.drag((40, 50), (80, 50))
    assert shapes(page).count() == 2
    page.mouse.move(*hand.at(60, 50))
    page.mouse.down()
    page.mouse.move(*hand.at(60, 70), steps=4)
    rest(page, 100)
    outlines = shapes(page).evaluate_all("all => all.map(e => e.getAttribute('d'))")
    assert outlines[0] == outlines[1]
    page.mouse.up()
    rest(page)
    assert near(viewer.measurements[0]["points"], [(40, 70), (80, 70)])


# The list ---------------------------------------------------------------------------------------


def open_list(page: Page) -> Locator:
    page.get_by_role("button", name="Measure", exact=True).click()
    page.get_by_role("menuitemcheckbox", name="All measurements").click()
    page.keyboard.press("Escape")
    return page.get_by_role("region", name="Measurements")


def test_the_list_jumps_names_copies_and_deletes(page: Page, viewer: SeriesViewer) -> None:
    viewer.measurements.add("ellipse", [(40, 40), (70, 80)], index=3)
    viewer.measurements.add("ruler", [(40, 50), (80, 50)], index=5)
    found = open_list(page)
    rows = found.get_by_role("listitem")
    assert rows.count() == 2
    assert found.get_by_role("img").count() == 1, "a histogram for the area"
    rows.first.get_by_role("button", name="go to Slice 4").click()
    rest(page)
    assert viewer.index == 3
    assert page.locator(".dw-measures [data-handle]").count() == 4
    rows.first.get_by_role("textbox").fill("Liver")
    rows.first.get_by_role("textbox").press("Enter")
    rest(page)
    assert viewer.measurements[0]["label"] == "Liver"
    assert words(page)[0] == "Liver"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    found.get_by_role("button", name="Copy as table").click()
    found.get_by_role("button", name="Copied").wait_for()
    lines = page.evaluate("() => navigator.clipboard.readText()").splitlines()
    table = [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines[1:]]
    for cells, row in zip(table, viewer.measurements, strict=True):
        assert (cells["kind"], cells["label"]) == (row["kind"], row["label"])
        for name in ("length_mm", "area_mm2", "mean", "sd"):
            wanted: Any = row[name]  # type: ignore[literal-required]
            assert cells[name] == "" if wanted is None else float(cells[name]) == wanted
    rows.first.get_by_role("button", name="Delete").click()
    rest(page)
    assert [row["kind"] for row in viewer.measurements] == ["ruler"]
    found.get_by_role("button", name="Close the list").click()
    assert not found.is_visible()
    assert root(page).evaluate("e => e.matches(':focus')")


@pytest.mark.parametrize("width", [600, 1400])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    live_page: Callable[..., Page], viewer: SeriesViewer, theme: str, width: int
) -> None:
    page = settled(live_page(viewer, width=width, theme=theme))
    viewer.measurements.add("ellipse", [(40, 40), (70, 80)], label="Liver")
    viewer.measurements.add("ruler", [(20, 110), (60, 110)])
    open_list(page)
    shapes(page).first.focus()
    rest(page)
    assert_accessible(page)
    # Words under the open menu would be judged by the colour of the menu.
    press(page, "End")
    page.get_by_role("button", name="Measure", exact=True).click()
    assert_accessible(page)


# Without a kernel, without spacing --------------------------------------------------------------


def test_a_saved_page_draws_and_says_why_it_does_not_measure(
    host_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    viewer.measurements.add("rectangle", [(40, 40), (70, 80)], label="Saved")
    page = settled(host_page(viewer))
    rest(page)
    assert words(page)[0] == "Saved"
    assert words(page)[2].startswith("mean ")
    pick(page, "rectangle")
    Hand(page).drag((80, 80), (100, 100))
    drawn = page.locator(".dw-measures text").nth(1).locator("tspan").all_text_contents()
    assert drawn[0].endswith(" mm²")
    assert "saved page" in " ".join(drawn[1:])


def test_without_spacing_lengths_are_pixels(live_page: Callable[..., Page]) -> None:
    datasets = samples.ct(SLICES, SIZE)
    for dataset in datasets:
        del dataset.PixelSpacing
    shown = view(datasets, index=12)
    page = settled(live_page(shown))
    pick(page, "ruler")
    Hand(page).drag((40, 50), (80, 50))
    (row,) = shown.measurements
    assert words(page) == [f"{row['length_px']:.1f} px"]
    assert "no millimetres" in (shapes(page).first.get_attribute("aria-label") or "")
    shown.close()
