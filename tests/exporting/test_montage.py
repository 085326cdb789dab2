"""Frames side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.pictures import opened, pixels_in

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from pathlib import Path


def test_every_cell_is_its_frame(tmp_path: Path) -> None:
    ct = samples.ct(7, 16)
    dw.export(
        ct, tmp_path / "a.png", montage={"columns": 3, "step": 2, "gap": 1}, window=(300, 1500)
    )
    sheet = pixels_in(tmp_path / "a.png")
    frames = dw.frames(ct)
    assert sheet.shape == (33, 50)
    for place, i in enumerate((0, 2, 4, 6)):
        top, left = place // 3 * 17, place % 3 * 17
        expected = frames.render(i, window_center=300, window_width=1500)
        np.testing.assert_array_equal(sheet[top : top + 16, left : left + 16], expected)
    assert sheet[17:, 17:].max() == 0


def test_cells_have_the_width_asked_for_and_labels_of_their_number(tmp_path: Path) -> None:
    ct = samples.ct(4, 64)
    dw.export(ct, tmp_path / "a.jpg", montage={"columns": 2, "width": 48})
    assert opened(tmp_path / "a.jpg").size == (96, 96)
    dw.export(ct, tmp_path / "plain.png", montage={"columns": 4})
    dw.export(ct, tmp_path / "b.png", montage={"columns": 4, "labels": True})
    plain, labelled = (pixels_in(tmp_path / f"{name}.png") for name in ("plain", "b"))
    changed = (plain != labelled).any(axis=0)
    assert all(changed[left : left + 20].any() for left in range(0, 256, 64))
    np.testing.assert_array_equal(plain[24:], labelled[24:])
    dw.export(ct, tmp_path / "c.tif", montage=True)
    assert pixels_in(tmp_path / "c.tif").shape == (128, 128)


def test_a_montage_too_large_is_refused_before_it_is_held(tmp_path: Path) -> None:
    ct = samples.ct(2, 64)
    with pytest.raises(DisplayError, match="would have"):
        dw.export(ct, tmp_path / "a.png", montage={"columns": 2, "width": 40_000})
    assert list(tmp_path.iterdir()) == []


def test_each_series_of_a_folder_has_its_own(tmp_path: Path) -> None:
    both = [*samples.ct(3, 16), *samples.mr(2, 16)]
    dw.load(both).export(tmp_path / "out", "png", montage=2, pattern="{Modality}").run(workers=0)
    sizes = {path.name: opened(path).size for path in (tmp_path / "out").glob("*.png")}
    assert sizes == {"CT.png": (32, 32), "MR.png": (32, 16)}
