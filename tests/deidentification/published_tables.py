"""Compare the tables that dicomwidgets.deidentification carries with the newest published ones.

Development only: ``make tables PS3_15=part15.xml``, with the DocBook source of PS3.15 as a file or
as the address where NEMA publishes it. ``test_published_tables.py`` does the same where the
environment variable ``DICOMWIDGETS_PS3_15`` names it; without that nothing is read from anywhere.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NEMA = "https://dicom.nema.org/medical/dicom/current/source/docbook/part15/part15.xml"
COLUMNS = {
    "Rtn. Safe Priv. Opt.": "retain_safe_private",
    "Rtn. UIDs Opt.": "retain_uids",
    "Rtn. Dev. Id. Opt.": "retain_device_identity",
    "Rtn. Inst. Id. Opt.": "retain_institution_identity",
    "Rtn. Pat. Chars. Opt.": "retain_patient_characteristics",
    "Rtn. Long. Full Dates Opt.": "retain_full_dates",
    "Rtn. Long. Modif. Dates Opt.": "retain_modified_dates",
    "Clean Desc. Opt.": "clean_descriptors",
    "Clean Struct. Cont. Opt.": "clean_structured_content",
    "Clean Graph. Opt.": "clean_graphics",
}
"""The heads of the option columns of Table E.1-1, and the options' names in the package."""

_BOOK = "{http://docbook.org/ns/docbook}"
_TAG = re.compile(r"\(([0-9A-FX]{4}),([0-9A-FX]{4})\)")


class Published(NamedTuple):
    """What PS3.15 says: edition, tag → code and options' codes, safe private elements.

    And of content items: scheme, code, Value Type → code and options' codes.
    """

    edition: str
    rows: Mapping[str, tuple[str, frozenset[str]]]
    safe: frozenset[tuple[str, str, str]]
    content: Mapping[tuple[str, ...], tuple[str, frozenset[str]]]


def published(where: str) -> Published:
    """Read PS3.15 in DocBook from a file or an address."""
    edition, tables = _tables(where)
    safe = frozenset(_safe(tables["E.3.10-1"]))
    content = {item[:3]: (item[4], frozenset(item[5].split())) for item in _content(tables)}
    return Published(edition, dict(_profile(tables["E.1-1"])), safe, content)


def _tables(where: str) -> tuple[str, dict[str, ET.Element]]:
    if where.startswith("https://"):
        with urlopen(where) as answer:  # noqa: S310 - the developer names it
            data = answer.read()
    else:
        data = Path(where).read_bytes()
    root = ET.fromstring(data)  # noqa: S314 - the standard itself
    edition = re.search(r"\d{4}[a-z]", root.findtext(f"{_BOOK}subtitle") or "")
    tables = {str(table.get("label")): table for table in root.iter(f"{_BOOK}table")}
    return edition[0] if edition else "", tables


def safe_rows(where: str) -> tuple[str, list[dict[str, str]]]:
    """Return the edition and the rows of Table E.3.10-1, head of the column → text of the cell."""
    edition, tables = _tables(where)
    return edition, list(_rows(tables["E.3.10-1"]))


def content_rows(where: str) -> tuple[str, list[tuple[str, ...]]]:
    """Return the edition and the rows of Table E.3.4-1, as `content_items.tsv` has them."""
    edition, tables = _tables(where)
    return edition, list(_content(tables))


def packaged() -> Published:
    """Return the same of the tables that the package carries."""
    home = files("dicomwidgets.deidentification")
    heading, *lines = (home / "profile_basic.tsv").read_text("utf-8").splitlines()
    rows = {}
    for line in lines:
        tag, _, _, code, _, cells = line.split("\t")
        rows[tag] = (code, frozenset(cells.split()))
    safe = [
        line.split("\t") for line in (home / "safe_private.tsv").read_text("utf-8").splitlines()
    ]
    items = (home / "content_items.tsv").read_text("utf-8").splitlines()[1:]
    content: dict[tuple[str, ...], tuple[str, frozenset[str]]] = {}
    for scheme, value, kind, _, basic, cells in (line.split("\t") for line in items):
        content[scheme, value, kind] = (basic, frozenset(cells.split()))
    edition = re.search(r"\d{4}[a-z]", heading)
    return Published(
        edition[0] if edition else "",
        rows,
        frozenset((group, element, creator) for group, element, _, creator, _ in safe[1:]),
        content,
    )


