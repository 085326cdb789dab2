"""The exercises of the lesson "Sequences and reports"."""

from __future__ import annotations

from functools import cache
from math import hypot

from dicomwidgets.teaching.answers import Sameness
from dicomwidgets.teaching.exercise_kinds import Exercise, Hint

__all__ = ["LESSON_06"]

_LESSON = 6
_COLUMNS = (129.9, 152.8)
_ROWS = (293.3, 293.3)
_MM = 0.75


def _length() -> float:
    return hypot(_COLUMNS[1] - _COLUMNS[0], _ROWS[1] - _ROWS[0]) * _MM


@cache
def _millivolts() -> float:
    """Return the highest value of lead II, from the bytes of the sample."""
    import numpy as np  # noqa: PLC0415 - headers are taught without

    from dicomwidgets import samples  # noqa: PLC0415 - brings NumPy

    group = samples.ecg().WaveformSequence[0]
    stored = np.frombuffer(group.WaveformData, "<i2").reshape(-1, 12)[:, 1]
    step = float(group.ChannelDefinitionSequence[1].ChannelSensitivity)
    return float(stored.max()) * step / 1000


LESSON_06 = (
    Exercise(
        "height-of-frame",
        _LESSON,
        "How high does frame 5 of `many` lie, counted from 0: what is the z of its Image Position "
        "(Patient), in millimetres?",
        lambda: -56.25,
        "It stands in the frame's own item, as its Plane Position. Frame 0 is the highest here.",
        (
            "Each frame has an item in PerFrameFunctionalGroupsSequence, with the frame's number.",
            "In it stands PlanePositionSequence[0].ImagePositionPatient; z is its last number.",
        ),
        'dw.get(many, "PerFrameFunctionalGroupsSequence[…].PlanePositionSequence[0].'
        'ImagePositionPatient")[…]',
        'dw.get(many, "PerFrameFunctionalGroupsSequence[5].PlanePositionSequence[0].'
        'ImagePositionPatient")[2]',
        (
            Hint(-18.75, "That is frame 4: items count from 0, and so do these frames."),
            Hint(-93.75, "That is frame 6."),
            Hint((-189, -189, -56.25), "That is the whole position: x, y and z."),
            Hint(-189, "That is x. The order is x, y, z."),
        ),
        Sameness(within=0.01),
    ),
    Exercise(
        "same-concept",
        _LESSON,
        "Which of the four in `given` mean the same as `one`? Answer with a set of letters.",
        lambda: {"A", "D"},
        "Value and scheme are the same; in which words it is said does not matter.",
        (
            "Compare the first two parts, and leave the third alone.",
            'Value and scheme of the code we look for are ("3341006", "SCT").',
        ),
        '{letter for letter, code in given.items() if code[:…] == (…, "SCT")}',
        '{letter for letter, code in given.items() if code[:2] == ("3341006", "SCT")}',
        (
            Hint({"B", "C"}, "You have compared the meaning: that is for people."),
            Hint({"A", "B", "D"}, "The same number in a hospital's own scheme is another code."),
            Hint({"A"}, "Nor does it matter in which script the meaning is written."),
            Hint({"A", "C", "D"}, "Of the same scheme, but another value is another concept."),
        ),
    ),
    Exercise(
        "tag-of-private",
        _LESSON,
        "Which tag has element 02 of DICOMWIDGETS SAMPLE in `moved`?",
        lambda: "(0099,1102)",
        "Its creator stands in (0099,0011), so its block is 11, and the element is 02 of that.",
        (
            "Where in `moved` does the creator stand? The last two digits are its block.",
            "`mine.get_tag(…)` of pydicom's block tells the tag of an element in it.",
        ),
        "mine.get_tag(…)",
        "mine.get_tag(0x02)",
        (
            Hint("(0099,1002)", "There it was before. Somebody else owns that block now."),
            Hint(
                "(0099,0011)", "There stands the creator. Its elements are in the block it names."
            ),
            Hint("(0099,1101)", "That is element 01."),
        ),
    ),
    Exercise(
        "where-the-axis-is-from",
        _LESSON,
        "Which relationship has the line (1.6.1.5.1) to the long axis above it?",
        lambda: "INFERRED FROM",
        "The number is the claim, the line its evidence. So what was measured can be checked.",
        (
            "Find the item in the tree, or ask for it: `report.item(…)`.",
            "An item knows its `relationship`.",
        ),
        'report.item("…").relationship',
        'report.item("1.6.1.5.1").relationship',
        (
            Hint("CONTAINS", "So are the parts of a group. This is evidence."),
            Hint("SELECTED FROM", "That is one further down: the line and its image."),
            Hint("HAS PROPERTIES", "A line is no property of a length: it is what was measured."),
        ),
        Sameness(any_case=True),
    ),
    Exercise(
        "length-of-line",
        _LESSON,
        "How long is the line, in millimetres?",
        _length,
        "It is the long axis of the report, which says it with one digit behind the point.",
        (
            "How many pixels lie between the two points, and how wide is each?",
            "`np.ptp` gives highest minus lowest: take the columns, as the rows are the same.",
        ),
        "np.ptp([column for column, row in line.value.points]) * ct[5].…",
        "np.ptp([column for column, row in line.value.points]) * ct[5].PixelSpacing[1]",
        (
            Hint(22.9, "These are pixels."),
            Hint(17, "So the impression rounds it. Give a digit behind the point."),
            Hint(22.9 / 0.75, "Millimetres are pixels times their width."),
        ),
        Sameness(within=0.05),
    ),
    Exercise(
        "height-in-millivolts",
        _LESSON,
        "How high does lead II (channel 1, counted from 0) rise, in millivolts?",
        _millivolts,
        "A thousand microvolts are a millivolt, and ten millimetres on the paper.",
        (
            "Take the highest of `values[1]`. In which unit is it?",
            "The unit is the microvolt, and a thousand of them are asked for as one.",
        ),
        "values[1].max() / …",
        "values[1].max() / 1000",
        (
            Hint(1.69, "From the lowest to the highest: how high is it above 0?"),
            Hint(0.93, "That is lead I: channels count from 0."),
            Hint(lambda: _millivolts() * 1000, "These are microvolts."),
            Hint(lambda: _millivolts() * 400, "That is as it is stored: apply the sensitivity."),
        ),
        Sameness(within=0.01),
    ),
)
