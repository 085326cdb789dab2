"""A PACS by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import dicomwidgets
from dicomwidgets.errors import ArgumentError, SourceError
from dicomwidgets.pacs.dicomweb import DicomWeb
from dicomwidgets.pacs.dimse import Dimse

if TYPE_CHECKING:
    from support.orthanc import Orthanc


def test_the_address_says_what_is_spoken(orthanc: Orthanc) -> None:
    assert isinstance(dicomwidgets.connect(orthanc.web), DicomWeb)
    pacs = dicomwidgets.connect(orthanc.dicom, calling="ME")
    assert isinstance(pacs, Dimse)
    assert pacs.echo() > 0


@pytest.mark.parametrize(
    "address",
    [
        *("", "host", "ftp://host", "dicom://", "dicom://user:password@host"),
        *("dicom://A@host:70000", "dicom://A@host/path", "dicom://seventeen letters@host"),
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        dicomwidgets.connect(address)
    assert caught.value.remedy
    assert "password@" not in str(caught.value)


def test_ports_and_titles_that_are_left_out() -> None:
    assert "ANY-SCP at host:104" in repr(dicomwidgets.connect("dicom://host"))
    assert "MY PACS at host:104" in repr(dicomwidgets.connect("dicom://MY%20PACS@host"))
    assert "host:2762 by TLS" in repr(dicomwidgets.connect("dicoms://host", verify=False))


def test_a_keyword_that_is_not_known() -> None:
    with pytest.raises(ArgumentError, match="A keyword does not fit"):
        dicomwidgets.connect("dicom://host", caling="ME")


def test_a_pacs_is_no_folder() -> None:
    with pytest.raises(SourceError, match="retrieve"):
        dicomwidgets.load("dicom://PACS@host:104")
