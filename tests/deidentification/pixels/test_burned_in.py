"""What the header says of text in the image, as one number with its reasons."""

from __future__ import annotations

from deidentification.adversarial.canaries import identified, item

from dicomwidgets.deidentification.pixels.burned_in import burned_in_risk

SC = "1.2.840.10008.5.1.4.1.1.7"


def test_what_the_file_says_settles_it() -> None:
    dataset = identified()
    dataset.BurnedInAnnotation = "YES"
    assert burned_in_risk(dataset).score == 1
    dataset.BurnedInAnnotation = "NO"
    assert burned_in_risk(dataset).score < 0.05


def test_captured_images_are_not_believed() -> None:
    captured = identified(SC, "CT")
    captured.BurnedInAnnotation = "NO"
    assert burned_in_risk(captured).score > burned_in_risk(identified()).score
    assert any("captured" in each for each in burned_in_risk(captured).why)


def test_the_kind_of_image_orders_the_risk() -> None:
    scores = [burned_in_risk(identified(modality=each)).score for each in ("US", "OT", "DX", "CT")]
    assert scores == sorted(scores, reverse=True)
    regions = identified(modality="US")
    regions.SequenceOfUltrasoundRegions = [item(RegionLocationMinX0=1)]
    assert 1 >= burned_in_risk(regions).score > scores[0]
