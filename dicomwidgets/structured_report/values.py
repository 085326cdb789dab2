"""From the elements of a content item to its value, one function a value type (PS3.3 C.18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.structured_report.content import (
    Cell,
    Code,
    Coordinates,
    Measured,
    Reference,
    TableValue,
    Times,
)
from dicomwidgets.structured_report.in_space import oddities

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.structured_report.content import Value
    from dicomwidgets.structured_report.fields import Fields

    Reader = Callable[[Fields, list[str]], Value]

__all__ = ["READERS", "code_of", "read_value", "references_of"]

_TEXTS = {
    "TEXT": "TextValue",
    "DATE": "Date",
    "TIME": "Time",
    "DATETIME": "DateTime",
    "UIDREF": "UID",
    "PNAME": "PersonName",
    "CONTAINER": "ContinuityOfContent",
}
_POINTS = {"POINT": (1, 1), "CIRCLE": (2, 2), "ELLIPSE": (4, 4), "ELLIPSOID": (6, 6)}
_MANY = {"POLYLINE": 2, "POLYGON": 4}
"""Points of a shape that may have any number, at least; a polygon's last one is its first."""


def read_value(value_type: str, fields: Fields, problems: list[str]) -> Value:
    """Return the value of an item; what is missing or odd goes to `problems`, in words.

    An item of an unknown type has no value: it is kept all the same.
    """
    reader = READERS.get(value_type)
    if reader is not None:
        return reader(fields, problems)
    if not value_type:
        problems.append("It has no Value Type.")
    else:
        problems.append("The standard has no such Value Type.")
    return ""


def code_of(fields: Fields, keyword: str) -> Code | None:
    """Return the first code of a sequence, or ``None`` where there is none (PS3.3 8.8)."""
    item = fields.first(keyword)
    if item is None:
        return None
    value = item.text("CodeValue") or item.text("LongCodeValue") or item.text("URNCodeValue")
    meaning = item.text("CodeMeaning")
    if not value and not meaning:
        return None
    scheme = item.text("CodingSchemeDesignator")
    return Code(value, scheme, meaning, item.text("CodingSchemeVersion"))


def references_of(fields: Fields, keyword: str = "ReferencedSOPSequence") -> tuple[Reference, ...]:
    """Return the objects that a sequence names."""
    return tuple(map(_reference, fields.items(keyword)))


def _reference(item: Fields) -> Reference:
    channels = [int(number) for number in item.numbers("ReferencedWaveformChannels")]
    with_it = [
        *references_of(item),
        *references_of(item, "ReferencedRealWorldValueMappingInstanceSequence"),
    ]
    return Reference(
        item.text("ReferencedSOPClassUID"),
        item.text("ReferencedSOPInstanceUID"),
        frames=tuple(int(number) for number in item.numbers("ReferencedFrameNumber")),
        segments=tuple(int(number) for number in item.numbers("ReferencedSegmentNumber")),
        channels=tuple(zip(channels[::2], channels[1::2], strict=False)),
        shown_with=tuple(with_it),
    )


def _text(keyword: str) -> Reader:
    def read(fields: Fields, problems: list[str]) -> str:
        # A text of one value may hold backslashes; a date or a name of several is odd and kept.
        text = "\\".join(fields.texts(keyword))
        if not text:
            problems.append(f"Its {_spaced(keyword)} is {_missing(fields, keyword)}.")
        return text

    return read


def _code(fields: Fields, problems: list[str]) -> Value:
    code = code_of(fields, "ConceptCodeSequence")
    if code is None:
        missing = _missing(fields, "ConceptCodeSequence")
        problems.append(f"Its Concept Code Sequence is {missing}.")
        return ""
    return code


def _number(fields: Fields, problems: list[str]) -> Measured:
    qualifier = code_of(fields, "NumericValueQualifierCodeSequence")
    item = fields.first("MeasuredValueSequence")
    if item is None:
        if "MeasuredValueSequence" not in fields:
            problems.append("Its Measured Value Sequence is missing.")
        elif qualifier is None:
            problems.append("Nothing was measured, and the file does not say why.")
        return Measured((), None, qualifier, None)
    values = item.texts("NumericValue")
    unit = code_of(item, "MeasurementUnitsCodeSequence")
    if not values:
        problems.append(f"Its Numeric Value is {_missing(item, 'NumericValue')}.")
    elif not item.numbers("NumericValue"):
        problems.append("Its Numeric Value is no number.")
    if unit is None:
        problems.append("It has no unit.")
    return Measured(values, unit, qualifier, _exact(item))


