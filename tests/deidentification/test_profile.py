"""The packaged tables against the published ones, and the look-up of rules."""

from __future__ import annotations

import importlib.util
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from dicomwidgets.deidentification.profile import profile_named
from dicomwidgets.errors import ArgumentError

BASIC = profile_named("basic")
PACKAGE = files("dicomwidgets.deidentification")


@pytest.mark.parametrize("name", ["profile_basic.tsv", "safe_private.tsv"])
def test_the_packaged_tables_are_the_regenerated_ones(data_dir: Path, name: str) -> None:
    script = Path(__file__).with_name("regenerate_tables.py")
    spec = importlib.util.spec_from_file_location("regenerate_tables", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    regenerated = module.regenerated(data_dir / "deid", name)
    assert (PACKAGE / name).read_text("utf-8").splitlines() == regenerated


def test_every_published_row_is_packaged_with_its_code(published: dict[str, Any]) -> None:
    assert published["edition_basic"].startswith(BASIC.edition)
    for row in published["rows"]:
        if row["tag"] == "PRIVATE":
            assert BASIC.private.code == row["basic"]
            continue
        tag = int(row["tag"].replace("X", "0"), 16)
        rule = BASIC.rule_for(tag)
        assert rule is not None, row["tag"]
        assert rule.code == row["basic"], row["tag"]


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
