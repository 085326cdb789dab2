"""What a frame is and how to show it, by its header, and by its bytes where those know better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.codecs import is_native
from dicomwidgets.display.not_applied import not_applied
from dicomwidgets.display.parameters import describe, with_window
from dicomwidgets.display.window import Window, default_window
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.pixels.pixel_format import pixel_format
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from dicomwidgets.display.description import Badge, FrameInfo
    from dicomwidgets.pixels.alike import Known
    from dicomwidgets.pixels.file_memory import FileMemory
    from dicomwidgets.pixels.locator import FrameLocator
    from dicomwidgets.pixels.series_window import SeriesWindow
    from dicomwidgets.reading.header import Header

__all__ = ["by_header", "is_read_straight", "told", "told_alike", "windowed"]


def by_header(header: Header, frame: int = 0) -> FrameInfo:
    """Return what a header says of a frame: what is looked at for that, and no more, counts."""
    info = describe(header.dataset, frame, pixels=header.pixel_keyword)
    info["badges"] += [*not_applied(header.dataset, frame), *_undeclared(header)]
    if value_or_none(header.dataset, "Modality") != "PT":
        return info
    from dicomwidgets.display.uptake import with_uptake  # noqa: PLC0415 - PET alone

    return with_uptake(info, header.dataset, frame)


def _undeclared(header: Header) -> list[Badge]:
    """Return a badge where uncompressed pixels have room for more frames than declared."""
    try:
        fmt = pixel_format(header)
    except DicomWidgetsError:
        return []
    native = is_native(fmt.transfer_syntax_uid) and "422" not in fmt.photometric
    room = (header.pixel_length or 0) // max(1, fmt.frame_bytes) if native else 0
    if room <= fmt.frames or fmt.bits_allocated == 1:
        return []
    reason = (
        f"Number of Frames (0028,0008) says {fmt.frames}; the pixels have room for {room}. "
        f"The first {fmt.frames} are shown."
    )
    return [{"text": "MORE FRAMES", "reason": reason, "level": "warning"}]


def told(i: int, locator: FrameLocator, header: Header, memory: FileMemory) -> FrameInfo:
    """Return what is known of frame `i` before it is decoded, but for a computed window."""
    info = by_header(header, locator.frame)
    info["index"] = i
    if info["samples"] == 3 or not is_native(header.transfer_syntax_uid or ""):
        from dicomwidgets.pixels.told_by_stream import corrected  # noqa: PLC0415 - few need it

        info = corrected(info, locator, header, memory)
    return info


def told_alike(locator: FrameLocator, known: Known, memory: FileMemory) -> FrameInfo | None:
    """Return the same by what an index has kept; ``None`` where the header has to be asked."""
    info = known.info()
    if info is None or is_native(known.layout.transfer_syntax_uid):
        return info
    from dicomwidgets.pixels.told_by_stream import corrected_by  # noqa: PLC0415 - few need it

    return None if "graphics" in info else corrected_by(info, locator, known.format, memory)


def windowed(i: int, info: FrameInfo, auto: SeriesWindow) -> FrameInfo:
    """Return frame `i` with a window, where its file names none."""
    display = info["display"]
    if display["kind"] == "color" or display["windows"] or display["voi_luts"]:
        return info
    if display["bits_stored"] <= 8:
        window = default_window(display) or Window(128, 256)
        return with_window(info, window, "Full range", source="stored")
    try:
        shown = auto.shown(i)
    except DicomWidgetsError:
        return info
    return with_window(info, shown.window, "Auto", shown.badge)


def is_read_straight(locator: FrameLocator, header: Header) -> bool:
    """Whether the frame lies in a local file as it is: keeping it would keep it twice."""
    native = header.transfer_syntax_uid is not None and is_native(header.transfer_syntax_uid)
    return (
        native and header.pixel_offset is not None and locator.source.path(locator.item) is not None
    )
