"""A dataset's content items as a tree of frozen values; what is odd is kept, and said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dicomwidgets.structured_report.content import Code, ContentItem
from dicomwidgets.structured_report.fields import Fields
from dicomwidgets.structured_report.values import code_of, read_value

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["MOST_ITEMS", "NAMES_NEEDED", "has_content", "read_tree"]

DEEPEST = 64
"""Levels of nesting that are followed: a real report has a dozen."""

MOST_ITEMS = 100_000
"""Items that are read: a dose report of a long procedure has some 10,000."""

NAMES_NEEDED = frozenset(
    {"TEXT", "CODE", "NUM", "DATE", "TIME", "DATETIME", "UIDREF", "PNAME", "TABLE"}
)
"""Value types that mean nothing without a concept name (PS3.3 table C.17-5)."""

_ACQUISITION = "AcquisitionContextSequence"


@dataclass(slots=True)
class _Count:
    """How many items have been read so far."""

    items: int = 0


def has_content(dataset: Dataset) -> bool:
    """Whether a dataset has a content tree, or items of one: a report, or an image's context."""
    fields = Fields(dataset)
    if "ContentSequence" in fields or "ValueType" in fields:
        return True
    return bool(fields.items(_ACQUISITION))


def read_tree(dataset: Dataset) -> ContentItem | None:
    """Return the root of the content tree of a report (PS3.3 C.17.3).

    Of an image with an acquisition context (PS3.3 C.7.6.14) the root is made up, and holds its
    items; ``None`` for objects that have neither.

    Parameters
    ----------
    dataset
        Never changed, not even its raw elements.
    """
    fields = Fields(dataset)
    if "ContentSequence" in fields or "ValueType" in fields:
        root = _item(fields, (1,), _Count())
    elif fields.items(_ACQUISITION):
        root = ContentItem(
            (1,),
            value_type="CONTAINER",
            concept=Code("", "", "Acquisition Context"),
            value="SEPARATE",
            children=_children(fields, (1,), _Count(), _ACQUISITION),
        )
    else:
        return None
    return _with_targets_checked(root, {item.position for item in root})


def _item(fields: Fields, position: tuple[int, ...], count: _Count) -> ContentItem:
    problems: list[str] = []
    count.items += 1
    relationship = fields.text("RelationshipType")
    if len(position) > 1 and not relationship:
        problems.append("It has no Relationship Type.")
    target = tuple(int(number) for number in fields.numbers("ReferencedContentItemIdentifier"))
    if target:
        return ContentItem(position, relationship, target=target, problems=tuple(problems))
    value_type = fields.text("ValueType")
    concept = code_of(fields, "ConceptNameCodeSequence")
    value = read_value(value_type, fields, problems)
    if concept is None and (value_type in NAMES_NEEDED or len(position) == 1):
        problems.append("It has no concept name.")
    template = fields.first("ContentTemplateSequence")
    children = _below(fields, position, count, problems)
    return ContentItem(
        position,
        relationship,
        value_type,
        concept,
        value,
        observed=fields.text("ObservationDateTime"),
        template=template.text("TemplateIdentifier") if template is not None else "",
        problems=tuple(problems),
        children=children,
    )


def _below(
    fields: Fields, position: tuple[int, ...], count: _Count, problems: list[str]
) -> tuple[ContentItem, ...]:
    if "ContentSequence" not in fields:
        return ()
    if len(position) >= DEEPEST:
        problems.append(f"What lies below is nested more than {DEEPEST} deep: it is not read.")
        return ()
    children = _children(fields, position, count, "ContentSequence")
    if count.items >= MOST_ITEMS:
        problems.append(f"The report has more than {MOST_ITEMS:,} items: the rest is not read.")
    return children


def _children(
    fields: Fields, position: tuple[int, ...], count: _Count, keyword: str
) -> tuple[ContentItem, ...]:
    children = []
    for number, each in enumerate(fields.items(keyword), 1):
        if count.items >= MOST_ITEMS:
            break
        children.append(_item(each, (*position, number), count))
    return tuple(children)


def _with_targets_checked(item: ContentItem, known: set[tuple[int, ...]]) -> ContentItem:
    """Say where a reference leads nowhere, or back to what it lies in (PS3.3 C.17.3.2.5)."""
    problems = list(item.problems)
    if item.target and item.target not in known:
        problems.append("It refers to an item that is not there.")
    elif item.target and item.position[: len(item.target)] == item.target:
        problems.append("It refers to an item that it lies in.")
    children = tuple(_with_targets_checked(each, known) for each in item.children)
    return replace(item, problems=tuple(problems), children=children)
