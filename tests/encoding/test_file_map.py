from __future__ import annotations

from itertools import pairwise

from support.written import SEQUENCE_END, UNDEFINED, explicit, head, item, meta

from dicomwidgets.encoding.file_map import MOST_PARTS, segments
from dicomwidgets.encoding.walk import walk_file

PIXELS = 0x7FE00010


def follow(found: list) -> bool:
    return all(a.stop == b.start for a, b in pairwise(found))


def test_a_file_from_preamble_to_padding() -> None:
    data = (
        meta()
        + explicit(0x00080060, b"CS", b"CT")
        + explicit(0x00081140, b"SQ", item(explicit(0x00100010, b"PN", b"A^")))
        + explicit(0x00090010, b"LO", b"MAKER ")
        + explicit(0x00280010, b"US", b"\2\0")
        + explicit(PIXELS, b"OW", bytes(8))
        + bytes(20)
    )
    found = segments(walk_file(data))
    assert [each.kind for each in found] == [
        *("preamble", "prefix", "meta", "group", "group", "group", "pixels", "padding")
    ]
    assert [each.label for each in found[3:7]] == [
        *("group 0008, identification", "group 0009, private", "group 0028, image", "pixels")
    ]
    assert found[3].elements == 2
    assert found[0].start == 0
    assert found[-1].stop == len(data)
    assert follow(found)


def test_fragments_are_its_parts_many_of_them_together() -> None:
    for count in (0, 1, 5, 1000):
        body = item() + b"".join(item(b"abcd") for _ in range(count))
        data = meta() + head(PIXELS, b"OB", UNDEFINED) + body + SEQUENCE_END
        pixels = segments(walk_file(data))[-1]
        assert pixels.label == f"pixels in {count:,} fragment{'' if count == 1 else 's'}"
        assert len(pixels.parts) <= MOST_PARTS
        assert sum(part.fragments for part in pixels.parts) == count + 1
        starts = [part.first for part in pixels.parts]
        assert starts == sorted(starts)
        assert all(a.stop == b.start for a, b in pairwise(pixels.parts))


def test_groups_out_of_order_are_bounded() -> None:
    body = b"".join(explicit(group << 16 | 0x10, b"LO", b"x ") for group in [0x0008, 0x0010] * 1000)
    found = segments(walk_file(meta() + body), most=50)
    assert len(found) == 50
    assert follow(found)
    assert found[-1].label == "all the rest"
    assert found[-1].stop == len(meta() + body)


def test_what_is_broken_stands_at_the_end() -> None:
    found = segments(walk_file(meta() + explicit(0x00080060, b"CS", b"CT") + b"garbage!!"))
    assert [each.kind for each in found][-2:] == ["group", "unread"]
