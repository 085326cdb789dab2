"""A table of words: nothing in it is markup, and its words begin where the eye does."""

from __future__ import annotations

import re

from dicomwidgets.text_table import text_table


def test_texts_stay_texts() -> None:
    page = text_table(["", "What <it> is"], [["a & b", "<script>"], ["c", '"d"']])
    assert re.findall(r"<t[hd]\b[^>]*>([^<]*)<", page) == [
        *("", "What &lt;it&gt; is"),
        *("a &amp; b", "&lt;script&gt;", "c", "&quot;d&quot;"),
    ]
    assert page.count("<tr>") == 3


def test_every_cell_is_flush_left() -> None:
    page = text_table(["a", "b"], [["c", "d"]])
    assert re.findall(r"<t[hd]\b ?([^>]*)>", page) == ['style="text-align: left"'] * 4
