"""The objects and modules of the standard, against the published tables."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.datadict import tag_for_keyword

from dicomwidgets.reference.modules import attributes_of, iod_of, iods, uses_of

if TYPE_CHECKING:
    from pathlib import Path

CT = "1.2.840.10008.5.1.4.1.1.2"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
SR = "1.2.840.10008.5.1.4.1.1.88.33"


@pytest.mark.parametrize(
    ("sop_class", "path", "module", "usage", "kind"),
    [
        (CT, "PatientName", "Patient", "M", "2"),
        (CT, "RescaleSlope", "CT Image", "M", "1"),
        (CT, "PatientWeight", "Patient Study", "U", "3"),
        (CT, "RequestAttributesSequence.ScheduledProcedureStepID", "General Series", "M", "1C"),
        (SR, "ContentSequence.ContentSequence.ValueType", "SR Document Content", "M", "1"),
        (SR, "CompletionFlag", "SR Document General", "M", "1"),
    ],
)
def test_an_attribute_has_a_type_in_a_module(
    sop_class: str, path: str, module: str, usage: str, kind: str
) -> None:
    use = uses_of(sop_class, path)[0]
    assert (use.module.name, use.usage, use.type) == (module, usage, kind)
    assert use.module.link.startswith("https://dicom.nema.org/")


def test_groups_of_one_frame_are_those_of_all_frames() -> None:
    path = "{}FunctionalGroupsSequence.PlanePositionSequence.ImagePositionPatient"
    assert uses_of(ENHANCED_MR, path.format("PerFrame")) == uses_of(
        ENHANCED_MR, path.format("Shared")
    )
    assert uses_of(ENHANCED_MR, path.format("PerFrame"))[0].type == "1C"


def test_what_an_object_does_not_have_has_no_type() -> None:
    assert uses_of(CT, "ContentSequence") == ()
    assert uses_of(CT, "Rows.Columns") == ()
    assert uses_of("1.2.3", "PatientName") == ()
    assert iod_of("1.2.3") is None


def test_the_tables_hold_together() -> None:
    assert len(iods()) > 160
    keywords = set()
    for iod in iods():
        assert iod.modules
        assert {use.usage for use in iod.modules} <= {"M", "C", "U"}
        for use in iod.modules:
            attributes = attributes_of(use.module)
            assert {each.type for each in attributes.values()} <= {"1", "1C", "2", "2C", "3"}
            keywords |= set(attributes)
    assert not {each for each in keywords if tag_for_keyword(each) is None} - OVERLAYS - NEWER


OVERLAYS = {
    *("OverlayRows", "OverlayColumns", "OverlayType", "OverlayOrigin", "OverlayBitsAllocated"),
    *("OverlayBitPosition", "OverlayData", "OverlayDescription", "OverlaySubtype"),
    *("OverlayLabel", "ROIArea", "ROIMean", "ROIStandardDeviation"),
    *("NumberOfFramesInOverlay", "ImageFrameOrigin", "OverlayActivationLayer"),
}
NEWER: set[str] = set()


def test_types_agree_with_the_published_ones(data_dir: Path) -> None:
    """Another extract of the same tables: the strictest Type of each path in each object."""
    packed = (data_dir / "deid/iod_types_for_E1-1_all_paths.json.gz").read_bytes()
    published: dict[str, Any] = json.loads(gzip.decompress(packed))
    by_name = {iod: uid for uid, iod in published["sop_class_to_iod"].items()}
    wrong = [
        (iod, path, kind)
        for iod in ("ct-image", "enhanced-mr-image", "rt-plan", "comprehensive-sr", "segmentation")
        for path, kind in published["paths"][iod].items()
        if kind.partition("/")[0] not in {use.type for use in uses_of(by_name[iod], path)}
    ]
    assert wrong == []
