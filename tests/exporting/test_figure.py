"""Figures of frames: the pixels, the room for them, what is written around."""

from __future__ import annotations

import pickle
import sys
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from dicomwidgets import samples
from dicomwidgets.display.turn import Turn, turn_info, turn_pixels, turn_point
from dicomwidgets.display.window import Window
from dicomwidgets.errors import ArgumentError, MissingPackageError
from dicomwidgets.exporting.drawing import measured_text
from dicomwidgets.exporting.figure import FramePicture, frame_figure
from dicomwidgets.exporting.scale_bar import scale_bar
from dicomwidgets.exporting.window_bar import window_text
from dicomwidgets.series.opening import frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW = Window(40.0, 400.0)


@pytest.fixture(scope="module")
def picture() -> FramePicture:
    source = frames(samples.ct(3, 48))
    return FramePicture(source.render(1), source.info(1), window=WINDOW, title="CT", remarks=["a"])


def drawn(figure: Any) -> tuple[NDArray[np.uint8], tuple[slice, slice]]:
    """Return the figure's dots and where in them the image lies."""
    figure.canvas.draw()
    dots = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    x0, y0, x1, y1 = (round(edge) for edge in figure.axes[0].get_window_extent().extents)
    return dots, (slice(len(dots) - y1, len(dots) - y0), slice(x0, x1))


def texts(figure: Any) -> list[str]:
    return [text.get_text() for text in figure.texts]


@pytest.mark.parametrize("turn", [Turn(), Turn(90), Turn(270, flip=True)])
@pytest.mark.parametrize("dpi", [72, 100, 150])
def test_the_image_is_the_screen_enlarged_by_a_whole_factor(
    picture: FramePicture, turn: Turn, dpi: int
) -> None:
    screen = turn_pixels(picture.screen, turn)
    dots, place = drawn(frame_figure(replace(picture, screen=screen, turn=turn), dpi=dpi))
    factor = 11  # 512 / 48, rounded up
    enlarged = screen.repeat(factor, 0).repeat(factor, 1)
    assert (dots[place] == enlarged[..., None]).all()


def test_a_large_image_has_a_dot_a_pixel_and_colour_stays(picture: FramePicture) -> None:
    rng = np.random.default_rng(1)
    screen = rng.integers(0, 256, (600, 520, 3), np.uint8)
    info = {**picture.info, "rows": 600, "columns": 520, "samples": 3}
    figure = frame_figure(FramePicture(screen, info))  # type: ignore[arg-type]
    dots, place = drawn(figure)
    assert (dots[place] == screen).all()
    assert len(figure.axes) == 2  # image and scale bar


def test_pixels_keep_their_aspect(picture: FramePicture) -> None:
    geometry = {**picture.info["geometry"], "aspect": 2.0, "spacing": [2.0, 1.0]}
    tall = replace(picture, info={**picture.info, "geometry": geometry})  # type: ignore[typeddict-item]
    for turn, shape in ((Turn(), (2, 1)), (Turn(90), (1, 2))):
        screen = turn_pixels(tall.screen, turn)
        figure = frame_figure(replace(tall, screen=screen, turn=turn), width=6)
        box = figure.axes[0].get_window_extent()
        assert box.height / box.width == pytest.approx(shape[0] / shape[1], rel=0.01)
        assert figure.get_figwidth() == 6


def test_letters_scale_bar_title_and_remarks_stand_there(picture: FramePicture) -> None:
    written = texts(frame_figure(picture))
    assert written[:4] == ["R", "L", "A", "P"]
    assert {"CT", "a"} <= set(written)
    bar = scale_bar(picture.info["geometry"], 48, 48)
    assert bar
    assert bar.text in written
    turned = texts(frame_figure(replace(picture, turn=Turn(90))))
    assert turned[:4] == turn_info(picture.info, Turn(90))["geometry"]["letters"]


