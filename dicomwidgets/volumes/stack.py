"""A volume before it is read: of which frames each slice is made, and where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dicomwidgets.volumes.affine import Matrix
    from dicomwidgets.volumes.slab import Slab

__all__ = ["Piece", "Stack"]


class Piece(NamedTuple):
    """Part of a slice: a plane, how much of it, and how far it is moved in (rows, columns)."""

    slab: Slab
    weight: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    def __repr__(self) -> str:
        return f"Piece(frame {self.slab.frame}, {self.weight:g})"


class Stack(NamedTuple):
    """What a volume is made of.

    Parameters
    ----------
    affine
        LPS, from (slice, row, column).
    slices
        The pieces of each slice, by volume and slice: one piece, unless it is interpolated.
    size
        Rows and columns of a slice, before it is thinned out.
    steps
        Every how many-th row and column is taken.
    labels
        What each volume is, where there are several.
    notes
        What was done to the frames that one should know.
    fill
        The value of voxels that no frame reaches.
    """

    affine: Matrix
    slices: tuple[tuple[tuple[Piece, ...], ...], ...]
    size: tuple[int, int]
    labels: tuple[dict[str, str], ...]
    notes: tuple[str, ...]
    steps: tuple[int, int] = (1, 1)
    fill: float = float("nan")

    def __repr__(self) -> str:
        return f"Stack({' × '.join(map(str, self.shape))})"

    @property
    def shape(self) -> tuple[int, ...]:
        """(slices, rows, columns), after the number of volumes where there are several."""
        rows, columns = (-(-size // step) for size, step in zip(self.size, self.steps, strict=True))
        space = len(self.slices[0]), rows, columns
        return (len(self.slices), *space) if self.labels else space

    @property
    def is_interpolated(self) -> bool:
        """Whether any voxel is a mixture of others, or none's."""
        return any(
            len(pieces) > 1 or pieces[0].shift != (0.0, 0.0) or _is_larger(pieces[0], self.size)
            for volume in self.slices
            for pieces in volume
        )


def _is_larger(piece: Piece, size: tuple[int, int]) -> bool:
    return (piece.slab.rows, piece.slab.columns) != size
