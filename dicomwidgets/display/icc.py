"""Colour profiles of images, and what makes sRGB of their colours (PS3.3 C.11.15)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.errors import DisplayError
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.display.description import FrameInfo

    Managed = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]

__all__ = ["add_profile", "profile_of", "to_srgb"]

_ALIKE = 2
"""Steps of 8 bits up to which a profile's colours are sRGB's."""


def profile_of(dataset: Dataset) -> bytes | None:
    """Return the ICC Profile (0028,2000) of an image, or that of its only optical path."""
    profile = value_or_none(dataset, "ICCProfile")
    paths = value_or_none(dataset, "OpticalPathSequence") or []
    if not profile and len(paths) == 1:
        profile = value_or_none(paths[0], "ICCProfile")
    return profile if isinstance(profile, bytes) and profile else None


def add_profile(dataset: Dataset, info: FrameInfo) -> None:
    """Name the profile of a colour frame in its description, if it changes colours.

    Color Space (0028,2002) SRGB says that it does not.

    Parameters
    ----------
    dataset
        The header.
    info
        Of a colour frame; changed: `profile`, or a badge that says why there is none.
    """
    profile = profile_of(dataset)
    if profile is None or value_or_none(dataset, "ColorSpace") == "SRGB":
        return
    try:
        managed = to_srgb(profile)
    except DisplayError as problem:
        info["badges"].append(
            {"text": "PROFILE IGNORED", "reason": str(problem), "level": "warning"}
        )
        return
    if managed is None:
        return
    info["profile"] = _name(profile)


def to_srgb(profile: bytes) -> Managed | None:
    """Return what turns 8-bit RGB of a profile into sRGB; ``None`` where that changes nothing.

    Raises
    ------
    DisplayError
        Where the profile can't be read, or is not one of RGB.
    """
    cms = _cms()
    try:
        transform = cms.buildTransform(
            cms.ImageCmsProfile(BytesIO(profile)),
            cms.createProfile("sRGB"),
            "RGB",
            "RGB",
            renderingIntent=_intent(cms, profile),
            flags=cms.Flags.NOCACHE,  # threads share it
        )
    except (cms.PyCMSError, OSError, TypeError, ValueError) as problem:
        raise _refused(f"it can't be used for RGB: {str(problem).strip().rstrip('.')}") from None

    def managed(colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
        from PIL import Image  # noqa: PLC0415 - few images have a profile

        picture = Image.fromarray(np.ascontiguousarray(colors))
        return np.asarray(cms.applyTransform(picture, transform)).copy()

    steps = np.linspace(0, 255, 6).astype(np.uint8)
    probe = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
    return managed if np.abs(managed(probe).astype(int) - probe).max() > _ALIKE else None


def _cms() -> Any:
    try:
        from PIL import ImageCms  # noqa: PLC0415 - few images have a profile

        ImageCms.createProfile("sRGB")
    except ImportError:
        raise _refused("this Pillow was built without littlecms") from None
    return ImageCms


def _intent(cms: Any, profile: bytes) -> Any:
    """Return the intent that the profile names (ICC.1 7.2.15), else perceptual."""
    try:
        return cms.Intent(cms.getDefaultIntent(cms.ImageCmsProfile(BytesIO(profile))))
    except ValueError:
        return cms.Intent.PERCEPTUAL


def _name(profile: bytes) -> str:
    cms = _cms()
    try:
        return str(cms.getProfileDescription(BytesIO(profile))).strip() or "no name"
    except (cms.PyCMSError, OSError, ValueError):
        return "no name"


def _refused(why: str) -> DisplayError:
    return DisplayError(
        f"The colour profile is not applied: {why}.", tag="(0028,2000)", keyword="ICCProfile"
    )
