"""The window of a series whose files name none: one for all its frames, from some of them."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.display.window import Window, sample_values, window_over
from dicomwidgets.errors import DicomWidgetsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.display.description import Badge, FrameDisplay, SeriesAuto, WindowPreset

__all__ = ["PROVISIONAL", "AutoWindow", "SeriesWindow", "window_places"]

_FRAMES = 16
_BYTES = 256 * 2**20
_SAMPLES = 2**18
_WIDEST = 8
_HASTY_SAMPLES = 2**16

PROVISIONAL: Badge = {
    "text": "PROVISIONAL WINDOW",
    "reason": "The file names no window: this one spans the 1st to the 99th percentile of the "
    "frame that was shown first, padding left out. That of the whole series follows.",
    "level": "info",
}


class AutoWindow(NamedTuple):
    """A computed window and the reason to be seen on the image."""

    window: Window
    badge: Badge


class SeriesWindow:
    """Finds the window, once; used by any number of threads.

    Parameters
    ----------
    count
        How many frames there are.
    sample
        Number of a frame → some of its stored values and its display; raises where there are
        none.
    frame_bytes
        Number of a frame → its bytes when decoded.
    given
        A window that is known already.
    """

    def __init__(
        self,
        count: int,
        sample: Callable[[int], tuple[NDArray[Any], FrameDisplay]],
        frame_bytes: Callable[[int], int],
        given: Window | None = None,
    ) -> None:
        self._count = count
        self._sample = sample
        self._frame_bytes = frame_bytes
        self._settled = None if given is None else AutoWindow(given, _badge(0))
        self._hasty = False
        self.provisional: AutoWindow | None = None
        self.asked = False
        self._settling = Lock()
        self._hurrying = Lock()

    @property
    def window(self) -> Window | None:
        """The window of the series, where it is known."""
        return self._settled.window if self._settled else None

    def described(self) -> SeriesAuto | None:
        """Return it for the front end; ``None`` while it is not known, or nobody asks."""
        if self._settled is None or not self.asked:
            return None
        window, badge = self._settled
        preset: WindowPreset = {
            "name": "Auto",
            "center": window.center,
            "width": window.width,
            "source": "auto",
        }
        return {"window": preset, "voi_function": window.function, "badge": badge}

    def hurry(self, provisional: SeriesWindow | None = None) -> None:
        """Show a provisional window, of the frame that is shown first, until `settle`.

        Parameters
        ----------
        provisional
            Takes over what another one, of fewer frames of the series, has found so far.
        """
        self._hasty = self._settled is None
        if provisional is not None:
            self.provisional = provisional.provisional
            self.asked = provisional.asked

    def shown(self, i: int) -> AutoWindow:
        """Return the window for frame `i`, which has none of its own.

        Raises
        ------
        DicomWidgetsError
            Where frame `i` can't be decoded and no window is known yet.
        """
        self.asked = True
        if self._settled is not None or not self._hasty:
            return self._found(i)
        with self._hurrying:
            if self.provisional is None:
                window = _over([self._sample(i)], _HASTY_SAMPLES)
                self.provisional = AutoWindow(window, PROVISIONAL)
            return self.provisional

    def settle(self) -> AutoWindow | None:
        """Return the window of the series, decoding what is needed; ``None`` if nobody asks.

        Whoever is shown a provisional one does not wait for it.
        """
        found = self._found(0) if self.asked else None
        self._hasty = False
        return found

    def _found(self, i: int) -> AutoWindow:
        if self._settled is not None:
            return self._settled
        with self._settling:
            if self._settled is None:
                samples = self._samples(i)
                self._settled = AutoWindow(_over(samples, _SAMPLES), _badge(len(samples)))
            return self._settled

    def _samples(self, i: int) -> list[tuple[NDArray[Any], FrameDisplay]]:
        """Return samples of frames spread evenly: at most 16 of them, and 256 MiB."""
        most = max(1, min(_FRAMES, self._count, _BYTES // max(1, self._size(i))))
        samples = []
        for place in _places(self._count, most):
            try:
                sample = self._sample(place)
            except DicomWidgetsError:
                continue
            if sample[1]["kind"] == "grey":
                samples.append(sample)
        return samples or [self._sample(i)]

    def _size(self, i: int) -> int:
        try:
            return self._frame_bytes(i)
        except DicomWidgetsError:
            return 0


def window_places(count: int, pixels: int) -> tuple[int, ...]:
    """Return the numbers of all frames that the window of a series may depend on.

    Parameters
    ----------
    count
        How many frames there are.
    pixels
        Of a frame: of large ones fewer are looked at, by how many bytes a pixel has.
    """
    most = min(_FRAMES, count)
    least = max(1, min(most, _BYTES // max(1, pixels * _WIDEST)))
    found = {place for many in range(least, most + 1) for place in _places(count, many)}
    return tuple(sorted(found))


def _places(count: int, most: int) -> list[int]:
    """Return numbers of frames, spread evenly."""
    if most == 1:
        return [count // 2]
    return [int(place + 0.5) for place in np.linspace(0, count - 1, most)]


def _over(samples: list[tuple[NDArray[Any], FrameDisplay]], most: int) -> Window:
    share = most // len(samples)
    values = [sample_values(stored, display, share) for stored, display in samples]
    whole = all(np.issubdtype(stored.dtype, np.integer) for stored, _ in samples)
    return window_over(np.concatenate(values), whole=whole)


def _badge(count: int) -> Badge:
    among = f"{count} frames spread over the series" if count > 1 else "the frame"
    return {
        "text": "AUTO WINDOW",
        "reason": "The file names no window: this one spans the 1st to the 99th percentile of "
        f"{among}, padding left out.",
        "level": "info",
    }
