"""Overlays and shutters over frames."""

from __future__ import annotations

import base64
import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, RLELossless
from support.drawn import packed, with_overlay

from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

WITH_OVERLAY = ("examples_overlay.dcm", "MR-SIEMENS-DICOM-WithOverlays.dcm")


def frames_of(ds: Dataset, count: int = 1) -> FrameSource:
    source = source_of(ds)
    return FrameSource([FrameLocator(source, source.items()[0], i) for i in range(count)])


def drawn(frames: FrameSource, i: int = 0, **look: Any) -> NDArray[np.bool_]:
    """Return where overlays change a frame that is black without them."""
    bare = frames.render(i, overlays=False, shutter=False, **look)
    assert bare.max() == 0
    changed: NDArray[np.bool_] = frames.render(i, **look) != bare
    return changed


def plain() -> Dataset:
    """Return a black image, where hypothesis has no use for fixtures."""
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SOPClassUID, ds.Rows, ds.Columns = "1.2.840.10008.5.1.4.1.1.7", 6, 8
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PixelRepresentation = 1, "MONOCHROME2", 0
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelData = 8, 8, 7, bytes(48)
    return ds


def undrawn(frames: FrameSource) -> list[tuple[str, str]]:
    badges = frames.info(0)["badges"]
    return [(each["text"], each["reason"]) for each in badges if "NOT DRAWN" in each["text"]]


MARKS = np.array([[1, 0, 1], [0, 1, 1]], dtype=bool)


@pytest.fixture
def black(make_image: Callable[..., Dataset]) -> Dataset:
    return make_image(np.zeros((6, 8), np.uint8))


def test_graphics_are_white_where_their_bits_are_set(black: Dataset) -> None:
    frames = frames_of(with_overlay(black, MARKS, origin=[2, 3]))
    screen = frames.render(0)
    assert screen.ndim == 2
    assert {*np.unique(screen)} == {0, 255}
    np.testing.assert_array_equal(screen[1:3, 2:5] == 255, MARKS)
    assert (screen == 255).sum() == MARKS.sum()
    assert not frames.render(0, overlays=False).any()
    assert not frames.stored(0).any()
    assert undrawn(frames) == []


@given(
    st.integers(1, 12), st.integers(1, 12), st.integers(-15, 15), st.integers(-15, 15), st.data()
)
def test_any_origin_and_size_lies_where_it_says(
    rows: int, columns: int, top: int, left: int, data: st.DataObject
) -> None:
    bits = np.array(
        data.draw(st.lists(st.booleans(), min_size=rows * columns, max_size=rows * columns))
    ).reshape(rows, columns)
    frames = frames_of(with_overlay(plain(), bits, origin=[top, left]))
    expected = np.zeros((6, 8), dtype=bool)
    for row, column in zip(*np.nonzero(bits), strict=True):
        y, x = row + top - 1, column + left - 1
        if 0 <= y < 6 and 0 <= x < 8:
            expected[y, x] = True
    np.testing.assert_array_equal(drawn(frames), expected)
    for graphic in frames.graphics(0):
        if "region" in graphic:
            x0, y0, x1, y1 = graphic["region"]
            picture = Image.open(BytesIO(base64.b64decode(graphic["png"]))).convert("RGBA")
            np.testing.assert_array_equal(np.asarray(picture)[..., 3] > 0, expected[y0:y1, x0:x1])
        else:
            assert not expected.any()


def test_a_region_is_drawn_by_its_outline(black: Dataset) -> None:
    frames = frames_of(with_overlay(black, np.ones((4, 5)), kind="R", origin=[2, 2]))
    marked = drawn(frames)
    assert marked.sum() == 14
    assert not marked[2:4, 2:5].any()


