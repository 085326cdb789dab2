"""Many spellings as one pattern."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from dicomwidgets.deidentification.known.trie import Edges, pattern_of

WORDS = st.lists(st.text(alphabet="ab.^", min_size=1, max_size=4), min_size=1, max_size=6)


@given(WORDS, st.text(alphabet="ab.^", max_size=12))
def test_it_finds_what_a_plain_alternation_finds(words: list[str], text: str) -> None:
    plain = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    found = [hit.span() for hit in re.finditer(pattern_of({Edges(): words}), text)]
    assert found == [hit.span() for hit in re.finditer(plain, text)]


def test_edges_hold_for_the_longest_that_fits() -> None:
    letters = Edges("(?<![a-z].)", "(?![a-z])")
    pattern = re.compile(pattern_of({letters: ["ann", "ann lee"], Edges(): ["zz"]}), re.DOTALL)
    assert [hit[0] for hit in pattern.finditer("ann leeb azz anna ann")] == ["ann", "zz", "ann"]
