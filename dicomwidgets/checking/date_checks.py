"""Dates against each other and against today."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from dicomwidgets.checking.subject import Mark, Subject
from dicomwidgets.checking.text_values import text_fault
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_dates"]

_PAST = re.compile(
    r"(Study|Series|Acquisition|Content|InstanceCreation|PatientBirth|OfSecondaryCapture|Curve"
    r"|Overlay|PerformedProcedureStep(Start|End)|FrameAcquisition|FrameReference|Observation"
    r"|RadiopharmaceuticalStart|Verification)(Date|DateTime)$|^DateOf"
)
"""Keywords of what has happened; others (an expiry, a plan) may lie ahead."""


def check_dates(subject: Subject) -> Iterator[Mark]:
    """Yield dates of the future, and a birth after the study."""
    # East of here it may be tomorrow already.
    limit = f"{subject.today + timedelta(days=1):%Y%m%d}"
    for index, node in enumerate(subject.nodes):
        if node.element is None or node.vr not in ("DA", "DT"):
            continue
        if not _PAST.search(tag_info(node.tag).keyword):
            continue
        dates = _dates(subject, index)
        if any(each > limit for each in dates):
            yield Mark("date-future", "The date lies in the future.", index)
    yield from _birth(subject)


def _dates(subject: Subject, index: int) -> list[str]:
    """Return the days among the values that are right."""
    values = subject.value(index).values
    texts = [] if isinstance(values, bytes) else [str(each) for each in values]
    vr = subject.nodes[index].vr
    return [each[:8] for each in texts if len(each) >= 8 and text_fault(vr, each) is None]


def _birth(subject: Subject) -> Iterator[Mark]:
    birth = subject.find("PatientBirthDate")
    born = _dates(subject, birth) if birth >= 0 else []
    for keyword in ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate"):
        index = subject.find(keyword)
        done = _dates(subject, index) if index >= 0 else []
        if born and done and done[0] < born[0]:
            text = f"The patient was born after {tag_info(subject.nodes[index].tag).name}."
            yield Mark("date-before-birth", text, birth)
            return
