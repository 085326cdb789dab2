from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from dicomwidgets.display.window import Window, auto_window, default_window, presets_for
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import FrameDisplay

FILE = {"name": "A", "center": 40.0, "width": 80.0, "source": "file"}


def test_a_window_is_made_of_numbers() -> None:
    with pytest.raises(DisplayError, match="no window"):
        Window(float("nan"), 1)
    with pytest.raises(DisplayError):
        Window(0, float("inf"))


def test_the_file_s_first_word_counts(display: Callable[..., FrameDisplay]) -> None:
    shown = display(windows=[FILE], voi_function="SIGMOID")
    assert default_window(shown) == Window(40, 80, "SIGMOID")
    table: Any = {"name": "", "first": 0, "bits": 8, "values": [0, 255]}
    assert default_window(display(windows=[FILE], voi_luts=[table], voi_lut=0)) is None


@pytest.mark.parametrize(
    ("changes", "center", "width"),
    [
        ({"bits_stored": 8}, 128, 256),
        ({"bits_stored": 1}, 1, 2),
        ({"bits_stored": 12, "signed": True}, 0, 4096),
        ({"bits_stored": 12, "slope": -1}, -2047, 4096),
        ({"bits_stored": 8, "slope": 2.0, "intercept": -5.0}, 250.5, 511),
    ],
)
def test_else_the_whole_stored_range(
    changes: Any, center: float, width: float, display: Callable[..., FrameDisplay]
) -> None:
    assert default_window(display(**changes)) == Window(center, width)


def test_auto_leaves_out_padding_and_outliers(display: Callable[..., FrameDisplay]) -> None:
    stored = np.full((100, 100), -2000, np.int16)
    stored[:50] = np.arange(5000).reshape(50, 100) % 1000
    stored[0, :5] = 30000
    window = auto_window(stored, display(signed=True, bits_stored=16, padding=[-2000, -2000]))
    assert 0 <= window.center - window.width / 2 < 30
    assert 970 < window.center + window.width / 2 < 1000
    assert window.function == "LINEAR"


@pytest.mark.parametrize("value", [0.0, -7.5, 1e9])
def test_auto_on_a_flat_frame(value: float, display: Callable[..., FrameDisplay]) -> None:
    stored = np.full((4, 4), value, np.float32)
    window = auto_window(stored, display(signed=True, bits_stored=32))
    assert (window.center, window.width, window.function) == (value, 1.0, "LINEAR_EXACT")


def test_auto_on_small_numbers_is_exact(display: Callable[..., FrameDisplay]) -> None:
    stored = np.arange(1000, dtype=np.uint16).reshape(10, 100)
    window = auto_window(stored, display(slope=1e-6))
    assert window.function == "LINEAR_EXACT"
    assert 0.9e-3 < window.width < 1e-3


def test_auto_on_nothing(display: Callable[..., FrameDisplay]) -> None:
    nothing = np.full((3, 3), np.nan, np.float32)
    assert auto_window(nothing, display(bits_stored=32)).width == 1
    padded = np.zeros((3, 3), np.uint16)
    assert auto_window(padded, display(padding=[0, 0])).width == 1


def test_presets_are_for_modalities_with_a_scale() -> None:
    names = [preset["name"] for preset in presets_for("CT")]
    assert "Lung" in names
    assert all(preset["source"] == "modality" for preset in presets_for("CT"))
    assert presets_for("MR") == []


def test_a_function_that_the_standard_lacks_is_refused() -> None:
    with pytest.raises(DisplayError, match="LINEAR_EXACT"):
        Window(40.0, 400.0, "CUBIC")  # type: ignore[arg-type]
