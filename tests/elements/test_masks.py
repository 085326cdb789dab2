from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.elements.masks import all_of, any_of, every, indices_of, with_parents

trees = st.lists(st.integers(0, 10**6), max_size=30).map(
    lambda picks: [pick % (at + 1) - 1 for at, pick in enumerate(picks)]
)


@given(st.data(), trees)
def test_masks_are_sets(data: st.DataObject, parents: list[int]) -> None:
    count = len(parents)
    masks = data.draw(
        st.lists(st.lists(st.booleans(), min_size=count, max_size=count).map(bytes), max_size=4)
    )
    sets = [set(indices_of(mask)) for mask in masks]
    everything = set(range(count))
    assert set(indices_of(all_of(masks, count))) == everything.intersection(*sets)
    assert set(indices_of(any_of(masks, count))) == set().union(*sets)
    assert indices_of(every(count)) == list(range(count))


@given(st.data(), trees)
def test_parents_are_kept_up_to_the_top(data: st.DataObject, parents: list[int]) -> None:
    mask = bytes(data.draw(st.lists(st.booleans(), min_size=len(parents), max_size=len(parents))))
    wanted = set()
    for index in indices_of(mask):
        at = index
        while at >= 0:
            wanted.add(at)
            at = parents[at]
    assert set(indices_of(with_parents(mask, lambda _: parents.__getitem__))) == wanted
