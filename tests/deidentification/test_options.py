"""The twelve options, one by one and in every allowed pair, over the whole of Table E.1-1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage
from support.option_cells import CHOICES, DATES, PIXELS, cell
from support.scripts import script

from dicomwidgets.deidentification import plan
from dicomwidgets.deidentification.policy import OPTIONS, policy_for
from dicomwidgets.elements.path import path_name
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.deidentification import Plan

TEXTS = {"AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UT"}
VALUES: dict[str, Any] = {
    "AE": "STATION7",
    "AS": "093Y",
    "CS": "CODED",
    "DA": "20210304",
    "DS": "1.5",
    "DT": "20210304111213",
    "IS": "3",
    "OB": b"\1\2",
    "OW": b"\1\2",
    "PN": "Doe^Jane",
    "TM": "111213",
    "UI": "1.2.3.4.5",
    "UL": 1,
    "UN": b"\1\2",
    "UR": "https://example.org",
    "US": 1,
}
NESTS = ("", "AnatomicRegionSequence[0].AnatomicRegionSequence[0].")


def whole_table(rows: list[dict[str, Any]]) -> Dataset:
    dataset = Dataset()
    for row in rows:
        tag = int(row["tag"].replace("X", "0"), 16)
        vr = row["vr"] or ("OW" if row["tag"] == "60XX3000" else "LT")
        if tag >> 16 in {0, 2, 0xFFFA, 0xFFFC} or row["keyword"] == "SOPInstanceUID":
            continue
        dataset.add_new(
            tag, vr, Sequence([Dataset()]) if vr == "SQ" else VALUES.get(vr, "some text")
        )
    return dataset


@pytest.fixture(scope="module")
def rows(published: dict[str, Any]) -> list[dict[str, Any]]:
    newest = script("regenerate_tables").newest(published)
    return [row for row in newest if row["tag"] != "PRIVATE"]


@pytest.fixture(scope="module")
def full(rows: list[dict[str, Any]]) -> Dataset:
    """Return every attribute of the table at the top, and in a sequence inside a sequence."""
    dataset, inner = whole_table(rows), Dataset()
    inner.AnatomicRegionSequence = Sequence([whole_table(rows)])
    dataset.AnatomicRegionSequence = Sequence([inner])
    dataset.SOPClassUID = CTImageStorage
    dataset.SOPInstanceUID = "1.2.3.4.5.6"
    return dataset


def actions(shown: Plan) -> dict[str, tuple[str, str]]:
    return {row.path: (row.action, row.code) for row in shown.rows}


@pytest.fixture(scope="module")
def basic(full: Dataset) -> dict[str, tuple[str, str]]:
    return actions(plan(full))


def expected(row: dict[str, Any], options: tuple[str, ...], vr: str) -> set[str] | None:
    """Return the right actions; ``None`` for that of the Basic Profile."""
    code = cell(row, options)
    if code == "K":
        return {"clean"} if vr == "AS" else {"keep", "clean"}
    if code != "C" or row["tag"].startswith("50"):
        return None
    if vr == "SQ" or (vr in DATES and "retain_modified_dates" in options):
        return {"clean"}
    if vr in TEXTS and row["tag"] != "00080201":
        return {"clean", "keep"}
    return None


@pytest.mark.parametrize("options", CHOICES, ids=" ".join)
def test_each_row_at_each_depth_has_the_action_of_the_options(
    full: Dataset,
    rows: list[dict[str, Any]],
    basic: dict[str, tuple[str, str]],
    options: tuple[str, ...],
) -> None:
    shown = plan(full, "basic", options)
    found, vrs = actions(shown), {row.path: row.vr for row in shown.rows}
    wrong, looked_at = [], 0
    for row in rows:
        tag = int(row["tag"].replace("X", "0"), 16)
        for path in (nest + path_name(tag) for nest in NESTS):
            if path not in found:
                continue
            looked_at += 1
            right = expected(row, options, vrs[path])
            allowed = {basic[path][0]} if right is None else right
            if found[path][0] not in allowed:
                wrong.append((path, found[path], allowed))
    assert wrong == []
    assert looked_at > 1.9 * len(rows)
    codes = [item["CodeValue"] for item in _stamped(shown, "DeidentificationMethodCodeSequence")]
    assert codes[0] == "113100"
    assert set(codes[1:]) == {OPTIONS[name].code for name in set(options) - PIXELS}
    (times,) = [row.value for row in shown.rows if row.keyword.startswith("LongitudinalTemp")]
    full_dates, modified = "retain_full_dates" in options, "retain_modified_dates" in options
    assert times == ("UNMODIFIED" if full_dates else "MODIFIED" if modified else "REMOVED")


def _stamped(shown: Plan, keyword: str) -> list[dict[str, str]]:
    (row,) = [row for row in shown.rows if row.keyword == keyword and row.added]
    return row.value if isinstance(row.value, list) else [row.value]


def test_most_of_the_table_is_there(full: Dataset, rows: list[dict[str, Any]]) -> None:
    assert len(full) > 0.95 * len(rows)


def test_the_options_are_those_of_the_context_group(data_dir: Path) -> None:
    published = json.loads((data_dir / "deid" / "cid7050.json").read_text("utf-8"))["rows"]
    codes = {row["value"]: row["meaning"] for row in published if row["value"] != "113100"}
    assert {option.code: option.meaning for option in OPTIONS.values()} == codes
    assert all(option.words for option in OPTIONS.values())


def test_texts_on_an_image_are_descriptions(full: Dataset) -> None:
    """A row that is newer than 2024b: only the option about descriptions speaks of it."""
    found = {
        option: actions(plan(full, options=option))["UnformattedTextValue"]
        for option in ("clean_graphics", "clean_descriptors")
    }
    assert found == {"clean_graphics": ("replace", "D"), "clean_descriptors": ("clean", "C")}


def test_options_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(ArgumentError, match="exclude each other"):
        policy_for(options="retain_full_dates, retain_modified_dates")


@pytest.mark.parametrize(
    "spelt", ["retain-uids", "Retain UIDs", "Retain UIDs Option", "113110", ["retain_uids"]]
)
def test_options_are_understood_in_several_spellings(spelt: Any) -> None:
    assert policy_for(options=spelt).options == {"retain_uids"}


@pytest.mark.parametrize("spelt", ["retain everything", ["retain_uids", 7]])
def test_an_unknown_option_is_refused_with_the_list(spelt: Any) -> None:
    with pytest.raises(ArgumentError, match="clean_descriptors"):
        policy_for(options=spelt)
