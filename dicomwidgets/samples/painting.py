"""Ellipses with soft edges, painted into an image in millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Canvas", "noise_field"]


class Canvas:
    """A square image in patient coordinates: x to the left hand, y to the back.

    Parameters
    ----------
    size
        Pixels along one side.
    field
        Millimetres along one side; the centre is (0, 0).
    background
        The first value.
    """

    def __init__(self, size: int, field: float, background: float) -> None:
        self.spacing = field / size
        axis = (np.arange(size, dtype=np.float32) - (size - 1) / 2) * np.float32(self.spacing)
        self.x, self.y = axis[None, :], axis[:, None]
        self.image: NDArray[np.float32] = np.full((size, size), background, dtype=np.float32)

    def ellipse(  # noqa: PLR0913 - a shape has as many numbers
        self,
        x: float,
        y: float,
        a: float,
        b: float,
        value: float,
        *,
        turn: float = 0.0,
        soft: float = 1.0,
    ) -> None:
        """Paint an ellipse.

        Parameters
        ----------
        x, y
            Its centre in millimetres.
        a, b
            Its half axes; nothing is painted if one is not positive.
        value
            What it is painted with.
        turn
            Degrees, from x towards y.
        soft
            Width of the edge in pixels.
        """
        if a <= 0 or b <= 0:
            return
        rows, columns = self._window(x, y, max(a, b))
        dx, dy = self.x[:, columns] - np.float32(x), self.y[rows] - np.float32(y)
        if turn:
            c, s = np.float32(np.cos(np.radians(turn))), np.float32(np.sin(np.radians(turn)))
            dx, dy = dx * c + dy * s, dy * c - dx * s
        radius = np.sqrt((dx / np.float32(a)) ** 2 + (dy / np.float32(b)) ** 2)
        edge = np.float32(min(a, b) / (self.spacing * soft))
        cover = np.clip((1 - radius) * edge + np.float32(0.5), 0, 1)
        part = self.image[rows, columns]
        part += cover * (np.float32(value) - part)

    def _window(self, x: float, y: float, reach: float) -> tuple[slice, slice]:
        half = (self.image.shape[0] - 1) / 2
        margin = reach / self.spacing + 2
        row, column = y / self.spacing + half, x / self.spacing + half
        return (
            slice(max(0, int(row - margin)), max(0, int(row + margin) + 1)),
            slice(max(0, int(column - margin)), max(0, int(column + margin) + 1)),
        )


def noise_field(seed: int, size: int) -> NDArray[np.float32]:
    """Return noise of unit deviation whose neighbours are alike, as reconstruction leaves it."""
    white = np.random.default_rng(seed).standard_normal((size, size), dtype=np.float32)
    smooth = white + 0.7 * (np.roll(white, 1, 0) + np.roll(white, 1, 1))
    smooth += 0.5 * np.roll(white, (1, 1), (0, 1))
    return np.asarray(smooth / smooth.std(), dtype=np.float32)
