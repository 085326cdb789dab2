from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dicomwidgets.elements import masks as room
from dicomwidgets.elements.masks import (
    all_of,
    any_of,
    counted,
    every,
    indices_of,
    numbers,
    spread,
    with_parents,
    with_parents_of_few,
    without,
)

trees = st.lists(st.integers(0, 10**6), max_size=30).map(
    lambda picks: [pick % (at + 1) - 1 for at, pick in enumerate(picks)]
)


either_way = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["with NumPy", "without"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without":
        monkeypatch.setattr(room, "np", None)


def masks_of(count: int) -> st.SearchStrategy[bytes]:
    return st.lists(st.booleans(), min_size=count, max_size=count).map(bytes)


@either_way
@given(st.data(), trees)
@pytest.mark.usefixtures("_way")
def test_masks_are_sets(data: st.DataObject, parents: list[int]) -> None:
    count = len(parents)
    masks = data.draw(st.lists(masks_of(count), max_size=4))
    sets = [set(indices_of(mask)) for mask in masks]
    everything = set(range(count))
    assert set(indices_of(all_of(masks, count))) == everything.intersection(*sets)
    assert set(indices_of(any_of(masks, count))) == set().union(*sets)
    assert indices_of(every(count)) == list(range(count))
    if len(masks) > 1:
        assert set(indices_of(without(*masks[:2]))) == sets[0] - sets[1]


@either_way
@given(st.data(), trees)
@pytest.mark.usefixtures("_way")
def test_parents_are_kept_up_to_the_top(data: st.DataObject, parents: list[int]) -> None:
    mask = data.draw(masks_of(len(parents)))
    wanted = set()
    for index in indices_of(mask):
        at = index
        while at >= 0:
            wanted.add(at)
            at = parents[at]
    kept = with_parents(mask, numbers(parents))
    assert set(indices_of(kept)) == wanted
    assert with_parents_of_few(mask, parents.__getitem__) == kept


@either_way
@given(st.data(), st.lists(st.integers(0, 9), max_size=30))
@pytest.mark.usefixtures("_way")
def test_what_holds_for_a_key_holds_for_its_rows(data: st.DataObject, keys: list[int]) -> None:
    hits = data.draw(st.lists(st.booleans(), min_size=10, max_size=10))
    found = spread(hits, numbers(keys))
    assert found == bytes(hits[key] for key in keys)
    counts = counted(found, numbers(keys))
    assert dict(counts) == Counter(key for key in keys if hits[key])
