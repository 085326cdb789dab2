"""The Chromium of this machine, headless."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Playwright

__all__ = ["INSTALL_BROWSER", "NoBrowserError", "find_browser", "launch_chromium"]

INSTALL_BROWSER = "apt-get install chromium"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-device-scale-factor=1",
)


class NoBrowserError(RuntimeError):
    """No Chromium on this machine."""

    def __init__(self) -> None:
        super().__init__(f"no Chromium found; install one with: {INSTALL_BROWSER}")


def find_browser() -> str | None:
    """Return the path of a Chromium of this machine, never one that Playwright downloaded."""
    named = os.environ.get("DICOMWIDGETS_CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def launch_chromium(
    playwright: Playwright, profile: Path, *, width: int = 1400, height: int = 1000
) -> BrowserContext:
    """Start the machine's Chromium, headless, with a fresh profile in `profile`.

    Raises
    ------
    NoBrowserError
        When there is none.
    """
    browser = find_browser()
    if browser is None:
        raise NoBrowserError
    return playwright.chromium.launch_persistent_context(
        profile,
        executable_path=browser,
        headless=True,
        args=list(_CHROMIUM_ARGS),
        viewport={"width": width, "height": height},
    )
