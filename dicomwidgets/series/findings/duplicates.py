"""Files that are there twice: by their UID, or at one place."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from dicomwidgets.series.findings.telling import listed, millimetres, tell

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from dicomwidgets.finding import Finding
    from dicomwidgets.series.findings.subject import Slice, Subject
    from dicomwidgets.series.instance import Instance

__all__ = ["check_positions", "check_uids"]


def check_uids(subject: Subject) -> Iterator[Finding]:
    """Yield files that share a SOP Instance UID, and files without one (PS3.3 C.12.1)."""
    by_uid: dict[str, list[str]] = defaultdict(list)
    for each in (*subject.instances, *(one for part in subject.series.apart for one in part)):
        by_uid[each.sop_uid].append(each.item.name)
    own = {each.item.name for each in subject.instances}
    none = [name for name in by_uid.pop("", []) if name in own]
    shared = [names for names in by_uid.values() if len(names) > 1 and own.intersection(names)]
    if shared:
        files = [name for names in shared for name in names]
        text = (
            f"{len(files)} files share {len(shared)} SOP Instance "
            f"UID{'s' if len(shared) > 1 else ''}."
        )
        yield tell(
            "uid-duplicate",
            text,
            files,
            keyword="SOPInstanceUID",
            uids=len(shared),
            copies=tuple(map(len, shared)),
        )
    if none:
        text = f"{len(none)} of {len(own)} files have no SOP Instance UID."
        yield tell("uid-missing", text, none, keyword="SOPInstanceUID", count=len(none))


def check_positions(subject: Subject) -> Iterator[Finding]:
    """Yield images at one place that nothing tells apart, and places with fewer than others."""
    single = all(each.frames == 1 for each in subject.instances)
    levels = subject.levels
    if not levels or len(subject.instances) < 2 or not single:
        return
    counts = [len(_of_uids(level)) for level in levels]
    usual = Counter(counts).most_common(1)[0][0]
    if usual > 1 and subject.is_repeated and _are_numbered(subject):
        yield _repeated(subject, usual)
        alike = []
    else:
        alike = [group for level in levels for group in _alike(level, usual)]
    if alike:
        yield _same_place(alike)
    short = [(level, n) for level, n in zip(levels, counts, strict=True) if n < usual]
    if usual > 1 and short:
        yield _incomplete(short, usual)


def _of_uids(level: list[Slice]) -> list[Slice]:
    """Return the slices of a place; of files that share a UID, which is told as such, one."""
    known: dict[Hashable, Slice] = {}
    for each in level:
        known.setdefault(each.instance.sop_uid or each.frame, each)
    return list(known.values())


def _alike(level: list[Slice], usual: int) -> Iterator[list[Slice]]:
    """Yield the slices of a place that nothing tells apart, or that only there are several."""
    several = _of_uids(level)
    if usual == 1 and len(several) > 1:
        yield several
        return
    groups: dict[Hashable, list[Slice]] = defaultdict(list)
    for each in several:
        groups[_told_apart_by(each.instance)].append(each)
    yield from (group for group in groups.values() if len(group) > 1)


def _told_apart_by(instance: Instance) -> Hashable:
    return instance.marks, instance.facts.kernel, instance.facts.thickness


def _are_numbered(subject: Subject) -> bool:
    """Whether each file has an Instance Number of its own: they were meant to be several."""
    numbers = {each.number for each in subject.instances}
    return None not in numbers and len(numbers) == len(subject.instances)


def _repeated(subject: Subject, usual: int) -> Finding:
    text = f"{usual} images lie at each place, and only their Instance Numbers tell them apart."
    files = [each.item.name for each in subject.instances]
    return tell("repetition", text, files, keyword="InstanceNumber", images=usual)


def _same_place(alike: list[list[Slice]]) -> Finding:
    slices = [each for group in alike for each in group]
    places = [f"{millimetres(group[0].where)} mm" for group in alike]
    text = (
        f"{len(slices)} images lie at {len(alike)} place{'s' if len(alike) > 1 else ''} "
        f"({listed(places)} along the normal), and nothing tells them apart."
    )
    return tell(
        "position-duplicate",
        text,
        [each.file for each in slices],
        keyword="ImagePositionPatient",
        places_mm=tuple(group[0].where for group in alike),
        slices=tuple(tuple(each.frame for each in group) for group in alike),
    )


def _incomplete(short: list[tuple[list[Slice], int]], usual: int) -> Finding:
    missing = sum(usual - count for _, count in short)
    places = [f"{millimetres(level[0].where)} mm" for level, _ in short]
    text = (
        f"{missing} image{'s are' if missing > 1 else ' is'} missing: of {usual} at each other "
        f"place, at {listed(places)} along the normal."
    )
    return tell(
        "frames-missing",
        text,
        [each.file for level, _ in short for each in level],
        keyword="ImagePositionPatient",
        missing=missing,
        usual=usual,
        places_mm=tuple(level[0].where for level, _ in short),
        counts=tuple(count for _, count in short),
    )
