"""The grey chain taken apart: what each stage makes of a frame, and which elements caused it.

For teaching, and to find out why a frame looks as it does. Put together the stages are what
`dicomwidgets.display.look.painter` draws, byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np

from dicomwidgets.display.causes import causes_of
from dicomwidgets.display.colormap import palette
from dicomwidgets.display.look import asked_display, asked_window
from dicomwidgets.display.modality import modality_range, modality_values
from dicomwidgets.display.padding import background
from dicomwidgets.display.presentation import presentation_table, screen_values, top_level
from dicomwidgets.display.voi import voi_levels
from dicomwidgets.display.window import Window, default_window
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from numpy.typing import NDArray

    from dicomwidgets.display.causes import Cause
    from dicomwidgets.display.description import FrameDisplay
    from dicomwidgets.display.look import Look

__all__ = ["STAGES", "Curve", "Stage", "StageName", "stages"]

StageName = Literal[
    "bits", "sign", "modality", "voi", "presentation", "inversion", "background", "colors"
]
"""The stages in their order; see `stages`."""

STAGES: tuple[StageName, ...] = get_args(StageName)

_POINTS = 513


class Curve(NamedTuple):
    """What a stage makes of the values it is given: `inputs` rise, colours have three outputs."""

    inputs: NDArray[np.float64]
    outputs: NDArray[np.float64]


class Stage(NamedTuple):
    """One stage of the chain.

    Parameters
    ----------
    name
        Which.
    applied
        Whether it changes anything: false where the file has nothing for it, and where it was
        switched off.
    causes
        The elements of this frame that make it what it is, those in the file.
    why
        In words what it does, or why nothing.
    array
        What comes out, as large as the frame; (rows, columns, 3) for colours.
    unit
        Of what comes out: ``"HU"``, ``"level"`` (of the VOI stage), ``"grey"``, ``""``.
    curve
        Output over input, over the range of the values that this frame has, or the window where
        that reaches further; ``None`` where a curve says nothing.
    """

    name: StageName
    applied: bool
    causes: tuple[Cause, ...]
    why: str
    array: NDArray[Any]
    unit: str
    curve: Curve | None


def stages(
    stored: NDArray[Any],
    display: FrameDisplay,
    value_of: Callable[[str], Any],
    look: Look | None = None,
    *,
    skip: Collection[StageName] = (),
) -> Iterator[Stage]:
    """Yield the stages from stored bits to what is on the screen (PS3.3 C.11, PS3.4 N.2).

    Parameters
    ----------
    stored
        A grey frame as stored, any shape; integers or floating point.
    display
        Its chain (`dicomwidgets.display.parameters.describe`).
    value_of
        Keyword → element value of this frame (`dicomwidgets.display.parameters.values_of`).
    look
        The user's window, inversion and colours.
    skip
        Stages switched off, to see what goes wrong without: bits below the sign are read as
        unsigned, a window in HU is laid over stored values, padding becomes part of the image.

    Yields
    ------
    Stage
        ``bits``: the stored bits as an unsigned number (PS3.5 8.1.1; integers only).
        ``sign``: as a signed one (integers only). ``modality``: in the unit of the file.
        ``voi``: through window or VOI LUT. ``presentation``: through the Presentation LUT, at
        8 bit. ``inversion``, ``background`` (padding and what is no number, black),
        ``colors``.

    Raises
    ------
    ArgumentError
        Where `skip` names no stage, or the frame has colours of its own.
    """
    if unknown := sorted({*skip} - {*STAGES}):
        raise ArgumentError(
            f"There is no stage {unknown[0]!r}.", remedy=f"The stages: {', '.join(STAGES)}."
        )
    if display["kind"] == "color":
        raise ArgumentError("A colour frame is shown as it is: it has no grey chain.")
    look = look or {}
    run = _Run(stored, asked_display(display, look), value_of, look, frozenset(skip))
    return iter([*run.numbers(), *run.greys()])


class _Run:
    """One frame on its way through the chain."""

    def __init__(
        self,
        stored: NDArray[Any],
        display: FrameDisplay,
        value_of: Callable[[str], Any],
        look: Look,
        skip: frozenset[StageName],
    ) -> None:
        self.array = stored
        self.display = display.copy()
        self.value_of = value_of
        self.look = look
        self.skip = skip
        self.window = asked_window(display, look)
        self.nothing: NDArray[np.bool_] | None = None

    def numbers(self) -> Iterator[Stage]:
        """Yield the stages up to modality values."""
        if self.array.dtype.kind != "f":
            yield from self._integers()
        self.nothing = background(self.array, self.display)
        yield self._modality()

    def greys(self) -> Iterator[Stage]:
        """Yield the stages from modality values to the screen."""
        yield self._voi()
        yield self._presentation()
        yield self._inversion()
        yield self._background()
        yield self._colors()

    def _done(self, stage: Stage) -> Stage:
        """Take what comes out on to the next stage; say what caused it."""
        self.array = stage.array
        asked = self.window is not None
        causes = causes_of(stage.name, self.value_of, self.display, asked=asked)
        stage = stage._replace(causes=causes)
        if stage.name not in self.skip:
            return stage
        return stage._replace(applied=False, why=f"Switched off. {stage.why}")

    def _curve(
        self, function: Callable[[NDArray[Any]], Any], ends: tuple[float, float] | None = None
    ) -> Curve | None:
        inputs = _inputs(self.array, self.nothing, ends)
        if inputs is None:
            return None
        return Curve(inputs, np.asarray(function(inputs), dtype=np.float64))

    def _integers(self) -> Iterator[Stage]:
        bits = self.display["bits_stored"]
        unsigned = self.array.view(f"u{self.array.dtype.itemsize}")
        full = bits >= 8 * self.array.dtype.itemsize
        pattern = unsigned if full else unsigned & unsigned.dtype.type((1 << bits) - 1)
        value = self.array.view(f"i{self.array.dtype.itemsize}")
        why = f"The {bits} stored bits, as an unsigned number."
        yield self._done(Stage("bits", True, (), why, pattern, "", None))
        half = 1 << (bits - 1)

        def extend(inputs: NDArray[Any]) -> Any:
            return np.where(inputs >= half, inputs - 2 * half, inputs)

        if not self.display["signed"]:
            why = "Stored values are unsigned."
            yield self._done(Stage("sign", False, (), why, pattern, "", None))
        elif "sign" in self.skip:
            self.display["signed"] = False
            why = "The highest bit counts like the others."
            yield self._done(Stage("sign", False, (), why, pattern, "", None))
        else:
            why = "Signed, two's complement: the highest bit counts negative."
            yield self._done(Stage("sign", True, (), why, value, "", self._curve(extend)))

    def _modality(self) -> Stage:
        display = self.display
        slope, intercept, table = display["slope"], display["intercept"], display["modality_lut"]
        applied = table is not None or (slope, intercept) != (1.0, 0.0)
        why = f"stored value × {slope:g} + {intercept:g}" if applied else "Nothing is rescaled."
        if table is not None:
            why = f"Modality LUT of {len(table['values'])} values, its ends going on."
        if "modality" in self.skip:
            display |= {"slope": 1.0, "intercept": 0.0, "unit": "", "modality_lut": None}
        curve = self._curve(lambda inputs: modality_values(inputs, display))
        array = modality_values(self.array, display)
        return self._done(Stage("modality", applied, (), why, array, display["unit"], curve))

    def _voi(self) -> Stage:
        display = self.display
        window = self.window or default_window(display)
        if "presentation" in self.skip:
            display["presentation_lut"] = None
        if "voi" in self.skip:
            low, high = modality_range(display)
            window = Window((low + high) / 2, max(high - low, 1e-300), "LINEAR_EXACT")
        ends, why = None, "VOI LUT of the file, its ends going on."
        if window is not None:
            half = window.width / 2
            ends = window.center - half, window.center + half
            why = f"{window.function}, centre {window.center:g}, width {window.width:g}."
        if "voi" in self.skip:
            why = "Without it the whole range of the stored bits is shown."
        curve = self._curve(lambda inputs: voi_levels(inputs, display, window), ends)
        array = voi_levels(self.array, display, window)
        return self._done(Stage("voi", True, (), why, array, "level", curve))

    def _presentation(self) -> Stage:
        plain = self.display.copy()
        plain["inverse"] = False
        table, top = presentation_table(plain), top_level(plain)
        applied = plain["presentation_lut"] is not None
        why = f"Presentation LUT of {top + 1} entries." if applied else "Levels are greys."
        curve = self._curve(lambda inputs: table[inputs.astype(np.intp)], (0, top))
        array = screen_values(self.array.copy(), plain)
        return self._done(Stage("presentation", applied, (), why, array, "grey", curve))

    def _inversion(self) -> Stage:
        own, asked = self.display["inverse"], self.look.get("invert", False)
        why = {
            (False, False): "Low values are black.",
            (True, False): "The file wants low values white.",
            (False, True): "You have inverted it.",
            (True, True): "The file wants low values white; you have inverted that.",
        }[own, asked]
        on = own != asked and "inversion" not in self.skip
        curve = self._curve(lambda inputs: 255 - inputs if on else inputs, (0, 255))
        array = np.subtract(255, self.array) if on else self.array
        return self._done(Stage("inversion", own != asked, (), why, array, "grey", curve))

    def _background(self) -> Stage:
        array, nothing = self.array, self.nothing
        count = 0 if nothing is None else int(nothing.sum())
        if nothing is not None and "background" not in self.skip:
            array = array.copy()
            array[nothing] = 0
        pixels = "pixel is" if count == 1 else "pixels are"
        why = f"{count} {pixels} padding or no number: black." if count else "All is image."
        return self._done(Stage("background", count > 0, (), why, array, "grey", None))

    def _colors(self) -> Stage:
        name = self.look.get("colormap") or "grey"
        applied = name != "grey"
        table, array = palette(name), self.array
        curve = self._curve(lambda inputs: table[inputs.astype(np.uint8)], (0, 255))
        if applied and "colors" not in self.skip:
            array = table[array]
            if self.nothing is not None and "background" not in self.skip:
                array[self.nothing] = 0
        why = f"The colours of {name}." if applied else "Greys."
        return self._done(Stage("colors", applied, (), why, array, "grey", curve))


def _inputs(
    array: NDArray[Any], nothing: NDArray[np.bool_] | None, ends: tuple[float, float] | None
) -> NDArray[np.float64] | None:
    """Return where to look a curve up: whole numbers where these are few, else 513 points."""
    seen = array if nothing is None else array[~nothing]
    if seen.dtype.kind == "f":
        seen = seen[np.isfinite(seen)]
    reach = [float(end) for end in ends or ()]
    if seen.size:
        reach += [float(seen.min()), float(seen.max())]
    if not reach:
        return None
    low, high = min(reach), max(reach)
    whole = array.dtype.kind in "ui" and high - low < _POINTS
    count = int(high - low) + 1 if whole else _POINTS
    return np.linspace(low, high, count if high > low else 1)
