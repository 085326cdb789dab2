"""Fixtures of the browser tests: one Playwright, one JupyterLab for the whole session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.chromium import INSTALL_BROWSER, find_browser
from browser.host import HostPages
from browser.lab import Lab
from browser.tabs import Tabs
from browser.viewing import settled, shared_ct

from dicomwidgets import view

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from playwright.sync_api import Browser, Page, Playwright

    from dicomwidgets.widgets.series_viewer import SeriesViewer

_FAILED = pytest.StashKey[bool]()
_ARGS = ("--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--no-first-run")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember of a test whether it failed, for those who tidy up behind it."""
    report = yield
    item.stash[_FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start the one Playwright of the session; skip by name where there is no browser."""
    if find_browser() is None:
        pytest.skip(f"no Chromium on this machine: {INSTALL_BROWSER}")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is used

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def lab(playwright: Playwright) -> Iterator[Lab]:
    """Start a JupyterLab and a Chromium; tests open their notebooks in it."""
    with Lab(playwright=playwright) as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start a Chromium for pages without Jupyter."""
    started = playwright.chromium.launch(executable_path=find_browser(), args=list(_ARGS))
    yield started
    started.close()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[Tabs]:
    """Keep the pages of one test for the next."""
    kept = Tabs(browser)
    yield kept
    kept.close()


@pytest.fixture
def host_pages(
    tabs: Tabs, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[HostPages]:
    """Open host pages; a request that leaves them, or an error on them, fails the test.

    They lie beside ``tmp_path``, which tests hand to widgets that read whole folders.
    """
    pages = HostPages(tabs, tmp_path_factory.mktemp("host"))
    yield pages
    pages.close(whole=not request.node.stash[_FAILED])
    assert pages.trouble == []


@pytest.fixture
def host_page(host_pages: HostPages) -> Callable[..., Page]:
    """Show widgets from an archive: ``host_page(widget, width=600, theme="dark")``."""
    return host_pages.open


@pytest.fixture
def live_page(host_pages: HostPages) -> Callable[..., Page]:
    """Show widgets with Python behind them, no Jupyter between: ``live_page(widget)``."""

    def open_live(*widgets: object, **options: object) -> Page:
        return host_pages.open(list(widgets), live=True, **options)  # type: ignore[arg-type]

    return open_live


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    """Return what most tests of the series viewer look at; a file may have another."""
    shown = view(shared_ct())
    yield shown
    shown.close()


@pytest.fixture
def page(live_page: Callable[..., Page], viewer: SeriesViewer) -> Page:
    """Show the viewer on a live page, settled."""
    return settled(live_page(viewer))