def test_sixteen_groups_are_drawn_together(black: Dataset) -> None:
    for k in range(16):
        with_overlay(black, [[1]], group=0x6000 + 2 * k, origin=[1 + k // 8, 1 + k % 8])
    frames = frames_of(black)
    assert drawn(frames)[:2].all()
    assert drawn(frames).sum() == 16
    groups = [each["group"] for each in frames.info(0)["graphics"]]
    assert groups == [0x6000 + 2 * k for k in range(16)]
    some = frames.render(0, overlays_off=[0x6000, 0x601E])
    assert (some != frames.render(0)).sum() == 2
    assert not some[0, 0]
    assert not some[1, 7]


def test_planes_belong_to_the_frames_that_they_say(make_image: Callable[..., Dataset]) -> None:
    ds = make_image(np.zeros((4, 3, 5), np.uint8))
    bits = np.random.default_rng(3).random((2, 3, 5)) > 0.5
    frames = frames_of(with_overlay(ds, bits, planes=2, first=2), 4)
    for i in range(4):
        expected = bits[i - 1] if i in (1, 2) else np.zeros((3, 5), dtype=bool)
        np.testing.assert_array_equal(drawn(frames, i), expected)
        assert ("graphics" in frames.info(i)) is (i in (1, 2))


def test_a_single_plane_without_a_frame_is_for_every_frame(
    make_image: Callable[..., Dataset],
) -> None:
    ds = make_image(np.zeros((3, 2, 4), np.uint8))
    frames = frames_of(with_overlay(ds, MARKS), 3)
    for i in range(3):
        np.testing.assert_array_equal(drawn(frames, i)[:, :3], MARKS)


@pytest.mark.parametrize("syntax", [None, ExplicitVRBigEndian, RLELossless])
def test_bits_in_the_pixels_words_are_drawn_and_no_values(
    syntax: str | None, make_image: Callable[..., Dataset], tmp_path: Path
) -> None:
    bits = np.random.default_rng(5).random((6, 8)) > 0.5
    words = (bits.astype(np.uint16) << 13) | np.arange(48, dtype=np.uint16).reshape(6, 8)
    ds = make_image(words, BitsStored=12, HighBit=11, WindowCenter=100000, WindowWidth=1)
    with_overlay(ds, bits, allocated=16, bit=13, data=None)
    if syntax == RLELossless:
        ds.compress(RLELossless)
    elif syntax:
        ds.file_meta.TransferSyntaxUID = syntax
        ds.PixelData = words.astype(">u2").tobytes()
        ds.save_as(
            tmp_path / "big.dcm", implicit_vr=False, little_endian=False, enforce_file_format=True
        )
        ds = dcmread(tmp_path / "big.dcm")
    frames = frames_of(ds)
    np.testing.assert_array_equal(frames.stored(0), np.arange(48).reshape(6, 8))
    np.testing.assert_array_equal(drawn(frames), bits)


def test_a_word_a_pixel_is_read_as_one(black: Dataset) -> None:
    bits = np.random.default_rng(6).random((6, 8)) > 0.5
    words = (bits.astype("<u2") << 4).tobytes()
    frames = frames_of(with_overlay(black, bits, allocated=16, bit=4, data=words))
    np.testing.assert_array_equal(drawn(frames), bits)
    # Many say 16 and pack bits.
    frames = frames_of(with_overlay(black, bits, allocated=16))
    np.testing.assert_array_equal(drawn(frames), bits)


def test_packed_bits_in_big_endian_words(black: Dataset, tmp_path: Path) -> None:
    bits = np.random.default_rng(7).random((6, 8)) > 0.5
    swapped = np.frombuffer(packed(bits), "<u2").byteswap().tobytes()
    with_overlay(black, bits, data=swapped)
    black.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    black.save_as(
        tmp_path / "big.dcm", implicit_vr=False, little_endian=False, enforce_file_format=True
    )
    np.testing.assert_array_equal(drawn(frames_of(dcmread(tmp_path / "big.dcm"))), bits)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"data": b"\0\0"}, "2 of 6 bytes"),
        ({"data": None}, "is one of the image itself"),
        ({"data": None, "bit": 40}, "no data"),
    ],
)
def test_what_can_not_be_drawn_says_why(
    change: dict[str, Any], reason: str, black: Dataset
) -> None:
    frames = frames_of(with_overlay(black, np.ones((6, 8)), **change))
    ((text, said),) = undrawn(frames)
    assert text == "OVERLAY NOT DRAWN"
    assert reason in said
    assert not frames.render(0).any()
    assert frames.graphics(0) == []


