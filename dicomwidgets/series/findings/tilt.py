"""Slices that are shifted against each other: a tilted gantry, or one that lies aside."""

from __future__ import annotations

from itertools import pairwise
from math import atan, degrees, dist, sqrt
from operator import attrgetter
from statistics import median
from typing import TYPE_CHECKING

from dicomwidgets.series.evenness import is_beside, is_leaning, line_of
from dicomwidgets.series.findings.telling import listed, millimetres, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.finding import Finding
    from dicomwidgets.series.findings.subject import Slice, Subject

__all__ = ["check_shear", "shear_of"]

_TILTED = 0.5
"""Degrees from which on slices are shifted by a tilt, not by rounding."""

_TOLERATED_MM = 0.3
"""How far aside of the line of the others a slice may lie; or a pixel, if that is more."""

_PIXELS = 0.5

Vector = tuple[float, float, float]


def shear_of(subject: Subject) -> Vector | None:
    """Return the shift in plane per millimetre along the normal, as most slices have it.

    ``None`` without positions, or with fewer than two places.
    """
    placed = _placed(subject)
    if placed is None or len(placed) < 2:
        return None
    normal = subject.normal or ()
    shifts = [_shift(a, b, normal) for a, b in pairwise(placed)]
    x, y, z = (median(each[k] for each in shifts) for k in range(3))
    return x, y, z


def check_shear(subject: Subject) -> Iterator[Finding]:
    """Yield a tilt, and slices that lie aside (PS3.3 C.8.2.1, Gantry/Detector Tilt)."""
    found = list(_seen(subject))
    yield from found
    if not found:
        yield from _slight(subject)


def _seen(subject: Subject) -> Iterator[Finding]:
    """Yield what somebody sees from one slice to the next."""
    shear = shear_of(subject)
    if shear is None:
        return
    size = sqrt(sum(each * each for each in shear))
    angle = degrees(atan(size))
    if angle >= _TILTED and len(subject.levels) > 2:
        yield _tilt(subject, size, angle)
    aside = list(_aside(subject, shear))
    if aside:
        yield _shifted(aside)


def _slight(subject: Subject) -> Iterator[Finding]:
    """Yield what nobody sees, and no straight box holds."""
    placed = _placed(subject)
    if not placed:
        return
    pixel = min(subject.first.facts.spacing or (0.0,))
    line = line_of([each.position or () for each in placed], subject.normal or ())
    aside = []
    for off, level in zip(line.off, subject.levels, strict=True):
        for each in level:
            far = off + dist(each.position or (), level[0].position or ())
            if is_beside(far, pixel):
                aside.append((each, far))
    if is_leaning(line.angle, line.total, pixel):
        total = millimetres(line.total)
        text = f"The stack leans by {line.angle:.2f}°: its last slice lies {total} mm aside."
    elif aside:
        most = millimetres(max(far for _, far in aside))
        numbers = listed([each.frame + 1 for each, _ in aside])
        text = f"Slices lie up to {most} mm aside of the others' line: {numbers}."
    else:
        return
    yield tell(
        "lean-slight",
        text,
        [each.file for each, _ in aside] or [each.file for each in placed],
        keyword="ImagePositionPatient",
        angle_deg=line.angle,
        total_mm=line.total,
        slices=tuple(each.frame for each, _ in aside),
    )


def _tilt(subject: Subject, size: float, angle: float) -> Finding:
    tilt = subject.first.facts.tilt
    said = tilt if isinstance(tilt, float) else None
    told = f"; Gantry/Detector Tilt says {said:g}°" if said is not None else ""
    shift = size * subject.step
    text = (
        f"The stack is tilted by {angle:.1f}°: each slice lies {millimetres(shift)} mm aside of "
        f"the one before{told}."
    )
    numbers = {} if said is None else {"said_deg": said}
    return tell(
        "tilt",
        text,
        [each.item.name for each in subject.instances],
        keyword="ImagePositionPatient",
        angle_deg=angle,
        shift_mm=shift,
        step_mm=subject.step,
        **numbers,
    )


def _shifted(aside: list[tuple[Slice, float]]) -> Finding:
    most = max(shift for _, shift in aside)
    numbers = [each.frame + 1 for each, _ in aside]
    text = (
        f"Slice{'s' if len(aside) > 1 else ''} {listed(numbers)} lie"
        f"{'' if len(aside) > 1 else 's'} up to {millimetres(most)} mm aside of the others' line."
    )
    return tell(
        "slice-shifted",
        text,
        [each.file for each, _ in aside],
        keyword="ImagePositionPatient",
        shift_mm=most,
        slices=tuple(each.frame for each, _ in aside),
    )


def _aside(subject: Subject, shear: Vector) -> Iterator[tuple[Slice, float]]:
    """Yield the slices that lie aside of the line that goes through most, and how far."""
    normal = subject.normal or ()
    spacing = subject.first.facts.spacing
    tolerated = max(_TOLERATED_MM, _PIXELS * max(spacing) if spacing else 0.0)
    nx, ny, nz = (n + s for n, s in zip(normal, shear, strict=True))
    slices = sorted(subject.slices, key=_where)
    straight = [_along(each, nx, ny, nz) for each in slices]
    mx, my, mz = (median(each[k] for each in straight) for k in range(3))
    for each, (x, y, z) in zip(slices, straight, strict=True):
        off = sqrt((x - mx) ** 2 + (y - my) ** 2 + (z - mz) ** 2)
        if off > tolerated:
            yield each, off


def _along(each: Slice, nx: float, ny: float, nz: float) -> Vector:
    x, y, z = _at(each)
    where = each.where
    return x - where * nx, y - where * ny, z - where * nz


def _placed(subject: Subject) -> list[Slice] | None:
    if subject.normal is None or any(each.position is None for each in subject.slices):
        return None
    return [level[0] for level in subject.levels]


def _shift(a: Slice, b: Slice, normal: Sequence[float]) -> Vector:
    along = b.where - a.where
    (ax, ay, az), (bx, by, bz), (nx, ny, nz) = _at(a), _at(b), normal
    return (
        (bx - ax - along * nx) / along,
        (by - ay - along * ny) / along,
        (bz - az - along * nz) / along,
    )


def _at(each: Slice) -> Sequence[float]:
    return each.position or (0.0, 0.0, 0.0)


_where = attrgetter("where")
