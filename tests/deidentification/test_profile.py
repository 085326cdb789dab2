"""The packaged tables against the published ones, and the look-up of rules."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from support.scripts import script

from dicomwidgets.deidentification.profile import profile_named
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path

BASIC = profile_named("basic")
CODES = ("X", "D", "U", "Z", "X/D", "X/Z", "X/Z/D", "Z/D", "X/Z/U*")
PACKAGE = files("dicomwidgets.deidentification")


def test_the_packaged_table_is_the_regenerated_one(data_dir: Path) -> None:
    regenerated = script("regenerate_tables").regenerated(data_dir / "deid")
    assert (PACKAGE / "profile_basic.tsv").read_text("utf-8").splitlines() == regenerated


def test_every_published_row_is_packaged_with_its_code(published: dict[str, Any]) -> None:
    for row in published["rows"]:
        if row["tag"] == "PRIVATE":
            assert BASIC.private.code == row["basic"]
            continue
        tag = int(row["tag"].replace("X", "0"), 16)
        rule = BASIC.rule_for(tag)
        assert rule is not None, row["tag"]
        assert rule.code == row["basic"], row["tag"]


def test_no_row_is_missing_of_the_newest_edition() -> None:
    """As counted in what NEMA published: 657 rows, of which three are groups and one private."""
    assert BASIC.edition == "2026d"
    assert len(BASIC.rules) + len(BASIC.groups) + 1 == 657
    codes = Counter(rule.code for rule in (*BASIC.rules.values(), BASIC.private))
    codes.update(rule.code for _, _, rule in BASIC.groups)
    assert codes == dict(zip(CODES, (417, 93, 55, 42, 23, 11, 8, 6, 2), strict=True))


def test_the_table_is_small() -> None:
    assert len((PACKAGE / "profile_basic.tsv").read_bytes()) < 100_000


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        (0x00100010, "Z"),
        (0x50000005, "X"),
        (0x501E3000, "X"),
        (0x60003000, "X"),
        (0x601E4000, "X"),
        (0x00091001, "X"),
        (0x60013000, "X"),
    ],
)
def test_repeating_groups_and_private_elements_have_rules(tag: int, code: str) -> None:
    rule = BASIC.rule_for(tag)
    assert rule is not None
    assert rule.code == code


@pytest.mark.parametrize("tag", [0x00280010, 0x60000010, 0x7FE00010, 0x00080005])
def test_what_the_table_does_not_list_has_no_rule(tag: int) -> None:
    assert BASIC.rule_for(tag) is None


def test_an_unknown_profile_is_refused_with_advice() -> None:
    with pytest.raises(ArgumentError, match="basic"):
        profile_named("strict")
