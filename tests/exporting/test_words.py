"""Where the words of measurements stand in a figure."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwidgets.exporting.words import Box, Words, placed

SIZE = 400.0


def box_of(words: Words, x: float, y: float) -> Box:
    return Box(x, y, x + words.width, y + words.height)


def area(left: float, top: float, side: float = 40) -> Words:
    right, bottom = left + side, top + side
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return Words(corners, corners, 90, 24)


def test_alone_they_stand_beside_their_shape_and_need_no_line() -> None:
    [place] = placed([area(100, 100)], SIZE, SIZE)
    assert place is not None
    assert place.lead is None
    box = box_of(area(100, 100), place.x, place.y)
    assert 0 < box.distance(Box(100, 100, 140, 140)) < 10


@pytest.mark.parametrize("apart", [0, 10, 50])
def test_words_of_neighbours_are_clear_of_each_other(apart: float) -> None:
    every = [area(120 + apart * k, 150) for k in range(5)]
    places = placed(every, SIZE, SIZE)
    boxes = [box_of(words, p.x, p.y) for words, p in zip(every, places, strict=True) if p]
    assert len(boxes) == 5
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    for place, box in zip(places, boxes, strict=True):
        assert place
        if place.lead:
            assert box.nearest(place.lead[1]) == pytest.approx(place.lead[1])


def test_a_shape_outside_the_picture_has_no_words() -> None:
    assert placed([area(-100, 20), area(20, 20)], SIZE, SIZE)[0] is None


points = st.tuples(st.floats(0, SIZE), st.floats(0, SIZE))


@given(lines=st.lists(st.lists(points, min_size=2, max_size=6), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_they_stay_in_the_picture_and_off_each_other(
    lines: list[list[tuple[float, float]]],
) -> None:
    every = [Words(line, line, 60, 20) for line in lines]
    boxes = [
        box_of(words, place.x, place.y)
        for words, place in zip(every, placed(every, SIZE, SIZE), strict=True)
        if place
    ]
    assert len(boxes) == len(every)
    assert all(min(box[:2]) >= 0 and max(box[2:]) <= SIZE for box in boxes)
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
