"""Values without what their VR has no place for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.deidentification.engine.plain import plain, plain_terms, pool_of, shown


def new_uid(old: str) -> str:
    return f"2.25.{len(old)}"


@pytest.mark.parametrize(
    ("tag", "vr", "data", "new"),
    [
        (0x00080070, "LO", b"ACME\0 ", b"ACME\0 "),
        (0x00080070, "LO", b"ACME\0hidden", b"ACME"),
        (0x00080008, "CS", b"A\0hid\\B ", b"A\\B "),
        (0x00104000, "LT", b"a\\b\0hidden", b"a\\b "),
        (0x00180050, "DS", b"1.5 ", b"1.5 "),
        (0x00180050, "DS", b"NaN\\-inf\\1.#QNAN ", b"NaN\\-inf\\1.#QNAN "),
        (0x00180050, "DS", b"1\\JOHN DOE", b"1\\0 "),
        (0x00280010, "LO", b"JOHN", b"0 "),
        (0x00080018, "UI", b"1.2.3\0", b"1.2.3\0"),
        (0x00080018, "UI", b"1.2.JOHN", b"2.25.8"),
        (0x00282000, "OB", b"a\0hidden", b"a\0hidden"),
    ],
)
def test_values(tag: int, vr: str, data: bytes, new: bytes) -> None:
    assert plain(tag, vr, data, new_uid) == new


@given(st.binary(max_size=40), st.sampled_from(["LO", "LT", "UI", "DS", "OB"]))
def test_what_was_made_plain_is(data: bytes, vr: str) -> None:
    once = plain(0x00080070 if vr != "DS" else 0x00180050, vr, data, new_uid)
    assert plain(0x00080070 if vr != "DS" else 0x00180050, vr, once, new_uid) == once
    assert shown(vr, once) == once


def test_a_number_is_one_by_the_dictionary() -> None:
    assert [pool_of(0x00280010, vr) for vr in ("US", "LO")] == ["bytes", "digits"]
    assert [pool_of(0x00080070, "LO"), pool_of(0x00091001, "DS")] == ["text", "digits"]


@pytest.mark.parametrize(
    ("data", "new"),
    [
        (b"ISO_IR 100", b"ISO_IR 100"),
        (b"\\ISO 2022 IR 87 ", b"\\ISO 2022 IR 87 "),
        (b"ISO-IR 192", b"ISO-IR 192"),
        (b"ISO_IR 100\\DOE JANE ", b"ISO_IR 100"),
        (b"DOE JANE", b""),
    ],
)
def test_character_sets_are_named_by_what_names_one(data: bytes, new: bytes) -> None:
    assert plain_terms(data) == new
