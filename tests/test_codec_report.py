from __future__ import annotations

import pytest

import dicomwidgets as dw
import dicomwidgets.codecs as codecs_module
from dicomwidgets.cli.main import main
from dicomwidgets.codec_report import CodecReport, doctor
from dicomwidgets.codecs import IMAGECODECS, SYNTAXES, VIDEO
from dicomwidgets.extras import is_installed

CODECS, MOVIES = 'pip install "dicomwidgets[codecs]"', 'pip install "dicomwidgets[video]"'


@pytest.fixture
def core(monkeypatch: pytest.MonkeyPatch) -> CodecReport:
    """Return the report of an environment without any extra."""
    extras = {"imagecodecs", "av", "libjpeg"}
    monkeypatch.setattr(
        codecs_module, "is_installed", lambda module: module not in extras and is_installed(module)
    )
    return doctor()


def test_it_has_a_row_for_every_transfer_syntax() -> None:
    report = dw.doctor()
    assert [row.transfer_syntax_uid for row in report.rows] == list(SYNTAXES)
    assert all(row.name != row.transfer_syntax_uid for row in report.rows)
    assert report.missing == []
    assert f"All {len(SYNTAXES)} transfer syntaxes" in repr(report)


def test_what_is_missing_has_its_install_line(core: CodecReport) -> None:
    missing = {row.transfer_syntax_uid: row.install for row in core.missing}
    assert {missing[uid] for uid in VIDEO} == {MOVIES}
    images = [uid for uid in missing if uid in IMAGECODECS]
    assert {missing[uid] for uid in images} == {CODECS}
    stem = "1.2.840.10008.1.2.4."
    assert {f"{stem}{each}" for each in (51, 57, 70, 110, 111, 112)} <= set(images)
    assert not {f"{stem}{each}" for each in (50, 80, 81, 90, 91, 201)} & set(images)
    text = repr(core)
    assert CODECS in text
    assert MOVIES in text
    assert "pillow (8 bits only)" in text


def test_the_table_is_aligned_and_the_html_escaped(core: CodecReport) -> None:
    lines = repr(core).splitlines()
    place = lines[0].index("UID")
    assert all(line[place:].startswith("1.2.840.10008") for line in lines[1 : len(SYNTAXES) + 1])
    html = core._repr_html_()
    assert html.count("<tr>") == len(SYNTAXES) + 1
    assert "&quot;dicomwidgets[codecs]&quot;" in html


def test_with_all_extras_most_syntaxes_are_written() -> None:
    read_only = {row.transfer_syntax_uid for row in dw.doctor().not_encoded}
    assert "1.2.840.10008.1.2.4.201" not in read_only
    assert {*VIDEO} < read_only


def test_encoders_are_told_of_too(core: CodecReport) -> None:
    rows = {row.transfer_syntax_uid: row for row in core.rows}
    stem = "1.2.840.10008.1.2.4."
    assert rows[f"{stem}80"].encoded_by == "pyjpegls"
    assert rows[f"{stem}50"].encoded_by == "pillow"
    assert (rows[f"{stem}201"].encoded_by, rows[f"{stem}201"].not_encoded) == ("", CODECS)
    assert "video" in (rows[f"{stem}100"].not_encoded or "")
    assert f"are written. For more: {CODECS}" in repr(core)
    assert rows[f"{stem}201"] in core.not_encoded


def test_as_a_data_frame() -> None:
    frame = doctor().to_pandas()
    assert list(frame.columns[:2]) == ["transfer_syntax_uid", "name"]
    assert len(frame) == len(SYNTAXES)


def test_versions_are_named() -> None:
    report = doctor()
    assert report.packages["pydicom"]
    assert f"pydicom {report.packages['pydicom']}" in repr(report)


def test_in_a_shell(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    assert "JPEG XL Lossless" in capsys.readouterr().out


def test_in_a_shell_where_something_is_missing(
    core: CodecReport, capsys: pytest.CaptureFixture[str]
) -> None:
    assert core.missing
    assert main(["doctor"]) == 1
    assert MOVIES in capsys.readouterr().out
