"""New UIDs for old ones."""

from __future__ import annotations

import re
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.deidentification.mapping.uids import UidMapping, session_mapping

KEY, OTHER = b"k" * 32, b"l" * 32
UID = re.compile(r"2\.25\.(0|[1-9][0-9]*)")


def test_the_same_uid_gets_the_same_new_one_under_one_key_only() -> None:
    one, again, other = UidMapping(KEY), UidMapping(KEY), UidMapping(OTHER)
    assert one.new("1.2.3") == again.new("1.2.3") != other.new("1.2.3")
    assert one.new("1.2.3") != one.new("1.2.4")


@given(st.from_regex(r"[0-2](\.(0|[1-9][0-9]{0,9})){1,8}", fullmatch=True))
def test_new_uids_are_valid_uuids(old: str) -> None:
    new = UidMapping(KEY).new(old)
    assert UID.fullmatch(new)
    assert len(new) <= 64
    made = UUID(int=int(new.removeprefix("2.25.")))
    assert (made.version, made.variant) == (8, RFC_4122)


def test_padding_is_no_part_of_a_uid() -> None:
    mapping = UidMapping(KEY)
    assert mapping.new("1.2.3\0") == mapping.new("1.2.3 ") == mapping.new("1.2.3")


@pytest.mark.parametrize(
    "uid",
    [
        "1.2.840.10008.5.1.4.1.1.2",
        "1.2.840.10008.1.2.1",
        "1.2.840.10008.1.4.1.1",  # a well-known frame of reference
        "1.2.840.10008.6.1.19",  # a context group
        "",
    ],
)
def test_registered_uids_and_nothing_stay(uid: str) -> None:
    assert UidMapping(KEY).new(uid) == uid


@pytest.mark.parametrize("uid", ["1.2.840.10008.5.1.4.1.1.2.19610203", "1.2.840.10008.99.1"])
def test_the_root_of_the_standard_registers_nothing(uid: str) -> None:
    assert UidMapping(KEY).new(uid).startswith("2.25.")


def test_a_session_has_one_mapping_and_tells_no_key() -> None:
    assert session_mapping().new("1.2.3") == session_mapping().new("1.2.3")
    assert repr(session_mapping()) == "UidMapping(…)"
