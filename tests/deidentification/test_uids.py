"""New UIDs for old ones."""

from __future__ import annotations

import re

import pytest

from dicomwidgets.deidentification.uids import UidMapping, session_mapping

UID = re.compile(r"2\.25\.(0|[1-9][0-9]*)")


def test_the_same_uid_gets_the_same_new_one_under_one_key_only() -> None:
    one, again, other = UidMapping(b"k"), UidMapping(b"k"), UidMapping(b"l")
    assert one.new("1.2.3") == again.new("1.2.3") != other.new("1.2.3")
    assert one.new("1.2.3") != one.new("1.2.4")


def test_new_uids_are_valid_and_random_by_default() -> None:
    new = UidMapping().new("1.2.3")
    assert UID.fullmatch(new)
    assert len(new) <= 64
    assert new != UidMapping().new("1.2.3")


def test_padding_is_no_part_of_a_uid() -> None:
    mapping = UidMapping(b"k")
    assert mapping.new("1.2.3\0") == mapping.new("1.2.3 ") == mapping.new("1.2.3")


@pytest.mark.parametrize("uid", ["1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1", ""])
def test_registered_uids_and_nothing_stay(uid: str) -> None:
    assert UidMapping(b"k").new(uid) == uid


def test_a_session_has_one_mapping_and_tells_no_key() -> None:
    assert session_mapping() is session_mapping()
    assert repr(session_mapping()) == "UidMapping(…)"
