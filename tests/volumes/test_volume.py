"""Arrays, where their voxels lie, parts, planes, files."""

from __future__ import annotations

import pickle
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.enhanced import Axis, enhanced_mr

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, DecodeError, VolumeError
from dicomwidgets.volumes.affine import affine_of, in_coordinates, moved, spacing_of, transformed
from dicomwidgets.volumes.elsewhere import decode_batch, tasks_of
from dicomwidgets.volumes.moving import shifted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

    Stack = Callable[..., list[Dataset]]


@pytest.fixture(scope="module")
def chest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chest") / "ct"
    samples.write_ct_folder(folder, 12, 32)
    return folder


def test_values_are_those_of_the_frames(chest: Path) -> None:
    frames, made = dw.frames(chest), dw.volume(chest)
    assert made.array.dtype == np.int16
    assert made.unit == "HU"
    assert np.array_equal(made.array, np.stack([frames.values(k).array for k in range(12)]))
    stored = dw.volume(chest, values="stored")
    assert stored.array.dtype == np.uint16
    assert stored.unit == ""
    assert np.array_equal(stored.array, np.stack([frames.stored(k) for k in range(12)]))


def test_geometry_is_that_of_the_frames(chest: Path) -> None:
    frames, made = dw.frames(chest), dw.volume(chest)
    for number in (0, 5, 11):
        assert made.index_to_mm((number, 0, 0)) == pytest.approx(
            frames.info(number)["geometry"]["position"], abs=1e-6
        )
    assert made.frame_of_reference == frames.header(0).dataset.FrameOfReferenceUID
    right_back_up = dw.volume(chest, coordinates="RAS")
    assert np.allclose(right_back_up.affine, np.diag([-1, -1, 1, 1]) @ made.affine)
    assert np.allclose(right_back_up.affine_in("LPS"), made.affine)
    assert np.allclose(made.mm_to_index(made.index_to_mm([[1, 2, 3], [4, 5, 6.5]]))[1, 2], 6.5)


def test_values_of_any_rescale_and_type(stack: Stack) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "int16"),
        ({"RescaleIntercept": 0}, "uint16"),
        ({"RescaleSlope": 4}, "int16"),
        ({"RescaleSlope": 0.5}, "float32"),
        ({"BitsStored": 16, "HighBit": 15}, "int32"),
        ({"BitsStored": 16, "HighBit": 15, "RescaleIntercept": -32768}, "int16"),
        ({"BitsStored": 16, "HighBit": 15, "RescaleSlope": 100000}, "float64"),
        ({"PixelRepresentation": 1, "RescaleIntercept": 0}, "int16"),
    ]
    for values, kind in cases:
        slices = stack(3, **values)
        for dataset in slices:
            dataset.PixelData = np.arange(64, dtype=np.uint16).tobytes()[:-2] + b"\xff\xff"
        made, frames = dw.volume(slices), dw.frames(slices)
        assert made.dtype == kind, values
        # Frames have float32 for whatever 16 bits are multiplied with.
        assert np.array_equal(made.array[1].astype(np.float32), frames.values(1).array), values


def test_a_type_that_is_asked_for_is_held_to(stack: Stack) -> None:
    assert dw.volume(stack(), dtype="float64").array.dtype == np.float64
    assert dw.volume(stack(), dtype=np.int32).array[0, 0, 0] == -1000
    with pytest.raises(VolumeError, match=r"don't fit int8: they are -1000 to -1000") as refused:
        dw.volume(stack(), dtype="int8")
    assert refused.value.code == "dtype"
    assert refused.value.files
    with pytest.raises(VolumeError, match="no whole numbers"):
        dw.volume(stack(RescaleSlope=0.3), dtype="int16")


def test_every_slice_has_its_own_slope(stack: Stack) -> None:
    slices = stack(3, RescaleIntercept=0, Modality="PT", Units="BQML", RescaleType="BQML")
    for number, dataset in enumerate(slices):
        dataset.RescaleSlope = 0.5 * (number + 1)
    made = dw.volume(slices)
    assert made.array[:, 0, 0].tolist() == [12.0, 25.0, 39.0]
    assert made.dtype == np.float32


