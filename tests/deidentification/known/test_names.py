"""How names are spelled."""

from __future__ import annotations

import pytest

from dicomwidgets.deidentification.known.names import spelled_name


def texts(name: str) -> set[str]:
    return {spelling.text for spelling in spelled_name(name, "name")}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Doe^Jane", {"doe", "jane", "doejane", "janedoe", "jdoe", "janed"}),
        ("Jane Doe", {"doe", "jane", "doejane", "janedoe"}),
        ("Li^Wei", {"wei", "li wei", "wei li", "li^wei", "li, wei", "liwei", "weili"}),
        ("von der Heide^Ute^Maria", {"heide", "ute", "maria", "vonderheideute"}),
        ("Müller^Zoë", {"müller", "mueller", "muller", "mu\u0308ller", "zoë", "zoe"}),
        (
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
            {"yamada", "山田", "太郎", "山田太郎", "やまだ^たろう"},
        ),
        ("O'Connor-Smythe^Mary", {"oconnor", "oconnorsmythe", "maryoconnor", "smythes"}),
        ("van der Berg^Jan-Willem", {"vanderberg", "janwillem", "berg"}),
        ("Wang^XiaoDong", {"xiao dong", "xiao-dong", "xiaodong"}),
        ("MacDonald", {"macdonald", "mcdonald", "mac donald"}),
        ("Li^Bo", {"libo", "li bo", "b. li"}),
        ("Y\u0131ld\u0131r\u0131m", {"yildirim"}),
        ("Hong^Gildong=洪^吉洞=홍^길동", {"hong", "吉洞", "洪吉洞", "홍길동", "홍 길동"}),
    ],
)
def test_the_spellings_of_a_name(name: str, wanted: set[str]) -> None:
    assert wanted <= texts(name)


@pytest.mark.parametrize("name", ["", "^", "Anonymous", "^^^Dr^", "X", "van den", "=="])
def test_what_names_nobody_is_not_looked_for(name: str) -> None:
    assert texts(name) == set()


def test_prefix_and_suffix_do_not_count() -> None:
    assert not {"prof", "rev", "jun"} & texts("Doe^Jane^^Rev^jun")


def test_short_words_need_a_boundary_and_long_ones_none() -> None:
    bounds = {spelling.text: spelling.bound for spelling in spelled_name("Schmidtke^Ann", "name")}
    assert bounds["ann"] == "letters"
    assert bounds["schmidtke"] == ""


def test_letters_beside_digits_stand_for_nobody() -> None:
    assert not {"x quill", "quill x", "q quill"} & texts("Q00012X^Quill")
