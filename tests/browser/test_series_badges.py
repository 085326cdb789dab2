"""What is wrong with a series as a whole, as the viewer says it: a badge each, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.viewing import assert_accessible, rest
from support.series_defects import clean_stack

from dicomwidgets import view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page
    from pydicom.dataset import Dataset

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser

SHOWN = ["SEVERAL PATIENTS", "GAP: 2 SLICES", "TILT 11.3°", "MIXED RESCALE", "MIXED KERNELS"]


def wrong() -> list[Dataset]:
    """Return a tilted series that lacks slices and mixes patients, rescales and kernels."""
    made = clean_stack(12)
    for k, each in enumerate(made):
        each.ImagePositionPatient = [-180, -180 + k, 5 * k]
    made[2].PatientID = "OTHER"
    made[3].RescaleIntercept = "0"
    made[9].ConvolutionKernel = "BONE"
    return [*made[:5], *made[7:]]


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    shown = view(wrong())
    yield shown
    shown.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 600)])
def test_each_badge_gives_its_reason_and_axe_finds_nothing(
    live_page: Callable[..., Page], viewer: SeriesViewer, theme: str, width: int
) -> None:
    page = live_page(viewer, theme=theme, width=width)
    badges = page.get_by_role("group", name="Remarks").first.locator(".dw-badge")
    badges.filter(has_text="GAP").wait_for()
    rest(page)
    assert [text for text in badges.all_inner_texts() if text in SHOWN] == SHOWN
    gap = badges.filter(has_text="GAP")
    gap.focus()
    reason = page.locator(".dw-tip")
    reason.filter(has_text="where 5 mm is usual").wait_for()
    assert "Look for the missing files" in reason.inner_text()
    assert "OTHER" not in page.content()
    assert_accessible(page)


def test_a_clean_series_has_no_such_badge(live_page: Callable[..., Page]) -> None:
    shown = view(clean_stack(4))
    page = live_page(shown)
    page.locator(".dw-count").filter(has_text="4").wait_for()
    rest(page)
    texts = page.locator(".dw-badge").all_inner_texts()
    assert not [text for text in texts if text in SHOWN or "SPACING" in text]
    shown.close()
