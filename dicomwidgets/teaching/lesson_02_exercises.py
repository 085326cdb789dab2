"""The exercises of the lesson "Pixels and windows"."""

from __future__ import annotations

from typing import Any

from dicomwidgets.teaching.answers import Sameness
from dicomwidgets.teaching.exercise_kinds import Exercise, Hint

__all__ = ["LESSON_02"]

_LESSON = 2


def _linear(x: float, center: float, width: float) -> float:
    """Return the grey of a value (PS3.3 C.11.2.1.2.1)."""
    if x <= center - 0.5 - (width - 1) / 2:
        return 0.0
    if x > center - 0.5 + (width - 1) / 2:
        return 255.0
    return ((x - (center - 0.5)) / (width - 1) + 0.5) * 255


def _exact(x: float, center: float, width: float) -> float:
    return min(max((x - center) / width + 0.5, 0), 1) * 255


def _unclipped(x: float, center: float, width: float) -> float:
    return ((x - (center - 0.5)) / (width - 1) + 0.5) * 255


def _to_one(x: float, center: float, width: float) -> float:
    return _linear(x, center, width) / 255


_WINDOWED: tuple[tuple[Any, ...], ...] = (
    (40, 40, 400),
    (-2000, 40, 400),
    (3000, 40, 400),
    (-159, 40, 400),
    (-600, -600, 1500),
    (98, 100, 10),
    (103, 100, 10),
    (0, 0, 2),
)

LESSON_02 = (
    Exercise(
        "largest-stored",
        _LESSON,
        "Bits Stored is 12 and Pixel Representation is 0: which is the largest number that a pixel "
        "of such an image can hold?",
        lambda: 4095,
        "Twelve bits count from 0 to 2¹² − 1. The four bits above them are no part of the value.",
        (
            "So many bits make 2 to the power of Bits Stored numbers, and the first one is 0.",
            "Pixel Representation 0 is unsigned: no bit is spent on the sign.",
        ),
        "2**… - 1",
        "2**12 - 1",
        (
            Hint(4096, "So many numbers there are; the first one is 0."),
            Hint(65535, "That takes all 16 bits that are allocated; only 12 are stored."),
            Hint(2047, "That is so where one of the bits is the sign: Pixel Representation 1."),
        ),
    ),
    Exercise(
        "signed-bytes",
        _LESSON,
        "Which number are the two bytes 18 FC, where Pixel Representation is 1, Bits Stored is 16, "
        "and the file is little endian?",
        lambda: -1000,
        "0xFC18 is 64,536; as its highest bit is set, it means 64,536 − 65,536. In Hounsfield "
        "units it is air.",
        (
            "Pixel Representation 1 is two's complement: half of the numbers are below zero.",
            "NumPy's `<u2` is unsigned and `<i2` is signed; both take two bytes, little endian.",
        ),
        'int(np.frombuffer(bytes.fromhex("18 FC"), "…")[0])',
        'int(np.frombuffer(bytes.fromhex("18 FC"), "<i2")[0])',
        (
            Hint(64536, "So it is in Pixel Representation 0: unsigned."),
            Hint(6396, "The bytes are the other way round: 18 is the small end."),
            Hint(1000, "It is as large, and on the other side of zero."),
        ),
    ),
    Exercise(
        "window-function",
        _LESSON,
        "Write the window of the standard: `window(x, center, width)` returns the grey of the "
        "number `x`, from 0 to 255.",
        lambda: _linear,
        "That is the function LINEAR, which all use that don't say otherwise.",
        (
            "There are three cases: at or below the window 0, above it 255, and a line between.",
            "The line is ((x − (center − 0.5)) / (width − 1) + 0.5) × 255.",
            "Compute the line first, then cut it: `min(max(grey, 0), 255)`.",
        ),
        """
def window(x, center, width):
    grey = ((x - (center - 0.5)) / (…) + 0.5) * 255
    return min(max(grey, …), …)

window
""",
        """
def window(x, center, width):
    grey = ((x - (center - 0.5)) / (width - 1) + 0.5) * 255
    return min(max(grey, 0), 255)

window
""",
        (
            Hint(
                lambda: _exact,
                "That is LINEAR_EXACT. LINEAR is narrower by one and shifted by a half: "
                "center − 0.5 and width − 1.",
            ),
            Hint(
                lambda: _unclipped,
                "The line is right; outside of the window it must not go on.",
            ),
            Hint(lambda: _to_one, "Nearly: greys go to 255, not to 1."),
        ),
        # Rounded or not: both are greys.
        Sameness(within=0.51, cases=_WINDOWED),
    ),
    Exercise(
        "black-below",
        _LESSON,
        "The window has centre 40 and width 400: at which value, in Hounsfield units, does black "
        "end? (All values up to this one are black.)",
        lambda: -160.0,
        "40 − 0.5 − (400 − 1) / 2: fat, at −100, is just inside, and air is far outside.",
        (
            "It lies half of the width below the centre.",
            "By the standard a value is black if x <= center − 0.5 − (width − 1) / 2.",
        ),
        "40 - 0.5 - (… - 1) / 2",
        "40 - 0.5 - (400 - 1) / 2",
        (
            Hint(240.0, "That is where white begins."),
            Hint(-360.0, "That is a whole width below the centre: half of it lies below."),
            Hint(200.0, "That is half of the width alone: count from the centre."),
        ),
        Sameness(within=0.6),
    ),
    Exercise(
        "lung-window",
        _LESSON,
        "Set the viewer so that the vessels in the lung are seen. Which window is it? Answer with "
        "`(viewer.window_center, viewer.window_width)`.",
        lambda: (-600, 1500),
        (
            "The lung lies around −800 HU, its vessels around 0 and above: the window has to "
            "hold both."
        ),
        (
            "Lung is mostly air: around −800 HU. The window's centre has to go there.",
            "The file itself suggests a window for it: press 2, or look into the menu Window.",
        ),
        """
viewer.window_center, viewer.window_width = -600, …
(viewer.window_center, viewer.window_width)
""",
        """
viewer.window_center, viewer.window_width = -600, 1500
(viewer.window_center, viewer.window_width)
""",
        (
            Hint((40, 400), "That is for soft tissue; in it the lung is black."),
            Hint((400, 1800), "That is for bone: the lung is dark, and its vessels are faint."),
            Hint((1500, -600), "The centre comes first."),
        ),
        Sameness(within=300),
    ),
    Exercise(
        "smallest-in-monochrome1",
        _LESSON,
        "Photometric Interpretation is MONOCHROME1. Is the smallest value of an image shown black "
        "or white?",
        lambda: "white",
        "In MONOCHROME1 the smallest value is the brightest, as on an X-ray film.",
        (
            "MONOCHROME2 is what one expects: small is dark. MONOCHROME1 is the other one.",
            "Look at the two pictures above: the air around the body has the smallest value.",
        ),
        '"w…"',
        '"white"',
        (
            Hint("black", "So it is in MONOCHROME2."),
            Hint("grey", "It is an end of the scale: one of the two."),
        ),
        Sameness(any_case=True),
    ),
)
