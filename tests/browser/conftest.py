"""Fixtures of the browser tests: one Playwright, one JupyterLab for the whole session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.lab import INSTALL_BROWSER, Lab, find_browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Playwright


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
