from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.tag import Tag
from pydicom.uid import UID
from pydicom.valuerep import DA, DSfloat, PersonName

from dicomwidgets.editing.checks import check_value
from dicomwidgets.editing.text import value_from_text, value_text
from dicomwidgets.editing.value_form import ItemElement, UnfitError, split
from dicomwidgets.editing.values import canonical
from dicomwidgets.reference.vrs import VRS


@pytest.mark.parametrize(
    ("vr", "given", "value"),
    [
        ("PN", "Doe^Jane", "Doe^Jane"),
        ("PN", PersonName("Doe^Jane=X"), "Doe^Jane=X"),
        ("LO", "a\\b", ("a", "b")),
        ("LO", ["a", "b"], ("a", "b")),
        ("LT", "a\\b", "a\\b"),
        ("LO", None, ""),
        ("US", None, ()),
        ("OB", None, b""),
        ("SQ", None, ()),
        ("DS", "0.50", "0.50"),
        ("DS", DSfloat("0.50"), "0.50"),
        ("DS", 0.5, "0.5"),
        ("DS", 1 / 3, "0.33333333333333"),
        ("DS", Decimal("1.10"), "1.10"),
        ("DS", [1, 2.5], ("1", "2.5")),
        ("DS", np.array([1.5, 2.5]), ("1.5", "2.5")),
        ("IS", 7, "7"),
        ("IS", 7.0, "7"),
        ("DA", dt.date(2026, 1, 2), "20260102"),
        ("DA", DA("20260102"), "20260102"),
        ("TM", dt.time(1, 2, 3, 4), "010203.000004"),
        ("DT", dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC), "20260102030405+0000"),
        ("UI", UID("1.2"), "1.2"),
        ("US", 5, 5),
        ("US", np.uint16(5), 5),
        ("US", [1, 2], (1, 2)),
        ("FD", 1, 1.0),
        ("AT", "PatientName", 0x00100010),
        ("AT", (0x10, 0x10), 0x00100010),
        ("AT", [Tag(0x10, 0x10), 0x00100020], (0x00100010, 0x00100020)),
        ("OW", bytearray(b"ab"), b"ab"),
        ("OW", np.array([1], "<u2"), b"\1\0"),
        ("SQ", [{"Rows": 2}], ((ItemElement(0x00280010, "US", 2),),)),
        ("SQ", [None], ((),)),
    ],
)
def test_pydicoms_terms_become_one_form(vr: str, given: Any, value: Any) -> None:
    assert canonical(vr, given) == value
    check_value(vr, canonical(vr, given))


def test_a_dataset_becomes_an_item() -> None:
    inner = Dataset()
    inner.CodeValue = "1"
    outer = Dataset()
    outer.PatientName = "Doe^Jane"
    outer.ConceptNameCodeSequence = [inner]
    item = ((0x00080100, "SH", "1"),)
    expected = ((0x00100010, "PN", "Doe^Jane"), (0x0040A043, "SQ", (item,)))
    assert canonical("SQ", [outer]) == (expected,)


@pytest.mark.parametrize(
    ("vr", "given"),
    [
        ("US", "5"),
        ("US", 1.5),
        ("US", True),
        ("IS", 1.5),
        ("DS", float("nan")),
        ("OB", "text"),
        ("LO", b"bytes"),
        ("SQ", "text"),
        ("SQ", [5]),
        ("SQ", [{"NoSuchKeyword": 1}]),
        ("AT", "NoSuchKeyword"),
    ],
)
def test_what_no_value_can_be_is_refused(vr: str, given: Any) -> None:
    with pytest.raises(UnfitError):
        check_value(vr, canonical(vr, given))


@pytest.mark.parametrize("vr", sorted(VRS))
def test_nothing_is_a_value_of_every_vr(vr: str) -> None:
    assert split(vr, canonical(vr, None)) == ()
    assert value_from_text(vr, "") == canonical(vr, None)
    assert value_text(vr, canonical(vr, None)) == ""


@given(
    st.sampled_from([vr for vr in sorted(VRS) if vr != "SQ"]),
    st.text(max_size=20)
    | st.integers()
    | st.floats()
    | st.binary(max_size=16)
    | st.lists(st.integers(-5, 70_000) | st.text(max_size=5), max_size=3),
)
def test_any_value_fits_and_is_typed_again_or_is_refused(vr: str, given: Any) -> None:
    try:
        value = canonical(vr, given)
        check_value(vr, value)
    except UnfitError as error:
        assert str(error)  # noqa: PT017 - both ends are right
        return
    again = value_from_text(vr, value_text(vr, value))
    assert again == value or repr(again) == repr(value)
