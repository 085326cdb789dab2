"""The frames of a series: how many, and one at a time."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from dicomwidgets.codecs import is_native
from dicomwidgets.display.look import Look, asked_window, painter
from dicomwidgets.display.window import Window, default_window
from dicomwidgets.errors import ArgumentError, ReadError
from dicomwidgets.pixels.cache import SHARED, FrameCache
from dicomwidgets.pixels.decode import decode, decode_alike, decode_plain
from dicomwidgets.pixels.file_memory import FileMemory
from dicomwidgets.pixels.kept_headers import KeptHeaders
from dicomwidgets.pixels.large import bytes_of, decoded_bytes, refuse, rows_of, sampled
from dicomwidgets.pixels.limits import KEPT_WHOLE, LARGEST_DECODED
from dicomwidgets.pixels.over import Over
from dicomwidgets.pixels.picture import LARGEST_SIDE, encode_picture, squared
from dicomwidgets.pixels.reduced import factor_for, reduced, snapped
from dicomwidgets.pixels.series_window import SeriesWindow
from dicomwidgets.pixels.told import is_read_straight, told, told_alike, windowed
from dicomwidgets.pixels.values import Values, in_quantity, not_numbers, values_of
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.display.description import (
        BufferInfo,
        FrameDisplay,
        FrameInfo,
        Graphic,
        Uptake,
        VoiFunction,
    )
    from dicomwidgets.display.suv_inputs import SuvInputs
    from dicomwidgets.pixels.alike import Known
    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.reading.header import Header

__all__ = ["FrameSource", "Look"]

_INFOS_KEPT = 4096


class FrameSource:
    """The frames of a series, decoded on demand, by any number of threads.

    Parameters
    ----------
    locate
        Where each frame is, in the order they are shown.
    budget
        Bytes of decoded frames that this source may keep, though always the newest one; by
        default all sources of the process share 64 MiB. Frames that lie uncompressed in a local
        file are read when asked for and never kept.
    auto
        The window of a series whose files name none; by default computed, when it is first
        needed, from at most 16 frames spread over the series.

    Examples
    --------
    >>> frames = dicomwidgets.frames("CT/")           # doctest: +SKIP
    >>> frames.values(0).unit                         # doctest: +SKIP
    'HU'
    """

    def __init__(
        self,
        locate: Sequence[FrameLocator],
        *,
        budget: int | None = None,
        auto: Window | None = None,
    ) -> None:
        self.locators = tuple(locate)
        self.auto = SeriesWindow(len(self.locators), self._sample, self.frame_bytes, auto)
        self._cache = FrameCache(SHARED if budget is None else budget)
        self._memory = FileMemory(self._cache)
        self._infos: dict[int, FrameInfo] = {}
        self._strange: dict[int, int] = {}
        self._headers = KeptHeaders(self._forget)
        self._over = Over(self, self._memory)

    def __len__(self) -> int:
        return len(self.locators)

    def __repr__(self) -> str:
        return f"FrameSource({len(self)} frames, {self._cache.held >> 10} kB kept)"

    @property
    def budget(self) -> int:
        """Bytes of decoded frames kept at most, but for the newest.

        All sources of the process share one budget; setting it gives these frames their own.
        """
        return self._cache.budget

    @budget.setter
    def budget(self, size: int) -> None:
        self._cache.set_budget(size)

    def header(self, i: int) -> Header:
        """Return the header of the file that frame `i` lies in, as the file is now."""
        return self._headers.of(self._locator(i))

    def first_stamp(self, i: int) -> tuple[int, int] | None:
        """Return size and time of change of a frame's file when it was read first, if local."""
        return self._headers.first_stamp(self._locator(i))

    def keep_header(self, i: int, header: Header) -> None:
        """Take the header of the file that frame `i` lies in from one who has just read it."""
        self._headers.put(self._locator(i), header)

    def stored(self, i: int) -> NDArray[Any]:
        """Return frame `i` as in the file, read-only.

        Returns
        -------
        ndarray
            (rows, columns) of stored values in their own type, or (rows, columns, 3) uint8 RGB
            for colour of any kind. Bits above Bits Stored are cleared, the sign extended.

        Raises
        ------
        DecodeError
            Naming the file, the frame, the transfer syntax and the remedy.
        """
        locator = self._locator(i)
        known = self._known(i)
        if known is not None and is_native(known.layout.transfer_syntax_uid):
            stored = decode_plain(locator, known.format, self._memory)
            stored.flags.writeable = False
        elif known is not None:
            stored = self._cache.get(i, lambda: self._alike(i, known))
        elif is_read_straight(locator, header := self.header(i)):
            stored = decode(locator, header, memory=self._memory)
            stored.flags.writeable = False
        else:
            stored = self._cache.get(i, lambda: decode(locator, header, memory=self._memory))
        if stored.dtype.kind == "f" and i not in self._strange:
            self._strange[i] = int(np.count_nonzero(~np.isfinite(stored)))
        return stored

    def values(
        self,
        i: int,
        part: tuple[slice, slice] | None = None,
        *,
        real_world: int | str | None = None,
        quantity: str | None = None,
        inputs: SuvInputs | None = None,
    ) -> Values:
        """Return frame `i` as modality values, with their unit (PS3.3 C.11.1).

        Parameters
        ----------
        i
            Index of the frame.
        part
            Rows and columns wanted; by default all. Of a large uncompressed frame no other rows
            are read.
        real_world
            A Real World Value Map of the frame, by number or label, in place of the rescale
            (PS3.3 C.7.6.16.2.11): never taken unless asked for.
        quantity
            For PET: ``"SUVbw"``, ``"SUVlbm(James128)"``, ``"SUVlbm(Janma)"``, ``"SUVbsa"`` or
            ``"SUVibw"`` in place of what the file holds.
        inputs
            What that is computed from; by default what the file says (`suv_inputs`).

        Returns
        -------
        Values
            Padding is mapped like everything else, and marked; a Real World Value Map gives NaN
            there and where it does not hold.

        Raises
        ------
        ArgumentError
            Where the frame has no such map.
        DisplayError
            Where the uptake can't be known, naming the element that is missing or senseless.
        """
        stored = self.stored(i) if part is None else self._part(i, *part)
        values = values_of(stored, self.described(i)["display"], real_world)
        if quantity is None:
            return values
        from dicomwidgets.display.suv import suv  # noqa: PLC0415 - PET alone

        return in_quantity(values, suv(inputs or self.suv_inputs(i), quantity))

    def suv_inputs(self, i: int) -> SuvInputs:
        """Return what the standardized uptake values of frame `i` depend on (PS3.3 C.8.9.1)."""
        from dicomwidgets.display.suv_inputs import suv_inputs  # noqa: PLC0415 - PET alone

        with kept_warnings():
            return suv_inputs(self.header(i).dataset, self._locator(i).frame)

    def uptake(self, i: int) -> list[Uptake]:
        """Return the standardized uptake values of frame `i`, of each kind; none but of PET."""
        return deepcopy(self.described(i).get("uptake", []))

    def info(self, i: int) -> FrameInfo:
        """Return what frame `i` is and how to show it, the caller's to change.

        Decodes nothing but for an auto-window. What was found out about the file while frames of
        it were decoded is among the badges.
        """
        return deepcopy(self.shared_info(i))

    def shared_info(self, i: int) -> FrameInfo:
        """Return the same as `info`, shared with other frames: not to be changed."""
        info = self._info(i)
        badges = self._memory.badges(self._locator(i))
        if strange := self._strange.get(i):
            badges = [*badges, not_numbers(strange)]
        return {**info, "badges": [*info["badges"], *badges]} if badges else info

    def _info(self, i: int) -> FrameInfo:
        return windowed(i, self.described(i), self.auto)

    def described(self, i: int) -> FrameInfo:
        """Return what the header says of frame `i`, without a computed window; to be left as is."""
        locator, known = self._locator(i), self._known(i)
        info = self._infos.get(i)
        if info is None:
            with kept_warnings():
                info = known and told_alike(locator, known, self._memory)
                info = info or told(i, locator, self.header(i), self._memory)
            info["index"] = i
            if len(self._infos) >= _INFOS_KEPT:
                self._infos.clear()
            self._infos[i] = info
        return info

    def render(  # noqa: PLR0913 - the traits of a viewer, by keyword
        self,
        i: int,
        *,
        window_center: float | None = None,
        window_width: float | None = None,
        voi_function: VoiFunction | None = None,
        voi_lut: int = 0,
        invert: bool = False,
        colormap: str | None = None,
        overlays: bool = True,
        overlays_off: Collection[int] = (),
        shutter: bool = True,
        color_profile: bool = True,
        square: bool = False,
    ) -> NDArray[np.uint8]:
        """Return frame `i` at native size as on the screen (PS3.4 N.2).

        Parameters
        ----------
        i
            Index of the frame.
        window_center, window_width
            In modality units; by default what the file says first, VOI LUT or window.
        voi_function
            By default the file's.
        voi_lut
            Which VOI LUT of the file, from 0, where it has several and no window is asked for.
        invert
            On top of the file's own inversion. Colour is shown as it is.
        colormap
            A name of `dicomwidgets.display.colormap.COLORMAPS`; grey by default.
        overlays, shutter, color_profile
            Whether the file's overlays (PS3.3 C.9.2), display shutter (C.7.6.11) and ICC profile
            (C.11.15) are applied.
        overlays_off
            Groups of overlays, 0x6000 … 0x601E, that are not drawn.
        square
            Repeat rows or columns of pixels that are not square, as often as they are longer.

        Returns
        -------
        ndarray
            uint8 (rows, columns), or (rows, columns, 3) for colour, with a colour map or with a
            shutter of some colour.
        """
        look: Look = {
            "window_center": window_center,
            "window_width": window_width,
            "voi_function": voi_function,
            "voi_lut": voi_lut,
            "invert": invert,
            "colormap": colormap,
            "overlays": overlays,
            "overlays_off": overlays_off,
            "shutter": shutter,
            "color_profile": color_profile,
        }
        info = self._info(i)
        screen = self._over.draw(info, painter(info["display"], look)(self.stored(i)), look)
        return squared(screen, info["geometry"]["aspect"]) if square else screen

    def screen(
        self,
        i: int,
        *,
        region: Sequence[float] | None = None,
        width: int | None = None,
        side: int | None = None,
        **look: Unpack[Look],
    ) -> NDArray[np.uint8]:
        """Return frame `i`, or a part of it, as on the screen and no larger than needed.

        What is large and lies uncompressed is read and shrunk by rows: memory stays small.

        Parameters
        ----------
        i
            Index of the frame.
        region
            (x0, y0, x1, y1) in pixels of the frame, (0, 0) being the top left corner of the first
            one; widened to whole pixels. By default the whole frame.
        width
            Columns wanted: the picture is averaged by the largest whole factor that leaves as
            many. By default the frame is not shrunk.
        side
            Rows and columns at most.
        **look
            Window, inversion and colours as for `render`.

        Returns
        -------
        ndarray
            uint8 (rows, columns), or (rows, columns, 3) for colour or with a colour map.

        Raises
        ------
        ArgumentError
            Where the region lies outside the frame or is no region.
        DecodeError
            Where the frame can't be decoded, or not within a reasonable amount of memory.
        """
        info = self._info(i)
        x0, y0, x1, y1 = snapped(region, info["rows"], info["columns"])
        factor = factor_for(x1 - x0, y1 - y0, width, side)
        colors = painter(info["display"], look)
        rows = self._rows(i)

        def stripe(first: int, last: int) -> NDArray[np.uint8]:
            screen = colors(np.ascontiguousarray(rows(y0 + first, y0 + last)[:, x0:x1]))
            return self._over.draw(info, screen, look, np.s_[y0 + first : y0 + last, x0:x1])

        return reduced(stripe, y1 - y0, x1 - x0, factor)

    def window(self, i: int, **look: Unpack[Look]) -> Window | None:
        """Return the window that `render` shows frame `i` through.

        Returns
        -------
        Window or None
            In modality units; ``None`` for colour and where a VOI LUT is applied.
        """
        display = self._info(i)["display"]
        if display["kind"] == "color":
            return None
        return asked_window(display, look) or default_window(display)

    def picture(
        self,
        i: int,
        *,
        max_bytes: int = 65536,
        region: Sequence[float] | None = None,
        width: int | None = None,
        **look: Unpack[Look],
    ) -> tuple[bytes, BufferInfo]:
        """Return frame `i` as a small windowed picture, to be shown before its stored values.

        Parameters
        ----------
        i
            Index of the frame.
        max_bytes
            Upper limit; the picture is shrunk where it needs more.
        region, width
            Part of the frame and columns wanted, as for `screen`. Without a width the picture
            has at most 1,024 pixels a side.
        **look
            Window, inversion and colours as for `render`.

        Returns
        -------
        bytes
            JPEG or PNG of at most `max_bytes`, shrunk if needed.
        BufferInfo
            Its shape and encoding, for the message.
        """
        screen = self.screen(i, region=region, width=width, side=LARGEST_SIDE, **look)
        return encode_picture(screen, max_bytes)

    def coarse(
        self, i: int, *, max_bytes: int, **look: Unpack[Look]
    ) -> tuple[NDArray[np.uint8], BufferInfo]:
        """Return every n-th pixel of frame `i` as on the screen: made, and drawn, at once.

        Parameters
        ----------
        i
            Index of the frame.
        max_bytes
            Upper limit; n is the least that keeps to it.
        **look
            Window, inversion and colours as for `render`.

        Returns
        -------
        ndarray
            uint8 (rows, columns) or (rows, columns, 3).
        BufferInfo
            Its description, for the message.
        """
        stored = self.stored(i)
        rows, columns = stored.shape[:2]
        display = self._info(i)["display"]
        colored = display["kind"] == "color" or look.get("colormap") not in (None, "grey")
        samples = 3 if colored else 1
        step = 1
        while -(-rows // step) * -(-columns // step) * samples > max_bytes:
            step += 1
        top, left = min(step // 2, rows - 1), min(step // 2, columns - 1)
        thin = np.ascontiguousarray(stored[top::step, left::step])
        screen = painter(display, look, few=True)(thin)
        screen = self._over.draw(self._info(i), screen, look, np.s_[top::step, left::step])
        return screen, {"dtype": "uint8", "shape": list(screen.shape), "encoding": "raw"}

    def graphics(self, i: int) -> list[Graphic]:
        """Return what lies over frame `i`, each with its picture, lowest first."""
        return self._over.graphics(self._info(i))

    def sent(self, i: int, *, color_profile: bool = True) -> NDArray[Any]:
        """Return frame `i` as a page gets it: as stored, colours by its profile if wanted."""
        stored = self.stored(i)
        return self._over.managed(self._info(i), stored, {"color_profile": color_profile})

    def frame_bytes(self, i: int) -> int:
        """Return how many bytes frame `i` has when decoded; decodes nothing."""
        known = self._known(i)
        return bytes_of(self.header(i)) if known is None else decoded_bytes(known.format)

    def _alike(self, i: int, known: Known) -> NDArray[Any]:
        """Return a compressed grey frame by what is known of it; by its header if it is none."""
        locator = self._locator(i)
        stored = decode_alike(locator, known.format, self._memory)
        return decode(locator, self.header(i), memory=self._memory) if stored is None else stored

    def _part(self, i: int, rows: slice, columns: slice) -> NDArray[Any]:
        first, last, _ = rows.indices(self.described(i)["rows"])
        return self._rows(i)(first, max(first, last))[:, columns]

    def _rows(self, i: int) -> Callable[[int, int], NDArray[Any]]:
        """Return what gives rows of stored values: from the file, or from the whole frame."""
        locator, size = self._locator(i), self.frame_bytes(i)
        if size > KEPT_WHOLE and (rows := rows_of(locator, self.header(i))) is not None:
            return rows
        if size > LARGEST_DECODED:
            raise refuse(size)
        stored = self.stored(i)
        return lambda first, last: stored[first:last]

    def _locator(self, i: int) -> FrameLocator:
        if not isinstance(i, (int, np.integer)):
            raise ArgumentError(f"A frame is asked for by its number, not by {type(i).__name__}.")
        if not 0 <= i < len(self.locators):
            raise ReadError(f"There is no frame {i}: the series has {len(self)}, from 0.")
        return self.locators[i]

    def _known(self, i: int) -> Known | None:
        """Return what the index has kept of the frame's header, if the file is still the same."""
        locator = self._locator(i)
        known = locator.known
        if known and known.holds(locator.source, locator.item):
            return known
        self._headers.check(locator)
        return None

    def _forget(self) -> None:
        """Start anew where a file is another than the one that was read."""
        self._infos.clear()
        self._strange.clear()
        self._cache.clear()
        self._memory.forget()
        self._over = Over(self, self._memory)

    def _sample(self, i: int) -> tuple[NDArray[Any], FrameDisplay]:
        rows, header = self._rows(i), self.header(i)
        large = bytes_of(header) > KEPT_WHOLE
        stored = sampled(rows, header) if large else self.stored(i)
        return stored, self.described(i)["display"]
