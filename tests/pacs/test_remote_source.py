"""A server as a source: what is looked at is fetched, and nothing else; it looks as files do."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file
from support.instances import sent_to, small_files
from support.web_peer import Asked, Reply, WebPeer, through

import dicomwidgets as dw
from dicomwidgets.errors import PacsError, ReadError
from dicomwidgets.reading.header import try_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.orthanc import Orthanc

LOOKS = (
    "CT_small.dcm",
    "JPEG2000.dcm",
    "examples_palette.dcm",
    "examples_overlay.dcm",
    "examples_ybr_color.dcm",
    "MR_small_RLE.dcm",
    "MR_small_bigendian.dcm",
    "MR_small_jpeg_ls_lossless.dcm",
    "SC_rgb_jpeg_dcmtk.dcm",
    "SC_ybr_full_422_uncompressed.dcm",
    "SC_rgb_rle_2frame.dcm",
    "SC_rgb_small_odd.dcm",
    "liver_1frame.dcm",
    "rtdose_expb_1frame.dcm",
    "rtdose_expb.dcm",
    "J2K_pixelrep_mismatch.dcm",
)


@pytest.fixture
def between(orthanc: Orthanc) -> Iterator[WebPeer]:
    """Yield a peer that passes all on to the real server, and counts."""
    with WebPeer(through(orthanc.web)) as peer:
        yield peer


def fetched(peer: WebPeer) -> list[str]:
    """Return the numbers of the frames that were asked for, with the instances that they are of."""
    return [
        path.split("/instances/")[1].replace("/frames", "")
        for path in peer.paths
        if "/frames/" in path
    ]


@pytest.mark.parametrize("name", LOOKS)
def test_frames_look_as_those_of_the_file(orthanc: Orthanc, between: WebPeer, name: str) -> None:
    path = Path(get_testdata_file(name, download=False))
    orthanc.rest("/instances", "POST", path.read_bytes())
    here = dw.frames(path)
    there = dw.frames(dw.connect(between.web).series(pydicom.dcmread(path).SeriesInstanceUID))
    assert len(there) == len(here)
    for i in range(min(len(here), 2)):
        assert np.array_equal(there.stored(i), here.stored(i))
        assert np.array_equal(there.render(i), here.render(i))


def test_a_list_says_which_headers_the_server_has_misread(orthanc: Orthanc) -> None:
    path = Path(get_testdata_file("J2K_pixelrep_mismatch.dcm", download=False))
    orthanc.rest("/instances", "POST", path.read_bytes())
    source = dw.connect(orthanc.web).source(PatientID="*")
    header = try_header(source, source.items()[0])
    assert header is not None
    assert any("yen signs" in problem.message for problem in header.problems)


def test_only_the_frames_that_are_looked_at_are_fetched(orthanc: Orthanc, between: WebPeer) -> None:
    files = small_files(20)
    sent_to(orthanc, files)
    series = pydicom.dcmread(_first(files)).SeriesInstanceUID
    frames = dw.frames(dw.connect(between.web).series(series))
    assert len(frames) == 20
    assert fetched(between) == []
    before = between.given
    frames.stored(7)
    frames.stored(7)
    assert len({*fetched(between)} - {f"{uid}/1" for uid in files}) == 0
    assert len(fetched(between)) <= 2  # the first of the series tells how all are compressed
    assert between.given - before < 2 * 700
    assert not any(path.endswith(tuple(files)) for path in between.paths)  # no whole file


def _first(files: dict[str, bytes]) -> Any:
    from io import BytesIO  # noqa: PLC0415

    return BytesIO(next(iter(files.values())))


def test_headers_of_a_series_come_in_one_answer(orthanc: Orthanc, between: WebPeer) -> None:
    files = small_files(40)
    sent_to(orthanc, files)
    found = dw.load(dw.connect(between.web).source(PatientID="P1"))
    assert len(found.series) == 2
    assert sum(path.endswith("/metadata") for path in between.paths) == 2
    assert fetched(between) == []
    frame = found.to_pandas()
    assert set(frame["PatientName"].astype(str)) == {"Doe^Jane"}


def test_a_viewer_and_a_browser_take_a_study(orthanc: Orthanc) -> None:
    files = small_files(20)
    sent_to(orthanc, files)
    study = dw.connect(orthanc.web).study("1.2.826.0.1.3680043.8.498.7.1")
    viewer = dw.view(study)
    assert viewer.frame.shape == (8, 8)
    browser = dw.browse(study)
    assert browser.collection.wait(30)
    assert "Doe" not in repr(viewer) + repr(browser) + repr(study)
    viewer.close()
    browser.close()


def test_a_whole_file_is_the_one_that_is_stored(orthanc: Orthanc, tmp_path: Path) -> None:
    files = small_files(2)
    sent_to(orthanc, files)
    source = dw.connect(orthanc.web).source(PatientID="P1")
    for item in source.items():
        with source.open(item) as file:
            assert file.read() == files[item.key.instance]
    report = dw.deidentify(source, tmp_path / "out", key="a key of the tests")
    assert report.counts == {"written": 2}


def test_the_server_goes_away_and_comes_back(orthanc: Orthanc) -> None:
    """What is here stays, what is not says why, and comes when it can."""
    sent_to(orthanc, small_files(20))
    passed_on, away = through(orthanc.web), False

    def answer(asked: Asked) -> Reply:
        return Reply(raw=b"") if away else passed_on(asked)

    with WebPeer(answer) as peer:
        frames = dw.frames(dw.connect(peer.web, retries=0).source(PatientID="P1"))
        first = frames.stored(0)
        away = True
        assert np.array_equal(frames.stored(0), first)
        with pytest.raises(PacsError, match="broke off") as caught:
            frames.stored(1)
        assert caught.value.code == "aborted"
        assert "Doe" not in str(caught.value)
        away = False
        assert frames.stored(1).shape == (8, 8)


def test_a_server_that_tells_nothing_of_a_series_is_asked_for_each_instance(
    orthanc: Orthanc,
) -> None:
    sent_to(orthanc, small_files(6))
    passed_on = through(orthanc.web)

    def answer(asked: Asked) -> Reply:
        whole = asked.path.endswith("/metadata") and "/instances/" not in asked.path
        return Reply(501) if whole else passed_on(asked)

    with WebPeer(answer) as peer:
        assert len(dw.frames(dw.connect(peer.web).source(PatientID="P1"))) == 6


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (Reply(404), "HTTP 404"),
        (Reply(headers={"Content-Type": "text/plain"}, body=b"x"), "text/plain"),
        (Reply(headers={"Content-Type": "image/jp2"}, body=b"rubbish" * 9), "can't be decoded"),
    ],
)
def test_a_frame_that_is_none_says_so(orthanc: Orthanc, frame: Reply, says: str) -> None:
    sent_to(orthanc, small_files(1))
    passed_on = through(orthanc.web)
    with WebPeer(lambda asked: frame if "/frames/" in asked.path else passed_on(asked)) as peer:
        frames = dw.frames(dw.connect(peer.web, retries=0).source(PatientID="P1"))
        with pytest.raises(dw.errors.DicomWidgetsError, match=says):
            frames.stored(0)


def test_a_frame_that_is_too_short_is_taken_out_of_the_file(orthanc: Orthanc) -> None:
    ((uid, data),) = small_files(1).items()
    sent_to(orthanc, {uid: data})
    passed_on = through(orthanc.web)
    short = Reply(headers={"Content-Type": "application/octet-stream"}, body=b"x" * 10)
    with WebPeer(lambda asked: short if "/frames/" in asked.path else passed_on(asked)) as peer:
        frames = dw.frames(dw.connect(peer.web).source(PatientID="P1"))
        assert np.array_equal(frames.stored(0), dw.frames(data).stored(0))


def test_bulk_data_of_another_machine_is_asked_for_here(orthanc: Orthanc, between: WebPeer) -> None:
    """Servers behind others name themselves as nobody outside knows them."""
    path = Path(get_testdata_file("examples_palette.dcm", download=False))
    orthanc.rest("/instances", "POST", path.read_bytes())
    passed_on = between.answer

    def answer(asked: Asked) -> Reply:
        reply = passed_on(asked)
        if asked.path.endswith("/metadata"):
            text = json.dumps(json.loads(_plain(reply).body)).replace(
                orthanc.web.partition("/dicom-web")[0], "http://inside.invalid:1"
            )
            assert "inside.invalid" in text
            return replace(_plain(reply), body=text.encode())
        return reply

    between.answer = answer
    there = dw.frames(dw.connect(between.web).source(PatientID="*"))
    assert np.array_equal(there.stored(0), dw.frames(path).stored(0))


def _plain(reply: Reply) -> Reply:
    import gzip  # noqa: PLC0415

    if reply.headers.get("Content-Encoding") != "gzip":
        return reply
    headers = {name: value for name, value in reply.headers.items() if name != "Content-Encoding"}
    return replace(reply, headers=headers, body=gzip.decompress(reply.body))


def test_what_is_not_there_is_told_at_once(orthanc: Orthanc) -> None:
    with pytest.raises(PacsError, match="nothing that matches"):
        dw.connect(orthanc.web).series("1.2.3")


def test_a_header_that_the_server_does_not_tell_is_named(orthanc: Orthanc) -> None:
    sent_to(orthanc, small_files(1))
    passed_on = through(orthanc.web)
    with WebPeer(
        lambda asked: Reply(500) if "/metadata" in asked.path else passed_on(asked)
    ) as peer:
        source = dw.connect(peer.web, retries=0).source(PatientID="P1")
        found = dw.load(source)
        assert len(found.problems) == 1
        assert isinstance(found.problems[0], ReadError)
        assert "HTTP 500" in str(found.problems[0])
