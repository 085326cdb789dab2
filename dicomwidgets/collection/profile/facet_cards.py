"""The facets of a profile as HTML: each element with its values as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.collection.profile.markup import Html, count_text, element, joined
from dicomwidgets.elements.masking import is_identifier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.collection.profile.facets import Facet

__all__ = ["facet_cards"]

_VALUES = 8
_NAMED = ("SOPClassUID", "TransferSyntaxUID")


def facet_cards(facets: Iterable[Facet], *, masked: bool) -> Html:
    """Return a card for each element that stands anywhere; the rest by their names."""
    there = [facet for facet in facets if facet.counts]
    rest = [facet.name for facet in facets if not facet.counts]
    cards = element("div", *(_card(each, masked=masked) for each in there), class_="facets")
    if not rest:
        return cards
    return joined((cards, element("p", "In no file: ", ", ".join(rest), ".", class_="quiet")))


def _card(facet: Facet, *, masked: bool) -> Html:
    hidden = masked and _hides(facet)
    return element(
        "section",
        element("h3", facet.name),
        element("p", _summary(facet, hidden=hidden), class_="quiet"),
        _values(facet) if not hidden else _hidden(facet),
        class_="facet",
    )


def _hides(facet: Facet) -> bool:
    return facet.path not in _NAMED and is_identifier(facet.keyword, facet.vr)


def _summary(facet: Facet, *, hidden: bool) -> str:
    parts = [count_text(facet.distinct, "value")]
    if facet.span and facet.distinct > 1 and not hidden:
        parts.append(f"{facet.span[0]:g} to {facet.span[1]:g}")
    missing = facet.absent + facet.empty
    if missing:
        share = facet.missing_share
        parts.append(f"missing in {'<1 %' if share < 0.005 else f'{share:.0%}'.replace('%', ' %')}")
    return " · ".join(parts)


def _values(facet: Facet) -> Html:
    rows = [_row(_shown(value), count, facet.files) for value, count in facet.counts[:_VALUES]]
    more = facet.distinct - _VALUES
    if more > 0:
        rest = sum(count for _, count in facet.counts[_VALUES:])
        rows.append(_row(f"{more:,} more", rest, facet.files, kind="other"))
    return _table(facet, rows)


def _hidden(facet: Facet) -> Html:
    """Return how unevenly the values are spread, and not what they are."""
    most = facet.counts[0][1]
    rows = [_row("most frequent, masked", most, facet.files, kind="other")]
    if facet.distinct > 1:
        rest = sum(count for _, count in facet.counts[1:])
        rows.append(_row(f"{facet.distinct - 1:,} more, masked", rest, facet.files, kind="other"))
    return _table(facet, rows)


def _table(facet: Facet, rows: list[Html]) -> Html:
    missing = facet.absent + facet.empty
    if missing:
        rows = [*rows, _row("no value", missing, facet.files, kind="missing")]
    heads = element(
        "tr", element("th", "Value", scope="col"), element("th", "Files", scope="col", colspan="2")
    )
    return element(
        "table",
        element("caption", f"Values of {facet.name}", class_="unseen"),
        Html('<colgroup><col class="label"><col><col class="count"></colgroup>'),
        element("thead", heads, class_="unseen"),
        element("tbody", *rows),
    )


def _row(label: str, count: int, files: int, *, kind: str = "value") -> Html:
    share = 100 * count / files if files else 0
    bar = element("span", class_="bar", style=f"width:{max(share, 1):.1f}%")
    return element(
        "tr",
        element("th", label, scope="row", title=label if len(label) > 24 else None),
        element("td", element("span", bar, class_="track", aria_hidden="true")),
        element("td", f"{count:,}", class_="number"),
        class_=kind,
    )


def _shown(value: object) -> str:
    words = f"{value:g}" if isinstance(value, float) else str(value)
    return words.replace("\\", " \\ ")
