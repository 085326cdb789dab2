"""The series of a profile as HTML, each with its picture."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from dicomwidgets.collection.profile.markup import (
    Html,
    bytes_text,
    count_text,
    element,
    joined,
)
from dicomwidgets.privacy import MASK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.collection.profile.series_line import SeriesLine, Thumbnail
    from dicomwidgets.finding import Severity

__all__ = ["date_text", "series_table"]

_SHOWN = 1000
_NUMBERS = ("Files", "Frames", "Bytes")
_WORDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "remark"}


def series_table(
    lines: Sequence[SeriesLine], pictures: Mapping[int, Thumbnail], *, masked: bool
) -> Html:
    """Return one row a series.

    Parameters
    ----------
    lines
        The series.
    pictures
        By the number of the series; without any there is no column for them.
    masked
        Whether descriptions and dates are.
    """
    if not lines:
        return element("p", "There are no images.", class_="quiet")
    heads = ["Picture"] if pictures else []
    heads += ["Series", "Date", "Files", "Frames", "Size of a frame", "Bytes", "Findings"]
    rows = [
        _row(number, line, pictures.get(number), with_picture=bool(pictures), masked=masked)
        for number, line in enumerate(lines[:_SHOWN])
    ]
    table = element(
        "table",
        element("caption", "The series, in the order of their files", class_="unseen"),
        element("thead", element("tr", *map(_head, heads))),
        element("tbody", *rows),
        class_="series",
    )
    more = len(lines) - _SHOWN
    rest = element("p", f"… and {more:,} more series.", class_="quiet") if more > 0 else None
    box = element("div", table, class_="wide", tabindex="0", role="region", aria_label="Series")
    return joined((box, rest))


def _row(
    number: int, line: SeriesLine, picture: Thumbnail | None, *, with_picture: bool, masked: bool
) -> Html:
    described = MASK if masked and line.description else line.description
    name = joined(
        (
            element("b", line.modality or "?"),
            " ",
            described,
            element("span", f"series {number}", class_="quiet block"),
        )
    )
    size = f"{line.columns} × {line.rows}" if line.frames else "no image"
    cells = [
        _cell("Date", MASK if masked and line.date else date_text(line.date)),
        _cell("Files", f"{line.files:,}", class_="number"),
        _cell("Frames", f"{line.frames:,}", class_="number"),
        _cell("Size of a frame", size),
        _cell("Bytes", bytes_text(line.size), class_="number"),
        _cell("Findings", _badges(line)),
    ]
    image = element("td", _image(line, picture), class_="picture") if with_picture else None
    return element("tr", image, element("th", name, scope="row"), *cells)


def _head(name: str) -> Html:
    return element("th", name, scope="col", class_="number" if name in _NUMBERS else None)


def _cell(label: str, content: object, class_: str | None = None) -> Html:
    """Return a cell that knows its column: on narrow pages there is no head."""
    return element("td", content, class_=class_, data_label=label)


def _badges(line: SeriesLine) -> Html:
    badges = [
        element("span", count_text(line.findings[severity], word), class_=f"badge {severity}")
        for severity, word in _WORDS.items()
        if line.findings.get(severity)
    ]
    return joined(badges) if badges else element("span", "none", class_="quiet")


def _image(line: SeriesLine, picture: Thumbnail | None) -> Html:
    if picture is None or not picture.data:
        return element("span", (picture and picture.reason) or "not made", class_="no-picture")
    data = base64.b64encode(picture.data).decode()
    return element(
        "img",
        src=f"data:image/jpeg;base64,{data}",
        alt=f"Middle frame of a series of {count_text(line.frames, 'frame')}",
        width=picture.width,
        height=picture.height,
    )


def date_text(date: str) -> str:
    """Return a date as it is read: ``"2024-02-29"``; what is no date as it stands."""
    whole = len(date) == 8 and date.isdigit()
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if whole else date
