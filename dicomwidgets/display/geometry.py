"""Where a frame lies in the patient (PS3.3 C.7.6.2). Twin of ``js/src/display/geometry.ts``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.display.spacing import resolve_spacing
from dicomwidgets.display.tolerant import numbers, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.display.description import Badge, FrameGeometry

__all__ = ["direction_letters", "frame_geometry", "patient_position"]

_AXES = ("LR", "PA", "HF")
_OPPOSITE = dict(zip("LRPAHF", "RLAPFH", strict=True))
_OBLIQUE = 0.2
_SKEW = 0.01


def frame_geometry(value_of: Callable[[str], Any], badges: list[Badge]) -> FrameGeometry:
    """Return the geometry of a frame.

    Parameters
    ----------
    value_of
        Keyword → element value of this frame: from its functional groups, where it has them.
    badges
        Gets the reason for everything that is refused or missing.
    """
    spacing = resolve_spacing(value_of, badges)
    orientation = _orientation(numbers(value_of("ImageOrientationPatient")), badges)
    position = numbers(value_of("ImagePositionPatient"))
    return {
        **spacing,
        "position": position if len(position) == 3 and orientation else None,
        "orientation": orientation,
        "letters": _letters(value_of, orientation),
    }


def patient_position(
    geometry: FrameGeometry, column: float, row: float
) -> tuple[float, float, float] | None:
    """Return where a point of the frame lies (PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1).

    Parameters
    ----------
    geometry
        Of the frame.
    column, row
        Pixel coordinates from 0; (0, 0) is the centre of the top left pixel.

    Returns
    -------
    tuple of float or None
        LPS millimetres; ``None`` where position, orientation or spacing is unknown.
    """
    position, cosines, spacing = geometry["position"], geometry["orientation"], geometry["spacing"]
    if position is None or cosines is None or spacing is None:
        return None
    right, down = column * spacing[1], row * spacing[0]
    x, y, z = (position[k] + cosines[k] * right + cosines[k + 3] * down for k in range(3))
    return x, y, z


def direction_letters(direction: Sequence[float]) -> str:
    """Return the letters a direction points to, the dominant first: ``"L"``, ``"LA"``.

    A second letter joins where the direction leans by more than about 11 degrees.
    """
    by_size = sorted(range(3), key=lambda axis: -abs(direction[axis]))
    largest = [axis for axis in by_size[:2] if abs(direction[axis]) >= _OBLIQUE]
    return "".join(_AXES[axis][0 if direction[axis] > 0 else 1] for axis in largest)


def _orientation(cosines: list[float], badges: list[Badge]) -> list[float] | None:
    """Return direction cosines that are two perpendicular unit vectors, or ``None``."""
    if not cosines:
        return None
    if len(cosines) == 6:
        row, column = cosines[:3], cosines[3:]
        lengths = [sum(value * value for value in vector) for vector in (row, column)]
        across = sum(a * b for a, b in zip(row, column, strict=True))
        if all(abs(length - 1) < _SKEW for length in lengths) and abs(across) < _SKEW:
            return cosines
    badges.append(
        {
            "text": "BAD ORIENTATION",
            "reason": "Image Orientation (Patient) (0020,0037) does not hold two perpendicular "
            "unit vectors: no letters, no patient position.",
            "level": "warning",
        }
    )
    return None


def _letters(value_of: Callable[[str], Any], cosines: list[float] | None) -> list[str] | None:
    """Return the letters at the (left, right, top, bottom) edges, for bipeds only."""
    if "QUADRUPED" in texts(value_of("AnatomicalOrientationType")):
        return None
    if cosines is not None:
        right, bottom = direction_letters(cosines[:3]), direction_letters(cosines[3:])
    else:
        named = [text.upper() for text in texts(value_of("PatientOrientation"))]
        if len(named) != 2 or not all(text and set(text) <= set(_OPPOSITE) for text in named):
            return None
        right, bottom = named
    return [_opposite(right), right, _opposite(bottom), bottom]


def _opposite(letters: str) -> str:
    return "".join(_OPPOSITE[letter] for letter in letters)
