from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from matplotlib import colormaps
from pydicom.pixels import apply_color_lut

from dicomwidgets.display.colormap import COLORMAPS, palette
from dicomwidgets.errors import DisplayError

GOLDEN = json.loads(
    Path(__file__).parents[1].joinpath("golden", "lookup.json").read_text(encoding="utf-8")
)["colormap"]
WELL_KNOWN = {
    "hot_iron": "1.2.840.10008.1.5.1",
    "pet": "1.2.840.10008.1.5.2",
    "hot_metal_blue": "1.2.840.10008.1.5.3",
    "pet_20_step": "1.2.840.10008.1.5.4",
    "spring": "1.2.840.10008.1.5.5",
    "summer": "1.2.840.10008.1.5.6",
    "fall": "1.2.840.10008.1.5.7",
    "winter": "1.2.840.10008.1.5.8",
}
PERCEPTUAL = ("viridis", "magma", "inferno", "plasma", "cividis", "turbo")
GREYS = np.arange(256, dtype=np.uint8)


@pytest.mark.parametrize("name", COLORMAPS)
def test_golden(name: str) -> None:
    assert palette(name).tobytes().hex() == GOLDEN[name]
    assert palette(name).shape == (256, 3)
    assert not palette(name).flags.writeable


def test_grey_is_grey() -> None:
    assert np.array_equal(palette("grey"), np.repeat(GREYS, 3).reshape(256, 3))


@pytest.mark.parametrize(("name", "uid"), WELL_KNOWN.items())
def test_the_well_known_palettes_are_the_standard_s(name: str, uid: str) -> None:
    assert np.array_equal(palette(name), apply_color_lut(GREYS[None], palette=uid)[0])


@pytest.mark.parametrize("name", PERCEPTUAL)
def test_the_perceptual_ones_are_within_2_of_matplotlib_s(name: str) -> None:
    theirs = colormaps[name](GREYS, bytes=True)[:, :3].astype(int)
    assert np.abs(palette(name) - theirs).max() <= 2


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(DisplayError, match="hot_iron"):
        palette("viridis?")
