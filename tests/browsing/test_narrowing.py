"""Queries, facets, sorting, rows: over a small archive whose answers are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from dicomwidgets.browsing.cells import Cells
from dicomwidgets.browsing.columns import bytes_text, joined
from dicomwidgets.browsing.facets import Narrowing
from dicomwidgets.browsing.findings import FoundBySeries
from dicomwidgets.browsing.groups import LEVELS, PATIENTS, SERIES, STUDIES, Groups
from dicomwidgets.browsing.query import series_for
from dicomwidgets.browsing.screen import Closed, Screen
from dicomwidgets.browsing.sorting import order_of
from dicomwidgets.collection.columns import Columns
from dicomwidgets.collection.table import Table
from dicomwidgets.finding import Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

CT, PT = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.128"
SERIES_HERE = (
    # patient, name, study date, series, description, modality, thickness, files
    ("P1", "Doe^Jane", "20200102", 1, "Thorax 1 mm", "CT", 1.0, 3),
    ("P1", "Doe^Jane", "20200102", 2, "Thorax 10 mm", "CT", 10.0, 1),
    ("P1", "Doe^Jane", "20210304", 1, "Whole body", "PT", 3.0, 2),
    ("P2", "Roe^Richard", "", 4, "", "MR", None, 5),
)


def archive() -> Table:
    made = Table(Columns().names)
    rows = []
    for at, (patient, name, date, number, text, modality, thick, files) in enumerate(SERIES_HERE):
        for file in range(files):
            cells = {
                "File": f"{patient}/{at}/{file}.dcm",
                "Size": 1000,
                "PatientID": patient,
                "PatientName": name,
                "StudyDate": date,
                "StudyInstanceUID": f"1.{patient[1]}.{date or 0}",
                "SeriesInstanceUID": f"1.2.3.{at}",
                "SOPInstanceUID": f"1.2.3.{at}.{file}",
                "SeriesNumber": number,
                "SeriesDescription": text,
                "Modality": modality,
                "SOPClassUID": PT if modality == "PT" else CT,
                "SliceThickness": thick,
                "InstanceNumber": file,
                "Frames": 1,
            }
            rows.append(tuple(cells.get(each) for each in made.names))
    made.append(rows)
    return made


@pytest.fixture(scope="module")
def groups() -> Groups:
    made = Groups(archive())
    made.advance(made.table)
    return made


@pytest.fixture(scope="module")
def found(groups: Groups) -> FoundBySeries:
    files = ("P1/1/0.dcm",), ("P1/0/0.dcm", "P1/0/2.dcm"), ("nowhere",)
    rules = ("info", "single"), ("error", "gap"), ("error", "gap")
    return FoundBySeries(
        [
            Finding(
                severity,
                "",
                "",
                "",
                "Slices are missing.",
                "",
                "",
                rule,
                file=names[0],
                files=names,
            )  # type: ignore[arg-type]
            for (severity, rule), names in zip(rules, files, strict=True)
        ],
        groups,
    )


def held(mask: NDArray[Any]) -> list[int]:
    return np.flatnonzero(mask).tolist()


@pytest.mark.parametrize(
    ("query", "series"),
    [
        ("", [0, 1, 2, 3]),
        ("thorax", [0, 1]),
        ('"thorax 1 mm"', [0]),
        ("doe ct", [0, 1]),
        ("2021-03", [2]),
        ("20210304", [2]),
        ("positron", [2]),
        ("Modality:CT", [0, 1]),
        ("modality:p", [2]),
        ("patient:roe", [3]),
        ("SliceThickness:1", [0]),
        ("SliceThickness:<=3", [0, 2]),
        ("SliceThickness:>1", [1, 2]),
        ("StudyDate:2020..2020", [0, 1]),
        ("StudyDate:>=2020-12", [2]),
        ("StudyDate:..2020", [0, 1]),
        ("studydescription:x", []),
        ("bodypart:chest", []),
        ("instances:>2", [0, 3]),
        ("instances:2..3", [0, 2]),
        ("studies:2", [0, 1, 2]),
        ("InstanceNumber:4", [3]),
        ("File:/2/", [2]),
        ("1.2.3.2", [2]),
        ("finding:gap", [0]),
        ("finding:info", [1]),
        ("nobody", []),
    ],
)
def test_a_query_leaves_these_series(
    query: str, series: list[int], groups: Groups, found: FoundBySeries
) -> None:
    answer = series_for(query, groups, found)
    assert held(answer.held) == series
    assert answer.remark == ""


def test_an_unknown_column_is_told_and_looked_for_as_text(
    groups: Groups, found: FoundBySeries
) -> None:
    answer = series_for("colour:red", groups, found)
    assert held(answer.held) == []
    assert "no column colour:" in answer.remark


def test_counts_of_a_facet_are_what_each_value_would_leave(
    groups: Groups, found: FoundBySeries
) -> None:
    everything = np.ones(groups.count(SERIES), bool)
    narrowing = Narrowing(groups, found, {"modality": ["CT"], "study_date": ["2020", "2021"]})
    assert held(narrowing.left(everything)) == [0, 1]
    facets = {each["name"]: each for each in narrowing.facets(everything)}
    counted = {
        name: {value["label"]: value["count"] for value in facet["values"]}
        for name, facet in facets.items()
    }
    assert counted["modality"] == {"CT": 2, "PT": 1}
    assert counted["study_date"] == {"2021": 0, "2020": 2}
    assert counted["findings"] == {"gap": 1, "single": 1}
    assert all(label != "1.2.840.10008.5.1.4.1.1.2" for label in counted.get("sop_class", {}))


def test_a_facet_whose_value_left_everything_stays_while_it_is_chosen(
    groups: Groups, found: FoundBySeries
) -> None:
    narrowing = Narrowing(groups, found, {"modality": ["XA"]})
    assert held(narrowing.left(np.ones(4, bool))) == []
    (modality,) = [
        each for each in narrowing.facets(np.ones(4, bool)) if each["name"] == "modality"
    ]
    assert {"key": "XA", "label": "XA", "count": 0} in modality["values"]


def rows(groups: Groups, screen: Screen) -> list[tuple[str, int]]:
    places = [groups.place(group) for group in screen.rows.tolist()]
    return [(LEVELS[place[0]][0:2], place[1]) for place in places if place]


def screen(groups: Groups, *left: int, order: Any = (None, None, None)) -> Screen:
    mask = np.zeros(groups.count(SERIES), bool)
    mask[list(left)] = True
    return Screen(groups, mask, order)


def test_a_tree_has_patients_above_studies_above_series(groups: Groups) -> None:
    whole = screen(groups, 0, 1, 2, 3).tree(Closed())
    assert rows(groups, whole) == [
        *(("pa", 0), ("st", 0), ("se", 0), ("se", 1), ("st", 1), ("se", 2)),
        *(("pa", 1), ("st", 2), ("se", 3)),
    ]
    assert whole.matches == 4
    assert whole.counts == {
        "patients": 2,
        "studies": 3,
        "series": 4,
        "instances": 11,
        "bytes": 11000,
    }
    assert [whole.children(*each) for each in ((PATIENTS, 0), (STUDIES, 0), (SERIES, 0))] == [
        2,
        2,
        0,
    ]
    assert whole.places(whole.rows.tolist()[::-1]) == [*range(8, -1, -1)]
    assert whole.places([77]) == [-1]


def test_what_is_left_stands_below_its_study_and_patient(groups: Groups) -> None:
    assert rows(groups, screen(groups, 2).tree(Closed())) == [("pa", 0), ("st", 1), ("se", 2)]
    assert rows(groups, screen(groups).tree(Closed())) == []


def test_closed_groups_hide_what_is_below(groups: Groups) -> None:
    patient, study = (int(groups.ids[level].all[0]) for level in (PATIENTS, STUDIES))
    everything = screen(groups, 0, 1, 2, 3)
    assert rows(groups, everything.tree(Closed(frozenset({patient}))))[:2] == [("pa", 0), ("pa", 1)]
    assert rows(groups, everything.tree(Closed(frozenset({study}))))[:3] == [
        *(("pa", 0), ("st", 0), ("st", 1)),
    ]
    folded = Closed(folded=frozenset({"patients", "studies"}), opened=frozenset({patient}))
    assert rows(groups, everything.tree(folded)) == [
        *(("pa", 0), ("st", 0), ("st", 1), ("pa", 1)),
    ]


@pytest.mark.parametrize(
    ("column", "descending", "series"),
    [
        ("title", False, [0, 2, 1, 3]),
        ("study_date", False, [0, 1, 2, 3]),
        ("study_date", True, [2, 0, 1, 3]),
        ("instances", True, [3, 0, 2, 1]),
        ("series_description", False, [0, 1, 2, 3]),
        ("modality", True, [2, 3, 0, 1]),
        ("findings", True, [0, 1, 2, 3]),
        ("thickness", True, [1, 2, 0, 3]),
    ],
)
def test_sorted_rows(
    column: str, descending: bool, series: list[int], groups: Groups, found: FoundBySeries
) -> None:
    order = order_of(groups, found, column, descending=descending)
    table = screen(groups, 0, 1, 2, 3, order=order).table(SERIES)
    assert [number for _, number in rows(groups, table)] == series


def test_a_sorted_tree_sorts_among_the_same(groups: Groups, found: FoundBySeries) -> None:
    order = order_of(groups, found, "instances", descending=True)
    tree = screen(groups, 0, 1, 2, 3, order=order).tree(Closed())
    assert rows(groups, tree) == [
        *(("pa", 0), ("st", 0), ("se", 0), ("se", 1), ("st", 1), ("se", 2)),
        *(("pa", 1), ("st", 2), ("se", 3)),
    ]
    order = order_of(groups, found, "study_date", descending=True)
    assert [
        n
        for level, n in rows(groups, screen(groups, 0, 2, order=order).tree(Closed()))
        if level == "st"
    ] == [1, 0]


def test_cells_say_what_a_group_is(groups: Groups) -> None:
    cells = Cells(groups)
    patient = cells.of(PATIENTS, 0)
    assert patient["title"] == "Doe^Jane · P1"
    assert patient["study_date"] == "2020-01-02 – 2021-03-04"
    assert (patient["modality"], patient["studies"], patient["series"]) == ("CT, PT", "2", "3")
    assert (patient["instances"], patient["bytes"]) == ("6", "6.0 kB")
    assert cells.of(STUDIES, 2)["title"] == "Study without date"
    assert cells.of(SERIES, 0)["title"] == "1 · Thorax 1 mm"
    assert cells.of(SERIES, 3)["title"] == "4 · MR"
    assert cells.of(SERIES, 0)["sop_class"] == "CT Image"
    assert cells.first_with_pixels(PATIENTS, 1) == 3


def test_findings_stand_at_their_series_and_above(found: FoundBySeries) -> None:
    assert [each.rule for each in found.of(0)] == ["gap"]
    told = found.told([0, 1, 2])
    assert told is not None
    assert (told.severity, told.kinds) == ("error", 2)
    assert found.told([3]) is None


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (9_960_000, "10 MB"), (10**13, "10 TB")],
)
def test_sizes_have_units(size: int, text: str) -> None:
    assert bytes_text(size) == text


def test_many_values_are_counted() -> None:
    assert joined("Modality", ["A", "B", "C", "D", "E", "F"]) == "A, B, C, D and 2 more"
    assert joined("Modality", []) == ""
    assert joined("SliceThickness", [1.0, 2.5]) == "1, 2.5"