def test_an_overlay_without_a_size_says_so(black: Dataset) -> None:
    ds = with_overlay(black, np.ones((6, 8)))
    ds[0x6000, 0x0011].value = None
    ((_, said),) = undrawn(frames_of(ds))
    assert "no size" in said


WILD = st.one_of(
    st.none(), st.integers(-40000, 70000), st.lists(st.integers(-40000, 70000), max_size=7)
)


@given(st.dictionaries(st.sampled_from([0x10, 0x11, 0x15, 0x50, 0x51, 0x100, 0x102]), WILD))
def test_no_elements_of_an_overlay_keep_the_image_away(wild: dict[int, Any]) -> None:
    ds = with_overlay(plain(), np.ones((6, 8)))
    vrs = {0x15: "IS", 0x50: "SS"}
    for element, value in wild.items():
        raw = [value] if isinstance(value, int) else value or []
        data = b"".join((each % 65536).to_bytes(2, "little") for each in raw)
        text = "\\".join(map(str, raw)).encode()
        data = text if element == 0x15 else data
        tag = Tag(0x6000, element)
        vr = vrs.get(element, "US")
        ds[tag] = RawDataElement(tag, vr, len(data), data, 0, False, True)
    frames = frames_of(ds)
    assert frames.render(0).shape == (6, 8)
    assert len(frames.graphics(0)) == len(frames.info(0).get("graphics", ()))


SHUTTER = (
    "ShutterLeftVerticalEdge",
    "ShutterRightVerticalEdge",
    "ShutterUpperHorizontalEdge",
    "ShutterLowerHorizontalEdge",
    "RadiusOfCircularShutter",
    "CenterOfCircularShutter",
    "VerticesOfThePolygonalShutter",
)


@given(
    st.dictionaries(st.sampled_from(SHUTTER), st.lists(st.integers(-99, 99), max_size=8)),
    st.lists(st.sampled_from(["RECTANGULAR", "CIRCULAR", "POLYGONAL", "BITMAP", ""]), max_size=3),
)
def test_no_elements_of_a_shutter_keep_the_image_away(
    elements: dict[str, list[int]], shapes: list[str]
) -> None:
    ds = shut(plain(), ShutterShape=shapes, ShutterOverlayGroup=0x0028, **elements)
    frames = frames_of(ds)
    assert frames.render(0).shape == (6, 8)
    assert len(frames.graphics(0)) == len(frames.info(0).get("graphics", ()))


def shut(ds: Dataset, **elements: Any) -> Dataset:
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return ds


def test_a_shutter_hides_and_values_stay(make_image: Callable[..., Dataset]) -> None:
    stored = np.arange(48, dtype=np.uint8).reshape(6, 8) + 100
    ds = shut(
        make_image(stored),
        ShutterShape="CIRCULAR",
        CenterOfCircularShutter=[3, 4],
        RadiusOfCircularShutter=2,
        ShutterPresentationValue=0x4000,
    )
    frames = frames_of(ds)
    screen = frames.render(0)
    bare = frames.render(0, shutter=False)
    hidden = screen != bare
    assert hidden.sum() == 48 - 13
    assert {*screen[hidden]} == {64}
    np.testing.assert_array_equal(frames.stored(0), stored)
    np.testing.assert_array_equal(frames.screen(0, region=[2, 1, 7, 5]), screen[1:5, 2:7])
    np.testing.assert_array_equal(frames.coarse(0, max_bytes=99)[0], screen)
    assert frames.info(0)["graphics"][0]["text"] == "circle"


