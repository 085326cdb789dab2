"""Rules by device: which images have text where, as data (PS3.15 E.3.1).

```toml
[[pixels]]
name = "Acme Echo 5, banner"
when = { Manufacturer = "Acme", ManufacturerModelName = "Echo 5", Rows = 600, Columns = 800 }
boxes = [[0, 0, 800, 60]]

[[pixels]]
name = "Acme, older models"
when = { Manufacturer = { contains = "Acme" }, Modality = ["US", "IVUS"] }
boxes = [[0.0, 0.0, 1.0, 0.1]]
```

All conditions of a rule must hold; of several texts one; letters' case does not count; an empty
text stands for what is missing. ``{ not = … }`` turns a condition round. Boxes are
``[x, y, width, height]`` from the upper left corner, in whole pixels, or, where one of the numbers
has a point, in parts of the image from 0 to 1. In place of ``boxes`` stands ``do``: ``"regions"``
(all outside the ultrasound regions goes), ``"ocr"`` (text that is found goes), ``"refuse"`` or
``"clean"``. Boxes with ``do = "also"`` go in addition to what is done otherwise. ``frames`` are the
first and the last frame, counted from 0, that the boxes are in, as ``[0, 9]``: without it, all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from dicomwidgets.deidentification.pixels.boxes import Box
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.dictionary import tag_of
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from dicomwidgets.deidentification.pixels.facts import PixelFacts

__all__ = ["Condition", "PixelRule", "carried_rules", "pixel_rules_from"]

Side = int | float
Sides = tuple[Side, Side, Side, Side]
How = Literal["is", "contains", "not"]
Doing = Literal["boxes", "also", "regions", "ocr", "refuse", "clean"]
_DOINGS: tuple[Doing, ...] = get_args(Doing)
_KEYS = frozenset({"name", "when", "boxes", "frames", "do", "why"})
_EXAMPLE = (
    'Write {"when": {"Manufacturer": "Acme", "Rows": 600}, "boxes": [[0, 0, 800, 60]]}, or "do" '
    f"and one of {', '.join(_DOINGS[1:])}."
)


class Condition(NamedTuple):
    """What an element at the top of a file must say.

    Parameters
    ----------
    keyword
        Of the element.
    texts
        What it is compared with; the empty one stands for an element that is missing or empty.
    how
        ``"is"``: one of its values must be one of the texts; ``"contains"``: hold one of them;
        ``"not"``: none may be one of them.
    """

    keyword: str
    texts: tuple[str, ...]
    how: How = "is"

    def holds(self, facts: PixelFacts) -> bool:
        """Whether a file is so."""
        found = [value.casefold() for value in facts.texts(self.keyword)] or [""]
        wanted = [text.casefold() for text in self.texts]
        if self.how == "contains":
            return any(text in value for text in wanted for value in found)
        return any(text == value for text in wanted for value in found) != (self.how == "not")

    def to_json(self) -> Any:
        """Return the condition as `pixel_rules_from` reads it."""
        texts = list(self.texts)
        return texts if self.how == "is" else {self.how: texts}


@dataclass(frozen=True, slots=True)
class PixelRule:
    """One rule.

    Parameters
    ----------
    name
        By which notes call it.
    when
        Its conditions.
    do
        What is done to an image for which they hold.
    boxes
        ``(x, y, width, height)``, in pixels, or, as floats, in parts of the image.
    why
        The reason in words.
    frames
        The first and the last frame, from 0, that the boxes are in; ``None`` for all.
    """

    name: str
    when: tuple[Condition, ...]
    do: Doing
    boxes: tuple[Sides, ...] = ()
    why: str = ""
    frames: tuple[int, int] | None = None

    def fits(self, facts: PixelFacts) -> bool:
        """Whether all conditions hold, and the image has a frame that it is about."""
        known = facts.layout.frames or 1
        if self.frames is not None and self.frames[0] >= known:
            return False
        return all(condition.holds(facts) for condition in self.when)

    def boxes_in(self, columns: int, rows: int, frames: int) -> tuple[Box, ...] | None:
        """Return the boxes in pixels of an image; ``None`` where one sticks out of it."""
        found = []
        chosen: tuple[int, ...] | None = None
        if self.frames is not None:
            chosen = tuple(range(self.frames[0], min(self.frames[1] + 1, frames)))
        for x, y, width, height in self.boxes:
            if isinstance(x, float):
                left, top = floor(x * columns), floor(y * rows)
                right = min(columns, ceil(round((x + width) * columns, 6)))
                bottom = min(rows, ceil(round((y + height) * rows, 6)))
            else:
                left, top, right, bottom = map(int, (x, y, x + width, y + height))
            if right > columns or bottom > rows:
                return None
            found.append(Box(chosen, left, top, right - left, bottom - top))
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        """Return the rule as what `json.dumps` takes and `pixel_rules_from` reads."""
        when = {condition.keyword: condition.to_json() for condition in self.when}
        made: dict[str, Any] = {"name": self.name, "when": when}
        if self.boxes:
            made["boxes"] = [list(box) for box in self.boxes]
        if self.frames is not None:
            made["frames"] = list(self.frames)
        if self.do != "boxes":
            made["do"] = self.do
        return made | ({"why": self.why} if self.why else {})


@cache
def carried_rules() -> tuple[PixelRule, ...]:
    """Return the rules that this package brings: ``device_rules.toml`` beside this file."""
    import tomllib  # noqa: PLC0415 - once, and only where pixels are cleaned

    text = files(__package__).joinpath("device_rules.toml").read_text("utf-8")
    return pixel_rules_from(tomllib.loads(text)["pixels"])


def pixel_rules_from(given: Any) -> tuple[PixelRule, ...]:
    """Return rules from a list of dicts.

    Parameters
    ----------
    given
        As JSON or TOML hold them; ready rules stay.

    Raises
    ------
    ArgumentError
        If one can't be meant: an unknown part or keyword, no rectangle, nothing to do.
    """
    if isinstance(given, Mapping | str) or not isinstance(given, Iterable):
        raise ArgumentError("The rules for pixels are no list.", remedy=_EXAMPLE)
    return tuple(_rule(each, number) for number, each in enumerate(given, 1))


def _rule(given: Any, number: int) -> PixelRule:
    if isinstance(given, PixelRule):
        return given
    if not isinstance(given, Mapping) or not isinstance(given.get("when", {}), Mapping):
        raise ArgumentError(f"Pixel rule {number} is no table.", remedy=_EXAMPLE)
    name = str(given.get("name", f"pixel rule {number}"))[:64]
    if unknown := set(given) - _KEYS:
        raise _refused(name, f"It has an unknown part {str(min(unknown))[:64]!r}.")
    listed = given.get("boxes", ())
    if not isinstance(listed, list | tuple):
        raise _refused(name, "Its boxes are no list.")
    boxes = tuple(_box(name, each) for each in listed)
    do = given.get("do", "boxes")
    if do not in _DOINGS or (do in ("boxes", "also")) != bool(boxes):
        raise _refused(name, "It says neither boxes nor what else is to be done, or both.")
    when = tuple(_condition(name, *each) for each in given.get("when", {}).items())
    frames = _frames(name, given["frames"], boxes) if "frames" in given else None
    return PixelRule(name, when, do, boxes, str(given.get("why", "")), frames)


def _frames(name: str, given: Any, boxes: tuple[Sides, ...]) -> tuple[int, int]:
    ends = given if isinstance(given, list | tuple) else ()
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in ends)
    if not (boxes and whole and len(ends) == 2 and 0 <= ends[0] <= ends[1]):
        raise _refused(name, "Its frames are not the first and the last one of its boxes, from 0.")
    return ends[0], ends[1]


def _condition(name: str, keyword: Any, what: Any) -> Condition:
    tag = tag_of(keyword) if isinstance(keyword, str) else None
    if tag is None or tag_info(tag).vr in ("SQ", "OB", "OW", "UN"):
        raise _refused(name, f"There is no element {str(keyword)[:64]!r} of text or numbers.")
    how: How = "is"
    if isinstance(what, Mapping):
        if len(what) != 1 or not {"contains", "not"} >= set(what):
            raise _refused(name, f"The condition for {keyword} is none.")
        ((how, what),) = what.items()
    texts = what if isinstance(what, list | tuple) else [what]
    given = [str(each).strip() for each in texts if isinstance(each, str | int)]
    if not texts or len(given) < len(texts) or (how == "contains" and "" in given):
        raise _refused(name, f"The condition for {keyword} is neither text nor number.")
    return Condition(keyword, tuple(given), how)


def _box(name: str, given: Any) -> Sides:
    sides = given if isinstance(given, list | tuple) else ()
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in sides)
    # Of NaN none of this is true.
    inside = numbers and all(each >= 0 for each in sides) and all(each > 0 for each in sides[2:])
    if len(sides) != 4 or not inside:
        raise _refused(name, "A box is no rectangle (x, y, width, height).")
    if not any(isinstance(each, float) for each in sides):
        return (sides[0], sides[1], sides[2], sides[3])
    x, y, width, height = map(float, sides)
    if x + width > 1 + 1e-9 or y + height > 1 + 1e-9:
        raise _refused(name, "A box in parts of the image lies outside of it: 0 to 1.")
    return x, y, width, height


def _refused(name: str, message: str) -> ArgumentError:
    return ArgumentError(f"The pixel rule {name!r}: {message}", remedy=_EXAMPLE)
