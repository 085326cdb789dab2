from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dicomwidgets.display.colormap import COLORMAPS, palette
from dicomwidgets.errors import DisplayError

GOLDEN = json.loads(
    Path(__file__).parents[1].joinpath("golden", "lookup.json").read_text(encoding="utf-8")
)["colormap"]


@pytest.mark.parametrize("name", COLORMAPS)
def test_golden(name: str) -> None:
    assert palette(name).tobytes().hex() == GOLDEN[name]
    assert palette(name).shape == (256, 3)
    assert not palette(name).flags.writeable


def test_grey_is_grey() -> None:
    assert np.array_equal(palette("grey"), np.repeat(np.arange(256), 3).reshape(256, 3))


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(DisplayError, match="hot_iron"):
        palette("viridis?")
