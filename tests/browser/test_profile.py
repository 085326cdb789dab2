"""The page of a profile in a real browser: accessible, as wide as its window, nothing fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext
