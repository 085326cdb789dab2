"""What is asked for, and what can't be meant."""

from __future__ import annotations

from typing import Any

import pytest

from dicomwidgets import codecs
from dicomwidgets.errors import ArgumentError, MissingPackageError
from dicomwidgets.transcoding.choice import choice_for
from dicomwidgets.transcoding.syntaxes import WRITABLE, syntax_for


@pytest.mark.parametrize(
    "name",
    [
        "JPEGLSLossless",
        "jpeglslossless",
        "1.2.840.10008.1.2.4.80",
        "JPEG-LS Lossless Image Compression",
    ],
)
def test_a_transfer_syntax_has_many_names(name: str) -> None:
    assert syntax_for(name).uid == "1.2.840.10008.1.2.4.80"


def test_every_syntax_is_known_by_its_keyword() -> None:
    assert {syntax_for(each.keyword).uid for each in WRITABLE.values()} == set(WRITABLE)


@pytest.mark.parametrize(
    ("to", "given", "told"),
    [
        ("JPEGLSLosless", {}, "JPEGLSLossless"),
        ("1.2.840.10008.1.2.2", {}, "retired"),
        ("1.2.840.10008.1.2.4.100", {}, "video"),
        ("JPEG2000", {}, "how much may be lost is not said.*ratio= or psnr="),
        ("JPEG2000Lossless", {"ratio": 8}, "loses nothing"),
        ("JPEGBaseline8Bit", {"near": 2}, "takes quality="),
        ("JPEGBaseline8Bit", {"quality": 0}, "1 to 100"),
        ("JPEGBaseline8Bit", {"quality": 90.5}, "whole number"),
        ("JPEGBaseline8Bit", {"quality": True}, "whole number"),
        ("JPEG2000", {"ratio": 1}, "above 1"),
        ("JPEG2000", {"ratio": float("nan")}, "above 1"),
        ("JPEG2000", {"ratio": 8, "psnr": 40}, "twice"),
    ],
)
def test_what_cannot_be_meant_is_told_with_a_remedy(
    to: str, given: dict[str, Any], told: str
) -> None:
    with pytest.raises(ArgumentError, match=told) as caught:
        choice_for(to, **given)
    assert caught.value.remedy


def test_a_largest_error_is_what_jpeg_ls_is_made_with() -> None:
    assert choice_for("JPEGLSNearLossless", max_error=3).near == 3


def test_without_an_encoder_there_is_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(codecs, "is_installed", lambda name: name != "imagecodecs")
    with pytest.raises(MissingPackageError, match=r'pip install "dicomwidgets\[codecs\]"'):
        choice_for("HTJ2KLossless")
    assert choice_for("JPEGBaseline8Bit", quality=90).uid.endswith(".50")  # Pillow has it, too
