"""A written file against the plan of its source, element by element."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING, NamedTuple

from support.deidentified import plain

from dicomwidgets.deidentification.engine.soundness import PIXELS
from dicomwidgets.deidentification.planning import plan
from dicomwidgets.elements.path import path_name
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.deidentification.engine.job import Job
    from dicomwidgets.deidentification.plan_rows import PlanRow
    from dicomwidgets.encoding.walk import FileMap

__all__ = ["Written", "differences", "elements_by_path", "kinds"]


class Written(NamedTuple):
    """An element in a file: its tag, the bytes of its value (of a sequence: none), its VR."""

    tag: int
    value: bytes
    vr: str
    is_sequence: bool


def kinds(file_map: FileMap) -> set[tuple[int, str, int]]:
    """Return the kinds of elements in a file: tag, VR, and tag of the sequence around."""
    rows = list(file_map.spans.rows())
    return {(row.tag, row.vr, rows[row.parent - 1].tag * (row.parent > 0)) for row in rows}


def elements_by_path(data: bytes) -> dict[str, Written]:
    """Return the elements of a file, the last one where a path is there twice."""
    spans, data = walk_file(data).spans, plain(data)
    paths: dict[int, str] = {-1: ""}
    items: dict[int, int] = {}
    found: dict[str, Written] = {}
    for index, row in enumerate(spans.rows()):
        above = paths.get(row.parent, "")
        if row.kind == "item":
            number = items[row.parent] = items.get(row.parent, -1) + 1
            paths[index] = f"{above[:-1]}[{number}]."
        elif row.kind == "element":
            name = path_name(row.tag)
            paths[index] = f"{above}{name}."
            opened = spans.is_opened(index)
            stop = spans.stop(index)
            value = (
                b"" if opened and row.tag not in PIXELS else data[row.offset + row.header : stop]
            )
            found[f"{above}{name}"] = Written(row.tag, value, row.vr, opened)
    return found


def differences(source: bytes, result: bytes, job: Job, notes: Iterable[str] = ()) -> list[str]:
    """Return in what a written file is another than the plan of its source says."""
    before, after = elements_by_path(source), elements_by_path(result)
    with kept_warnings():
        planned = plan(source, job.policy, key=job.key, boxes=job.boxes)
    rows = planned.rows
    # Of a sequence that a dummy item takes the place of, what was in it has no place any more.
    new = tuple(f"{row.path}[" for row in rows if row.vr == "SQ" and row.value is not None)
    wrong = [
        f"{row.path}: {row.action}, {why}"
        for row in rows
        if not row.path.startswith(new) and (why := _difference(row, before, after))
    ]
    paths = {row.path for row in rows}
    others = (path for path in after if path not in paths and not path.startswith(new))
    wrong += [f"{path}: is not planned" for path in others]
    if set(planned.notes) != set(notes):
        wrong.append(f"notes: {set(planned.notes) ^ set(notes)}")
    return wrong


def _difference(row: PlanRow, before: dict[str, Written], after: dict[str, Written]) -> str:
    old, new = before.get(row.path), after.get(row.path)
    if row.action == "remove" or new is None:
        return "and it is there" if new else "" if row.action == "remove" else "and it is not there"
    if row.action == "empty":
        return "and it is not empty" if new.value or new.is_sequence else ""
    if row.action == "keep":
        same = old is not None and (new.is_sequence or new.value == old.value + _padding(row, old))
        return "" if same else "and its value is another"
    if row.tag in PIXELS:
        return "" if old and new.value != old.value else "and its value is the same"
    if row.vr == "SQ":
        return "" if new.is_sequence or (old and not old.is_sequence) else "and it has no item"
    return "" if _text(new.value) == _expected(row) else "and not the planned value"


def _padding(row: PlanRow, old: Written) -> bytes:
    pad = b"\0" if row.tag >> 16 == 2 else b""
    return pad * (len(old.value) % 2)


def _expected(row: PlanRow) -> str:
    value = row.value
    if isinstance(value, bytes):
        return _text(value)
    if row.vr == "US":
        return _text(pack("<H", int(value)))
    return "\\".join(value).rstrip() if isinstance(value, list) else str(value).rstrip()


def _text(value: bytes) -> str:
    return value.decode("latin-1").rstrip(" \0")
