"""What is known of a volume beside its voxels and where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.errors import ArgumentError
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from dicomwidgets.volumes.affine import Coordinates

__all__ = ["Facts"]


class Facts(NamedTuple):
    """What is known of a volume: see the attributes of `Volume`."""

    modality: str = ""
    unit: str = ""
    frame_of_reference: str = ""
    coordinates: Coordinates = "LPS"
    labels: tuple[dict[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    colors: bool = False
    is_placed: bool = True

    def __repr__(self) -> str:
        return f"Facts({self.modality}, {self.unit}, {masked(self.frame_of_reference)})"

    def of(self, leading: tuple[Any, ...]) -> Facts:
        """Return what is known of some of the volumes: a number for one, a slice for several.

        Raises
        ------
        ArgumentError
            Where there are none such.
        """
        if not leading:
            return self
        try:
            chosen = self.labels[leading[0]]
        except (IndexError, TypeError):
            chosen = ()
        if not chosen and isinstance(chosen, tuple):
            raise ArgumentError(
                f"There is no such volume: there are {len(self.labels)}, from 0.",
                remedy="v[0] is the first one, v[1:3] are two; v[:, 10:20] takes slices of all.",
            )
        return self._replace(labels=chosen if isinstance(chosen, tuple) else ())
