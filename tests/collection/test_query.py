"""Queries in text: mistakes are named, and what is not there means one thing."""

from __future__ import annotations

import pytest

from dicomwidgets.collection import masks
from dicomwidgets.collection.table import Table
from dicomwidgets.errors import ArgumentError

NAMES = ("File", "Modality", "Rows", "Columns", "StudyDate", "PixelSpacing", "StudyID")


@pytest.fixture(params=["numpy", "standard library"])
def table(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Table:
    if request.param != "numpy":
        monkeypatch.setattr(masks, "_numpy", lambda: None)
    made = Table(NAMES)
    made.append(
        [
            ("a", "CT", 512, 512, "20200101", "0.5\\0.5", None),
            ("b", "MR", 256, 512, "20210101", "0.7\\0.7", None),
            ("c", "", None, 512, "", None, None),
            ("d", None, None, None, None, "", None),
        ]
    )
    return made


def found(table: Table, query: str) -> str:
    return "".join(str(row[0]) for row in table.take(table.where(query)).rows())


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("Modality.isin('CT','MR')", "a list in brackets"),
        ("Modality.isin('CT')", "a list in brackets"),
        ("Modality.isin()", "a list in brackets"),
        ("Modality.isin([['CT']])", "no value"),
        ("Modality in 'CT'", "a list in brackets"),
        ("Modality in 5", "a list in brackets"),
        ("Modality not in Rows", "a list in brackets"),
        ("'C' in Modality", "before in has to be a column"),
        ("Rows.between(1)", "takes two arguments"),
        ("Rows.between(*[1, 2])", "takes two arguments"),
        ("Rows.between(1, None)", "no value"),
        ("Modality.isna(1)", "takes nothing"),
        ("Modality.notna(1)", "takes nothing"),
        ("Modality.str.contains(5)", "takes a text"),
        ("Modality.str.contains('C', 'T')", "takes one argument"),
        ("Rows.str.contains('5')", "holds numbers"),
        ("StudyDate > 20200601", "holds texts"),
        ("20200601 < StudyDate", "holds texts"),
        ("StudyDate.between(20200101, 20210101)", "holds texts"),
        ("StudyDate == 20200101", "holds texts"),
        ("StudyDate in [20200101]", "holds texts"),
        ("Rows == '512'", "holds numbers"),
        ("Rows > '300'", "holds numbers"),
        ("PixelSpacing == 0.5", "holds texts"),
        ("PixelSpacing > 0.5", "holds texts"),
        ("Modality < Rows", "can't be compared"),
        ("Modality == [1]", "no value"),
        ("Rows > None", "no value"),
        ("_path_3_ == 1", "no column _path_3_"),
        ("_path0 == 'a' and `Rows` == 1", "no column _path0"),
    ],
)
def test_a_mistake_is_named_with_the_way_out(table: Table, query: str, reason: str) -> None:
    with pytest.raises(ArgumentError, match=reason) as caught:
        table.where(query)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("Rows != 512", "bcd"),
        ("not Rows == 512", "bcd"),
        ("Rows != Columns", "bcd"),
        ("not Rows == Columns", "bcd"),
        ("Rows not in [512]", "bcd"),
        ("Rows == None", "cd"),
        ("Rows != None", "ab"),
        ("Rows <= 512", "ab"),
        ("512 >= Rows > 256", "a"),
        ("300 > Rows", "b"),
        ("StudyID == 5 or StudyID > 'a'", ""),  # no value at all is no mistake
        ("Modality in ['CT', 'MR']", "ab"),
        ("Modality.str.endswith('T')", "a"),
        ("`Rows` == 256 and `Columns` == 512", "b"),
    ],
)
def test_what_is_not_there_equals_nothing(table: Table, query: str, rows: str) -> None:
    assert found(table, query) == rows


def test_numbers_of_files_that_have_several_are_no_mistake() -> None:
    table = Table(["Rows"])
    table.append([("256\\512",), ("thick",)])
    assert len(table.where("Rows == 512")) == len(table.where("Rows > 300")) == 0
