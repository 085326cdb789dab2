"""The boxes of a preview: those that Python gave, and those drawn on the image, with a way back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from dicomwidgets.deidentification.pixels.boxes import Box, boxes_for
from dicomwidgets.deidentification.pixels.pixel_rules import Condition, PixelRule
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

__all__ = ["SCOPES", "DrawnBox", "ImageKind", "PreviewBoxes", "Scope"]

Scope = Literal["size", "file"]
SCOPES: tuple[Scope, ...] = ("size", "file")
"""Those that a box can be drawn for."""


class ImageKind(NamedTuple):
    """By what a file's boxes are found.

    Parameters
    ----------
    rows, columns
        Of a frame.
    instance
        SOP Instance UID; it stays in the kernel.
    frames
        How many it has.
    """

    rows: int
    columns: int
    instance: str
    frames: int = 1


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A box drawn in the widget.

    Parameters
    ----------
    number
        By which the front end speaks of it.
    box
        In pixels, inside the image that it was drawn on; its frames are one after the other.
    scope
        ``"size"``: all files with images of the same size; ``"file"``: the one it was drawn on.
    kind
        Of that image.
    """

    number: int
    box: Box
    scope: Scope
    kind: ImageKind

    def is_for(self, kind: ImageKind) -> bool:
        """Whether a file has this box."""
        if self.scope == "file":
            return self.kind == kind
        return self.kind[:2] == kind[:2]

    @property
    def ends(self) -> tuple[int, int] | None:
        """The first and the last frame that it is in, from 0; ``None`` for all."""
        frames = self.box.frames
        return (frames[0], frames[-1]) if frames else None

    def rule(self) -> PixelRule:
        """Return the rule that blacks it out, in addition to what is done otherwise."""
        rows, columns, instance, _ = self.kind
        name = f"drawn on {columns} × {rows}"
        size = (Condition("Rows", (str(rows),)), Condition("Columns", (str(columns),)))
        when: tuple[Condition, ...] = size
        if self.scope == "file":
            name, when = "drawn on one file", (*size, Condition("SOPInstanceUID", (instance,)))
        _, x, y, width, height = self.box
        return PixelRule(name, when, "also", ((x, y, width, height),), frames=self.ends)


class PreviewBoxes:
    """Boxes with a way back.

    Parameters
    ----------
    given
        As for `dicomwidgets.deidentify`: for all files.

    Raises
    ------
    ArgumentError
        If one is no box.
    """

    def __init__(self, given: Iterable[Any] = ()) -> None:
        self.given = boxes_for(given)
        self._steps: list[tuple[DrawnBox, ...]] = [()]
        self._numbers = 0

    @property
    def drawn(self) -> tuple[DrawnBox, ...]:
        """Those drawn in the widget."""
        return self._steps[-1]

    @property
    def can_undo(self) -> bool:
        """Whether one was drawn, changed or deleted."""
        return len(self._steps) > 1

    def of(self, kind: ImageKind) -> list[DrawnBox]:
        """Return the drawn boxes of one file."""
        return [box for box in self.drawn if box.is_for(kind)]

    def rules(self) -> tuple[PixelRule, ...]:
        """Return the drawn boxes as rules for images, those under the same conditions together."""
        found: dict[PixelRule, PixelRule] = {}
        for rule in (each.rule() for each in self.drawn):
            alike = replace(rule, boxes=())
            known = found.get(alike, alike)
            found[alike] = replace(rule, boxes=(*known.boxes, *rule.boxes))
        return tuple(found.values())

    def put(self, number: int | None, args: Mapping[str, Any], kind: ImageKind) -> int:
        """Add a box, or change one; return its number.

        Parameters
        ----------
        number
            Of the one to change, ``None`` for a new one.
        args
            `PutBoxArgs`.
        kind
            Of the image it is drawn on, into which it is cut.

        Raises
        ------
        ArgumentError
            If nothing of it lies in the image, or there is no such box.
        """
        scope = args.get("scope", SCOPES[0])
        if scope not in SCOPES:
            raise ArgumentError(f"A box can't be for {str(scope)[:16]!r}.")
        if number is None:
            self._numbers += 1
            made = DrawnBox(self._numbers, _inside(args, kind), scope, kind)
            self._steps.append((*self.drawn, made))
            return made.number
        old = self._found(number)
        made = DrawnBox(number, _inside(args, kind), scope, kind)
        if made != old:
            self._steps.append(tuple(made if box is old else box for box in self.drawn))
        return number

    def drop(self, number: int) -> None:
        """Delete a box.

        Raises
        ------
        ArgumentError
            If there is none of this number.
        """
        old = self._found(number)
        self._steps.append(tuple(box for box in self.drawn if box is not old))

    def undo(self) -> None:
        """Go back by one step."""
        if self.can_undo:
            self._steps.pop()

    def _found(self, number: int) -> DrawnBox:
        found = next((box for box in self.drawn if box.number == number), None)
        if found is None:
            raise ArgumentError("There is no such box any more.", remedy="Draw it again.")
        return found


def _inside(args: Mapping[str, Any], kind: ImageKind) -> Box:
    """Return the part of a box that lies in the image."""
    try:
        x, y, width, height = (round(args[name]) for name in ("x", "y", "width", "height"))
    except (KeyError, TypeError, ValueError, OverflowError):
        x = y = width = height = 0
    left, top = max(0, x), max(0, y)
    right, bottom = min(kind.columns, x + width), min(kind.rows, y + height)
    if right <= left or bottom <= top:
        raise ArgumentError(
            "No pixel of the image lies in this box.", remedy="Draw it on the image."
        )
    return Box(_frames(args.get("frames"), kind), left, top, right - left, bottom - top)


def _frames(given: Any, kind: ImageKind) -> tuple[int, ...] | None:
    """Return the frames from the first to the last that is given, as far as there are any."""
    if given is None:
        return None
    try:
        first, last = (int(each) for each in given)
    except (TypeError, ValueError):
        first, last = 0, -1
    frames = tuple(range(max(0, first), min(last + 1, kind.frames)))
    if not frames:
        raise ArgumentError(
            "No frame of the image lies between these two.",
            remedy=f"Name two of 1 to {kind.frames:,}, the lower one first.",
        )
    return frames
