"""The exercises of the lesson "Create, convert, PACS"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dicomwidgets.teaching.answers import Sameness
from dicomwidgets.teaching.exercise_kinds import Exercise, Hint

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LESSON_10"]

_LESSON = 10
_STEPS = 65535
_POINT = [[12.5, -30.0, 47.0], [0.0, 8.0, -3.0]]


@cache
def _step() -> float:
    """Return the distance of two values of the smoothed series: its range in 65,535 steps."""
    import numpy as np  # noqa: PLC0415 - headers are taught without

    from dicomwidgets import samples  # noqa: PLC0415 - brings NumPy

    stack = np.stack(
        [np.frombuffer(each.PixelData, "<u2") for each in samples.ct(slices=24, size=128)]
    ).astype(np.float32)
    stack[1:-1] = (stack[:-2] + stack[1:-1] + stack[2:]) / 3
    return float(stack.max() - stack.min()) / _STEPS


def _turned(point: list[float]) -> list[float]:
    x, y, z = point
    return [-x, -y, z]


def _as_it_is() -> Callable[[list[float]], list[float]]:
    return lambda point: point


def _swapped() -> Callable[[list[float]], list[float]]:
    return lambda point: [point[1], point[0], point[2]]


LESSON_10 = (
    Exercise(
        "class-of-picture",
        _LESSON,
        "Which SOP Class UID has the picture?",
        lambda: "1.2.840.10008.5.1.4.1.1.7",
        "Secondary Capture Image Storage: all classes of the standard begin with 1.2.840.10008.",
        (
            "It is printed above, beside its name.",
            "A dataset of pydicom has its elements as attributes, by their keywords.",
        ),
        "made.dataset.…",
        "made.dataset.SOPClassUID",
        (
            Hint("1.2.840.10008.5.1.4.1.1.2", "That is CT Image Storage: the picture is no CT."),
            Hint("Secondary Capture Image Storage", "That is its name. The UID is numbers."),
        ),
    ),
    Exercise(
        "rule-without-value",
        _LESSON,
        "`made.dataset` without its SOPInstanceUID: which rule does dw.check name?",
        lambda: "type-1-missing",
        "Type 1: it must be there, with a value. Which object it is nobody could say otherwise.",
        (
            "Do as above: copy the dataset, delete the element, and look at the finding's `rule`.",
            "deepcopy keeps `made.dataset` as it is; `del copy.SOPInstanceUID` takes it away.",
        ),
        "nameless = deepcopy(made.dataset)\n"
        "del nameless.…\n"
        "dw.check(nameless, validator=False)[0].rule",
        "nameless = deepcopy(made.dataset)\n"
        "del nameless.SOPInstanceUID\n"
        "dw.check(nameless, validator=False)[0].rule",
        (
            Hint("type-2-missing", "That is what the birth date was called: it may be empty."),
            Hint("type-1-empty", "It is not there at all."),
        ),
    ),
    Exercise(
        "step-of-values",
        _LESSON,
        "By how many HU do two neighbouring stored numbers of the smoothed series differ?",
        _step,
        "That is its Rescale Slope: the range of all slices in 65,536 steps, the same in each.",
        (
            "What makes values of stored numbers is slope and intercept. Which of them is a step?",
            "Each dataset of `result` has it: `result[0]`.",
        ),
        "float(result[0].…)",
        "float(result[0].RescaleSlope)",
        (
            Hint(1, "So it was in the source. The smoothed values have fractions."),
            Hint(-1024, "That is the intercept: where the values begin."),
            Hint(lambda: _step() / 2, "That is the rounding: half of it at most."),
        ),
        Sameness(within=1e-3),
    ),
    Exercise(
        "slice-distance",
        _LESSON,
        "How far apart are the slices of `overlapping`, in millimetres?",
        lambda: 12.5,
        "It follows from the positions. The slices are thicker than that: they overlap.",
        (
            "Subtract the positions of two neighbours.",
            "dw.volume does it: its `spacing` begins with the distance of slices.",
        ),
        "dw.volume(list(overlapping)).spacing[…]",
        "dw.volume(list(overlapping)).spacing[0]",
        (
            Hint(20, "That is how thick each of them is."),
            Hint(-7.5, "Nothing is to be taken off: the distance is that of the centres."),
            Hint(3, "That is the distance of rows, and of columns."),
        ),
        Sameness(within=0.01),
    ),
    Exercise(
        "value-of-png",
        _LESSON,
        "A pixel of the 16-bit PNG is 32,808. Which value in HU is that?",
        lambda: 40,
        "The offset is 32,768, and what is left is the value. The 8-bit PNG could not tell.",
        (
            "The offset stands in the text of the file, printed above.",
            "It was added when the file was written, so it is taken off now.",
        ),
        "32808 - …",
        "32808 - 32768",
        (
            Hint(32808, "That is what the PNG holds. Take the offset off."),
            Hint(31784, "That is with the rescale of the CT. It has been done already."),
            Hint(65576, "The offset was added: it is taken off."),
        ),
    ),
    Exercise(
        "to-ras",
        _LESSON,
        "Write a function that takes a point [x, y, z] in LPS and returns it in RAS.",
        lambda: _turned,
        "x and y change their sign, z does not. To and fro it is the same step.",
        (
            "Compare the rows of the two affines above: which of them change their sign?",
            "The first two numbers turn round, the third stays.",
        ),
        "def to_ras(point):\n    x, y, z = point\n    return [-x, …]\n\n\nto_ras",
        "def to_ras(point):\n    x, y, z = point\n    return [-x, -y, z]\n\n\nto_ras",
        (
            Hint(_as_it_is, "Nothing has changed: left is still left."),
            Hint(_swapped, "The axes keep their order; it is their directions that turn."),
        ),
        Sameness(within=1e-6, cases=tuple((point,) for point in _POINT)),
    ),
    Exercise(
        "questions-asked",
        _LESSON,
        "How often did `dw` ask, to find the instances of a patient who has one study of one "
        "series?",
        lambda: 3,
        "Once for the studies, once for the series of the one study, once for the instances.",
        (
            "Count the lines that begin with C-FIND.",
            "`archive.asked` holds them; those from `before` on are of this search.",
        ),
        'sum(line.startswith("C-FIND") for line in archive.asked[…:])',
        'sum(line.startswith("C-FIND") for line in archive.asked[before:])',
        (
            Hint(
                4,
                "These are the instances that came, or the levels there are. Patients were not "
                "asked for.",
            ),
            Hint(1, "One call of yours, but the PACS was asked more often."),
        ),
    ),
    Exercise(
        "unique-key",
        _LESSON,
        "Which keyword names the key that tells one series from all others?",
        lambda: "SeriesInstanceUID",
        "It is unique in the world. A number or a description is not even unique in a study.",
        (
            "Each level has a UID of its own, but for the patient.",
            "It is called like the keys of study and object: the level, and two words.",
        ),
        '"Series" + "…"',
        '"Series" + "InstanceUID"',
        (
            Hint("Series Instance UID", "That is its name: a keyword has no spaces."),
            Hint("(0020,000E)", "That is its tag. Which keyword has it?"),
            Hint("SeriesNumber", "Every study may have a series of that number."),
            Hint("SeriesDescription", "Many series are called alike."),
            Hint("SOPInstanceUID", "That is the key of one object."),
            Hint("StudyInstanceUID", "That is the key of the level above."),
        ),
    ),
)
