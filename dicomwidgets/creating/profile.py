"""The colour profile of a picture, as an image of DICOM may have one (PS3.3 C.11.15)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dicomwidgets.display.icc import to_srgb
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.creating.raster import Raster

__all__ = ["put_profile", "with_profile"]

_HEAD = 128
_CLASS, _SPACE, _CONNECTION, _IDENTITY = slice(12, 16), slice(16, 20), slice(20, 24), slice(84, 100)
_INPUT = b"scnr"
_AS_INPUT = frozenset({b"mntr", b"spac"})
"""Displays and colour spaces: what their profiles must hold, those of input devices may."""
_GREY = "The picture's colour profile was left out: an image in grey has none in DICOM."
_KEPT = (
    "The picture's colour profile is kept; as DICOM wants it, it calls itself that of an input "
    "device."
)
_TURNED = (
    "The colours were turned into sRGB: the picture's profile is of a kind that an image of DICOM "
    "has not."
)


def with_profile(raster: Raster, profile: Any) -> Raster:
    """Return a page of a picture with the profile that it may keep, else in sRGB.

    Parameters
    ----------
    raster
        The page.
    profile
        What the picture has: bytes, or nothing.
    """
    if not isinstance(profile, bytes) or not profile:
        return raster
    if raster.samples == 1:
        return replace(raster, notes=(*raster.notes, _GREY))
    try:
        managed = to_srgb(profile)
    except DisplayError as error:
        why = error.message.replace("is not applied", "was left out")
        return replace(raster, notes=(*raster.notes, why))
    if (fitting := _as_input(profile)) is not None:
        notes = raster.notes if fitting == profile else (*raster.notes, _KEPT)
        return replace(raster, profile=fitting, notes=notes)
    if managed is None:
        return raster

    def frame(index: int) -> NDArray[Any]:
        return managed(raster.frame(index))

    return replace(raster, frame=frame, streams=(), notes=(*raster.notes, _TURNED))


def put_profile(dataset: Dataset, raster: Raster) -> None:
    """Add the ICC Profile module, where there is a profile: Color Space names sRGB alone."""
    if not raster.profile:
        return
    dataset.ICCProfile = raster.profile + b"\0" * (len(raster.profile) % 2)
    if to_srgb(raster.profile) is None:
        dataset.ColorSpace = "SRGB"


def _as_input(profile: bytes) -> bytes | None:
    """Return a profile as that of an input device (C.11.15.1.1); ``None`` where it can't be one."""
    told = profile[_CLASS]
    spaces = profile[_SPACE] == b"RGB " and profile[_CONNECTION] in (b"XYZ ", b"Lab ")
    if len(profile) < _HEAD or not spaces or told not in {_INPUT, *_AS_INPUT}:
        return None
    if told == _INPUT:
        return profile
    changed = bytearray(profile)
    changed[_CLASS] = _INPUT
    changed[_IDENTITY] = bytes(16)  # the digest was of the other header: nought is none
    return bytes(changed)
