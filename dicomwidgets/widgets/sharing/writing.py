"""Pages that are handed out: written whole, never over another file, and told about."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dicomwidgets.editing.saving import target_path, written
from dicomwidgets.errors import ArgumentError, TooLargeError
from dicomwidgets.jobs.size_text import size_text
from dicomwidgets.privacy import MASK, revealing
from dicomwidgets.widgets.sharing.frames import picking
from dicomwidgets.widgets.sharing.notes import notes_of
from dicomwidgets.widgets.sharing.page import contents_of, page_of
from dicomwidgets.widgets.sharing.panes import with_panes, with_what_opens
from dicomwidgets.widgets.sharing.prose import heading_of
from dicomwidgets.widgets.sharing.size import PageSize, expected_size

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from dicomwidgets.widgets._base import DicomWidget
    from dicomwidgets.widgets.sharing.page import Contents

__all__ = ["MOST_BYTES", "SharedPage", "share", "size_of_page"]

MOST_BYTES = 50_000_000
"""A page is not larger unless asked for: mail and browsers take no more gladly."""

_FOOT = "Made with dicomwidgets. No Python stands behind this page"


@dataclass(frozen=True, repr=False)
class SharedPage:
    """A page that was made, and written where a path was given.

    Parameters
    ----------
    html
        Its text.
    path
        Where it was written to; ``None`` where it was not.
    frames, of
        How many frames it holds, and how many there are in the series that it shows.
    masked
        How many values are masked in it; ``None`` where all are shown. Pixels are as they are.
    notes
        What is to be known before it is handed out.
    """

    html: str
    path: Path | None
    frames: int
    of: int
    masked: int | None
    notes: tuple[str, ...] = field(default=())

    @property
    def bytes(self) -> int:
        """Its size."""
        return len(self.html.encode())

    def __repr__(self) -> str:
        hidden = "identifiers shown" if self.masked is None else f"{self.masked:,} values masked"
        frames = f"{self.frames:,} of {self.of:,} frames" if self.of else "no frames"
        name = self.path.name if self.path else "page"
        first = f"<{name}: {size_text(self.bytes)}, {frames}, {hidden}>"
        return "\n".join([first, *self.notes])


def share(  # noqa: PLR0913 - options by keyword
    parts: Any,
    path: str | os.PathLike[str] | None = None,
    *,
    title: str | None = None,
    identifiers: bool = False,
    frames: Any = None,
    header: bool = True,
    overwrite: bool = False,
    max_bytes: int = MOST_BYTES,
) -> SharedPage:
    """Write widgets, and text between them, as one page that opens anywhere.

    The page needs no Python, no network and no other file, and fetches nothing.

    Parameters
    ----------
    parts
        A widget, or a list of widgets and texts. Texts are Markdown: headings, paragraphs, lists,
        ``**strong**``, ``*emphasis*`` and code. They stand in the page as they are.
    path
        The HTML file to write; it is there whole or not at all. ``None`` writes none.
    title
        Title of the page. By default the heading that a first text begins with.
    identifiers
        Whether what may identify somebody is shown: names, dates, UIDs, texts. By default it is
        masked, whether or not `dicomwidgets.reveal` was called. Pixels are as they are.
    frames
        Which frames of each series the page holds: a number from 0, several, ``slice(0, 40, 2)``,
        ``"every 4th"``, ``"first"``, ``"middle"`` or ``"last"``. By default all of them; of a
        `TranscodePreview`, the one shown.
    header
        Whether a `SeriesViewer` has its header with it, as it is of the slice shown.
    overwrite
        Whether a file that is there may be replaced.
    max_bytes
        A larger page is refused; by default one of more than 50 MB.

    Returns
    -------
    SharedPage
        Its path, size and text, and what is to be known of it.

    Raises
    ------
    ArgumentError
        If `parts` are no widgets and texts, or `frames` names no frames.
    TooLargeError
        If the page would be larger than `max_bytes`, or shows more than 1,000 series in rows.
    EditError
        If the file can't be written, or is there already.
    """
    listed = _checked(parts)
    target = None if path is None else target_path(path, "", None, overwrite=overwrite)
    heading = heading_of(listed[0]) if isinstance(listed[0], str) else None
    with revealing(identifiers), with_what_opens(_widgets(listed), header=header):
        _refuse_large(expected_size(listed, frames), max_bytes)
        contents = contents_of(listed, pick=picking(frames))
        notes = notes_of([*with_panes(_widgets(listed))], contents)
    foot = f"{_FOOT}; values that may identify somebody are masked." if not identifiers else _FOOT
    headed = _without_heading(listed) if heading and title is None else listed
    text = page_of(headed, contents, title=title or heading or "DICOM", foot=foot)
    masked = None if identifiers else _count(contents)
    page = SharedPage(text, target, contents.frames, contents.of, masked, notes)
    _refuse_large(PageSize(page.bytes, page.frames, page.of, exact=True), max_bytes)
    if target is not None:
        with written(target, overwrite=overwrite) as file:
            file.write(text.encode())
    return page


def size_of_page(
    parts: Any, *, identifiers: bool = False, frames: Any = None, header: bool = True
) -> PageSize:
    """Return how large a page will be, before it is made.

    Parameters
    ----------
    parts, identifiers, frames, header
        As for `share`.
    """
    listed = _checked(parts)
    with revealing(identifiers), with_what_opens(_widgets(listed), header=header):
        return expected_size(listed, frames)


def _refuse_large(size: PageSize, most: int) -> None:
    if size.bytes <= most:
        return
    fewer = f'frames="every {-(-size.bytes // most) + 1}th"'
    about = "" if size.exact else "about "
    raise TooLargeError(
        f"The page would have {about}{size_text(size.bytes)} with its {size.frames:,} frames; "
        f"max_bytes is {size_text(most)}.",
        remedy=f"Keep fewer frames, {fewer if size.frames > 1 else 'or none'}, or ask for it: "
        f"max_bytes={size.bytes + size.bytes // 10:_}.",
    )


def _checked(parts: Any) -> list[DicomWidget | str]:
    listed = list(parts) if isinstance(parts, list | tuple) else [parts]
    wrong = [each for each in listed if not isinstance(each, str) and not hasattr(each, "commands")]
    if wrong or not _widgets(listed):
        what = type(wrong[0]).__name__ if wrong else "text alone"
        raise ArgumentError(
            f"A page is made of widgets, and texts between them; this is {what}.",
            remedy='dw.share(["# Title", dw.view(x), "Some words."], "lesson.html")',
        )
    if any(each.comm is None for each in _widgets(listed)):
        raise ArgumentError(
            "A widget that was closed has nothing left to show.",
            remedy="Make the page before, or open what it showed anew.",
        )
    return listed


def _widgets(parts: list[DicomWidget | str]) -> list[DicomWidget]:
    return [part for part in parts if not isinstance(part, str)]


def _without_heading(parts: list[DicomWidget | str]) -> list[DicomWidget | str]:
    first = str(parts[0]).strip().partition("\n")[2]
    return [first, *parts[1:]] if first.strip() else parts[1:]


def _count(contents: Contents) -> int:
    return json.dumps(contents.page["models"], ensure_ascii=False).count(MASK)
