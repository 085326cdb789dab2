"""Words whose letters beyond ASCII have been escaped, mangled or narrowed."""

from __future__ import annotations

import pytest

from dicomwidgets.deidentification.known.escaped import escaped, kana, widened


def test_the_escapes_of_a_word() -> None:
    found = set(escaped("müller"))
    assert {"m%c3%bcller", "m%fcller", "m=fcller", "m&uuml;ller", "m&#252;ller"} <= found
    assert {"m\\u00fcller", "m?ller", "mller", "m_ller", "mã¼ller"} <= found


@pytest.mark.parametrize("word", ["doe", "", "山田"])
def test_words_that_need_none(word: str) -> None:
    assert list(escaped(word)) == []


@pytest.mark.parametrize("word", ["やまだ", "ヤマダ", "ﾔﾏﾀﾞ"])
def test_kana_in_both_syllabaries_and_half_width(word: str) -> None:
    assert set(kana(word)) == {"やまだ", "ヤマダ", "ﾔﾏﾀﾞ"}


def test_what_is_no_kana_has_no_other() -> None:
    assert list(kana("山田")) == []
    assert widened("doe") == "\uff44\uff4f\uff45"
