"""Plans of exports, by what becomes one file."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dicomwidgets.codecs import codec_for
from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.exporting.bulk.export_row import ExportRow
from dicomwidgets.exporting.bulk.numbers import numbers_of
from dicomwidgets.exporting.bulk.plan import Planned, refused
from dicomwidgets.exporting.bulk.sizes import image_size, volume_size
from dicomwidgets.exporting.choosing import frames_among
from dicomwidgets.exporting.wish import or_in_order
from dicomwidgets.jobs.reasons import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dicomwidgets.exporting.bulk.facts import FileFacts
    from dicomwidgets.exporting.bulk.plan import Asked, Holding
    from dicomwidgets.exporting.choosing import Frames
    from dicomwidgets.series.instance import Instance
    from dicomwidgets.series.series import Series

__all__ = ["planned_of"]

_TABLE = "ModalityLUTSequence"
_RESCALE = frozenset({"SamplesPerPixel", "RescaleSlope", "RescaleIntercept", _TABLE})
_NO_IMAGE = "It holds no image: only as DICOM is it taken along."


def planned_of(holding: Holding, asked: Asked, cancelled: Callable[[], bool]) -> Iterator[Planned]:
    """Yield what becomes of each file, or of each series.

    Parameters
    ----------
    holding
        What is exported.
    asked
        How.
    cancelled
        Asked between them; ``True`` ends it.
    """
    plans = {"file": _files, "frame": _frames, "series": _series, "nothing": _metadata}
    return plans[asked.form.unit](holding, asked, cancelled)


def _metadata(holding: Holding, asked: Asked, cancelled: Callable[[], bool]) -> Iterator[Planned]:
    """Yield the files whose metadata is written, into one table."""
    table = f"metadata{asked.form.suffixes[0]}"
    items = {item.name: item for item in holding.source.items()}
    for file in holding.facts.files:
        if cancelled():
            return
        yield Planned(ExportRow((file,), (table,)), (items[file],))


def _files(holding: Holding, asked: Asked, cancelled: Callable[[], bool]) -> Iterator[Planned]:
    """Yield what becomes of each file that is copied."""
    facts, names = holding.facts, asked.names
    files = facts.files
    numbers = numbers_of([facts.place(file) for file in files])
    items = {item.name: item for item in holding.source.items()}
    for file, counted in zip(files, numbers, strict=True):
        if cancelled():
            return
        name, clash = names.of(_values(holding, asked, file, counted))
        row = ExportRow((file,), (name,), facts.size(file), clash=clash)
        yield Planned(row, (items[file],))


def _frames(holding: Holding, asked: Asked, cancelled: Callable[[], bool]) -> Iterator[Planned]:
    """Yield what becomes of each file whose frames become images."""
    facts, names, broken = holding.facts, asked.names, _broken(holding)
    found = [(series, one) for series in holding.series() for one in series.instances]
    wanted = _Wanted(asked.wish.frames)
    numbers = numbers_of([facts.place(one.item.name, id(series)) for series, one in found])
    for (series, one), counted in zip(found, numbers, strict=True):
        if cancelled():
            return
        file = one.item.name
        reason = _undecodable(facts.text(file, "TransferSyntaxUID"))
        if reason := reason or _unwritable(facts, file, asked):
            yield refused((file,), reason)
            continue
        if not (chosen := wanted.of(series, one)):
            continue
        values = _values(holding, asked, file, counted)
        digits = len(str(one.frames))
        numbered = [f"{n + 1:0{digits}}" for n in chosen] if one.frames > 1 else [""]
        made = [names.of(values, frame=frame) for frame in numbered]
        row = ExportRow(
            (file,),
            tuple(name for name, _ in made),
            len(chosen) * image_size(one, facts.text(file, "PhotometricInterpretation"), asked),
            clash=any(clash for _, clash in made),
            notes=broken.get(file, ()),
        )
        yield Planned(row, (one.item,), series, chosen)
    yield from _without_image(holding, {one.item.name for _, one in found})


def _series(holding: Holding, asked: Asked, cancelled: Callable[[], bool]) -> Iterator[Planned]:
    """Yield what becomes of each series that becomes an array."""
    facts, names = holding.facts, asked.names
    found = list(holding.series())
    numbers = numbers_of([facts.place(each.instances[0].item.name, id(each)) for each in found])
    for series, counted in zip(found, numbers, strict=True):
        if cancelled():
            return
        files = tuple(one.item.name for one in series.instances)
        chosen, size, notes, reason = _whole(series, facts, asked)
        if reason:
            yield refused(files, reason)
            continue
        name, clash = names.of(_values(holding, asked, files[0], counted))
        row = ExportRow(files, (name,), size, clash=clash, notes=notes)
        yield Planned(row, tuple(one.item for one in series.instances), series, chosen)
    shown = {one.item.name for series in found for one in series.instances}
    yield from _without_image(holding, shown)


def _values(holding: Holding, asked: Asked, file: str, counted: dict[str, str]) -> dict[str, str]:
    stem = file.rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    return {
        **counted,
        "name": file,
        "stem": stem,
        **holding.facts.texts(file, asked.names.keywords),
    }


def _broken(holding: Holding) -> dict[str, tuple[str, ...]]:
    """Return what is wrong with files, by their names."""
    found: dict[str, tuple[str, ...]] = {}
    for error in holding.problems:
        if error.file:
            found[error.file] = (*found.get(error.file, ()), said(error))
    return found


def _without_image(holding: Holding, shown: set[str]) -> Iterator[Planned]:
    """Yield the files of which there is nothing to be seen, each with its reason."""
    broken = _broken(holding)
    for file in holding.facts.files:
        if file not in shown:
            yield refused((file,), " ".join(broken.get(file, (_NO_IMAGE,))))
    for file, reasons in broken.items():
        if file not in shown and file not in holding.facts:
            yield refused((file,), " ".join(reasons))


@lru_cache(maxsize=64)
def _undecodable(syntax: str) -> str:
    """Return why frames of a transfer syntax can't be decoded here; empty where they can."""
    if not syntax:
        return ""
    codec = codec_for(syntax)
    if codec.available:
        return ""
    remedy = f" Install it with: {codec.install}" if codec.install else ""
    return f"{codec.name} can't be decoded here.{remedy}"


