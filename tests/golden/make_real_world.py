"""Writes real_world.json: what both languages read a stored value as by a Real World Value Map."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from dicomwidgets.display.real_world import real_world_values


def golden() -> list[dict[str, Any]]:
    """Return maps, stored values and what these are worth; ``None`` for nothing."""
    random = Random(20261125)  # noqa: S311 - the same numbers each time are the point
    cases = []
    for at in range(40):
        first = random.choice((0, -300, 17))
        count = random.randint(1, 60)
        table = [random.uniform(-5, 5) for _ in range(count)] if at % 2 else None
        slope = random.choice((1.0, -0.25, 1e-6, 1e300))
        made = {"label": "", "unit": "", "first": first, "last": first + count - 1}
        made |= {"slope": slope, "intercept": random.uniform(-9, 9), "values": table}
        padding = None if at % 3 else [first + 2, first + 3]
        stored = [first - 1, first, first + 2, first + count - 1, first + count]
        stored += [random.randint(-400, 400) for _ in range(5)]
        display: Any = {"padding": padding}
        got = real_world_values(np.array(stored, np.int16), made, display)  # type: ignore[arg-type]
        worth = [None if np.isnan(value) else float(value) for value in got]
        cases.append({"map": made, "padding": padding, "stored": stored, "values": worth})
    return cases


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(case) for case in golden())
    path = Path(__file__).with_name("real_world.json")
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
