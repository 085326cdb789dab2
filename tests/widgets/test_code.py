"""The program that shows a view again: it runs, and what it shows is the same."""

from __future__ import annotations

import ast
import inspect
import io
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dicomwidgets as dw
from dicomwidgets.widgets import series_viewer
from dicomwidgets.widgets._code import call_of, changed_traits, kept, literal

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK = {
    "index": 3,
    "window_center": -1015.5,
    "window_width": 20.0,
    "voi_function": "SIGMOID",
    "invert": True,
    "colormap": "hot_iron",
    "zoom": 1.5,
}


def landed(viewer: dw.SeriesViewer) -> dw.SeriesViewer:
    len(viewer.frames)
    return viewer


def again(viewer: dw.SeriesViewer, **names: Any) -> dw.SeriesViewer:
    """Run the program of `viewer` and return the viewer that it shows."""
    exec(viewer.code(), names)  # noqa: S102 - it is there to be run
    shown: dw.SeriesViewer = names["viewer"]
    return landed(shown)


@pytest.mark.parametrize("held", ["text", "path", "glob", "texts", "paths", "tuple", "zip"])
@pytest.mark.parametrize("look", [{}, LOOK], ids=["as opened", "changed"])
def test_a_path_comes_back_with_all_that_was_changed(
    held: str, look: dict[str, Any], ct_folder: Path, tmp_path: Path
) -> None:
    paths = sorted(ct_folder.iterdir())
    archive = tmp_path / "ct.zip"
    sources: dict[str, Callable[[], Any]] = {
        "text": lambda: str(ct_folder),
        "path": lambda: ct_folder,
        "glob": lambda: f"{ct_folder}/*.dcm",
        "texts": lambda: [str(path) for path in paths[:2]],
        "paths": lambda: paths,
        "tuple": lambda: (paths[0], str(paths[1]), [paths[2], paths[3]]),
        "zip": lambda: zipped(ct_folder, archive),
    }
    viewer = landed(dw.view(sources[held]()))
    for name, value in look.items():
        setattr(viewer, name, value)
    shown = again(viewer)
    own = sorted(set(viewer.own_names()) - {"layout"})
    assert {name: getattr(shown, name) for name in own} == {
        name: getattr(viewer, name) for name in own
    }
    assert (shown.render() == viewer.render()).all()
    assert shown.code() == viewer.code()


def zipped(folder: Path, archive: Path) -> Path:
    return Path(shutil.make_archive(str(archive.with_suffix("")), "zip", folder))


def test_only_what_was_changed_stands_there(ct_folder: Path) -> None:
    viewer = landed(dw.view(str(ct_folder)))
    plain = f'import dicomwidgets as dw\n\nviewer = dw.view("{ct_folder}")\nviewer\n'
    # A long path stands on a line of its own.
    assert ast.dump(ast.parse(viewer.code())) == ast.dump(ast.parse(plain))
    viewer.window_width, viewer.colormap, viewer.window_center = 400.0, "pet", 40.25
    viewer.colormap = "grey"
    assert keywords(viewer.code()) == {"window_center": 40.25, "window_width": 400}
    assert "=400" in viewer.code()


def keywords(code: str) -> dict[str, Any]:
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    [call] = [each for each in calls if ast.unparse(each.func) == "dw.view"]
    return {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}


def test_the_first_slice_is_said_where_the_first_picture_is_another(ct_folder: Path) -> None:
    viewer = landed(dw.view(ct_folder))
    assert viewer.index == 7
    assert "index" not in viewer.code()
    viewer.index = 0
    assert "index=0" in viewer.code()
    assert again(viewer).index == 0
    assert again(landed(dw.view(ct_folder, index=5))).index == 5
    frames = dw.frames(ct_folder)
    for index in (0, 5):
        assert again(landed(dw.view(frames, index=index)), x=frames).index == index


