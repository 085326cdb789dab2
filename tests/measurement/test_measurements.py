"""The collection: saved, loaded, as a table; nothing in it that names a person."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd
import pydicom
import pytest
from pydicom.uid import generate_uid

from dicomwidgets.errors import MeasurementError, MissingPackageError
from dicomwidgets.measurement.measurements import Measurements, Shown
from dicomwidgets.measurement.saved import frame_mark
from dicomwidgets.samples import ct
from dicomwidgets.series.opening import frames

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset


@pytest.fixture(scope="module")
def slices() -> list[Dataset]:
    return ct(6, 32)


def of(x: Any) -> Measurements:
    source = frames(x)
    return Measurements(lambda: Shown(0, source, 2))


@pytest.fixture
def made(slices: list[Dataset]) -> Measurements:
    made = of(slices)
    made.add("ruler", [(1, 2), (4, 6)], label="Länge")
    made.add("ellipse", [(5, 5), (20.25, 25.5)], index=4)
    made.add("angle", [(5, 5), (0, 0), (7, -1)], index=5)
    made.add("freehand", [(3, 3), (20, 5), (9, 28.125)], index=0, label="region")
    return made


def test_what_was_saved_is_loaded_as_it_was(
    made: Measurements, slices: list[Dataset], tmp_path: Path
) -> None:
    path = made.save(tmp_path / "measured.json")
    again = of(slices)
    loaded = again.load(path)
    assert loaded == again.rows() == made.rows()
    again.load(path)
    assert again.rows() == made.rows()
    assert again.save(tmp_path / "more.json").read_bytes() == path.read_bytes()


def test_frames_are_found_again_in_another_order(
    made: Measurements, slices: list[Dataset], tmp_path: Path
) -> None:
    path = made.save(tmp_path / "measured.json")
    # One more slice below all others: every frame has the next number.
    below = pydicom.dcmread(_written(slices[0], tmp_path / "below.dcm"))
    below.SOPInstanceUID = generate_uid()
    below.ImagePositionPatient = [*below.ImagePositionPatient[:2], -500]
    more = of([*slices, below])
    loaded = more.load(path)
    assert [row["index"] for row in loaded] == [row["index"] + 1 for row in made]
    assert [row["mean"] for row in loaded] == [row["mean"] for row in made]


def _written(dataset: Dataset, path: Path) -> Path:
    dataset.save_as(path, enforce_file_format=True)
    return path


def test_another_series_is_refused_unless_numbers_are_meant(
    made: Measurements, slices: list[Dataset], tmp_path: Path
) -> None:
    path = made.save(tmp_path / "measured.json")
    copies = []
    for number, each in enumerate(slices[:5]):
        copy = pydicom.dcmread(_written(each, tmp_path / f"{number}.dcm"))
        copy.SOPInstanceUID = generate_uid()
        copies.append(copy)
    other = of(copies)
    with pytest.raises(MeasurementError, match=r"4 of 4 .* by_index=True"):
        other.load(path)
    with pytest.raises(MeasurementError, match="no frame 5"):
        other.load(path, by_index=True)
    assert len(other) == 0
    made.remove("m3")
    loaded = other.load(made.save(path, overwrite=True), by_index=True)
    assert [row["index"] for row in loaded] == [2, 4, 0]


def test_some_frames_missing_is_all_refused(
    made: Measurements, slices: list[Dataset], tmp_path: Path
) -> None:
    path = made.save(tmp_path / "measured.json")
    with pytest.raises(MeasurementError, match="1 of 4"):
        of(slices[:5]).load(path)


def test_no_file_is_overwritten_unasked(made: Measurements, tmp_path: Path) -> None:
    path = tmp_path / "measured.json"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(MeasurementError, match="overwrite=True"):
        made.save(path)
    assert path.read_text(encoding="utf-8") == "mine"
    assert made.save(path, overwrite=True) == path
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == 1
    assert [each.name for each in tmp_path.iterdir()] == ["measured.json"]


def test_the_file_names_nobody(made: Measurements, slices: list[Dataset], tmp_path: Path) -> None:
    text = made.save(tmp_path / "measured.json").read_text(encoding="utf-8")
    for element in slices[0].iterall():
        if element.VR in {"UI", "PN", "LO", "SH", "DA"} and len(str(element.value)) > 5:
            if element.keyword == "Manufacturer":
                continue
            assert str(element.value) not in text, element.keyword
    document = json.loads(text)
    marks = [each["frame"] for each in document["measurements"]]
    assert marks == [frame_mark(frames(slices), row["index"]) for row in made]
    assert document["measurements"][0]["measured"]["length_mm"] == made[0]["length_mm"]
    assert "Länge" in text


FORMAT = "dicomwidgets measurements"
LOST = {"id": "a", "kind": "star", "points": [], "index": 0, "frame": None}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (None, "no JSON"),
        ([1, 2], "format"),
        ({"format": "something else"}, "format"),
        ({"format": FORMAT, "version": 2}, "pip install -U dicomwidgets"),
        ({"format": FORMAT, "version": 1}, "no list"),
        ({"format": FORMAT, "version": 1, "measurements": [3]}, "no list"),
        ({"format": FORMAT, "version": 1, "measurements": [{}]}, "1 of 1 measurements"),
        ({"format": FORMAT, "version": 1, "measurements": [LOST]}, "1 of 1 measurements"),
    ],
)
def test_a_file_that_holds_something_else(
    document: Any, says: str, slices: list[Dataset], tmp_path: Path
) -> None:
    path = tmp_path / "measured.json"
    path.write_text(json.dumps(document) if document else "{", encoding="utf-8")
    empty = of(slices)
    with pytest.raises(MeasurementError, match=says) as refused:
        empty.load(path)
    assert str(tmp_path) not in str(refused.value)
    assert len(empty) == 0


def test_a_file_that_is_not_there_or_no_text(
    made: Measurements, slices: list[Dataset], tmp_path: Path
) -> None:
    empty, path = of(slices), tmp_path / "measured.json"
    path.write_bytes(b"\xff\xfe{\x00")
    for wrong, says in ((path, "no JSON"), (tmp_path / "lost.json", "No such"), (tmp_path, "Is a")):
        with pytest.raises(MeasurementError, match=says) as refused:
            empty.load(wrong)
        assert str(tmp_path) not in str(refused.value)
    for overwrite in (False, True):
        with pytest.raises(MeasurementError, match="can't be written: No such"):
            made.save(tmp_path / "nowhere" / "measured.json", overwrite=overwrite)


def test_a_damaged_shape_spoils_the_whole_file(
    made: Measurements, slices: list[Dataset], tmp_path: Path
) -> None:
    path = made.save(tmp_path / "measured.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    document["measurements"][3]["points"] = [[1, 1]]
    path.write_text(json.dumps(document), encoding="utf-8")
    empty = of(slices)
    with pytest.raises(MeasurementError, match="at least 3 points, not 1"):
        empty.load(path)
    assert len(empty) == 0


# Tables --------------------------------------------------------------------------------------


def test_a_data_frame_is_flat(made: Measurements) -> None:
    frame = made.to_pandas()
    assert list(frame["kind"]) == ["ruler", "ellipse", "angle", "freehand"]
    assert list(frame["index"]) == [2, 4, 5, 0]
    rows = made.rows()
    assert frame["length_mm"][0] == rows[0]["length_mm"]
    assert frame["mean"][1] == rows[1]["mean"]
    assert frame["pixels"].isna().tolist() == [True, False, True, False]
    assert frame["length_mm"].dtype == "float64"
    assert frame["pixels"].dtype == "Int64"
    assert (frame["left"][1], frame["bottom"][1]) == (5, 25.5)
    assert not any(isinstance(value, (list, dict)) for value in frame.to_numpy().ravel())


def test_a_data_frame_of_nothing_has_its_columns(slices: list[Dataset]) -> None:
    frame = of(slices).to_pandas()
    assert len(frame) == 0
    assert {"kind", "mean", "problem"} <= set(frame.columns)
    assert isinstance(frame, pd.DataFrame)


def test_without_pandas_the_install_line(
    made: Measurements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingPackageError, match=r'pip install "dicomwidgets\[pandas\]"'):
        made.to_pandas()


def test_a_repr_names_nobody(made: Measurements) -> None:
    assert repr(made) == "<Measurements: 1 ruler, 1 ellipse, 1 angle, 1 freehand>"
