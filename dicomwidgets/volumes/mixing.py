"""Slices made of planes that come from elsewhere, in any order."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from dicomwidgets.volumes.elsewhere import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from dicomwidgets.volumes.elsewhere import Key
    from dicomwidgets.volumes.reader import Reader

__all__ = ["mix"]

Place = tuple[int, int]


def mix(
    reader: Reader,
    planes: Iterable[tuple[Key, NDArray[Any]]],
    room: Callable[[Place], NDArray[Any]],
) -> None:
    """Write each slice as soon as its planes are there; a plane is kept while it is needed.

    Parameters
    ----------
    reader
        Of an interpolated volume.
    planes
        As stored.
    room
        Gives the place of a slice in the array.

    Raises
    ------
    VolumeError
        Where values don't fit the type that was asked for.
    """
    needs = {
        (volume, place): {key_of(piece.slab) for piece in pieces}
        for volume, slices in enumerate(reader.stack.slices)
        for place, pieces in enumerate(slices)
    }
    users: dict[Key, list[Place]] = defaultdict(list)
    for where, keys in needs.items():
        for key in keys:
            users[key].append(where)
    left = Counter({key: len(places) for key, places in users.items()})
    held: dict[Key, NDArray[Any]] = {}
    for key, plane in planes:
        held[key] = plane
        for where in users[key]:
            if not needs[where] <= held.keys():
                continue
            reader.read(*where, room(where), lambda slab: held[key_of(slab)])
            for used in needs[where]:
                left[used] -= 1
                if not left[used]:
                    del held[used]