def test_before_the_index_is_complete_it_says_what_was_asked_for(
    ct_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[Callable[[], object]] = []
    monkeypatch.setattr(series_viewer, "in_background", waiting.append)
    assert keywords(dw.view(ct_folder).code()) == {}
    assert keywords(dw.view(ct_folder, index=0).code()) == {"index": 0}
    moved = dw.view(ct_folder)
    moved.index = 4
    assert keywords(moved.code()) == {"index": 4}


@pytest.mark.parametrize("held", ["Dataset", "bytes", "BytesIO", "FrameSource", "Series", "list"])
def test_an_object_is_called_x_and_said_to_be_what_it_was(held: str, ct_folder: Path) -> None:
    file = ct_folder / "00.dcm"
    makers: dict[str, Callable[[], Any]] = {
        "Dataset": lambda: pydicom.dcmread(file),
        "bytes": file.read_bytes,
        "BytesIO": lambda: io.BytesIO(file.read_bytes()),
        "FrameSource": lambda: dw.frames(ct_folder),
        "Series": lambda: dw.load(ct_folder).series[0],
        "list": lambda: [pydicom.dcmread(file), str(file)],
    }
    x = makers[held]()
    viewer = landed(dw.view(x, window_center=-1000))
    code = viewer.code()
    remark = next(line for line in code.splitlines() if line.startswith("# x: "))
    assert f"the {held} " in remark or (held == "Dataset" and "Dataset " in remark)
    for secret in ("Secret", "ID-4711", "Thorax", "1.2.826", "00.dcm", str(ct_folder)):
        assert secret not in code
    assert (again(viewer, x=x).render() == viewer.render()).all()
    with pytest.raises(NameError, match="x"):
        again(viewer)


def test_nothing_that_was_given_lives_longer_for_it(ct_folder: Path) -> None:
    stream = io.BytesIO((ct_folder / "00.dcm").read_bytes())
    assert kept(stream) is io.BytesIO
    assert kept(iter([1])) is type(iter([]))
    paths = [ct_folder / "00.dcm"]
    viewer = landed(dw.view(paths))
    paths.append(ct_folder / "01.dcm")
    assert again(viewer).count == 1


def test_a_path_that_leads_nowhere_is_written_too(tmp_path: Path) -> None:
    viewer = landed(dw.view(tmp_path / "none", invert=True))
    assert f'Path("{tmp_path / "none"}"), invert=True' in viewer.code().replace("\n    ", " ")
    assert again(viewer).invert is True


def test_the_page_gets_it_as_an_answer_and_no_state_holds_it(
    ct_folder: Path, front_end: Callable[..., Any]
) -> None:
    viewer = landed(dw.view(ct_folder))
    assert front_end(viewer).ask("get_code").content["result"] == {"code": viewer.code()}
    state = viewer.get_state()
    assert str(ct_folder) not in str({name: state[name] for name in state if name[0] != "_"})
    assert str(ct_folder) not in repr(viewer)


def test_the_traits_stand_in_the_order_of_their_definitions(ct_folder: Path) -> None:
    viewer = landed(dw.view(ct_folder))
    for name, value in reversed(LOOK.items()):
        setattr(viewer, name, value)
    source = inspect.getsource(series_viewer.SeriesViewer)
    order = sorted(LOOK, key=lambda name: source.index(f"\n    {name} = "))
    assert list(changed_traits(viewer)) == order
    assert "count" not in viewer.code()


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
GIVEN = st.recursive(TEXT | TEXT.map(Path), lambda each: st.lists(each, max_size=12))


@given(GIVEN, st.dictionaries(st.sampled_from(["a", "b"]), TEXT | st.floats(-1e9, 1e9)))
def test_any_text_is_written_so_that_python_reads_it_back(x: Any, keywords: Any) -> None:
    class Recorder:
        def view(self, *args: Any, **kwargs: Any) -> Any:
            return args, kwargs

    code = call_of(kept(x), "view", keywords)
    assert all(line.isprintable() for line in code.split("\n"))
    names: dict[str, Any] = {"dw": Recorder()}
    exec(code.replace("import dicomwidgets as dw\n", ""), names)  # noqa: S102
    assert names["viewer"] == ((x,), keywords)


def test_numbers_and_paths_are_written_plainly() -> None:
    assert literal(40.0) == "40"
    assert literal(1e300) == "1e+300"
    assert literal(np.float64(0.5)) == "0.5"
    assert literal(PurePosixPath("a/b")) == 'Path("a/b")'
    assert literal(["it's", 'a "b"']) == """["it's", 'a "b"']"""
    assert literal([object()]) is None