def _unwritable(facts: FileFacts, file: str, asked: Asked) -> str:
    """Return why a PNG can't hold the values of a file, as its header says; empty if it can."""
    from dicomwidgets.display.rescale import plain_rescale  # noqa: PLC0415 - for values alone
    from dicomwidgets.exporting.image_files import AS_ARRAYS, NOT_WHOLE  # noqa: PLC0415

    wish = asked.wish
    if wish.form.name != "png" or wish.style.values != "modality" or not facts.has(_RESCALE):
        return ""
    if facts.text(file, "SamplesPerPixel") not in ("", "1") or facts.text(file, _TABLE):
        return ""
    slope, intercept = (facts.text(file, f"Rescale{each}") for each in ("Slope", "Intercept"))
    found = plain_rescale(slope or None, intercept or None)
    if found is None or all(each.is_integer() for each in found):
        return ""
    return f"{NOT_WHOLE} {AS_ARRAYS}"


class _Wanted:
    """Which frames of a file are wanted, where they are chosen by their numbers in the series."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._series: Series | None = None
        self._numbers: dict[str, list[int]] = {}

    def of(self, series: Series, one: Instance) -> tuple[int, ...]:
        """Return the numbers of its frames that are, in the file."""
        if self._frames is None:
            return tuple(range(one.frames))
        if series is not self._series:
            self._series, self._numbers = series, {}
            for number in _numbers(self._frames, series.count):
                place = series.locators[number]
                self._numbers.setdefault(place.item.name, []).append(place.frame)
        return tuple(sorted({*self._numbers.get(one.item.name, ())}))


def _numbers(frames: Frames, count: int) -> list[int]:
    """Return the frames of a series that are wanted; none where it has none of them."""
    try:
        return frames_among(frames, count)
    except ArgumentError:
        return []


def _whole(
    series: Series, facts: FileFacts, asked: Asked
) -> tuple[tuple[int, ...], int, tuple[str, ...], str]:
    """Return the frames of a series, the size of its file, notes, and why there is none."""
    wish = asked.wish
    try:
        if reason := _undecodable(series.header(0).transfer_syntax_uid or ""):
            return (), 0, (), reason
        chosen = tuple(frames_among(wish.frames, series.count))
        if wish.is_volume:
            from dicomwidgets.volumes.opening import volume  # noqa: PLC0415 - brings NumPy

            some = None if wish.frames is None else chosen
            made = volume(series, lazy=True, frames=some, **dict(wish.volume))
            return chosen, volume_size(made, asked.names.suffix), tuple(made.notes), ""
    except DicomWidgetsError as error:
        or_in_order(error, wish.form)
        return (), 0, (), said(error)
    one = series.instances[0]
    photometric = facts.text(one.item.name, "PhotometricInterpretation")
    return chosen, len(chosen) * image_size(one, photometric, asked), (), ""
