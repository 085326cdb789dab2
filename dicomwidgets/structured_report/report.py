"""A structured report: who says what, how surely, and its content tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.extras import require
from dicomwidgets.reference.uids import sop_class_name
from dicomwidgets.structured_report.fields import Fields
from dicomwidgets.structured_report.rows import item_rows, measurement_rows
from dicomwidgets.structured_report.text import text_of
from dicomwidgets.structured_report.tree import read_tree
from dicomwidgets.structured_report.values import code_of
from dicomwidgets.structured_report.words import person, when

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.structured_report.content import ContentItem, Reference
    from dicomwidgets.structured_report.rows import ItemRow, ReportMeasurement

__all__ = ["Fact", "StructuredReport", "facts_of", "read_structured_report"]


class Fact(NamedTuple):
    """One line of what the header says of a document; `identifies` somebody, or does not."""

    label: str
    value: str
    identifies: bool


@dataclass(frozen=True, slots=True, repr=False)
class StructuredReport:
    """A structured report (PS3.3 A.35, C.17).

    Parameters
    ----------
    root
        The content tree.
    facts
        Completion, verification, observers, dates: what the header says of it.
    """

    root: ContentItem
    facts: tuple[Fact, ...]

    def __repr__(self) -> str:
        items = sum(1 for _ in self.root)
        return f"<StructuredReport {self.title}: {items} items>"

    @property
    def title(self) -> str:
        """The concept name of the root, such as ``"Imaging Measurement Report"``."""
        return str(self.root.concept or "") or "Report without a title"

    def item(self, number: str | tuple[int, ...]) -> ContentItem:
        """Return the item at a position.

        Parameters
        ----------
        number
            ``"1.5.2"`` or ``(1, 5, 2)``.

        Raises
        ------
        KeyError
            When there is none.
        """
        wanted = tuple(map(int, number.split("."))) if isinstance(number, str) else number
        item = self.root
        if wanted[:1] != (1,):
            raise KeyError(number)
        for step in wanted[1:]:
            if not 0 < step <= len(item.children):
                raise KeyError(number)
            item = item.children[step - 1]
        return item

    def selected(self, item: ContentItem) -> tuple[Reference, ...]:
        """Return the objects that an item names, or that its coordinates lie in.

        An SCOORD or TCOORD selects from the items below it, which may stand there by reference
        (PS3.3 C.17.3.2.5).
        """
        if isinstance(item.value, tuple):
            return item.value
        found: list[Reference] = []
        for child in item.children if item.value_type.endswith(("COORD", "COORD3D")) else ():
            there = self._followed(child)
            if there is not None and isinstance(there.value, tuple):
                found += there.value
            elif there is not None and there.value_type == "SCOORD" and there is not item:
                found += [each for below in there.children for each in self._named(below)]
        return tuple(found)

    def _named(self, item: ContentItem) -> tuple[Reference, ...]:
        there = self._followed(item)
        return there.value if there is not None and isinstance(there.value, tuple) else ()

    def _followed(self, item: ContentItem) -> ContentItem | None:
        """Return what stands at the end of a reference; a reference to a reference is none."""
        if not item.target:
            return item
        try:
            there = self.item(item.target)
        except KeyError:
            return None
        return None if there.target else there

    def text(self) -> str:
        """Return the tree as indented text, one item a line; long texts go on below."""
        return text_of(self.root)

    def rows(self) -> list[ItemRow]:
        """Return every item as a row: number, relationship, concept, value, unit, codes."""
        return item_rows(self.root)

    def measurements(self) -> list[ReportMeasurement]:
        """Return every number that was measured, with its unit and what it belongs to."""
        return measurement_rows(self.root)

    def to_pandas(self, *, measurements: bool = False) -> Any:
        """Return the rows as a `pandas.DataFrame`.

        Parameters
        ----------
        measurements
            Only what was measured, its values as numbers.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A table of a report")
        rows: Sequence[Mapping[str, Any]] = self.measurements() if measurements else self.rows()
        columns = _MEASUREMENT_COLUMNS if measurements else _ITEM_COLUMNS
        return pandas.DataFrame([dict(row) for row in rows], columns=list(columns))


