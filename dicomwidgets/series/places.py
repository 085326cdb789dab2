"""Where the frames of a series lie, so that two series can be compared place by place."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, TypedDict

from dicomwidgets.series.normal import SAME_POSITION, distance, is_same_vector, normal_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.series.instance import Instance
    from dicomwidgets.series.series import Series

    Plane = tuple[tuple[float, float, float], float]

__all__ = ["Places", "nearest", "places_of", "planes_of"]

_SALT = secrets.token_bytes(16)


class Places(TypedDict):
    """Where the frames of a series lie: parallel planes in one frame of reference.

    `frame_of_reference` is the same number for the same Frame of Reference UID (PS3.3 C.7.4.1)
    as long as this Python runs, and tells nothing of it. `normal` is the unit normal of the
    slices, `distances` how far along it each frame lies: LPS millimetres, in display order.
    """

    frame_of_reference: int
    normal: list[float]
    distances: list[float]


def places_of(series: Series) -> Places | None:
    """Return where the frames of `series` lie.

    Returns
    -------
    Places or None
        ``None`` where a file names no frame of reference or two differ, where a frame has no
        position or orientation (PS3.3 C.7.6.2), and where the frames are not parallel.
    """
    uids = {each.frame_of_reference_uid for each in series.instances}
    planes = [plane for each in series.instances for plane in planes_of(each)]
    normals = [normal for normal, _ in planes]
    if len(uids) != 1 or "" in uids or not planes or len(planes) != series.count:
        return None
    if not all(is_same_vector(normal, normals[0]) for normal in normals):
        return None
    return {
        "frame_of_reference": _number(uids.pop()),
        "normal": [round(value, 7) for value in normals[0]],
        "distances": [round(where, 4) for _, where in planes],
    }


def nearest(
    places: Places,
    point: Sequence[float],
    current: int = -1,
    dimensions: Sequence[Sequence[int]] | None = None,
    meant: Sequence[int] | None = None,
) -> int:
    """Return the frame whose plane lies nearest to a point, along the normal.

    Parameters
    ----------
    places
        From `places_of`.
    point
        LPS millimetres, in the same frame of reference.
    current
        The frame shown now: it wins where several lie equally near, as in a time series.
    dimensions
        Where each frame lies in the dimensions of its series (`Dimensions`): of equally near
        frames, none of them shown now, the one most like the frame shown wins. So a series of
        times stays at its time.
    meant
        The place to be like, instead of that of the frame shown: where no frame was at the time
        that is kept, another one is shown, but not meant.
    """
    where = distance(point, places["normal"])
    distances = places["distances"]
    best = min(range(len(distances)), key=lambda k: abs(distances[k] - where))
    near = [k for k, each in enumerate(distances) if abs(each - distances[best]) < SAME_POSITION]
    if current in near:
        return current
    if dimensions is None or not 0 <= current < len(dimensions):
        return best
    kept = meant or dimensions[current]
    return min(
        near, key=lambda k: sum(abs(a - b) for a, b in zip(dimensions[k], kept, strict=True))
    )


def planes_of(instance: Instance) -> Iterator[Plane]:
    """Return unit normal and distance along it of each frame, in display order.

    Nothing where the file does not say where its frames lie.
    """
    if instance.planes is not None:
        order = instance.order or range(instance.frames)
        normal, distances, _ = instance.planes
        yield from ((normal, distances[frame]) for frame in order)
    elif instance.frames == 1 and instance.position and instance.orientation:
        normal_here = normal_of(instance.orientation)
        if normal_here is not None:
            yield normal_here, distance(instance.position, normal_here)


def _number(uid: str) -> int:
    """Return a number for a UID that nobody can guess it from; exact in JavaScript."""
    digest = hashlib.blake2b(uid.encode(), key=_SALT, digest_size=6).digest()
    return int.from_bytes(digest, "little")
