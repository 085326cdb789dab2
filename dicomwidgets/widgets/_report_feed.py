"""What answers the commands of a report viewer: items, bytes of a document, samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.structured_report.content import Code, Measured, TableValue
from dicomwidgets.structured_report.documents import CHUNK_BYTES
from dicomwidgets.structured_report.rows import unit_words
from dicomwidgets.structured_report.words import relationship_words, value_words, when
from dicomwidgets.widgets._report_references import named_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.structured_report.content import ContentItem
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._report_commands import (
        DocumentInfo,
        GetDocumentResult,
        GetReportResult,
        GetWaveformResult,
        RecordingInfo,
        ReportCode,
        ReportItem,
        ReportReference,
        ReportTable,
    )
    from dicomwidgets.widgets._report_opening import Found, Shown
    from dicomwidgets.widgets._report_references import Named

__all__ = ["MOST_ITEMS", "ReportFeed"]

MOST_ITEMS = 1000
"""Items in one answer at most; of a longer stretch the first ones are given."""

_MOST_SAMPLES = 2_000_000


class ReportFeed:
    """Answers about one object; never changed, so any number of threads may ask.

    Parameters
    ----------
    shown
        What is shown.
    found
        Where the objects lie that it names, as far as they have been looked for.
    """

    def __init__(self, shown: Shown, found: Found | None = None) -> None:
        self.shown = shown
        self._found = found
        self.items: tuple[ContentItem, ...] = tuple(shown.report.root) if shown.report else ()
        self._ids = {item.position: number for number, item in enumerate(self.items)}

    def get_report(self, args: Mapping[str, Any]) -> Reply:
        """Return the cover and a stretch of the items (`GetReportArgs`).

        Raises
        ------
        ArgumentError
            When `args` are not what the protocol says.
        """
        start, stop = _stretch(args, "get_report")
        shown, found = self.shown, self._found
        stop = min(stop, start + MOST_ITEMS, len(self.items))
        result: GetReportResult = {
            "kind": shown.kind,
            "title": shown.title,
            "facts": [
                {"label": each.label, "value": each.value, "identifies": each.identifies}
                for each in shown.facts
            ],
            "items": [self._item(number) for number in range(start, stop)],
            "start": start,
            "total": len(self.items),
            "document": self._document(),
            "recording": [_recording(each) for each in shown.groups],
            "notes": [
                {"text": each.text, "value": each.value, "unit": each.unit} for each in shown.notes
            ],
            "looked": bool(found and found.complete),
            "problems": [*shown.problems, *(found.problems if found else ())],
        }
        return result, []

    def get_document(self, args: Mapping[str, Any]) -> Reply:
        """Return a stretch of the document's bytes (`GetDocumentArgs`).

        Raises
        ------
        ArgumentError
            When there is no document, or no such bytes.
        """
        start, stop = _stretch(args, "get_document")
        document = self.shown.document
        if document is None:
            raise ArgumentError("There is no document here.")
        data = document.read(start, min(stop, start + CHUNK_BYTES, document.length))
        result: GetDocumentResult = {
            "start": start,
            "total": document.length,
            "buffers": [{"dtype": "uint8", "shape": [len(data)], "encoding": "raw"}],
        }
        return result, [data]

    def get_waveform(self, args: Mapping[str, Any]) -> Reply:
        """Return samples of a multiplex group (`GetWaveformArgs`).

        Raises
        ------
        ArgumentError
            When there is no such group, or there are no such samples.
        """
        start, stop = _stretch(args, "get_waveform")
        number = args.get("group")
        groups = self.shown.groups
        if not isinstance(number, int) or not 0 <= number < len(groups):
            raise ArgumentError(f"The recording has groups 0 to {len(groups) - 1}.")
        group = groups[number]
        stop = min(stop, group.samples, start + _MOST_SAMPLES // max(len(group.channels), 1))
        values = group.values(start, max(start, stop)).astype("<f4")
        result: GetWaveformResult = {
            "group": number,
            "start": start,
            "stop": start + values.shape[1],
            "buffers": [{"dtype": "float32", "shape": list(values.shape), "encoding": "raw"}],
        }
        return result, [values.tobytes()]

    def _item(self, number: int) -> ReportItem:
        item = self.items[number]
        value = item.value
        measured = value if isinstance(value, Measured) else None
        return {
            "id": number,
            "depth": len(item.position) - 1,
            "number": item.number,
            "relationship": relationship_words(item.relationship),
            "type": item.value_type,
            "concept": _code(item.concept),
            "value": value_words(item),
            "code": _code(value if isinstance(value, Code) else None),
            "unit": unit_words(measured.unit) if measured and measured.values else "",
            "unit_code": _code(measured.unit) if measured else None,
            "qualifier": str(measured.qualifier or "") if measured else "",
            "observed": when("DT", item.observed),
            "template": item.template,
            "target": self._ids.get(item.target) if item.target else None,
            "children": len(item.children),
            "references": self._references(item),
            "table": _table(value) if isinstance(value, TableValue) else None,
            "problems": list(item.problems),
        }

    def _references(self, item: ContentItem) -> list[ReportReference]:
        return [self._reference(each) for each in named_by(self.shown.report, item, self._found)]

    def _reference(self, named: Named) -> ReportReference:
        answer: ReportReference = {
            "label": named.label,
            "state": "unknown",
            "report": None,
            "drawn": named.drawn,
        }
        found = self._found
        if found is None or not found.complete:
            return answer
        place = named.place
        if place is None:
            answer["state"] = "missing"
        elif place.is_image:
            answer["state"] = "image"
        elif place.source is found.source and place.item in found.items:
            answer["state"] = "report"
            answer["report"] = found.items.index(place.item)
        else:
            answer["state"] = "here"
        return answer

    def _document(self) -> DocumentInfo | None:
        document = self.shown.document
        if document is None:
            return None
        return {
            "kind": document.kind,
            "title": document.title,
            "mime_type": document.mime_type,
            "suffix": document.suffix,
            "length": document.length,
            "text": document.is_text,
        }


def _recording(group: Any) -> RecordingInfo:
    return {
        "label": group.label,
        "originality": group.originality.capitalize(),
        "frequency": group.frequency,
        "samples": group.samples,
        "channels": [
            {
                "name": each.name,
                "unit": each.unit,
                "filters": each.filters,
                "problems": list(each.problems),
            }
            for each in group.channels
        ],
        "problems": list(group.problems),
    }


def _code(code: Code | None) -> ReportCode | None:
    if code is None:
        return None
    return {
        "value": code.value,
        "scheme": code.scheme,
        "version": code.version,
        "meaning": str(code),
    }


def _table(table: TableValue) -> ReportTable:
    """Fill the cells that there are into rows and columns, the larger of named and used."""
    columns = max([len(table.columns), *(cell.column for cell in table.cells)])
    count = max([len(table.rows), *(cell.row for cell in table.cells)])
    columns, count = min(columns, 200), min(count, 2000)
    rows = [[_at(table.rows, row), *[""] * columns] for row in range(count)]
    for cell in table.cells:
        if 0 < cell.row <= count and 0 < cell.column <= columns:
            rows[cell.row - 1][cell.column] = cell.text
    return {"columns": [_at(table.columns, column) for column in range(columns)], "rows": rows}


def _at(names: tuple[str, ...], place: int) -> str:
    return names[place] if place < len(names) else ""


def _stretch(args: Mapping[str, Any], command: str) -> tuple[int, int]:
    start, stop = args.get("start"), args.get("stop")
    if not (isinstance(start, int) and isinstance(stop, int) and 0 <= start <= stop):
        raise ArgumentError(f"{command} takes start ≤ stop.")
    return start, stop
