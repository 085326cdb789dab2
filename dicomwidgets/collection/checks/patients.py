"""Patients: an ID with several names, a name with several IDs, no ID at all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.collection.checks.names import is_garbled, spelling_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dicomwidgets.collection.checks.archive import Archive

__all__ = ["check_patients"]

_Key = tuple[str, ...]


def check_patients(archive: Archive) -> Iterator[Mark]:
    """Yield what contradicts itself in who the patients are (PS3.3 C.7.1.1)."""
    yield from _without_id(archive)
    for rows in _by_id(archive).values():
        yield from _names(archive, rows)
        yield from _facts(archive, rows)
    yield from _several_ids(archive)


def _without_id(archive: Archive) -> Iterator[Mark]:
    rows = archive.rows("PatientID", lambda text: not text.strip())
    if rows:
        files = "1 file has" if len(rows) == 1 else f"{len(rows)} files have"
        text = f"{files} no Patient ID."
        numbers = {"files": len(rows)}
        yield Mark("patient-missing", text, rows, keyword="PatientID", numbers=numbers)


def _by_id(archive: Archive) -> dict[_Key, list[int]]:
    """Return rows by the ID and who has issued it: two hospitals may give out the same."""
    found: defaultdict[_Key, list[int]] = defaultdict(list)
    keys = zip(archive.texts("PatientID"), archive.texts("IssuerOfPatientID"), strict=True)
    for row, key in enumerate(keys):
        if key[0].strip():
            found[key].append(row)
    return dict(found)


def _names(archive: Archive, rows: list[int]) -> Iterator[Mark]:
    texts = archive.texts("PatientName")
    # A name that was garbled is told of as such, and is no other name.
    names = {texts[row] for row in rows if texts[row].strip() and not is_garbled(texts[row])}
    if len(names) < 2:
        return
    people = {spelling_key(name) for name in names}
    different = len(people) > 1
    count = len(people) if different else len(names)
    what = f"has {count} names" if different else f"has a name that is written in {count} ways"
    yield Mark(
        "patient-names" if different else "patient-spelling",
        f"One Patient ID {what}.",
        _differing_first(rows, texts),
        keyword="PatientName",
        numbers={"names": count, "files": len(rows)},
    )


def _facts(archive: Archive, rows: list[int]) -> Iterator[Mark]:
    for keyword, what in (("PatientBirthDate", "birth dates"), ("PatientSex", "values of the sex")):
        texts = archive.texts(keyword)
        values = {texts[row] for row in rows if texts[row].strip()}
        if len(values) > 1:
            yield Mark(
                "patient-births",
                f"One Patient ID has {len(values)} {what}.",
                _differing_first(rows, texts),
                keyword=keyword,
                numbers={"values": len(values), "files": len(rows)},
            )


def _differing_first(rows: list[int], texts: list[str]) -> list[int]:
    """Return the rows so that the first of each value come first: what to lay side by side."""
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(texts[row], row)
    ahead = list(first.values())
    taken = set(ahead)
    return [*ahead, *(row for row in rows if row not in taken)]


def _several_ids(archive: Archive) -> Iterator[Mark]:
    names, births = archive.texts("PatientName"), archive.texts("PatientBirthDate")
    ids = archive.texts("PatientID")
    found: defaultdict[tuple[_Key, str], dict[str, list[int]]] = defaultdict(dict)
    for row, (name, born, number) in enumerate(zip(names, births, ids, strict=True)):
        if born.strip() and number.strip() and (key := spelling_key(name)):
            found[key, born].setdefault(number, []).append(row)
    for held in found.values():
        if len(held) > 1:
            text = f"One name with one birth date has {len(held)} Patient IDs."
            yield Mark(
                "patient-ids",
                text,
                _in_turn(held.values()),
                keyword="PatientID",
                numbers={"ids": len(held)},
            )


def _in_turn(groups: Iterable[list[int]]) -> list[int]:
    held = list(groups)
    return [*(rows[0] for rows in held), *(row for rows in held for row in rows[1:])]
