from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import JPEGLSLossless

from dicomwidgets import samples
from dicomwidgets.errors import DecodeError, DicomWidgetsError
from dicomwidgets.pixels import kept_headers
from dicomwidgets.pixels.alike import Kinds
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.index import index

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import FrameInfo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return samples.write_ct_folder(tmp_path / "ct", slices=6)


def change(path: Path, **elements: Any) -> None:
    dataset = pydicom.dcmread(path)
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    dataset.save_as(path)


def sources_of(x: Any) -> list[FrameSource]:
    return [each.frames() for each in index(source_of(x), known=Kinds().known).series]


def for_values(x: Any) -> list[FrameSource]:
    kinds = Kinds(for_values=True)
    return [each.frames() for each in index(source_of(x), known=kinds.known).series]


def assert_as_described(frames: FrameSource, *, windows: bool = True) -> int:
    """Compare each frame with what its own header says; return how many needed no header."""

    def told(info: FrameInfo) -> Any:
        return info if windows else {**info, "display": {**info["display"], "windows": []}}

    plain = FrameSource([each._replace(known=None) for each in frames.locators])
    for i in range(len(frames)):
        assert told(frames.info(i)) == told(plain.info(i))
        np.testing.assert_array_equal(frames.stored(i), plain.stored(i))
        assert frames.stored(i).dtype == plain.stored(i).dtype
        assert frames.frame_bytes(i) == plain.frame_bytes(i)
    return sum(each.known is not None and each.known.shared is not None for each in frames.locators)


