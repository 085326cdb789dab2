"""One bad frame among many: it says what is wrong with it, in the image, and the others go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from browser.viewing import assert_accessible, press
from support.damaged import BAD, FRAMES, multiframe

from dicomwidgets import view

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_bad_frame_speaks_in_place_and_the_next_is_shown(
    live_page: Callable[..., Page], tmp_path: Path
) -> None:
    multiframe(tmp_path / "cine.dcm")
    viewer = view(tmp_path / "cine.dcm")
    page = live_page(viewer)
    page.locator(".dw-count").filter(has_text=str(FRAMES)).wait_for()
    viewer.index = BAD
    message = page.locator(".dw-trouble .dw-message")
    message.wait_for()
    text = message.inner_text()
    for part in (f"Frame {BAD + 1}", "JPEG 2000", "cine.dcm", "can't be decoded"):
        assert part in text
    assert "Traceback" not in text
    assert_accessible(page)
    press(page, "ArrowRight")
    message.wait_for(state="hidden")
    assert viewer.index == BAD + 1
    np.testing.assert_array_equal(np.unique(viewer.frame), [BAD + 1])
    press(page, "ArrowLeft")
    message.wait_for()


def test_what_is_not_installed_has_its_line_to_copy(
    live_page: Callable[..., Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    multiframe(tmp_path / "cine.dcm")
    monkeypatch.setattr("dicomwidgets.pixels.compressed.decoders_for", lambda _syntaxes: [])
    monkeypatch.setattr("dicomwidgets.codecs.is_installed", lambda _module: False)
    page = live_page(view(tmp_path / "cine.dcm"))
    message = page.locator(".dw-trouble .dw-message")
    message.wait_for()
    assert "No decoder for JPEG 2000" in message.inner_text()
    assert 'pip install "dicomwidgets[codecs]"' in message.inner_text()
    assert message.get_by_role("button", name="Copy").is_visible()
