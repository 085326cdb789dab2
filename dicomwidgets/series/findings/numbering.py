"""Instance Number against the order of the slices."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from dicomwidgets.series.findings.telling import listed, tell

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from dicomwidgets.finding import Finding
    from dicomwidgets.series.findings.subject import Slice, Subject

__all__ = ["check_numbering"]

_SHORTEST = 3
_MOST_LEFT_OUT = 0.5
"""Where more numbers are left out than there are files, they are numbered by something else."""


def check_numbering(subject: Subject) -> Iterator[Finding]:
    """Yield Instance Numbers (0020,0013) that are missing, doubled, left out or out of order."""
    files = subject.instances
    if len(files) < 2:
        return
    none = [each.item.name for each in files if each.number is None]
    if none:
        text = f"{len(none)} of {len(files)} files have no Instance Number."
        yield tell("number-missing", text, none, keyword="InstanceNumber", count=len(none))
    yield from _doubled(subject)
    yield from _left_out(subject)
    if not none:
        yield from _order(subject)


def _doubled(subject: Subject) -> Iterator[Finding]:
    # Files that share a UID share their number, too; that is told as such.
    uids: dict[int, set[Hashable]] = defaultdict(set)
    for each in subject.instances:
        if each.number is not None:
            uids[each.number].add(each.sop_uid or each.item)
    doubled = sorted(number for number, several in uids.items() if len(several) > 1)
    if doubled:
        known = set(doubled)
        text = f"Instance Number {listed(doubled)} stands in several files."
        yield tell(
            "number-duplicate",
            text,
            [each.item.name for each in subject.instances if each.number in known],
            keyword="InstanceNumber",
            instance_numbers=tuple(doubled),
        )


def _left_out(subject: Subject) -> Iterator[Finding]:
    own = {each.number for each in subject.instances if each.number is not None}
    apart = {each.number for part in subject.series.apart for each in part}
    if len(own) < _SHORTEST:
        return
    there = own | apart
    missing = [k for k in _between(min(own), max(own), 2 * len(own)) if k not in there]
    if missing and len(missing) <= _MOST_LEFT_OUT * len(own):
        gone = set(missing)
        beside = [
            each.item.name
            for each in sorted(subject.instances, key=lambda each: each.number or 0)
            if each.number is not None and {each.number - 1, each.number + 1} & gone
        ]
        text = f"No file has Instance Number {listed(missing)}."
        yield tell(
            "number-gap",
            text,
            beside,
            keyword="InstanceNumber",
            missing=tuple(missing),
        )


def _between(first: int, last: int, most: int) -> range:
    return range(first, last) if last - first <= most else range(0)


def _order(subject: Subject) -> Iterator[Finding]:
    if any(each.frames != 1 for each in subject.instances) or len(subject.levels) < _SHORTEST:
        return
    stacks = [stack for stack in _stacks(subject) if len(stack) >= _SHORTEST]
    wrong: list[Slice] = []
    falling = 0
    for stack in stacks:
        numbers = [each.instance.number or 0 for each in stack]
        up = _in_order(numbers)
        down = _in_order([-each for each in numbers])
        kept = up if len(up) >= len(down) else down
        falling += kept is down
        wrong += [stack[k] for k in range(len(stack)) if k not in kept]
    if wrong:
        text = (
            f"Instance Number and position tell different orders: "
            f"{len(wrong)} of {sum(map(len, stacks))} slices stand elsewhere."
        )
        yield tell(
            "number-disagrees",
            text,
            [each.file for each in wrong],
            keyword="InstanceNumber",
            slices=tuple(each.frame for each in wrong),
        )
    elif stacks and falling == len(stacks):
        files = [each.item.name for each in subject.instances]
        text = "Instance Numbers fall along the slice normal."
        yield tell("order-reversed", text, files, keyword="InstanceNumber")


def _stacks(subject: Subject) -> list[list[Slice]]:
    """Return the slices that differ in position alone, along the normal."""
    dimensions = subject.dimensions
    stacks: dict[Hashable, list[Slice]] = defaultdict(list)
    for each in sorted(subject.slices, key=lambda each: each.where):
        others: Sequence[int] = ()
        if dimensions is not None:
            others = [
                place
                for axis, place in zip(
                    dimensions["axes"], dimensions["places"][each.frame], strict=True
                )
                if axis["source"] != "ImagePositionPatient"
            ]
        stacks[tuple(others)].append(each)
    several = Counter(
        len({each.where for each in stack}) == len(stack) for stack in stacks.values()
    )
    return [] if several[False] else list(stacks.values())


def _in_order(numbers: Sequence[int]) -> set[int]:
    """Return the places of a longest rising run, others being left out."""
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(numbers)
    for k, number in enumerate(numbers):
        at = bisect_left(ends, number)
        before[k] = last[at - 1] if at else -1
        if at == len(ends):
            ends.append(number)
            last.append(k)
        else:
            ends[at], last[at] = number, k
    kept = set()
    k = last[-1] if last else -1
    while k >= 0:
        kept.add(k)
        k = before[k]
    return kept
