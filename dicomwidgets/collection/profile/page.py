"""A profile as a page: nothing is fetched, nothing runs, it opens from ``file://``."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from dicomwidgets.collection.profile.facet_cards import facet_cards
from dicomwidgets.collection.profile.finding_list import finding_list
from dicomwidgets.collection.profile.markup import Html, bytes_text, count_text, element, joined
from dicomwidgets.collection.profile.series_table import date_text, series_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.collection.profile.profile import Profile
    from dicomwidgets.collection.profile.series_line import Thumbnail

__all__ = ["fragment_of", "page_of"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_NOTE = (
    "Names, dates, UIDs, texts and file names are masked. dw.reveal() before it is made shows them."
)


def page_of(
    profile: Profile, pictures: Mapping[int, Thumbnail], *, masked: bool, title: str
) -> str:
    """Return the whole page."""
    head = joined(
        (
            Html('<meta charset="utf-8">'),
            Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Html('<meta name="color-scheme" content="light dark">'),
            element("title", title),
            element("style", Html(_style()), Html(_PAGE_STYLE)),
        )
    )
    body = element("main", *_parts(profile, pictures, masked=masked, title=title, level=1))
    whole = element("body", element("div", body, class_="dw-profile"))
    return f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n{whole}\n</html>\n'


def fragment_of(profile: Profile, *, masked: bool) -> str:
    """Return the same for a notebook: without pictures, under the headings of the notebook."""
    parts = _parts(profile, {}, masked=masked, title="What is in this archive", level=3)
    return joined((element("style", Html(_style())), element("div", *parts, class_="dw-profile")))


def _parts(
    profile: Profile, pictures: Mapping[int, Thumbnail], *, masked: bool, title: str, level: int
) -> list[Html | None]:
    head, below = f"h{level}", f"h{level + 1}"

    def section(name: str, content: Html) -> Html:
        return element("section", element(below, name), content)

    return [
        element("header", element(head, title), _numbers(profile, masked=masked)),
        element("p", _NOTE, class_="note") if masked else None,
        section("Findings", finding_list(profile.findings, masked=masked)),
        section("Series", series_table(profile.series, pictures, masked=masked)),
        section("Elements", facet_cards(profile.facets, masked=masked)),
    ]


def _numbers(profile: Profile, *, masked: bool) -> Html:
    told = [
        (f"{profile.files:,}", "DICOM files"),
        (bytes_text(profile.size), "on disk"),
        (f"{profile.patients:,}", "patients"),
        (f"{profile.studies:,}", "studies"),
        (f"{len(profile.series):,}", "series with images"),
        (f"{profile.frames:,}", "frames"),
        (_dates(profile, masked=masked), "from first to last study" if masked else "study dates"),
        (f"{profile.others:,}", "other files"),
    ]
    items = [element("div", element("dt", label), element("dd", number)) for number, label in told]
    return element("dl", *items, class_="numbers")


def _dates(profile: Profile, *, masked: bool) -> str:
    """Return from when to when; masked, over how many days."""
    if profile.dates is None:
        return "none"
    first, last = profile.dates
    if not masked:
        return date_text(first) if first == last else f"{date_text(first)} to {date_text(last)}"
    try:
        days = (_day(last) - _day(first)).days + 1
    except ValueError:
        return "masked"
    return count_text(days, "day")


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


@cache
def _style() -> str:
    return (files("dicomwidgets") / "collection/profile/page.css").read_text(encoding="utf-8")


_PAGE_STYLE = """
html { color-scheme: light dark; background: light-dark(#fff, #17191c); }
body { margin: 0; }
.dw-profile > main { max-width: 84rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
"""
