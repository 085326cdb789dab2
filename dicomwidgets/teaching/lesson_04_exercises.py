"""The exercises of the lesson "Colour, ultrasound, multi-frame"."""

from __future__ import annotations

from typing import Any

from dicomwidgets.teaching.answers import Sameness
from dicomwidgets.teaching.exercise_kinds import Exercise, Hint

__all__ = ["LESSON_04"]

_LESSON = 4
_ROWS, _COLUMNS = 480, 640


def _rgb(y: float, cb: float, cr: float) -> tuple[float, float, float]:
    """Return the colour of a pixel of YBR_FULL (PS3.3 C.7.6.3.1.2, turned round)."""
    blue, red = cb - 128, cr - 128
    return y + 1.402 * red, y - 0.344136 * blue - 0.714136 * red, y + 1.772 * blue


def _around_zero(y: float, cb: float, cr: float) -> tuple[float, float, float]:
    return _rgb(y, cb + 128, cr + 128)


def _turned(y: float, cb: float, cr: float) -> tuple[float, float, float]:
    return _rgb(y, cr, cb)


def _unchanged(y: float, cb: float, cr: float) -> tuple[float, float, float]:
    return y, cb, cr


_COLOURS: tuple[tuple[Any, ...], ...] = (
    (120, 128, 128),
    (76, 100, 200),
    (150, 60, 140),
    (110, 180, 110),
)

LESSON_04 = (
    Exercise(
        "planar-place",
        _LESSON,
        "An image has 480 rows, 640 columns and Planar Configuration 1. At which byte of Pixel "
        "Data, counted from 0, stands the green of the pixel in row 100, column 50?",
        lambda: _ROWS * _COLUMNS + 100 * _COLUMNS + 50,
        "All reds come first, a byte a pixel; then all greens, row by row.",
        (
            "First comes the whole plane of red, then that of green, then that of blue.",
            "In its plane the pixel has the place row × columns + column.",
        ),
        "480 * 640 + … * 640 + …",
        "480 * 640 + 100 * 640 + 50",
        (
            Hint(
                3 * (100 * _COLUMNS + 50) + 1,
                "So it is in Planar Configuration 0: three bytes for each pixel.",
            ),
            Hint(100 * _COLUMNS + 50, "That is its red: the plane of green comes after it."),
            Hint(
                2 * _ROWS * _COLUMNS + 100 * _COLUMNS + 50,
                "That is its blue: the plane of green is the second one.",
            ),
            Hint(_ROWS * _COLUMNS, "That is where green begins: row 0, column 0."),
        ),
    ),
    Exercise(
        "grey-in-ybr",
        _LESSON,
        "In YBR_FULL a pixel is Y, Cb, Cr. Which pair (Cb, Cr) does a grey pixel have?",
        lambda: (128, 128),
        "No colour is the middle. (0, 0) would be green: that is why images whose colours were "
        "lost on the way are green.",
        (
            "Cb and Cr say how far blue and red are from grey, to both sides.",
            "They are bytes, so that the middle, which stands for no colour, is half of 256.",
        ),
        "(…, 128)",
        "(128, 128)",
        (
            Hint((0, 0), "That is strong green: 0 is one end, not the middle."),
            Hint((255, 255), "That is strong magenta: 255 is one end, not the middle."),
            Hint(128, "A pair is asked for: (Cb, Cr)."),
            Hint((127, 127), "Nearly: the standard puts it one higher."),
        ),
    ),
    Exercise(
        "ybr-function",
        _LESSON,
        "Write `rgb(y, cb, cr)`: it returns red, green and blue of a pixel of YBR_FULL.",
        lambda: _rgb,
        "Whoever shows Y, Cb, Cr as if they were R, G, B gets a picture in teal and pink.",
        (
            "Take 128 from Cb and from Cr first: then 0 is no colour.",
            "Red is y + 1.402 (cr − 128); blue is y + 1.772 (cb − 128).",
        ),
        """
def rgb(y, cb, cr):
    blue, red = cb - …, cr - …
    return y + 1.402 * …, y - 0.344136 * blue - 0.714136 * red, y + 1.772 * …

rgb
""",
        """
def rgb(y, cb, cr):
    blue, red = cb - 128, cr - 128
    return y + 1.402 * red, y - 0.344136 * blue - 0.714136 * red, y + 1.772 * blue

rgb
""",
        (
            Hint(lambda: _around_zero, "Take 128 from Cb and Cr before anything else."),
            Hint(
                lambda: _turned, "Cb belongs to blue and Cr to red: they are the wrong way round."
            ),
            Hint(lambda: _unchanged, "These are the numbers as they are; they have to be mixed."),
        ),
        Sameness(within=1, cases=_COLOURS),
    ),
    Exercise(
        "palette-colour",
        _LESSON,
        "Which colour, as (red, green, blue) of 8 bits each, has the pixel value 200 in this "
        "palette?",
        lambda: (255, 144, 32),
        "The entries have 16 bits, and their upper 8 are shown.",
        (
            "Look into the three tables at index 200.",
            "Entries of 16 bits go to 65,535. Shift by 8 bits, `>> 8`, to get 8.",
        ),
        "tuple(int(table[…] >> 8) for table in tables)",
        "tuple(int(table[200] >> 8) for table in tables)",
        (
            Hint((65535, 37008, 8224), "These have 16 bits: take the upper 8."),
            Hint((200, 200, 200), "200 is no grey: it is a place in the tables."),
            Hint((255, 142, 28), "That is the entry before: the first one has index 0."),
        ),
        Sameness(within=1),
    ),
    Exercise(
        "ultrasound-distance",
        _LESSON,
        "How many millimetres lie between the pixels (200, 300) and (300, 300), column and row, of "
        "this ultrasound image?",
        lambda: 42.0,
        "100 pixels × 0.042 cm. Outside of the region nobody knows.",
        (
            "Both lie in the region; they are 100 pixels apart. How wide is a pixel there?",
            "Physical Delta X is in the unit that Physical Units X Direction names: 3 is cm.",
        ),
        "100 * region.PhysicalDeltaX * …",
        "100 * region.PhysicalDeltaX * 10",
        (
            Hint(4.2, "That is in centimetres."),
            Hint(100, "That is in pixels."),
            Hint(0.42, "Centimetres become millimetres by times 10."),
        ),
        Sameness(within=0.01),
    ),
    Exercise(
        "frame-rate",
        _LESSON,
        "How many frames a second has this cine?",
        lambda: 25.0,
        "1000 ms / 40 ms.",
        (
            "Frame Time is how long a frame lasts, in milliseconds.",
            "A second has 1000 milliseconds.",
        ),
        "1000 / float(cine.…)",
        "1000 / float(cine.FrameTime)",
        (
            Hint(40, "That is the time of one frame, in milliseconds."),
            Hint(0.025, "So often a frame comes in a millisecond."),
            Hint(10, "So many frames there are: how long does each last?"),
        ),
        Sameness(within=0.01),
    ),
    Exercise(
        "lowest-frame",
        _LESSON,
        "Which frame of the file, counted from 0, lies nearest to the feet?",
        lambda: 29,
        "The frames are stored from head to feet: the last one is the lowest.",
        (
            "In DICOM's coordinates z grows towards the head: look for the smallest z.",
            "`heights` holds z of each frame in the order of the file: where is the smallest?",
        ),
        "heights.index(…(heights))",
        "heights.index(min(heights))",
        (
            Hint(0, "That one lies nearest to the head."),
            Hint(30, "So it is counted from 1."),
            Hint(-145, "That is where it lies, in millimetres."),
        ),
    ),
)
