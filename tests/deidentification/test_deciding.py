"""The verdicts that plan and engine share."""

from __future__ import annotations

import pickle

import pytest
from pydicom.uid import CTImageStorage

from dicomwidgets.deidentification.deciding import decider_for
from dicomwidgets.deidentification.policy import OPTIONS, Policy, policy_for


def verdict(
    tag: int, vr: str, *options: str, place: str = "", creator: str = ""
) -> tuple[str, ...]:
    found = decider_for(policy_for(options=options), CTImageStorage)
    action, code, why, make, *_ = found.verdict(place, tag, vr, creator)
    assert why
    return action, code, make


@pytest.mark.parametrize(
    ("tag", "vr", "options", "expected"),
    [
        (0x00080080, "LO", (), ("remove", "X/Z/D", "")),
        (0x00080080, "LO", ("retain_institution_identity",), ("keep", "K", "")),
        (0x00080020, "DA", ("retain_full_dates",), ("keep", "K", "")),
        (0x00080020, "DA", ("retain_modified_dates",), ("clean", "C", "date")),
        (0x0020000D, "UI", (), ("uid", "U", "uid")),
        (0x0020000D, "UI", ("retain_uids",), ("keep", "K", "")),
        (0x00101010, "AS", ("retain_patient_characteristics",), ("clean", "K", "age")),
        (0x00081030, "LO", ("clean_descriptors",), ("clean", "C", "clean")),
        (0x0016002B, "OB", ("clean_descriptors",), ("remove", "X", "")),
        (0x60003000, "OW", ("clean_graphics",), ("replace", "X", "zeros")),
        (0x60004000, "LT", ("clean_graphics",), ("clean", "C", "clean")),
        (0x50003000, "OW", ("clean_graphics",), ("remove", "X", "")),
        # A calibration's date: the option about dates decides about dates.
        (0x00181200, "DA", ("retain_device_identity",), ("keep", "K", "")),
        # Versions of codes and templates are no days of the patient's.
        (0x00080106, "DT", ("retain_modified_dates",), ("keep", "C", "")),
        (0x00080107, "DT", ("retain_modified_dates",), ("keep", "C", "")),
        (0x0040DB06, "DT", ("retain_modified_dates",), ("keep", "C", "")),
        (0x00080106, "DT", (), ("replace", "D", "value")),
        (0x00080001, "UL", (), ("remove", "—", "")),
        # A date or a name where the dictionary has a number.
        (0x00280010, "DT", (), ("remove", "—", "")),
        (0x00180050, "PN", (), ("remove", "—", "")),
        (
            0x00181200,
            "DA",
            ("retain_device_identity", "retain_modified_dates"),
            ("clean", "C", "date"),
        ),
    ],
)
def test_options_decide(
    tag: int, vr: str, options: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert verdict(tag, vr, *options) == expected


def test_safe_private_elements_stay_with_their_creator_only() -> None:
    option = "retain_safe_private"
    creator = "SIEMENS MR HEADER"
    assert verdict(0x0019100C, "IS", creator=creator)[0] == "remove"
    assert verdict(0x0019100C, "IS", option, creator=creator)[0] == "keep"
    assert verdict(0x00190010, "LO", option, creator=creator)[0] == "keep"
    assert verdict(0x0019100C, "IS", option, creator="OTHER")[0] == "remove"
    assert verdict(0x00191099, "LO", option, creator=creator)[0] == "remove"


def test_a_policy_is_hashable_and_travels() -> None:
    policy = policy_for(options=sorted(OPTIONS.keys() - {"retain_full_dates"}))
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301 - our own
    assert Policy.from_json(policy.to_json()) == policy
    assert hash(policy) == hash(Policy.from_json(policy.to_json()))
