from __future__ import annotations

import random
from math import cos, radians, sin
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.reading.item import Item
from dicomwidgets.series.instance import Instance
from dicomwidgets.series.sorting import sort_instances

if TYPE_CHECKING:
    from collections.abc import Sequence

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def instance(
    name: str,
    *,
    z: float | None = None,
    number: int | None = None,
    frames: int = 1,
    position: tuple[float, ...] | None = None,
    orientation: tuple[float, ...] | None = AXIAL,
    order: tuple[int, ...] | None = None,
) -> Instance:
    return Instance(
        item=Item(name),
        series_uid="1",
        study_uid="1",
        sop_class_uid="1",
        modality="CT",
        rows=4,
        columns=4,
        frames=frames,
        number=number,
        position=position or (None if z is None else (0.0, 0.0, z)),
        orientation=orientation,
        is_localizer=False,
        order=order,
    )


def names(instances: Sequence[Instance]) -> str:
    return " ".join(each.item.name for each in instances)


def test_position_wins_over_number_and_name() -> None:
    found, by = sort_instances([instance("a", z=3, number=1), instance("b", z=-2, number=2)])
    assert (names(found), by) == ("b a", "position along the slice normal")


def test_equal_positions_go_by_number() -> None:
    found, by = sort_instances(
        [
            instance("a", z=1.0000001, number=4),
            instance("b", z=0, number=3),
            instance("c", z=1, number=2),
            instance("d", z=0, number=1),
        ]
    )
    assert (names(found), by) == (
        "d b c a",
        "position along the slice normal, then InstanceNumber",
    )


@pytest.mark.parametrize(
    "spoiled",
    [
        instance("z", number=9),
        instance("z", z=5, orientation=None, number=9),
        instance("z", z=5, number=9, frames=3),
    ],
)
def test_without_geometry_everywhere_number_decides(spoiled: Instance) -> None:
    first = instance("a", z=1, number=10, orientation=spoiled.orientation)
    found, by = sort_instances([first, spoiled])
    assert (names(found), by) == ("z a", "InstanceNumber")


def test_all_at_one_place_go_by_number() -> None:
    found, by = sort_instances([instance("a", z=1, number=2), instance("b", z=1, number=1)])
    assert (names(found), by) == ("b a", "InstanceNumber")


@pytest.mark.parametrize("numbers", [(None, 1), (1, 1), (None, None)])
def test_without_numbers_the_name_decides(numbers: tuple[int | None, int | None]) -> None:
    pair = [instance("a", number=numbers[0]), instance("b", number=numbers[1])]
    found, by = sort_instances(pair)
    assert (names(found), by) == ("a b", "file name")


@pytest.mark.parametrize(
    ("frames", "order", "words"),
    [
        (1, None, "file name"),
        (2, None, "frame order in the file"),
        (2, (1, 0), "position along the slice normal"),
    ],
)
def test_one_file(frames: int, order: tuple[int, ...] | None, words: str) -> None:
    assert sort_instances([instance("a", frames=frames, order=order)])[1] == words


def test_parallel_direction_cosines_are_no_geometry() -> None:
    flat = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    pair = [instance("a", z=2, number=2, orientation=flat), instance("b", z=1, number=1)]
    assert sort_instances(pair)[1] == "InstanceNumber"


@given(
    tilt=st.floats(-80, 80),
    turn=st.floats(-170, 170),
    step=st.floats(0.01, 20),
    count=st.integers(2, 40),
    seed=st.integers(0, 1000),
)
def test_any_oblique_stack_comes_out_in_order(
    tilt: float, turn: float, step: float, count: int, seed: int
) -> None:
    a, b = radians(turn), radians(tilt)
    row = (cos(a), sin(a), 0.0)
    column = (-sin(a) * cos(b), cos(a) * cos(b), sin(b))
    normal = (
        row[1] * column[2] - row[2] * column[1],
        row[2] * column[0] - row[0] * column[2],
        row[0] * column[1] - row[1] * column[0],
    )
    chance = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
    stack = []
    for number in range(count):
        shift = chance.uniform(-50, 50)
        place = tuple(n * step * number + shift * r for n, r in zip(normal, row, strict=True))
        stack.append(instance(f"{number:02}", position=place, orientation=(*row, *column)))
    chance.shuffle(stack)
    found, by = sort_instances(stack)
    assert by == "position along the slice normal"
    assert [int(each.item.name) for each in found] == list(range(count))
