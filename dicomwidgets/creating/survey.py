"""One pass over all frames: their range, whether they are whole numbers, a sample of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.errors import CreateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.creating.raster import Raster

__all__ = ["Survey", "survey"]

_SAMPLE = 1 << 18


class Survey(NamedTuple):
    """What is known of all frames.

    Parameters
    ----------
    low, high
        Smallest and largest value.
    whole
        Whether all of them are whole numbers.
    sample
        Values spread over the frames.
    """

    low: float
    high: float
    whole: bool
    sample: NDArray[np.float64]


def survey(raster: Raster) -> Survey:
    """Look at every frame once.

    Raises
    ------
    CreateError
        If there are values that are not finite.
    """
    frames = max(1, raster.count)
    each = max(256, _SAMPLE // frames)
    real = raster.dtype.kind == "f"
    low: float = np.inf
    high: float = -np.inf
    whole = True
    samples: list[NDArray[Any]] = []
    for index in range(raster.count):
        frame = raster.frame(index)
        if real:
            _refuse_not_finite(frame, index)
            whole = whole and bool((frame == np.rint(frame)).all())
        low, high = min(low, frame.min().item()), max(high, frame.max().item())
        flat = frame.reshape(-1)
        samples.append(flat[:: max(1, flat.size // each)].astype(np.float64))
    return Survey(low, high, whole, np.concatenate(samples))


def _refuse_not_finite(frame: NDArray[Any], index: int) -> None:
    count = int(frame.size - np.isfinite(frame).sum())
    if count:
        raise CreateError(
            f"{count:,} values of image {index} are not finite (NaN or infinite), and DICOM's "
            "integers have no such values.",
            remedy="Replace them: numpy.nan_to_num(array, nan=0).",
        )
