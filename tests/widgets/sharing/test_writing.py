"""Pages that are handed out: written whole, told about, refused where they are too large."""

from __future__ import annotations

import html as markup
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.shared_page import contents, everything, pixels

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, EditError, TooLargeError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def viewer() -> dw.SeriesViewer:
    viewer = dw.view(samples.ct(12, 32))
    len(viewer.frames)
    return viewer


def test_a_page_is_written_whole_and_never_over_another(
    viewer: dw.SeriesViewer, tmp_path: Path
) -> None:
    target = tmp_path / "lesson.html"
    page = viewer.to_html(target)
    assert target.read_text(encoding="utf-8") == page.html
    assert target.stat().st_size == page.bytes
    assert (page.path, page.frames, page.of) == (target, 12, 12)
    assert page.masked
    assert repr(page).startswith("<lesson.html: ")
    before = target.read_bytes()
    with pytest.raises(EditError, match="overwrite=True"):
        viewer.to_html(target, frames=0)
    assert target.read_bytes() == before
    viewer.to_html(target, frames=0, overwrite=True)
    assert target.stat().st_size < len(before)
    assert [each.name for each in tmp_path.iterdir()] == ["lesson.html"]


def test_the_size_is_known_before(viewer: dw.SeriesViewer) -> None:
    size = viewer.html_size()
    assert int(size) == pytest.approx(viewer.to_html().bytes, rel=0.05)
    assert (size.frames, size.of, size.exact) == (12, 12, False)
    assert repr(size).startswith("<about ")
    fewer = viewer.html_size(frames="every 4th")
    assert (fewer.frames, fewer.exact) == (3, True)
    assert fewer.bytes < size.bytes


def test_too_large_a_page_is_refused_before_its_frames_are_packed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    image = samples.ct(1, 32)[0]
    image.NumberOfFrames, image.PixelData = 2000, bytes(image.PixelData) * 2000
    viewer = dw.view(image)
    assert len(viewer.frames) == 2000
    asked = []
    feed = type(viewer)._get_frames
    monkeypatch.setattr(
        type(viewer), "_get_frames", lambda self, args: asked.append(args) or feed(self, args)
    )
    with pytest.raises(TooLargeError, match="2,000 frames") as refused:
        viewer.to_html(tmp_path / "lesson.html", max_bytes=600_000)
    assert len(asked) < 10
    assert 'frames="every' in (refused.value.remedy or "")
    assert list(tmp_path.iterdir()) == []


def test_some_frames_are_a_series_of_their_own(viewer: dw.SeriesViewer) -> None:
    viewer.index = 8
    viewer.measurements.add("ruler", [[2, 2], [9, 9]], index=8)
    viewer.measurements.add("ruler", [[2, 2], [9, 9]], index=1)
    page = viewer.to_html(frames="every 4th")
    saved, blobs = contents(page.html)
    model = saved["models"][viewer.model_id]
    series = model["archive"]["series"]
    assert (series["count"], model["state"]["count"], model["state"]["index"]) == (3, 3, 2)
    assert [each["info"]["index"] for each in model["archive"]["frames"]] == [0, 1, 2]
    for place, index in enumerate((0, 4, 8)):
        found = pixels(model["archive"]["frames"][place], blobs)
        assert (found == viewer.frames.stored(index)).all()
    assert len(series["places"]["distances"]) == 3
    assert [each["text"] for each in series["badges"]][-1] == "3 OF 12 FRAMES"
    assert [each["index"] for each in model["archive"]["measurements"]] == [2]
    assert page.notes == ("The page holds 3 of 12 frames.",)


@pytest.mark.parametrize("timing", [{"FrameTime": 40}, {"FrameTimeVector": [0] + [40] * 6}])
def test_a_film_of_some_frames_lasts_as_long(timing: dict[str, object]) -> None:
    image = samples.ct(1, 16)[0]
    image.NumberOfFrames, image.PixelData = 7, bytes(image.PixelData) * 7
    for keyword, value in timing.items():
        setattr(image, keyword, value)
    viewer = dw.view(image)
    whole = contents(viewer.to_html().html)[0]["models"][viewer.model_id]["archive"]["series"]
    some = contents(viewer.to_html(frames="every 3rd").html)[0]
    series = some["models"][viewer.model_id]["archive"]["series"]
    assert series["count"] == 3
    times = whole["cine"]["milliseconds"]
    each = times if len(times) == 7 else times * 7
    assert series["cine"]["milliseconds"] == [sum(each[:3]), sum(each[3:6]), each[6]]


@pytest.mark.parametrize(("frames", "kept"), [(slice(2, 5), 3), ([0, 5, 5], 2), ("last", 1)])
def test_frames_are_chosen_as_for_an_export(
    viewer: dw.SeriesViewer, frames: object, kept: int
) -> None:
    assert viewer.to_html(frames=frames).frames == kept


def test_what_names_no_frame_is_refused(viewer: dw.SeriesViewer) -> None:
    for frames in ("every", "every 0th", 99, object()):
        with pytest.raises(ArgumentError):
            viewer.to_html(frames=frames)


