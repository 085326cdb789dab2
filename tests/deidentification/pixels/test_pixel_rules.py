"""Rules by device: what they fit, what they do, and what can't be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from deidentification.adversarial.canaries import identified, item
from deidentification.adversarial.places import part_10
from support.deidentified import job_for, meta_for, rewritten, written
from support.pixel_outcomes import pixel_outcome
from support.small_images import image

from dicomwidgets.deidentification.pixels.boxes import Box
from dicomwidgets.deidentification.pixels.pixel_rules import carried_rules, pixel_rules_from
from dicomwidgets.deidentification.policy import Policy, policy_for
from dicomwidgets.errors import ArgumentError, DeidentifyError

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

SC = "1.2.840.10008.5.1.4.1.1.7"
ACME = {"when": {"Manufacturer": "Acme"}, "boxes": [[1, 2, 4, 3]]}


def of(dataset: Dataset, *rules: dict[str, Any]) -> Any:
    return pixel_outcome(dataset, policy_for(rules={"pixels": list(rules)}))


def acme(**values: Any) -> Dataset:
    dataset = image()
    dataset.update(item(Manufacturer="ACME", ManufacturerModelName="Echo 5", **values))
    return dataset


def test_a_rule_blacks_out_its_boxes_in_the_files_it_fits() -> None:
    rules = {"PatientComments": "remove", "pixels": [{**ACME, "name": "Acme, banner"}]}
    job = job_for(rules=rules)
    assert "clean_pixel_data" in job.policy.options
    _, read, outcome = rewritten(part_10(acme()), job)
    assert (read.pixel_array[2:5, 1:5] == 1).all()
    assert read.pixel_array[5, 1] == 62
    assert read.BurnedInAnnotation == "NO"
    assert any("'Acme, banner'" in note for note in outcome.notes)
    _, other, outcome = rewritten(part_10(image()), job)
    assert "BurnedInAnnotation" not in other
    assert any("not done" in note for note in outcome.notes)


def test_boxes_go_in_addition_to_what_is_done_otherwise() -> None:
    also = {**ACME, "do": "also", "name": "drawn"}
    other = {"when": {"Rows": 10}, "boxes": [[0, 0, 2, 2]], "name": "other"}
    (box,) = of(acme(), also).boxes
    assert of(acme(), also).done == {"clean_pixel_data"}
    assert of(acme(BurnedInAnnotation="NO"), also).boxes == (box,)
    both = of(acme(), also, other)
    assert both.boxes == (Box(None, 0, 0, 2, 2), box)
    assert len(both.notes) == 2
    assert of(image(), also).boxes == ()
    assert of(acme(), also, {"when": {}, "do": "refuse"}).refused
    policy = policy_for(rules={"pixels": [also]})
    assert Policy.from_json(policy.to_json()) == policy
    given = pixel_outcome(acme(), policy, (Box(None, 5, 5, 1, 1),))
    assert given.boxes == (Box(None, 5, 5, 1, 1), box)


def test_drawn_boxes_are_never_dropped_for_what_can_not_be_drawn_into() -> None:
    region = item(
        RegionLocationMinX0=0, RegionLocationMinY0=0, RegionLocationMaxX1=5, RegionLocationMaxY1=5
    )
    video = acme(SequenceOfUltrasoundRegions=[region])
    video.file_meta = meta_for("1.2.840.10008.1.2.4.100")
    asked = policy_for(options="clean_pixel_data")
    assert "not done" in pixel_outcome(video, asked).notes[0]
    assert "video" in of(video, {**ACME, "do": "also"}).refused


def test_text_is_looked_for_also_where_the_file_says_that_there_is_none() -> None:
    found = pixel_outcome(acme(BurnedInAnnotation="NO"), policy_for(ocr=True))
    assert (found.how, found.ocr) == ("ocr", True)


@pytest.mark.parametrize(
    ("syntax", "photometric", "method"),
    [
        ("4.90", "YBR_ICT", "ISO_15444_1"),
        ("4.201", "YBR_ICT", "ISO_15444_15"),
        ("4.110", "XYB", "ISO_18181_1"),
        ("4.51", "YBR_FULL_422", "ISO_10918_1"),
        ("5", "YBR_PARTIAL_420", None),
    ],
)
def test_what_was_lost_is_said_by_its_method(
    syntax: str, photometric: str, method: str | None
) -> None:
    color = image(samples=3)
    color.PhotometricInterpretation = photometric
    color.update(item(Manufacturer="Acme"))
    color.file_meta = meta_for(f"1.2.840.10008.1.2.{syntax}")
    changes = {change.keyword: change.value for change in of(color, ACME).changes}
    if changes:
        assert changes["LossyImageCompression"] == "01"
        assert changes.get("LossyImageCompressionMethod") == method


def test_native_pixels_of_a_file_that_calls_them_compressed_stay_native() -> None:
    data = written(acme())
    called = data.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0", 1)
    assert called != data
    job = job_for(rules={"pixels": [ACME]})
    _, read, _ = rewritten(data, job)
    _, other, outcome = rewritten(called, job)
    assert other.PixelData == read.PixelData
    assert not any("encoded anew" in note for note in outcome.notes)


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ({"Manufacturer": "acme", "Rows": 10}, True),
        ({"Manufacturer": "Acm"}, False),
        ({"Manufacturer": {"contains": "cm"}}, True),
        ({"Manufacturer": ["Other", "Acme"]}, True),
        ({"Manufacturer": {"not": "Acme"}}, False),
        ({"SoftwareVersions": ""}, True),
        ({"SoftwareVersions": {"not": ""}}, False),
        ({"Rows": 10, "Columns": [12, 13]}, True),
        ({"Rows": 10, "Columns": 13}, False),
        ({"ImageType": "SECONDARY"}, True),
        ({}, True),
    ],
)
def test_all_conditions_must_hold(when: dict[str, Any], fits: bool) -> None:
    found = of(acme(ImageType=["DERIVED", "SECONDARY"]), {"when": when, "do": "clean"})
    assert (found.how == "rule") == fits


def test_parts_of_the_image_become_pixels_and_cover_all_that_they_touch() -> None:
    found = of(acme(), {"when": {}, "boxes": [[0.0, 0.0, 1.0, 0.15], [0.5, 0.9, 0.5, 0.1]]})
    assert found.boxes == (Box(None, 0, 0, 12, 2), Box(None, 6, 9, 6, 1))


def test_a_box_that_does_not_fit_is_refused_and_not_guessed() -> None:
    found = of(acme(), {"when": {}, "name": "too wide", "boxes": [[0, 0, 13, 2]]})
    assert "'too wide'" in found.refused
    assert "12 columns and 10 rows" in found.refused
    assert "Rows and Columns" in found.remedy


def test_the_first_own_rule_decides_before_those_that_are_carried() -> None:
    captured = image()
    captured.SOPClassUID = SC
    assert "Secondary Capture" in of(captured, ACME).refused
    assert of(captured, ACME, {"do": "clean"}, {"do": "refuse"}).how == "rule"
    assert of(captured, {"do": "refuse", "name": "none of these"}).refused
    captured.BurnedInAnnotation = "NO"
    assert of(captured, ACME).how == "file"


def test_regions_and_refusals() -> None:
    found = of(image(), {"do": "regions", "name": "echo"})
    assert "names none" in found.refused
    with pytest.raises(DeidentifyError, match="refuses this image"):
        rewritten(part_10(image()), job_for(rules={"pixels": [{"do": "refuse"}]}))


def test_carried_rules_tell_why_and_never_draw() -> None:
    rules = carried_rules()
    assert len({rule.name for rule in rules}) == len(rules)
    assert {rule.do for rule in rules} == {"clean", "refuse"}
    assert all(rule.why and rule.when for rule in rules)
    label = identified("1.2.840.10008.5.1.4.1.1.77.1.6", "SM")
    label.ImageType = ["ORIGINAL", "PRIMARY", "LABEL", "NONE"]
    asked = policy_for(options="clean_pixel_data")
    assert "label" in pixel_outcome(label, asked).refused
    label.ImageType[2] = "VOLUME"
    assert not pixel_outcome(label, asked).refused


def test_rules_travel_in_files_and_policies(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(
        '[rules]\nPatientComments = "keep"\n\n[[pixels]]\nname = "banner"\n'
        'when = { Modality = "US", Rows = { not = 480 } }\nboxes = [[0.0, 0.0, 1.0, 0.1]]\n'
    )
    policy = policy_for(rules=file, ocr=True)
    assert [rule.pattern for rule in policy.rules] == ["PatientComments"]
    assert policy.pixel_rules == pixel_rules_from(
        [
            {
                "name": "banner",
                "when": {"Modality": "US", "Rows": {"not": 480}},
                "boxes": [[0.0, 0, 1, 0.1]],
            }
        ]
    )
    assert Policy.from_json(policy.to_json()) == policy
    assert hash(policy)


@pytest.mark.parametrize(
    "rule",
    [
        {"when": {"Manufactrer": "x"}, "do": "clean"},
        {"when": {"RequestAttributesSequence": "x"}, "do": "clean"},
        {"when": {"Rows": {"above": 3}}, "do": "clean"},
        {"when": {"Rows": {"contains": ""}}, "do": "clean"},
        {"when": {"Rows": 1.5}, "do": "clean"},
        {"do": "shrink"},
        {"when": {}},
        {"do": "clean", "boxes": [[0, 0, 1, 1]]},
        {"boxes": [[0, 0, 1]]},
        {"boxes": 5},
        {"boxes": [[0.0, 0.0, float("nan"), 0.5]]},
        {"boxes": [[0, 0, 0, 3]]},
        {"boxes": [[0.5, 0.5, 0.6, 0.1]]},
        {"boxes": [[-1, 0, 3, 3]]},
        {"do": "clean", "wen": {}},
        "Acme",
    ],
)
def test_what_can_not_be_meant_is_refused_before_a_file_is_read(rule: Any) -> None:
    with pytest.raises(ArgumentError):
        policy_for(rules={"pixels": [rule]})


def test_rules_must_be_a_list() -> None:
    with pytest.raises(ArgumentError, match="no list"):
        policy_for(rules={"pixels": {"do": "clean"}})


def test_a_rule_may_be_about_some_frames() -> None:
    rule = {**ACME, "frames": [1, 7]}
    (made,) = pixel_rules_from([rule])
    assert pixel_rules_from([made.to_json()]) == (made,)
    job = job_for(rules={"pixels": [rule]})
    moving = acme()
    moving.NumberOfFrames = 3
    moving[0x7FE00010].value = bytes(range(1, 121)) * 3
    _, read, outcome = rewritten(part_10(moving), job)
    black = (read.pixel_array[:, 2:5, 1:5] == 1).all(axis=(1, 2))
    assert black.tolist() == [False, True, True]
    assert outcome.notes
    assert of(moving, rule).boxes == (Box((1, 2), 1, 2, 4, 3),)
    assert of(acme(), rule).how == "none"


@pytest.mark.parametrize("frames", [[3, 2], [-1, 2], [1], 4, [0.0, 1.0], [True, True], None])
def test_frames_that_are_none_are_refused(frames: Any) -> None:
    with pytest.raises(ArgumentError, match="first and the last"):
        pixel_rules_from([{**ACME, "frames": frames}])


def test_frames_without_boxes_are_refused() -> None:
    with pytest.raises(ArgumentError, match="first and the last"):
        pixel_rules_from([{"do": "clean", "frames": [0, 1]}])
