"""The sides from which a header can be narrowed down: group, VR, module, and what is the case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict

from dicomwidgets.elements.masks import all_of, counted
from dicomwidgets.elements.query import STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dicomwidgets.elements.descriptors import Descriptor
    from dicomwidgets.elements.masks import Mask
    from dicomwidgets.elements.search_index import SearchIndex

__all__ = ["FACETS", "Facet", "FacetName", "FacetValue", "Known", "chosen_rows", "facet_counts"]

FacetName = Literal["group", "vr", "module", "is"]

FACETS: tuple[FacetName, ...] = ("group", "vr", "module", "is")
"""Of the values of one facet any may hold; of those under ``is`` all have to."""

_STATE_LABELS = {
    "private": "Private",
    "empty": "Empty",
    "identifying": "May identify somebody",
    "problem": "Has a problem",
    "different": "Differs from the file before",
    "constant": "Constant over the series",
    "varying": "Varies over the series",
}

_GROUPS = {
    0x0002: "File meta",
    0x0008: "Identifying",
    0x0010: "Patient",
    0x0018: "Acquisition",
    0x0020: "Relationship",
    0x0028: "Image",
    0x0032: "Study",
    0x0038: "Visit",
    0x003A: "Waveform",
    0x0040: "Procedure",
    0x0054: "Nuclear medicine",
    0x0062: "Segmentation",
    0x0070: "Presentation",
    0x0088: "Storage",
    0x3002: "RT image",
    0x3004: "RT dose",
    0x3006: "RT structure set",
    0x300A: "RT plan",
    0x300C: "RT reference",
    0x300E: "RT approval",
    0x5400: "Waveform data",
    0x7FE0: "Pixel data",
}
"""What a group is mostly about; the standard itself names none of them any more."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of elements elsewhere, for the facets.

    Parameters
    ----------
    identifies
        Whether an element, by its tag, may identify somebody.
    modules
        The names of the modules that have the element at a path of keywords.
    """

    identifies: Callable[[int], bool] | None = None
    modules: Callable[[str], Sequence[str]] | None = None


class FacetValue(TypedDict):
    """One value of a facet, and how many elements it would leave."""

    key: str
    label: str
    count: int


class Facet(TypedDict):
    """A facet: `values` in the order in which they are offered."""

    name: FacetName
    label: str
    values: list[FacetValue]


def chosen_rows(
    index: SearchIndex,
    chosen: Mapping[FacetName, Sequence[str]],
    modules: Callable[[Descriptor], Sequence[str]],
    states: Mapping[str, Callable[[], Mask]],
) -> list[Mask]:
    """Return one mask for each facet of which a value is chosen.

    Parameters
    ----------
    index
        The rows.
    chosen
        Facet → its values.
    modules
        What gives the names of the modules of an element.
    states
        State → what gives its rows.
    """
    masks: list[Mask] = []
    for name, values in chosen.items():
        if not values:
            continue
        if name == "is":
            masks += [states[each]() for each in values if each in states]
        else:
            wanted = frozenset(values)
            keys = _KEYS[name]
            masks.append(
                index.where(lambda each, k=keys, w=wanted: not w.isdisjoint(k(each, modules)))  # type: ignore[misc]
            )
    return masks


def facet_counts(
    index: SearchIndex,
    found: Mask,
    chosen: Mapping[FacetName, Sequence[str]],
    modules: Callable[[Descriptor], Sequence[str]],
    states: Mapping[str, Callable[[], Mask]],
) -> list[Facet]:
    """Return every facet with the number of elements that each of its values would leave.

    Parameters
    ----------
    index, chosen, modules, states
        As in `chosen_rows`.
    found
        The rows that the query itself leaves.
    """
    facets: list[Facet] = []
    for name in FACETS:
        others = {each: values for each, values in chosen.items() if each != name or name == "is"}
        base = all_of([found, *chosen_rows(index, others, modules, states)], len(index))
        if name == "is":
            values = list(_state_values(base, chosen.get("is", ()), states))
        else:
            values = _values(index, base, name, chosen.get(name, ()), modules)
        facets.append({"name": name, "label": _LABELS[name], "values": values})
    return [facet for facet in facets if facet["values"]]


def _values(
    index: SearchIndex,
    base: Mask,
    name: FacetName,
    chosen: Sequence[str],
    modules: Callable[[Descriptor], Sequence[str]],
) -> list[FacetValue]:
    """Count by descriptor, then by what the descriptors have in common."""
    counts: Counter[str] = Counter(dict.fromkeys(chosen, 0))
    keys = _KEYS[name]
    for number, count in counted(base, index.keys):
        for key in keys(index.descriptors[number], modules):
            counts[key] += count
    order = sorted(counts) if name != "module" else sorted(counts, key=lambda each: -counts[each])
    return [{"key": key, "label": _label(name, key), "count": counts[key]} for key in order]


def _state_values(
    base: Mask, chosen: Sequence[str], states: Mapping[str, Callable[[], Mask]]
) -> Iterator[FacetValue]:
    for state in STATES:
        if state not in states:
            continue
        count = all_of([base, states[state]()], len(base)).count(1)
        if count or state in chosen:
            yield {"key": state, "label": _STATE_LABELS[state], "count": count}


def _label(name: FacetName, key: str) -> str:
    if name != "group":
        return key
    group = int(key, 16)
    words = "private" if group & 1 else _GROUPS.get(group, "")
    return f"{key} · {words}" if words else key


def _group(each: Descriptor, _modules: object) -> tuple[str, ...]:
    return () if each.tag is None else (f"{each.tag >> 16:04X}",)


def _vr(each: Descriptor, _modules: object) -> tuple[str, ...]:
    return (each.vr,) if each.vr else ()


def _module(each: Descriptor, modules: Callable[[Descriptor], Sequence[str]]) -> tuple[str, ...]:
    return () if each.tag is None else tuple(modules(each))


_KEYS = {"group": _group, "vr": _vr, "module": _module}
_LABELS: dict[FacetName, str] = {
    "group": "Group",
    "vr": "Value representation",
    "module": "Module",
    "is": "Only what is",
}
