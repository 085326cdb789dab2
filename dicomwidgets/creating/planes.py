"""Where slices lie: from an affine, or from spacing, orientation and positions (C.7.6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.creating.scale import decimal
from dicomwidgets.errors import CreateError
from dicomwidgets.volumes.affine import affine_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dicomwidgets.volumes.affine import Matrix

__all__ = ["Place", "Planes", "planes_of"]

_AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
_STRAIGHT = 1e-3
_ALONG = 1e-3
_AXIAL_NOTE = (
    "Nothing says how the slices are turned: they are taken as axial, from the feet to the head."
)
_ORIGIN_NOTE = "Nothing says where the first slice lies: it is put at 0, 0, 0."


class Place(NamedTuple):
    """What a user says of where slices lie; see `dicomwidgets.create`."""

    affine: Any = None
    spacing: Sequence[float] | float | None = None
    orientation: Sequence[float] | None = None
    positions: Any = None
    thickness: float | None = None

    @property
    def is_told(self) -> bool:
        """Whether slices are placed in the patient."""
        return self.affine is not None or self.positions is not None or self.orientation is not None


class Planes(NamedTuple):
    """Where each slice lies, LPS millimetres.

    Parameters
    ----------
    orientation
        Direction cosines of a row, then of a column.
    spacing
        Between rows, then between columns.
    positions
        (slices, 3): the centre of each slice's first pixel.
    between
        From slice to slice; ``None`` for a single one, or where they are not evenly spaced.
    thickness
        Of a slice, where it is known.
    notes
        What was assumed.
    """

    orientation: NDArray[np.float64]
    spacing: tuple[float, float]
    positions: NDArray[np.float64]
    between: float | None = None
    thickness: float | None = None
    notes: tuple[str, ...] = ()

    def elements(self, index: int) -> dict[str, Any]:
        """Return the Image Plane of a slice (PS3.3 C.7.6.2)."""
        made: dict[str, Any] = {
            "PixelSpacing": [decimal(each) for each in self.spacing],
            "ImageOrientationPatient": [decimal(each) for each in self.orientation],
            "ImagePositionPatient": [decimal(each) for each in self.positions[index]],
            "SliceThickness": None if self.thickness is None else decimal(self.thickness),
        }
        if self.between:
            made["SpacingBetweenSlices"] = decimal(self.between)
        return made


def planes_of(place: Place, count: int) -> Planes | None:
    """Return where slices lie; ``None`` where nothing is said of it, or spacing alone.

    Raises
    ------
    CreateError
        For what can't be written right: sheared rows, slices that lean, numbers that contradict
        each other or are none.
    """
    if place.thickness is not None and not place.thickness > 0:
        raise CreateError(
            "A slice is thicker than 0 mm.", tag="(0018,0050)", keyword="SliceThickness"
        )
    if place.affine is not None:
        if any(each is not None for each in place[1:4]):
            raise CreateError(
                "The affine says spacing, orientation and positions already.",
                remedy="Give the affine alone, or the others without it.",
            )
        return _of_affine(_numbers(place.affine, (4, 4), "affine"), count, place.thickness)
    return _of_parts(place, count)


def _of_affine(affine: Matrix, count: int, thickness: float | None) -> Planes:
    step, down, right = affine[:3, :3].T
    rows, columns = float(np.linalg.norm(down)), float(np.linalg.norm(right))
    if not (rows > 0 and columns > 0) or not np.allclose(affine[3], (0, 0, 0, 1)):
        raise CreateError(
            "The affine is none: rows and columns need a length, and its last row is 0, 0, 0, 1."
        )
    orientation = np.concatenate([right / columns, down / rows])
    _refuse_sheared(orientation)
    positions = affine[:3, 3] + np.arange(count)[:, np.newaxis] * step
    if count > 1:
        _refuse_leaning(orientation, step)
    between = float(np.linalg.norm(step)) if count > 1 else None
    return Planes(orientation, (rows, columns), positions, between, thickness)


def _of_parts(place: Place, count: int) -> Planes | None:
    if place.spacing is None:
        if place.is_told:
            raise CreateError(
                "Positions or an orientation say nothing without a spacing.",
                tag="(0028,0030)",
                keyword="PixelSpacing",
                remedy="Give spacing=(between slices, between rows, between columns), in mm.",
            )
        return None
    notes = [] if place.orientation is not None else [_AXIAL_NOTE]
    orientation = _AXIAL if place.orientation is None else place.orientation
    cosines = _numbers(orientation, (6,), "orientation")
    lengths = np.linalg.norm(cosines.reshape(2, 3), axis=1)
    if not np.allclose(lengths, 1, atol=1e-3):
        raise CreateError(
            "The orientation is six direction cosines: those of a row, then of a column, each of "
            "length 1.",
            tag="(0020,0037)",
            keyword="ImageOrientationPatient",
        )
    cosines = cosines / np.repeat(lengths, 3)
    _refuse_sheared(cosines)
    between, rows, columns = _spacing(place.spacing)
    if place.positions is None or np.ndim(place.positions) == 1:
        if place.positions is None:
            notes.append(_ORIGIN_NOTE)
        origin = (
            np.zeros(3) if place.positions is None else _numbers(place.positions, (3,), "positions")
        )
        if count > 1 and not between:
            raise CreateError(
                "Nothing says how far the slices are apart.",
                remedy="Give spacing=(between slices, rows, columns), or positions=.",
            )
        normal = np.cross(cosines[:3], cosines[3:])
        affine = affine_of(origin, normal * (between or 1.0), [*cosines], (rows, columns))
        made = _of_affine(affine, count, place.thickness)
    else:
        positions = _numbers(place.positions, (count, 3), "positions")
        steps = np.diff(positions, axis=0)
        made = Planes(cosines, (rows, columns), positions, _even(cosines, steps), place.thickness)
    return made._replace(notes=tuple(notes))


def _even(orientation: NDArray[np.float64], steps: NDArray[np.float64]) -> float | None:
    """Return the distance of slices, where it is the same; refuse those at one place."""
    heights = steps @ np.cross(orientation[:3], orientation[3:])
    if len(steps) and (np.linalg.norm(steps, axis=1) < 1e-6).any():
        raise CreateError(
            "Two slices lie at the same place.",
            tag="(0020,0032)",
            keyword="ImagePositionPatient",
        )
    even = len(steps) and np.ptp(heights) < 1e-3 * abs(heights.mean())
    return float(abs(heights.mean())) if even else None


def _spacing(given: Sequence[float] | float) -> tuple[float | None, float, float]:
    numbers = [float(each) for each in np.atleast_1d(np.asarray(given, dtype=float))]
    if len(numbers) == 1:
        numbers *= 3
    if len(numbers) not in (2, 3) or not all(0 < each < 1e6 for each in numbers):
        raise CreateError(
            "A spacing is (between slices, between rows, between columns), or the last two, each "
            "above 0 mm.",
            tag="(0028,0030)",
            keyword="PixelSpacing",
        )
    return (None, *numbers) if len(numbers) == 2 else tuple(numbers)  # type: ignore[return-value]


def _refuse_sheared(orientation: NDArray[np.float64]) -> None:
    cosine = float(orientation[:3] @ orientation[3:])
    if abs(cosine) > _STRAIGHT:
        angle = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
        raise CreateError(
            f"Rows and columns are at {angle:.2f}°, and an image has them at 90°.",
            tag="(0020,0037)",
            keyword="ImageOrientationPatient",
            remedy="Resample the image to a grid without shear.",
        )


def _refuse_leaning(orientation: NDArray[np.float64], step: NDArray[np.float64]) -> None:
    length = float(np.linalg.norm(step))
    normal = np.cross(orientation[:3], orientation[3:])
    height = float(abs(step @ normal))
    if length == 0 or height == 0:
        raise CreateError("The affine puts all slices into one plane.")
    if np.linalg.norm(np.cross(step / length, normal)) > _ALONG:
        angle = float(np.degrees(np.arccos(min(1.0, height / length))))
        raise CreateError(
            f"The slices lean by {angle:.2f}°: each is shifted against the one before.",
            remedy="Resample them (dicomwidgets.volume(…, tilt='resample')), or give positions= "
            "if they were scanned so.",
        )


def _numbers(given: Any, shape: tuple[int, ...], name: str) -> NDArray[np.float64]:
    try:
        array = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        array = np.empty(0)
    if array.shape != shape or not np.isfinite(array).all():
        wanted = " × ".join(map(str, shape))
        raise CreateError(f"{name} needs {wanted} finite numbers.")
    return array
