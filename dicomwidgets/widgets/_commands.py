"""The messages between a widget's front end and the kernel.

Twin of ``js/src/sync/messages.ts``; both are held to ``tests/golden/protocol.json``.

Up (browser to kernel): ``{v, id, command, args, generation?}``, JSON only, at most 4 MiB.
Down: ``{v, id, ok: true, result, more?}`` with ``result["buffers"]`` describing the binary
buffers in order, or ``{v, id, ok: false, error}``. Events carry ``event`` and no ``id``.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from dicomwidgets.display.chain import Stage, StageTag, Word
from dicomwidgets.display.description import (
    Badge,
    BufferInfo,
    FrameDisplay,
    FrameGeometry,
    FrameInfo,
    Graphic,
    LookupTable,
    RealWorldMap,
    Region,
    SeriesAuto,
    Uptake,
    VoiFunction,
    WindowPreset,
)
from dicomwidgets.elements.cells import Row
from dicomwidgets.errors import ErrorPayload
from dicomwidgets.measurement.row import Histogram, MeasurementRow, MeasurementShape
from dicomwidgets.series.cine import Cine
from dicomwidgets.series.dimensions import Axis, Dimensions
from dicomwidgets.series.places import Places
from dicomwidgets.widgets._byte_commands import (
    ByteSpan,
    FilePart,
    FilePlace,
    FileSegment,
    GetBytesArgs,
    GetBytesResult,
    GetFileMapResult,
)
from dicomwidgets.widgets._explanation_commands import (
    GetExplanationArgs,
    GetExplanationResult,
    GetProblemsResult,
    ProblemRow,
)
from dicomwidgets.widgets._header_commands import (
    GetCopyArgs,
    GetCopyResult,
    GetElementArgs,
    GetElementResult,
    GetFacetsArgs,
    GetFacetsResult,
    GetMatchArgs,
    GetMatchResult,
    GetRowIdsArgs,
    GetRowIdsResult,
    GetRowsArgs,
    GetRowsResult,
)
from dicomwidgets.widgets._protocol import COMMANDS, EVENTS, PROTOCOL_VERSION

__all__ = [
    "COMMANDS",
    "EVENTS",
    "PROTOCOL_VERSION",
    "Axis",
    "Badge",
    "Budget",
    "BufferInfo",
    "ByteSpan",
    "CancelArgs",
    "Cine",
    "ClosePaneArgs",
    "DeleteMeasurementArgs",
    "Dimensions",
    "Event",
    "Failure",
    "FilePart",
    "FilePlace",
    "FileSegment",
    "FirstPicture",
    "FrameDisplay",
    "FrameError",
    "FrameGeometry",
    "FrameInfo",
    "GetBytesArgs",
    "GetBytesResult",
    "GetCodeResult",
    "GetCopyArgs",
    "GetCopyResult",
    "GetElementArgs",
    "GetElementResult",
    "GetExplanationArgs",
    "GetExplanationResult",
    "GetFacetsArgs",
    "GetFacetsResult",
    "GetFileMapResult",
    "GetFramesArgs",
    "GetFramesResult",
    "GetMatchArgs",
    "GetMatchResult",
    "GetMeasurementsResult",
    "GetPicturesArgs",
    "GetPicturesResult",
    "GetProblemsResult",
    "GetRowIdsArgs",
    "GetRowIdsResult",
    "GetRowsArgs",
    "GetRowsResult",
    "GetStagesArgs",
    "GetStagesResult",
    "GetThumbnailsArgs",
    "GetThumbnailsResult",
    "Graphic",
    "Histogram",
    "LookupTable",
    "MeasurementRow",
    "MeasurementShape",
    "Nothing",
    "OpenPaneArgs",
    "OpenPaneResult",
    "Picture",
    "PictureLook",
    "Places",
    "ProblemRow",
    "Progress",
    "PutMeasurementArgs",
    "PutMeasurementResult",
    "RealWorldMap",
    "Region",
    "Request",
    "Row",
    "RowsChanged",
    "SeriesAuto",
    "SeriesChoice",
    "SeriesError",
    "SeriesInfo",
    "Stage",
    "StageTag",
    "Success",
    "Uptake",
    "WindowPreset",
    "Word",
]


class Request(TypedDict):
    """A command from the browser. `generation` lets newer requests replace older ones."""

    v: int
    id: str
    command: str
    args: dict[str, Any]
    generation: NotRequired[int]


class Success(TypedDict):
    """The answer to a request; `more` announces further answers to the same id."""

    v: int
    id: str
    ok: Literal[True]
    result: dict[str, Any]
    more: NotRequired[bool]


class Failure(TypedDict):
    """The refusal of a request, to be shown in place."""

    v: int
    id: str
    ok: Literal[False]
    error: ErrorPayload


class Event(TypedDict):
    """Something the kernel says unasked: one of `EVENTS`."""

    v: int
    event: str
    data: dict[str, Any]


class FrameError(TypedDict):
    """A frame that can't be shown, and why."""

    index: int
    error: ErrorPayload


