"""The tables of the package and the newest ones that are published.

Where the environment variable ``DICOMWIDGETS_PS3_15`` names the DocBook source of PS3.15, a file or
an address, the package is compared with it; ``make tables`` is the same by hand.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.scripts import script

if TYPE_CHECKING:
    from pathlib import Path

TABLES = script("published_tables")
NEWEST = os.environ.get("DICOMWIDGETS_PS3_15")


def cells(kind: str, *texts: str) -> str:
    return "<tr>" + "".join(f"<{kind}><para>{text}</para></{kind}>" for text in texts) + "</tr>"


def book(*rows: str, edition: str = "2031a") -> str:
    """Return PS3.15 in DocBook, as far as it is read: a few rows of three tables."""
    options = TABLES.COLUMNS
    heads = ("Attribute Name", "Tag", "Retd.", "In Std.", "Basic Prof.", *options)
    concept = ("Code Meaning", "Code Value", "Coding Scheme Designator", "Value Type")
    marks = ("C" if name == "clean_descriptors" else "" for name in options.values())
    item = cells("td", "Time Point", "C2348792", "UMLS", "TEXT", "X/D", *marks)
    safe = cells("td", "(7053,xx0a)", "Philips PET Private Group", "DS", "1", "SUV")
    return f"""<book xmlns="http://docbook.org/ns/docbook">
      <subtitle>DICOM PS3.15 {edition} - Security and System Management Profiles</subtitle>
      <table label="E.1-1">
        <thead>{cells("th", *heads)}</thead><tbody>{"".join(rows)}</tbody>
      </table>
      <table label="E.3.4-1">
        <thead>{cells("th", *concept, "Basic Prof.", *options)}</thead><tbody>{item}</tbody>
      </table>
      <table label="E.3.10-1"><thead>
        {cells("th", "Data Element", "Private Creator", "VR", "VM", "Meaning")}
      </thead><tbody>{safe}</tbody></table></book>"""


def row(tag: str, code: str, **options: str) -> str:
    marks = (options.get(name, "") for name in TABLES.COLUMNS.values())
    return cells("td", "Some Name\u200b", tag, "N", "Y", code, *marks)


def test_the_published_form_is_read(tmp_path: Path) -> None:
    path = tmp_path / "part15.xml"
    private = row("(gggg,eeee) where gggg is odd", "X", retain_safe_private="C")
    path.write_text(
        book(row("(0008,0018)", "U", retain_uids="K"), row("(50xx,xxxx)", "X"), private)
    )
    assert TABLES.published(str(path)) == TABLES.Published(
        "2031a",
        {
            "00080018": ("U", frozenset({"retain_uids:K"})),
            "50XXXXXX": ("X", frozenset()),
            "PRIVATE": ("X", frozenset({"retain_safe_private:C"})),
        },
        frozenset({("7053", "0A", "Philips PET Private Group")}),
        {("UMLS", "C2348792", "TEXT"): ("X/D", frozenset({"clean_descriptors:C"}))},
    )


def test_differences_are_told_row_by_row() -> None:
    item, uids = ("DCM", "121106", "TEXT"), frozenset({"retain_uids:K"})
    new = TABLES.Published("b", {"00080018": ("U", uids)}, frozenset(), {item: ("X", frozenset())})
    safe = frozenset({("7053", "0A", "P")})
    old = TABLES.Published("a", {"00080018": ("U", frozenset())}, safe, {})
    assert TABLES.differences(new, old) == [
        "00080018: U -> U retain_uids:K",
        "content item DCM 121106 TEXT: not listed -> X",
        "safe private 7053 0A P: gone",
    ]
    assert TABLES.differences(old, old) == []


def test_a_row_that_does_not_fit_its_heads_is_no_guess(tmp_path: Path) -> None:
    path = tmp_path / "part15.xml"
    path.write_text(book(cells("td", "Some Name", "(0008,0018)", "U")))
    with pytest.raises(ValueError, match="3 cells"):
        TABLES.published(str(path))


def test_the_package_reads_as_what_it_is_compared_with() -> None:
    packaged = TABLES.packaged()
    assert packaged.rows["00100010"] == ("Z", frozenset())
    assert ("7053", "00", "Philips PET Private Group") in packaged.safe
    assert len({creator for _, _, creator in packaged.safe}) == 20
    assert packaged.content["DCM", "121106", "TEXT"] == ("X", frozenset({"clean_descriptors:C"}))
    # as many as in edition 2026d
    assert (len(packaged.safe), len(packaged.content)) == (479, 214)


if NEWEST:

    def test_the_package_has_the_newest_published_tables() -> None:
        assert TABLES.differences(TABLES.published(NEWEST), TABLES.packaged()) == []
