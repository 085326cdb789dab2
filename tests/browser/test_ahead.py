"""What stands on the screen before a bundle is unpacked, and the change to what takes its place."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import dicomwidgets
from dicomwidgets import inspect, samples, view
from dicomwidgets.reading.source import source_of
from dicomwidgets.widgets._first_rows import first_rows
from dicomwidgets.widgets._outputs import look_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page
    from pydicom.dataset import Dataset

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

STATIC = Path(dicomwidgets.__file__).parent / "static"

# The bundle is inflated once `looked` is called: on a busy machine it would be there before the
# screen was looked at.
_BEGUN_ANEW = """
  const Real = self.DecompressionStream;
  let looked;
  const held = new Promise((done) => { looked = done; });
  self.DecompressionStream = class {
    constructor(format) {
      const { readable, writable } = new Real(format);
      const late = { transform: async (chunk, to) => { await held; to.enqueue(chunk); } };
      this.writable = writable;
      this.readable =
        format === "deflate-raw" ? readable.pipeThrough(new TransformStream(late)) : readable;
    }
  };
  const [id] = dwHost.ids();
  document.body.replaceChildren();
  await dwHost.close(id);
  const el = document.createElement("div");
  document.body.append(el);
  const model = await dwHost.model(id);
  for (const [name, value] of Object.entries(traits)) model.set(name, value);
  const shown = dwHost.show(id, el, new AbortController().signal);
"""

# Starts the model anew, hands it the pictures that Python pushes, and looks at the screen before
# and after the viewer takes over; the second look is taken before anything is painted.
_HAND_OVER = (
    f"async ([messages, traits]) => {{{_BEGUN_ANEW}"
    """
  for (const { event, data, buffers } of messages)
    model.emit("msg:custom", { v: 1, event, data },
      buffers.map((text) => new DataView(Uint8Array.fromBase64(text).buffer)));
  const look = () => {
    const root = el.querySelector(".dw-series-viewer");
    const canvas = root.querySelector(".dw-canvas");
    const { x, y, width, height } = canvas.getBoundingClientRect();
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return {
      ahead: root.classList.contains("dw-ahead"),
      roots: el.children.length,
      badges: [...root.querySelectorAll(".dw-badges:not([hidden]) .dw-badge")]
        .map((badge) => badge.textContent),
      place: [x, y, width, height],
      size: [canvas.width, canvas.height],
      below: root.getBoundingClientRect().bottom,
      bright: data.reduce((sum, value, at) => sum + (at % 4 < 3 && value > 40), 0),
      data: Array.from(data),
    };
  };
  do await new Promise(requestAnimationFrame);
  while (messages.length && !look().bright);
  const before = look();
  looked();
  await shown;
  const after = look();
  const apart = before.data.reduce((sum, value, at) => sum + (value !== after.data[at]), 0);
  delete before.data;
  delete after.data;
  return { before, after, apart };
}"""
)


@pytest.fixture(scope="module")
def shown() -> Iterator[SeriesViewer]:
    viewer = view(samples.ct(3, 128))
    viewer._whole.result(30)
    yield viewer
    viewer.close()


def pushed(viewer: SeriesViewer, only: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the messages that Python pushes for the first frame."""
    messages = viewer._opened.feed().first_messages(0, **look_of(viewer.trait_values()))
    return [
        {
            "event": event,
            "data": {**data, "numbering": 0},
            "buffers": [b64encode(bytes(buffer)).decode() for buffer in buffers],
        }
        for event, data, buffers in messages
        if event in only
    ]


def test_the_viewer_goes_on_with_the_picture_in_its_place(
    live_page: Callable[..., Page], shown: SeriesViewer
) -> None:
    page = live_page(shown)
    looks: list[tuple[int, dict[str, Any]]] = [
        (480, {"rotation": 180}),
        (600, {"rotation": 90, "flip": True}),
        (900, {"zoom": 2.5}),
        (1400, {}),
    ]
    for width, traits in looks:
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate(_HAND_OVER, [pushed(shown, ("first_picture",))[:1], traits])
        before, after = found["before"], found["after"]
        assert (before["ahead"], after["ahead"]) == (True, False)
        assert before["roots"] == after["roots"] == 1
        assert before["place"] == after["place"], width
        assert before["size"] == after["size"]
        assert before["below"] == after["below"]
        assert before["bright"] > 1000
        assert found["apart"] == 0
        assert "PREVIEW" in before["badges"]


def test_a_finer_picture_and_the_frame_take_over_without_a_gap(
    live_page: Callable[..., Page], shown: SeriesViewer
) -> None:
    page = live_page(shown)
    for only in (("first_picture",), ("first_picture", "frames")):
        found = page.evaluate(_HAND_OVER, [pushed(shown, only), {}])
        assert found["before"]["bright"] > 1000
        assert found["after"]["bright"] > 1000
        assert found["before"]["place"] == found["after"]["place"]
        assert ("PREVIEW" in found["after"]["badges"]) == ("frames" not in only)


