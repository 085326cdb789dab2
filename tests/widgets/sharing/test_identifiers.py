"""A page over objects that name a patient everywhere names nobody: searched in all it holds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
from deidentification.adversarial.canaries import survivors
from deidentification.adversarial.objects import OBJECTS
from deidentification.adversarial.places import PLACES
from support.shared_page import contents

import dicomwidgets as dw
from dicomwidgets import samples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALL: dict[str, Callable[[], Any]] = {**PLACES, **OBJECTS}
SOME = (
    *("plain_header", "preamble", "names_in_kept_elements", "characters_japanese", "overlays"),
    *("presentation_state", "structured_report"),
)
OPEN = (dw.inspect, dw.anonymize, dw.view, dw.lab, dw.read_report)


def told(html: str) -> bytes:
    """Return all that a page tells, decoded; without what is encoded, where letters are chance."""
    page, blobs = contents(html)
    page.pop("bundles")
    plain = re.sub(r"(<script[^>]*>)[^<]*", r"\1", html)
    return (json.dumps(page, ensure_ascii=False) + plain).encode() + b"".join(blobs)


def named_in(hidden: Any, folder: Path) -> list[str]:
    """Return what pages of all widgets tell of a file's patient."""
    file = folder / "Zyxwvutova_Quorralind.dcm"
    file.write_bytes(hidden.data)
    widgets = [*(each(file) for each in OPEN), dw.compare(file, file), dw.browse(folder)]
    return [
        f"{type(widget).__name__}: {found}"
        for widget in widgets
        if (found := survivors(told(widget.to_html().html), hidden.canaries))
    ]


@pytest.mark.parametrize("name", SOME)
def test_no_widget_names_a_patient(name: str, tmp_path: Path) -> None:
    assert named_in(ALL[name](), tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(ALL) - set(SOME)))
def test_nor_where_one_would_not_look(name: str, tmp_path: Path) -> None:
    assert named_in(ALL[name](), tmp_path) == []


def test_a_whole_lesson_names_nobody_unless_asked(tmp_path: Path) -> None:
    secrets = []
    for number, image in enumerate(samples.ct(4, 32)):
        image.PatientName, image.PatientID = "Zyxwvutova^Quorralind", "PQ-98Q7-XK31"
        image.SeriesDescription, image.StudyDate = "Chest of Zyxwvutova", "20190423"
        image.save_as(tmp_path / f"{number}.dcm")
        secrets = ["Zyxwvutova", "PQ-98Q7-XK31", "20190423", str(image.StudyInstanceUID)]
    parts = ["# Lesson", dw.view(tmp_path), dw.inspect(tmp_path), dw.browse(tmp_path)]
    parts += [dw.compare(tmp_path / "0.dcm", tmp_path / "1.dcm"), dw.anonymize(tmp_path)]
    dw.reveal()
    assert survivors(told(dw.share(parts).html), tuple(secrets)) == []
    shown = dw.share(parts, identifiers=True)
    assert shown.masked is None
    assert len(survivors(told(shown.html), tuple(secrets))) == len(secrets)


def test_an_operator_called_operator_masks_no_name_of_an_element() -> None:
    image = samples.ct(1, 16)[0]
    image.OperatorsName, image.ReferringPhysicianName = "Operators^Series", "Patient^Physician"
    table = dw.inspect(image)
    archive = contents(table.to_html().html)[0]["models"][table.model_id]["archive"]
    rows = {row["keyword"]: row for row in archive["rows"]["rows"]}
    assert rows["OperatorsName"]["name"] == "Operators' Name"
    assert rows["OperatorsName"]["value"] == "•••"
    told = [each["result"] for each in archive["recorded"] if each["command"] == "get_explanation"]
    assert "Operators' Name" in {each["name"] for each in told}


def test_a_file_of_another_hand_keeps_its_standard_terms() -> None:
    path = pydicom.data.get_testdata_file("CT_small.dcm", download=False)
    table = dw.inspect(str(path))
    page, _ = contents(table.to_html().html)
    rows = page["models"][table.model_id]["archive"]["rows"]["rows"]
    values = {row["keyword"]: row["value"] for row in rows}
    assert values["Modality"] == "CT"
    assert values["Rows"] == "128"
    assert values["PatientName"] == "•••"


def test_a_patient_who_is_called_like_a_word_of_the_page_does_not_break_it(
    ct_folder: Path, tmp_path: Path
) -> None:
    """Words that the front end goes by are the same, whoever is shown; the name is masked."""

    def working(name: str) -> tuple[object, str]:
        folder = tmp_path / name.replace("^", "")
        folder.mkdir()
        for file in ct_folder.iterdir():
            image = pydicom.dcmread(file)
            image.PatientName, image.SeriesDescription = name, name.partition("^")[0]
            image.save_as(folder / file.name)
        widgets = [dw.view(folder), dw.inspect(folder / "00.dcm"), dw.anonymize(folder)]
        page, _ = contents(dw.share(widgets).html)
        models = [*page["models"].values()]
        frames = [each["info"]["display"] for one in models for each in one["archive"]["frames"]]
        rows = [one["archive"]["rows"]["rows"] for one in models if one["archive"]["rows"]]
        plans = [one["archive"]["preview"]["rows"] for one in models if one["archive"]["preview"]]
        told = [
            [(one["bundle"], one["state"].get("colormap")) for one in models],
            [(each["kind"], each["voi_function"]) for each in frames],
            [(row["keyword"], row["vr"]) for each in rows for row in each],
            [(row["keyword"], row["action"]) for each in plans for row in each],
            {each["command"] for one in models for each in one["archive"]["recorded"]},
        ]
        values = [row["value"] for each in rows for row in each]
        return told, json.dumps(values)

    expected, _ = working("Zyxwvutova^Quorralind")
    for name in ("Grey^Linear", "Series^Viewer", "Explanation^Keep", "Header^Table"):
        told, values = working(name)
        assert told == expected, name
        assert not any(part in values for part in name.split("^"))


def test_one_slice_of_another_patient_is_found_among_many(tmp_path: Path) -> None:
    slices = samples.ct(30, 16)
    slices[13].PatientName, slices[13].ImageType = "Quorralind^Z", ["ORIGINAL", "QUORRALIND"]
    slices[13].WindowCenter, slices[13].WindowWidth = 40, 400
    slices[13].WindowCenterWidthExplanation = "for Quorralind"
    for number, image in enumerate(slices):
        image.save_as(tmp_path / f"{number:02}.dcm")
    viewer = dw.view(tmp_path)
    assert len(viewer.frames) == 30
    assert b"uorralind" not in told(viewer.to_html().html).lower()
    assert "uorralind" in told(viewer.to_html(identifiers=True).html).decode("latin-1").lower()
