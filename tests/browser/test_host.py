"""The host page: archive and live, several widgets, panes, content policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pydicom.data
import pytest
from browser.viewing import comes_to

import dicomwidgets as dw

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser.host import HostPages
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LOADED = "() => document.querySelector('.dw-series-viewer canvas')?.width > 0"


@pytest.fixture
def ct() -> str:
    return str(pydicom.data.get_testdata_file("CT_small.dcm", download=False))


def commit(page: Page, model_id: str, name: str, value: object) -> None:
    page.evaluate(
        "async ([id, name, value]) => { const m = await dwHost.model(id);"
        " m.set(name, value); m.save_changes(); }",
        [model_id, name, value],
    )


def test_an_archive_answers_without_python(host_page: Callable[..., Page], ct: str) -> None:
    viewer = dw.view(ct)
    page = host_page(viewer)
    page.wait_for_function(LOADED)
    sent = page.evaluate("async (id) => (await dwHost.model(id)).sent", viewer.model_id)
    asked = [each["content"]["command"] for each in sent]
    assert "get_frames" in asked
    assert page.locator(".dw-message").count() == 0


def test_traits_travel_both_ways_on_a_live_page(live_page: Callable[..., Page], ct: str) -> None:
    viewer = dw.view(ct)
    page = live_page(viewer)
    page.wait_for_function(LOADED)
    commit(page, viewer.model_id, "invert", True)
    comes_to(page, lambda: viewer.invert, True)
    viewer.window_center = 123.0
    page.wait_for_function(
        "async (id) => (await dwHost.model(id)).get('window_center') === 123", arg=viewer.model_id
    )


def test_a_pane_is_a_widget_of_its_own(live_page: Callable[..., Page], ct: str) -> None:
    viewer = dw.view(ct)
    page = live_page(viewer)
    page.wait_for_function(LOADED)
    page.locator(".dw-series-viewer").focus()
    page.get_by_role("button", name="Header").click()
    page.wait_for_selector(".dw-header-table")
    assert set(viewer.panes) == {"header_table"}
    child = viewer.panes["header_table"]
    viewer.close()
    assert viewer.panes == {}
    assert child.comm is None


def test_several_widgets_share_a_page(host_page: Callable[..., Page], ct: str) -> None:
    page = host_page([dw.view(ct), dw.view(ct, invert=True), dw.inspect(ct)])
    assert page.locator(".dw-series-viewer").count() == 2
    assert page.locator(".dw-header-table").count() == 1


def test_two_views_of_one_model(live_page: Callable[..., Page], ct: str) -> None:
    viewer = dw.view(ct)
    page = live_page(viewer, viewer)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.dw-series-viewer canvas')]"
        ".filter((canvas) => canvas.width > 0).length === 2"
    )


def test_a_request_that_leaves_the_page_is_refused_and_noticed(
    host_pages: HostPages, ct: str
) -> None:
    page = host_pages.open(dw.view(ct))
    policy = page.locator("meta[http-equiv]").get_attribute("content")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert host_pages.trouble == []
    refused = page.evaluate("() => fetch('https://example.org').catch(() => 'refused')")
    assert refused == "refused"
    assert any("Content Security Policy" in each for each in host_pages.trouble)
    host_pages.trouble.clear()
