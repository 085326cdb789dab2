"""Which pixels each transfer syntax may hold, and the table in the guide that tells what is tested.

To write the table anew run ``tests/pixels/test_decode.py`` with the real files at hand and
``DICOMWIDGETS_WRITE=1``.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from support.tree import ROOT

from dicomwidgets.codecs import SYNTAXES, VIDEO, codec_for, is_native

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

__all__ = [
    "CASES",
    "GREY",
    "GUIDE",
    "LOSSY",
    "STEM",
    "Case",
    "Cell",
    "checked_in",
    "real_cells",
    "table",
    "without_counts",
    "write",
]

STEM = "1.2.840.10008.1.2.4."
WRAPPED = ("1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.8.1")
RLE = "1.2.840.10008.1.2.5"
BEGIN, END = "<!-- coverage: made by the tests -->", "<!-- coverage ends -->"
GUIDE = ROOT / "docs" / "guide" / "transfer_syntaxes.md"
GREY = ("MONOCHROME1", "MONOCHROME2")
LOSSY = {f"{STEM}{k}" for k in (50, 51, 53, 55, 81, 91, 93, 203, 111, 112)}
NATIVE = {
    1: GREY,
    8: (*GREY, "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422"),
    12: (*GREY, "PALETTE COLOR", "RGB"),
    16: (*GREY, "PALETTE COLOR", "RGB", "YBR_FULL"),
    32: (*GREY, "RGB"),
}
IN_ITEMS = {**NATIVE, 8: NATIVE[8][:-1]}
LOSSLESS_JPEG = {
    8: (*GREY, "PALETTE COLOR", "RGB", "YBR_FULL"),
    12: (*GREY, "PALETTE COLOR", "RGB"),
    16: (*GREY, "PALETTE COLOR", "RGB", "YBR_FULL"),
}
WITH_RCT = {
    1: GREY,
    8: (*GREY, "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_RCT"),
    12: (*GREY, "PALETTE COLOR", "RGB", "YBR_RCT"),
    16: (*GREY, "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_RCT"),
}
WITH_ICT = {
    8: (*GREY, "RGB", "YBR_FULL", "YBR_ICT"),
    12: (*GREY, "RGB", "YBR_ICT"),
    16: (*GREY, "RGB", "YBR_ICT"),
}
HELD: dict[str, dict[int, tuple[str, ...]]] = {
    **{uid: NATIVE for uid in SYNTAXES if is_native(uid)},
    **dict.fromkeys(WRAPPED, IN_ITEMS),
    RLE: IN_ITEMS,
    f"{STEM}50": {8: (*GREY, "RGB", "YBR_FULL", "YBR_FULL_422")},
    f"{STEM}51": {8: (*GREY, "RGB", "YBR_FULL", "YBR_FULL_422"), 12: GREY},
    f"{STEM}53": {8: (*GREY, "YBR_FULL")},
    f"{STEM}55": {8: (*GREY, "YBR_FULL")},
    f"{STEM}57": LOSSLESS_JPEG,
    f"{STEM}70": LOSSLESS_JPEG,
    f"{STEM}80": LOSSLESS_JPEG,
    f"{STEM}81": {8: (*GREY, "RGB", "YBR_FULL"), 12: GREY, 16: GREY},
    f"{STEM}90": WITH_RCT,
    f"{STEM}91": WITH_ICT,
    f"{STEM}92": WITH_RCT,
    f"{STEM}93": WITH_ICT,
    f"{STEM}201": WITH_RCT,
    f"{STEM}202": WITH_RCT,
    f"{STEM}203": WITH_ICT,
    f"{STEM}110": {1: GREY, 8: (*GREY, "RGB"), 12: (*GREY, "RGB"), 16: (*GREY, "RGB")},
    f"{STEM}111": {8: (*GREY, "RGB", "YBR_FULL", "YBR_FULL_422")},
    f"{STEM}112": {8: (*GREY, "RGB", "XYB"), 12: (*GREY, "RGB", "XYB"), 16: (*GREY, "RGB", "XYB")},
}
"""Transfer syntax → bits stored → photometric interpretations that its files may have."""


class Case(NamedTuple):
    """Pixels of some kind in a transfer syntax."""

    syntax: str
    bits: int
    photometric: str

    @property
    def id(self) -> str:
        return f"{self.syntax.removeprefix('1.2.840.10008.1.2.')}-{self.bits}-{self.photometric}"


Cell = tuple[str, str, str]
"""Transfer syntax, photometric interpretation, column of the table."""

COLUMNS = {1: "1", 8: "8", 12: "9 to 12", 16: "13 to 16", 32: "17 to 32", 64: "float"}
"""Bits stored, at most → heading."""

CASES = [
    Case(syntax, bits, photometric)
    for syntax, held in HELD.items()
    for bits, photometrics in held.items()
    for photometric in photometrics
]


def column(bits: int) -> str:
    """Return the column for so many bits stored; 64 stands for floating-point pixels."""
    return next(name for most, name in COLUMNS.items() if bits <= most)


def real_cells(root: Path, is_decoded: Callable[[str], bool]) -> Iterator[Cell]:
    """Yield a cell for each real file that is decoded, by the catalogue beside the files."""
    with (root / "catalogue.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = f"{row['repo'].replace('/', '+')}/{row['path']}"
            if row["ts"] in SYNTAXES and row["pi"] and row["rows"] and is_decoded(name):
                yield row["ts"], row["pi"], column(int(row["bits_stored"] or 64))


def made_cells() -> Iterator[Cell]:
    """Yield a cell for each kind of pixels that a test makes and decodes."""
    for case in CASES:
        yield case.syntax, case.photometric, column(case.bits)
    for uid in SYNTAXES:
        if uid in VIDEO:
            yield uid, "YBR_PARTIAL_420", column(8)
        elif is_native(uid):
            yield uid, "MONOCHROME2", column(64)
    yield f"{STEM}108", "YBR_PARTIAL_420", column(10)


def table(real: Iterable[Cell] = ()) -> list[str]:
    """Return the lines of the table: made and exact (=), made and lossy (≈), real files (count)."""
    cells: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for syntax, photometric, bits in made_cells():
        cells[syntax, photometric][bits] = ["≈" if syntax in {*LOSSY, *VIDEO} else "="]
    for (syntax, photometric, bits), count in Counter(real).items():
        cells[syntax, photometric][bits].append(str(count))
    headings = " | ".join(COLUMNS.values())
    lines = [
        f"| Transfer syntax | Photometric interpretation | {headings} |",
        f"|---|---|{'---|' * len(COLUMNS)}",
    ]
    for uid in SYNTAXES:
        for photometric in sorted(each for syntax, each in cells if syntax == uid):
            found = cells[uid, photometric]
            row = " | ".join(" ".join(found.get(name, ["–"])) for name in COLUMNS.values())
            lines.append(f"| {codec_for(uid).name} | {photometric} | {row} |")
    return lines


def checked_in() -> list[str]:
    """Return the lines of the table as the guide has them."""
    text = GUIDE.read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip().splitlines()


def write(lines: Iterable[str]) -> None:
    """Put the table into the guide."""
    text = GUIDE.read_text(encoding="utf-8")
    head, tail = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    body = "\n".join(lines)
    GUIDE.write_text(f"{head}\n\n{body}\n\n{tail}", encoding="utf-8")


def without_counts(lines: Iterable[str]) -> list[str]:
    """Return a table's rows of what is made here, without what real files add."""
    kept = []
    for line in lines:
        *head, cells = line.strip("| ").split(" | ", 2)
        marks = [cell.split(" ")[0] for cell in cells.split(" | ")]
        if any(mark in {"=", "≈"} for mark in marks):
            kept.append(
                " | ".join([*head, *(mark if mark in {"=", "≈"} else "–" for mark in marks)])
            )
    return kept
