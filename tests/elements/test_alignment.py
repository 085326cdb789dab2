from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.elements.alignment import Face, align, displaced


def face(content: str, identity: str | None = None, parts: str = "", shape: str = "s") -> Face:
    pieces = frozenset(each.encode() for each in parts or content)
    return Face(identity, content.encode(), pieces, frozenset(shape))


def faces(*contents: str) -> list[Face]:
    return [face(each) for each in contents]


def test_equal_items_find_each_other_in_order() -> None:
    assert align(faces("a", "b", "c"), faces("a", "c")) == [(0, 0), (2, 1)]
    assert align(faces("a", "c"), faces("a", "b", "c")) == [(0, 0), (1, 2)]
    assert align(faces(), faces("a")) == []


def test_identity_goes_before_place_and_content() -> None:
    left = [face("xx", "1"), face("yy", "2")]
    right = [face("yy", "1"), face("xx", "2")]
    assert align(left, right) == [(0, 0), (1, 1)]
    assert align(left, [face("zz", "2"), face("xx", "1")]) == [(0, 1), (1, 0)]


def test_items_of_other_identities_stay_apart_but_where_they_are_alone() -> None:
    one, other = face("x", "1"), face("y", "2")
    third = face("z", "3")
    assert align([one, third], [other, third]) == [(1, 1)]
    assert align([one], [other]) == [(0, 0)]


def test_what_is_left_goes_where_it_fits_best() -> None:
    left = [face("1", parts="abcd"), face("2", parts="efgh")]
    right = [face("3", parts="zzzz"), face("4", parts="efgx"), face("5", parts="wwww")]
    assert (1, 1) in align(left, right)
    assert align([face("1", shape="ab")] * 2, [face("9", shape="xy")] * 2) == []


def test_swapped_items_are_displaced_once() -> None:
    pairs = align(faces("a", "b", "c", "d"), faces("d", "a", "b", "c"))
    assert pairs == [(0, 1), (1, 2), (2, 3), (3, 0)]
    assert displaced(pairs) == {(3, 0)}
    assert displaced([(0, 0), (1, 2)]) == set()


_FACE = st.builds(
    face,
    st.sampled_from("abcd"),
    st.sampled_from([None, "1", "2", "3"]),
    st.sampled_from(["p", "pq", "qr"]),
    st.sampled_from(["s", "st", "t"]),
)


@given(st.lists(_FACE, max_size=8), st.lists(_FACE, max_size=8))
def test_every_item_is_taken_once_and_both_ways_agree(left: list[Face], right: list[Face]) -> None:
    pairs = align(left, right)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(0 <= i < len(left) and 0 <= j < len(right) for i, j in pairs)
    back = align(right, left)
    same = [face.content for face in left] == [face.content for face in right]
    if not same:
        assert sorted((j, i) for i, j in pairs) == back
    if left == right:
        assert pairs == [(i, i) for i in range(len(left))]


def test_long_sequences_take_no_time() -> None:
    many = [face(f"{number}") for number in range(5000)]
    assert len(align(many, [*many[100:], *many[:100]])) == 5000
    assert len(align(faces(*"a" * 3000), faces(*"a" * 2999))) == 2999
