from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom.data import get_testdata_file

from dicomwidgets.errors import ArgumentError
from dicomwidgets.pixels.stages import frame_stages

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.pixels.frame_source import FrameSource


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small.dcm", "693_J2KI.dcm"])
def test_the_last_stage_of_a_real_frame_is_its_rendering(
    name: str, open_frames: Callable[..., FrameSource]
) -> None:
    frames = open_frames(get_testdata_file(name, download=False))
    found = frame_stages(frames, 0)
    np.testing.assert_array_equal(found[-1].array, frames.render(0))
    by_name = {stage.name: stage for stage in found}
    np.testing.assert_array_equal(by_name["sign"].array, frames.stored(0))
    np.testing.assert_allclose(by_name["modality"].array, frames.values(0).array, rtol=1e-6)
    colored = frame_stages(frames, 0, invert=True, colormap="pet")[-1].array
    np.testing.assert_array_equal(colored, frames.render(0, invert=True, colormap="pet"))


def test_colour_has_no_stages(open_frames: Callable[..., FrameSource]) -> None:
    frames = open_frames(get_testdata_file("examples_rgb_color.dcm", download=False))
    with pytest.raises(ArgumentError, match="colour"):
        frame_stages(frames, 0)