class FirstPicture(TypedDict):
    """The windowed 8-bit picture shown before any stored value has arrived.

    Its one buffer is a JPEG or PNG. Pushed, it comes twice: the first time coarsely and raw, to be
    drawn at once.
    """

    frame: FrameInfo
    window_center: float | None
    window_width: float | None
    numbering: int
    buffers: list[BufferInfo]


class SeriesInfo(TypedDict):
    """The series as far as it is known; sent again, as an event, when the index is complete.

    `index` is the place, in the series, of the frame that was shown first. `numbering` tells the
    numbers given before the index was complete (0) from those after it (1), and rises each time
    another series is shown: a frame of another numbering than the newest is to be dropped.
    `presets` are those of the modality; the file's own windows travel with each frame. `series`
    is the number of this one among the `choices`, which are empty until the index is complete;
    `places` says where its frames lie, where that is known; `dimensions` along which dimensions,
    where there are several: slice, time, echo. `budget` is how many bytes of frames
    this widget may keep in the page; the event of that name changes it. `cine` is the timing that
    the file states. `auto` is the window of a series whose files name none, once it is known;
    until then its frames come with a provisional one, of the frame that was shown first.
    """

    count: int
    complete: bool
    index: int
    sorted_by: str
    modality: str
    title: str
    presets: list[WindowPreset]
    badges: list[Badge]
    problems: list[ErrorPayload]
    skipped: int
    numbering: int
    budget: int
    series: int
    choices: list[SeriesChoice]
    places: Places | None
    dimensions: Dimensions | None
    cine: Cine | None
    auto: SeriesAuto | None


class Budget(TypedDict):
    """How many bytes of frames this widget may keep in the page from now on."""

    bytes: int


class SeriesChoice(TypedDict):
    """A series of the source: `number` is that of the trait ``series_number``."""

    number: int
    title: str
    modality: str
    count: int
    rows: int
    columns: int


class GetThumbnailsArgs(TypedDict):
    """The numbers of the series to show in small; of a collection the ids of rows."""

    series: list[int]


class SeriesError(TypedDict):
    """A series that has no small picture, and why."""

    series: int
    error: ErrorPayload


class GetThumbnailsResult(TypedDict):
    """The middle frame of each series that could be shown, a JPEG each in the same order."""

    series: list[int]
    errors: list[SeriesError]
    buffers: list[BufferInfo]


class GetFramesArgs(TypedDict):
    """Frames wanted, most urgent first; `accept` lists encodings, the one preferred first.

    `color_profile` is that of the look: colours are sent as they are shown.
    """

    indices: list[int]
    accept: list[str]
    color_profile: NotRequired[bool]
    priority: Literal["visible", "interaction", "thumbnail", "prefetch"]


