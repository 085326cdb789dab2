from __future__ import annotations

import re
import sys
import traceback
from typing import TYPE_CHECKING

import duckdb
import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection.sql import asked
from dicomwidgets.collection.table import Table
from dicomwidgets.errors import ArgumentError, MissingPackageError

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.collection.column import Column

NESTED = "SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing"


def small() -> Table:
    table = Table(["File", "Modality", "Rows", "SliceThickness", "StudyID", NESTED, "Size"])
    table.append(
        [
            ("a", "CT", 512, 1.5, "x", None, 1 << 70),
            ("b", "CT", None, None, 7, "0.5\\0.5", 2),
            ("c", "MR", 256, 2, None, None, 3),
        ]
    )
    return table


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT Modality, count(*) AS n FROM t GROUP BY 1 ORDER BY 1", [("CT", 2), ("MR", 1)]),
        ("SELECT count(*) FROM t", [(3,)]),
        ("SELECT sum(Rows), avg(SliceThickness) FROM t", [(768, 1.75)]),
        ("SELECT File FROM t WHERE Rows IS NULL", [("b",)]),
        ("SELECT StudyID FROM t ORDER BY File", [("x",), ("7",), (None,)]),
        (" ".join(("SELECT File FROM t WHERE", f'"{NESTED}"', "IS NOT NULL")), [("b",)]),
        (
            "SELECT 1.5::DECIMAL(3,1), DATE '2024-02-29', 1 AS a, 2 AS a",
            [(1.5, "2024-02-29", 1, 2)],
        ),
        ("select max(size) > 1e20 from t", [(True,)]),
    ],
)
def test_sql_asks_the_table(query: str, rows: list[object]) -> None:
    assert asked(query, {"t": small}).rows() == rows


def test_a_name_in_bytes_that_are_no_utf_8_is_written_out() -> None:
    table = Table(["File", "Rows"])
    table.append([("\udce9t\udce9.dcm", 4), ("é.dcm", 5)])
    found = asked("SELECT File FROM t ORDER BY Rows", {"t": lambda: table})
    assert found.rows() == [("\\udce9t\\udce9.dcm",), ("é.dcm",)]


def test_every_column_is_there_for_a_star() -> None:
    found = asked("SELECT * FROM t", {"t": small})
    assert found.names == small().names
    assert found.rows(names=["File", "Rows"]) == small().rows(names=["File", "Rows"])


def test_values_row_by_row_are_handed_over_as_well() -> None:
    table = Table(["SOPInstanceUID", "InstanceNumber"])
    table.append([(f"1.{number}", number) for number in range(5000)])
    assert table.column("SOPInstanceUID").is_plain
    query = "SELECT max(InstanceNumber), min(SOPInstanceUID) FROM t"
    assert asked(query, {"t": lambda: table}).rows() == [(4999, "1.0")]


def test_an_empty_table_has_no_rows() -> None:
    assert asked("SELECT count(Rows) FROM t", {"t": lambda: Table(["Rows"])}).rows() == [(0,)]


@pytest.mark.parametrize("query", ["SELECT", "SELECT Nothing FROM t", "SELECT * FROM other", ""])
def test_a_query_that_fails_says_so_and_quotes_nothing(query: str) -> None:
    if not query:
        assert len(asked(query, {"t": small})) == 0
        return
    with pytest.raises(ArgumentError, match="DuckDB can't answer") as caught:
        asked(query, {"t": small})
    assert "Nothing" not in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "FROM t",
        "TABLE t",
        "FROM t SELECT *",
        "SELECT t.* FROM t",
        "SELECT COLUMNS ('.*') FROM t",
        "WITH x AS (TABLE t) FROM x",
        "SELECT unnest(t) FROM t",
        "SELECT unnest(i) FROM t AS i",
        "SELECT unnest(i) FROM t i",
        'SELECT unnest("t") FROM "t"',
    ],
)
def test_every_column_is_there_where_none_is_named(query: str) -> None:
    found = asked(query, {"t": small})
    assert found.names == small().names
    assert found.rows(names=["File", "Rows"]) == small().rows(names=["File", "Rows"])


@pytest.mark.parametrize("query", ["DESCRIBE t", "SUMMARIZE t"])
def test_a_table_tells_of_all_its_columns(query: str) -> None:
    assert len(asked(query, {"t": small})) == len(small().names)


def test_a_query_that_names_its_columns_is_handed_no_others() -> None:
    taken: list[str] = []

    class Told(Table):
        def column(self, name: str) -> Column:
            taken.append(name)
            return super().column(name)

    def told() -> Table:
        table = Told(["SeriesInstanceUID", "Rows", "Columns"])
        table.append([("1.2", 3, 4)])
        return table

    query = (
        "SELECT s.SeriesInstanceUID, count(*) FROM t s WHERE s.Rows > 1 AND 't*' != 's' GROUP BY 1"
    )
    assert asked(query, {"t": told, "series": pytest.fail}).rows() == [("1.2", 1)]
    assert taken == ["SeriesInstanceUID", "Rows"]


def test_no_value_is_quoted_of_a_query_that_fails() -> None:
    with pytest.raises(ArgumentError, match="at line 2, column 3") as caught:
        asked("SELECT\n  CAST(Modality AS INT) FROM t", {"t": small})
    told = "".join(traceback.format_exception(caught.value))
    assert "ConversionException" in told
    assert "'CT'" not in told


def test_numbers_of_any_size_are_handed_over() -> None:
    table = Table(["InstanceNumber"])
    table.append([(1,), (10**400,)])
    assert asked("SELECT InstanceNumber[1] FROM t", {"t": lambda: table}).rows() == [("1",)] * 2


def test_a_collection_is_asked_at_every_level() -> None:
    collection = dw.load([*samples.ct(3, 16), samples.sr()])
    query = (
        "SELECT p.PatientID, s.Modality, s.Instances FROM series s JOIN patients p "
        "USING (PatientID) ORDER BY ALL"
    )
    found = collection.sql(query)
    assert found.rows(names=["Modality", "Instances"])[0] == ("CT", 3)
    assert collection.sql("SELECT count(*) FROM studies").rows()[0][0]
    html = found._repr_html_()
    assert "DW-0001" not in html
    assert ">3<" in html


def test_nothing_is_fetched_and_parquet_is_written(tmp_path: Path) -> None:
    asked(f"COPY t TO '{tmp_path / 't.parquet'}'", {"t": small})
    with duckdb.connect() as connection:
        count = connection.execute(f"SELECT count(*) FROM '{tmp_path / 't.parquet'}'").fetchone()  # noqa: S608 - our own
    assert count == (3,)
    with pytest.raises(ArgumentError):
        asked("LOAD httpfs", {"t": small})


def test_without_duckdb_the_install_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingPackageError, match=re.escape('pip install "dicomwidgets[table]"')):
        asked("SELECT 1", {})
