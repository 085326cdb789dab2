"""Real files, anonymized and read back, with each option and with some together.

A few files for each choice; with ``DICOMWIDGETS_FULL=1`` all for each.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from support.catalogue import catalogued
from support.real_files import changed_outside_the_table, pixels_of, readable

import dicomwidgets as dw
from dicomwidgets.checking.validator import is_validator_installed
from dicomwidgets.deidentification.policy import OPTIONS
from dicomwidgets.deidentification.verifying.one_file import new_errors
from dicomwidgets.reading.origin import origin_of

if TYPE_CHECKING:
    from dicomwidgets.deidentification.verifying import Verification

FULL = os.environ.get("DICOMWIDGETS_FULL") == "1"
pytestmark = pytest.mark.timeout(1800 if FULL else 120)
CHOICES = (
    "",
    *OPTIONS,
    "retain_modified_dates clean_descriptors retain_device_identity",
    "retain_uids retain_full_dates",
    "clean_structured_content clean_graphics",
    "retain_safe_private retain_institution_identity retain_patient_characteristics",
    "clean_pixel_data clean_recognizable_visual_features",
)
WRITTEN = [each for each in CHOICES if "pixel" not in each and "visual" not in each]
"""Those that refuse no file for what it shows."""

SAMPLE = 6
"""Files for a choice, one after the other in the catalogue: they refer to each other."""

BREAKS_OFF = {
    "nested_priv_SQ.dcm": "begins with elements of group 0001, at which dciodvfy stops",
    "meta_missing_tsyntax.dcm": "the same, without a transfer syntax",
    "SC_rgb_jpeg.dcm": "is in implicit VR under a syntax of explicit VR: an error for each element",
}
"""What dciodvfy can't compare, and why. It is compared as pydicom writes source and target anew."""

VENDORS_BOXES = {"GDCMJ2K_TextGBR.dcm", "MAROTECH_CT_JP2Lossy.dcm"}
"""JPEG 2000 with UUID boxes in which vendors wrote: these are emptied."""


class Run(NamedTuple):
    """What was written with a choice of options: pairs of source and target, what was found."""

    options: frozenset[str]
    pairs: list[tuple[Path, Path]]
    verified: Verification


@pytest.fixture(scope="module", params=CHOICES, ids=lambda choice: choice or "basic")
def run(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    paths, choice = catalogued(data_dir), request.param
    if not FULL:
        first = CHOICES.index(choice) * (len(paths) // len(CHOICES))
        paths = paths[first : first + SAMPLE]
    target = tmp_path_factory.mktemp("target")
    report = dw.deidentify(paths, target, options=choice.split(), key="of a test " * 4, workers=0)
    assert all(file.reason for file in report.problems)
    with ThreadPoolExecutor(2) as executor:
        verified = report.verify(executor=executor)
    assert report.origin is not None
    pairs = [
        (Path(str(origin_of(report.origin, item).path)), target / str(file.target))
        # A directory that is made anew comes last, and of no item.
        for item, file in zip(report.origin.items(), report.files, strict=False)
        if file.status == "written"
    ]
    refused = [file for file in report.files if "Look at it" in (file.reason or "")]
    refused += [file for file in report.files if "Somebody may be" in (file.reason or "")]
    assert len(pairs) + len(refused) > len(paths) * 0.7
    return Run(frozenset(choice.split()), pairs, verified)


def test_nothing_removed_is_left_and_dciodvfy_finds_nothing_new(run: Run) -> None:
    names = {str(target.name): source.name for source, target in run.pairs}
    wrong = {
        (names[each.target.rpartition("/")[2]], each.kind, each.path, each.why)
        for each in run.verified.findings
    }
    own = {each for each in wrong if each[1] == "validator" and each[0] in BREAKS_OFF}
    assert wrong - own == set()
    assert run.verified.files == len(run.pairs)
    if FULL:
        # Where a face may be seen most files are refused.
        least = 0 if "clean_recognizable_visual_features" in run.options else 100
        assert run.verified.references > least


def test_elements_outside_the_table_are_as_they_were(run: Run) -> None:
    wrong = {
        source.name: changed
        for source, target in run.pairs
        if (
            changed := changed_outside_the_table(
                source.read_bytes(), target.read_bytes(), run.options
            )
        )
    }
    assert wrong == {}


def test_pixels_are_the_same_byte_for_byte_unless_cleaned(run: Run) -> None:
    for source, target in run.pairs:
        old, new = source.read_bytes(), target.read_bytes()
        if pixels_of(old) != pixels_of(new):
            assert source.name in VENDORS_BOXES or (
                "clean_pixel_data" in run.options and b"113101" in new
            )


@pytest.mark.parametrize("name", BREAKS_OFF)
@pytest.mark.parametrize("choice", WRITTEN if FULL else CHOICES[:1], ids=lambda each: each or "-")
def test_what_dciodvfy_can_not_read_is_compared_rewritten(
    data_dir: Path, tmp_path: Path, name: str, choice: str
) -> None:
    if not is_validator_installed():
        pytest.skip("dciodvfy (dicom3tools) is not installed")
    (source,) = [path for path in catalogued(data_dir) if path.name == name][:1]
    report = dw.deidentify(source, tmp_path / name, options=choice.split(), key="of a test " * 4)
    assert report.counts["written"] == 1
    assert (
        list(new_errors(readable(source.read_bytes()), readable((tmp_path / name).read_bytes())))
        == []
    )
