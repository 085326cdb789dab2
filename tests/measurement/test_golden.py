"""The lengths, angles and areas that the front end is held to are those that Python finds."""

from __future__ import annotations

import json
from pathlib import Path

from golden.make_measurements import golden


def test_the_golden_file_is_of_today() -> None:
    file = Path(__file__).parents[1] / "golden" / "measurements.json"
    assert json.loads(file.read_text(encoding="utf-8")) == golden()