def differences(new: Published, old: Published) -> list[str]:
    """Return in what one edition differs from another, one line each."""
    found = [
        f"{tag}: {_row(old.rows, tag)} -> {_row(new.rows, tag)}"
        for tag in sorted({*new.rows, *old.rows})
    ]
    found += [
        f"content item {' '.join(item)}: {_row(old.content, item)} -> {_row(new.content, item)}"
        for item in sorted({*new.content, *old.content})
    ]
    found = [line for line in found if len(set(line.partition(": ")[2].split(" -> "))) > 1]
    added, gone = sorted(new.safe - old.safe), sorted(old.safe - new.safe)
    found += [f"safe private {' '.join(each)}: added" for each in added]
    return found + [f"safe private {' '.join(each)}: gone" for each in gone]


def _row(rows: Mapping[Any, tuple[str, frozenset[str]]], key: object) -> str:
    code, options = rows.get(key, ("not listed", frozenset()))
    return " ".join((code, *sorted(options)))


def _profile(table: ET.Element) -> Iterator[tuple[str, tuple[str, frozenset[str]]]]:
    for row in _rows(table):
        options = {
            f"{COLUMNS[head]}:{cell}" for head, cell in row.items() if cell and head in COLUMNS
        }
        match = _TAG.match(row["Tag"].upper())
        if match is None:
            yield "PRIVATE", (row["Basic Prof."], frozenset(options))
        else:
            yield "".join(match.groups()), (row["Basic Prof."], frozenset(options))


def _content(tables: Mapping[str, ET.Element]) -> Iterator[tuple[str, ...]]:
    """Yield scheme, code, Value Type, meaning, basic code and options of each content item."""
    facts = ("Coding Scheme Designator", "Code Value", "Value Type", "Code Meaning", "Basic Prof.")
    for row in _rows(tables["E.3.4-1"]):
        cells = (f"{name}:{row[head]}" for head, name in COLUMNS.items() if row.get(head))
        yield (*(row[head] for head in facts), " ".join(cells))


def _safe(table: ET.Element) -> Iterator[tuple[str, str, str]]:
    for row in _rows(table):
        tag = row["Data Element"].strip("()").upper()
        yield tag[:4], tag[-2:], row["Private Creator"]


def _rows(table: ET.Element) -> Iterator[dict[str, str]]:
    """Yield the rows of a table, head of the column → text of the cell."""
    heads = [_text(cell) for cell in table.iter(f"{_BOOK}th")]
    for row in table.iterfind(f"{_BOOK}tbody/{_BOOK}tr"):
        cells = [_text(cell) for cell in row.iterfind(f"{_BOOK}td")]
        if len(cells) != len(heads):
            raise ValueError(f"{len(cells)} cells in a table of {len(heads)} columns: {cells[:2]}")
        yield dict(zip(heads, cells, strict=True))


def _text(cell: ET.Element) -> str:
    return " ".join("".join(cell.itertext()).replace("\u200b", "").split())


def main() -> int:
    """Print how the published tables differ from those of the package."""
    where = sys.argv[1] if len(sys.argv) > 1 else NEMA
    try:
        new, old = published(where), packaged()
    except OSError as error:
        sys.stderr.write(
            f"{where} can't be read: {error}\nName a file: make tables PS3_15=part15.xml\n"
        )
        return 2
    found = differences(new, old)
    head = f"PS3.15 {new.edition}, the package has {old.edition}: {len(found)} differences"
    sys.stdout.write("\n".join((head, *found, "")))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
