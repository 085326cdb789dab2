"""``dicomwidgets doctor``, as it is typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dicomwidgets import codec_report
from dicomwidgets.cli.main import main

if TYPE_CHECKING:
    import pytest


def test_one_object_says_what_the_table_says(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["doctor"])
    table = capsys.readouterr().out
    assert main(["doctor", "--json"]) == status
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"python", "packages", "transfer_syntaxes", "missing"}
    assert all(row["name"] in table for row in told["transfer_syntaxes"])
    assert status == int(bool(told["missing"]))


def test_what_is_missing_is_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = codec_report.CodecRow("1.2", "Odd", "", None, "pip install odd")
    report = codec_report.CodecReport([row], {"pydicom": "3", "odd": None})
    monkeypatch.setattr(codec_report, "doctor", lambda: report)
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["missing"] == ["1.2"]
    assert told["packages"] == {"pydicom": "3", "odd": None}
    assert told["transfer_syntaxes"][0]["install"] == "pip install odd"
