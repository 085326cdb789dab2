"""From an action code and a Type to an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom import config
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.valuerep import validate_value

from dicomwidgets.deidentification.actions import choose, decide
from dicomwidgets.deidentification.dummies import DUMMY_ITEMS, FOLLOWS_TABLE, SAME, dummy_value
from dicomwidgets.deidentification.mapping import UidMapping
from dicomwidgets.deidentification.profile import Rule, profile_named

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dicomwidgets.deidentification.attribute_types import Type

LETTERS = {
    "X": ("X", "X", "X", "X"),
    "Z": ("Z", "Z", "Z", "Z"),
    "D": ("D", "D", "D", "D"),
    "X/Z": ("X", "Z", "Z", "Z"),
    "X/D": ("X", "D", "D", "D"),
    "Z/D": ("Z", "Z", "D", "D"),
    "X/Z/D": ("X", "Z", "D", "D"),
    "X/Z/U*": ("X", "U*", "U*", "U*"),
}
"""Code → the letter for Types 3, 2, 1 and unknown (PS3.15 Table E.1-1a)."""


@pytest.mark.parametrize("code", LETTERS)
def test_the_type_chooses_the_letter(code: str) -> None:
    kinds: tuple[Type, ...] = ("3", "2", "1", "unknown")
    assert tuple(choose(code, kind) for kind in kinds) == LETTERS[code]


def test_every_code_of_the_table_is_known() -> None:
    codes = {rule.code for rule in profile_named("basic").rules.values()}
    assert codes - {"U"} == set(LETTERS) - set()


def test_z_where_a_value_is_required_gives_a_dummy() -> None:
    decision = decide(Rule("Z", "number"), "1", "an RT Plan", "RTAccessoryHolderSlotID", "LO")
    assert (decision.action, decision.value) == ("replace", "ANONYMIZED")
    assert "Type 1" in decision.why


def test_why_names_the_object_the_type_and_the_table() -> None:
    why = decide(Rule("X/D", "time"), "3", "a CT Image", "SeriesDate", "DA").why
    assert "a CT Image does not need it" in why
    assert "PS3.5 7.4" in why
    assert "PS3.15 Table E.1-1: X/D" in why


@pytest.mark.parametrize(
    "vr",
    [
        "AE",
        "AS",
        "CS",
        "DA",
        "DS",
        "DT",
        "IS",
        "LO",
        "LT",
        "PN",
        "SH",
        "ST",
        "TM",
        "UC",
        "UI",
        "UR",
        "UT",
    ],
)
def test_dummies_are_valid_for_their_vr(vr: str) -> None:
    value = dummy_value(vr) if vr != "UI" else UidMapping(b"k").new("1.2")
    assert isinstance(value, str)
    assert value
    validate_value(vr, value, config.RAISE)


def test_every_sequence_that_may_need_a_dummy_has_one() -> None:
    may_need = {
        tag
        for tag, rule in profile_named("basic").rules.items()
        if {"D", "U*"} & set(rule.code.split("/")) and _vr(tag) == "SQ"
    }
    covered = {tag_for_keyword(keyword) for keyword in {*DUMMY_ITEMS, *FOLLOWS_TABLE}}
    assert may_need <= covered


def _vr(tag: int) -> str:
    try:
        return dictionary_VR(tag)
    except KeyError:  # newer than pydicom's dictionary
        return ""


@pytest.mark.parametrize("keyword", DUMMY_ITEMS)
def test_dummy_items_are_valid(keyword: str) -> None:
    _check_item(DUMMY_ITEMS[keyword])


def _check_item(item: Mapping[str, Any]) -> None:
    for keyword, value in item.items():
        vr = dictionary_VR(keyword)
        if isinstance(value, list) and vr == "SQ":
            for inner in value:
                _check_item(inner)
        elif isinstance(value, str) and value != SAME:
            validate_value(vr, value, config.RAISE)
