"""What is to be done to a file, and what was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.deidentification.mapping.key import Key
    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.policy import Policy

__all__ = ["Job", "Outcome"]


@dataclass(frozen=True)
class Job:
    """What is to be done: the same for all files of a run, and picklable.

    Parameters
    ----------
    policy
        Profile, options and rules.
    key
        Of the mapping: the same key gives the same new values.
    boxes
        What is blacked out where the policy cleans pixels.
    """

    policy: Policy
    key: Key
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What was done to one file. It holds nothing that identifies anybody.

    Parameters
    ----------
    sop_instance_uid
        The new one; empty where the file has none.
    counts
        How many elements were changed, by action; one that goes with all that is in it counts
        once.
    notes
        What is to be known about the file written, each once.
    names
        New values of what files are mostly named by, by keyword: Patient ID and the UIDs of study,
        series and instance. Empty where they can't be told without reading the file.
    status
        ``"written"``.
    """

    sop_instance_uid: str
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    status: Literal["written"] = "written"
