from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwidgets.browsing.groups import LEVELS, PATIENTS, SERIES, Groups
from dicomwidgets.collection.levels import level_of
from dicomwidgets.collection.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = (
    *("File", "Size", "IssuerOfPatientID", "PatientID", "StudyInstanceUID"),
    *("SeriesInstanceUID", "Modality", "Rows"),
)
MAYBE = st.sampled_from([None, "", "1", "2", "3"])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a/1", "a/2", "b/1", "c"]),
        st.one_of(st.none(), st.integers(0, 10**12)),
        *([MAYBE] * 4),
        st.sampled_from(["CT", "MR", None]),
        st.sampled_from([None, 0, 16]),
    ),
    max_size=40,
)


def table(rows: Sequence[tuple[Any, ...]]) -> Table:
    made = Table(NAMES)
    made.append(rows)
    return made


def members(groups: Groups, level: int) -> list[list[int]]:
    """Return the rows of each group of a level."""
    ids = groups.ids[level].all.tolist()
    return [groups.rows_in([group]).tolist() for group in ids]


@given(ROWS)
def test_rows_belong_together_as_the_tables_of_the_collection_say(rows: list[Any]) -> None:
    made = table(rows)
    groups = Groups(made)
    groups.advance(made)
    for level, name in enumerate(LEVELS):
        said = level_of(made, name)
        assert members(groups, level) == [each.tolist() for each in said.members]
        sizes = said.table.column("Bytes")
        weights = dict.fromkeys(range(groups.count(level)), 0)
        for number, size in zip(groups.to_level(level), groups.bytes.all, strict=True):
            weights[int(number)] += int(size)
        assert [*weights.values()] == list(sizes)


@settings(max_examples=50)
@given(ROWS, st.integers(1, 7))
def test_what_comes_later_changes_no_id(rows: list[Any], step: int) -> None:
    grown = Table(NAMES)
    groups = Groups(grown)
    known: dict[int, set[int]] = {}
    for start in range(0, len(rows), step):
        grown.append(rows[start : start + step])
        assert groups.advance(grown)
        assert not groups.advance(grown)
        now = {
            group: set(groups.rows_in([group]).tolist())
            for ids in groups.ids
            for group in ids.all.tolist()
        }
        for group, held in known.items():
            assert held <= now[group]
        known = now
    at_once = Groups(table(rows))
    at_once.advance(at_once.table)
    assert [members(groups, level) for level in range(3)] == [
        members(at_once, level) for level in range(3)
    ]


def test_groups_keep_their_ids_when_the_table_is_brought_into_order() -> None:
    rows = [(f"{k}", 10, None, f"P{k % 3}", f"{k % 6}", f"{k}", "CT", 16) for k in range(12)]
    before = table(rows)
    groups = Groups(before)
    groups.advance(before)
    files = {
        group: {rows[row][0] for row in groups.rows_in([group])}
        for ids in groups.ids
        for group in ids.all.tolist()
    }
    turned = rows[::-1]
    assert groups.advance(table(turned))
    for group, names in files.items():
        assert {turned[row][0] for row in groups.rows_in([group])} == names


def test_selected_rows_that_lie_within_each_other_count_once() -> None:
    made = table([("1", 1, None, "P", "S", "A", "CT", 16), ("2", 1, None, "P", "S", "B", "CT", 16)])
    groups = Groups(made)
    groups.advance(made)
    patient, series = (int(groups.ids[level].all[0]) for level in (PATIENTS, SERIES))
    assert groups.rows_in([series, patient, 999]).tolist() == [0, 1]


@given(ROWS)
def test_values_are_those_that_stand_in_the_rows(rows: list[Any]) -> None:
    made = Table(NAMES)
    groups = Groups(made)
    for start in range(0, len(rows), 5):
        made.append(rows[start : start + 5])
        groups.advance(made)
        groups.values("Modality")
    if not rows:
        return
    values = groups.values("Modality")
    for series in range(groups.count(SERIES)):
        here = {rows[row][6] for row, of in enumerate(groups.series_of.all) if of == series}
        assert set(values.of([series])) == here - {None}
        assert bool(values.having([value == "CT" for value in values.values])[series]) == (
            "CT" in here
        )
    assert values.of(range(groups.count(SERIES))) == sorted({row[6] for row in rows} - {None})


def test_values_that_turn_out_to_be_all_different_are_still_known() -> None:
    made = Table(NAMES)
    groups = Groups(made)
    for start in range(0, 6000, 1000):
        made.append(
            [
                (f"{k}", 1, None, f"P{k}", f"{k}", f"{k // 2}.{k}", "CT", 1)
                for k in range(start, start + 1000)
            ]
        )
        groups.advance(made)
        assert groups.values("PatientID").of([start]) == [f"P{start}"]
    assert made.column("PatientID").is_plain
    assert groups.values("PatientID").of([5999]) == ["P5999"]
