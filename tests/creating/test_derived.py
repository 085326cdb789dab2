"""What is derived keeps patient, study and place, and names its sources."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest
from support.created import DERIVATION, noise

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, CreateError, EditError

CHEST = samples.ct(4, 16, patient_name="Yamada^Tarou=山田^太郎=やまだ^たろう")


def test_patient_study_and_place_are_kept() -> None:
    before = [each.to_json() for each in CHEST]
    made = dw.create(dw.volume(CHEST).array // 2, derived_from=CHEST, derivation=DERIVATION)
    assert [each.to_json() for each in CHEST] == before
    sources = {each.SOPInstanceUID: each for each in CHEST}
    for each in made:
        (reference,) = each.SourceImageSequence
        source = sources[reference.ReferencedSOPInstanceUID]
        assert each.ImagePositionPatient == source.ImagePositionPatient
        assert each.FrameOfReferenceUID == source.FrameOfReferenceUID
        assert each.StudyInstanceUID == source.StudyInstanceUID
        assert each.SeriesInstanceUID != source.SeriesInstanceUID
        assert each.PatientName == source.PatientName
        assert each.SpecificCharacterSet == "ISO_IR 192"
        assert each.PatientBirthDate == source.PatientBirthDate
        assert each.KVP == source.KVP
        assert each.ImageType[:2] == ["DERIVED", "SECONDARY"]
        assert dw.get(each, "DerivationCodeSequence[0].CodeValue") == "113085"
        assert each.DerivationDescription == "Spatial resampling"
        assert each.ContributingEquipmentSequence[0].Manufacturer == source.Manufacturer
        assert not each.Manufacturer
        assert reference.SpatialLocationsPreserved == "YES"
        assert not [tag for tag in each.keys() if tag.is_private]  # noqa: SIM118


def test_another_place_references_all_sources() -> None:
    made = dw.create(
        noise("i2", 2, 8, 8), derived_from=CHEST, kind="CT", spacing=(5, 2, 2), positions=(1, 2, 3)
    )
    assert len(made[0].SourceImageSequence) == len(CHEST)
    assert made[0].FrameOfReferenceUID == CHEST[0].FrameOfReferenceUID
    capture = dw.create(noise("u1", 8, 8, 3), derived_from=CHEST).dataset
    assert capture.Modality == "CT"
    assert "FrameOfReferenceUID" not in capture


def test_of_the_same_study_is_not_derived() -> None:
    made = dw.create(noise("u1", 8, 8), like=CHEST[0], SeriesDescription="Consent").dataset
    assert made.StudyInstanceUID == CHEST[0].StudyInstanceUID
    assert made.PatientName == CHEST[0].PatientName
    assert "SourceImageSequence" not in made
    assert made.Modality == "OT"


def test_losses_and_text_in_the_pixels_are_inherited() -> None:
    source = deepcopy(CHEST[0])
    source.LossyImageCompression, source.LossyImageCompressionRatio = "01", "12.5"
    source.LossyImageCompressionMethod = "ISO_10918_1"
    source.BurnedInAnnotation = "YES"
    made = dw.create(noise("u1", 8, 8), derived_from=source).dataset
    assert (made.LossyImageCompression, made.LossyImageCompressionRatio) == ("01", 12.5)
    assert made.BurnedInAnnotation == "YES"
    clean = dw.create(noise("u1", 8, 8), derived_from=source, BurnedInAnnotation="NO").dataset
    assert clean.BurnedInAnnotation == "NO"


def test_values_of_the_source_that_break_rules_are_left_out_and_told() -> None:
    source = deepcopy(CHEST[0])
    source.add_new("PatientBirthDate", "LO", "31.01.1970")
    source["PatientBirthDate"].VR = "DA"
    made = dw.create(noise("u1", 8, 8), like=source)
    assert made.dataset.PatientBirthDate in (None, "")
    assert "PatientBirthDate of the source breaks the rules of its VR" in made.notes[0]


def test_what_was_acquired_is_that_of_the_slice() -> None:
    sources = deepcopy(CHEST)
    for number, each in enumerate(sources):
        each.Exposure = number + 1
    made = dw.create(dw.volume(sources).array, derived_from=sources, KVP=99)
    by_uid = {each.SOPInstanceUID: each.Exposure for each in sources}
    for each in made:
        assert each.Exposure == by_uid[each.SourceImageSequence[0].ReferencedSOPInstanceUID]
        assert each.KVP == 99


def test_float_maps_of_an_mr_keep_their_values() -> None:
    head = samples.mr(3, 16)
    values = dw.volume(head).array / np.float32(3)
    made = dw.create(values, derived_from=head, derivation="A third", unit="ms")
    back = dw.volume(made.datasets).array
    assert np.abs(back - values).max() <= float(made[0].RescaleSlope) / 2 * 1.001
    assert made[0].RescaleType == "ms"
    assert any("rounded" in note for note in made.notes)


def test_a_source_without_identity_is_named_by_nobody() -> None:
    source = deepcopy(CHEST[0])
    del source.SOPInstanceUID
    with pytest.raises(CreateError, match="like="):
        _ = dw.create(noise("u1", 8, 8), derived_from=source).dataset
    assert dw.create(noise("u1", 8, 8), like=source).dataset.PatientID == source.PatientID


def test_contradictions_are_refused() -> None:
    image = noise("u1", 8, 8)
    with pytest.raises(ArgumentError, match="both name"):
        dw.create(image, like=CHEST, derived_from=CHEST)
    with pytest.raises(CreateError, match="none are named"):
        dw.create(image, derivation="Smoothed")
    with pytest.raises(EditError, match="SQ"):
        dw.create(image, derived_from=CHEST, derivation=["text"])
    with pytest.raises(CreateError, match="2 studies"):
        dw.create(image, like=[*CHEST, *samples.ct(1, 16, patient_name="Other^One")])