def test_without_spacing_letters_and_window_they_are_absent(picture: FramePicture) -> None:
    geometry = {**picture.info["geometry"], "spacing": None, "letters": None, "regions": []}
    info = {**picture.info, "geometry": geometry}
    figure = frame_figure(FramePicture(picture.screen, info))  # type: ignore[arg-type]
    assert texts(figure) == [""]
    assert len(figure.axes) == 1


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_the_colour_bar_shows_values_in_their_colours(picture: FramePicture, function: Any) -> None:
    window = Window(40.0, 400.0, function)
    figure = frame_figure(replace(picture, window=window, invert=True))
    [bar] = [axes for axes in figure.axes if axes.get_title() == "HU"]
    low, high = bar.get_ylim()
    reach = 400 if function == "SIGMOID" else 200
    assert (low, high) == (40 - reach, 40 + reach)
    image: Any = bar.get_images()[0].get_array()
    colors = image[:, 0, 0]
    assert colors[0] > 240
    assert colors[-1] < 15
    assert abs(int(colors[len(colors) // 2]) - 127) < 3


def test_measurements_are_drawn_where_they_lie_and_leave_the_image_in_place(
    picture: FramePicture,
) -> None:
    row: Any = {
        "kind": "ruler",
        "points": [[5, 10], [40, 10]],
        "label": "",
        "index": 1,
        "plane": "patient",
        "length_mm": 12.345,
        "length_px": 35.0,
        "angle_deg": None,
    }
    area: Any = {
        **row,
        "kind": "rectangle",
        "points": [[-5, 10], [60, 20]],
        "label": "all",
        "unit": "HU",
        "mean": -40.25,
        "sd": 3.0,
        "area_mm2": None,
        "area_px": 650.0,
    }
    angle: Any = {**row, "kind": "angle", "points": [[1, 1], [5, 1], [5, 9]], "angle_deg": 90.0}
    turn = Turn(90)
    figure = frame_figure(replace(picture, turn=turn, measured=[row, area, angle]))
    axes = figure.axes[0]
    line = axes.get_lines()[0].get_xydata()
    assert np.asarray(line).tolist() == [
        list(turn_point((x, y), turn, 48, 48)) for x, y in row["points"]
    ]
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 48), (48, 0))
    assert [text.get_text() for text in axes.texts] == [
        "12.35 mm",
        "all\nmean −40.25 ± 3 HU\n650 px²",
        "90°",
    ]
    assert measured_text({**row, "length_mm": None}) == "35 px"
    assert measured_text({**row, "plane": "detector"}) == "12.35 mm on the detector"


def test_the_results_of_neighbours_can_be_read(picture: FramePicture) -> None:
    row: Any = {
        "kind": "ellipse",
        "label": "",
        "plane": "patient",
        "unit": "HU",
        "mean": -40.25,
        "sd": 3.0,
        "area_mm2": 60.0,
        "area_px": 60.0,
    }
    corners = [[[10, 10], [18, 18]], [[16, 10], [24, 18]], [[12, 14], [20, 20]]]
    figure = frame_figure(
        replace(picture, measured=[{**row, "points": each} for each in corners])  # type: ignore[list-item]
    )
    drawn(figure)
    axes = figure.axes[0]
    whole = axes.get_window_extent()
    places = [text.get_window_extent() for text in axes.texts]
    assert not any(a.overlaps(b) for a, b in combinations(places, 2))
    assert all(whole.contains(*corner) for each in places for corner in each.corners())


def test_the_window_in_words(picture: FramePicture) -> None:
    assert window_text(picture) == "window 40 / 400 HU"
    sigmoid = replace(picture, window=Window(-600.5, 1500, "SIGMOID"))
    assert window_text(sigmoid) == "window −600.5 / 1500 HU SIGMOID"
    assert window_text(replace(picture, window=None)) == "VOI LUT of the file"


def geometry(**given: Any) -> Any:
    plain = {"spacing": [1.0, 0.5], "spacing_source": "PixelSpacing", "plane": "patient"}
    return {**plain, "regions": [], **given}


@pytest.mark.parametrize(
    ("given", "columns", "text"),
    [
        ({}, 400, "50 mm · PixelSpacing"),
        ({"spacing": [1, 1.0]}, 500, "10 cm · PixelSpacing"),
        ({"spacing": [1, 2e-4]}, 500, "20 µm · PixelSpacing"),
        (
            {"spacing_source": "ImagerPixelSpacing", "plane": "detector"},
            100,
            "10 mm · ImagerPixelSpacing, detector plane",
        ),
        ({"plane": None}, 100, "10 mm · PixelSpacing, plane unknown"),
        (
            {"spacing_source": "NominalScannedPixelSpacing", "plane": "film"},
            100,
            "10 mm · NominalScannedPixelSpacing, film",
        ),
    ],
)
def test_a_scale_bar_says_what_it_rests_on(given: Any, columns: int, text: str) -> None:
    bar = scale_bar(geometry(**given), columns, 100)
    assert bar
    assert bar.text == text
    assert bar.columns <= 0.3 * columns


def test_an_ultrasound_frame_has_the_scale_of_the_region_in_its_middle() -> None:
    region = {"x0": 10, "y0": 10, "x1": 90, "y1": 90, "spacing": [0.1, 0.2]}
    inside = scale_bar(geometry(regions=[region]), 100, 100)
    assert inside
    assert inside.text == "5 mm · ultrasound region"
    assert inside.columns == pytest.approx(25)
    assert scale_bar(geometry(regions=[{**region, "x1": 20}]), 100, 100) is None
    assert scale_bar(geometry(spacing=None), 100, 100) is None


def test_it_shows_itself_and_can_be_pickled(picture: FramePicture) -> None:
    figure: Any = frame_figure(picture)
    size = tuple(round(inches * 100) for inches in figure.get_size_inches())
    assert Image.open(BytesIO(figure._repr_png_())).size == size
    again = pickle.loads(pickle.dumps(figure))  # noqa: S301 - our own
    assert Image.open(BytesIO(again._repr_png_())).size == size


@pytest.mark.parametrize("asked", [{"width": 0.5}, {"width": -1}, {"dpi": 0, "width": 4}])
def test_no_room_is_said(picture: FramePicture, asked: Any) -> None:
    with pytest.raises(ArgumentError, match="no room for the image"):
        frame_figure(picture, **asked)


def test_without_matplotlib_the_install_line_is_said(
    picture: FramePicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingPackageError) as refused:
        frame_figure(picture)
    assert "pip install matplotlib" in str(refused.value.remedy)