def test_slices_that_differ_in_their_place_alone_need_no_header(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (frames,) = sources_of(folder)
    assert assert_as_described(frames) == 6
    (again,) = sources_of(folder)
    monkeypatch.setattr(kept_headers, "read_header", lambda *_: pytest.fail("read"))
    assert [again.info(i) for i in range(6)] == [frames.info(i) for i in range(6)]
    assert again.info(0)["geometry"]["position"] != again.info(5)["geometry"]["position"]
    assert again.info(0)["display"] is not again.info(1)["display"]
    assert again.shared_info(0)["display"] is again.shared_info(1)["display"]
    assert not again.stored(5).flags.writeable
    assert again.picture(3)[0]


@pytest.mark.parametrize(
    "elements",
    [
        {"WindowCenter": "50", "WindowWidth": "500"},
        {"RescaleIntercept": "-1000"},
        {"PixelSpacing": [0.5, 0.5]},
        {"VOILUTFunction": "SIGMOID"},
        {"RescaleType": "US"},
        {"BitsStored": 12, "HighBit": 11, "PixelRepresentation": 0},
        {"SpecificCharacterSet": "ISO_IR 192", "WindowCenterWidthExplanation": "Wärme"},
        {"PresentationLUTShape": "INVERSE"},
    ],
)
def test_a_slice_with_other_values_is_described_by_itself(
    folder: Path, elements: dict[str, Any]
) -> None:
    change(sorted(folder.iterdir())[3], **elements)
    for frames in sources_of(folder):
        assert_as_described(frames)


def test_each_slice_may_have_a_window_of_its_own(folder: Path) -> None:
    for k, path in enumerate(sorted(folder.iterdir())):
        change(path, WindowCenter=str(10 * k), WindowWidth="400")
    (frames,) = sources_of(folder)
    assert_as_described(frames)
    assert {frames.info(i)["display"]["windows"][0]["center"] for i in range(6)} == {
        *map(float, range(0, 60, 10))
    }


def test_many_looks_are_left_to_their_headers(tmp_path: Path) -> None:
    folder = samples.write_ct_folder(tmp_path, slices=20)
    for k, path in enumerate(sorted(folder.iterdir())):
        change(path, WindowCenter=str(10 * k))
    (frames,) = sources_of(folder)
    assert 0 < assert_as_described(frames) < 20
    (frames,) = for_values(folder)
    assert assert_as_described(frames, windows=False) == 20


@pytest.mark.parametrize(
    ("slopes", "alike"),
    [
        (["1.5", "2", "0.25", "1e-3", "-4", "+.5"], 6),
        (["0", "x", "", "1\\2", "1e200", "nan"], 0),
        (["2", "0", "3", "x", "4", "5"], 4),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_each_slice_may_have_a_slope_of_its_own(
    slopes: list[str], alike: int, tmp_path: Path
) -> None:
    for number, dataset in enumerate(samples.ct(6, 16)):
        dataset.Modality, dataset.Units, dataset.RescaleSlope = "PT", "BQML", "1"
        dataset.RescaleIntercept = str(-number)
        del dataset.RescaleType
        dataset["RescaleSlope"]._value = slopes[number]
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    for frames in for_values(tmp_path):
        for i in range(len(frames)):
            plain = FrameSource([each._replace(known=None) for each in frames.locators])
            for name in ("slope", "intercept", "unit", "modality_lut"):
                ours, theirs = (each.info(i)["display"] for each in (frames, plain))
                assert ours[name] == theirs[name], name  # type: ignore[literal-required]
            np.testing.assert_array_equal(frames.values(i).array, plain.values(i).array)
            assert frames.values(i).unit == plain.values(i).unit
    known = [each.known for frames in for_values(tmp_path) for each in frames.locators]
    assert sum(each is not None and each.made_of is not None for each in known) >= alike


def test_a_sequence_that_matters_is_never_taken_from_another_file(folder: Path) -> None:
    for k, path in enumerate(sorted(folder.iterdir())):
        item = Dataset()
        item.LUTDescriptor = [4096, 0, 8]
        item.ModalityLUTType = "HU"
        item["LUTDescriptor"].VR = "US"
        item.add_new(0x00283006, "US", [k] * 4096)
        dataset = pydicom.dcmread(path)
        dataset.ModalityLUTSequence = Sequence([item])
        dataset["ModalityLUTSequence"].is_undefined_length = True
        dataset.save_as(path)
    (frames,) = sources_of(folder)
    assert assert_as_described(frames) == 0
    (frames,) = for_values(folder)
    assert assert_as_described(frames) == 6


def test_a_sequence_about_the_study_does_not_matter(folder: Path) -> None:
    for path in folder.iterdir():
        dataset = pydicom.dcmread(path)
        dataset.ProcedureCodeSequence = Sequence([Dataset()])
        dataset["ProcedureCodeSequence"].is_undefined_length = True
        dataset.save_as(path)
    (frames,) = sources_of(folder)
    assert assert_as_described(frames) == 6


def test_a_file_that_was_written_anew_is_read_anew(folder: Path) -> None:
    (frames,) = sources_of(folder)
    path = folder / frames.locators[2].item.name
    dataset = pydicom.dcmread(path)
    dataset.set_pixel_data(np.full((64, 32), 7, dtype="<u2"), "MONOCHROME2", 12)
    dataset.save_as(path)
    assert frames.stored(2).shape == (64, 32)
    assert (frames.info(2)["rows"], frames.frame_bytes(2)) == (64, 64 * 32 * 2)


def test_a_file_that_is_gone_or_cut_says_so(folder: Path) -> None:
    cut = sorted(folder.iterdir())[1]
    os.truncate(cut, cut.stat().st_size - 100)
    (frames,) = sources_of(folder)
    at = next(i for i, each in enumerate(frames.locators) if each.item.name == cut.name)
    with pytest.raises(DecodeError, match="100 bytes before the end") as caught:
        frames.stored(at)
    assert caught.value.file == cut.name
    cut.unlink()
    with pytest.raises(DicomWidgetsError) as missing:
        frames.stored(at)
    assert missing.value.file == cut.name


def test_files_of_all_kinds_are_described_as_by_themselves() -> None:
    checked = 0
    folder = Path(get_testdata_file("CT_small.dcm", download=False)).parent
    small = [path for path in folder.glob("*.dcm") if path.stat().st_size < 1e6]
    every = [(each, True) for each in sources_of(small)]
    for frames, windows in [*every, *((each, False) for each in for_values(small))]:
        try:
            assert_as_described(frames, windows=windows)
        except DicomWidgetsError:
            continue
        checked += len(frames)
    assert checked > 80


def compressed(folder: Path, size: int = 16) -> dict[str, Any]:
    """Write six slices in JPEG-LS, and return their values by name."""
    folder.mkdir()
    plain = {}
    for number, dataset in enumerate(samples.ct(6, size)):
        plain[f"{number}.dcm"] = dataset.pixel_array
        dataset.compress(JPEGLSLossless, generate_instance_uid=False)
        dataset.save_as(folder / f"{number}.dcm", enforce_file_format=True)
    return plain


def test_compressed_slices_need_no_header_but_their_streams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "compressed"
    plain = compressed(folder)
    (frames,) = sources_of(folder)
    assert assert_as_described(frames) == 6
    (again,) = sources_of(folder)
    monkeypatch.setattr(kept_headers, "read_header", lambda *_: pytest.fail("read"))
    assert [again.info(i) for i in range(6)] == [frames.info(i) for i in range(6)]
    for i, locator in enumerate(again.locators):
        np.testing.assert_array_equal(again.stored(i), plain[locator.item.name])


def test_a_stream_of_another_size_than_its_header_says_is_believed(tmp_path: Path) -> None:
    compressed(tmp_path / "large")
    compressed(tmp_path / "small", 8)
    change(tmp_path / "large/2.dcm", PixelData=pydicom.dcmread(tmp_path / "small/2.dcm").PixelData)
    (frames,) = sources_of(tmp_path / "large")
    assert_as_described(frames)
    rows = [frames.info(i)["rows"] for i in range(6)]
    assert sorted(rows) == [8, 16, 16, 16, 16, 16]


def test_what_is_not_in_a_file_is_not_known(
    make_image: Callable[..., Dataset], folder: Path
) -> None:
    dataset = make_image(np.zeros((2, 2), dtype=np.uint16))
    (frames,) = sources_of([dataset])
    assert frames.locators[0].known is None
    header = read_header(source_of(folder), source_of(folder).items()[0])
    assert header.stamp is not None
    assert header.stamp[0] == (folder / header.item.name).stat().st_size


@pytest.mark.filterwarnings("ignore")
def test_a_slope_that_is_none_makes_no_table_of_others(tmp_path: Path) -> None:
    table = Dataset()
    table.LUTDescriptor, table.ModalityLUTType = [4, 0, 16], "US"
    table.add_new("LUTData", "US", [0, 100, 200, 300])
    for number, (slope, dataset) in enumerate(zip(["x", "2", "2"], samples.ct(3, 16), strict=True)):
        dataset.RescaleSlope = "1"
        dataset["RescaleSlope"]._value = slope
        dataset.ModalityLUTSequence = Sequence([table])
        dataset.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    for frames in for_values(tmp_path):
        assert_as_described(frames, windows=False)
