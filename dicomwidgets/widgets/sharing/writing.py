"""Pages that are handed out: written whole, never over another file, and told about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dicomwidgets.editing.saving import target_path, written
from dicomwidgets.errors import ArgumentError, TooLargeError
from dicomwidgets.jobs.size_text import size_text
from dicomwidgets.privacy import revealing
from dicomwidgets.widgets.sharing.page import Contents, contents_of, page_of
from dicomwidgets.widgets.sharing.prose import heading_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from dicomwidgets.widgets._base import DicomWidget

__all__ = ["MOST_BYTES", "SharedPage", "share"]

MOST_BYTES = 50_000_000
"""A page is not larger unless asked for: mail and browsers take no more gladly."""

_WORDS = "Made with dicomwidgets. No Python stands behind this page."


@dataclass(frozen=True, repr=False)
class SharedPage:
    """A page that was written.

    Parameters
    ----------
    html
        Its text.
    path
        Where it was written to; ``None`` where it was not.
    frames
        How many frames it holds.
    masked
        Whether identifiers are masked in it. Pixels are as they are.
    notes
        What is to be known before it is handed out.
    """

    html: str = field(repr=False)
    path: Path | None
    frames: int
    masked: bool
    notes: tuple[str, ...] = ()

    @property
    def bytes(self) -> int:
        """Its size."""
        return len(self.html.encode())

    def __repr__(self) -> str:
        said = [
            f"<{self.path.name if self.path else 'page'}: {size_text(self.bytes)}",
            f"{self.frames:,} frame{'s' * (self.frames != 1)}",
            "identifiers masked" if self.masked else "identifiers shown",
        ]
        return "\n".join([", ".join(said) + ">", *self.notes])


def share(  # noqa: PLR0913 - options by keyword
    parts: Any,
    path: str | os.PathLike[str] | None = None,
    *,
    title: str | None = None,
    identifiers: bool = False,
    overwrite: bool = False,
    max_bytes: int = MOST_BYTES,
) -> SharedPage:
    """Write widgets, and text between them, as one page that opens anywhere.

    The page needs no Python, no network and no other file, and fetches nothing.

    Parameters
    ----------
    parts
        A widget, or a list of widgets and texts. Texts are Markdown: headings, paragraphs, lists,
        ``**strong**``, ``*emphasis*`` and code.
    path
        The HTML file to write; it is there whole or not at all. ``None`` writes none.
    title
        Title of the page. By default the heading that a first text begins with.
    identifiers
        Whether what may identify somebody is shown: names, dates, UIDs, texts. By default it is
        masked, whether or not `dicomwidgets.reveal` was called. Pixels are as they are.
    overwrite
        Whether a file that is there may be replaced.
    max_bytes
        A larger page is refused.

    Returns
    -------
    SharedPage
        Its path, size and text, and what is to be known of it.

    Raises
    ------
    ArgumentError
        If `parts` are no widgets and texts.
    TooLargeError
        If the page would be larger than `max_bytes`.
    EditError
        If the file can't be written, or is there already.
    """
    listed = _checked(parts)
    target = None if path is None else target_path(path, "", None, overwrite=overwrite)
    with revealing(identifiers):
        contents = contents_of(listed)
    frames = _frames_in(contents)
    foot = f"{_WORDS} {'Identifiers are masked.' if not identifiers else ''}"
    first = next((heading for heading in _headings(listed)), None)
    text = page_of(_headed(listed, first), contents, title=title or first or "DICOM", foot=foot)
    if (size := len(text.encode())) > max_bytes:
        raise TooLargeError(
            f"The page would have {size_text(size)}, more than the {size_text(max_bytes)} of "
            f"max_bytes: it holds {frames:,} frames.",
            remedy="Show fewer frames, or give a larger max_bytes.",
        )
    if target is not None:
        with written(target, overwrite=overwrite) as file:
            file.write(text.encode())
    return SharedPage(text, target, frames, not identifiers)


def _checked(parts: Any) -> list[DicomWidget | str]:
    listed = list(parts) if isinstance(parts, list | tuple) else [parts]
    wrong = [each for each in listed if not isinstance(each, str) and not hasattr(each, "model_id")]
    if wrong or all(isinstance(each, str) for each in listed):
        what = type(wrong[0]).__name__ if wrong else "text alone"
        raise ArgumentError(
            f"A page is made of widgets, and texts between them; this is {what}.",
            remedy='dw.share(["# Title", dw.view(x), "Some words."], "lesson.html")',
        )
    return listed


def _headings(parts: Sequence[DicomWidget | str]) -> Iterator[str]:
    """Yield the heading that the page begins with, if it does."""
    if isinstance(parts[0], str) and (heading := heading_of(parts[0])):
        yield heading


def _headed(parts: list[DicomWidget | str], title: str | None) -> list[DicomWidget | str]:
    """Return the parts without the heading that became the title."""
    if title is None or not isinstance(parts[0], str):
        return parts
    return [parts[0].strip().partition("\n")[2], *parts[1:]]


def _frames_in(contents: Contents) -> int:
    return sum(len(model["archive"]["frames"]) for model in contents.page["models"].values())
