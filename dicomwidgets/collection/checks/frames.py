"""Frames that can't be decoded, show nothing, are saturated, or are there twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.collection.checks.frame_facts import FileFrames, FrameTask
from dicomwidgets.collection.checks.frame_look import look_at_frames
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.jobs import run
from dicomwidgets.reading.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from dicomwidgets.collection.checks.archive import Archive
    from dicomwidgets.jobs import Progress

__all__ = ["Manner", "check_frames"]

_SPARSE = frozenset({"SEG", "SM"})
"""Segments and tiles of slides: empty frames, and frames that are alike, are as they should be."""

_CUT = {"frame-cut": ("cut", "no mark at its end: it may be cut off, and part of it made up")}
_KINDS = {
    "frame-blank": ("blank", "only zeros"),
    "frame-constant": ("constant", "one value everywhere"),
    "frame-saturated": ("saturated", "more than 5 % of its pixels at the largest possible value"),
}


@dataclass(frozen=True, slots=True)
class Manner:
    """Where the work is done, and who is told meanwhile (`dicomwidgets.jobs.run`)."""

    executor: Executor | None = None
    workers: int | None = None
    on_progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None


def check_frames(archive: Archive, manner: Manner) -> Iterator[Mark]:
    """Decode every frame of every image, and yield what is wrong with them."""
    frames = archive.column("Frames")
    tasks = [
        FrameTask(row, origin_of(archive.source, archive.item(row)), int(frames[row] or 0))
        for row in archive.images()
    ]
    seen: dict[int, FileFrames] = {}
    results = run(
        look_at_frames,
        tasks,
        executor=manner.executor,
        workers=manner.workers,
        together=True,
        on_progress=manner.on_progress,
        cancelled=manner.cancelled,
    )
    for result in results:
        if result.value is not None:
            seen[result.item.row] = result.value
        else:
            yield _failed(result.item.row, result.error)
    ordered = {row: seen[row] for row in sorted(seen)}
    yield from _undecodable(ordered)
    yield from _odd(archive, ordered, _CUT)
    modalities = archive.texts("Modality")
    pictures = {row: each for row, each in ordered.items() if modalities[row] not in _SPARSE}
    yield from _odd(archive, pictures, _KINDS)
    yield from _copies(archive, pictures)
    yield from _repeated(pictures)
    if (left := len(tasks) - len(seen)) and manner.cancelled is not None and manner.cancelled():
        yield Mark("not-checked", f"Cancelled: {left} files were not looked at.")


def _failed(row: int, error: BaseException | None) -> Mark:
    """Say why a file could not be looked at; what others raise may quote a path."""
    told = error.message if isinstance(error, DicomWidgetsError) else type(error).__name__
    return Mark("frame-undecodable", f"The file could not be looked at: {told}", (row,))


def _undecodable(seen: dict[int, FileFrames]) -> Iterator[Mark]:
    for row, file in seen.items():
        for lost in file.lost:
            where = _frames(lost.frames, max(file.count, lost.frames[-1] + 1))
            numbers = {"frames": tuple(lost.frames)}
            text = f"{where}{lost.message}"
            yield Mark("frame-undecodable", text, (row,), fix=lost.remedy, numbers=numbers)
        if file.unseen:
            text = "The frames are too large to be decoded whole."
            yield Mark("not-checked", text, (row,), numbers={"frames": tuple(file.unseen)})


def _frames(frames: Sequence[int], count: int) -> str:
    """Say which frames, where a file has several."""
    if count == 1:
        return ""
    if len(frames) == 1:
        return f"Frame {frames[0]} of {count}: "
    return f"{len(frames)} of {count} frames, the first of them {frames[0]}: "


def _odd(
    archive: Archive, seen: dict[int, FileFrames], kinds: dict[str, tuple[str, str]]
) -> Iterator[Mark]:
    """Yield frames that are cut off, or show nothing or too much, series by series."""
    series = archive.texts("SeriesInstanceUID")
    for rule, (name, what) in kinds.items():
        found: defaultdict[str, dict[int, list[int]]] = defaultdict(dict)
        for row, file in seen.items():
            if frames := getattr(file, name):
                # Without a series each file is its own.
                found[series[row] or f"row {row}"][row] = frames
        for held in found.values():
            count = sum(map(len, held.values()))
            many = "1 frame has" if count == 1 else f"{count} frames have"
            said = what if count == 1 else _of_many(what)
            first = next(iter(held.values()))[0]
            numbers = {"frames": count, "files": len(held), "first_frame": first}
            yield Mark(rule, f"{many} {said}.", list(held), numbers=numbers)


def _of_many(what: str) -> str:
    return what.replace("its", "their").replace("it ", "they ").replace("of it ", "of them ")


def _copies(archive: Archive, seen: dict[int, FileFrames]) -> Iterator[Mark]:
    """Yield frames that are the same in files with different UIDs, by the series they are of."""
    uids, series = archive.texts("SOPInstanceUID"), archive.texts("SeriesInstanceUID")
    holders: defaultdict[bytes, list[int]] = defaultdict(list)
    for row, file in seen.items():
        for digest in set(file.digests.values()):
            holders[digest].append(row)
    found: defaultdict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
    for rows in holders.values():
        if len({uids[row] or row for row in rows}) > 1:
            among = tuple(sorted({series[row] for row in rows}))
            found[among].update(dict.fromkeys(rows))
    for among, held in found.items():
        where = "one series" if len(among) == 1 else f"{len(among)} series"
        text = f"{len(held)} files of {where} hold the same frames under different UIDs."
        numbers = {"files": len(held), "series": len(among)}
        yield Mark("frame-copied", text, list(held), numbers=numbers)


def _repeated(seen: dict[int, FileFrames]) -> Iterator[Mark]:
    for row, file in seen.items():
        again = len(file.digests) - len(set(file.digests.values()))
        if again:
            text = f"{again} of the {file.count} frames are the same as another one."
            yield Mark("frame-repeated", text, (row,), numbers={"frames": again})
