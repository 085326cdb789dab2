"""Cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.extraction.cells import csv_lines, safe_cell
from dicomwidgets.extraction.text import printable


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@x", "\t=1", "\r=1", " =1", "\n=1", "-", "-1-1"],
)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1024", "+1.5e-3", "-1.0\\-2.5\\3", "-.5 ", "A-B", "1-2"])
def test_numbers_and_other_texts_stay(text: str) -> None:
    assert safe_cell(text) == text


@given(st.lists(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]))))
def test_a_csv_reader_gets_back_what_was_written(values: list[str]) -> None:
    lines = "".join(csv_lines(["a"], ({"a": value} for value in values)))
    read = [row[0] for row in csv.reader(io.StringIO(lines, newline="")) if row]
    assert read[1:] == [safe_cell(value) for value in values]
    assert not any(cell.lstrip(" ").startswith(("=", "@", "\t")) for cell in read)


@given(st.text())
def test_nothing_that_is_printed_moves_the_cursor(text: str) -> None:
    shown = printable(text).replace("\u200c", "").replace("\u200d", "")
    assert shown.isprintable()
