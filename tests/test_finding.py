from __future__ import annotations

import dicomwidgets as dw
from dicomwidgets.finding import Finding, Findings


def found(rule: str = "gap", **values: object) -> Finding:
    return Finding("error", "", "", "", "A slice is missing.", "why", "fix", rule, **values)  # type: ignore[arg-type]


def test_a_finding_about_several_files_names_them_when_asked_to() -> None:
    several = found(file="Doe/1.dcm", files=("Doe/1.dcm", "Doe/2.dcm"), numbers={"gap_mm": 10.0})
    assert "Doe" not in repr(several)
    assert "••• and 1 more" in repr(several)
    assert "Doe" not in Findings([several])._repr_html_()
    dw.reveal()
    assert "Doe/1.dcm and 1 more" in repr(several)


def test_findings_are_narrowed_and_counted_by_kind() -> None:
    all_of_them = Findings([found(), found("tilt"), found()], files=3)
    assert all_of_them.rules == {"gap": 2, "tilt": 1}
    assert [each.rule for each in all_of_them.of("tilt")] == ["tilt"]
    assert all_of_them.of("gap").files == 3


def test_a_data_frame_holds_files_and_numbers() -> None:
    table = Findings([found(file="a", files=("a", "b"), numbers={"gap_mm": 10.0})]).to_pandas()
    assert table.loc[0, "files"] == ("a", "b")
    assert table.loc[0, "numbers"] == {"gap_mm": 10.0}


def test_findings_with_numbers_can_be_put_in_a_set() -> None:
    assert len({found(numbers={"gap_mm": 1}), found(numbers={"gap_mm": 1})}) == 1
