from __future__ import annotations

from io import BytesIO
from typing import Any

import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from dicomwidgets import samples
from dicomwidgets.structured_report.content import Code, Coordinates, Measured, TableValue, Times
from dicomwidgets.structured_report.report import read_structured_report
from dicomwidgets.structured_report.tree import DEEPEST, read_tree
from dicomwidgets.structured_report.values import READERS
from dicomwidgets.structured_report.words import value_words


def code(value: str = "1", scheme: str = "99T", meaning: str = "Thing") -> Dataset:
    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = value, scheme, meaning
    return made


def item(kind: str = "TEXT", relation: str = "CONTAINS", **elements: Any) -> Dataset:
    made = Dataset()
    made.RelationshipType = relation
    if kind:
        made.ValueType = kind
    made.ConceptNameCodeSequence = [code()]
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    return made


def report(*items: Dataset) -> Dataset:
    made = item("CONTAINER", ContinuityOfContent="SEPARATE")
    del made.RelationshipType
    made.ContentSequence = list(items)
    return made


def only(one: Dataset) -> Any:
    root = read_tree(report(one))
    assert root is not None
    return root.children[0]


def test_a_number_keeps_its_digits_its_unit_and_its_exact_value() -> None:
    measured = Dataset()
    measured.NumericValue = "0.50"
    measured.FloatingPointValue = 0.5000001
    measured.MeasurementUnitsCodeSequence = [code("mm", "UCUM", "millimeter")]
    found = only(item("NUM", MeasuredValueSequence=[measured]))
    unit = Code("mm", "UCUM", "millimeter")
    assert found.value == Measured(("0.50",), unit, None, 0.5000001)
    assert found.problems == ()


def test_a_fraction_is_a_number() -> None:
    measured = Dataset()
    measured.NumericValue = "0.333"
    measured.RationalNumeratorValue, measured.RationalDenominatorValue = 1, 3
    assert only(item("NUM", MeasuredValueSequence=[measured])).value.number == 1 / 3


def test_a_table_has_its_names_and_cells() -> None:
    column = Dataset()
    column.ConceptNameCodeSequence = [code(meaning="Dose")]
    column.MeasurementUnitsCodeSequence = [code("mGy", "UCUM", "mGy")]
    cell = Dataset()
    cell.TableRowNumber, cell.TableColumnNumber, cell.NumericValue = 1, 1, "4.5"
    table = Dataset()
    table.NumberOfTableRows, table.NumberOfTableColumns = 2, 1
    table.TableColumnDefinitionSequence = [column]
    table.CellValuesSequence = [cell]
    found = only(item("TABLE", TabulatedValuesSequence=[table])).value
    assert isinstance(found, TableValue)
    assert (found.rows, found.columns) == (("", ""), ("Dose (mGy)",))
    assert [(each.row, each.column, each.text) for each in found.cells] == [(1, 1, "4.5")]


def test_coordinates_in_space_are_triples_with_their_frame_of_reference() -> None:
    found = only(
        item(
            "SCOORD3D",
            GraphicType="POINT",
            GraphicData=[1.0, 2.0, 3.0],
            ReferencedFrameOfReferenceUID="1.2.3",
        )
    )
    assert found.value == Coordinates("POINT", ((1.0, 2.0, 3.0),), "1.2.3")
    words = "POINT, 1 point: (1, 2, 3) mm, in the frame of reference 1.2.3"
    assert value_words(found) == words


