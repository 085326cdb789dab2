from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from traitlets import TraitError

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, DicomWidgetsError, ProtocolError, SourceError
from dicomwidgets.structured_report.content import Coordinates
from dicomwidgets.structured_report.shapes import drawn_shapes
from dicomwidgets.widgets.sharing.masking import masked_report

if TYPE_CHECKING:
    from pathlib import Path

    from dicomwidgets.widgets.report_viewer import ReportViewer


def opened(*args: Any, **traits: Any) -> ReportViewer:
    viewer = dw.read_report(*args, **traits)
    viewer._whole.result(timeout=30)
    return viewer


def answer(viewer: ReportViewer) -> Any:
    return viewer._get_report({"start": 0, "stop": 1000})[0]


def states(viewer: ReportViewer) -> list[str]:
    items = answer(viewer)["items"]
    return [each["state"] for item in items for each in item["references"]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a report, the slice that it names, another, an ECG and a letter."""
    home = tmp_path_factory.mktemp("Doe_Jane")
    for number, dataset in enumerate(samples.ct(120, 16)[85:87]):
        dataset.save_as(home / f"ct{number}.dcm", enforce_file_format=True)
    for name, make in (("ecg", samples.ecg), ("letter", samples.pdf), ("report", samples.sr)):
        make().save_as(home / f"{name}.dcm", enforce_file_format=True)
    (home / "notes.txt").write_text("no DICOM")
    return home


def test_a_report_comes_with_cover_items_and_codes() -> None:
    result = answer(opened(samples.sr()))
    assert (result["kind"], result["title"]) == ("report", "Imaging Measurement Report")
    assert len(result["items"]) == result["total"] == 26
    axis = next(each for each in result["items"] if each["value"] == "17.2")
    assert axis["unit"] == "mm"
    assert axis["concept"]["value"] == "103339001"
    jump = next(each for each in result["items"] if each["target"] is not None)
    assert result["items"][jump["target"]]["type"] == "SCOORD"
    assert set(states(opened(samples.sr()))) == {"missing"}


def test_a_folder_offers_its_reports_and_finds_its_images(folder: Path) -> None:
    viewer = opened(folder)
    assert viewer.count == 3
    assert [repr(viewer), viewer.index] == ["<ReportViewer, recording>", 0]
    assert len(viewer.waveforms[0].channels) == 12
    viewer.index = 2
    wait_for(lambda: viewer.report)
    assert set(states(viewer)) == {"image"}
    viewer.index = 99
    assert viewer.index == 2


def wait_for(there: Any) -> None:
    import time  # noqa: PLC0415 - only where something happens on another thread

    for _ in range(1500):
        if there():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def test_the_folder_of_a_single_file_is_looked_through(folder: Path) -> None:
    viewer = opened(folder / "report.dcm")
    assert viewer.count == 1
    assert set(states(viewer)) == {"image"}
    elsewhere = opened(samples.sr(), images=folder)
    assert set(states(elsewhere)) == {"image"}


def test_where_images_can_t_be_looked_for_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = opened(samples.sr(), images=tmp_path / "nowhere")
    assert [each["message"][:29] for each in answer(viewer)["problems"]] == [
        "There is nothing at this path"
    ]
    monkeypatch.setattr("dicomwidgets.widgets._report_opening.MOST_NEIGHBOURS", 2)
    [problem] = answer(opened(folder / "report.dcm"))["problems"]
    assert problem["message"].startswith("The folder holds 5 files")
    assert "images=" in problem["remedy"]


def test_an_image_opens_at_its_frame_with_the_shape(folder: Path) -> None:
    viewer = opened(folder, index=2)
    number = next(each["id"] for each in answer(viewer)["items"] if each["type"] == "SCOORD")
    result, _ = viewer._open_pane({"kind": "series_viewer", "selection": [number, 0]})
    child: Any = viewer.panes["series_viewer"]
    assert result["ref"] == f"anywidget:{child.model_id}"
    wait_for(lambda: len(child.measurements))
    assert child.frames.header(child.index).dataset.InstanceNumber == 86
    assert [row["label"] for row in child.measurements] == ["Long axis"]
    # A second time nothing is drawn twice, and the viewer stays.
    again, _ = viewer._open_pane({"kind": "series_viewer", "selection": [number, 0]})
    assert again == result
    assert len(child.measurements) == 1
    viewer.close()
    assert child.comm is None


def test_the_region_of_a_real_report_is_measured_in_its_image(data_dir: Path) -> None:
    """It counts from the corner of all tiles, of which a CT image is the only one."""
    folder = data_dir / "dicom/ImagingDataCommons+highdicom/data/test_files"
    viewer = opened(folder / "sr_document.dcm")
    number = next(each["id"] for each in answer(viewer)["items"] if each["type"] == "SCOORD")
    viewer._open_pane({"kind": "series_viewer", "selection": [number, 0]})
    child: Any = viewer.panes["series_viewer"]
    wait_for(lambda: len(child.measurements))
    [row] = child.measurements.rows()
    assert row["points"] == [[47.0, 41.0], [69.0, 63.0]]
    assert row["area_px"] == pytest.approx(np.pi * 11**2)
    viewer.close()


def in_space(kind: str, points: Any, **more: Any) -> Dataset:
    """Return a report of one shape in the space of the sample CT."""
    report = samples.sr()
    shape = Dataset()
    shape.RelationshipType, shape.ValueType = "CONTAINS", "SCOORD3D"
    shape.ConceptNameCodeSequence = report.ConceptNameCodeSequence
    shape.GraphicType, shape.GraphicData = kind, np.ravel(points).tolist()
    shape.ReferencedFrameOfReferenceUID = more.get("uid", FRAME_OF_REFERENCE)
    report.ContentSequence = [shape]
    return report


CT = samples.ct(6, 32)
FRAME_OF_REFERENCE = CT[0].FrameOfReferenceUID
PLANES = sorted(float(each.ImagePositionPatient[2]) for each in CT)
STEP = PLANES[1] - PLANES[0]


@pytest.mark.parametrize(
    ("kind", "points", "frames", "said"),
    [
        ("POINT", [0, 0, PLANES[2]], {2}, "slice 3 of 6, in its plane."),
        ("POINT", [0, 0, PLANES[2] + 0.4], {2}, "slice 3 of 6, 0.4 mm from it."),
        ("POINT", [0, 0, PLANES[5] + 90], {5}, "slice 6 of 6, 90.0 mm from it."),
        ("POINT", [0, 9999, PLANES[5]], {5}, "out of sight"),
        ("MULTIPOINT", [[0, 0, PLANES[0]], [9, 9, PLANES[4]]], {0, 4}, "slices 1, 5"),
        ("POLYLINE", [[0, 0, PLANES[1] - 2], [9, 9, PLANES[1] + 2]], {1}, "2.0 mm to either side"),
        (
            "ELLIPSOID",
            [[x, y, z + PLANES[3]] for x, y, z in 1.2 * STEP * np.kron(np.eye(3), [[-1], [1]])],
            {2, 3, 4},
            "cuts slices 3 to 5",
        ),
        (
            "ELLIPSOID",
            [[x, y, z + PLANES[3] + STEP / 2] for x, y, z in np.kron(np.eye(3), [[-1], [1]])],
            set(),
            "cuts no slice",
        ),
        ("ELLIPSE", [[0, 0, PLANES[3]]] * 4, set(), "no shape"),
    ],
)
def test_coordinates_in_space_are_drawn_on_the_nearest_slices(
    kind: str, points: Any, frames: set[int], said: str
) -> None:
    viewer = opened([in_space(kind, points), *CT])
    [reference] = answer(viewer)["items"][1]["references"]
    assert (reference["label"], reference["state"], reference["drawn"]) == (
        "CT Image",
        "image",
        True,
    )
    result, _ = viewer._open_pane({"kind": "series_viewer", "selection": [1, 0]})
    assert said in result["said"]
    child: Any = viewer.panes["series_viewer"]
    wait_for(lambda: {row["index"] for row in child.measurements} == frames)
    viewer.close()


def test_why_coordinates_in_space_are_not_drawn_is_said() -> None:
    alone = opened(in_space("POINT", [0, 0, 0]))
    [reference] = answer(alone)["items"][1]["references"]
    assert (reference["label"], reference["state"]) == (
        "an image in its frame of reference",
        "missing",
    )
    bare = samples.ct(1, 16)[0]
    del bare.ImagePositionPatient
    nowhere = opened([in_space("POINT", [0, 0, 0]), bare])
    with pytest.raises(SourceError, match="says where it lies"):
        nowhere._open_pane({"kind": "series_viewer", "selection": [1, 0]})
    report = in_space("POINT", [0, 0, 0], uid="1.2.3")
    selected = Dataset()
    selected.RelationshipType, selected.ValueType = "SELECTED FROM", "IMAGE"
    named = Dataset()
    named.ReferencedSOPClassUID = CT[0].SOPClassUID
    named.ReferencedSOPInstanceUID = CT[0].SOPInstanceUID
    selected.ReferencedSOPSequence = [named]
    report.ContentSequence[0].ContentSequence = [selected]
    elsewhere = opened([report, *CT])
    with pytest.raises(SourceError, match="another frame of reference"):
        elsewhere._open_pane({"kind": "series_viewer", "selection": [1, 0]})


@pytest.mark.parametrize("selection", [[], [999, 0], [0, 0], ["x"], None])
def test_what_can_t_be_opened_is_refused(selection: Any) -> None:
    with pytest.raises(ProtocolError):
        opened(samples.sr())._open_pane({"kind": "series_viewer", "selection": selection})


def test_an_image_that_is_not_here_says_what_to_do() -> None:
    viewer = opened(samples.sr())
    number = next(each["id"] for each in answer(viewer)["items"] if each["type"] == "IMAGE")
    with pytest.raises(SourceError, match="images="):
        viewer._open_pane({"kind": "series_viewer", "selection": [number, 0]})


def test_samples_and_bytes_come_as_buffers() -> None:
    viewer = opened(samples.ecg())
    result, [buffer] = viewer._get_waveform({"group": 0, "start": 10, "stop": 20})
    values = np.frombuffer(buffer, "<f4").reshape(result["buffers"][0]["shape"])
    assert np.allclose(values, viewer.waveforms[0].values(10, 20), rtol=1e-6)
    with pytest.raises(ArgumentError, match="groups 0 to 0"):
        viewer._get_waveform({"group": 4, "start": 0, "stop": 1})
    letter = opened(samples.pdf())
    result, [buffer] = letter._get_document({"start": 0, "stop": 10**9})
    assert len(buffer) == result["total"] == letter.document.length  # type: ignore[union-attr]
    for args in ({"start": 3, "stop": 1}, {"start": "0", "stop": 1}, {}):
        with pytest.raises(ArgumentError):
            letter._get_report(args)
    with pytest.raises(ArgumentError, match="no document"):
        viewer._get_document({"start": 0, "stop": 1})


def test_documents_and_recordings_become_files(tmp_path: Path) -> None:
    assert opened(samples.pdf()).save_document(tmp_path).name == "document.pdf"
    assert opened(samples.ecg(1, 100)).save_waveform(tmp_path).name == "waveform.csv"
    with pytest.raises(SourceError, match="no document"):
        opened(samples.ecg(1, 100)).save_document(tmp_path)
    with pytest.raises(SourceError, match="0 groups"):
        opened(samples.pdf()).save_waveform(tmp_path)


def test_what_is_no_report_is_said_in_place(tmp_path: Path) -> None:
    for x, said in (
        (samples.ct(2, 16), "There is no report here, but 2 images."),
        (tmp_path / "nowhere", "There is nothing at this path"),
        (b"none", "There is no report here"),
    ):
        result = answer(opened(x))
        assert (result["kind"], result["items"]) == ("none", [])
        assert result["problems"][0]["message"].startswith(said)
    with pytest.raises(ArgumentError):
        dw.read_report(3)


def test_an_image_s_context_is_read_where_it_is_alone() -> None:
    image = samples.ct(1, 16)[0]
    context = Dataset()
    context.ValueType, context.TextValue = "TEXT", "resting"
    image.AcquisitionContextSequence = [context]
    assert answer(opened(image))["title"] == "Acquisition Context"
    assert opened([image, samples.sr()]).count == 1


def test_traits_are_few_and_checked() -> None:
    viewer = opened(samples.sr(), form="tree", height=50)
    assert (viewer.form, viewer.height) == ("tree", 200)
    with pytest.raises(TraitError):
        viewer.form = "poem"
    with pytest.raises(ArgumentError, match="does not know the keyword forms"):
        dw.read_report(samples.sr(), forms=1)


def test_nothing_of_the_report_is_state_or_repr(folder: Path) -> None:
    viewer = opened(folder / "report.dcm")
    state = json.dumps(
        {key: value for key, value in viewer.get_state().items() if key not in ("_esm", "_css")},
        default=str,
    )
    for secret in ("Sample", "Reader", "17.2", "Doe_Jane", "report.dcm", "1.2.826"):
        assert secret not in state
        assert secret not in repr(viewer)
        assert secret not in repr(viewer.report)


def test_saved_pages_mask_what_identifies_somebody() -> None:
    result = answer(opened(samples.sr()))
    masked = json.dumps(masked_report(result), ensure_ascii=False)
    for secret in ("Reader", "Sample", "Nodule 1", "1.2.826", "2024", "Alex"):
        assert secret not in masked
    for kept in ("17.2", "Right lung", "Long axis", "Imaging Measurement Report"):
        assert kept in masked
    dw.reveal()
    assert masked_report(result) == result


def test_header_and_viewer_lead_to_it() -> None:
    header = dw.inspect(samples.sr())
    header._opened.result(timeout=20)
    problems = header._feed.get_rows({"start": 0, "stop": 1})[0]["problems"]
    assert problems[0]["message"] == "read_report(x) shows the report as a document."
    with pytest.raises(DicomWidgetsError, match="read_report"):
        dw.frames(samples.pdf())


@pytest.mark.parametrize(
    ("kind", "points", "shapes"),
    [
        ("POINT", [(5, 6)], [("ellipse", 2)]),
        ("MULTIPOINT", [(5, 6), (7, 8)], [("ellipse", 2), ("ellipse", 2)]),
        ("POLYLINE", [(0, 0), (3, 4)], [("ruler", 2)]),
        ("POLYLINE", [(0, 0), (3, 4), (3, 9)], [("ruler", 2), ("ruler", 2)]),
        ("POLYLINE", [(0, 0), (3, 4), (3, 9), (0, 0)], [("freehand", 3)]),
        ("CIRCLE", [(5, 5), (5, 9)], [("ellipse", 2)]),
        ("ELLIPSE", [(0, 5), (10, 5), (5, 3), (5, 7)], [("ellipse", 2)]),
        ("ELLIPSE", [(0, 0), (10, 10), (7, 3), (3, 7)], [("freehand", 64)]),
        ("CIRCLE", [(5, 5), (5, 5)], []),
        ("CIRCLE", [(5, float("nan")), (5, 5)], []),
        ("NOVEL", [(5, 5)], []),
    ],
)
def test_coordinates_become_shapes_to_measure(
    kind: str, points: list[tuple[float, float]], shapes: list[tuple[str, int]]
) -> None:
    drawn = drawn_shapes(Coordinates(kind, tuple(points)))
    assert [(shape.kind, len(shape.points)) for shape in drawn] == shapes


def test_a_circle_is_the_box_around_it_and_a_turned_ellipse_keeps_its_area() -> None:
    [circle] = drawn_shapes(Coordinates("CIRCLE", ((5.0, 5.0), (5.0, 9.0))))
    assert circle.points == ((1.0, 1.0), (9.0, 9.0))
    turned = Coordinates("ELLIPSE", ((0.0, 0.0), (10.0, 10.0), (7.0, 3.0), (3.0, 7.0)))
    [shape] = drawn_shapes(turned)
    x, y = np.array(shape.points).T
    area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    assert area == pytest.approx(np.pi * np.hypot(5, 5) * np.hypot(2, 2), rel=0.01)
    assert drawn_shapes(Coordinates("POINT", ((1.0, 2.0, 3.0),), "1.2.3")) == ()
