"""The sides from which a collection can be narrowed down, with how many series each leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

import numpy as np

from dicomwidgets.browsing.columns import uid_text, value_text, year_text
from dicomwidgets.browsing.groups import SERIES
from dicomwidgets.browsing.values import is_empty, natural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.browsing.findings import FoundBySeries
    from dicomwidgets.browsing.groups import Groups
    from dicomwidgets.browsing.values import Values
    from dicomwidgets.collection.columns import Cell

__all__ = ["FACETS", "Facet", "FacetValue", "Narrowing"]

_MOST = 60
_NONE = ""


class FacetValue(TypedDict):
    """One value of a facet, and how many series it would leave."""

    key: str
    label: str
    count: int


class Facet(TypedDict):
    """A facet; `more` values that leave less are not told."""

    name: str
    label: str
    values: list[FacetValue]
    more: int


class _Side(NamedTuple):
    label: str
    keyword: str
    text: Callable[[Cell], str] = value_text
    is_in_order: bool = False


_SIDES = {
    "modality": _Side("Modality", "Modality"),
    "body_part": _Side("Body part", "BodyPartExamined"),
    "study_date": _Side("Year of the study", "StudyDate", year_text, is_in_order=True),
    "sex": _Side("Sex", "PatientSex"),
    "manufacturer": _Side("Manufacturer", "Manufacturer"),
    "sop_class": _Side("Kind of object", "SOPClassUID", uid_text),
    "transfer_syntax": _Side("Transfer syntax", "TransferSyntaxUID", uid_text),
}
_FINDINGS = "findings"

FACETS = (*_SIDES, _FINDINGS)
"""Their names. Of the values of one facet any may hold."""


class _Labels(NamedTuple):
    """What a side is called in each series: `series` and the place among `texts`, in pairs."""

    texts: list[str]
    series: NDArray[np.int32]
    places: NDArray[np.int32]

    def held(self, chosen: Iterable[str], series: int) -> NDArray[np.bool_]:
        known = set(chosen)
        wanted = np.array([text in known for text in self.texts], bool)
        held = np.zeros(series, bool)
        held[self.series[wanted[self.places]]] = True
        return held

    def counts(self, left: NDArray[np.bool_]) -> NDArray[np.intp]:
        return np.bincount(self.places[left[self.series]], minlength=len(self.texts))


class Narrowing:
    """Facets over the series of one stand of `Groups`.

    Parameters
    ----------
    groups
        What is narrowed down.
    found
        What is wrong with it.
    chosen
        Facet → chosen values.
    """

    def __init__(
        self, groups: Groups, found: FoundBySeries, chosen: Mapping[str, Sequence[str]]
    ) -> None:
        self._groups = groups
        self._found = found
        self._held = {
            name: self._labels(name).held(values, groups.count(SERIES))
            for name, values in chosen.items()
            if values
        }
        self._chosen = chosen

    def left(self, held: NDArray[np.bool_], *, without: str = "") -> NDArray[np.bool_]:
        """Return which of the series that a query leaves all facets leave, but for one."""
        masks = [mask for name, mask in self._held.items() if name != without]
        return np.logical_and.reduce([held, *masks]) if masks else held

    def facets(self, held: NDArray[np.bool_]) -> list[Facet]:
        """Return the facets that tell series from each other."""
        found = (self._facet(name, held) for name in FACETS)
        return [
            facet for facet in found if len(facet["values"]) > 1 or self._chosen.get(facet["name"])
        ]

    def _facet(self, name: str, held: NDArray[np.bool_]) -> Facet:
        labels = self._labels(name)
        counts = labels.counts(self.left(held, without=name)).tolist()
        chosen = set(self._chosen.get(name, ()))
        known = [
            (text, count)
            for text, count in zip(labels.texts, counts, strict=True)
            if count or text in chosen
        ]
        known += [(text, 0) for text in chosen.difference(labels.texts)]
        side = _SIDES.get(name)
        if side is not None and side.is_in_order:
            known.sort(key=lambda each: natural(each[0]), reverse=True)
        else:
            known.sort(key=lambda each: (-each[1], natural(each[0])))
        told = known[:_MOST] + [each for each in known[_MOST:] if each[0] in chosen]
        values: list[FacetValue] = [
            {"key": text, "label": self._label(name, text), "count": count} for text, count in told
        ]
        label = side.label if side else "Findings"
        return {"name": name, "label": label, "values": values, "more": len(known) - len(told)}

    def _label(self, name: str, text: str) -> str:
        if name == _FINDINGS:
            return text.replace("-", " ") or "nothing found"
        return text or "(none)"

    def _labels(self, name: str) -> _Labels:
        if name == _FINDINGS:
            return _Labels(*self._found.labels())
        side = _SIDES[name]
        values = self._groups.values(side.keyword)
        return values.derived(name, lambda: _labels(values, side.text))  # type: ignore[no-any-return]


def _labels(values: Values, text: Callable[[Cell], str]) -> _Labels:
    places: dict[str, int] = {}
    of_code = np.array(
        [
            places.setdefault(_NONE if is_empty(value) else text(value), len(places))
            for value in values.values
        ],
        np.int32,
    )
    first = of_code[values.first]
    series, codes = values.more
    more = of_code[codes]
    other = more != first[series]  # two values may be called the same
    pairs = np.unique(np.stack((series[other], more[other])), axis=1)
    own = np.arange(len(first), dtype=np.int32)
    return _Labels([*places], np.concatenate((own, pairs[0])), np.concatenate((first, pairs[1])))
