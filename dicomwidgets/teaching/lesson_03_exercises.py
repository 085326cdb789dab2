"""The exercises of the lesson "Hounsfield units, SUV and other values"."""

from __future__ import annotations

from functools import cache
from typing import Any

from dicomwidgets.teaching.answers import Sameness
from dicomwidgets.teaching.exercise_kinds import Exercise, Hint

__all__ = ["LESSON_03"]

_LESSON = 3
_LIVER = (slice(114, 132), slice(80, 98))
_PLAIN_LIVER = "So much it has without contrast medium, and here there is some. Measure it."


@cache
def _liver() -> float:
    """Return the mean of a square in the liver, in Hounsfield units."""
    from dicomwidgets import samples  # noqa: PLC0415 - brings NumPy

    liver = samples.ct(24, 256)[4]
    return float(liver.pixel_array[_LIVER].mean()) + float(liver.RescaleIntercept)


def _suv(activity: float, dose: float, half_life: float, seconds: float, kilograms: float) -> float:
    return float(activity / (dose * 0.5 ** (seconds / half_life) / (1000 * kilograms)))


def _suv_undecayed(
    activity: float, dose: float, _half_life: float, _seconds: float, kilograms: float
) -> float:
    return activity / (dose / (1000 * kilograms))


def _suv_of_kilograms(
    activity: float, dose: float, half_life: float, seconds: float, kilograms: float
) -> float:
    return _suv(activity, dose, half_life, seconds, kilograms) / 1000


def _suv_grown(
    activity: float, dose: float, half_life: float, seconds: float, kilograms: float
) -> float:
    return _suv(activity, dose, half_life, -seconds, kilograms)


_SCANS: tuple[tuple[Any, ...], ...] = (
    (5000.0, 300e6, 6586.2, 0.0, 70.0),
    (5000.0, 300e6, 6586.2, 3600.0, 70.0),
    (21000.0, 198.5e6, 6586.2, 5400.0, 54.0),
    (800.0, 150e6, 4062.6, 3600.0, 91.0),
)

