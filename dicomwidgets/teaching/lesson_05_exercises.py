"""The exercises of the lesson "Series, geometry, volumes"."""

from __future__ import annotations

from typing import Any

from dicomwidgets.teaching.answers import Sameness
from dicomwidgets.teaching.exercise_kinds import Exercise, Hint

__all__ = ["LESSON_05"]

_LESSON = 5
_NORMAL = (-0.025288, 0.240597, 0.970295)
"""Of the slices of `dicomwidgets.samples.mr`: turned by 6 degrees, then tilted by 14."""


def _height(position: list[float], orientation: list[float]) -> float:
    """Return where a slice lies along its normal (PS3.3 C.7.6.2.1.1)."""
    (a, b, c), (d, e, f) = orientation[:3], orientation[3:]
    x, y, z = position
    return float(x * (b * f - c * e) + y * (c * d - a * f) + z * (a * e - b * d))


def _against(position: list[float], orientation: list[float]) -> float:
    return -_height(position, orientation)


def _third(position: list[float], _orientation: list[float]) -> float:
    return position[2]


def _distance(position: list[float], _orientation: list[float]) -> float:
    return float(sum(each * each for each in position) ** 0.5)


_SLICES: tuple[tuple[Any, ...], ...] = (
    ([-120.0, -120.0, 35.0], [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]),
    ([-120.0, -40.0, 90.0], [1.0, 0.0, 0.0, 0.0, 0.0, -1.0]),
    ([15.0, -120.0, 90.0], [0.0, 1.0, 0.0, 0.0, 0.0, -1.0]),
    ([10.0, 20.0, 30.0], [0.8, 0.6, 0.0, -0.6, 0.8, 0.0]),
)

LESSON_05 = (
    Exercise(
        "slice-normal",
        _LESSON,
        "Which direction is the normal of these slices? Answer with three numbers.",
        lambda: _NORMAL,
        "Row direction × column direction. It points to the head, and a little to the back.",
        (
            "The normal stands upright on both directions: it is their cross product.",
            "`np.cross` makes it; which of the two comes first decides on its sign.",
        ),
        "np.cross(…, …)",
        "np.cross(row, column)",
        (
            Hint(
                lambda: tuple(-each for each in _NORMAL),
                "It points the wrong way: the row's direction comes first.",
            ),
            Hint((0, 0, 1), "So it were if the slices were not tilted."),
            Hint(
                (0.994522, 0.104528, 0.0),
                "That is the direction in which a row runs, within the slice.",
            ),
            Hint(
                (-0.101424, 0.96498, -0.241922),
                "That is the direction in which a column runs, within the slice.",
            ),
        ),
        Sameness(within=1e-3),
    ),
    Exercise(
        "slice-height",
        _LESSON,
        "Write `height(position, orientation)`: it returns how far along its normal a slice lies, "
        "from Image Position (3 numbers) and Image Orientation (6 numbers).",
        lambda: _height,
        "Sorted by it, slices of every orientation are in order.",
        (
            "First the normal, as before: the first three numbers of the orientation are the row.",
            "How far a point lies along a direction is their dot product, `np.dot`.",
        ),
        """
def height(position, orientation):
    normal = np.cross(orientation[…], orientation[…])
    return np.dot(…, position)

height
""",
        """
def height(position, orientation):
    normal = np.cross(orientation[:3], orientation[3:])
    return np.dot(normal, position)

height
""",
        (
            Hint(
                lambda: _third,
                "That is z alone: right for axial slices, and for no others.",
            ),
            Hint(lambda: _against, "It counts the wrong way: row × column, in this order."),
            Hint(
                lambda: _distance,
                "That is how far the corner lies from the origin, in whatever direction.",
            ),
        ),
        Sameness(within=1e-6, cases=_SLICES),
    ),
    Exercise(
        "slice-spacing",
        _LESSON,
        "How many millimetres lie between the centres of two slices of `head`?",
        lambda: 5.5,
        "The slices are 4.95 mm thick and 5.5 mm apart: between them, 10 % was not measured.",
        (
            "Take it from the positions: how far along the normal do two neighbours lie?",
            "You have written `height`. The difference of two neighbours is what is asked for.",
        ),
        "(heights[-1] - heights[…]) / (len(heights) - …)",
        "(heights[-1] - heights[0]) / (len(heights) - 1)",
        (
            Hint(4.95, "That is how thick a slice is, not how far apart they are."),
            Hint(5.337, "That is the distance in z alone; these slices are tilted."),
            Hint(5.27, "24 slices have 23 distances between them."),
            Hint(1.875, "That is the distance of pixels within a slice."),
        ),
        Sameness(within=0.01),
    ),
    Exercise(
        "missing-height",
        _LESSON,
        "At which z, in millimetres, lay the missing slice of `holed`?",
        lambda: -31.25,
        "Half way between its neighbours, at −43.75 and −18.75.",
        (
            "Which two neighbours are twice as far apart as all others? It lay in the middle.",
            "The finding says which: the slices 9 and 10, counted from 1; in Python 8 and 9.",
        ),
        "(zs[…] + zs[…]) / 2",
        "(zs[8] + zs[9]) / 2",
        (
            Hint(-43.75, "That is the slice below the gap."),
            Hint(-18.75, "That is the slice above the gap."),
            Hint(25, "That is how wide the gap is. Where is its middle?"),
            Hint(-6.25, "One too far: the finding counts slices from 1, a list from 0."),
        ),
        Sameness(within=0.01),
    ),
    Exercise(
        "voxel-place",
        _LESSON,
        "Where in the patient, (x, y, z) in millimetres, lies the voxel in slice 10, row 20, "
        "column 30 of `chest`?",
        lambda: (-9.0, -69.0, -18.75),
        "Columns run along x, rows along y, slices along z: for axial slices.",
        (
            "The affine turns (slice, row, column, 1) into (x, y, z, 1).",
            "In NumPy a matrix is applied by `@`; the first three numbers are the place.",
        ),
        "(chest.affine @ (…, …, …, 1))[:3]",
        "(chest.affine @ (10, 20, 30, 1))[:3]",
        (
            Hint((-69.0, -9.0, -18.75), "x and y are exchanged: a column's number runs along x."),
            Hint((10, 20, 30), "These are the numbers of the voxel: millimetres are asked for."),
            Hint((9.0, 69.0, -18.75), "That is RAS, as in NIfTI. DICOM counts in LPS."),
            Hint((180.0, 120.0, 125.0), "Where does the first voxel lie? Add the origin."),
        ),
        Sameness(within=0.01),
    ),
    Exercise(
        "odd-voltage",
        _LESSON,
        "One file of the folder was taken at another voltage (KVP). What is its name?",
        lambda: "07.dcm",
        "In an average over the series it would have gone unnoticed.",
        (
            "Unfold the row KVP in the table above: it names the first file of each value.",
            "Or read them one by one: in which one is KVP not 120?",
        ),
        "[file.name for file in sorted(folder.iterdir()) if dcmread(file).… != 120][0]",
        "[file.name for file in sorted(folder.iterdir()) if dcmread(file).KVP != 120][0]",
        (
            Hint(7, "That is its number; how is the file called?"),
            Hint("08.dcm", "Nearly: files are counted from 00 here."),
            Hint(100, "That is its voltage. Which file is it?"),
        ),
    ),
)
