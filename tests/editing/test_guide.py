from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydicom import dcmread

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "edit.md"


def test_what_the_guide_shows_runs(
    made: Callable[..., bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    data = made(PatientBirthDate="19700101", StudyDate="20260101")
    Path("in.dcm").write_bytes(data)
    Path("series").mkdir()
    Path("series/1.dcm").write_bytes(data)
    names: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL):
        exec(code, names)  # noqa: S102 - what the guide says is what is held
    assert dcmread("out.dcm").PatientName == "Doe^Jane"
    assert names["applied"].counts == {"written": 1}
    assert dcmread("edited/1.dcm").RequestAttributesSequence[1].RequestedProcedureID == "3"
    said = capsys.readouterr().out
    assert "DA, Date" in said
    assert "2026-01-31" not in said