LESSON_03 = (
    Exercise(
        "water-stored",
        _LESSON,
        "Which number is stored for water, 0 HU, in this file?",
        lambda: 1024,
        "1 × 1024 − 1024 = 0. In another file, with another intercept, it is another number.",
        (
            "Turn the line round: stored = (value − intercept) / slope.",
            "Take slope and intercept from `dataset`, and 0 as the value.",
        ),
        "(0 - float(dataset.…)) / float(dataset.RescaleSlope)",
        "(0 - float(dataset.RescaleIntercept)) / float(dataset.RescaleSlope)",
        (
            Hint(-1024, "That is what the stored number 0 means."),
            Hint(0, "That is the value. Which number, times the slope, plus the intercept, is 0?"),
            Hint(24, "That is air, −1000 HU."),
        ),
    ),
    Exercise(
        "wrapped-air",
        _LESSON,
        "The number 24 stands in an array of the type `uint16`. What stands there after "
        "`array - 1024`?",
        lambda: 64536,
        "24 − 1024 is −1000, which uint16 can't hold: it begins anew from 65,536. Where air "
        "should be black, it is white.",
        (
            "uint16 holds no number below 0. What is too small begins anew at the other end.",
            "Try it: make the array with `np.array([24], np.uint16)`.",
        ),
        "int((np.array([24], …) - 1024)[0])",
        "int((np.array([24], np.uint16) - 1024)[0])",
        (
            Hint(-1000, "That is the value it should be; can uint16 hold it?"),
            Hint(0, "It is not cut off at 0: it begins anew at the other end."),
            Hint(1000, "The sign is not dropped: it begins anew at the other end."),
            Hint(64535, "Nearly: 0 is followed, downwards, by 65,535."),
        ),
    ),
    Exercise(
        "liver-mean",
        _LESSON,
        "What is the mean of the liver, in HU, give or take 5?",
        _liver,
        "Between 110 and 120: a liver with contrast medium. Without it, it has around 60.",
        (
            "The liver is the large, even organ at the left of the picture: the patient's right.",
            (
                "In the viewer: the menu Measure, Ellipse, then drag over the liver; or from "
                "Python, as for the heart."
            ),
            "Pixels at (80, 114) to (98, 132) lie in the liver; take the field `mean`.",
        ),
        'abdomen.measurements.add("ellipse", [(…, …), (…, …)])["mean"]',
        'abdomen.measurements.add("ellipse", [(80, 114), (98, 132)])["mean"]',
        (
            Hint(
                lambda: _liver() + 1024,
                "That is the mean of the stored numbers: the rescale is missing.",
            ),
            *(Hint(each, _PLAIN_LIVER) for each in (40, 50, 60)),
            Hint(209, "That is the blood in the heart. Which slice does the viewer show?"),
        ),
        Sameness(within=5),
    ),
    Exercise(
        "suv-function",
        _LESSON,
        "Write `suv(activity, dose, half_life, seconds, kilograms)`: the SUV by body weight of an "
        "activity in Bq/ml, for a dose in Bq, a half-life in seconds, and so many seconds from "
        "the injection to the scan.",
        lambda: _suv,
        (
            "What is measured, over what would be there if the dose that is left were even "
            "in the body."
        ),
        (
            "First the dose that is left: after one half-life half of it, after two a quarter.",
            "That is dose × 0.5 ** (seconds / half_life), spread over the weight in grams.",
        ),
        """
def suv(activity, dose, half_life, seconds, kilograms):
    left = dose * 0.5 ** (…)
    return activity / (left / (…))

suv
""",
        """
def suv(activity, dose, half_life, seconds, kilograms):
    left = dose * 0.5 ** (seconds / half_life)
    return activity / (left / (1000 * kilograms))

suv
""",
        (
            Hint(lambda: _suv_undecayed, "Until the scan, some of the dose has decayed."),
            Hint(lambda: _suv_of_kilograms, "A thousandth of it: the weight counts in grams."),
            Hint(lambda: _suv_grown, "The dose gets less with time, not more."),
        ),
        Sameness(within=1e-3, cases=_SCANS),
    ),
    Exercise(
        "lesion-suv",
        _LESSON,
        "What is the uptake (SUVbw) of the third lesion, the metastasis in the liver?",
        lambda: 12.0,
        "Such a lesion takes up twelve times what it would if the tracer were even in the body.",
        (
            "As for the first lesion: where it lies, then an ellipse of four pixels around it.",
            "`place(samples.PET_LESIONS[2])` gives slice, column and row.",
        ),
        """
index, column, row = place(samples.PET_LESIONS[…])
corners = [(column - 2, row - 2), (column + 2, row + 2)]
scan.measurements.add("ellipse", corners, index=index)["…"]
""",
        """
index, column, row = place(samples.PET_LESIONS[2])
corners = [(column - 2, row - 2), (column + 2, row + 2)]
scan.measurements.add("ellipse", corners, index=index)["mean"]
""",
        (
            Hint(8.0, "That is the first lesion, the nodule in the lung."),
            Hint(5.5, "That is the second lesion, the lymph node."),
        ),
        Sameness(within=0.1),
    ),
    Exercise(
        "same-tissue-in-mr",
        _LESSON,
        "In one MR a pixel holds 480, in another MR a pixel holds 480. Is it the same tissue? "
        "Answer True or False.",
        lambda: False,
        "MR values have no unit: the coil, the sequence and the machine's scaling all change them.",
        (
            "Does the file name a unit, as CT and PET do?",
            "Compare the mean of white matter in T1 and in T2, above: one brain, two numbers.",
        ),
        "F…e",
        "False",
        (Hint(True, "It would be, if 480 had a unit that means the same everywhere."),),
    ),
)
