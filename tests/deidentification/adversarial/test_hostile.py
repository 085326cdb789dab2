"""What is hidden where nobody looks does not survive, and what is put back is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from deidentification.adversarial.hostile import HOSTILE, OTTOLINE, encoded
from deidentification.adversarial.raw import element, raw_file
from pydicom import dcmread
from support.deidentified import job_for, rewritten

import dicomwidgets as dw

if TYPE_CHECKING:
    from pathlib import Path

KEY = "a secret of the tests"
PERMISSIVE = (
    *("clean_descriptors", "clean_structured_content", "clean_graphics", "retain_safe_private"),
    *("retain_device_identity", "retain_institution_identity", "retain_patient_characteristics"),
)
_MANUFACTURER = 0x00080070


@pytest.mark.parametrize("options", [(), PERMISSIVE], ids=["by default", "as much as may be kept"])
@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_is_hidden_survives(name: str, options: tuple[str, ...]) -> None:
    hostile = HOSTILE[name]
    assert all(each in hostile.data for each in hostile.gone)
    data, _, _ = rewritten(hostile.data, job_for(options))
    assert [each for each in hostile.gone if each in data] == []


def test_no_name_of_a_file_or_folder_is_taken_over(tmp_path: Path) -> None:
    source = tmp_path / "Thistlewaite^Marigold" / "HX-30417-BB"
    source.mkdir(parents=True)
    (source / "Thistlewaite 1938-06-29.dcm").write_bytes(raw_file({}, OTTOLINE))
    report = dw.deidentify(tmp_path / "Thistlewaite^Marigold", tmp_path / "out", key=KEY)
    names = " ".join(str(path) for path in (tmp_path / "out").rglob("*"))
    written = b"".join(p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file())
    said = (
        names.replace(str(tmp_path), "")
        + report.to_json()
        + repr(report)
        + written.decode("latin-1")
    )
    for word in ("Thistlewaite", "Marigold", "30417", "1938"):
        assert word not in said
    assert json.loads(report.to_json())["counts"] == {"written": 1}


def test_verifying_tells_what_is_in_a_file_in_any_disguise(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    texts = [*encoded("Thistlewaite"), *encoded("HX-30417-BB")[:7], b"Thistlewaite^M", b"19380629"]
    texts = [text for text in texts if len(text) <= 64]
    for number, _ in enumerate(texts):
        kept = element(_MANUFACTURER, "LO", f"Acme {number}")
        data = raw_file({_MANUFACTURER: kept}, OTTOLINE)
        uid = element(0x00080018, "UI", "1.2.3.4.5")
        other = element(0x00080018, "UI", f"1.2.3.4.{number}")
        (source / f"{number}.dcm").write_bytes(data.replace(uid, other))
    report = dw.deidentify(source, out, key=KEY, workers=0)
    assert report.verify(workers=0).ok
    for path, text in zip(sorted(out.rglob("*.dcm")), texts, strict=True):
        dataset = dcmread(path)
        dataset[_MANUFACTURER].value = text.decode()
        dataset.save_as(path)
    found = report.verify(workers=0)
    assert len({each.target for each in found.findings}) == len(texts)
    assert "Thistlewaite" not in repr(found) + str(found.findings)
