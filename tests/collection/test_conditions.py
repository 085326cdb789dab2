"""Conditions by column: all of them count, on every value of an element; none quotes a value."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import pytest

from dicomwidgets.collection.table import Table
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def table() -> Table:
    made = Table(
        ["PatientName", "Rows", "StudyDate", "PixelSpacing", "SliceThickness", "ImageType"]
    )
    made.append(
        [
            ("Doe^John", 512, "20200101", "0.5\\0.5", 5.0, "ORIGINAL\\AXIAL"),
            ("Roe^Jane", 256, "20210101", "0.70\\0.70", 1.5, "DERIVED\\PRIMARY"),
        ]
    )
    return made


def test_every_condition_counts(table: Table) -> None:
    assert table.where({"Rows": slice(1, 300)}, {"Rows": slice(1, 600)}).tolist() == [1]
    assert table.where({"Rows": slice(1, 300)}, Rows=slice(1, 600)).tolist() == [1]
    assert table.where({"Rows": 512}, "Rows == 256").tolist() == []


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"PixelSpacing": 0.5}, [0]),
        ({"PixelSpacing": [0.7, 3]}, [1]),
        ({"PixelSpacing": "0.70"}, [1]),
        ({"SliceThickness": range(1, 6)}, [0]),
        ({"ImageType": "AXIAL"}, [0]),
        ({"Rows": {"512", 256}}, [1]),
        ({"PatientName": lambda v: {"Roe^Jane": 1}[v]}, [1]),
    ],
)
def test_each_of_several_values_is_looked_at(
    table: Table, asked: dict[str, Any], rows: list[int]
) -> None:
    assert table.where(asked).tolist() == rows


@pytest.mark.parametrize(
    "condition", [20200101, [20200101], slice(20200101, None), range(20200101, 20200102)]
)
def test_a_number_asked_of_texts_is_a_mistake(table: Table, condition: object) -> None:
    with pytest.raises(ArgumentError, match="StudyDate holds texts") as caught:
        table.where(StudyDate=condition)
    assert caught.value.remedy
    with pytest.raises(ArgumentError, match="Rows holds numbers"):
        table.where(Rows="512")


@pytest.mark.parametrize(
    "function", [lambda v: float(v) > 3, lambda v: v.nothing, lambda v: {}[v], lambda v: v > 1]
)
def test_no_value_is_quoted_of_a_function_that_fails(
    table: Table, function: Callable[[Any], Any]
) -> None:
    with pytest.raises(ArgumentError, match="fails with every value") as caught:
        table.where(PatientName=function)
    told = "".join(traceback.format_exception(caught.value))
    assert "Doe" not in told
    assert "Roe" not in told
