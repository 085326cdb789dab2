"""The viewer in a real marimo: the acts of every notebook program, as an app and in the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.core import ACTS, SETUP, Program, ready
from browser.marimo_app import InMarimo, Marimo, MarimoPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Playwright

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["run", "edit"])
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