def test_files_in_any_order_and_upside_down(stack: Stack) -> None:
    slices = stack()
    wanted = dw.volume(slices)
    shuffled = dw.volume([slices[k] for k in (3, 0, 5, 1, 4, 2)])
    assert np.array_equal(shuffled.array, wanted.array)
    assert np.allclose(shuffled.affine, wanted.affine)


def test_enhanced_frames_in_any_order() -> None:
    axes = [
        Axis("TemporalPositionTimeOffset", "TemporalPositionSequence", [0.0, 1.5]),
        Axis("InStackPositionNumber", "FrameContentSequence", [1, 2, 3]),
    ]
    for order in (lambda place: place, lambda place: place[::-1], lambda place: hash(place) % 7):
        made = dw.volume(enhanced_mr(axes, order=order))
        assert made.shape == (2, 3, 8, 8)
        assert made.spacing[0] == pytest.approx(2.5)
        assert made.axes == ("Time", "slice", "row", "column") or len(made.labels) == 2
        ascending = made.index_to_mm((1, 0, 0)) - made.index_to_mm((0, 0, 0))
        assert np.abs(ascending).max() == pytest.approx(2.5)
        assert sorted(made.array[:, :, 0, 0].ravel().tolist()) == list(range(6))
        assert (np.diff(made.array[:, :, 0, 0], axis=1) == 1).all()


def test_echoes_are_an_axis_with_labels(stack: Stack) -> None:
    late = stack(EchoTime=40, Modality="MR")
    early = stack(EchoTime=20, Modality="MR")
    for dataset in late:
        dataset.PixelData = np.full((8, 8), 500, np.uint16).tobytes()
    made = dw.volume([*late, *early])
    assert made.labels == ({"Echo time": "20 ms"}, {"Echo time": "40 ms"})
    assert made.axes == ("Echo time", "slice", "row", "column")
    assert made[1].array.mean() == -524
    assert made[1].labels == ()
    assert made[1:].labels == made.labels[1:]
    assert made.axial(0, volume=1).array.mean() == -524


def test_color_has_its_samples_last(stack: Stack) -> None:
    slices = stack(3, SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0)
    for dataset in slices:
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
        dataset.PixelData = np.arange(192, dtype=np.uint8).tobytes()
    made = dw.volume(slices)
    assert made.shape == (3, 8, 8, 3)
    assert made.axes == ("slice", "row", "column", "sample")
    assert made.sagittal(7).array.shape == (3, 8, 3)


def test_fewer_voxels_lie_where_they_did(chest: Path) -> None:
    whole = dw.volume(chest)
    thin = dw.volume(chest, step=(2, 3, 5))
    assert np.array_equal(thin.array, whole.array[::2, ::3, ::5])
    assert thin.spacing == pytest.approx(tuple(np.array(whole.spacing) * (2, 3, 5)))
    assert thin.index_to_mm((1, 1, 1)) == pytest.approx(whole.index_to_mm((2, 3, 5)))
    small = dw.volume(chest, max_bytes=4000)
    assert small.nbytes <= 4000
    assert small.nbytes > 1000
    assert "Reduced" in small.notes[-1]
    assert max(small.spacing) < 2.1 * max(whole.spacing)


def test_nothing_is_read_before_it_is_wanted(chest: Path, monkeypatch: Any) -> None:
    from dicomwidgets.volumes.reader import Reader  # noqa: PLC0415 - to be watched

    asked: list[int] = []
    read = Reader.read
    monkeypatch.setattr(
        Reader, "read", lambda self, *where: (asked.append(where[1]), read(self, *where))[1]
    )
    late, now = dw.volume(chest, lazy=True), dw.volume(chest)
    asked.clear()
    assert late.shape == now.shape
    assert "not read yet" in repr(late)
    assert asked == []
    assert np.array_equal(late.axial(3).array, now.axial(3).array)
    assert asked == [3]
    assert np.array_equal(late.coronal(3).array, now.coronal(3).array)
    assert not late.is_loaded
    assert np.array_equal(np.asarray(late), now.array)
    assert late.is_loaded


