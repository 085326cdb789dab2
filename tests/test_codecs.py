from __future__ import annotations

import pytest

import dicomwidgets.codecs as codecs_module
from dicomwidgets.codecs import codec_for, is_native, is_wrapped
from dicomwidgets.extras import install_line, is_installed

JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70"


def test_native_syntaxes_need_nobody() -> None:
    for uid in ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"):
        assert is_native(uid)
        assert codec_for(uid).available
    assert not is_native(JPEG_LOSSLESS)
    assert is_wrapped("1.2.840.10008.1.2.8.1")


def test_a_missing_decoder_has_an_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codecs_module, "is_installed", lambda _module: False)
    lines = {
        JPEG_LOSSLESS: 'pip install "dicomwidgets[jpeg]"',
        "1.2.840.10008.1.2.4.80": "pip install pyjpegls",
        "1.2.840.10008.1.2.4.90": "pip install pylibjpeg-openjpeg",
        "1.2.840.10008.1.2.5": "pip install pylibjpeg-rle",
    }
    assert {uid: codec_for(uid).install for uid in lines} == lines


def test_nothing_that_is_there_is_to_be_installed() -> None:
    codec = codec_for("1.2.840.10008.1.2.4.90")
    assert codec.available
    assert is_installed("openjpeg")
    assert codec.install is None
    assert "pylibjpeg" in codec.plugins


@pytest.mark.parametrize("uid", ["1.2.840.10008.1.2.4.102", "1.2.840.10008.1.2.4.110", "1.2.3"])
def test_what_nobody_decodes_has_a_name_and_no_line(uid: str) -> None:
    codec = codec_for(uid)
    assert not codec.available
    assert codec.install is None
    assert codec.name


def test_the_install_line_names_the_extra_or_the_distribution() -> None:
    assert install_line("libjpeg") == 'pip install "dicomwidgets[jpeg]"'
    assert install_line("PIL") == "pip install pillow"
    assert install_line("something") == "pip install something"
