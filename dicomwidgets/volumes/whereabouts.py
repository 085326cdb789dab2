"""In which space the planes of a volume lie: by their files, or by what was told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.privacy import masked
from dicomwidgets.volumes.refusals import mixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.series.series import Series
    from dicomwidgets.volumes.slab import Slab

__all__ = ["Space", "space_of", "told_notes"]


class Space(NamedTuple):
    """Frame of Reference UID (PS3.3 C.7.4.1), ``""`` where no file names one, and what to note."""

    uid: str
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Space({masked(self.uid)})"


def space_of(series: Series, slabs: Sequence[Slab]) -> Space:
    """Return the frame of reference that planes share; those that name none are taken to.

    Raises
    ------
    VolumeError
        ``"mixed frame of reference"``, where two name different ones.
    """
    if slabs[0].is_told:
        return Space("", ())
    uids = [each.frame_of_reference_uid for each in series.instances for _ in range(each.frames)]
    named = [slab for slab in slabs if uids[slab.frame]]
    for slab in named:
        if uids[slab.frame] != uids[named[0].frame]:
            raise mixed("frame of reference", named[0], slab, ("one", "another"))
    lacking = len({slab.frame for slab in slabs}) - len({slab.frame for slab in named})
    if not named or not lacking:
        return Space(uids[named[0].frame] if named else "", ())
    frames = "1 frame lacks" if lacking == 1 else f"{lacking} frames lack"
    note = f"{frames} a Frame of Reference UID: taken to be in that of the others."
    return Space(uids[named[0].frame], (note,))


def told_notes(
    frames: FrameSource, slabs: Sequence[Slab], told: Sequence[float] | None
) -> list[str]:
    """Say what of the geometry is what the caller said, and not what the files do."""
    notes: list[str] = []
    if told is None:
        return notes
    if slabs[0].is_told:
        notes.append(
            "The files don't say where frames lie: stacked in their order, "
            f"{told[0]:g} mm apart as was given; axes are not the patient's."
        )
    if frames.described(slabs[0].frame)["geometry"]["spacing"] is None:
        notes.append("The spacing of rows and columns is what was given.")
    return notes