@pytest.mark.parametrize("name", ["volume.npy", "volume.raw"])
def test_an_array_can_lie_in_a_file(name: str, chest: Path, tmp_path: Path) -> None:
    made = dw.volume(chest, out=tmp_path / name)
    assert isinstance(made.array, np.memmap)
    assert np.array_equal(made.array, dw.volume(chest).array)
    if name.endswith(".npy"):
        assert np.array_equal(np.load(tmp_path / name), made.array)


def test_no_half_filled_file_stays(chest: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cut"
    folder.mkdir()
    files = sorted(chest.iterdir())
    for file in files:
        data = file.read_bytes()
        (folder / file.name).write_bytes(data[:-200] if file == files[7] else data)
    with pytest.raises(DecodeError) as problem:
        dw.volume(folder, out=tmp_path / "volume.npy")
    assert problem.value.file == files[7].name
    assert not (tmp_path / "volume.npy").exists()


def test_threads_and_other_processes_read_the_same(chest: Path) -> None:
    whole = dw.volume(chest, workers=1)
    assert np.array_equal(dw.volume(chest, workers=4).array, whole.array)
    late = dw.volume(chest, lazy=True, step=(1, 2, 2))
    reader: Any = late._reader
    planes = {}
    for batch in tasks_of(reader):
        sent = pickle.loads(pickle.dumps(batch))  # noqa: S301 - what a worker gets
        planes.update(zip(sent.keys, decode_batch(sent), strict=True))
    assert np.array_equal(np.stack([planes[0, k] for k in range(12)]), whole.array[:, ::2, ::2])


def test_an_executor_decodes(chest: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - stands for a cluster's

    with ThreadPoolExecutor(2) as pool:
        made = dw.volume(chest, executor=pool)
    assert np.array_equal(made.array, dw.volume(chest).array)
    with pytest.raises(ArgumentError):
        dw.volume(chest, executor=pool, workers=2)


def test_a_part_is_a_view_that_lies_where_it_did(chest: Path) -> None:
    whole = dw.volume(chest)
    part = whole[2:9:3, 4:20, ::2]
    assert np.shares_memory(part.array, whole.array)
    assert part.index_to_mm((1, 1, 1)) == pytest.approx(whole.index_to_mm((5, 5, 2)))
    assert part.spacing == pytest.approx(tuple(np.array(whole.spacing) * (3, 1, 2)))
    assert whole[3:].shape == (9, 32, 32)
    for wrong in (3, (slice(None), 3), slice(None, None, -1), slice(20, 30)):
        with pytest.raises(ArgumentError):
            whole[wrong]


def test_planes_are_turned_as_they_are_looked_at(chest: Path) -> None:
    made = dw.volume(chest)
    axial, coronal, sagittal = made.axial(), made.coronal(), made.sagittal()
    assert axial.letters == ("R", "L", "A", "P")
    assert coronal.letters == ("R", "L", "H", "F")
    assert sagittal.letters == ("A", "P", "H", "F")
    assert np.array_equal(axial.array, made.array[6])
    assert np.array_equal(coronal.array, made.array[::-1, 16])
    assert np.array_equal(sagittal.array, made.array[::-1, :, 16])
    assert coronal.spacing == pytest.approx((made.spacing[0], made.spacing[2]))
    assert coronal.position == pytest.approx(made.index_to_mm((11, 16, 0)))
    assert "Plane(12 × 32" in repr(coronal)
    with pytest.raises(ArgumentError):
        made.axial(12)


@pytest.mark.parametrize("turn", list(product([1, -1], [1, -1], [0, 1, 2])))
def test_planes_of_any_orientation_are_the_same_picture(turn: Any, stack: Stack) -> None:
    """A body sampled along other axes looks the same on the same plane."""
    a, b, kind = turn
    e = np.eye(3)
    rows, columns = [(a * e[0], b * e[1]), (a * e[1], b * e[2]), (a * e[0], b * e[2])][kind]
    normal = np.cross(rows, columns)
    slices = stack(8, ImageOrientationPatient=[*rows, *columns], PixelSpacing=[2, 2])

    def body(points: Any) -> Any:
        return 1500 + points @ np.array([50, 7, 1])

    index = np.indices((8, 8))[..., None]
    for number, dataset in enumerate(slices):
        first = -7.0 * (rows + columns + normal) + 2.0 * number * normal
        dataset.ImagePositionPatient = [float(x) for x in first]
        points = first + 2.0 * (index[0] * columns + index[1] * rows)
        dataset.PixelData = body(points).astype(np.uint16).tobytes()
    made = dw.volume(slices)
    x = y = np.arange(-7.0, 8, 2)
    z = x[::-1]
    wide, high = np.meshgrid(x, y)
    flat = np.stack([wide, high, np.full_like(wide, made.axial(0).position[2])], axis=-1)
    assert np.array_equal(made.axial(0).array, body(flat) - 1024)
    wide, high = np.meshgrid(y, z)
    flat = np.stack([np.full_like(wide, made.sagittal(0).position[0]), wide, high], axis=-1)
    assert np.array_equal(made.sagittal(0).array, body(flat) - 1024)


def test_a_repr_names_nobody(chest: Path) -> None:
    made = dw.volume(chest)
    dataset = dw.frames(chest).header(0).dataset
    for secret in (dataset.FrameOfReferenceUID, str(dataset.PatientName), str(chest)):
        assert secret not in repr(made) + repr(made._facts)
    assert repr(made).startswith("<Volume CT 12 × 32 × 32 int16, ")


coordinate = st.floats(-500, 500)


@given(
    st.lists(coordinate, min_size=3, max_size=3),
    st.lists(st.floats(0.1, 10), min_size=3, max_size=3),
    st.lists(st.integers(0, 50), min_size=3, max_size=3),
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
)
def test_affines_undo_themselves(
    origin: list[float], lengths: list[float], index: list[int], step: list[int]
) -> None:
    affine = affine_of(origin, [0, 0, lengths[0]], [1, 0, 0, 0, 1, 0], lengths[1:])
    assert spacing_of(affine) == pytest.approx(lengths)
    there = transformed(affine, index)
    assert transformed(np.linalg.inv(affine), there) == pytest.approx(index, abs=1e-6)
    assert np.allclose(in_coordinates(in_coordinates(affine, "RAS"), "RAS"), affine)
    part = moved(affine, index, step)
    assert transformed(part, (0, 0, 0)) == pytest.approx(there)


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_a_plane_moved_is_the_same_plane_further_on(down: float, right: float) -> None:
    rows, columns = np.mgrid[:9, :7]
    moved_plane = shifted(3.0 * rows + columns, (down + 3, right + 3), (15, 13))
    there = ~np.isnan(moved_plane)
    y, x = np.nonzero(there)
    assert np.allclose(moved_plane[there], 3 * (y - down - 3) + (x - right - 3))
    assert there.sum() >= 8 * 6


@pytest.mark.parametrize(("slope", "intercept"), [(1, -1024), (-3, 7), (0.1, 0), (400, 0)])
def test_floats_are_those_of_the_frames(slope: float, intercept: int, stack: Stack) -> None:
    slices = stack(2, RescaleSlope=slope, RescaleIntercept=intercept)
    for dataset in slices:
        dataset.PixelData = (np.arange(64, dtype=np.uint16) * 61).tobytes()
    made, frames = dw.volume(slices, dtype="float32"), dw.frames(slices)
    assert np.array_equal(made.array[1], frames.values(1).array)