# The same for a header and the rows that Python pushes.
_ROWS = (
    f"async ([rows, traits]) => {{{_BEGUN_ANEW}"
    """
  const push = () =>
    model.emit("msg:custom", { v: 1, event: "first_rows", data: { rows } }, []);
  const place = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x, y, width, height];
  };
  const look = () => {
    const root = el.querySelector(".dw-header-table");
    return {
      ahead: root.classList.contains("dw-ahead"),
      roots: el.children.length,
      table: place(root.querySelector(".dw-table")),
      text: [...root.querySelectorAll(".dw-row[aria-level]")].map((row) => row.textContent),
      waiting: root.querySelectorAll(".dw-row-waiting").length,
    };
  };
  push();
  await new Promise(requestAnimationFrame);
  const before = look();
  looked();
  await shown;
  const after = look();
  // What was to be painted now is laid out.
  await new Promise(requestAnimationFrame);
  await new Promise((resolve) => setTimeout(resolve));
  const cells = () =>
    [...el.querySelectorAll(".dw-row[aria-level]")].slice(0, 3).map((row) => place(row));
  return { before, after, cells: cells() };
}"""
)


def test_the_table_goes_on_with_the_rows_in_their_places(live_page: Callable[..., Page]) -> None:
    dataset = next(iter(samples.ct(1, 16)))
    table = inspect(dataset)
    page = live_page(table)
    looks: list[tuple[int, dict[str, Any]]] = [
        (480, {"height": 200}),
        (600, {}),
        (900, {"columns": ["tag", "name", "vr", "length", "value"]}),
        (1400, {}),
    ]
    for width, traits in looks:
        page.set_viewport_size({"width": width, "height": 800})
        assert_rows_stay(page, dataset, traits)
    table.close()


def assert_rows_stay(page: Page, dataset: Dataset, traits: dict[str, Any]) -> None:
    rows = [
        dict(row) for row in first_rows(source_of(dataset), traits.get("height", 420) // 24 + 1)
    ]
    found = page.evaluate(_ROWS, [rows, traits])
    before, after = found["before"], found["after"]
    assert (before["ahead"], after["ahead"]) == (True, False)
    assert before["roots"] == after["roots"] == 1
    assert before["table"] == after["table"]
    assert before["text"] == after["text"]
    assert len(before["text"]) == len(rows)
    assert before["waiting"] == after["waiting"] == 0
    assert [height for *_, height in found["cells"]] == [24, 24, 24]
    page.locator(".dw-header-size", has_text="elements").wait_for()


def test_without_a_picture_there_is_an_empty_viewer_first(
    live_page: Callable[..., Page], shown: SeriesViewer
) -> None:
    page = live_page(shown)
    found = page.evaluate(_HAND_OVER, [[], {}])
    assert found["before"]["ahead"]
    assert found["before"]["badges"] == []
    assert found["before"]["place"] == found["after"]["place"]
    page.locator(".dw-loading").first.wait_for(state="hidden")
    assert page.locator(".dw-series-viewer").count() == 1


# Runs the text of a bundle, on a model that knows nothing, and returns what the view says.
_RUN = """async ([text, without]) => {
  const kept = self.DecompressionStream;
  if (without) self.DecompressionStream = undefined;
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const { default: make } = await import(url);
  const get = (name) => (name === "columns" ? ["name"] : 400);
  const model = { get, set() {}, save_changes() {}, send() {}, on() {}, off() {} };
  const { signal } = new AbortController();
  const el = document.createElement("div");
  document.body.append(el);
  const widget = await make();
  await widget.initialize?.({ model, signal });
  await widget.render({ model, el, signal, host: {} });
  self.DecompressionStream = kept;
  const message = el.querySelector("[role=alert]");
  return [message.innerText, el.children.length, message.getBoundingClientRect().height];
}"""


@pytest.mark.parametrize("name", ["series_viewer", "header_table"])
def test_a_widget_that_can_t_be_unpacked_says_what_to_do(
    name: str, shown: SeriesViewer, host_page: Callable[..., Page]
) -> None:
    page = host_page(shown)
    text = (STATIC / f"{name}.js").read_text("utf-8")
    damaged = re.sub(r'"[#-y]{5000,}"', lambda found: f'{found[0][:500]}"', text)
    for run, words in (((damaged, False), "--force-reinstall"), ((text, True), "Safari 16.4")):
        said, views, height = page.evaluate(_RUN, list(run))
        assert words in said
        assert (views, height > 30) == (1, True)
