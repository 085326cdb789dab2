"""What Python gets out of a viewer: the frame, a figure, a picture, the code of the view."""

from __future__ import annotations

import logging
from base64 import b64encode
from typing import TYPE_CHECKING, Any, BinaryIO, Unpack, cast

from dicomwidgets.widgets._base import DicomWidget
from dicomwidgets.widgets._code import call_of, changed_traits, literal

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from concurrent.futures import Future

    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from dicomwidgets.exporting.options import ExportOptions
    from dicomwidgets.exporting.subject import Subject
    from dicomwidgets.jobs.run_report import RunReport
    from dicomwidgets.pixels.frame_source import FrameSource, Look
    from dicomwidgets.widgets._measuring import Measuring
    from dicomwidgets.widgets._opening import Opened

__all__ = ["ViewerOutputs", "look_of"]

_LOOK = (
    "window_center",
    "window_width",
    "voi_function",
    "voi_lut",
    "invert",
    "colormap",
    "overlays",
    "overlays_off",
    "shutter",
    "color_profile",
)
_STATIC_BYTES = 200_000
_log = logging.getLogger(__name__)


def look_of(traits: Mapping[str, Any]) -> Look:
    """Return the look of the frame shown from the traits of its viewer."""
    return cast("Look", {name: traits[name] for name in _LOOK if name in traits})


