"""Which spacing is taken, where it holds, and what is said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from dicomwidgets.display.parameters import describe
from dicomwidgets.display.spacing import resolve_spacing
from dicomwidgets.series.opening import frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dicomwidgets.display.description import Badge, FrameSpacing
    from dicomwidgets.pixels.frame_source import FrameSource

NONE = (None, None, None, 1.0)
NOT = ["NO SPACING"]
BAD = ["BAD SPACING", "NO SPACING"]


def resolved(elements: dict[str, Any]) -> tuple[FrameSpacing, list[str]]:
    told: list[Badge] = []
    spacing = resolve_spacing(elements.get, told)
    assert all(badge["reason"] for badge in told)
    return spacing, [badge["text"] for badge in told]


def short(spacing: FrameSpacing) -> tuple[Any, ...]:
    return spacing["spacing"], spacing["spacing_source"], spacing["plane"], spacing["aspect"]


@pytest.mark.parametrize(
    ("elements", "expected", "badges"),
    [
        ({"PixelSpacing": [0.5, 0.25]}, ([0.5, 0.25], "PixelSpacing", "patient", 2.0), []),
        (
            {"PixelSpacing": [1, 1], "ImagerPixelSpacing": [2, 2]},
            ([1, 1], "PixelSpacing", "patient", 1.0),
            [],
        ),
        (
            {"ImagerPixelSpacing": "0.1\\0.1"},
            ([0.1, 0.1], "ImagerPixelSpacing", "detector", 1.0),
            ["DETECTOR SPACING"],
        ),
        (
            {"NominalScannedPixelSpacing": [0.2, 0.1]},
            ([0.2, 0.1], "NominalScannedPixelSpacing", "film", 2.0),
            ["FILM SPACING"],
        ),
        (
            {"ImagePlanePixelSpacing": [0.4, 0.4]},
            ([0.4, 0.4], "ImagePlanePixelSpacing", "detector", 1.0),
            ["DETECTOR SPACING"],
        ),
        (
            {"ObjectPixelSpacingInCenterOfBeam": [0.2, 0.2], "ImagerPixelSpacing": [0.3, 0.3]},
            ([0.2, 0.2], "ObjectPixelSpacingInCenterOfBeam", "patient", 1.0),
            [],
        ),
        (
            {"PixelSpacing": [-1, 1], "ImagerPixelSpacing": [2, 2]},
            ([2, 2], "ImagerPixelSpacing", "detector", 1.0),
            ["BAD SPACING", "DETECTOR SPACING"],
        ),
        ({"PixelSpacing": [0, 1]}, NONE, BAD),
        ({"PixelSpacing": [1]}, NONE, BAD),
        ({"PixelSpacing": [1, 1, 1]}, NONE, BAD),
        ({"PixelSpacing": ["x", "y"]}, NONE, BAD),
        ({"PixelSpacing": [float("nan"), 1]}, NONE, BAD),
        ({"PixelSpacing": [float("nan"), float("inf")]}, NONE, BAD),
        ({"PixelSpacing": [1e-9, 1]}, NONE, BAD),
        ({"PixelSpacing": ["", ""]}, NONE, NOT),
        ({"PixelAspectRatio": [4, 3]}, (None, None, None, 4 / 3), NOT),
        ({"PixelAspectRatio": ["0", "3"]}, NONE, NOT),
        ({}, NONE, NOT),
    ],
)
def test_the_first_spacing_that_makes_sense(
    elements: Any, expected: Any, badges: list[str]
) -> None:
    spacing, told = resolved(elements)
    assert (short(spacing), spacing["regions"], told) == (expected, [], badges)


@pytest.mark.parametrize(
    ("spacing", "rows", "columns", "expected", "badges"),
    [
        ([0, 0.5], 1, 9, [0.5, 0.5], ["ONE SPACING"]),
        ([0.5, 0], 9, 1, [0.5, 0.5], ["ONE SPACING"]),
        ([0, 0.5], 1, 1, [0.5, 0.5], ["ONE SPACING"]),
        ([0.5, 0.25], 1, 9, [0.5, 0.25], []),
        # The axis that has a next one matters.
        ([0.5, 0], 1, 9, None, BAD),
        ([0, 0.5], 9, 1, None, BAD),
        ([0, 0], 1, 1, None, BAD),
        ([-1, 0.5], 1, 9, None, BAD),
    ],
)
def test_a_single_row_or_column_may_have_a_spacing_of_zero(
    spacing: list[float],
    rows: int,
    columns: int,
    expected: list[float] | None,
    badges: list[str],
) -> None:
    elements = {"PixelSpacing": spacing, "Rows": rows, "Columns": columns}
    found, told = resolved(elements)
    assert (found["spacing"], found["aspect"], told) == (expected, 1 if badges else 2, badges)


SAME = {"PixelSpacing": [0.2, 0.2], "ImagerPixelSpacing": ["0.200", "0.200"]}


@pytest.mark.parametrize(
    ("elements", "source", "plane", "badges"),
    [
        # PS3.3 10.7.1.1: the same values have not been corrected.
        (SAME, "ImagerPixelSpacing", "detector", ["DETECTOR SPACING"]),
        (SAME | {"ImagerPixelSpacing": [0.2001, 0.2001]}, "ImagerPixelSpacing", "detector", None),
        (SAME | {"ImagerPixelSpacing": [0.21, 0.21]}, "PixelSpacing", "patient", []),
        (SAME | {"PixelSpacingCalibrationType": "FIDUCIAL"}, "PixelSpacing", "patient", []),
        (SAME | {"PixelSpacingCalibrationType": "GEOMETRY"}, "PixelSpacing", "patient", []),
        (SAME | {"PixelSpacingCalibrationType": "?"}, "ImagerPixelSpacing", "detector", None),
        (
            {"PixelSpacing": [0.2, 0.2], "NominalScannedPixelSpacing": [0.2, 0.2]},
            "NominalScannedPixelSpacing",
            "film",
            ["FILM SPACING"],
        ),
        ({"PixelSpacing": [0.2, 0.2]}, "PixelSpacing", None, ["PLANE UNKNOWN"]),
        # A tomosynthesis is reconstructed: it has an orientation.
        (
            {"PixelSpacing": [0.2, 0.2], "ImageOrientationPatient": [1, 0, 0, 0, 1, 0]},
            "PixelSpacing",
            "patient",
            [],
        ),
    ],
)
@pytest.mark.parametrize("modality", ["CR", "DX", "MG", "XA", "RF"])
def test_the_plane_of_a_projection(
    modality: str,
    elements: dict[str, Any],
    source: str,
    plane: str | None,
    badges: list[str] | None,
) -> None:
    spacing, told = resolved(elements | {"Modality": modality})
    assert (spacing["spacing_source"], spacing["plane"]) == (source, plane)
    assert badges is None or told == badges


@pytest.mark.parametrize(
    ("elements", "factor"),
    [
        ({"EstimatedRadiographicMagnificationFactor": "1.5"}, 1.5),
        ({"EstimatedRadiographicMagnificationFactor": 1}, 1),
        ({"DistanceSourceToDetector": 1800, "DistanceSourceToPatient": 1600}, 1.125),
        (
            {
                "EstimatedRadiographicMagnificationFactor": 1.25,
                "DistanceSourceToDetector": 1800,
                "DistanceSourceToPatient": 1600,
            },
            1.25,
        ),
    ],
)
@pytest.mark.parametrize("pixel_spacing", [{}, {"PixelSpacing": [0.3, 0.15]}])
def test_what_the_detector_shows_larger_is_divided(
    pixel_spacing: dict[str, Any], elements: dict[str, Any], factor: float
) -> None:
    given = {"Modality": "DX", "ImagerPixelSpacing": [0.3, 0.15]}
    spacing, told = resolved(given | pixel_spacing | elements)
    assert spacing["spacing"] == pytest.approx([0.3 / factor, 0.15 / factor])
    assert spacing["spacing_source"] == f"ImagerPixelSpacing ÷ {factor:g}"
    assert (spacing["plane"], spacing["aspect"]) == ("patient", pytest.approx(2))
    assert told == [f"SPACING ÷ {factor:g}"]


@pytest.mark.parametrize(
    "elements",
    [
        {"EstimatedRadiographicMagnificationFactor": 0},
        {"EstimatedRadiographicMagnificationFactor": -2},
        {"EstimatedRadiographicMagnificationFactor": 0.5},
        {"EstimatedRadiographicMagnificationFactor": 1e9},
        {"DistanceSourceToDetector": 1000, "DistanceSourceToPatient": 1100},
        {"DistanceSourceToDetector": -1000, "DistanceSourceToPatient": 500},
    ],
)
def test_no_magnification_that_can_be(elements: dict[str, Any]) -> None:
    spacing, told = resolved({"ImagerPixelSpacing": [0.3, 0.3]} | elements)
    assert (spacing["spacing"], spacing["plane"]) == ([0.3, 0.3], "detector")
    assert told == ["BAD MAGNIFICATION", "DETECTOR SPACING"]


@pytest.mark.parametrize(
    "elements",
    [
        {"DistanceSourceToDetector": 1800},
        {"DistanceSourceToDetector": 1800, "DistanceSourceToPatient": 0},
        {"EstimatedRadiographicMagnificationFactor": None},
    ],
)
def test_an_unknown_magnification(elements: dict[str, Any]) -> None:
    spacing, told = resolved({"ImagerPixelSpacing": [0.3, 0.3]} | elements)
    assert (spacing["plane"], told) == ("detector", ["DETECTOR SPACING"])


ANY = st.none() | st.text(max_size=5) | st.floats() | st.binary(max_size=4)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                *("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing"),
                *("PixelAspectRatio", "EstimatedRadiographicMagnificationFactor", "Modality"),
                *("DistanceSourceToDetector", "DistanceSourceToPatient"),
            ]
        ),
        ANY | st.lists(ANY | st.floats(0.01, 10), max_size=3),
    )
)
def test_whatever_a_file_holds(elements: dict[str, Any]) -> None:
    spacing, _ = resolved(elements)
    assert 0 < spacing["aspect"] < float("inf")
    assert spacing["spacing"] is None or all(0 < value < 1e7 for value in spacing["spacing"])
    assert (spacing["spacing"] is None) == (spacing["spacing_source"] is None)


# Ultrasound ----------------------------------------------------------------------------------


def region(x0: Any, y0: Any, x1: Any, y1: Any, centimetres: Any = 0.05, **more: Any) -> Dataset:
    item = Dataset()
    item.RegionSpatialFormat = 1
    item.PhysicalUnitsXDirection = item.PhysicalUnitsYDirection = 3
    item.RegionLocationMinX0, item.RegionLocationMinY0 = x0, y0
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = x1, y1
    item.PhysicalDeltaX = item.PhysicalDeltaY = centimetres
    for keyword, value in more.items():
        setattr(item, keyword, value)
    return item


def ultrasound(*regions: Dataset, **more: Any) -> tuple[FrameSpacing, list[str]]:
    size = {"Rows": 480, "Columns": 640, "Modality": "US"}
    return resolved({**size, "SequenceOfUltrasoundRegions": list(regions), **more})


def test_a_region_says_where_and_how_large() -> None:
    spacing, told = ultrasound(region(32, 24, 335, 415, PhysicalDeltaY=-0.1))
    # The last row and column belong to the region; a delta may run against the axis.
    expected = {"x0": 32, "y0": 24, "x1": 336, "y1": 416, "spacing": [1.0, 0.5]}
    assert spacing["regions"] == [expected]
    assert short(spacing) == ([1.0, 0.5], "SequenceOfUltrasoundRegions", "patient", 2.0)
    assert told == []


def test_regions_of_different_spacing_share_none() -> None:
    spacing, told = ultrasound(region(0, 0, 99, 99), region(100, 0, 199, 99, 0.02))
    assert [each["spacing"] for each in spacing["regions"]] == [[0.5, 0.5], [0.2, 0.2]]
    assert (short(spacing), told) == (NONE, [])


@pytest.mark.parametrize(
    "change",
    [
        {"RegionSpatialFormat": 2},
        {"RegionSpatialFormat": 3},
        {"PhysicalUnitsXDirection": 4},
        {"PhysicalUnitsYDirection": 7},
        {"PhysicalUnitsYDirection": None},
    ],
)
def test_a_region_that_is_no_plane_in_the_patient(change: dict[str, Any]) -> None:
    spacing, told = ultrasound(region(0, 0, 99, 99, **change), region(0, 100, 99, 199))
    assert [each["y0"] for each in spacing["regions"]] == [100]
    assert told == []
    spacing, told = ultrasound(region(0, 0, 99, 99, **change))
    assert (spacing["regions"], short(spacing), told) == ([], NONE, NOT)


@pytest.mark.parametrize(
    "bad",
    [
        region(0, 0, 700, 400),
        region(0, 0, 600, 481),
        region(50, 0, 49, 400),
        region(0, 50, 99, 49),
        region(0, 0, None, 99),
        region(0, 0, 99, 99, 0.0),
        region(0, 0, 99, 99, None),
        region(0, 0, 99, 99, float("nan")),
    ],
)
def test_a_region_that_makes_no_sense_is_not_taken(bad: Dataset) -> None:
    spacing, told = ultrasound(bad, PixelSpacing=[0.3, 0.3])
    assert (spacing["regions"], spacing["spacing_source"]) == ([], "PixelSpacing")
    assert told == ["BAD REGION"]
    assert ultrasound(bad)[1] == ["BAD REGION", "NO SPACING"]


# Real files ----------------------------------------------------------------------------------

PYDICOM = "pydicom+pydicom/src/pydicom/data"
LJDATA = "pydicom+pylibjpeg-data/ljdata/ds"
STORE = "pydicom+pydicom-data/data_store/data"


@pytest.fixture(scope="module")
def opened(data_dir: Path) -> Callable[[str], FrameSource]:
    def of(name: str) -> FrameSource:
        return frames(data_dir / "dicom" / name)

    return of


@pytest.mark.parametrize(
    ("name", "expected", "badges"),
    [
        (f"{PYDICOM}/test_files/dicomdirtests/77654033/CR1/6154",
         (0.1, "ImagerPixelSpacing", "detector"), {"DETECTOR SPACING"}),
        (f"{LJDATA}/JPEG2000Lossless/966_fixed.dcm",
         (0.16, "ImagerPixelSpacing", "detector"), {"DETECTOR SPACING"}),
        (f"{LJDATA}/JPEG2000Lossless/NM_Kakadu44_SOTmarkerincons.dcm",
         (0.115, "ImagerPixelSpacing", "detector"), {"DETECTOR SPACING"}),
        (f"{LJDATA}/JPEGExtended/RG2_JPLY.dcm", (0.2, "PixelSpacing", None), {"PLANE UNKNOWN"}),
        (f"{STORE}/RG1_J2KI.dcm", (None, None, None), {"BAD SPACING", "NO SPACING"}),
        (f"{PYDICOM}/test_files/CT_small.dcm", (0.661468, "PixelSpacing", "patient"), set()),
        ("ImagingDataCommons+highdicom/data/test_files/sm_image.dcm",
         (0.000499, "PixelSpacing", "patient"), set()),
    ],
)  # fmt: skip
def test_projections_and_others(
    name: str,
    expected: tuple[Any, ...],
    badges: set[str],
    opened: Callable[[str], FrameSource],
) -> None:
    info = opened(name).info(0)
    side, source, plane = expected
    geometry = info["geometry"]
    assert geometry["spacing"] == (side and pytest.approx([side, side], rel=1e-5))
    assert (geometry["spacing_source"], geometry["plane"]) == (source, plane)
    about_spacing = {"DETECTOR SPACING", "PLANE UNKNOWN", "BAD SPACING", "NO SPACING"}
    assert {badge["text"] for badge in info["badges"]} & about_spacing == badges


@pytest.mark.parametrize(
    ("name", "regions", "millimetres", "badge"),
    [
        (f"{STORE}/gdcm-US-ALOKA-16.dcm",
         [[32, 24, 336, 416], [336, 24, 640, 416]], 0.382653, None),
        (f"{STORE}/JPGLosslessP14SV1_1s_1f_8b.dcm", [[14, 38, 1011, 759]], 0.254767, None),
        (f"{LJDATA}/JPEGLosslessSV1/JPEGLosslessP14SV1_3s_2f_u_08_08.dcm",
         [[80, 28, 945, 569]], 0.0277428, None),
        # These two were made smaller without their regions being told.
        (f"{PYDICOM}/test_files/examples_palette.dcm", [], None, "BAD REGION"),
        (f"{PYDICOM}/test_files/examples_ybr_color.dcm", [], None, "BAD REGION"),
    ],
)  # fmt: skip
def test_ultrasound_regions(
    name: str,
    regions: list[list[float]],
    millimetres: float | None,
    badge: str | None,
    opened: Callable[[str], FrameSource],
) -> None:
    info = opened(name).info(0)
    found = info["geometry"]["regions"]
    assert [[each["x0"], each["y0"], each["x1"], each["y1"]] for each in found] == regions
    for each in found:
        assert each["spacing"] == pytest.approx([millimetres, millimetres], rel=1e-5)
    assert (badge in {each["text"] for each in info["badges"]}) == (badge is not None)


@pytest.mark.parametrize(
    "name",
    [f"{STORE}/eCT_Supplemental.dcm", "QIICR+dcmqi/data/segmentations/24x38x3/multiframe/mf.dcm"],
)
def test_every_frame_of_an_enhanced_series(name: str, opened: Callable[[str], FrameSource]) -> None:
    source = opened(name)
    assert len(source) > 1
    for index in range(len(source)):
        geometry = source.info(index)["geometry"]
        header = source.header(index).dataset
        groups = header.PerFrameFunctionalGroupsSequence[source.locators[index].frame]
        shared = header.SharedFunctionalGroupsSequence[0]
        holder = groups if "PixelMeasuresSequence" in groups else shared
        assert geometry["spacing"] == list(holder.PixelMeasuresSequence[0].PixelSpacing)
        assert (geometry["spacing_source"], geometry["plane"]) == ("PixelSpacing", "patient")


def test_frames_of_different_spacing(header: Callable[..., Dataset]) -> None:
    groups = []
    for side in (0.5, 0.25):
        measures, group = Dataset(), Dataset()
        measures.PixelSpacing = [side, side]
        group.PixelMeasuresSequence = [measures]
        groups.append(group)
    dataset = header(NumberOfFrames=2, PerFrameFunctionalGroupsSequence=groups)
    found = [describe(dataset, frame)["geometry"]["spacing"] for frame in range(2)]
    assert found == [[0.5, 0.5], [0.25, 0.25]]
