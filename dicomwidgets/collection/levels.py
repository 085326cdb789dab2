r"""The patients, the studies and the series of a table of files.

A patient is Issuer of Patient ID and Patient ID together: the same number from two hospitals is
two persons (PS3.3 C.2.2). Files without Patient ID are not taken for one patient: each study of
theirs stands by itself. A study belongs to its patient, a series to its study; files without
Series Instance UID belong together by folder. Of what differs within a group all values are told,
joined by ``\``.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.collection.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from dicomwidgets.collection.columns import Cell

__all__ = ["LEVELS", "Level", "level_of"]

LEVELS = ("patients", "studies", "series", "instances")

_PATIENT = ("IssuerOfPatientID", "PatientID", "PatientName", "PatientBirthDate", "PatientSex")
_STUDY = ("StudyInstanceUID", "StudyDate", "StudyTime", "StudyDescription", "AccessionNumber")
_SERIES = (
    *("SeriesInstanceUID", "SeriesNumber", "SeriesDescription", "Modality", "BodyPartExamined"),
    *("Manufacturer", "ManufacturerModelName", "Rows", "Columns", "SliceThickness"),
)
_TOLD: dict[str, tuple[str, ...]] = {
    "patients": (*_PATIENT, "Modality", "StudyDate"),
    "studies": (*_PATIENT[:3], *_STUDY, "Modality"),
    "series": (*_PATIENT[:3], *_STUDY[:3], *_SERIES),
}
_COUNTED: dict[str, tuple[str, ...]] = {
    "patients": ("Studies", "Series", "Instances", "Bytes"),
    "studies": ("Series", "Instances", "Bytes"),
    "series": ("Instances", "Frames", "Bytes"),
}


class Level(NamedTuple):
    """The groups of one level.

    Parameters
    ----------
    table
        One row a group, in the order of their first files.
    members
        For each of them the numbers of its rows in `instances`.
    instances
        The table of files that they were made from. That of a collection that fills is another one
        when it is full: ``collection.take(level.members[0], level.instances)``.
    """

    table: Table
    members: list[array[int]]
    instances: Table


def level_of(instances: Table, name: str) -> Level:
    """Return a level of a table of files: one of ``"patients"``, ``"studies"``, ``"series"``."""
    count = len(instances)
    keys = _keys(instances, count)
    depth = LEVELS.index(name) + 1
    groups: dict[Hashable, array[int]] = {}
    for number, key in enumerate(zip(*keys[:depth], strict=True)):
        group = groups.get(key)
        if group is None:
            group = groups[key] = array("I")
        group.append(number)
    members = [*groups.values()]
    told = [each for each in _TOLD[name] if each in instances.names]
    cells = [_values(instances, each, members) for each in told]
    counts = [_counted(instances, each, members, keys) for each in _COUNTED[name]]
    table = Table((*told, *_COUNTED[name]))
    table.append(list(zip(*cells, *counts, strict=True)))
    return Level(table, members, instances)


def _keys(instances: Table, count: int) -> tuple[Sequence[Hashable], ...]:
    """Return for each row what tells its patient, its study and its series from others."""
    names = _cells(instances, "File", count)  # there may be more by now
    studies = _or_folder(_cells(instances, "StudyInstanceUID", count), names)
    series = _or_folder(_cells(instances, "SeriesInstanceUID", count), names)
    patients: list[Hashable] = [
        (issuer or "", patient) if patient else ("", "", study)
        for issuer, patient, study in zip(
            _cells(instances, "IssuerOfPatientID", count),
            _cells(instances, "PatientID", count),
            studies,
            strict=True,
        )
    ]
    return patients, studies, series


def _cells(instances: Table, name: str, count: int) -> list[Cell]:
    return instances.column(name)[:count] if name in instances.names else [None] * count


def _or_folder(uids: Iterable[Cell], files: Iterable[Cell]) -> list[Hashable]:
    return [
        uid or ("no UID", str(file).rpartition("/")[0])
        for uid, file in zip(uids, files, strict=True)
    ]


def _values(instances: Table, name: str, members: list[array[int]]) -> Iterator[Cell]:
    """Yield for each group its value; several are told in their order, joined."""
    column = instances.column(name)
    values, codes = column.values, column.codes
    for numbers in members:
        different = dict.fromkeys(map(codes.__getitem__, numbers))
        present = dict.fromkeys(
            value for code in different if (value := values[code]) is not None and value != ""
        )
        if len(present) == 1:
            yield next(iter(present))
        else:
            yield "\\".join(sorted(map(str, present))) if present else values[codes[numbers[0]]]


def _counted(
    instances: Table,
    what: str,
    members: list[array[int]],
    keys: tuple[Sequence[Hashable], ...],
) -> list[Cell]:
    if what == "Instances":
        return [len(numbers) for numbers in members]
    if what in ("Bytes", "Frames"):
        amount = _amounts(instances, what)
        return [sum(map(amount, numbers)) for numbers in members]
    depth = 2 if what == "Studies" else 3
    return [
        len({tuple(key[number] for key in keys[:depth]) for number in numbers})
        for numbers in members
    ]


def _amounts(instances: Table, what: str) -> Callable[[int], int]:
    """Return what gives the bytes of a row, or its frames."""
    cells = _cells(instances, "Size" if what == "Bytes" else "Frames", len(instances))
    amounts = [cell if isinstance(cell, int) else 0 for cell in cells]
    return amounts.__getitem__
