"""Every real file, written: sound, with its pixels, and as the plan says."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import pytest
from pydicom import dcmread
from support.deidentified import job_for
from support.planned import differences, kinds
from support.real_files import pixels_of

from dicomwidgets.deidentification.engine.rewriting import rewrite
from dicomwidgets.deidentification.policy import OPTIONS
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.errors import DeidentifyError
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from pathlib import Path

    from support.catalogue import RealFiles

FILES = 852
REFUSED = {
    "MR_truncated.dcm",
    "bad.dcm",
    "emri_small_jpeg_2k_lossless_too_short.dcm",
    "rtplan_truncated.dcm",
}
VENDORS_BOXES = {"GDCMJ2K_TextGBR.dcm", "MAROTECH_CT_JP2Lossy.dcm"}
"""JPEG 2000 in whose UUID boxes vendors wrote."""


class Seen(NamedTuple):
    """What was found in one file."""

    name: str
    refused: str = ""
    broken: str = ""
    unreadable: str = ""
    pixels: bool = True
    wrong: tuple[str, ...] = ()
    first: bytes = b""


@pytest.fixture(scope="module")
def seen(real_files: RealFiles) -> list[Seen]:
    """Return what becomes of each file; those with a kind of element that is new, by the plan."""
    known: set[tuple[int, str, int]] = set()
    found = [_look(path, known) for path in real_files.paths]
    assert len(found) == FILES or not real_files.whole
    return found


def _look(path: Path, known: set[tuple[int, str, int]]) -> Seen:
    source, out = path.read_bytes(), BytesIO()
    try:
        outcome = rewrite(BytesIO(source), out, job_for())
    except DeidentifyError as error:
        return Seen(path.name, refused=error.message)
    result = out.getvalue()
    before, after = walk_file(source), walk_file(result)
    new = kinds(before) - known
    known |= new
    return Seen(
        path.name,
        broken=after.broken.why if after.broken else "",
        unreadable=_unreadable(result) if new else "",
        pixels=pixels_of(source, before) == pixels_of(result, after),
        wrong=tuple(differences(source, result, job_for(), outcome.notes)) if new else (),
        first=source if new else b"",
    )


def _unreadable(result: bytes) -> str:
    try:
        with kept_warnings():
            dataset = dcmread(BytesIO(result))
            return "" if "PatientIdentityRemoved" in dataset else "no stamp"
    except Exception as error:  # noqa: BLE001 - told by the test
        return f"{type(error).__name__}: {error}"


def test_only_what_can_not_be_done_is_refused(seen: list[Seen]) -> None:
    refused = {each.name for each in seen if each.refused}
    wanted = REFUSED & {each.name for each in seen}
    assert {each for each in refused if "DICOMDIR" not in each} == wanted


def test_what_is_written_is_sound_and_read_by_pydicom(seen: list[Seen]) -> None:
    assert [each for each in seen if each.broken or each.unreadable] == []


def test_pixels_are_the_same_byte_for_byte(seen: list[Seen]) -> None:
    changed = {each.name for each in seen if not each.pixels}
    assert changed == VENDORS_BOXES & {each.name for each in seen}


def test_what_the_plan_says_is_what_is_written(seen: list[Seen]) -> None:
    assert {each.name: each.wrong for each in seen if each.wrong} == {}


@pytest.mark.parametrize("option", OPTIONS)
def test_each_option_is_written_as_planned(seen: list[Seen], option: str) -> None:
    job = job_for(option)
    small = [each for each in seen if each.first and len(each.first) < 100_000]
    found = {}
    for each in small[list(OPTIONS).index(option) :: len(OPTIONS)]:
        out = BytesIO()
        try:
            notes = rewrite(BytesIO(each.first), out, job).notes
        except DeidentifyError as refusal:
            assert option.startswith(("clean_pixel", "clean_recog")), each.name
            assert refusal.remedy  # noqa: PT017
            continue
        if wrong := differences(each.first, out.getvalue(), job, notes):
            found[each.name] = wrong
    assert found == {}
