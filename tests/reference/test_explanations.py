"""Our own sentences: enough of them, on things that exist, each its own."""

from __future__ import annotations

import pytest
from pydicom._uid_dict import UID_dictionary
from pydicom.datadict import repeater_has_keyword, tag_for_keyword

from dicomwidgets.reference.character_sets import character_sets, defined_terms
from dicomwidgets.reference.explanations import categories, explanation_of, explanations
from dicomwidgets.reference.sop_classes import sop_classes
from dicomwidgets.reference.transfer_syntaxes import transfer_syntaxes
from dicomwidgets.reference.vrs import VRS, vr_rules

SENTENCES = {
    "element": [each.text for each in explanations().values()],
    "transfer syntax": [each.explanation for each in transfer_syntaxes().values()],
    "SOP class": [each.explanation for each in sop_classes().values() if each.explanation],
    "VR": [each.explanation for each in vr_rules().values()],
    "character set": [each.explanation for each in character_sets()],
}


def test_the_elements_that_matter_are_explained() -> None:
    assert len(explanations()) >= 300
    unknown = [
        keyword
        for keyword in explanations()
        if tag_for_keyword(keyword) is None and not repeater_has_keyword(keyword)
    ]
    assert unknown == []


def test_every_category_has_some() -> None:
    assert len(categories()) == 18
    for category in categories():
        found = [each for each in explanations().values() if each.category == category]
        assert len(found) >= 10, category


@pytest.mark.parametrize("kind", SENTENCES)
def test_sentences_are_sentences_and_all_different(kind: str) -> None:
    shortest = 30 if kind == "element" else 10
    odd = [
        text
        for text in SENTENCES[kind]
        if not shortest <= len(text) <= 220 or not text.endswith(".") or "  " in text
    ]
    assert odd == []
    assert len(set(SENTENCES[kind])) == len(SENTENCES[kind])


def test_traps_are_named() -> None:
    found = explanation_of("SliceThickness")
    assert found is not None
    assert "not how far the slices are apart" in found.text
    assert found.category == "Geometry"
    assert explanation_of("NoSuchKeyword") is None


def test_every_transfer_syntax_is_explained() -> None:
    registered = {uid for uid, entry in UID_dictionary.items() if entry[1] == "Transfer Syntax"}
    assert registered <= set(transfer_syntaxes())
    assert transfer_syntaxes()["1.2.840.10008.1.2.2"].retired
    assert transfer_syntaxes()["1.2.840.10008.1.2.4.110"].name == "JPEG XL Lossless"


def test_the_sop_classes_that_matter_are_explained() -> None:
    assert len(SENTENCES["SOP class"]) >= 60
    assert len(sop_classes()) > 150
    assert all(each.name != uid for uid, each in sop_classes().items())
    assert sop_classes()["1.2.840.10008.5.1.4.1.1.2"].iod == "CT Image"


def test_every_vr_says_what_it_allows() -> None:
    assert set(vr_rules()) == set(VRS)
    assert vr_rules()["UI"].limit == "64 bytes"
    assert vr_rules()["UT"].limit == "2³² − 2 bytes"
    assert [vr_rules()[vr].separator for vr in ("LO", "US", "LT")] == [
        "backslash",
        "length",
        "none",
    ]


def test_character_sets_have_codecs_that_python_knows() -> None:
    for each in character_sets():
        assert "A".encode(each.codec) == b"A"
        assert each.terms
    assert defined_terms()["ISO 2022 IR 87"].codec == "iso2022_jp"
    assert defined_terms()["ISO_IR 192"].extension == ""
