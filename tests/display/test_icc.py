"""Colour profiles: which are applied, and that the colours are littlecms's."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageCms
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicomwidgets.display.icc import profile_of, to_srgb
from dicomwidgets.errors import DisplayError
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray


def made(kind: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(kind)).tobytes()


def swapped() -> bytes:
    """Return an sRGB profile whose red and blue primaries have changed places."""
    data = bytearray(made("sRGB"))
    count = int.from_bytes(data[128:132], "big")
    places = {bytes(data[132 + 12 * k : 136 + 12 * k]): 136 + 12 * k for k in range(count)}
    red, blue = places[b"rXYZ"], places[b"bXYZ"]
    data[red : red + 4], data[blue : blue + 4] = data[blue : blue + 4], data[red : red + 4]
    return bytes(data)


COLORS = np.random.default_rng(2).integers(0, 256, (20, 30, 3)).astype(np.uint8)


def image(profile: bytes | None, colors: NDArray[np.uint8] = COLORS) -> Dataset:
    from pixels.conftest import make_image  # noqa: PLC0415

    ds: Dataset = make_image.__wrapped__()(colors)
    if profile is not None:
        ds.ICCProfile = profile
    return ds


def frames_of(ds: Dataset) -> FrameSource:
    source = source_of(ds)
    return FrameSource([FrameLocator(source, source.items()[0], 0)])


def test_srgb_changes_nothing() -> None:
    assert to_srgb(made("sRGB")) is None
    frames = frames_of(image(made("sRGB")))
    assert "profile" not in frames.info(0)
    np.testing.assert_array_equal(frames.render(0), COLORS)


def test_colours_are_those_of_littlecms_and_stored_ones_stay() -> None:
    frames = frames_of(image(swapped()))
    assert "sRGB" in frames.info(0)["profile"]
    theirs: Any = ImageCms.profileToProfile(
        Image.fromarray(COLORS),
        ImageCms.ImageCmsProfile(BytesIO(swapped())),
        ImageCms.createProfile("sRGB"),
    )
    shown = frames.render(0)
    np.testing.assert_array_equal(shown, np.asarray(theirs))
    assert np.abs(shown.astype(int) - COLORS[..., ::-1]).max() <= 3
    np.testing.assert_array_equal(frames.stored(0), COLORS)
    np.testing.assert_array_equal(frames.sent(0), shown)
    np.testing.assert_array_equal(frames.sent(0, color_profile=False), COLORS)
    np.testing.assert_array_equal(frames.render(0, color_profile=False), COLORS)
    np.testing.assert_array_equal(frames.screen(0, region=[3, 2, 9, 8]), shown[2:8, 3:9])


# A profile holds the second in which it was made: as an id it would differ between two processes.
@pytest.mark.parametrize(
    "profile",
    [b"no profile at all", made("LAB"), swapped()[:200]],
    ids=["words", "LAB", "cut short"],
)
def test_a_profile_of_no_use_is_said(profile: bytes) -> None:
    with pytest.raises(DisplayError, match="profile is not applied"):
        to_srgb(profile)
    frames = frames_of(image(profile))
    (badge,) = [each for each in frames.info(0)["badges"] if each["text"] == "PROFILE IGNORED"]
    assert "ICCProfile" in badge["reason"]
    np.testing.assert_array_equal(frames.render(0), COLORS)


def test_the_only_optical_path_has_one_too() -> None:
    ds, path = image(None), Dataset()
    path.ICCProfile = swapped()
    ds.OpticalPathSequence = Sequence([path])
    assert profile_of(ds) == swapped()
    ds.OpticalPathSequence.append(path)
    assert profile_of(ds) is None


def test_a_colour_space_of_srgb_is_believed() -> None:
    ds = image(swapped())
    ds.ColorSpace = "SRGB"
    assert "profile" not in frames_of(ds).info(0)


def test_grey_images_have_none(header: Callable[..., Dataset]) -> None:
    from dicomwidgets.display.parameters import describe  # noqa: PLC0415

    assert "profile" not in describe(header(ICCProfile=swapped()))


@pytest.mark.parametrize(
    "name",
    ["sm_image.dcm", "0001_1.3.12.2.1107.5.2.43.67093.2022071112123439621008676.dcm"],
)
def test_profiles_of_real_files_are_srgb(name: str, data_dir: Path) -> None:
    path = next((data_dir / "dicom").rglob(name))
    source = source_of(path)
    frames = FrameSource([FrameLocator(source, source.items()[0], 0)])
    info = frames.info(0)
    assert profile_of(frames.header(0).dataset)
    assert "profile" not in info
    assert not [each for each in info["badges"] if each["text"] == "PROFILE IGNORED"]
    np.testing.assert_array_equal(frames.render(0), frames.stored(0))
