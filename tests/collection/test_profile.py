"""Profiles: what they say, what they hide, and that their page needs nothing and nobody."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.collection.profile.finding_list import finding_list
from dicomwidgets.finding import Finding, Findings

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

NAMES = ("Sample", "Alex", "DW-0001", "19700131", "20240229", "2024-02-29", "Chest CT", "000.dcm")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("profiled")
    made: list[Dataset] = [*samples.ct(4, 48), *samples.mr(3, 48), samples.us_color(), samples.sr()]
    made[1].PatientName = "Other^<b>Name"
    made[-2].BurnedInAnnotation = "YES"
    for number, each in enumerate(made):
        each.save_as(folder / f"{number:03}.dcm", enforce_file_format=True)
    (folder / "readme.txt").write_text("no DICOM")
    return folder


@pytest.fixture(scope="module")
def profile(folder: Path) -> dw.Profile:
    return dw.profile(folder)


def test_it_counts_what_there_is(profile: dw.Profile) -> None:
    assert (profile.files, profile.others, profile.patients) == (9, 1, 1)
    assert (len(profile.series), profile.frames, profile.dates) == (3, 8, ("20240229", "20240229"))
    assert [line.modality for line in profile.series] == ["CT", "MR", "US"]
    assert profile.facet("Modality").counts == (("CT", 4), ("MR", 3), ("US", 1), ("SR", 1))
    thickness = profile.facet("SliceThickness")
    assert (thickness.absent, thickness.distinct) == (2, 2)
    assert thickness.missing_share == pytest.approx(2 / 9)
    assert thickness.span == (39.6, 75.0)
    with pytest.raises(KeyError):
        profile.facet("Pixels")


def test_findings_are_counted_at_their_series(profile: dw.Profile) -> None:
    ct, mr, us = profile.series
    assert ct.findings["error"] >= 1
    assert mr.findings["error"] == 1  # one patient with two names
    assert us.findings["warning"] == 1
    assert profile.findings.of("burned-in")


def test_a_data_frame_has_one_row_a_value(profile: dw.Profile) -> None:
    table = profile.to_pandas()
    shares = table[table["element"] == "Modality"].set_index("value")["share"]
    assert shares["CT"] == pytest.approx(4 / 9)
    assert table.groupby("element")["files"].sum().eq(9).all()


class Page(HTMLParser):
    """Collects tags, and what they would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        self.fetched += [str(named[key]) for key in ("src", "href") if key in named]
        self.images += [named] if tag == "img" else []


def test_the_page_needs_no_network_and_runs_nothing(profile: dw.Profile) -> None:
    text = profile.to_html()
    assert isinstance(text, str)
    page = Page(text)
    assert "script" not in page.tags
    assert all(each.startswith("data:image/jpeg;base64,") for each in page.fetched)
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text
    assert all(image["alt"] for image in page.images)


def test_the_page_names_nobody_until_asked(profile: dw.Profile) -> None:
    text = str(profile.to_html()) + profile._repr_html_() + repr(profile)
    assert [name for name in NAMES if name in text] == []
    shown = str(profile.to_html(masked=False))
    assert "Sample^Alex" in shown
    assert "2024-02-29" in shown
    assert "Other^&lt;b&gt;Name" in shown
    dw.reveal()
    assert "Chest CT" in profile._repr_html_()
    assert "Chest CT" not in str(profile.to_html(masked=True))


def test_a_picture_that_may_name_the_patient_is_withheld(profile: dw.Profile) -> None:
    assert len(Page(str(profile.to_html())).images) == 2
    assert "withheld: text may be burned in" in str(profile.to_html())
    assert len(Page(str(profile.to_html(masked=False))).images) == 3
    assert len(Page(str(profile.to_html(thumbnails=1))).images) == 1


def test_what_a_notebook_keeps_holds_no_pixels(profile: dw.Profile) -> None:
    assert Page(profile._repr_html_()).images == []
    assert "<h3>" in profile._repr_html_()


def test_the_page_is_written_whole_or_not_at_all(profile: dw.Profile, tmp_path: Path) -> None:
    path = profile.to_html(tmp_path / "page.html")
    assert path == tmp_path / "page.html"
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(FileExistsError):
        profile.to_html(path)
    profile.to_html(path, title="<Second>", overwrite=True)
    assert "<title>&lt;Second&gt;</title>" in path.read_text(encoding="utf-8")


def test_elements_of_ones_own_get_a_facet(folder: Path) -> None:
    path = "RequestAttributesSequence[0].RequestedProcedureID"
    assert dw.profile(folder, elements=["KVP", path]).facet("KVP").counts == ((120.0, 4),)
    loaded = dw.load(folder, columns=[path])
    assert dw.profile(loaded).facet(path).distinct == 1


def test_an_archive_without_images_or_faults_says_so() -> None:
    text = str(dw.profile(samples.sr()).to_html())
    assert "Nothing was found to be wrong." in text
    assert "There are no images." in text


def test_labels_are_unique_where_several_profiles_stand_in_one_notebook(
    profile: dw.Profile,
) -> None:
    names = [re.findall(r'name="(dw-severity-\d+)"', profile._repr_html_()) for _ in range(2)]
    assert not set(names[0]) & set(names[1])


def test_what_is_the_same_in_several_files_is_said_once() -> None:
    told = [
        Finding("error", "", "", "", message, "why", "fix", "file-broken", file=file)
        for message, file in (("Cut.", "a"), ("Cut.", "b"), ("Other.", "c"), ("Cut.", "d"))
    ]
    both = Finding("error", "", "", "", "Cut.", "why", "fix", "file-broken", files=("e", "f"))
    text = str(finding_list(Findings([*told, both], 6), masked=True))
    assert text.count("<li") == 3
    assert [text.count(each) for each in ("3 files", "2 files", "1 file<")] == [1, 1, 1]
    shown = str(finding_list(Findings(told, 4), masked=False))
    assert shown.index("<code>a</code>") < shown.index("<code>b</code>") < shown.index("Other.")
