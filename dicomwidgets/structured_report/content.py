"""The content tree of a report as frozen values (PS3.3 C.17.3, C.18)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dicomwidgets.privacy import masked
from dicomwidgets.reference.uids import sop_class_name

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Cell",
    "Code",
    "ContentItem",
    "Coordinates",
    "Measured",
    "Reference",
    "TableValue",
    "Times",
    "Value",
]


@dataclass(frozen=True, slots=True)
class Code:
    """A coded entry (PS3.3 8): what is meant, by whose scheme.

    Parameters
    ----------
    value
        Code Value, or the long or URN form.
    scheme
        Coding Scheme Designator, such as ``"SCT"``, ``"DCM"``, ``"UCUM"``.
    meaning
        Code Meaning, in the words of the file.
    version
        Coding Scheme Version; ``""`` where the file gives none.
    """

    value: str
    scheme: str
    meaning: str
    version: str = ""

    def __str__(self) -> str:
        return self.meaning or self.value


@dataclass(frozen=True, slots=True, repr=False)
class Measured:
    """The value of a NUM (PS3.3 C.18.1).

    Parameters
    ----------
    values
        As written, ``"0.50"`` stays ``"0.50"``; empty where nothing was measured.
    unit
        Measurement Units; ``None`` where the file gives none.
    qualifier
        Why there is no value, or what is wrong with it, such as *Not a number*.
    number
        The value as a number: Floating Point Value, else a fraction, else the written one.
    """

    values: tuple[str, ...]
    unit: Code | None
    qualifier: Code | None
    number: float | None

    def __repr__(self) -> str:
        return f"Measured({masked(', '.join(self.values))}, {self.unit})"


@dataclass(frozen=True, slots=True, repr=False)
class Reference:
    """An object that a COMPOSITE, IMAGE or WAVEFORM item names (PS3.3 C.18.3, C.18.4, C.18.5).

    Parameters
    ----------
    sop_class_uid, sop_instance_uid
        Of the object.
    frames
        Numbers of the frames meant, from 1; empty for all.
    segments
        Numbers of the segments meant; empty for all.
    channels
        Pairs (multiplex group, channel), both from 1, channel 0 for all of the group.
    shown_with
        The presentation state or real world value map that goes with it.
    """

    sop_class_uid: str
    sop_instance_uid: str
    frames: tuple[int, ...] = ()
    segments: tuple[int, ...] = ()
    channels: tuple[tuple[int, int], ...] = ()
    shown_with: tuple[Reference, ...] = ()

    def __repr__(self) -> str:
        return f"Reference({self.name}, {masked(self.sop_instance_uid)})"

    @property
    def name(self) -> str:
        """The kind of object, in words: ``"CT Image"``."""
        name = sop_class_name(self.sop_class_uid)
        return name.removesuffix(" Storage") if name else "Object of an unknown class"


@dataclass(frozen=True, slots=True, repr=False)
class Coordinates:
    """The geometry of an SCOORD or SCOORD3D (PS3.3 C.18.6, C.18.9).

    Parameters
    ----------
    graphic_type
        ``"POINT"``, ``"MULTIPOINT"``, ``"POLYLINE"``, ``"CIRCLE"``, ``"ELLIPSE"``; in space also
        ``"POLYGON"`` and ``"ELLIPSOID"``.
    points
        Pairs (column, row) in pixels of the image that the item selects, (0, 0) being the top
        left corner of its first pixel; or triples (x, y, z) in millimetres.
    frame_of_reference_uid
        What the triples refer to; ``""`` in an image.
    whole_slide
        Whether pairs count from the corner of all tiles together (Pixel Origin Interpretation
        VOLUME) and not from that of a frame: the same in an image that is not tiled.
    """

    graphic_type: str
    points: tuple[tuple[float, ...], ...]
    frame_of_reference_uid: str = ""
    whole_slide: bool = False

    def __repr__(self) -> str:
        return f"Coordinates({self.graphic_type}, {len(self.points)} points)"


@dataclass(frozen=True, slots=True, repr=False)
class Times:
    """The value of a TCOORD (PS3.3 C.18.7): one of the three is filled.

    Parameters
    ----------
    range_type
        ``"POINT"``, ``"MULTIPOINT"``, ``"SEGMENT"``, ``"MULTISEGMENT"``, ``"BEGIN"``, ``"END"``.
    samples
        Positions in the waveform, from 1.
    offsets
        Seconds from its beginning.
    moments
        Dates with times.
    """

    range_type: str
    samples: tuple[int, ...] = ()
    offsets: tuple[float, ...] = ()
    moments: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Times({self.range_type})"


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """One cell of a TABLE: row and column from 1, and its value as text."""

    row: int
    column: int
    text: str

    def __repr__(self) -> str:
        return f"Cell({self.row}, {self.column})"


@dataclass(frozen=True, slots=True, repr=False)
class TableValue:
    """The value of a TABLE (PS3.3 C.18.10): names of rows and columns, and the cells there are."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]

    def __repr__(self) -> str:
        return f"TableValue({len(self.rows)} × {len(self.columns)})"


Value = str | Code | Measured | tuple[Reference, ...] | Coordinates | Times | TableValue


@dataclass(frozen=True, slots=True, repr=False)
class ContentItem:
    """One item of the content tree (PS3.3 C.17.3).

    Parameters
    ----------
    position
        From the root, which is ``(1,)``: ``(1, 5, 2)`` is the second below the fifth below it.
    relationship
        To the item above, such as ``"CONTAINS"``; ``""`` at the root.
    value_type
        Such as ``"NUM"``; ``""`` where the file names none, and for one by reference.
    concept
        What the item is about; ``None`` where it has no name.
    value
        By value type: text for TEXT, PNAME, UIDREF, DATE, TIME and DATETIME (as written), for
        CONTAINER its continuity; `Code`, `Measured`, `Coordinates`, `Times`, `TableValue`, or
        a tuple of `Reference`.
    target
        Position of the item that stands here by reference; ``()`` for one by value.
    observed
        Observation DateTime, as written.
    template
        Template Identifier of a container, such as ``"1500"``.
    problems
        What is missing or odd, in words that hold no identifier.
    children
        The items below.
    """

    position: tuple[int, ...]
    relationship: str = ""
    value_type: str = ""
    concept: Code | None = None
    value: Value = ""
    target: tuple[int, ...] = ()
    observed: str = ""
    template: str = ""
    problems: tuple[str, ...] = ()
    children: tuple[ContentItem, ...] = field(default=())

    def __repr__(self) -> str:
        return (
            f"<ContentItem {self.number} {self.value_type or 'by reference'}"
            f" {self.concept or ''}, {len(self.children)} below>"
        )

    def __iter__(self) -> Iterator[ContentItem]:
        """Yield this item and all below it, in the order of the document."""
        waiting = [self]
        while waiting:
            item = waiting.pop()
            yield item
            waiting += reversed(item.children)

    @property
    def number(self) -> str:
        """The position as text: ``"1.5.2"``."""
        return ".".join(map(str, self.position))
