"""Series as rows: constant, varying, missing; and two of them against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.compared import Compared, DifferenceRow, Kind, Line, Spread
from dicomwidgets.elements.difference import letters
from dicomwidgets.elements.digest import digest
from dicomwidgets.elements.ignoring import Rules
from dicomwidgets.elements.recurring_items import Standing, paired
from dicomwidgets.reference.tags import ITEM_TAG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.elements.variation import Trait, Variation

__all__ = ["SeriesDifference"]

_SHOWN = 4

Traits = tuple["Trait | None", ...]


class SeriesDifference(Compared):
    """One series: what is constant, varies or is missing in some files. Several: by these.

    Parameters
    ----------
    sides
        One or more, each looked through.
    labels
        What they are called; by default ``("A", "B", …)``.
    rules
        What is passed over.

    Notes
    -----
    Series are held against each other by what is constant in each. What varies in all of them is
    ``"same"`` where they have the same values, else ``"varies"``.
    """

    def __init__(
        self, sides: Sequence[Variation], labels: Sequence[str] = (), rules: Rules | None = None
    ) -> None:
        self.sides = tuple(sides)
        self._names = tuple(labels) or letters(len(sides))
        self._rules = rules or Rules()
        self._ids: set[int] = set()
        self._traits: list[Traits] = []
        self._lines: list[Line] = []
        self._sizes = tuple(map(len, sides))
        self._add(tuple(side.root for side in sides), -1, 0)
        super().__init__(self._lines, self._names)

    def row(self, index: int) -> DifferenceRow:
        """Return one row, its texts made now."""
        line = self._lines[index]
        traits = self._traits[index]
        first = next(trait for trait in traits if trait is not None)
        spreads = self._spread(traits)
        return DifferenceRow(
            id=line.id,
            parent=line.parent,
            depth=line.depth,
            path=first.path,
            paths=tuple(None if trait is None else trait.path for trait in traits),
            tag=line.tag,
            vrs=tuple(" / ".join(trait.vrs) or None if trait else None for trait in traits),
            values=tuple(None if each is None else _summary(each) for each in spreads),
            kind=line.kind,
            note=line.note,
            name=first.name,
            creator=first.creator,
            ignored=line.ignored,
            inherited=line.inherited,
            children=line.children,
            below=line.below,
            spreads=spreads,
        )

    def _add(self, parents: Traits, above: int, depth: int) -> None:
        for traits in _children(parents):
            index = len(self._lines)
            self._lines.append(self._line(traits, parents, above, depth))
            self._traits.append(traits)
            self._add(traits, index, depth + 1)

    def _line(self, traits: Traits, parents: Traits, above: int, depth: int) -> Line:
        first = next(trait for trait in traits if trait is not None)
        kind, note = self._judged(traits)
        line = Line(
            id=self._made_id(first.path),
            parent=above,
            depth=depth,
            tag=first.tag,
            places=tuple(None if trait is None else 0 for trait in traits),
            kind=kind,
            note=note,
        )
        upper = self._lines[above] if above >= 0 else None
        line.ignored = bool(upper and upper.ignored) or all(
            map(self._ignores, filter(None, traits))
        )
        if upper is not None and kind not in ("same", "changed", "varies"):
            line.inherited = upper.kind == kind and self._missing_alike(traits, parents)
        return line

    def _ignores(self, trait: Trait) -> bool:
        if trait.item:
            return False
        return self._rules.cover(trait.tag, trait.vr, lambda: trait.path, lambda: trait.standard)

    def _made_id(self, path: str) -> int:
        made = int.from_bytes(digest(path.encode())[:6], "big")
        while made in self._ids:
            made += 1
        self._ids.add(made)
        return made

    def _missing_alike(self, traits: Traits, parents: Traits) -> bool:
        """Whether a row is missing exactly where what it stands in is."""
        return all(
            (trait.present if trait else 0) == (parent.present if parent else 0)
            for trait, parent in zip(traits, parents, strict=True)
        )

    def _judged(self, traits: Traits) -> tuple[Kind, str]:
        spreads = self._spread(traits)
        if len(traits) > 1 and None in traits:
            if len(traits) > 2:
                return "partial", "Not in all series."
            kind: Kind = "added" if traits[0] is None else "removed"
            return kind, f"Only in {self._names[kind == 'added']}."
        there = [each for each in spreads if each is not None]
        first = next(trait for trait in traits if trait is not None)
        if any(each.present < each.files for each in there):
            return "partial", _missing_note(there)
        if len(there) == 1:
            if first.tag == ITEM_TAG:
                return "same", _numbers_note([first])
            return ("varies", _count(there[0])) if there[0].distinct > 1 else ("same", "")
        return self._between([trait for trait in traits if trait], there)

    def _between(self, traits: Sequence[Trait], spreads: Sequence[Spread]) -> tuple[Kind, str]:
        if traits[0].tag == ITEM_TAG:
            return "same", _numbers_note(traits)
        alike = all(trait.seen.keys() == traits[0].seen.keys() for trait in traits[1:])
        constant = [each.distinct == 1 for each in spreads]
        if alike:
            return "same", ""
        if all(constant):
            return "changed", ""
        if any(constant):
            return "changed", "Constant in one, varying in another."
        return "varies", "Varies in all of them."

    def _spread(self, traits: Traits) -> tuple[Spread | None, ...]:
        return tuple(
            trait.spread(size) if trait else None
            for trait, size in zip(traits, self._sizes, strict=True)
        )


def _children(parents: Traits) -> list[Traits]:
    """Return what is directly below, as each side has it; items by what they stand for."""
    found: list[list[Trait | None]] = []
    keys: list[Any] = []
    for side, parent in enumerate(parents):
        new = [*parent.children] if parent else []
        for key, place in zip(new, _places(keys, new), strict=True):
            if place is None:
                keys.append(key)
                found.append([None] * len(parents))
            slot = found[-1] if place is None else found[place]
            slot[side] = parent.children[key] if parent else None
    rows = [tuple(each) for each in found]
    return sorted(rows, key=_order)


def _places(known: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    if any(isinstance(key, Standing) for key in new):
        return paired(known, new)
    places = {key: place for place, key in enumerate(known)}
    return [places.get(key) for key in new]


def _order(traits: Traits) -> tuple[int, int]:
    first = next(trait for trait in traits if trait is not None)
    return first.tag, first.item


def _numbers_note(traits: Sequence[Trait]) -> str:
    """Say where an item does not have one number in all files."""
    numbers = sorted(set[int]().union(*(trait.numbers for trait in traits)))
    if len(numbers) < 2:
        return ""
    listed = ", ".join(map(str, numbers[:_SHOWN]))
    return f"Stands at different places: {listed}{', …' if len(numbers) > _SHOWN else ''}."


def _missing_note(spreads: Sequence[Spread]) -> str:
    told = [f"{each.files - each.present:,} of {each.files:,}" for each in spreads]
    return f"Missing in {' and '.join(told)} files."


def _count(spread: Spread) -> str:
    return f"{spread.distinct:,} values in {spread.files:,} files."


def _summary(spread: Spread) -> str:
    """Return the value where it is constant, else how many there are and the first of them."""
    texts = [each.text or "empty" for each in spread.values[:_SHOWN]]
    if spread.distinct == 1:
        text = spread.values[0].text if spread.values else ""
    else:
        more = ", …" if spread.distinct > len(texts) else ""
        text = f"{spread.distinct:,} values: {', '.join(texts)}{more}"
    if spread.present == spread.files:
        return text
    return " · ".join(filter(None, (text, f"in {spread.present:,} of {spread.files:,} files")))