class GetFramesResult(TypedDict):
    """The frames that could be had, a buffer each in the same order, and the others' errors.

    `milliseconds` is the time that the kernel spent on it: the rest of the way is the link's.
    """

    frames: list[FrameInfo]
    errors: list[FrameError]
    numbering: int
    milliseconds: float
    buffers: list[BufferInfo]


class PictureLook(TypedDict):
    """How pictures are to look: the traits of the viewer, by name."""

    window_center: float | None
    window_width: float | None
    voi_function: VoiFunction | None
    voi_lut: int
    invert: bool
    colormap: str
    overlays: bool
    overlays_off: list[int]
    shutter: bool
    color_profile: bool


class GetPicturesArgs(TypedDict):
    """Windowed pictures wanted, most urgent first.

    `region` is a part of the frame in its pixels (x0, y0, x1, y1), ``None`` the whole; `width`
    how many columns the picture needs at least, where the frame has as many.
    """

    indices: list[int]
    priority: Literal["visible", "interaction", "thumbnail", "prefetch"]
    look: PictureLook
    region: list[float] | None
    width: int | None


class Picture(TypedDict):
    """A windowed 8-bit picture of a frame, or of `region` of it.

    `reduced` is how many pixels of the frame, across, one pixel of the picture stands for. The
    window is ``None`` for colour and where the file's VOI LUT is applied.
    """

    frame: FrameInfo
    window_center: float | None
    window_width: float | None
    region: list[int]
    reduced: float


class GetPicturesResult(TypedDict):
    """The pictures that could be had, a buffer each (JPEG or PNG, at most 64 kB), and errors."""

    pictures: list[Picture]
    errors: list[FrameError]
    numbering: int
    milliseconds: float
    buffers: list[BufferInfo]


class GetMeasurementsResult(TypedDict):
    """Everything measured in the series, in the order of its making."""

    measurements: list[MeasurementRow]


class PutMeasurementArgs(TypedDict):
    """A shape to measure; it takes the place of the one with the same id, if there is one.

    `numbering` says to which numbering of the frames its `index` belongs; by default the newest.
    """

    shape: MeasurementShape
    numbering: NotRequired[int]


class PutMeasurementResult(TypedDict):
    """The shape and what was measured in it."""

    measurement: MeasurementRow


class DeleteMeasurementArgs(TypedDict):
    """The shape to take away; one that is gone already is no error."""

    id: str


class GetCodeResult(TypedDict):
    """The Python program that shows this view again; it may hold the user's own path."""

    code: str


class GetStagesArgs(TypedDict):
    """Ask what the stages of the display chain do to a frame: how `DisplayLab` explains it."""

    index: int


class GetStagesResult(TypedDict):
    """The stages in their order. `word` is ``None`` for floating-point pixels and for colour.

    The one buffer, where there is one, holds the frame before its first stage: whole words, or
    samples before the conversion to RGB; without it they are the stored values.
    """

    index: int
    numbering: int
    stages: list[Stage]
    word: Word | None
    buffers: list[BufferInfo]


class OpenPaneArgs(TypedDict):
    """A widget to open inside this one: its kind and what it should show (opaque row ids)."""

    kind: str
    selection: list[int]


class OpenPaneResult(TypedDict):
    """The reference that the front end gives to the host (``anywidget:<model id>``).

    `said` is a remark that stands above what was opened.
    """

    ref: str
    kind: str
    said: NotRequired[str]


class ClosePaneArgs(TypedDict):
    """The kind of pane that is no longer looked at."""

    kind: str


class CancelArgs(TypedDict):
    """A request whose answer nobody waits for any more."""

    id: str


class Nothing(TypedDict):
    """Arguments or a result that say nothing."""


class RowsChanged(TypedDict):
    """The table shows another file: the number of its stop."""

    index: int


class Progress(TypedDict):
    """How far long work is; `total` is ``None`` where nobody knows."""

    done: int
    total: int | None
    what: str