def _exact(item: Fields) -> float | None:
    """Return the number as exactly as the file has it."""
    floating = item.numbers("FloatingPointValue")
    above = item.numbers("RationalNumeratorValue")
    below = item.numbers("RationalDenominatorValue")
    if floating:
        return float(floating[0])
    if above and below and below[0]:
        return above[0] / below[0]
    written = item.numbers("NumericValue")
    return float(written[0]) if written else None


def _references(fields: Fields, problems: list[str]) -> tuple[Reference, ...]:
    found = references_of(fields)
    if not found:
        missing = _missing(fields, "ReferencedSOPSequence")
        problems.append(f"Its Referenced SOP Sequence is {missing}.")
    return found


def _coordinates(size: int) -> Reader:
    def read(fields: Fields, problems: list[str]) -> Coordinates:
        kind = fields.text("GraphicType")
        numbers = [float(number) for number in fields.numbers("GraphicData")]
        count, rest = divmod(len(numbers), size)
        points = tuple(tuple(numbers[size * at : size * at + size]) for at in range(count))
        least, most = _POINTS.get(kind, (_MANY.get(kind, 1) if size == 3 else 1, len(points)))
        if not kind:
            problems.append("It has no Graphic Type.")
        if rest or not least <= len(points) <= max(most, least):
            problems.append(
                f"Its Graphic Data holds {len(numbers)} numbers, "
                f"which make no {kind or 'shape'} of points of {size}."
            )
        if size == 2:
            return Coordinates(
                kind, points, whole_slide=fields.text("PixelOriginInterpretation") == "VOLUME"
            )
        found = Coordinates(kind, points, fields.text("ReferencedFrameOfReferenceUID"))
        problems += oddities(found)
        return found

    return read


def _times(fields: Fields, problems: list[str]) -> Times:
    times = Times(
        fields.text("TemporalRangeType"),
        tuple(int(number) for number in fields.numbers("ReferencedSamplePositions")),
        fields.numbers("ReferencedTimeOffsets"),
        fields.texts("ReferencedDateTime"),
    )
    if not (times.samples or times.offsets or times.moments):
        problems.append("It names no position, no offset and no moment.")
    return times


def _table(fields: Fields, problems: list[str]) -> TableValue:
    item = fields.first("TabulatedValuesSequence") or fields
    cells = tuple(
        Cell(cell.integer("TableRowNumber") or 0, cell.integer("TableColumnNumber") or 0, text)
        for cell in item.items("CellValuesSequence")
        for text in [_cell(cell)]
    )
    if not cells:
        problems.append("Its table has no cell.")
    return TableValue(
        _names(item, "TableRowDefinitionSequence", item.integer("NumberOfTableRows") or 0),
        _names(item, "TableColumnDefinitionSequence", item.integer("NumberOfTableColumns") or 0),
        cells,
    )


def _names(item: Fields, keyword: str, count: int) -> tuple[str, ...]:
    """Return the names of rows or columns, with their units, as many as the table says."""
    names = []
    for each in item.items(keyword):
        unit = code_of(each, "MeasurementUnitsCodeSequence")
        name = str(code_of(each, "ConceptNameCodeSequence") or "")
        names.append(f"{name} ({unit.value})" if unit else name)
    # A count is only a number in a file: what it claims beyond the names is capped.
    return tuple(names + [""] * min(count - len(names), 1000))


_CELL_KEYWORDS = ("NumericValue", "FloatingPointValue", "TextValue", "DateTime", "Date", "Time")
_SELECTED = ("DS", "FD", "FL", "IS", "SL", "SS", "UL", "US", "DA", "DT", "TM", "LO", "SH")
_SELECTORS = tuple(f"Selector{vr}Value" for vr in _SELECTED)


def _cell(cell: Fields) -> str:
    code = code_of(cell, "ConceptCodeSequence") or code_of(cell, "SelectorCodeSequenceValue")
    if code is not None:
        return str(code)
    found = (cell.texts(keyword) for keyword in (*_CELL_KEYWORDS, *_SELECTORS))
    return ", ".join(next(filter(None, found), ()))


def _missing(fields: Fields, keyword: str) -> str:
    return "empty" if keyword in fields else "missing"


def _spaced(keyword: str) -> str:
    if keyword == "UID":
        return "UID"
    return "".join(f" {letter}" if letter.isupper() else letter for letter in keyword).strip()


READERS: dict[str, Reader] = {
    **{value_type: _text(keyword) for value_type, keyword in _TEXTS.items()},
    "CODE": _code,
    "NUM": _number,
    "COMPOSITE": _references,
    "IMAGE": _references,
    "WAVEFORM": _references,
    "SCOORD": _coordinates(2),
    "SCOORD3D": _coordinates(3),
    "TCOORD": _times,
    "TABLE": _table,
}
"""Value type → what reads it."""
