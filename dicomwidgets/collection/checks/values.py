"""Values that are spelt in several ways, and values that one series alone has."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.elements.masking import is_identifier
from dicomwidgets.reference.tags import keyword_tag, tag_info

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.collection.checks.archive import Archive

__all__ = ["check_values"]

_SPELT = (
    "Modality",
    "BodyPartExamined",
    "Manufacturer",
    "ManufacturerModelName",
    "InstitutionName",
    "StudyDescription",
    "SeriesDescription",
    "ProtocolName",
)
_USUAL = ("Modality", "BodyPartExamined", "Manufacturer", "PhotometricInterpretation")
_ENOUGH = 20
_SPACES = re.compile(r"[\s_]+")


def check_values(archive: Archive) -> Iterator[Mark]:
    """Yield values to be made the same, and values to be looked at."""
    for keyword in _SPELT:
        yield from _spellings(archive, keyword)
    for keyword in _USUAL:
        yield from _rare(archive, keyword)


def _spellings(archive: Archive, keyword: str) -> Iterator[Mark]:
    alike: defaultdict[str, dict[str, Sequence[int]]] = defaultdict(dict)
    for text, rows in archive.groups(keyword).items():
        alike[_key(text)][text] = rows
    for ways in alike.values():
        if len(ways) > 1:
            ordered = sorted(ways.items(), key=lambda each: len(each[1]))
            shown = ", ".join(f'"{text}"' for text, _ in ordered)
            quoted = "" if _hides(keyword) else f": {shown}"
            text = f"{_name(keyword)} has a value that is written in {len(ways)} ways{quoted}."
            # The rarer spellings: those to be changed.
            rarer = [row for _, held in ordered[:-1] for row in held]
            numbers = {"spellings": len(ways), "files": len(rarer)}
            yield Mark("value-spelling", text, rarer, keyword=keyword, numbers=numbers)


def _rare(archive: Archive, keyword: str) -> Iterator[Mark]:
    series, groups = archive.texts("SeriesInstanceUID"), archive.groups(keyword)
    held: defaultdict[str, set[str]] = defaultdict(set)
    for text, rows in groups.items():
        held[_key(text)].update(series[row] for row in rows)
    most = max(map(len, held.values()), default=0)
    if most < max(_ENOUGH, len(archive.by_series) / 2):
        return
    for text, rows in groups.items():
        if len(held[_key(text)]) == 1:
            quoted = "" if _hides(keyword) else f' "{text}"'
            said = f"One series alone has this {_name(keyword)}{quoted}; {most} share another."
            numbers = {"files": len(rows), "usual_series": most}
            yield Mark("value-rare", said, rows, keyword=keyword, numbers=numbers)


def _key(text: str) -> str:
    """Return what is left of a value without what is a matter of spelling."""
    return _SPACES.sub(" ", text.strip().casefold())


def _name(keyword: str) -> str:
    return tag_info(keyword_tag(keyword)).name


def _hides(keyword: str) -> bool:
    info = tag_info(keyword_tag(keyword))
    return is_identifier(keyword, info.vr)