def test_times_are_positions_offsets_or_moments() -> None:
    found = only(item("TCOORD", TemporalRangeType="POINT", ReferencedSamplePositions=[7]))
    assert found.value == Times("POINT", samples=(7,))


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (item(""), "It has no Value Type."),
        (item("NOVEL"), "The standard has no such Value Type."),
        (item("TEXT"), "Its Text Value is missing."),
        (item("TEXT", TextValue=""), "Its Text Value is empty."),
        (item("CODE"), "Its Concept Code Sequence is missing."),
        (item("NUM"), "Its Measured Value Sequence is missing."),
        (
            item("NUM", MeasuredValueSequence=[]),
            "Nothing was measured, and the file does not say why.",
        ),
        (item("IMAGE"), "Its Referenced SOP Sequence is missing."),
        (
            item("SCOORD", GraphicType="CIRCLE", GraphicData=[1.0, 2.0, 3.0]),
            "Its Graphic Data holds 3 numbers, which make no CIRCLE of points of 2.",
        ),
        (item("TEXT", relation="", TextValue="x"), "It has no Relationship Type."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_or_odd_is_kept_and_said(odd: Dataset, said: str) -> None:
    assert said in only(odd).problems


def by_reference(*position: int) -> Dataset:
    made = Dataset()
    made.RelationshipType = "INFERRED FROM"
    made.ReferencedContentItemIdentifier = list(position)
    return made


def test_references_lead_somewhere_or_say_that_they_don_t() -> None:
    first = item("TEXT", TextValue="x", ContentSequence=[by_reference(1, 2), by_reference(1, 1)])
    root = read_tree(report(first, item("TEXT", TextValue="y"), by_reference(1, 9)))
    assert root is not None
    good, cyclic = root.children[0].children
    assert good.target == (1, 2)
    assert good.problems == ()
    assert cyclic.problems == ("It refers to an item that it lies in.",)
    assert root.children[2].problems == ("It refers to an item that is not there.",)


def test_coordinates_know_their_image_also_by_reference() -> None:
    reference = Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = "1.2", "1.2.3"
    image = item("IMAGE", ReferencedSOPSequence=[reference])
    selecting = by_reference(1, 1)
    shape = item("SCOORD", GraphicType="POINT", GraphicData=[1.0, 1.0], ContentSequence=[selecting])
    read = read_structured_report(report(image, shape))
    assert read is not None
    assert [each.sop_instance_uid for each in read.selected(read.item("1.2"))] == ["1.2.3"]


def test_what_lies_too_deep_is_said() -> None:
    deep = item("TEXT", TextValue="x")
    for _ in range(DEEPEST + 5):
        deep = item("CONTAINER", ContinuityOfContent="SEPARATE", ContentSequence=[deep])
    root = read_tree(report(deep))
    assert root is not None
    last = list(root)[-1]
    assert len(last.position) == DEEPEST
    assert any("nested more than" in problem for problem in last.problems)


def test_an_image_s_acquisition_context_is_a_tree_too() -> None:
    image = Dataset()
    image.AcquisitionContextSequence = [item("TEXT", relation="", TextValue="resting")]
    root = read_tree(image)
    assert root is not None
    assert str(root.concept) == "Acquisition Context"
    assert [each.value for each in root.children] == ["resting"]
    assert read_tree(Dataset()) is None


@pytest.mark.parametrize("charset", ["ISO_IR 192", "ISO 2022 IR 87"])
def test_character_sets_hold_for_the_items(charset: str) -> None:
    made = report(
        item("TEXT", TextValue="山田"), item("PNAME", PersonName="Yamada^Tarou=山田^太郎")
    )
    made.SpecificCharacterSet = charset if "192" in charset else ["", charset]
    made.SOPClassUID = "1.2.840.10008.5.1.4.1.1.88.11"
    made.SOPInstanceUID = "1.2.3"
    made.file_meta = pydicom.dataset.FileMetaDataset()
    made.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
    file = BytesIO()
    made.save_as(file, enforce_file_format=True)
    root = read_tree(pydicom.dcmread(BytesIO(file.getvalue())))
    assert root is not None
    assert [each.value for each in root.children] == ["山田", "Yamada^Tarou=山田^太郎"]


def test_the_dataset_stays_as_it_was() -> None:
    file = BytesIO()
    samples.sr().save_as(file, enforce_file_format=True)
    dataset = pydicom.dcmread(BytesIO(file.getvalue()))
    before = {tag: dataset.get_item(tag) for tag in dataset.keys()}  # noqa: SIM118
    read_structured_report(dataset)
    assert all(dataset.get_item(tag) is element for tag, element in before.items())


ANY_ITEM = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "ValueType": st.sampled_from([*READERS, "", "ODD"]),
            "TextValue": st.text(max_size=5),
            "GraphicData": st.lists(st.floats(width=32, allow_nan=False), max_size=7),
            "GraphicType": st.sampled_from(["POINT", "CIRCLE", "ELLIPSE", "POLYLINE", ""]),
            "ReferencedContentItemIdentifier": st.lists(st.integers(0, 5), min_size=1, max_size=3),
            "RelationshipType": st.sampled_from(["CONTAINS", "HAS PROPERTIES"]),
        },
    ),
    lambda below: st.fixed_dictionaries({"ContentSequence": st.lists(below, max_size=3)}),
    max_leaves=8,
)


def built(given: dict[str, Any]) -> Dataset:
    made = Dataset()
    for keyword, value in given.items():
        below = keyword == "ContentSequence"
        setattr(made, keyword, [built(each) for each in value] if below else value)
    return made


@given(st.lists(ANY_ITEM, max_size=4))
def test_anything_is_read_and_written_as_text_and_rows(items: list[dict[str, Any]]) -> None:
    read = read_structured_report(report(*map(built, items)))
    assert read is not None
    every = list(read.root)
    assert len(read.rows()) == len(every) == len({each.position for each in every})
    assert read.text().startswith("1 ")
    for each in every:
        assert read.item(each.number) is each
        read.selected(each)
