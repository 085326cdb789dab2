from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dicomwidgets.display.spacing import resolve_spacing

if TYPE_CHECKING:
    from dicomwidgets.display.description import Badge


@pytest.mark.parametrize(
    ("elements", "expected", "badges"),
    [
        ({"PixelSpacing": [0.5, 0.25]}, ([0.5, 0.25], "PixelSpacing", 2.0), []),
        (
            {"PixelSpacing": [1, 1], "ImagerPixelSpacing": [2, 2]},
            ([1, 1], "PixelSpacing", 1.0),
            [],
        ),
        (
            {"ImagerPixelSpacing": "0.1\\0.1"},
            ([0.1, 0.1], "ImagerPixelSpacing", 1.0),
            ["DETECTOR SPACING"],
        ),
        (
            {"NominalScannedPixelSpacing": [0.2, 0.1]},
            ([0.2, 0.1], "NominalScannedPixelSpacing", 2.0),
            ["FILM SPACING"],
        ),
        ({"PixelSpacing": [0, 1]}, (None, None, 1.0), ["BAD SPACING", "NO SPACING"]),
        (
            {"PixelSpacing": [-1, 1], "ImagerPixelSpacing": [2, 2]},
            ([2, 2], "ImagerPixelSpacing", 1.0),
            ["BAD SPACING", "DETECTOR SPACING"],
        ),
        ({"PixelSpacing": [1]}, (None, None, 1.0), ["BAD SPACING", "NO SPACING"]),
        ({"PixelSpacing": ["x", "y"]}, (None, None, 1.0), ["NO SPACING"]),
        ({"PixelAspectRatio": [4, 3]}, (None, None, 4 / 3), ["NO SPACING"]),
        ({"PixelAspectRatio": ["0", "3"]}, (None, None, 1.0), ["NO SPACING"]),
        ({}, (None, None, 1.0), ["NO SPACING"]),
    ],
)
def test_the_first_spacing_that_makes_sense(
    elements: Any, expected: Any, badges: list[str]
) -> None:
    told: list[Badge] = []
    assert resolve_spacing(elements.get, told) == expected
    assert [badge["text"] for badge in told] == badges
