"""The series viewer in a real browser: what it shows, what it says, where it stands."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from browser.viewing import (
    REST,
    SIZE,
    SLICES,
    assert_accessible,
    image_of,
    middle,
    number,
    press,
    rest,
    settled,
)
from pydicom.data import get_testdata_file
from pydicom.uid import JPEG2000Lossless

from dicomwidgets import samples, view
from dicomwidgets.widgets._frame_feed import FrameFeed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from playwright.sync_api import Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser


# What is shown ----------------------------------------------------------------------------------


def test_the_canvas_at_one_to_one_is_what_render_returns(page: Page, viewer: SeriesViewer) -> None:
    viewer.zoom, viewer.index = 1.0, 11
    viewer.window_center, viewer.window_width = 40, 350
    rest(page, 300)
    shown = image_of(page)
    expected = viewer.render()
    top, left = (np.array(shown.shape) - SIZE + 1) // 2
    found = [
        (dy, dx)
        for dy in (-1, 0, 1)
        for dx in (-1, 0, 1)
        if np.array_equal(shown[top + dy : top + dy + SIZE, left + dx : left + dx + SIZE], expected)
    ]
    assert len(found) == 1
    assert int(shown.sum()) == int(expected.sum())


def test_the_probe_says_what_numpy_says(page: Page, viewer: SeriesViewer) -> None:
    press(page, "Home", "1")
    stored, values, drawn = viewer.frame, viewer.frames.values(0).array, viewer.render()
    dataset = viewer.frames.header(0).dataset
    for dx, dy in [(0, 0), (-60, 35), (90, -80)]:
        x, y = middle(page)
        page.mouse.move(x + dx, y + dy)
        rest(page, 60)
        text = {
            field: page.locator(f".dw-probe-value[data-field={field}]")
            .inner_text()
            .replace("\N{MINUS SIGN}", "-")
            for field in ("pixel", "position", "stored", "value", "screen")
        }
        column, row = map(int, text["pixel"].split(", "))
        assert int(text["stored"]) == stored[row, column]
        assert text["value"] == f"{values[row, column]:g} HU"
        assert int(text["screen"]) == drawn[row, column]
        rows, columns = dataset.PixelSpacing
        origin = np.array(dataset.ImagePositionPatient, float)
        along, down = np.array(dataset.ImageOrientationPatient, float).reshape(2, 3)
        expected = origin + along * columns * column + down * rows * row
        np.testing.assert_allclose(
            [float(n) for n in text["position"].split()], expected, atol=0.051
        )
    page.mouse.move(1, 1)
    rest(page, 60)
    assert page.locator(".dw-probe-value[data-field=stored]").inner_text() == "\N{EN DASH}"


def test_reading_values_leaves_the_canvas_alone(page: Page) -> None:
    press(page, "Home", "1")
    page.evaluate(
        """() => {
          window.dwPainted = 0;
          for (const name of ["putImageData", "drawImage", "fillRect"]) {
            const { [name]: real } = CanvasRenderingContext2D.prototype;
            CanvasRenderingContext2D.prototype[name] = function (...args) {
              if (this.canvas.classList.contains("dw-canvas")) window.dwPainted++;
              return real.apply(this, args);
            };
          }
        }"""
    )
    x, y = middle(page)
    texts = set()
    for step in range(10):
        page.mouse.move(x + 5 * step, y + 3 * step)
        rest(page, 60)
        texts.add(page.locator(".dw-probe-value[data-field=pixel]").inner_text())
    assert len(texts) >= 5
    assert page.evaluate("dwPainted") == 0
    for key in ("i", "ArrowDown", "+"):
        before = page.evaluate("dwPainted")
        press(page, key)
        assert page.evaluate("dwPainted") > before, key
    before, shown = page.evaluate("dwPainted"), image_of(page)
    # A browser that has taken a canvas's memory gives it back empty, and says so.
    page.locator(".dw-canvas").first.evaluate(
        """canvas => {
          canvas.getContext("2d").reset();
          canvas.dispatchEvent(new Event("contextrestored"));
        }"""
    )
    rest(page, 60)
    assert page.evaluate("dwPainted") > before
    assert np.array_equal(image_of(page), shown)


def test_letters_ruler_title_and_badges(page: Page, viewer: SeriesViewer) -> None:
    letters = [page.locator(f".dw-letter-{side}").inner_text() for side in ("left", "right")]
    assert letters == ["R", "L"]
    assert [page.locator(f".dw-letter-{side}").inner_text() for side in ("top", "bottom")] == [
        "A",
        "P",
    ]
    ruler = page.locator(".dw-ruler-text").inner_text()
    length, unit = re.match(r"([\d.]+) (mm|cm)", ruler).groups()  # type: ignore[union-attr]
    box = page.locator(".dw-ruler-line").bounding_box()
    spacing = float(viewer.frames.header(0).dataset.PixelSpacing[1])
    fit = float(page.locator(".dw-zoom").inner_text().split()[1])
    assert box
    pixels = float(length) * (10 if unit == "cm" else 1) / spacing * fit
    assert box["width"] == pytest.approx(pixels, rel=0.02, abs=1)
    assert "PixelSpacing" in ruler
    assert page.locator(".dw-title").inner_text().startswith("CT")
    assert "normal" in (page.locator(".dw-position").get_attribute("data-tip") or "")


def test_a_badge_gives_its_reason_on_hover_and_focus(live_page: Callable[..., Page]) -> None:
    slices = samples.ct(3, SIZE)
    for dataset in slices:
        dataset.PhotometricInterpretation = "MONOCHROME1"
    page = live_page(view(slices), fresh=True)
    badge = page.get_by_role("button", name=re.compile("inverted", re.IGNORECASE))
    badge.hover()
    tip = page.locator(".dw-tip")
    tip.wait_for()
    assert "MONOCHROME1" in tip.inner_text()
    page.mouse.move(1, 1)
    badge.focus()
    tip.wait_for()


def test_a_preview_stands_in_until_the_stored_values_come(
    live_page: Callable[..., Page], viewer: SeriesViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(viewer.frames) == SLICES
    answer, held = FrameFeed.get_frames, threading.Event()

    def late(self: FrameFeed, args: Mapping[str, Any], **more: Any) -> Any:
        held.wait(30)
        return answer(self, args, **more)

    monkeypatch.setattr(FrameFeed, "get_frames", late)
    page = live_page(viewer)
    badge = page.get_by_role("button", name=re.compile("^PREVIEW"))
    badge.wait_for()
    assert image_of(page).max() > 0
    held.set()
    badge.wait_for(state="detached")
    assert image_of(page).max() > 0


def test_a_slice_that_cannot_be_decoded_says_why_and_the_others_go_on(
    live_page: Callable[..., Page],
) -> None:
    slices = samples.ct(SLICES, SIZE)
    slices[3].file_meta.TransferSyntaxUID = JPEG2000Lossless
    slices[3].PixelData = b"\xfe\xff\x00\xe0\x00\x00\x00\x00\xfe\xff\x00\xe0\x04\x00\x00\x00broken"
    viewer = view(slices)
    page = settled(live_page(viewer))
    uid = slices[3].SOPInstanceUID
    bad = next(i for i in range(SLICES) if viewer.frames.header(i).dataset.SOPInstanceUID == uid)
    press(page, "Home", *["ArrowRight"] * bad)
    message = page.locator(".dw-trouble .dw-message")
    message.wait_for()
    assert message.inner_text().strip()
    press(page, "ArrowRight")
    assert not message.is_visible()
    assert image_of(page).max() > 0


def test_an_empty_folder_says_so_in_place(live_page: Callable[..., Page], tmp_path: Path) -> None:
    page = live_page(view(tmp_path))
    message = page.locator(".dw-trouble .dw-message")
    message.wait_for()
    assert "no file" in message.inner_text()
    assert not page.locator(".dw-controls").is_visible()


def test_problems_and_skipped_files_open_from_a_badge(
    live_page: Callable[..., Page], tmp_path: Path
) -> None:
    for k, dataset in enumerate(samples.ct(3, SIZE)):
        dataset.save_as(tmp_path / f"{k}.dcm", enforce_file_format=True)
    (tmp_path / "notes.txt").write_text("no DICOM")
    page = live_page(view(tmp_path))
    badge = page.get_by_role("button", name="1 skipped")
    badge.click()
    assert "1 file skipped" in page.get_by_role("dialog", name="Problems").inner_text()


def test_colour_has_no_window_and_a_drag_moves_it(live_page: Callable[..., Page]) -> None:
    viewer = view(samples.us_color())
    page = live_page(viewer)
    page.locator(".dw-loading").first.wait_for(state="hidden")
    rest(page, 200)
    assert page.get_by_role("button", name="Window presets").is_disabled()
    assert not page.get_by_role("textbox", name="Center").is_visible()
    page.mouse.move(*middle(page))
    rest(page, 60)
    stored = page.locator(".dw-probe-value[data-field=stored]").inner_text()
    column, row = map(
        int, page.locator(".dw-probe-value[data-field=pixel]").inner_text().split(", ")
    )
    assert stored == " ".join(map(str, viewer.frame[row, column]))


# Where it stands --------------------------------------------------------------------------------


def test_it_follows_its_size_and_starts_at_none(page: Page, viewer: SeriesViewer) -> None:
    page.evaluate(
        """async id => {
          const el = Object.assign(document.createElement("div"), {id: "late"});
          el.style.display = "none";
          document.body.append(el);
          await dwHost.show(id, el, new AbortController().signal);
        }""",
        viewer.model_id,
    )
    rest(page, 100)
    page.evaluate("() => { late.style.display = 'block'; late.style.width = '400px' }")
    canvas = page.locator("#late canvas")
    rest(page, 150)
    assert canvas.evaluate("c => c.width") == canvas.evaluate("c => c.clientWidth")
    narrow = canvas.evaluate("c => c.width")
    page.evaluate("() => { late.style.width = '700px' }")
    rest(page, 150)
    assert canvas.evaluate("c => c.width") == narrow + 300


def test_views_of_one_model_share_the_slice_and_not_the_zoom(
    page: Page, viewer: SeriesViewer
) -> None:
    page.evaluate(
        """async id => {
          const el = document.body.appendChild(document.createElement("div"));
          await dwHost.show(id, el, new AbortController().signal);
        }""",
        viewer.model_id,
    )
    rest(page, 200)
    press(page, "Home", "ArrowRight", "+")
    counts = page.get_by_role("textbox", name="Slice")
    assert [counts.nth(k).input_value() for k in (0, 1)] == ["2", "2"]
    zooms = [page.locator(".dw-zoom").nth(k).inner_text() for k in (0, 1)]
    assert zooms[1].startswith("fit")
    assert not zooms[0].startswith("fit")


def test_it_lives_in_a_shadow_root(page: Page, viewer: SeriesViewer) -> None:
    page.evaluate(
        """async id => {
          const outer = document.body.appendChild(document.createElement("div"));
          const shadow = outer.attachShadow({mode: "open"});
          for (const style of document.querySelectorAll("style"))
            shadow.append(style.cloneNode(true));
          const el = shadow.appendChild(document.createElement("div"));
          await dwHost.show(id, el, new AbortController().signal);
          document.querySelector(".dw-view").remove();
        }""",
        viewer.model_id,
    )
    settled(page)
    press(page, "End", "1")
    assert viewer.index == SLICES - 1
    page.mouse.move(*middle(page))
    page.mouse.wheel(0, -120)
    rest(page, REST)
    assert viewer.index == SLICES - 2
    page.get_by_role("button", name="Window presets").click()
    box = page.get_by_role("menu").bounding_box()
    assert box
    assert box["x"] > 100
    assert page.get_by_role("menuitemradio", checked=True).count() >= 1


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_the_canvas_has_one_pixel_per_device_pixel(
    live_page: Callable[..., Page], viewer: SeriesViewer, ratio: float
) -> None:
    page = settled(live_page(viewer, device_pixel_ratio=ratio))
    canvas = page.locator("canvas")
    width, css = canvas.evaluate("c => [c.width, c.getBoundingClientRect().width]")
    assert width == pytest.approx(css * ratio, abs=1)


def test_nothing_stays_behind_when_the_view_is_closed(page: Page, viewer: SeriesViewer) -> None:
    left = page.evaluate(
        """async id => {
          const count = model => { let n = 0;
            const on = model.on.bind(model), off = model.off.bind(model);
            model.on = (e, f) => { n++; on(e, f); }; model.off = (e, f) => { n--; off(e, f); };
            return () => n; };
          const listeners = count(await dwHost.model(id));
          const el = document.body.appendChild(document.createElement("div"));
          const view = new AbortController();
          await dwHost.show(id, el, view.signal);
          await new Promise(resolve => setTimeout(resolve, 200));
          el.querySelector(".dw-series-viewer").dispatchEvent(
            new KeyboardEvent("keydown", {key: " ", bubbles: true}));
          view.abort();
          let frames = 0;
          const real = window.requestAnimationFrame;
          window.requestAnimationFrame = f => { frames++; return real(f); };
          await new Promise(resolve => setTimeout(resolve, 400));
          window.requestAnimationFrame = real;
          return {listeners: listeners(), frames, children: el.childElementCount};
        }""",
        viewer.model_id,
    )
    assert left == {"listeners": 0, "frames": 0, "children": 0}


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_axe_finds_nothing(
    live_page: Callable[..., Page], viewer: SeriesViewer, theme: str, width: int
) -> None:
    page = settled(live_page(viewer, theme=theme, width=width))
    assert_accessible(page)
    press(page, "?")
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Window presets").click()
    assert_accessible(page)


def test_a_page_from_an_archive_needs_no_python(
    host_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    assert len(viewer.frames) == SLICES
    page = settled(host_page(viewer))
    press(page, "End")
    assert number(page, "Slice") == SLICES
    assert image_of(page).max() > 0


def test_a_slice_that_is_set_before_there_is_a_view_is_shown(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    page = settled(live_page(viewer))
    other = view(samples.ct(SLICES, SIZE))
    assert len(other.frames) == SLICES
    page.evaluate("id => dwHost.model(id)", other.model_id)
    other.index = 5
    rest(page, 500)
    page.evaluate(
        """async id => {
          const el = document.body.appendChild(document.createElement("div"));
          await dwHost.show(id, el, new AbortController().signal);
        }""",
        other.model_id,
    )
    rest(page, 500)
    assert page.get_by_role("textbox", name="Slice").nth(1).input_value() == "6"
    assert other.index == 5
    other.close()


def test_without_an_image_no_slice_is_spoken_of(live_page: Callable[..., Page]) -> None:
    page = live_page(view(samples.sr()))
    page.locator(".dw-trouble").wait_for()
    assert page.locator("canvas").get_attribute("aria-label") == "No image"


def test_nothing_is_cut_off_in_a_narrow_cell(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    page = settled(live_page(viewer, width=336))
    assert_nothing_is_cut_off(page)
    for width in (400, 600):
        page.set_viewport_size({"width": width, "height": 800})
        rest(page)
        assert_nothing_is_cut_off(page)


def assert_nothing_is_cut_off(page: Page) -> None:
    page.mouse.move(*middle(page))
    rest(page)
    boxes: list[list[float]] = page.evaluate(
        """() => [...document.querySelectorAll(
            ".dw-probe-part, .dw-zoom, .dw-count, .dw-controls .dw-unit, .dw-controls input")]
          .map(e => e.getBoundingClientRect()).filter(box => box.width > 0)
          .map(box => [box.left, box.right, box.top, box.bottom])"""
    )
    edge = page.locator(".dw-series-viewer").bounding_box()
    assert edge
    assert len(boxes) >= 10
    assert all(box[1] <= edge["x"] + edge["width"] for box in boxes)
    for k, one in enumerate(boxes):
        for two in boxes[k + 1 :]:
            beside = one[1] <= two[0] or two[1] <= one[0]
            assert beside or one[3] <= two[2] or two[3] <= one[2]


def test_long_units_and_numbers_have_room(live_page: Callable[..., Page]) -> None:
    page = live_page(view(get_testdata_file("rtdose.dcm", download=False)))
    page.locator(".dw-unit", has_text="RELATIVE").first.wait_for()
    unit = page.locator(".dw-controls-window .dw-unit").first.bounding_box()
    label = page.locator(".dw-controls-window .dw-slider-label").nth(1).bounding_box()
    assert unit
    assert label
    assert unit["x"] + unit["width"] <= label["x"] or unit["y"] != label["y"]
    field = page.get_by_role("textbox", name="Center")
    assert field.evaluate("field => field.scrollWidth <= field.clientWidth")
    assert not page.locator(".dw-badge", has_text="frame order").count()


def test_an_image_of_another_slice_is_said_to_be_one(
    live_page: Callable[..., Page], viewer: SeriesViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, held, last = FrameFeed.get_frames, threading.Event(), SLICES - 1

    def late(self: FrameFeed, args: Mapping[str, Any], **more: Any) -> Any:
        if last in args["indices"]:
            held.wait(30)
        return answer(self, args, **more)

    assert len(viewer.frames) == SLICES
    monkeypatch.setattr(FrameFeed, "get_frames", late)
    page = live_page(viewer)
    page.locator(".dw-count").filter(has_text=str(SLICES)).wait_for()
    page.locator(".dw-loading").first.wait_for(state="hidden")
    said = page.locator(".dw-late")
    assert not said.is_visible()
    page.locator(".dw-series-viewer").focus()
    page.keyboard.press("End")
    said.wait_for()
    assert said.inner_text() == f"Slice {SLICES} has not come yet: this is slice 1"
    assert_accessible(page)
    held.set()
    said.wait_for(state="hidden")
    assert (image_of(page) > 0).any()
