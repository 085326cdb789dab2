"""The guide says of the options what the package says."""

from __future__ import annotations

from support.tree import ROOT

from dicomwidgets.deidentification.policy import OPTIONS


def test_the_table_of_the_options_is_that_of_the_package() -> None:
    guide = (ROOT / "docs/guide/anonymize.md").read_text("utf-8")
    for option in OPTIONS.values():
        assert f"| `{option.name}` | {option.code} | {option.words} |" in guide
