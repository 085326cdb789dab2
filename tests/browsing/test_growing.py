from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.browsing.growing import Growing


@given(st.lists(st.lists(st.integers(-1000, 1000), max_size=400), max_size=6))
def test_it_holds_what_was_added_in_order(parts: list[list[int]]) -> None:
    held = Growing("i4")
    for part in parts:
        held.extend(part)
        held.append(7)
    assert held.all.tolist() == [number for part in parts for number in [*part, 7]]
    held.grow(len(held) + 3, -1)
    assert held.all[-3:].tolist() == [-1, -1, -1]
