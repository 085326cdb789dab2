"""Damaged files: what is damaged is told in an error of ours, and nothing else ever comes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.jobs.errand import SkippedError
from dicomwidgets.reading.source import source_of
from dicomwidgets.transcoding.choice import choice_for
from dicomwidgets.transcoding.preparing import Way
from dicomwidgets.transcoding.work import transcoded_to

if TYPE_CHECKING:
    from pathlib import Path

CHOICES = [choice_for(to) for to in ("RLELossless", "ImplicitVRLittleEndian", "JPEGLSLossless")]


def attempt(data: bytes, number: int) -> bool:
    """Write a file in some transfer syntax; return whether it could be."""
    try:
        source = source_of(data)
        (item,) = source.items()
        transcoded_to(BytesIO(), source, item, CHOICES[number % len(CHOICES)], Way())
    except (DicomWidgetsError, SkippedError):
        return False
    return True


@pytest.mark.parametrize("name", ["MR_small_RLE", "MR_small_bigendian", "JPEG2000", "rtdose"])
def test_bytes_that_changed_are_errors_or_nothing(name: str, data_dir: Path) -> None:
    path = next(data_dir.glob(f"dicom/**/{name}.dcm"))
    whole = path.read_bytes()
    done = []
    places = st.lists(st.tuples(st.integers(132, 3000), st.integers(0, 255)), max_size=6)

    @settings(max_examples=40)
    @given(places, st.integers(0, 5))
    def mutated(changes: list[tuple[int, int]], number: int) -> None:
        data = bytearray(whole)
        for place, value in changes:
            data[min(place, len(data) - 1)] = value
        done.append(attempt(bytes(data), number))

    mutated()
    assert any(done)


@pytest.mark.parametrize("name", ["MR_small_RLE", "SC_rgb_rle_2frame", "liver"])
def test_a_file_that_ends_too_soon_is_refused_or_whole_as_far_as_it_goes(
    name: str, data_dir: Path
) -> None:
    whole = next(data_dir.glob(f"dicom/**/{name}.dcm")).read_bytes()
    outcomes = [attempt(whole[:end], end) for end in range(200, len(whole), len(whole) // 30)]
    assert not all(outcomes)
    assert attempt(whole, 0)
