"""What comes of frames beyond their look-up: colour management, overlays, shutters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameInfo, Graphic
    from dicomwidgets.display.icc import Managed
    from dicomwidgets.display.look import Look
    from dicomwidgets.pixels.drawn_over import DrawnOver
    from dicomwidgets.pixels.file_memory import FileMemory
    from dicomwidgets.pixels.frame_source import FrameSource

__all__ = ["Over"]


class Over:
    """Overlays and shutters of the frames of a source; those of the newest frame are kept.

    Parameters
    ----------
    source
        The frames.
    memory
        What is known of its files.
    """

    def __init__(self, source: FrameSource, memory: FileMemory) -> None:
        self._source = source
        self._memory = memory
        self._newest: tuple[int, DrawnOver] | None = None
        self._profile: tuple[bytes, Managed | None] | None = None

    def draw(
        self, info: FrameInfo, screen: NDArray[np.uint8], look: Look, place: Any = ...
    ) -> NDArray[np.uint8]:
        """Return a screen frame, its colours managed, with what lies over it."""
        over, screen = self._of(info), self.managed(info, screen, look)
        return over.draw(screen, look, place) if over else screen

    def managed(self, info: FrameInfo, colors: NDArray[np.uint8], look: Look) -> NDArray[np.uint8]:
        """Return the colours of a frame as its ICC profile means them."""
        if "profile" not in info or not look.get("color_profile", True):
            return colors
        from dicomwidgets.display.icc import profile_of, to_srgb  # noqa: PLC0415 - few have one

        profile, kept = profile_of(self._source.header(info["index"]).dataset), self._profile
        if profile is None:
            return colors
        if kept is None or kept[0] != profile:
            self._profile = kept = profile, to_srgb(profile)
        return kept[1](colors) if kept[1] else colors

    def graphics(self, info: FrameInfo) -> list[Graphic]:
        """Return what lies over a frame, each with its picture."""
        over = self._of(info)
        return over.described() if over else []

    def _of(self, info: FrameInfo) -> DrawnOver | None:
        if not info.get("graphics"):
            return None
        i, newest = info["index"], self._newest
        if newest is not None and newest[0] == i:
            return newest[1]
        from dicomwidgets.pixels.drawn_over import drawn_over  # noqa: PLC0415 - few frames have any

        over = drawn_over(self._source.locators[i], self._source.header(i), info, self._memory)
        self._newest = i, over
        return over