def test_the_header_comes_along_and_nothing_stays_open(viewer: dw.SeriesViewer) -> None:
    page, _ = contents(viewer.to_html().html)
    assert {model["bundle"] for model in page["models"].values()} == {
        "series_viewer",
        "header_table",
    }
    assert viewer.panes == {}
    page, _ = contents(viewer.to_html(header=False).html)
    assert {model["bundle"] for model in page["models"].values()} == {"series_viewer"}


def test_text_stands_between_widgets_and_is_never_markup(viewer: dw.SeriesViewer) -> None:
    page = dw.share(
        [
            "# Windows & <b>levels</b>\nFirst *read*.",
            viewer,
            "## Then\n- a <script>alert(1)</script>",
        ]
    )
    body = page.html.split("<main>")[1].split("</main>")[0]
    assert "<h1>Windows &amp; &lt;b&gt;levels&lt;/b&gt;</h1>" in body
    assert "<p>First <em>read</em>.</p>" in body
    assert "<h2>Then</h2>" in body
    assert "<li>a &lt;script&gt;alert(1)&lt;/script&gt;</li>" in body
    assert body.index("<p>") < body.index('class="dw-view"') < body.index("<h2>")
    assert "<title>Windows &amp; &lt;b&gt;levels&lt;/b&gt;</title>" in page.html


@pytest.mark.parametrize("parts", ["text alone", [], [object()], None])
def test_a_page_without_widgets_is_refused(parts: object) -> None:
    with pytest.raises(ArgumentError, match="made of widgets"):
        dw.share(parts)


def test_markup_in_values_is_text() -> None:
    image = samples.ct(1, 16)[0]
    image.PatientName = "</script><script>alert(1)</script><!--"
    image.SeriesDescription = "<img src=x onerror=alert(1)>"
    page = dw.share([dw.view(image), dw.inspect(image)], identifiers=True)
    assert page.html.count("<script") == page.html.count("</script>")
    assert "alert(1)" not in page.html
    assert "<!--" not in page.html
    assert "</script><script>alert(1)" in everything(page.html)


def test_a_script_stands_in_the_page_by_its_hash(viewer: dw.SeriesViewer) -> None:
    text = viewer.to_html().html
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    scripts = re.search(r"script-src ([^;]+)", markup.unescape(policy[1]))
    assert scripts
    assert re.fullmatch(r"'sha256-[\w+/=]{44}' blob:", scripts[1])
    assert "default-src 'none'" in policy[1]


def test_text_in_pixels_is_warned_of() -> None:
    image = samples.us_color()
    del image.BurnedInAnnotation
    page = dw.view(image).to_html()
    assert any("burned into the pixels" in note and "Boxes" in note for note in page.notes)
    assert dw.view(samples.ct(1, 16)).to_html().notes == ()


def test_trials_are_kept_for_what_loses_nothing() -> None:
    preview = dw.TranscodePreview(samples.ct(3, 32), to="RLELossless")
    page = preview.to_html()
    saved, _ = contents(page.html)
    recorded = saved["models"][preview.model_id]["archive"]["recorded"]
    trials = [each for each in recorded if each["command"] == "get_trial"]
    assert page.frames == 1
    assert {each["args"]["to"] for each in trials} >= {"RLELossless", "JPEGLSLossless"}
    assert all(each["result"]["lossless"] for each in trials)


def test_a_browser_keeps_rows_facets_findings_and_pictures(tmp_path: Path) -> None:
    for number, image in enumerate([*samples.ct(3, 32), *samples.mr(2, 32)]):
        image.save_as(tmp_path / f"{number}.dcm")
    browser = dw.browse(tmp_path)
    page = browser.to_html()
    saved, _ = contents(page.html)
    groups = saved["models"][browser.model_id]["archive"]["groups"]
    levels = [row["level"] for row in groups["whole"]["rows"]]
    assert levels.count("series") == 2
    modality = next(each for each in groups["facets"] if each["name"] == "modality")
    assert {each["key"]: len(each["series"]) for each in modality["values"]} == {"CT": 1, "MR": 1}
    assert len(groups["thumbnails"]) >= 2
    assert sum(weight[1] for weight in groups["weights"]) == 5
    assert np.unique([row["cells"]["title"] for row in groups["whole"]["rows"]]).size > 2


def test_a_widget_without_images_says_why_in_the_page(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no DICOM")
    page = dw.view(tmp_path).to_html()
    assert (page.frames, page.of) == (0, 0)


def test_a_closed_widget_is_refused_as_such(viewer: dw.SeriesViewer) -> None:
    viewer.close()
    with pytest.raises(ArgumentError, match="closed"):
        viewer.to_html()
    with pytest.raises(ArgumentError, match="closed"):
        viewer.html_size()
    with pytest.raises(ArgumentError, match="closed"):
        dw.quiz(viewer, "Which?", expect={"index": 1})
