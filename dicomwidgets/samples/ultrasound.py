"""A colour ultrasound image: `us_color`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UltrasoundImageStorage

from dicomwidgets.samples.painting import noise_field
from dicomwidgets.samples.patient import DEFAULT_PATIENT, new_dataset

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["us_color"]

_ROWS, _COLUMNS = 480, 640
_TOP, _LEFT = 24, 320
_NEAR, _FAR = 60.0, 420.0
_HALF_ANGLE = np.radians(36)
_MM_PER_PIXEL = 0.42


def us_color(*, patient_name: str = DEFAULT_PATIENT) -> Dataset:
    """Return an RGB ultrasound image of a vessel with colour Doppler (PS3.3 A.6).

    Parameters
    ----------
    patient_name
        With up to three groups.

    Returns
    -------
    Dataset
        480 × 640, 8 bit RGB, colour by pixel; with the calibrated region of PS3.3 C.8.5.5 and no
        other geometry, as ultrasound has none.
    """
    dataset = new_dataset(
        UltrasoundImageStorage, "US", kind="Vessel Doppler", patient_name=patient_name
    )
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "VASCULAR", "0011"]
    dataset.BodyPartExamined = "EXTREMITY"
    dataset.Laterality = "L"
    dataset.PatientOrientation = ""
    dataset.TransducerData = "C5-1"
    dataset.BurnedInAnnotation = "NO"
    dataset.LossyImageCompression = "00"
    dataset.SequenceOfUltrasoundRegions = Sequence([_region()])
    dataset.SamplesPerPixel = 3
    dataset.PhotometricInterpretation = "RGB"
    dataset.PlanarConfiguration = 0
    dataset.Rows, dataset.Columns = _ROWS, _COLUMNS
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
    dataset.PixelRepresentation = 0
    dataset.UltrasoundColorDataPresent = 1
    dataset.PixelData = _picture().tobytes()
    return dataset


def _region() -> Dataset:
    """Return the region in which pixels are millimetres (PS3.3 C.8.5.5.1)."""
    region = Dataset()
    region.RegionSpatialFormat = 1
    region.RegionDataType = 1
    region.RegionFlags = 2
    region.RegionLocationMinX0, region.RegionLocationMinY0 = 60, _TOP
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = 580, 460
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3
    region.PhysicalDeltaX = region.PhysicalDeltaY = _MM_PER_PIXEL / 10
    region.ReferencePixelX0, region.ReferencePixelY0 = 260, 0
    region.ReferencePixelPhysicalValueX = region.ReferencePixelPhysicalValueY = 0.0
    region.TransducerFrequency = 3500
    return region


def _picture() -> NDArray[np.uint8]:
    rows, columns = np.mgrid[0:_ROWS, 0:_COLUMNS].astype(np.float32)
    down, aside = rows - _TOP + _NEAR * 0.8, columns - _LEFT
    radius, angle = np.hypot(down, aside), np.arctan2(aside, down)
    depth = (radius - _NEAR) / (_FAR - _NEAR)
    fan = (depth > 0) & (depth < 1) & (np.abs(angle) < _HALF_ANGLE)
    vessel = _vessel(columns, rows)
    grey = np.where(fan, _echo(depth, angle, vessel), 0)
    picture = np.repeat(np.clip(grey, 0, 255)[..., None], 3, axis=2)
    _paint_flow(picture, vessel, fan & (np.abs(columns - 330) < 120) & (np.abs(rows - 250) < 95))
    _paint_scales(picture)
    return np.asarray(picture, dtype=np.uint8)


def _vessel(columns: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the distance from the vessel's axis over its radius: below 1 is inside."""
    axis = 250 + 26 * np.sin((columns - 300) / 95) + 0.12 * (columns - 320)
    radius = 27 - 7 * np.exp(-(((columns - 350) / 34) ** 2))
    return np.asarray((rows - axis) / radius, dtype=np.float32)


def _echo(
    depth: NDArray[np.float32], angle: NDArray[np.float32], vessel: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return speckle: small in depth, wide across, dark in the vessel, bright at its walls."""
    field = noise_field(5, 512)
    polar_row = np.clip(depth * 500, 0, 511).astype(int)
    polar_column = np.clip((angle / _HALF_ANGLE + 1) * 120, 0, 255).astype(int)
    speckle = np.abs(field[polar_row, polar_column] + 0.6 * field[polar_row, polar_column + 200])
    layers = 0.55 + 0.25 * np.sin(depth * 21) + 0.2 * np.sin(depth * 47 + 3 * angle)
    tissue = (22 + 95 * layers) * (0.35 + 0.8 * speckle) * (1.1 - 0.55 * depth)
    wall = 120 * np.exp(-(((np.abs(vessel) - 1.08) / 0.08) ** 2))
    inside = np.clip((np.abs(vessel) - 0.94) / 0.1, 0.05, 1)
    return np.asarray(tissue * inside + wall * (0.5 + 0.5 * speckle), dtype=np.float32)


def _paint_flow(
    picture: NDArray[np.float32], vessel: NDArray[np.float32], box: NDArray[np.bool_]
) -> None:
    """Paint flow to the probe red and away from it blue, faster in the middle."""
    columns = np.arange(_COLUMNS, dtype=np.float32)[None, :]
    speed = (1 - vessel**2) * np.cos((columns - 215) / 62)
    speed += 0.12 * noise_field(9, 640)[:_ROWS, :_COLUMNS]
    flow = box & (np.abs(vessel) < 0.93) & (np.abs(speed) > 0.12)
    fast = np.clip(np.abs(speed), 0, 1)
    red = np.stack([110 + 145 * fast, 210 * fast**1.6, 20 * fast], axis=-1)
    blue = np.stack([20 * fast, 200 * fast**1.6, 110 + 145 * fast], axis=-1)
    picture[flow] = np.where(speed[..., None] > 0, red, blue)[flow]
    edge = box ^ _shrunk(box)
    picture[edge] = (90, 160, 90)


def _shrunk(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    inner = mask.copy()
    for axis in (0, 1):
        for step in (-1, 1):
            inner &= np.roll(mask, step, axis)
    return inner


def _paint_scales(picture: NDArray[np.float32]) -> None:
    """Paint a grey wedge, a colour wedge and depth marks beside the fan."""
    ramp = np.linspace(1, 0, 140, dtype=np.float32)[:, None]
    picture[40:180, 18:30] = (ramp * 255)[..., None]
    signed = (ramp * 2 - 1)[..., 0]
    fast = np.abs(signed)[:, None]
    red = np.concatenate([110 + 145 * fast, 210 * fast**1.6, 20 * fast], axis=1)
    blue = red[:, ::-1]
    picture[210:350, 18:30] = np.where(signed[:, None] > 0, red, blue)[:, None, :]
    for mark in range(9):
        row = _TOP + int(mark * 10 / _MM_PER_PIXEL * 2)
        if row < _ROWS:
            picture[row, 606 : 620 if mark % 5 else 628] = 190
