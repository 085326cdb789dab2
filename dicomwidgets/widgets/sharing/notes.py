"""What is to be known of a page before it is handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.pixels.burned_in import burned_in_risk
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.widgets.sharing.archive import frame_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dicomwidgets.widgets._base import DicomWidget
    from dicomwidgets.widgets.sharing.page import Contents

__all__ = ["RISKY", "burned_in_note", "notes_of"]

RISKY = 0.5
"""From this risk on, text in the pixels is warned of."""


def notes_of(widgets: Sequence[DicomWidget], contents: Contents) -> tuple[str, ...]:
    """Return what is to be known: of text in pixels, and of frames that are not there.

    Parameters
    ----------
    widgets
        Those that are in the page, panes among them.
    contents
        What stands in it.
    """
    found = [burned_in_note(widget) for widget in widgets if frame_count(widget)]
    return tuple(dict.fromkeys([*filter(None, found), *_missing(contents)]))


def burned_in_note(widget: Any) -> str:
    """Return a warning where the pixels that a widget shows may spell out who the patient is.

    Parameters
    ----------
    widget
        One that shows frames.
    """
    frames = widget.frames
    risk = max((burned_in_risk(each) for each in _headers(frames)), default=None)
    if risk is None or risk.score < RISKY:
        return ""
    return (
        f"Text may be burned into the pixels, which are as they are: the risk by the header is "
        f"{risk.score} of 1. {' '.join(risk.why)} Look at every frame, or black text out before: "
        'dw.anonymize(x), Boxes; or dw.deidentify(x, "clean/", options="clean_pixel_data").'
    )


def _headers(frames: Any) -> Iterator[Any]:
    """Yield the datasets of the first frame, the middle one and the last."""
    for index in {0, len(frames) // 2, len(frames) - 1}:
        try:
            yield frames.header(index).dataset
        except DicomWidgetsError:
            continue


def _missing(contents: Contents) -> Iterator[str]:
    if contents.frames < contents.of:
        yield f"The page holds {contents.frames:,} of {contents.of:,} frames."
    models = contents.page["models"].values()
    failed = sum(len(model["archive"]["errors"]) for model in models)
    if failed:
        yield f"{failed:,} frames are not in the page; it says why in their place."
