"""What is exported as displayed is the canvas at 1:1, byte for byte; and how a page asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tifffile
from browser.test_drawn_over import shown
from browser.viewing import assert_accessible, comes_to, rest, root, settled, shared_ct
from support.pictures import pixels_in

import dicomwidgets as dw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_PYDICOM = "pydicom+pydicom/src/pydicom/data/test_files"
_DATA = "pydicom+pydicom-data/data_store/data"
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "CT with a window": ("neurolabusc+dcm_qa_ct/In/GE", {"window_center": 45, "window_width": 90}),
    "MR as the file says": (f"{_DATA}/MR-SIEMENS-DICOM-WithOverlays.dcm", {"overlays": False}),
    "MR with an overlay": (f"{_DATA}/MR-SIEMENS-DICOM-WithOverlays.dcm", {}),
    "an overlay, turned": (f"{_PYDICOM}/examples_overlay.dcm", {"rotation": 90, "flip": True}),
    "a palette": (f"{_PYDICOM}/examples_palette.dcm", {}),
    "a palette of 16 bits": (f"{_DATA}/gdcm-US-ALOKA-16.dcm", {}),
    "YBR colour": (f"{_PYDICOM}/examples_ybr_color.dcm", {}),
    "RGB colour": (f"{_PYDICOM}/examples_rgb_color.dcm", {}),
    "an MR in colours": (
        "moloney+dcmstack/test/data/dcmstack/2D_16Echo_qT2",
        {"colormap": "viridis", "invert": True},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_png_is_the_canvas_at_1_to_1(
    kind: str, data_dir: Path, live_page: Callable[..., Page], tmp_path: Path
) -> None:
    path, look = KINDS[kind]
    viewer = dw.view(data_dir / "dicom" / path, zoom=1.0, **look)
    expected = viewer.render()
    rows, columns = expected.shape[:2]
    page = live_page(viewer, width=columns + 500, height=rows + 500)
    viewer.export(tmp_path / "a.png")
    picture = pixels_in(tmp_path / "a.png")
    if picture.ndim == 2:
        picture = np.repeat(picture[..., None], 3, axis=2)
    page.locator(".dw-loading").first.wait_for(state="hidden")
    rest(page, 300)
    comes_to(page, lambda: np.array_equal(shown(page, viewer), picture), True)
    assert len(np.unique(picture)) > 10


@pytest.fixture
def viewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dw.SeriesViewer]:
    monkeypatch.chdir(tmp_path)
    made = dw.view(shared_ct())
    yield made
    made.close()


@pytest.fixture
def page(live_page: Callable[..., Page], viewer: dw.SeriesViewer) -> Page:
    return settled(live_page(viewer))


def choose(page: Page, *names: str) -> None:
    button = page.get_by_role("button", name="Export", exact=True)
    if button.is_visible():
        button.click()
    else:
        page.get_by_role("button", name="More tools").click()
        page.get_by_role("menuitem", name="Export").click()
    for name in names:
        page.get_by_role("menuitem", name=name).click()


def test_the_picture_is_written_where_the_field_says(
    page: Page, viewer: dw.SeriesViewer, tmp_path: Path
) -> None:
    viewer.index = 7
    rest(page)
    choose(page, "As displayed PNG")
    form = page.get_by_role("dialog", name="This frame: As displayed, PNG")
    field = form.get_by_role("textbox")
    assert field.input_value() == str(tmp_path / "ct_8.png")
    assert_accessible(page)
    form.get_by_role("button", name="Write").click()
    form.get_by_text(f"Written: {tmp_path / 'ct_8.png'}").wait_for()
    np.testing.assert_array_equal(pixels_in(tmp_path / "ct_8.png"), viewer.render())
    form.get_by_role("button", name="Write").click()
    form.get_by_text("There is a file already").wait_for()
    form.get_by_label("Replace the file").check()
    form.get_by_role("button", name="Write").click()
    form.get_by_text("Written:").wait_for()
    write = form.get_by_role("button", name="Write")
    comes_to(page, lambda: write.evaluate("button => button.matches(':focus')"), True)
    page.keyboard.press("Escape")
    form.wait_for(state="hidden")
    assert root(page).evaluate("element => element.matches(':focus')")


def test_keys_alone_do_it(page: Page, tmp_path: Path) -> None:
    root(page).focus()
    page.keyboard.press("E")
    form = page.get_by_role("dialog")
    form.wait_for()
    # The name is chosen, its ending is not.
    page.keyboard.type("i0rf")
    page.keyboard.press("Enter")
    form.get_by_text("Written:").wait_for()
    assert [path.name for path in tmp_path.iterdir()] == ["i0rf.png"]


def test_a_series_is_written_as_it_is_shown(
    page: Page, viewer: dw.SeriesViewer, tmp_path: Path
) -> None:
    choose(page, "Pages as displayed TIFF")
    page.get_by_role("dialog").get_by_role("button", name="Write").click()
    page.get_by_text("Written:").wait_for()
    viewer.index = 5
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "ct.tif")[5], viewer.render())


def test_the_browser_keeps_the_picture(page: Page, viewer: dw.SeriesViewer, tmp_path: Path) -> None:
    with page.expect_download() as download:
        choose(page, "Download PNG")
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    assert kept.name == f"ct_{viewer.index + 1}.png"
    np.testing.assert_array_equal(pixels_in(kept), viewer.render())