class ViewerOutputs(DicomWidget):
    """The part of `SeriesViewer` that hands out what is shown."""

    _is_warned = False

    if TYPE_CHECKING:
        _given: Any
        _asked: int | None
        _opened: Opened
        _pushed: Future[None]
        _whole: Future[None]
        _measuring: Measuring

        def _complete(self) -> Opened: ...

    def render(self, *, square: bool = False) -> NDArray[np.uint8]:
        """Return the frame shown as it is shown, at native size: overlays and shutter as in view.

        Parameters
        ----------
        square
            Repeat rows or columns of pixels that are not square, as often as they are longer.

        Returns
        -------
        ndarray
            uint8 (rows, columns), or (rows, columns, 3) for colour or with a colour map; turned
            and flipped, so that a quarter turn swaps rows and columns. Equal to the canvas at
            one image pixel per device pixel, where pixels are square: others are stretched on
            screen to their true aspect, and stay as stored here.

        Raises
        ------
        DecodeError
            When it can't be decoded.
        """
        frames, index = self._complete().frames, self.index
        look = look_of(self.trait_values())
        return self._turned(frames.render(index, square=square, **look))

    def _turned(self, screen: NDArray[np.uint8]) -> NDArray[np.uint8]:
        from dicomwidgets.display.turn import Turn, turn_pixels  # noqa: PLC0415 - not to show it

        return turn_pixels(screen, Turn(self.rotation, self.flip))

    def figure(self, *, dpi: float = 100, width: float | None = None) -> Figure:
        """Return the frame shown as a matplotlib figure, with all that belongs to it.

        Window, colours, rotation and flip are as displayed; pixels keep their true aspect. Beside
        the image stand the letters of its orientation, the scale bar and what its length rests
        on, the colour bar, number and position of the slice, the window, the remarks on the image
        (such as ``AUTO WINDOW``), and what was measured in this frame.

        Parameters
        ----------
        dpi
            Dots an inch.
        width
            Of the whole figure, in inches. By default the image has a dot for each pixel, and a
            small one is enlarged by a whole factor to 512 dots or more.

        Returns
        -------
        matplotlib.figure.Figure
            ``figure.savefig("slice.pdf")`` writes it. The first axes hold the image, in pixels as
            shown. Its title names the modality; the description of the series joins after
            `dicomwidgets.reveal`, for it may identify somebody.

        Raises
        ------
        DecodeError
            When the frame can't be decoded.
        MissingPackageError
            Without matplotlib.
        ArgumentError
            When `dpi` or `width` leave no room for the image.
        """
        from dicomwidgets.exporting.figure import frame_figure  # noqa: PLC0415 - on demand
        from dicomwidgets.widgets._figure import picture_of  # noqa: PLC0415

        picture = picture_of(self, self._complete(), look_of(self.trait_values()))
        return frame_figure(picture, dpi=dpi, width=width)

    def export(
        self,
        target: str | os.PathLike[str] | BinaryIO,
        format: str | None = None,  # noqa: A002 - its name
        *,
        overwrite: bool = False,
        **options: Unpack[ExportOptions],
    ) -> RunReport:
        """Write what is shown as a file that other programs open: see `dicomwidgets.export`.

        Parameters
        ----------
        target
            The file, whose name says the format: ``"shown.png"`` is the frame as it is shown,
            ``"series.gif"`` all of them. Or a folder for the files of the series.
        format
            Where the name does not say it.
        overwrite
            Whether a file that is there may be replaced.
        **options
            As for `dicomwidgets.export`.

        Raises
        ------
        EditError
            If the file can't be written, or is there already.
        ArgumentError, DecodeError, DisplayError, VolumeError, MissingPackageError
            As there.
        """
        from dicomwidgets.exporting.running import export  # noqa: PLC0415 - on demand

        return export(self, target, format, overwrite=overwrite, **options)

    def shown(self) -> Subject:
        """Return the series shown and how it is shown, for `dicomwidgets.export`."""
        from dicomwidgets.exporting.subject import Subject  # noqa: PLC0415 - on demand

        opened = self._complete()
        look = {**look_of(self.trait_values()), "rotation": self.rotation, "flip": self.flip}
        look["overlays_off"] = tuple(self.overlays_off)
        return Subject(opened.frames, opened.series, self.index, look)

    def show_static(self) -> None:
        """Display a picture of the frame shown, as an output of its own.

        It needs no kernel, no network and no widget to be seen: what a notebook keeps of it is a
        PNG of at most 200 kB. The picture is that of this moment; ask again for a newer one.
        """
        from IPython.display import display  # noqa: PLC0415 - there is a notebook, or nothing

        picture = self._static_picture()
        data = {"text/plain": repr(self)} | ({"image/png": picture} if picture else {})
        if picture:
            self._warn_of_text()
        display(data, raw=True)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle: Any = super()._repr_mimebundle_(**kwargs)
        picture = self._static_picture() if bundle and self.static_picture else None
        if picture:
            bundle[0]["image/png"] = picture
            self._warn_of_text()
        return bundle

    def _warn_of_text(self) -> None:
        """Say once that the picture that is saved with the notebook may spell out a name."""
        from dicomwidgets.widgets.sharing.notes import burned_in_note  # noqa: PLC0415 - on demand

        note = "" if self._is_warned else burned_in_note(self)
        self._is_warned = True
        if note:
            _log.warning("A picture of this image is saved with the notebook. %s", note)

    def _static_picture(self) -> str | None:
        """Return the frame shown as a PNG in base64; ``None`` where there is none to show."""
        from dicomwidgets.pixels.picture import static_png  # noqa: PLC0415 - where it is asked for

        try:
            frames, index = self._first_or_shown()
            aspect = frames.info(index)["geometry"]["aspect"]
            screen = self._turned(frames.render(index, **look_of(self.trait_values())))
        except Exception:  # noqa: BLE001 - the widget itself says why in place
            return None
        shown = 1 / aspect if self.rotation in (90, 270) else aspect
        return b64encode(static_png(screen, shown, _STATIC_BYTES)).decode("ascii")

    def _first_or_shown(self) -> tuple[FrameSource, int]:
        """Return what is on screen; without an index asked for, the first picture will do."""
        self._pushed.result()
        opened = self._opened
        if self._asked is None and not self.series_number and not self._whole.done():
            return opened.frames, opened.place
        return self._complete().frames, self.index

    def code(self) -> str:
        """Return the Python program that shows this view again.

        Returns
        -------
        str
            `view` with the source as it was given and with every trait that is not as a new
            viewer would have it, then what was measured; its last line is ``viewer``. What was
            given as an object is called ``x``, with a remark that says what it was.

        Notes
        -----
        The text holds the path that `view` was given, and a path may name a patient. So it is
        only ever an answer to somebody who asks: no trait and no saved notebook holds it.
        """
        changed = changed_traits(self)
        changed.pop("index", None)
        index = self._index_to_ask_for()
        place = {} if index is None else {"index": index}
        return call_of(self._given, "view", place | changed, self._drawn())

    def _index_to_ask_for(self) -> int | None:
        """Return what a new viewer has to be told to come to this frame, if anything."""
        if not self._whole.done():
            return self._asked if self._asked is not None else self.index or None
        opened, index = self._complete(), int(self.index)
        # Where another series begins depends on what was shown before.
        home = opened.place if opened.first else 0
        return None if opened.numbering == 1 and index == home else index

    def _drawn(self) -> list[str]:
        """Return the lines that draw the measurements again."""
        lines = []
        for row in self._measuring.get()["measurements"] if self._whole.done() else ():
            label = f", label={literal(row['label'])}" if row["label"] else ""
            shape = f"{literal(row['kind'])}, {literal(row['points'])}, index={row['index']}"
            lines.append(f"viewer.measurements.add({shape}{label})")
        return lines
