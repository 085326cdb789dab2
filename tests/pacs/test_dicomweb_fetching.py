"""Parts of what is on a server: headers, frames, pictures, bulk data; and half or wrong answers."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image
from pydicom.data import get_testdata_file
from support.instances import sent_to, small_files
from support.web_peer import Reply, WebPeer, in_parts

import dicomwidgets as dw
from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.pacs.dicomweb_parts import parameters, split

if TYPE_CHECKING:
    from support.orthanc import Orthanc


def uids(name: str) -> tuple[str, str, str]:
    dataset = pydicom.dcmread(get_testdata_file(name, download=False))
    return dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.SOPInstanceUID


def put(server: Orthanc, name: str) -> tuple[str, str, str]:
    server.rest("/instances", "POST", Path(get_testdata_file(name, download=False)).read_bytes())
    return uids(name)


def test_frames_come_as_they_are_stored(orthanc: Orthanc) -> None:
    place = put(orthanc, "SC_rgb_rle_2frame.dcm")
    dataset = pydicom.dcmread(get_testdata_file("SC_rgb_rle_2frame.dcm"))
    wanted = list(pydicom.encaps.generate_frames(dataset.PixelData, number_of_frames=2))
    sent = dw.connect(orthanc.web).frames(*place, [0, 1])
    assert [each.transfer_syntax_uid for each in sent] == ["1.2.840.10008.1.2.5"] * 2
    assert [each.data.rstrip(b"\0") for each in sent] == [each.rstrip(b"\0") for each in wanted]


def test_a_picture_is_made_there(orthanc: Orthanc) -> None:
    place = put(orthanc, "CT_small.dcm")
    pacs = dw.connect(orthanc.web)
    with Image.open(BytesIO(pacs.rendered(*place))) as picture:
        assert (picture.format, picture.size) == ("PNG", (128, 128))
    dark = pacs.rendered(*place, window=(3000, 10), form="jpeg", quality=90)
    with Image.open(BytesIO(dark)) as picture:
        assert picture.format == "JPEG"
        assert np.asarray(picture).mean() < 10
    with pytest.raises(ArgumentError, match="no such form"):
        pacs.rendered(*place, form="bmp")


def test_headers_and_values_that_are_given_by_themselves(orthanc: Orthanc) -> None:
    study, series, instance = put(orthanc, "examples_palette.dcm")
    pacs = dw.connect(orthanc.web)
    (header,) = pacs.metadata(study, series, instance)
    whole = pydicom.dcmread(get_testdata_file("examples_palette.dcm"))
    assert header.Rows == whole.Rows
    assert header.StudyDate == whole.StudyDate
    address = f"{orthanc.web}/studies/{study}/series/{series}/instances/{instance}/bulk/00281201"
    assert pacs.bulk(address) == whole.RedPaletteColorLookupTableData
    assert len(pacs.metadata(study)) == 1
    with pytest.raises(PacsError, match="another one") as caught:
        pacs.bulk("http://elsewhere.invalid/secret")
    assert caught.value.code == "elsewhere"


def test_a_study_comes_in_one_answer(orthanc: Orthanc) -> None:
    files = small_files(25)
    sent_to(orthanc, files)
    study = pydicom.dcmread(BytesIO(next(iter(files.values())))).StudyInstanceUID
    assert sorted(dw.connect(orthanc.web).files(study)) == sorted(files.values())


def test_fewer_frames_than_asked_for_are_none() -> None:
    reply = in_parts(b"one", kind="application/octet-stream")
    with WebPeer(lambda _: reply) as peer, pytest.raises(PacsError, match="1 frames where 2"):
        dw.connect(peer.web).frames("1.2", "1.3", "1.4", [0, 1])


def test_a_picture_of_another_kind_is_none() -> None:
    html = Reply(headers={"Content-Type": "text/html"}, body=b"<html>")
    with WebPeer(lambda _: html) as peer, pytest.raises(PacsError, match="text/html"):
        dw.connect(peer.web).rendered("1.2", "1.3", "1.4")


BODY = (
    b"preamble\r\n--a b\r\nContent-Type: application/dicom\r\nContent-Length: 6\r\n\r\n"
    b"--a b\r\r\n--a b  \r\n\r\nplain\r\n--a b\r\nX: 1\r\n\r\n\r\n--a b--\r\nepilogue"
)


@given(st.lists(st.integers(1, len(BODY) - 1), max_size=12))
def test_parts_are_found_however_the_body_is_cut(places: list[int]) -> None:
    cuts = [0, *sorted(set(places)), len(BODY)]
    pieces = [BODY[first:last] for first, last in pairwise(cuts)]
    assert [data for _, data in split(pieces, b"a b")] == [b"--a b\r", b"plain", b""]


@given(st.integers(0, BODY.index(b"--a b--") + 6))
def test_a_body_that_ends_early_is_never_taken_for_whole(length: int) -> None:
    with pytest.raises(PacsError) as caught:
        list(split([BODY[:length]], b"a b"))
    assert caught.value.code == "cut"


@given(st.binary(max_size=300))
def test_rubbish_is_no_part(data: bytes) -> None:
    assume(b"--limit" not in data)
    with pytest.raises(PacsError) as caught:
        list(split([data], b"limit"))
    assert caught.value.code == "cut"


def test_a_part_of_another_length_than_it_says_is_rubbish() -> None:
    body = b"--b\r\nContent-Length: 2\r\n\r\nthree\r\n--b--"
    with pytest.raises(PacsError) as caught:
        list(split([body], b"b"))
    assert caught.value.code == "rubbish"


def test_parameters_may_hold_what_parts_them() -> None:
    header = 'multipart/related; type="image/jp2; transfer-syntax=1.2"; boundary="a;b \\"c\\""'
    assert parameters(header) == {"type": "image/jp2; transfer-syntax=1.2", "boundary": 'a;b "c"'}
