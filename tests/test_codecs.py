from __future__ import annotations

import pytest
from pydicom.uid import UID

import dicomwidgets.codecs as codecs_module
from dicomwidgets.codecs import SYNTAXES, VIDEO, codec_for, is_native, is_video, is_wrapped
from dicomwidgets.extras import install_line, is_installed

STEM = "1.2.840.10008.1.2.4."
JPEG_LOSSLESS = f"{STEM}70"
CODECS = 'pip install "dicomwidgets[codecs]"'


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide every package that is asked for by name."""
    monkeypatch.setattr(codecs_module, "is_installed", lambda _module: False)


def test_native_syntaxes_need_nobody() -> None:
    for uid in ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"):
        assert is_native(uid)
        assert codec_for(uid).available
    assert not is_native(JPEG_LOSSLESS)
    assert is_wrapped("1.2.840.10008.1.2.8.1")


def test_every_syntax_is_decoded_with_the_extras() -> None:
    assert [uid for uid in SYNTAXES if not codec_for(uid).available] == []
    assert [uid for uid in SYNTAXES if codec_for(uid).install or codec_for(uid).limit] == []
    assert {codec_for(uid).plugins for uid in VIDEO} == {("av",)}
    assert all(is_video(uid) for uid in VIDEO)


def test_every_image_syntax_of_the_standard_is_listed() -> None:
    listed = {uid for uid in SYNTAXES if UID(uid).name != uid}
    unlisted = {f"{STEM}{each}" for each in (52, 54, *range(56, 67), 94, 95, 204, 205)} - {
        f"{STEM}57"
    }
    named = {
        str(uid)
        for uid in map(UID, (f"{STEM}{each}" for each in range(50, 210)))
        if uid.type == "Transfer Syntax"
    }
    assert named - listed <= unlisted  # retired, or by reference (JPIP)


@pytest.mark.usefixtures("bare")
def test_a_missing_decoder_has_an_install_line() -> None:
    lines = {
        JPEG_LOSSLESS: CODECS,
        f"{STEM}80": CODECS,
        f"{STEM}90": CODECS,
        f"{STEM}110": CODECS,
        f"{STEM}102": 'pip install "dicomwidgets[video]"',
        "1.2.840.10008.1.2.5": "pip install pylibjpeg-rle",
    }
    assert {uid: codec_for(uid).install for uid in lines} == lines
    assert not codec_for(f"{STEM}110").available


def test_nothing_that_is_there_is_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {"imagecodecs", "libjpeg"}
    monkeypatch.setattr(
        codecs_module, "is_installed", lambda module: module not in without and is_installed(module)
    )
    codec = codec_for(f"{STEM}90")
    assert codec.available
    assert codec.install is None
    assert "pylibjpeg" in codec.plugins
    extended = codec_for(f"{STEM}51")
    assert (extended.available, extended.limit) == (True, "8 bits only")
    assert extended.install == CODECS


@pytest.mark.parametrize("uid", [f"{STEM}61", f"{STEM}94", "1.2.3"])
def test_what_nobody_decodes_has_a_name_and_no_line(uid: str) -> None:
    codec = codec_for(uid)
    assert not codec.available
    assert codec.install is None
    assert codec.name


def test_the_install_line_names_the_extra_or_the_distribution() -> None:
    assert install_line("libjpeg") == 'pip install "dicomwidgets[jpeg]"'
    assert install_line("imagecodecs") == CODECS
    assert install_line("PIL") == "pip install pillow"
    assert install_line("something") == "pip install something"
