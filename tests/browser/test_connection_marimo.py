"""marimo's server out of reach, back, and stopped: marimo says none of it to its widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.core import MIDDLE, SETUP, SLICES, becomes, ready
from browser.marimo_app import InMarimo, Marimo, MarimoPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Playwright

pytestmark = pytest.mark.browser

TO_WIDGETS = "**/api/kernel/set_model_value"


@pytest.fixture
def server(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marimo]:
    root = tmp_path_factory.mktemp("marimo")
    with Marimo("run", SETUP, root, playwright=playwright) as server:
        yield server


@pytest.fixture
def opened(server: Marimo) -> Iterator[MarimoPage]:
    with server.open() as page:
        page.page.set_default_timeout(30_000)
        yield page


def interrupted(viewer: Locator) -> Locator:
    return viewer.locator(".dw-notice").filter(has_text="interrupted")


def test_what_could_not_be_sent_is_told_when_the_server_is_back(server: Marimo) -> None:
    server.context.route(TO_WIDGETS, lambda route: route.abort())
    with server.open() as opened:
        opened.page.set_default_timeout(30_000)
        viewer = InMarimo(opened).shown()
        interrupted(viewer).wait_for()
        viewer.focus()
        opened.page.keyboard.press("i")
        opened.page.wait_for_timeout(400)
        assert opened.python("viewer.invert") == "False"
        assert not viewer.locator(".dw-trouble").is_visible()
        server.context.unroute(TO_WIDGETS)
        ready(viewer)
        interrupted(viewer).wait_for(state="hidden")
        becomes(InMarimo(opened), "viewer.invert", "True")
        viewer.focus()
        opened.page.keyboard.press("End")
        becomes(InMarimo(opened), "viewer.index", str(SLICES - 1))


def test_a_server_that_was_stopped_is_said_in_place(server: Marimo, opened: MarimoPage) -> None:
    viewer = ready(InMarimo(opened).shown())
    server.stop_server()
    viewer.focus()
    opened.page.keyboard.press("h")
    interrupted(viewer).wait_for()
    assert "run the cell again" in interrupted(viewer).inner_text()
    assert "Try again" in viewer.locator(".dw-pane").inner_text()
    before = viewer.locator("canvas").first.evaluate(MIDDLE)
    viewer.focus()
    opened.page.keyboard.press("End")
    for _ in range(100):
        if viewer.locator("canvas").first.evaluate(MIDDLE) != before:
            break
        opened.page.wait_for_timeout(100)
    else:
        raise AssertionError("The last slice was not drawn.")
    assert viewer.get_by_role("textbox", name="Slice").input_value() == str(SLICES)
    assert opened.foreign_requests == []
