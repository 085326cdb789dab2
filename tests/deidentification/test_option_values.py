"""What is written of the whole of Table E.1-1, value by value, for each option and each pair.

Every attribute of the table stands at the top and in a sequence in a sequence, each time with a
value that stands nowhere else. What becomes of it is compared with the cells of the table. Of the
pairs every third is tried, with ``DICOMWIDGETS_FULL=1`` all of them.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from io import BytesIO
from struct import pack
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from support.deidentified import ct_like, job_for, written
from support.option_cells import CHOICES, DATES, PIXELS, cell
from support.scripts import script

from dicomwidgets.deidentification.engine.rewriting import rewrite
from dicomwidgets.deidentification.policy import OPTIONS
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator

STEP = 1 if os.environ.get("DICOMWIDGETS_FULL") == "1" else 3
ALONE = 1 + len(OPTIONS)
NAME = "Quillfeather"
FREE = {"LT", "LO", "ST", "UC", "UT"}
TEXTS = {*FREE, "AE", "CS", "SH"}
VERSIONS = {0x00080106, 0x00080107, 0x0040DB06, 0x0040DB07, 0x00686226, 0x00686270}
"""Days on which a code or template was made: kept where dates are shifted."""
UNCLEANABLE = {"50XXXXXX", "60XX3000", "00080201"}
"""Bytes, curves, and the zone of a clock: the Basic Profile's action stands."""


class Place(NamedTuple):
    """One attribute at one depth, with its value."""

    row: dict[str, Any]
    tag: int
    vr: str
    depth: int
    value: Any
    mark: bytes

    def after(self, dataset: Dataset) -> Any:
        """Return the value that is there in what was written; ``None`` for none."""
        for _ in range(self.depth):
            dataset = dataset.AnatomicRegionSequence[0]
        element = dataset.get(self.tag)
        return None if element is None or element.value in ("", b"", None) else element.value


def _value(vr: str, n: int) -> tuple[Any, bytes]:
    """Return a value that stands nowhere else, and the bytes by which it is found."""
    mark = f"Q{n:05d}X"
    day = date(1951, 1, 1) + timedelta(days=n)
    made: dict[str, Any] = {
        "AS": f"{n % 80 + 10:03d}Y",
        "CS": mark,
        "DA": f"{day:%Y%m%d}",
        "DS": f"{n}.25",
        "DT": f"{day:%Y%m%d}1112",
        "IS": str(300_000 + n),
        "PN": f"{mark}^{NAME}",
        "TM": f"{n // 3600 % 24:02d}{n // 60 % 60:02d}{n % 60:02d}.{n:06d}",
        "UI": f"1.2.77.{n}.5",
        "UL": 300_000 + n,
        "UR": f"https://{mark}.example.org",
        "US": 20_000 + n,
    }
    if vr in {"OB", "OW", "UN"}:
        return (data := pack("<QL", 0x5151_0000_7777_0000 + n, n)), data[:8]
    text = made.get(vr, f"some text {mark} {NAME}" if vr in FREE else mark)
    if isinstance(text, int) or vr in {"AS", "DS"}:
        return text, b""
    return text, (mark if mark in text else text).encode()


def _places(rows: list[dict[str, Any]]) -> Iterator[Place]:
    n = 0
    for row in rows:
        tag = int(row["tag"].replace("X", "0"), 16)
        vr = row["vr"] or ("OW" if row["tag"] == "60XX3000" else "LT")
        if tag >> 16 in {0, 2, 4, 0xFFFA, 0xFFFC} or vr == "SQ":
            continue
        for depth in (0, 2):
            n += 1
            yield Place(row, tag, vr, depth, *_value(vr, n))


class Source(NamedTuple):
    """A file with the whole table in it, and what stands where."""

    data: bytes
    places: list[Place]


@pytest.fixture(scope="module")
def source(published: dict[str, Any]) -> Source:
    newest = script("regenerate_tables").newest(published)
    places = list(_places([row for row in newest if row["tag"] != "PRIVATE"]))
    levels = [ct_like(), Dataset(), Dataset()]
    for place in places:
        levels[place.depth].add_new(place.tag, place.vr, place.value)
    levels[0].PatientName = f"{NAME}^Zebedee"
    for outer, inner in zip(levels[1::-1], levels[:0:-1], strict=True):
        outer.AnatomicRegionSequence = Sequence([inner])
    with kept_warnings():
        return Source(written(levels[0]), places)


def _wrong(place: Place, options: tuple[str, ...], after: Any) -> str:
    """Return what is wrong with what has become of a value."""
    code, vr = cell(place.row, options), place.vr
    same = after is not None and str(after) == str(place.value)
    stays = code == "K" or (code == "C" and vr in TEXTS and place.row["tag"] not in UNCLEANABLE)
    if stays and place.mark and NAME in str(place.value):
        rest = after is not None and place.mark.decode() in str(after)
        return "" if rest and NAME not in str(after) else "not cleaned"
    if stays:
        return "" if same else "not kept"
    versions = place.tag in VERSIONS and "retain_modified_dates" in options
    if code == "C" and vr in DATES and versions:
        return "" if same else "a version that is gone"
    if code == "C" and vr in DATES and after is None and place.row["tag"] not in UNCLEANABLE:
        return "not shifted"
    return "still there" if same else ""


@pytest.mark.parametrize(
    "options",
    CHOICES[:ALONE] + CHOICES[ALONE::STEP],
    ids=lambda options: " ".join(options) or "basic",
)
def test_each_value_is_kept_cleaned_or_gone_as_the_cells_say(
    source: Source, options: tuple[str, ...]
) -> None:
    out = BytesIO()
    rewrite(BytesIO(source.data), out, job_for(options))
    with kept_warnings():
        result = dcmread(BytesIO(out.getvalue()))
        wrong = [
            f"{place.row['keyword']} at depth {place.depth}: {why}"
            for place in source.places
            if (why := _wrong(place, options, place.after(result)))
        ]
    assert wrong == []
    data = out.getvalue()
    assert NAME.encode() not in data
    gone = [p for p in source.places if p.mark and not cell(p.row, options)]
    assert [p.row["keyword"] for p in gone if p.mark in data] == []
    codes = [item.CodeValue for item in result.DeidentificationMethodCodeSequence]
    used = [name for name in OPTIONS if name in options and name not in PIXELS]
    assert codes == ["113100", *(OPTIONS[name].code for name in used)]


def test_the_whole_table_is_there_twice(source: Source) -> None:
    assert len(source.places) > 1140
    assert len({place.mark for place in source.places if place.mark}) > 1100
