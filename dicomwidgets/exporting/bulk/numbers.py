"""Patients, studies, series and files as numbers, in the order in which they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

__all__ = ["Place", "numbers_of"]


class Place(NamedTuple):
    """Where a file belongs.

    Parameters
    ----------
    patient, study, series
        What is the same for those that belong together.
    """

    patient: Hashable
    study: Hashable
    series: Hashable


def numbers_of(places: Sequence[Place]) -> list[dict[str, str]]:
    """Return the number of patient, study, series and file of each, from 1, with zeros in front.

    A study is counted in its patient, a series in its study, a file in its series.
    """
    patients: dict[Hashable, int] = {}
    studies: dict[Hashable, dict[Hashable, int]] = {}
    series: dict[Hashable, dict[Hashable, int]] = {}
    files: dict[Hashable, int] = {}
    found: list[tuple[int, int, int, int]] = []
    for place in places:
        patient = _number(patients, place.patient)
        study = _number(studies.setdefault(patient, {}), place.study)
        one = _number(series.setdefault((patient, study), {}), place.series)
        key = (patient, study, one)
        files[key] = files.get(key, 0) + 1
        found.append((*key, files[key]))
    digits = [
        len(str(len(patients))),
        _digits(map(len, studies.values())),
        _digits(map(len, series.values())),
        _digits(files.values()),
    ]
    names = ("patient", "study", "series", "file")
    return [
        {name: f"{n:0{d}}" for name, n, d in zip(names, each, digits, strict=True)}
        for each in found
    ]


def _number(known: dict[Hashable, int], key: Hashable) -> int:
    return known.setdefault(key, len(known) + 1)


def _digits(counts: Iterable[int]) -> int:
    return len(str(max(counts, default=0)))
