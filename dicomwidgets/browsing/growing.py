"""An array that numbers are added to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike, NDArray

__all__ = ["Growing"]

_LEAST = 256


class Growing:
    """Numbers one after the other; adding some costs, in the long run, as much as writing them.

    Parameters
    ----------
    dtype
        Of the numbers.
    """

    __slots__ = ("_count", "_held")

    def __init__(self, dtype: DTypeLike) -> None:
        self._held: NDArray[Any] = np.zeros(_LEAST, dtype)
        self._count = 0

    def __len__(self) -> int:
        """Return how many there are."""
        return self._count

    @property
    def all(self) -> NDArray[Any]:
        """Those that are there now; to be changed in place as long as none is added."""
        return self._held[: self._count]

    def extend(self, numbers: ArrayLike) -> None:
        """Add some."""
        added = np.asarray(numbers, self._held.dtype)
        before = self._count
        self.grow(before + len(added))
        self._held[before : self._count] = added

    def append(self, number: int) -> None:
        """Add one."""
        self.grow(self._count + 1, number)

    def grow(self, count: int, fill: int = 0) -> None:
        """Make it `count` long; what is new is `fill`."""
        if count > len(self._held):
            larger = np.zeros(max(count, 2 * len(self._held)), self._held.dtype)
            larger[: self._count] = self.all
            self._held = larger
        if count > self._count:
            self._held[self._count : count] = fill
            self._count = count
