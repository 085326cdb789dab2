"""The viewer in a real marimo: the acts of every notebook program, as an app and in the editor."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from browser.core import ACTS, SETUP, Program, ready
from browser.marimo_app import InMarimo, Marimo, MarimoPage
from browser.viewing import comes_to, rest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Playwright

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["run", pytest.param("edit", marks=pytest.mark.slow)])
def opened(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[MarimoPage]:
    mode = request.param
    # As the last line of a cell, and wrapped so that other cells follow its traits.
    shown = "viewer" if mode == "run" else "__import__('marimo').ui.anywidget(viewer)"
    root = tmp_path_factory.mktemp(f"marimo-{mode}")
    with Marimo(mode, SETUP, root, playwright=playwright, shown=shown) as server:
        page = server.open()
        page.page.set_default_timeout(60_000)
        ready(page.page.locator(".dw-series-viewer"))
        page.page.set_default_timeout(15_000)
        yield page


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_the_viewer_in_marimo(opened: MarimoPage, act: Callable[[Program], None]) -> None:
    act(InMarimo(opened))


def test_it_stands_in_a_shadow_root_and_nothing_left_the_machine(opened: MarimoPage) -> None:
    inside = opened.page.locator(".dw-series-viewer").evaluate(
        "viewer => viewer.getRootNode() instanceof ShadowRoot"
    )
    assert inside
    assert opened.foreign_requests == []
    assert opened.console_errors == []


LINKED = """
from dicomwidgets import samples, view
viewer = view(samples.mr(20, 64))
viewer.partner = view(samples.mr(12, 48, weighting="T2"))
viewer.link(viewer.partner, "position", "invert")
"""


def test_linked_viewers_follow_each_other_in_the_page(
    playwright: Playwright, tmp_path: Path
) -> None:
    shown = "__import__('marimo').vstack([viewer, viewer.partner])"
    with Marimo("run", LINKED, tmp_path, playwright=playwright, shown=shown) as server:
        opened = server.open()
        page = opened.page
        page.set_default_timeout(60_000)
        viewers = [page.locator(".dw-series-viewer").nth(number) for number in (0, 1)]
        for viewer, count in zip(viewers, (20, 12), strict=True):
            viewer.locator(".dw-count").filter(has_text=str(count)).wait_for()
            viewer.locator(".dw-loading").first.wait_for(state="hidden")
        page.wait_for_timeout(1500)
        before = opened.to_widgets()
        sliders = [each.get_by_role("slider", name="Slice") for each in viewers]
        for value in (8, 15, 20):
            sliders[0].evaluate(
                "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})) }",
                value,
            )
            rest(page, 60)
        comes_to(page, lambda: [slider.input_value() for slider in sliders], ["20", "12"])
        assert opened.to_widgets() == before
        sliders[0].evaluate("e => e.dispatchEvent(new Event('change', {bubbles: true}))")
        said = partial(opened.python, "(viewer.index, viewer.partner.index)")
        comes_to(page, said, "(19, 11)")
        assert opened.to_widgets() == before + 2
        opened.python("setattr(viewer.partner, 'index', 0)")
        comes_to(page, lambda: sliders[0].input_value() in {"1", "2"}, True)
        assert opened.console_errors == []
