"""One search over everything that is explained."""

from __future__ import annotations

import pytest

from dicomwidgets import reference
from dicomwidgets.reference.searching import search


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("slice thickness", "element", "SliceThickness"),
        ("SLICETHICKNESS", "element", "SliceThickness"),
        ("0010,0010", "element", "PatientName"),
        ("(0010,0010)", "element", "PatientName"),
        ("7FE00010", "element", "PixelData"),
        ("pn", "VR", "PN"),
        ("1.2.840.10008.1.2.1", "transfer syntax", "1.2.840.10008.1.2.1"),
        ("rle lossless", "transfer syntax", "1.2.840.10008.1.2.5"),
        ("CT Image Storage", "SOP class", "1.2.840.10008.5.1.4.1.1.2"),
        ("cyrillic", "character set", "ISO_IR 144 or ISO 2022 IR 144"),
        ("image plane", "module", "Image Plane"),
        ("zzqx", "element", ""),
        ("megabecquerel", "element", "RadionuclideTotalDose"),
    ],
)
def test_what_is_meant_comes_first(text: str, kind: str, key: str) -> None:
    found = search(text)
    if not key:
        assert found == []
        return
    assert (found[0].kind, found[0].key) == (kind, key)
    assert found[0].link.startswith("https://dicom.nema.org/medical/dicom/current/")


def test_explained_elements_come_before_the_others() -> None:
    found = [entry for entry in search("pixel", limit=None) if entry.kind == "element"]
    assert found[0].explanation
    assert any(not entry.explanation for entry in found)


def test_the_limit_holds() -> None:
    assert len(search("sequence")) == 50
    assert len(search("sequence", limit=3)) == 3
    assert len(search("sequence", limit=None)) > 500
    assert search("  ") == []


def test_the_package_offers_it() -> None:
    assert reference.search is search
    with pytest.raises(AttributeError, match="no_such"):
        reference.no_such  # noqa: B018 - asking is the test
