"""A page that was handed out, opened from the disk with the network cut: it is live."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from browser.viewing import assert_accessible, comes_to

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

READY = "() => document.body.dataset.ready || document.body.dataset.failed"
DRAWN = "() => document.querySelector('.dw-series-viewer canvas')?.width > 0"
SHOWN = """() => {
  const canvas = document.querySelector('.dw-series-viewer canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum = (sum * 31 + data[i]) % 1000000007;
  return sum;
}"""
NEEDS_PYTHON = ("Panels side by side", "Export", "Copy as Python", "Bytes")


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Write a page and open it without a network; what it asks for, and what fails, is trouble."""
    contexts: list[Any] = []
    trouble: list[str] = []

    def open_page(parts: Any, *, width: int = 1200, theme: Any = "light", **options: Any) -> Page:
        file = tmp_path / "lesson.html"
        dw.share(parts, file, overwrite=True, **options)
        context = browser.new_context(
            offline=True, color_scheme=theme, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        own = (file.as_uri(), "blob:", "data:")
        page.on("request", lambda asked: asked.url.startswith(own) or trouble.append(asked.url))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: said.type == "error" and trouble.append(said.text))
        page.on("dialog", lambda dialog: trouble.append(dialog.message) or dialog.dismiss())
        page.goto(file.as_uri())
        page.wait_for_function(READY)
        assert page.evaluate("() => document.body.dataset.failed") is None
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def trait(page: Page, viewer: dw.SeriesViewer, name: str) -> Any:
    return page.evaluate(
        "async ([id, name]) => (await dwHost.model(id)).get(name)", [viewer.model_id, name]
    )


def test_slices_windows_and_the_header_are_live(opened: Callable[..., Page]) -> None:
    viewer = dw.view(samples.ct(12, 64))
    viewer.measurements.add("ruler", [[10, 10], [40, 30]], label="across")
    page = opened(["# A lesson\nLook.", viewer, "Then think."])
    page.wait_for_function(DRAWN)
    assert page.get_by_role("heading", level=1).inner_text() == "A lesson"
    before = page.evaluate(SHOWN)
    page.locator(".dw-series-viewer").focus()
    page.keyboard.press("End")
    comes_to(page, lambda: trait(page, viewer, "index"), 11)
    comes_to(page, lambda: page.evaluate(SHOWN) != before, True)
    last = page.evaluate(SHOWN)
    box = page.locator(".dw-screen").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 40, steps=4)
    page.mouse.up()
    comes_to(page, lambda: page.evaluate(SHOWN) != last, True)
    assert trait(page, viewer, "window_width") is not None
    page.get_by_role("button", name="Header of this slice").click()
    field = page.get_by_role("searchbox", name="Search the header")
    field.fill("Rows")
    page.wait_for_selector(".dw-header-table mark")
    assert "one of the 12 files" in page.locator(".dw-header-table").inner_text()


def test_no_button_waits_for_python(opened: Callable[..., Page]) -> None:
    page = opened([dw.view(samples.ct(3, 64)), dw.inspect(samples.ct(1, 16)[0])])
    page.wait_for_function(DRAWN)
    page.get_by_role("button", name="Details").click()
    for name in NEEDS_PYTHON:
        assert page.get_by_role("button", name=name, exact=True).count() == 0, name
        assert page.get_by_role("tab", name=name, exact=True).count() == 0, name
    page.get_by_role("row").nth(8).click()
    # Rows tell how values are written and shown: there is no JSON to be made of that.
    assert page.get_by_role("button", name="Copy as Value", exact=True).count() == 1
    assert page.get_by_role("button", name="Copy as JSON", exact=True).count() == 0
    assert page.locator(".dw-message:visible").count() == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: samples.ct(3, 64),
        samples.us_color,
        samples.palette,
        lambda: samples.mr(2, 64),
    ],
    ids=["ct", "us", "palette", "mr"],
)
def test_every_pixel_comes_back(opened: Callable[..., Page], make: Callable[[], Any]) -> None:
    """The stored values that the page unpacks are those of the file."""
    viewer = dw.view(make())
    frames, index = viewer.frames, viewer.index
    page = opened(viewer)
    found = page.evaluate(
        """async ([id, index]) => {
          const model = await dwHost.model(id);
          const buffer = await new Promise((done) => {
            model.on("msg:custom", (said, buffers) => said.id === "test" && done(buffers[0]));
            const args = { indices: [index], accept: ["raw"], priority: "visible" };
            model.send({ v: 1, id: "test", command: "get_frames", args });
          });
          const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
          const hash = await crypto.subtle?.digest("SHA-256", bytes);
          return hash ? [...new Uint8Array(hash)] : [...bytes];
        }""",
        [viewer.model_id, index],
    )
    raw = frames.sent(index).tobytes()
    assert bytes(found) in (hashlib.sha256(raw).digest(), raw)


def test_a_collection_is_searched_narrowed_and_sorted(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    for number, image in enumerate([*samples.ct(2, 32), *samples.mr(2, 32)]):
        image.save_as(archive / f"{number}.dcm")
    page = opened(dw.browse(archive))
    rows = page.locator(".dw-collection-browser [role=row]:has(.dw-thumb)")
    page.get_by_role("button", name="Series").click()
    comes_to(page, rows.count, 2)
    comes_to(page, page.locator(".dw-thumb img").count, 2)
    page.get_by_role("searchbox", name="Search the collection").fill("Modality:MR")
    comes_to(page, rows.count, 1)
    assert page.get_by_role("button", name="Anonymize").count() == 0


def test_series_side_by_side_come_along(opened: Callable[..., Page], tmp_path: Path) -> None:
    both = tmp_path / "both"
    both.mkdir()
    for number, image in enumerate([*samples.ct(3, 32), *samples.mr(3, 32)]):
        image.save_as(both / f"{number}.dcm")
    viewer = dw.view(both, panels="1x2")
    assert len(viewer.frames) == 3
    page = opened(viewer)
    drawn = (
        "() => [...document.querySelectorAll('.dw-series-viewer canvas')]"
        ".filter((canvas) => canvas.width > 0).length"
    )
    comes_to(page, lambda: page.evaluate(drawn) >= 2, True)
    assert page.locator(".dw-message:visible").count() == 0


def test_a_name_that_is_a_word_of_the_page_does_no_harm(opened: Callable[..., Page]) -> None:
    page = opened(dw.view(samples.ct(2, 64, patient_name="Series^Grey")))
    page.wait_for_function(DRAWN)
    assert page.get_by_role("button", name="Header of this slice").is_visible()
    assert "Grey" not in page.locator("body").inner_text()


def test_markup_in_a_name_does_no_harm(opened: Callable[..., Page]) -> None:
    image = samples.ct(1, 16)[0]
    image.PatientName = "</script><script>alert(1)</script><img src=x onerror=alert(2)><!--"
    page = opened([dw.inspect(image), "<script>alert(3)</script>"], identifiers=True)
    page.get_by_role("searchbox", name="Search the header").fill("PatientName")
    page.wait_for_selector(".dw-header-table mark")
    assert "<img src=x onerror=alert(2)>" in page.locator(".dw-header-table").inner_text()
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_axe_finds_nothing(opened: Callable[..., Page], theme: str, width: int) -> None:
    image = samples.ct(2, 64)
    parts = ["# A lesson\nWords, `code`.\n\n- one", dw.view(image), "## Header", dw.inspect(image)]
    page = opened(parts, theme=theme, width=width)
    page.wait_for_function(DRAWN)
    assert_accessible(page)
