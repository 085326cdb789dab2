"""What an export holds in memory: a few frames, however many there are."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import nibabel
import numpy as np
import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import DisplayError
from dicomwidgets.exporting import image_encoding
from dicomwidgets.exporting.films import webp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwidgets.jobs.run_report import RunReport

SLICES, SIDE = 48, 256
FRAME = SIDE * SIDE * 2
ROOM = 8 * FRAME
"""Two frames that threads read ahead, the one that is written, packed and unpacked, and headers."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stack")
    for number, dataset in enumerate(samples.ct(slices=SLICES, size=SIDE)):
        dataset.save_as(folder / f"{number:03}.dcm")
    return folder


def held(call: Callable[[], object]) -> int:
    """Return how many bytes a call holds at most."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("suffix", [".npy", ".npz", ".nii", ".nii.gz"])
def test_an_array_is_written_slice_by_slice(suffix: str, stack: Path, tmp_path: Path) -> None:
    whole = dw.volume(stack)
    lazy = dw.volume(stack, lazy=True, workers=2)
    lazy.save(tmp_path / f"warm{suffix}")  # modules are loaded
    assert held(lambda: lazy.save(tmp_path / f"v{suffix}")) < ROOM < SLICES * FRAME / 5
    assert not lazy.is_loaded
    if ".nii" in suffix:
        image = nibabel.load(tmp_path / f"v{suffix}")
        np.testing.assert_array_equal(np.asarray(image.dataobj).T, whole.array)
        np.testing.assert_array_equal(image.affine, whole.to_nibabel().affine)
    else:
        found = np.load(tmp_path / f"v{suffix}")
        np.testing.assert_array_equal(found["array"] if suffix == ".npz" else found, whole.array)


def test_an_export_of_an_array_holds_no_more_and_tells_how_far_it_is(
    stack: Path, tmp_path: Path
) -> None:
    series = dw.load(stack).series[0]
    told: list[int] = []
    dw.export(series, tmp_path / "warm.npz")

    def export() -> RunReport:
        return dw.export(series, tmp_path / "a.npz", on_progress=lambda p: told.append(p.done))

    assert held(export) < 2 * ROOM
    assert told[-1] == SLICES
    np.testing.assert_array_equal(np.load(tmp_path / "a.npz")["array"], dw.volume(stack).array)


def test_a_cancelled_array_leaves_nothing(stack: Path, tmp_path: Path) -> None:
    asked = iter([False] * 10)
    report = dw.export(stack, tmp_path / "a.nii.gz", cancelled=lambda: next(asked, True))
    assert [each.status for each in report.files] == ["cancelled"]
    assert list(tmp_path.iterdir()) == []


def test_a_film_larger_than_webp_can_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webp, "_MOST", 2000)
    with pytest.raises(DisplayError, match=r"larger than 4 GiB.*fewer frames"):
        dw.export(samples.ct(6, 64), tmp_path / "a.webp")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("montage", [None, 4])
def test_a_jpeg_larger_than_one_can_be_is_refused(
    montage: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_encoding, "_LONGEST_JPEG", 60)
    with pytest.raises(DisplayError, match=r"A JPEG has 60 rows and columns.*PNG or TIFF"):
        dw.export(samples.ct(4, 64), tmp_path / "a.jpg", montage=montage, frames=slice(1))
    assert list(tmp_path.iterdir()) == []
