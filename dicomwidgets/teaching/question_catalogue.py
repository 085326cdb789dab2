"""The questions of the course that are answered in a widget, by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets import samples
from dicomwidgets.teaching.by_id import by_id
from dicomwidgets.teaching.lesson_file import lesson_file
from dicomwidgets.teaching.question import Question

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["question", "questions"]

_MISSING = 11


def _holed() -> list[Dataset]:
    """Return a chest from which a slice is taken."""
    slices = samples.ct(24, 128)
    del slices[_MISSING]
    return slices


def _half_anonymized() -> Dataset:
    """Return a slice whose header was blanked by somebody who looked at its top level alone."""
    slice_ = samples.ct(1, 128, patient_name="Winter^Mara")[0]
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "AccessionNumber"):
        if keyword in slice_:
            slice_[keyword].value = ""
    slice_.remove_private_tags()
    request = type(slice_)()
    request.RequestedProcedureID = "R1"
    request.ReasonForTheRequestedProcedure = "Mara Winter, cough for six weeks"
    slice_.RequestAttributesSequence = [request]
    return slice_


_SET = "Drag on the image, use the sliders or press a number, then check."
_SELECT = "Click the element in the table, then check."
_CATALOGUE = (
    Question(
        "lung-window",
        2,
        f"Which window shows the lung? {_SET}",
        {"window_center": (-800, -400), "window_width": (1000, 2500)},
        "Lung is mostly air, near −850 HU, and its vessels lie hundreds of units above: the window "
        "is wide and its center far below water, such as −600 and 1,500.",
        (
            "Air is −1000 HU, water 0. Where between them must lung lie?",
            "Center far below 0; and wide enough for the vessels, which are near 40 HU.",
            "The presets of the viewer have one: press the numbers and read the sliders.",
        ),
        (
            ({"window_center": (200, 900)}, "That is for bone: in it lung is all black."),
            (
                {"window_width": (1, 600)},
                "So narrow a window makes black and white of the lung and nothing between.",
            ),
            ({"window_center": (-100, 150)}, "That is for soft tissue: lung is black in it."),
        ),
        {"window_center": -600.0, "window_width": 1500.0},
        data=lambda: samples.ct(24, 256),
        look={"index": 14},
    ),
    Question(
        "bone-window",
        2,
        f"Which window shows the structure of bone? {_SET}",
        {"window_center": (250, 800), "window_width": (1000, 3000)},
        "Bone reaches from 200 to above 1,000 HU: a wide window with its center far above water.",
        (
            "Bone is far above water. In a window for soft tissue all of it is white.",
            "Move the center up until bone is grey, then widen.",
        ),
        (
            ({"window_center": (-900, -300)}, "That is for lung: in it bone is all white."),
            ({"window_width": (1, 800)}, "Too narrow: bone has more than a thousand units."),
        ),
        {"window_center": 400.0, "window_width": 1800.0},
        data=lambda: samples.ct(24, 256),
        look={"index": 14},
    ),
    Question(
        "hot-lesion",
        3,
        "One lesion lies in the right lung. Go to a slice that cuts it, then check.",
        {"index": (20, 22)},
        "Uptake is read as a standardized uptake value: the lesion stands out of the lung by far.",
        (
            "Slices go from the kidneys to the apex of the lungs: lung is in the later half.",
            "The patient's right side, R, is at the left of the image.",
        ),
        (),
        {"index": 21},
        data=lambda: samples.pet(30, 64),
        look={"colormap": "pet"},
    ),
    Question(
        "missing-slice",
        5,
        "A slice is missing from this series. Go to a slice beside the gap, then check.",
        {"index": [_MISSING - 1, _MISSING]},
        "The step between two neighbours is twice that of all others. Numbers of slices would not "
        "tell: whoever renumbers hides a gap, and positions stay.",
        (
            "Step through the slices and watch the position below the image.",
            "All steps are of one length but for one. Badges above the image may say more.",
        ),
        (),
        data=_holed,
    ),
    Question(
        "sort-by",
        5,
        f"Which element tells where a slice lies in the patient? {_SELECT}",
        {"selected": "ImagePositionPatient"},
        "Image Position (Patient) is the place of the first pixel in millimetres; along the normal "
        "of the slice it gives the order (PS3.3 C.7.6.2.1.1).",
        ("Numbers that somebody gave are no places.", "Search for: position"),
        (
            ({"selected": "InstanceNumber"}, "That is a number that somebody gave, in any order."),
            (
                {"selected": ["SliceLocation", "PatientPosition"]},
                "Near. It says something of a place and not where the slice lies.",
            ),
        ),
        widget="HeaderTable",
        data=lambda: samples.ct(2, 128)[1],
    ),
    Question(
        "pixel-distance",
        5,
        f"Which element tells how far two pixels are apart? {_SELECT}",
        {"selected": "PixelSpacing"},
        "Pixel Spacing: the distance of rows first, of columns second, in millimetres.",
        ("It has two numbers: one for rows, one for columns.", "Search for: spacing"),
        (
            ({"selected": "SliceThickness"}, "That is how thick the slice is."),
            ({"selected": "ReconstructionDiameter"}, "That is how wide the whole image is."),
        ),
        widget="HeaderTable",
        data=lambda: samples.ct(2, 128)[1],
    ),
    Question(
        "transfer-syntax",
        7,
        f"Which element says how all that follows it is written? {_SELECT}",
        {"selected": "TransferSyntaxUID"},
        "Transfer Syntax UID, in the file meta information: endianness, VRs written or not, and "
        "how pixels are compressed (PS3.10 7.1).",
        (
            "It stands in the first group, 0002.",
            "Its value is a UID, 1.2.840.10008.1.2…",
        ),
        (
            ({"selected": "SOPClassUID"}, "That says what kind of object it is."),
            ({"selected": "MediaStorageSOPClassUID"}, "That says what kind of object it is."),
            (
                {"selected": "PhotometricInterpretation"},
                "That says what the values mean, not how they are written.",
            ),
        ),
        widget="HeaderTable",
        data=lesson_file,
    ),
    Question(
        "still-named",
        8,
        f"This header was blanked. Which element still names the patient? {_SELECT}",
        {"selected": "RequestAttributesSequence[0].ReasonForTheRequestedProcedure"},
        "It stands in free text inside a sequence: whoever looks at the top level alone, or at the "
        "element for names alone, leaves it there.",
        (
            "Names also stand where people type: descriptions, reasons, comments.",
            "Sequences have elements of their own: unfold them, or search for the name.",
        ),
        (
            ({"selected": "PatientName"}, "That is empty. What else may hold a name?"),
            ({"selected": "RequestAttributesSequence"}, "Near: which of its elements?"),
        ),
        widget="HeaderTable",
        data=_half_anonymized,
    ),
)
_ALL = {each.id: each for each in _CATALOGUE}


def question(question_id: str) -> Question:
    """Return a question of the course.

    Parameters
    ----------
    question_id
        Such as ``"lung-window"``.

    Raises
    ------
    ArgumentError
        When there is none of this id, with the most similar ones.
    """
    return by_id(question_id, _ALL, "question")


def questions(lesson: int | None = None) -> tuple[Question, ...]:
    """Return the questions of a lesson, by its number, or all, in order."""
    return tuple(each for each in _CATALOGUE if lesson in (None, each.lesson))
