"""The header beside the image: opened by every view, freed in the kernel by the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.viewing import press, rest, settled, shared_ct

from dicomwidgets import view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from dicomwidgets.widgets.series_viewer import SeriesViewer

pytestmark = pytest.mark.browser


@pytest.fixture
def viewer() -> Iterator[SeriesViewer]:
    shown = view(shared_ct(), index=8)
    yield shown
    shown.close()


def toggled(page: Page, place: int = 0) -> Locator:
    page.get_by_role("button", name="Header of this slice").nth(place).click()
    rest(page)
    return page.locator(".dw-header-table .dw-row, .dw-header-table [role=row]")


def test_it_tells_what_is_constant_over_the_series(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    page = settled(live_page(viewer))
    toggled(page).first.wait_for()
    legend = page.locator(".dw-header-legend")
    legend.filter(has_text="constant over the series").wait_for()
    row = page.locator(".dw-header-table [role=row]", has_text="ImageType")
    row.get_by_role("img", name="constant over the series").wait_for()
    press(page, "End")
    row = page.locator(".dw-header-table [role=row]", has_text="SOPInstanceUID").last
    row.get_by_role("img", name="differs from the file before").wait_for()
    row.get_by_role("img", name="varies over the series").wait_for()


def test_closing_it_frees_it(live_page: Callable[..., Page], viewer: SeriesViewer) -> None:
    page = settled(live_page(viewer))
    toggled(page).first.wait_for()
    first = viewer.panes["header_table"]
    assert toggled(page).count() == 0
    rest(page)
    assert viewer.panes == {}
    assert first.comm is None
    # Closed and opened in one breath: the close does not reach the new one.
    toggled(page).first.wait_for()
    press(page, "h", "h")
    page.locator(".dw-header-table [role=row]").first.wait_for()
    rest(page, 500)
    assert viewer.panes["header_table"].comm is not None
    press(page, "End")
    rest(page, 500)
    assert page.locator(".dw-header-table").count() == 1


def test_it_stays_while_another_view_has_it_open(
    live_page: Callable[..., Page], viewer: SeriesViewer
) -> None:
    page = settled(live_page(viewer, height=1600))
    page.evaluate(
        """async id => {
          const el = document.body.appendChild(document.createElement("div"));
          window.second = new AbortController();
          await dwHost.show(id, el, second.signal);
        }""",
        viewer.model_id,
    )
    rest(page, 500)
    for place in (0, 1):
        toggled(page, place).first.wait_for()
    toggled(page, 0)
    assert set(viewer.panes) == {"header_table"}
    page.evaluate("() => second.abort()")
    rest(page, 500)
    assert viewer.panes == {}
