"""Slices that are missing between others, and slices that are not equally far apart."""

from __future__ import annotations

from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING

from dicomwidgets.series.evenness import is_same_step, usual_step
from dicomwidgets.series.findings.telling import listed, millimetres, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.finding import Finding
    from dicomwidgets.series.findings.subject import Subject

__all__ = ["UNEQUAL", "check_gaps", "check_spacing_said"]

UNEQUAL = 0.02
"""How far distances of slices may differ, as a part of the usual one …"""

_ROUNDED_MM = 0.051
"""… or in millimetres: positions are often written with one digit."""

_GAP = 1.5
"""From which multiple of the usual distance on slices are missing."""

_RUN = 3
_MOST_GAPS = 1 / 3
_MOST_MULTIPLES = 1 / 2
"""Where more of the distances are longer, they are no gaps but unequal; of multiples, half."""

_MULTIPLE = 0.1


def check_gaps(subject: Subject) -> Iterator[Finding]:
    """Yield gaps, and unequal spacing (PS3.3 C.7.6.2.1.1)."""
    steps, step = subject.steps, subject.step
    if len(steps) < 2 or subject.is_segmentation:
        return
    wide = [k for k, each in enumerate(steps) if each >= _GAP * step and not _in_a_run(steps, k)]
    if wide and _are_gaps([steps[k] / step for k in wide], len(steps)):
        yield _gaps(subject, wide)
        others = [k for k in range(len(steps)) if k not in set(wide)]
    else:
        others = list(range(len(steps)))
    off = [k for k in others if abs(steps[k] - step) > max(UNEQUAL * step, _ROUNDED_MM)]
    if off:
        yield _unequal(subject, off, others)
    elif len(others) == len(steps):
        yield from _slight(subject)


def _are_gaps(wide: list[float], count: int) -> bool:
    multiples = all(abs(each - round(each)) <= _MULTIPLE for each in wide)
    return len(wide) <= max(1, (_MOST_MULTIPLES if multiples else _MOST_GAPS) * count)


def _in_a_run(steps: list[float], k: int) -> bool:
    """Whether several distances in a row are as long: another spacing, and no gaps."""
    first, last = max(0, k - _RUN + 1), min(len(steps), k + _RUN)
    sides = range(k - 1, first - 1, -1), range(k + 1, last)
    alike = [takewhile(lambda at: _is_as_long(steps[at], steps[k]), side) for side in sides]
    return 1 + sum(len(list(side)) for side in alike) >= _RUN


def _is_as_long(step: float, other: float) -> bool:
    return abs(step - other) <= UNEQUAL * other


def _gaps(subject: Subject, wide: list[int]) -> Finding:
    steps, step = subject.steps, subject.step
    sides = [(subject.levels[k][-1], subject.levels[k + 1][0]) for k in wide]
    missing = [max(1, round(steps[k] / step) - 1) for k in wide]
    places = [f"{a.frame + 1} and {b.frame + 1}" for a, b in sides]
    text = (
        f"{sum(missing)} slice{'s are' if sum(missing) > 1 else ' is'} missing: "
        f"{listed([f'{millimetres(steps[k])} mm' for k in wide])} between slices "
        f"{listed(places) if len(places) < 2 else '; '.join(places[:6])}, "
        f"where {millimetres(step)} mm is usual."
    )
    return tell(
        "gap",
        text,
        [each.file for side in sides for each in side],
        keyword="ImagePositionPatient",
        step_mm=step,
        gaps_mm=tuple(steps[k] for k in wide),
        missing=tuple(missing),
        slices=tuple((a.frame, b.frame) for a, b in sides),
    )


def _unequal(subject: Subject, off: list[int], others: list[int]) -> Finding:
    steps = subject.steps
    least, most = min(steps[k] for k in others), max(steps[k] for k in others)
    concerned = [subject.levels[k + 1][0] for k in off]
    text = (
        f"Distances of slices go from {millimetres(least)} to {millimetres(most)} mm; "
        f"{millimetres(subject.step)} mm is usual, and {len(off)} of {len(steps)} differ from it."
    )
    return tell(
        "spacing-unequal",
        text,
        subject.names(concerned),
        keyword="ImagePositionPatient",
        step_mm=subject.step,
        least_mm=least,
        most_mm=most,
        slices=tuple(each.frame for each in concerned),
    )


def _slight(subject: Subject) -> Iterator[Finding]:
    """Yield distances that differ by less than that, and by more than a volume bears."""
    steps, usual = subject.steps, usual_step(subject.steps)
    off = [k for k, each in enumerate(steps) if not is_same_step(each, usual)]
    if off:
        text = (
            f"Distances of slices go from {millimetres(min(steps))} to {millimetres(max(steps))} "
            f"mm; {len(off)} of {len(steps)} differ from the usual one by more than rounding."
        )
        concerned = [subject.levels[k + 1][0] for k in off]
        yield tell(
            "spacing-slight",
            text,
            subject.names(concerned),
            keyword="ImagePositionPatient",
            step_mm=usual,
            least_mm=min(steps),
            most_mm=max(steps),
            slices=tuple(each.frame for each in concerned),
        )


def check_spacing_said(subject: Subject) -> Iterator[Finding]:
    """Yield a Spacing Between Slices that is not the distance of the positions (C.7.6.2.1.1)."""
    said = Counter(each.facts.spacing_between for each in subject.instances)
    if not subject.steps or len(said) != 1:
        return
    value = next(iter(said))
    if isinstance(value, str):
        return
    value, step = abs(value), subject.step
    if value and abs(value - step) > max(UNEQUAL * step, _ROUNDED_MM) and _is_stack(subject):
        text = (
            f"Spacing Between Slices says {millimetres(value)} mm, "
            f"the positions {millimetres(step)} mm."
        )
        files = [each.item.name for each in subject.instances]
        yield tell(
            "spacing-differs",
            text,
            files,
            keyword="SpacingBetweenSlices",
            said_mm=value,
            step_mm=step,
        )


def _is_stack(subject: Subject) -> bool:
    """Whether most distances are the usual one: else nobody knows what is said about which."""
    usual = [
        abs(each - subject.step) <= max(UNEQUAL * subject.step, _ROUNDED_MM)
        for each in subject.steps
    ]
    return sum(usual) > len(usual) / 2