def test_a_coloured_shutter_makes_a_colour_picture(black: Dataset) -> None:
    ds = shut(
        black,
        ShutterShape="RECTANGULAR",
        ShutterLeftVerticalEdge=2,
        ShutterRightVerticalEdge=8,
        ShutterUpperHorizontalEdge=1,
        ShutterLowerHorizontalEdge=6,
        ShutterPresentationColorCIELabValue=[34890, 53485, 50171],
    )
    screen = frames_of(ds).render(0)
    assert screen.shape == (6, 8, 3)
    red, green, blue = screen[0, 0].astype(int)
    assert red > 200
    assert max(green, blue) < 80
    assert not screen[:, 1:].any()


def test_a_bitmap_shutter_is_no_overlay(black: Dataset) -> None:
    bits = np.zeros((6, 8), dtype=bool)
    bits[:2] = True
    with_overlay(black, bits, group=0x6002)
    with_overlay(black, [[1]], group=0x6000, origin=[6, 8])
    shut(black, ShutterShape="BITMAP", ShutterOverlayGroup=0x6002, ShutterPresentationValue=0x8000)
    frames = frames_of(black)
    screen = frames.render(0)
    assert (screen[:2] == 128).all()
    assert screen[5, 7] == 255
    assert np.count_nonzero(screen) == 17
    assert np.count_nonzero(frames.render(0, overlays=False)) == 16
    assert [graphic["kind"] for graphic in frames.info(0)["graphics"]] == ["shutter", "overlay"]


def test_each_frame_of_an_enhanced_image_may_have_its_own(
    make_image: Callable[..., Dataset],
) -> None:
    ds = make_image(np.full((2, 4, 4), 9, np.uint8))
    groups = []
    for column in (2, 3):
        item, group = Dataset(), Dataset()
        shut(
            item,
            ShutterShape="RECTANGULAR",
            ShutterLeftVerticalEdge=column,
            ShutterRightVerticalEdge=column,
            ShutterUpperHorizontalEdge=1,
            ShutterLowerHorizontalEdge=4,
        )
        group.FrameDisplayShutterSequence = Sequence([item])
        groups.append(group)
    ds.PerFrameFunctionalGroupsSequence = Sequence(groups)
    frames = frames_of(ds, 2)
    for i in (0, 1):
        seen = frames.render(i) > 0
        assert seen[:, i + 1].all()
        assert seen.sum() == 4


def test_a_shutter_that_is_not_described_says_so(black: Dataset) -> None:
    frames = frames_of(shut(black, ShutterShape="CIRCULAR"))
    ((text, _),) = undrawn(frames)
    assert text == "SHUTTER NOT DRAWN"
    assert "graphics" not in frames.info(0)


@pytest.mark.parametrize("name", WITH_OVERLAY)
def test_overlays_of_real_files_are_those_of_pydicom_and_dcmtk(
    name: str, data_dir: Path, open_frames: Callable[..., FrameSource], tmp_path: Path
) -> None:
    (path,) = (data_dir / "dicom").rglob(name)
    frames = open_frames(path)
    screen, bare = frames.render(0), frames.render(0, overlays=False)
    bits = dcmread(path).overlay_array(0x6000) > 0
    assert bits.any()
    np.testing.assert_array_equal(screen, np.where(bits, 255, bare))
    tool = shutil.which("dcm2pnm")
    if tool is None:
        pytest.skip("dcm2pnm is not installed: no second opinion of dcmtk")
    out = tmp_path / "frame.pgm"
    subprocess.run([tool, "+op", "+Wi", "1", str(path), str(out)], check=True, capture_output=True)
    theirs = np.frombuffer(out.read_bytes()[-screen.size :], np.uint8).reshape(screen.shape)
    assert np.abs(theirs.astype(int) - screen).max() <= 1
