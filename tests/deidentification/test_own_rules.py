"""The user's own rules: how they are written, what they fit, what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage

import dicomwidgets as dw
from dicomwidgets.deidentification import plan
from dicomwidgets.deidentification.deciding import decider_for
from dicomwidgets.deidentification.own_rules import OWN_ACTIONS, OwnRule, rules_from
from dicomwidgets.deidentification.policy import Policy, policy_for
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path

OPERATORS = 0x00081070
COMMENTS = 0x00104000


@pytest.mark.parametrize(
    ("pattern", "place", "tag", "fits"),
    [
        ("PatientComments", "", COMMENTS, True),
        ("PatientComments", "RequestAttributesSequence.", COMMENTS, False),
        ("(0010,4000)", "", COMMENTS, True),
        ("**.OperatorsName", "", OPERATORS, True),
        ("**.OperatorsName", "A.B.", OPERATORS, True),
        ("**.OperatorsName", "A.B.", COMMENTS, False),
        ("(0019,10xx)", "", 0x0019100C, True),
        ("(0019,10xx)", "", 0x0019110C, False),
        ("(0010,xxxx)", "", COMMENTS, True),
        ("(50xx,xxxx)", "", 0x501E3000, True),
        ("*Name", "", OPERATORS, True),
        ("*Name", "", COMMENTS, False),
        ("RequestAttributesSequence.*", "RequestAttributesSequence.", COMMENTS, True),
        ("RequestAttributesSequence.*", "RequestAttributesSequence.X.", COMMENTS, False),
        ("RequestAttributesSequence.**", "RequestAttributesSequence.X.", COMMENTS, True),
        ("RequestAttributesSequence.**", "", COMMENTS, False),
        (
            "RequestAttributesSequence[3].PatientComments",
            "RequestAttributesSequence[3].",
            COMMENTS,
            True,
        ),
        (
            "RequestAttributesSequence[3].PatientComments",
            "RequestAttributesSequence.",
            COMMENTS,
            False,
        ),
        (
            "RequestAttributesSequence[*].PatientComments",
            "RequestAttributesSequence.",
            COMMENTS,
            True,
        ),
        ("(0032,1064)[1].**", "RequestedProcedureCodeSequence[1].X.", COMMENTS, True),
        ("**.(0008,1140)[1].*", "A.ReferencedImageSequence[1].", COMMENTS, True),
        ("**.(0008,1140)[1].*", "A[1].ReferencedImageSequence.", COMMENTS, False),
        ("**.X*.**", "A.XY.B.", COMMENTS, True),
    ],
)
def test_patterns(pattern: str, place: str, tag: int, fits: bool) -> None:
    assert OwnRule(pattern, "remove").fits(place, tag, "LO") is fits


FORMS: list[Any] = [
    {"PatientComments": "remove", "StudyID": {"action": "replace", "value": "S-1"}},
    [("PatientComments", "remove"), ("StudyID", {"value": "S-1"})],
    [
        {"pattern": "PatientComments", "action": "remove"},
        OwnRule("StudyID", "replace", ("S-1",)),
    ],
]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_rules_in_several_forms(form: Any) -> None:
    assert rules_from(form) == (
        OwnRule("PatientComments", "remove"),
        OwnRule("StudyID", "replace", ("S-1",)),
    )


def test_files_hold_rules(tmp_path: Path) -> None:
    toml = tmp_path / "rules.toml"
    toml.write_text(
        '[rules]\nPatientComments = "remove"\n'
        '"(0019,10xx)" = { action = "keep", creator = "SIEMENS MR HEADER", vr = ["IS", "CS"] }\n',
        encoding="utf-8",
    )
    rules = rules_from(toml)
    assert rules[1].creator == "SIEMENS MR HEADER"
    assert rules[1].vrs == ("IS", "CS")
    as_json = tmp_path / "rules.json"
    as_json.write_text(json.dumps([rule.to_json() for rule in rules]), encoding="utf-8")
    assert rules_from(str(as_json)) == rules


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ({"PatientComment": "remove"}, "Did you mean PatientComments"),
        ({"PatientComments": "delete"}, "Choose one of: keep, remove"),
        ({"PatientComments": {"action": "remove", "valu": 1}}, "unknown part 'valu'"),
        ({"PatientComments": {"action": "remove", "value": "x"}}, "takes no value"),
        ({"StudyDate": {"value": "yesterday"}}, "none that VR DA can have"),
        ({"RequestAttributesSequence": {"value": "x"}}, "sequence can't be replaced"),
        ({"PatientComments": "uid"}, "fits elements with VR UI, not LT"),
        ({"SOPClassUID": "remove"}, "what kind of object"),
        ({"SOPInstanceUID": "remove"}, "written anew"),
        ({"PixelData": "remove"}, "the image itself"),
        ({"(0002,0016)": "keep"}, "written anew"),
        ({"**.X": {"action": "keep", "vr": "ZZ"}}, "no keyword"),
        ({"*": {"action": "keep", "vr": "ZZ"}}, "no VR 'ZZ'"),
        ({"(00,1)": "keep"}, "no pattern"),
        ({"A..B": "keep"}, "no pattern"),
        (["PatientComments"], "no pair"),
        (7, "no rules"),
        ([{"action": "keep"}], "for which elements"),
        ({"PatientComments": {"value": [None]}}, "neither text nor number"),
    ],
)
def test_what_can_not_be_meant_is_refused(rules: Any, why: str) -> None:
    with pytest.raises(ArgumentError, match=why):
        rules_from(rules)


@pytest.mark.parametrize(("name", "text"), [("a.toml", "= 1"), ("a.json", "{"), ("b.json", None)])
def test_files_that_are_none_are_refused(tmp_path: Path, name: str, text: str | None) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ArgumentError, match="can't be read") as refused:
        rules_from(tmp_path / name)
    assert str(tmp_path) not in str(refused.value)


def decided(rules: Any, tag: int, vr: str, place: str = "") -> tuple[str, str, Any]:
    found = decider_for(policy_for(rules=rules), CTImageStorage).verdict(place, tag, vr)
    return found.action, found.make, found.value


def test_the_last_rule_that_fits_decides() -> None:
    rules = {"**.*Name": "keep", "OperatorsName": {"value": ["A^B", "C"]}}
    assert decided(rules, OPERATORS, "PN") == ("replace", "value", ["A^B", "C"])
    assert decided(rules, OPERATORS, "PN", "X.") == ("keep", "", None)
    assert decided(rules, COMMENTS, "LT")[0] == "remove"


@pytest.mark.parametrize(
    ("action", "tag", "vr", "expected"),
    [
        ("keep", OPERATORS, "PN", ("keep", "")),
        ("empty", OPERATORS, "PN", ("empty", "")),
        ("replace", OPERATORS, "PN", ("replace", "value")),
        ("replace", 0x00400275, "SQ", ("replace", "item")),
        ("keep", 0x00400275, "SQ", ("keep", "")),
        ("clean", OPERATORS, "PN", ("clean", "clean")),
        ("pseudonym", OPERATORS, "PN", ("replace", "pseudonym")),
        ("shift", 0x00080020, "DA", ("clean", "date")),
        ("uid", 0x0020000D, "UI", ("uid", "uid")),
    ],
)
def test_actions(action: str, tag: int, vr: str, expected: tuple[str, str]) -> None:
    assert decided({f"({tag >> 16:04X},{tag & 0xFFFF:04X})": action}, tag, vr)[:2] == expected


def test_wildcards_leave_alone_what_a_file_needs() -> None:
    remove_all = {"**": "remove"}
    for tag, vr in [(0x00080016, "UI"), (0x00080005, "CS"), (0x7FE00010, "OW"), (0x00020010, "UI")]:
        assert decided(remove_all, tag, vr)[0] == "keep"
    assert decided(remove_all, 0x00080018, "UI")[0] == "uid"
    assert decided(remove_all, 0x00280010, "US")[0] == "remove"


def test_the_file_meta_follows_a_rule_about_the_instance(ct: Dataset) -> None:
    shown = plan(ct, rules={"SOPInstanceUID": "keep"})
    rows = {row.path: row.action for row in shown.rows}
    assert rows["SOPInstanceUID"] == rows["MediaStorageSOPInstanceUID"] == "keep"


def test_a_path_of_the_preview_is_a_rule(ct: Dataset) -> None:
    item = Dataset()
    item.Manufacturer = "X"
    item.AccessionNumber = "A1"
    ct.ContributingEquipmentSequence = Sequence([item])
    path = "ContributingEquipmentSequence[0].Manufacturer"
    rows = {row.path: row for row in plan(ct, rules={path: "remove"}).rows}
    assert (rows[path].action, rows[path].code) == ("remove", "own")
    assert "Your own rule" in rows[path].why


@pytest.mark.parametrize(
    ("rules", "identity", "has_profile_code", "times"),
    [
        ({"Manufacturer": "keep"}, "YES", True, "REMOVED"),
        ({"StudyDescription": "keep"}, "YES", False, "REMOVED"),
        ({"PatientName": "keep"}, "NO", False, "REMOVED"),
        ({"PatientSex": "keep"}, "YES", False, "REMOVED"),
        ({"StudyDate": "keep"}, "YES", False, "UNMODIFIED"),
        ({"**.*": {"action": "shift", "vr": ["DA"]}}, "YES", False, "MODIFIED"),
        ({"(0019,10xx)": "keep"}, "YES", False, "REMOVED"),
        ({"StudyDescription": {"value": "x"}}, "YES", True, "REMOVED"),
    ],
)
def test_stamps_do_not_claim_what_rules_undo(
    ct: Dataset, rules: Any, identity: str, has_profile_code: bool, times: str
) -> None:
    stamped = {row.keyword: row.value for row in plan(ct, rules=rules).rows if row.added}
    assert stamped["PatientIdentityRemoved"] == identity
    assert ("DeidentificationMethodCodeSequence" in stamped) is has_profile_code
    assert stamped["LongitudinalTemporalInformationModified"] == times
    assert "with own rules" in stamped["DeidentificationMethod"]


PLAIN = ["PatientComments", "**.*Name", "(0019,10xx)", "RequestAttributesSequence.**", "*"]


@given(
    st.lists(
        st.builds(
            OwnRule,
            st.sampled_from(PLAIN),
            st.sampled_from([each for each in OWN_ACTIONS if each not in {"uid", "shift"}]),
            st.none(),
            st.lists(st.sampled_from(["LO", "PN", "SQ"]), max_size=2).map(tuple),
            st.text(st.characters(codec="utf-8"), max_size=8).map(str.strip),
        ),
        max_size=4,
    )
)
def test_policies_travel_as_json(rules: list[OwnRule]) -> None:
    policy = policy_for(options=["retain_uids"], rules=rules)
    assert Policy.from_json(policy.to_json()) == policy


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"profile": "basic"}'])
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError, match="no policy"):
        Policy.from_json(text)


def test_a_policy_of_another_edition_is_refused() -> None:
    text = policy_for().to_json().replace(policy_for().edition, "2019a")
    with pytest.raises(ArgumentError, match="edition 2019a"):
        Policy.from_json(text)


def _many_requests() -> Dataset:
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, "1.2.3"
    items = []
    for number in range(3):
        request, code = Dataset(), Dataset()
        code.CodeValue, code.CodingSchemeDesignator = f"C{number}", "99X"
        request.RequestedProcedureCodeSequence = Sequence([code])
        request.ScheduledProcedureStepID = f"step {number}"
        items.append(request)
    dataset.ReferencedRequestSequence = Sequence(items)
    return dataset


@pytest.mark.parametrize(
    ("rules", "changed"),
    [
        ({"ReferencedRequestSequence[1].ScheduledProcedureStepID": "keep"}, [1]),
        ({"ReferencedRequestSequence.ScheduledProcedureStepID": "keep"}, [0, 1, 2]),
        ({"*Sequence[2].*": {"action": "keep", "vr": "SH"}}, [2]),
        (
            {
                "ReferencedRequestSequence.ScheduledProcedureStepID": "keep",
                "ReferencedRequestSequence[0].ScheduledProcedureStepID": "empty",
            },
            [1, 2],
        ),
    ],
)
def test_a_numbered_rule_holds_for_its_item_in_plan_and_file(
    rules: dict[str, Any], changed: list[int]
) -> None:
    dataset = _many_requests()
    policy = policy_for(rules=rules)
    kept = [
        row.path for row in plan(dataset, policy).rows if row.code == "own" and row.action == "keep"
    ]
    assert kept == [f"ReferencedRequestSequence[{n}].ScheduledProcedureStepID" for n in changed]
    written = dw.deidentify(dataset, rules=rules, key="k" * 32)
    items = written.ReferencedRequestSequence
    assert [n for n, each in enumerate(items) if each.get("ScheduledProcedureStepID")] == changed


def test_a_number_reaches_through_deeper_sequences() -> None:
    path = "ReferencedRequestSequence[2].RequestedProcedureCodeSequence[0].CodeValue"
    written = dw.deidentify(_many_requests(), rules={path: "remove"}, key="k" * 32)
    codes = [
        each.RequestedProcedureCodeSequence[0].get("CodeValue")
        for each in written.ReferencedRequestSequence
    ]
    assert codes == ["C0", "C1", None]


@pytest.mark.parametrize("pattern", ["ReferencedRequestSequence[1]", "**[1].CodeValue", "A[-1].B"])
def test_numbers_where_there_are_no_items_are_refused(pattern: str) -> None:
    with pytest.raises(ArgumentError):
        rules_from({pattern: "remove"})