def read_structured_report(dataset: Dataset) -> StructuredReport | None:
    """Return the report in a dataset, or ``None`` where it holds no content items.

    Any SR class and Key Object Selection (PS3.3 A.35); of an image its acquisition context.

    Parameters
    ----------
    dataset
        pydicom's; never changed.
    """
    root = read_tree(dataset)
    return None if root is None else StructuredReport(root, facts_of(dataset))


def facts_of(dataset: Dataset) -> tuple[Fact, ...]:
    """Return what the header says of a document, in the order of a cover sheet."""
    fields = Fields(dataset)
    facts = [
        Fact("Kind", _kind(fields), False),
        Fact("Patient", _patient(fields), True),
        Fact("Study", fields.text("StudyDescription"), True),
        Fact("Completion", _flag(fields, "CompletionFlag", "CompletionFlagDescription"), False),
        Fact("Verification", fields.text("VerificationFlag").capitalize(), False),
        Fact("Status", fields.text("PreliminaryFlag").capitalize(), False),
        *(Fact("Verified by", _verifier(item), True) for item in _verifiers(fields)),
        *(Fact("Author", _author(item), True) for item in fields.items("AuthorObserverSequence")),
        Fact("Written", _moment(fields, "ContentDate", "ContentTime"), True),
        Fact("Template", _template(fields), False),
        Fact("Replaces", _predecessors(fields), False),
        Fact("Equipment", _equipment(fields), False),
    ]
    return tuple(fact for fact in facts if fact.value)


def _kind(fields: Fields) -> str:
    return (sop_class_name(fields.text("SOPClassUID")) or "").removesuffix(" Storage")


def _patient(fields: Fields) -> str:
    name, number = person(fields.text("PatientName")), fields.text("PatientID")
    return " · ".join(part for part in (name, number) if part)


def _flag(fields: Fields, keyword: str, description: str) -> str:
    parts = (fields.text(keyword).capitalize(), fields.text(description))
    return ": ".join(part for part in parts if part)


def _verifiers(fields: Fields) -> tuple[Fields, ...]:
    return fields.items("VerifyingObserverSequence")


def _verifier(item: Fields) -> str:
    parts = (
        person(item.text("VerifyingObserverName")),
        item.text("VerifyingOrganization"),
        when("DT", item.text("VerificationDateTime")),
    )
    return ", ".join(part for part in parts if part)


def _author(item: Fields) -> str:
    parts = (
        person(item.text("PersonName")),
        item.text("StationName"),
        item.text("InstitutionName"),
        str(code_of(item, "OrganizationalRoleCodeSequence") or ""),
    )
    return ", ".join(part for part in parts if part)


def _moment(fields: Fields, date: str, time: str) -> str:
    parts = (when("DA", fields.text(date)), when("TM", fields.text(time)))
    return " ".join(part for part in parts if part)


def _template(fields: Fields) -> str:
    item = fields.first("ContentTemplateSequence")
    if item is None:
        return ""
    number, source = item.text("TemplateIdentifier"), item.text("MappingResource")
    return f"TID {number} ({source})" if source else f"TID {number}" if number else ""


def _predecessors(fields: Fields) -> str:
    count = sum(
        len(series.items("ReferencedSOPSequence"))
        for study in fields.items("PredecessorDocumentsSequence")
        for series in study.items("ReferencedSeriesSequence")
    )
    return f"{count} earlier document{'s' if count > 1 else ''}" if count else ""


def _equipment(fields: Fields) -> str:
    parts = (fields.text("Manufacturer"), fields.text("ManufacturerModelName"))
    return " ".join(part for part in parts if part)


_ITEM_COLUMNS = (
    *("number", "depth", "relationship", "value_type", "concept", "concept_code"),
    *("value", "unit", "code", "problems"),
)
_MEASUREMENT_COLUMNS = (
    *("number", "group", "tracking", "finding", "site", "concept", "concept_code"),
    *("value", "unit", "unit_code", "qualifier"),
)
