"""What a frame is and how to show it, in the form that travels to the front end.

These are parts of the protocol (`dicomwidgets.widgets._commands` re-exports them); their twins
stand in ``js/src/sync/messages.ts``.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

__all__ = [
    "OVERLAY_GROUPS",
    "Badge",
    "BufferInfo",
    "FrameDisplay",
    "FrameGeometry",
    "FrameInfo",
    "FrameSpacing",
    "Graphic",
    "LookupTable",
    "RealWorldMap",
    "Region",
    "SeriesAuto",
    "SpacingPlane",
    "SupplementalPalette",
    "Uptake",
    "VoiFunction",
    "WindowPreset",
]

OVERLAY_GROUPS = range(0x6000, 0x6020, 2)
"""The groups that overlays may have: sixteen (PS3.5 7.6)."""

VoiFunction = Literal["LINEAR", "LINEAR_EXACT", "SIGMOID"]
"""VOI LUT Function (PS3.3 C.11.2.1.2)."""


SpacingPlane = Literal["patient", "detector", "film"]
"""Where a spacing holds (PS3.3 10.7.1): in the patient, at the detector, on a scanned film."""


class BufferInfo(TypedDict):
    """One binary buffer: ``dtype`` as in NumPy, ``shape`` in C order, ``encoding`` of the bytes."""

    dtype: Literal["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"]
    shape: list[int]
    encoding: Literal["raw", "deflate", "jpeg", "png"]


class WindowPreset(TypedDict):
    """A window to choose (PS3.3 C.11.2.1.2).

    `source` says whose it is: the file's, the modality's usual one, one computed from pixels, the
    range of the stored bits.
    """

    name: str
    center: float
    width: float
    source: Literal["file", "modality", "auto", "stored"]


class SeriesAuto(TypedDict):
    """The window of a series whose files name none."""

    window: WindowPreset
    voi_function: VoiFunction
    badge: Badge


class LookupTable(TypedDict):
    """A look-up table of the file (PS3.3 C.11.1.1, C.11.2.1.1, C.11.6.1).

    `name` is its LUT Explanation or ``""``, `first` the input of the first entry, `bits` those of
    an entry. Inputs beyond the ends take the entry at that end.
    """

    name: str
    first: int
    bits: int
    values: list[int]


class RealWorldMap(TypedDict):
    """A map from stored to real-world values (PS3.3 C.7.6.16.2.11), beside the display chain.

    It holds for stored values from `first` to `last`. `values` is a table from `first` on, else
    ``None``: then ``stored * slope + intercept`` is meant.
    """

    label: str
    unit: str
    first: float
    last: float
    slope: float
    intercept: float
    values: list[float] | None


class SupplementalPalette(TypedDict):
    """Colours of a grey image's stored values from `first` on (PS3.3 C.7.6.19).

    `rgb` is base64: three bytes a colour; values beyond the last one take the last one's.
    """

    first: int
    rgb: str


class FrameDisplay(TypedDict):
    """All that the grey chain needs to turn stored values into screen values.

    `kind` is ``"grey"`` or ``"color"`` (already RGB, 8 bit: nothing more to look up).
    `padding` is the inclusive range of stored values that are no image (PS3.3 C.7.5.1.1.2).
    `inverse` is true for MONOCHROME1 or an INVERSE Presentation LUT Shape, not for both.
    `voi_lut` is the number, among `voi_luts`, of the one that is applied where no window is
    chosen; ``None``: none is. `real_world` are the maps that measure, and never draw. `palette` is
    there where some stored values have colours of their own.
    """

    kind: Literal["grey", "color"]
    signed: bool
    bits_stored: int
    slope: float
    intercept: float
    unit: str
    padding: list[float] | None
    inverse: bool
    voi_function: VoiFunction
    windows: list[WindowPreset]
    modality_lut: LookupTable | None
    voi_luts: list[LookupTable]
    voi_lut: int | None
    presentation_lut: LookupTable | None
    real_world: list[RealWorldMap]
    palette: NotRequired[SupplementalPalette]


class Region(TypedDict):
    """A rectangle of an ultrasound image with a spacing of its own (PS3.3 C.8.5.5).

    `x0`, `y0`, `x1` and `y1` are its edges in pixels, (0, 0) being the top left corner of the
    image; `spacing` is (row, column) in millimetres.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    spacing: list[float]


class FrameSpacing(TypedDict):
    """How large a pixel is (PS3.3 10.7); ``None`` where the file does not say.

    `spacing` is (row, column) in millimetres, `spacing_source` says where it comes from and
    `plane` where it holds. `regions` are those of an ultrasound image, usually none: where there
    are any, `spacing` is what they share and holds only inside them. `aspect` is the height of a
    pixel over its width.
    """

    spacing: list[float] | None
    spacing_source: str | None
    plane: SpacingPlane | None
    regions: list[Region]
    aspect: float


class FrameGeometry(FrameSpacing):
    """Where the frame lies (PS3.3 C.7.6.2); ``None`` where the file does not say.

    `position` and `orientation` are LPS millimetres; `letters` stand at the (left, right, top,
    bottom) edges.
    """

    position: list[float] | None
    orientation: list[float] | None
    letters: list[str] | None


class Badge(TypedDict):
    """A short remark on the image and the reason behind it."""

    text: str
    reason: str
    level: Literal["info", "warning"]


class Graphic(TypedDict):
    """What lies over the pixels of a frame (PS3.3 C.9.2, C.7.6.11), not among its values.

    `kind` is ``"overlay"``, whose `group` is 0x6000 … 0x601E, or ``"shutter"``; `text` says what
    it is. Where the frame itself is sent, `png` is its picture in base64, transparent where
    nothing is drawn, and `region` the part of the frame that it covers (x0, y0, x1, y1). Windowed
    pictures have it drawn in.
    """

    kind: Literal["overlay", "shutter"]
    text: str
    group: NotRequired[int]
    region: NotRequired[list[int]]
    png: NotRequired[str]


class Uptake(TypedDict):
    """A standardized uptake value (PS3.16 CID 85) of a frame.

    `factor` leads from modality values to it; ``None``: that can't be known. `reason` says how the
    factor was found, or why there is none.
    """

    name: str
    unit: str
    factor: float | None
    reason: str


class FrameInfo(TypedDict):
    """One frame of a series and how to show it; few have something drawn over them.

    `profile` is the name of an ICC profile by which its colours are shown, where that is not
    sRGB's; `uptake` is there where it is PET: one of each kind, SUVbw first.
    """

    index: int
    rows: int
    columns: int
    samples: int
    display: FrameDisplay
    geometry: FrameGeometry
    badges: list[Badge]
    graphics: NotRequired[list[Graphic]]
    profile: NotRequired[str]
    uptake: NotRequired[list[Uptake]]
