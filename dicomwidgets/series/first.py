"""The first image of a source, before anything else of it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.errors import ReadError, SourceError
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.problems import Problem
from dicomwidgets.series.frame_count import declared_frames, frame_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source

__all__ = ["FirstFrame", "first_frame", "losses", "no_image"]

_OTHERS = (
    "inspect(x) shows the header of objects without pixels; "
    "read_report(x) shows reports, recordings and documents."
)


class FirstFrame(NamedTuple):
    """The first image of a source: its file, its header, its number of frames."""

    item: Item
    header: Header
    frames: int


def first_frame(source: Source) -> FirstFrame:
    """Return the first file in name order that has pixels, reading no file after it.

    Raises
    ------
    SourceError
        If no file has, with what was found instead.
    """
    skipped = 0
    others = 0
    lost: list[ReadError] = []
    problems: list[ReadError] = list(source.missing())
    for item in source.items():
        try:
            header = try_header(source, item)
        except ReadError as error:
            problems.append(error)
            continue
        if header is None:
            skipped += 1
            continue
        frames = frame_count(header)
        if frames:
            return FirstFrame(item, header, frames)
        others += 1
        lost += losses(header, frames)
    raise no_image(others=others, skipped=skipped, problems=problems, lost=lost)


def no_image(
    *, others: int, skipped: int, problems: list[ReadError], lost: Sequence[ReadError] = ()
) -> SourceError:
    """Return the error that says what there is instead of an image; `lost` were cut short."""
    found = [
        f"{others} DICOM object{'s' if others > 1 else ''} without pixels" if others else "",
        f"{skipped} files that are not DICOM" if skipped > 1 else "",
        "1 file that is not DICOM" if skipped == 1 else "",
        f"{len(problems)} that can't be read" if problems else "",
    ]
    message = f"There is no image here, but {' and '.join(filter(None, found)) or 'nothing'}."
    if problems:
        message += f" The first: {problems[0].message}"
    elif lost:
        message += f" {lost[0].message}"
    named = next(iter([*problems, *lost]), None)
    hints = [
        _OTHERS if others else "",
        "Copy or export the file again." if lost else "",
        (named.remedy or "") if named and named.keyword == "PixelDataProviderURL" else "",
    ]
    return SourceError(
        message,
        file=named.file if named else None,
        remedy=" ".join(filter(None, hints)) or "Give a DICOM file, or a folder of them.",
    )


def losses(header: Header, frames: int) -> list[ReadError]:
    """Return what a readable file has lost."""
    lost = [each for each in header.problems if each.severity == "error"]
    declared = declared_frames(header)
    if 0 < frames < declared:
        text = f"The file declares {declared} frames and has pixels for {frames}."
        lost.append(Problem(text, "(0028,0008)", "NumberOfFrames", "error"))
    if header.pixel_keyword is None and "PixelDataProviderURL" in header.dataset:
        return [_on_a_server(header)]
    return [
        ReadError(
            each.message,
            tag=each.tag,
            keyword=each.keyword,
            file=header.item.name,
            remedy="Copy or export the file again.",
        )
        for each in lost
    ]


def _on_a_server(header: Header) -> ReadError:
    """Say that the pixels are not in the file (PS3.3 C.7.6.3, Pixel Data Provider URL)."""
    return ReadError(
        "The pixels are on a JPIP server, and not in the file: they are not fetched.",
        tag="(0028,7FE0)",
        keyword="PixelDataProviderURL",
        file=header.item.name,
        remedy="Ask the archive for it in another transfer syntax.",
    )
