"""What ``dicomwidgets diff`` prints: an element a row, a line for each side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.masking import masked_value
from dicomwidgets.extraction.text import printable
from dicomwidgets.reference.tags import tag_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.elements.compared import Compared, DifferenceRow

__all__ = ["difference_json", "difference_lines"]

_WORDS = {
    "changed": "",
    "removed": "only in A",
    "added": "only in B",
    "partial": "not in all files",
    "moved": "moved",
    "vr": "other VR",
    "spelling": "other spelling",
    "varies": "varies",
    "same": "the same",
}


def difference_json(
    compared: Compared, names: Sequence[str], *, whole: bool, mask: bool
) -> dict[str, Any]:
    """Return the comparison as one object."""
    return {
        "a": names[0],
        "b": names[1],
        "same": not any(line.counts for line in compared.lines),
        "counts": compared.counts,
        "differences": [_told(row, mask=mask) for row in _rows(compared, whole=whole)],
    }


def difference_lines(
    compared: Compared, sides: Sequence[str], terminal: Terminal, *, whole: bool, mask: bool
) -> Iterator[str]:
    """Yield text to be read; nothing where nothing differs, unless the whole is asked for."""
    is_first = True
    for row in _rows(compared, whole=whole):
        if is_first:
            for sign, side in zip(("---", "+++"), sides, strict=True):
                yield terminal.paint(f"{sign} {printable(side)}".rstrip(), "bold") + "\n"
            is_first = False
        yield from _lines(row, terminal, mask=mask)
    if not is_first:
        yield f"\n{_counted(compared)}\n"


def _rows(compared: Compared, *, whole: bool) -> Iterator[DifferenceRow]:
    for index, line in enumerate(compared.lines):
        if whole or line.counts:
            yield compared.row(index)


def _lines(row: DifferenceRow, terminal: Terminal, *, mask: bool) -> Iterator[str]:
    word = _WORDS[row.kind]
    note = row.note if row.kind not in ("added", "removed") else ""
    told = " · ".join(filter(None, (row.vr, word, note.rstrip("."))))
    what = row.path or row.name
    tag = f"{tag_text(row.tag)} " if not row.is_item else ""
    yield f"\n{terminal.paint(tag, 'dim')}{what}{f'  {told}' if told else ''}\n"
    first, second = _values(row, mask=mask)
    if row.kind == "same" or (row.is_item and first == second):
        yield f"  {printable(first or '')}\n"
        return
    if first is not None:
        yield terminal.paint(f"- {printable(first)}", "red") + "\n"
    if second is not None:
        yield terminal.paint(f"+ {printable(second)}", "green") + "\n"


def _told(row: DifferenceRow, *, mask: bool) -> dict[str, Any]:
    first, second = _values(row, mask=mask)
    return {
        "path": row.path,
        "tag": None if row.is_item else tag_text(row.tag),
        "keyword": row.keyword or None,
        "vr": row.vr or None,
        "kind": row.kind,
        "note": row.note,
        "a": first,
        "b": second,
    }


def _values(row: DifferenceRow, *, mask: bool) -> tuple[str | None, str | None]:
    first, second = row.values
    if not mask:
        return first, second
    vr = row.vr.partition(" ")[0]
    return (
        None if first is None else masked_value(row.keyword, vr, first),
        None if second is None else masked_value(row.keyword, vr, second),
    )


def _counted(compared: Compared) -> str:
    counts = ", ".join(
        f"{number:,} {_WORDS[kind] or kind}" for kind, number in compared.counts.items()
    )
    ignored = f"; {compared.ignored:,} ignored" if compared.ignored else ""
    return f"{counts}{ignored}."
