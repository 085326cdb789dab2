"""Which frames make one volume together, where a series has several: times, echoes, b-values."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.series.dimensions import every_dimension_of
from dicomwidgets.series.normal import SAME_POSITION
from dicomwidgets.volumes.refusals import doubled, incomplete

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from dicomwidgets.series.series import Series
    from dicomwidgets.volumes.slab import Slab
    from dicomwidgets.volumes.wish import Wish

__all__ = ["Parts", "parts_of"]

_SLICES = {"ImagePositionPatient", "InStackPositionNumber"}
_REPETITION = "Repetition"

Labels = dict[str, str]


class Parts(NamedTuple):
    """Volumes of equal slices.

    Parameters
    ----------
    distances
        Where the slices lie along the normal, ascending, in millimetres.
    volumes
        A row a volume, an entry a slice.
    labels
        What each volume is: name of the dimension → its value with the unit.
    notes
        What was left out.
    """

    distances: list[float]
    volumes: list[list[Slab]]
    labels: list[Labels]
    notes: list[str]


class _Keyed(NamedTuple):
    """A frame, the slice that it lies in, and what tells it from others there."""

    slab: Slab
    slot: int
    key: tuple[int, ...]


def parts_of(
    series: Series, slabs: Sequence[Slab], distances: Sequence[float], wish: Wish
) -> Parts:
    """Sort frames into volumes.

    Parameters
    ----------
    series
        Of which `slabs` are planes.
    slabs
        Parallel planes, in display order.
    distances
        How far along the normal each lies.
    wish
        What to do with duplicates and with what is not complete.

    Raises
    ------
    VolumeError
        ``"duplicates"`` or ``"incomplete"``, where nothing else was asked for.
    """
    slots, places = _slots(distances)
    keyed, names = _keyed(series, slabs, slots)
    counted = names[-1][0] == _REPETITION if names else False
    keyed, notes = _without_doubles(series, keyed, wish, counted=counted)
    volumes: dict[Hashable, dict[int, Slab]] = defaultdict(dict)
    for each in keyed:
        volumes[each.key][each.slot] = each.slab
    order = sorted(volumes)  # type: ignore[type-var]
    labels = {key: _label(names, key, order) for key in order}  # type: ignore[arg-type]
    lacking = {key: [s for s in range(len(places)) if s not in volumes[key]] for key in order}
    if any(lacking.values()):
        whole = [key for key in order if not lacking[key]]
        if wish.incomplete != "drop" or not whole:
            shown = {
                _shown(labels[key]): [places[slot] for slot in slots_]
                for key, slots_ in lacking.items()
                if slots_
            }
            raise incomplete(shown, len(places))
        left = ", ".join(_shown(labels[key]) for key in order if lacking[key])
        notes = [*notes, f"Left out, as slices are missing: {left}."]
        order = whole
    rows = [[volumes[key][slot] for slot in range(len(places))] for key in order]
    return Parts(places, rows, [labels[key] for key in order], notes)


def _slots(distances: Sequence[float]) -> tuple[list[int], list[float]]:
    """Return the slice that each distance is of, and where the slices lie."""
    order = sorted(range(len(distances)), key=distances.__getitem__)
    slots, places = [0] * len(distances), [distances[order[0]]]
    last = places[0]
    for at in order:
        if distances[at] - last > SAME_POSITION:
            places.append(distances[at])
        last = distances[at]
        slots[at] = len(places) - 1
    return slots, places


def _keyed(
    series: Series, slabs: Sequence[Slab], slots: Sequence[int]
) -> tuple[list[_Keyed], list[tuple[str, str, list[str]]]]:
    """Return what tells frames of a slice apart, and the names, units and values of that."""
    found = every_dimension_of(series)
    # The slice itself is taken from where frames lie, not from what the file calls it.
    axes = found["axes"] if found is not None else []
    own = [k for k, axis in enumerate(axes) if axis["source"] not in _SLICES]
    # One dimension alone, with a value a frame, tells slices from each other where there are any;
    # but of mosaics, each of which has all slices.
    stacked = max(slots) > 0 and slabs[0].tile is None
    if found is None or (len(axes) < 2 and (not own or stacked)):
        seen: dict[int, int] = defaultdict(int)
        keyed = []
        for slab, slot in zip(slabs, slots, strict=True):
            keyed.append(_Keyed(slab, slot, (seen[slot],)))
            seen[slot] += 1
        most = max(seen.values())
        return keyed, [(_REPETITION, "", [str(k + 1) for k in range(most)])]
    keyed = [
        _Keyed(slab, slot, tuple(found["places"][slab.frame][k] for k in own))
        for slab, slot in zip(slabs, slots, strict=True)
    ]
    return keyed, [(axes[k]["name"], axes[k]["unit"], axes[k]["values"]) for k in own]


def _without_doubles(
    series: Series, keyed: list[_Keyed], wish: Wish, *, counted: bool
) -> tuple[list[_Keyed], list[str]]:
    """Return frames of which no two are the same one, as far as numbers can tell.

    Where nothing but a count tells frames apart, they are times only if their files are numbered.
    """
    numbers = [each.number for each in series.instances for _ in range(each.frames)]
    first: dict[Hashable, Slab] = {}
    pairs: list[tuple[Slab, Slab]] = []
    kept = []
    for each in keyed:
        frame = each.slab.frame
        told = (numbers[frame], series.locators[frame].frame)
        place = (each.slot, each.key[:-1], told) if counted else (each.slot, each.key)
        before = first.setdefault(place, each.slab)
        if before is each.slab:
            kept.append(each)
        else:
            pairs.append((before, each.slab))
    if not pairs or wish.duplicates == "keep":
        return keyed, []
    if wish.duplicates != "first":
        raise doubled(pairs)
    kept = _recounted(kept) if counted else kept
    count = f"{len(pairs)} frame{'s' if len(pairs) > 1 else ''}"
    return kept, [f"{count} left out, as others lie at the same place."]


def _recounted(keyed: Sequence[_Keyed]) -> list[_Keyed]:
    """Return frames counted anew at each place: those that were left out had been counted, too."""
    seen: dict[Hashable, int] = defaultdict(int)
    counted = []
    for each in keyed:
        place = each.slot, each.key[:-1]
        counted.append(each._replace(key=(*each.key[:-1], seen[place])))
        seen[place] += 1
    return counted


def _label(
    names: Sequence[tuple[str, str, list[str]]], key: tuple[int, ...], order: Sequence[Hashable]
) -> Labels:
    """Return what differs between volumes, by name."""
    label = {}
    for at, (name, unit, values) in enumerate(names):
        if len({each[at] for each in order}) > 1:  # type: ignore[index]
            label[name] = f"{values[key[at]]} {unit}".strip()
    return label


def _shown(label: Labels) -> str:
    return ", ".join(f"{name} {value}" for name, value in label.items()) or "the volume"
