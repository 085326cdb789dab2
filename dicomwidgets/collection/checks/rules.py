"""The kinds of faults that a collection can have: why each matters and what to do about it."""

from __future__ import annotations

from dicomwidgets.checking.rules import RULES as OF_OBJECTS
from dicomwidgets.finding import Rule

__all__ = ["RULES"]

_SHARED = (
    "date-before-birth",
    "date-future",
    "date-none",
    "file-broken",
    "meta-missing",
    "object-unknown",
    "pixels-missing",
    "pixels-short",
    "value-format",
)
"""What is called by the same name where one object is checked."""

RULES: dict[str, Rule] = {
    **{code: OF_OBJECTS[code] for code in _SHARED},
    # Files
    "not-dicom": Rule(
        "info",
        "What is no DICOM is passed over: a selection or an export will not hold it.",
        "Look whether something is meant to be here; leave the rest behind.",
    ),
    "file-empty": Rule(
        "error",
        "A file without bytes is what a copy that failed leaves behind.",
        "Copy or export it again, or remove it.",
    ),
    "file-missing": Rule(
        "error",
        "What should be here is not: the archive is not complete, or a folder is closed to you.",
        "Copy it again, or ask for leave to read it.",
    ),
    "folder-empty": Rule(
        "info",
        "A folder without files may stand for a series that was never copied.",
        "Ask where it came from; remove it if nothing is missing.",
    ),
    "series-empty": Rule(
        "warning",
        "Images without pixels can be counted and not seen: scripts fail on them late.",
        "Export the series again with its pixels, or leave it out.",
    ),
    "not-checked": Rule(
        "info",
        "A check that could not be made says nothing about the archive.",
        "Remove the cause, and check again.",
    ),
    # Identifiers
    "uid-missing": Rule(
        "error",
        "Without its UIDs an object can't be filed: each program groups it differently.",
        "Take it from its source again, or give it UIDs of its own.",
    ),
    "instance-copied": Rule(
        "warning",
        "The same object twice counts twice, in tables as in training.",
        "Keep one of the files.",
    ),
    "instance-differs": Rule(
        "error",
        "Archives keep one of two objects with the same UID: which one is chance.",
        "Find out which is right; give the other a SOP Instance UID of its own, or remove it.",
    ),
    "series-studies": Rule(
        "error",
        "A series belongs to one study: archives split it, or refuse a part.",
        "Correct Study Instance UID, or give the parts Series Instance UIDs of their own.",
    ),
    "study-patients": Rule(
        "error",
        "A study belongs to one patient: somebody's images are filed under another's name.",
        "Find out whose images these are before anything else is done with them.",
    ),
    # Patients
    "patient-missing": Rule(
        "warning",
        "Without a Patient ID images of different people can't be told apart.",
        "Fill in an ID, or a pseudonym, for each patient.",
    ),
    "patient-names": Rule(
        "error",
        "Two people share one ID, or one has changed the name: images may be the wrong person's.",
        "Find out who it is; correct the ID or the name.",
    ),
    "patient-spelling": Rule(
        "warning",
        "Whoever groups by name counts one patient as several.",
        "Choose one spelling, and set it everywhere.",
    ),
    "patient-births": Rule(
        "error",
        "Nobody is born twice: two people share one ID, or a date or sex was mistyped.",
        "Compare with the register; correct the ID or what differs.",
    ),
    "patient-ids": Rule(
        "warning",
        "One patient in both halves of a split makes results look better than they are.",
        "Find out whether it is one person; then use one ID.",
    ),
    # Characters
    "charset-mixed": Rule(
        "info",
        "Programs that compare bytes take one name for two.",
        "Write all in one character set, ISO_IR 192 (UTF-8) for example.",
    ),
    "text-garbled": Rule(
        "warning",
        "Text was read in one character set and written in another: searches do not find it.",
        "Set the text anew; encode it as Latin-1, decode it as UTF-8 to see what was meant.",
    ),
    # Dates
    "date-order": Rule(
        "warning",
        "A study begins before its images are made: one of the dates is wrong, or was shifted.",
        "Compare with the other dates of the study; correct the one that is wrong.",
    ),
    # Series
    "series-attribute": Rule(
        "error",
        "What belongs to a series is the same in all its images: some of these are strangers.",
        "Look at the files that differ; move them out, or correct them.",
    ),
    "series-values": Rule(
        "warning",
        "Values of one slice are not comparable with those of the next.",
        "Look at the files that differ; leave them out, or correct them.",
    ),
    # Values
    "value-spelling": Rule(
        "info",
        "Filters and groups by this value miss what is spelt in another way.",
        "Choose one spelling, and set it everywhere.",
    ),
    "value-rare": Rule(
        "info",
        "A value that one series alone has is often a mistake, or does not belong here.",
        "Look at the series; leave it out, or keep it knowingly.",
    ),
    # Pixels
    "syntax-unknown": Rule(
        "error",
        "Nobody knows how these pixels are encoded.",
        "Export the files again, as Explicit VR Little Endian for example.",
    ),
    "syntax-undecodable": Rule(
        "warning",
        "The pixels can't be decoded here.",
        "Install a decoder.",
    ),
    "burned-in": Rule(
        "warning",
        "Names in the image itself stay when the header is anonymized.",
        "Look at the images; black out what identifies (dw.anonymize) before they are shared.",
    ),
    "frame-undecodable": Rule(
        "error",
        "The image can't be seen, and a script that reads it fails.",
        "Export the file again, or leave it out.",
    ),
    "frame-cut": Rule(
        "error",
        "Decoders of JPEG fill up what is missing and say nothing: it looks like tissue, or black.",
        "Copy or export the file again; don't measure below where the image turns even.",
    ),
    "frame-blank": Rule(
        "warning",
        "A frame of zeros holds nothing: an exposure failed, or pixels were lost on the way.",
        "Leave it out, or export it again.",
    ),
    "frame-constant": Rule(
        "warning",
        "A frame of one value shows nothing.",
        "Leave it out, or export it again.",
    ),
    "frame-saturated": Rule(
        "warning",
        "Where values end at the largest possible one, what was brighter is lost.",
        "Look at the frame; don't measure where it is saturated.",
    ),
    "frame-copied": Rule(
        "warning",
        "The same image under two UIDs counts twice, and may stand in both halves of a split.",
        "Keep one of them.",
    ),
    "frame-repeated": Rule(
        "info",
        "Frames of one object are the same to the last bit.",
        "Look whether the object is complete, or a still image was recorded as a loop.",
    ),
}
"""Code → rule. The codes are stable: filter by them."""
