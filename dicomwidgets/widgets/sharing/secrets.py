"""What a page must not spell out anywhere: known from what is masked in it, looked for in the rest.

A name may stand where no rule of masking looks for one: in a code's meaning, in an image type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.browsing.columns import KEYWORDS
from dicomwidgets.deidentification.known import PERSON, Known, kind_of
from dicomwidgets.elements.shown import values_of
from dicomwidgets.elements.walk import walk
from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.privacy import MASK
from dicomwidgets.reference.dictionary import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydicom.dataset import Dataset

    from dicomwidgets.elements.walk import Node

__all__ = ["Secrets"]

_SHORTEST = 3
_CHARACTER_SET = 0x00080005
_STANDARD = frozenset(
    {"name", "keyword", "tag", "path", "vr", "text", "category", "object", "types", "link"}
)
"""What the standard says of an element that it names: nobody is named there, but an operator may
be called Operator."""
_OWN_WORDS = frozenset(
    {
        *("action", "args", "buffer", "buffers", "can", "command", "dtype", "form", "keyword"),
        *("kind", "level", "panes", "to", "voi_function"),
    }
)
"""Under these names stand words of a closed list that the front end goes by, never a file's."""


class Secrets:
    """Collects who and what the shown objects name."""

    def __init__(self) -> None:
        self._values: dict[int, set[str]] = {}
        self._character_sets: set[str] = set()

    def take(self, tag: int, vr: str, text: str) -> None:
        """Take in a value, if it is of a kind that names somebody."""
        if not text or kind_of(tag, vr) is None:
            return
        own = PERSON if vr == "PN" and kind_of(tag, "") is None else tag
        self._values.setdefault(own, set()).update(filter(None, text.split("\\")))

    def take_frames(self, frames: Any) -> None:
        """Take in the header of each file of a series: one slice may be another patient's."""
        files = {(each.source, each.item): at for at, each in enumerate(frames.locators)}
        for index in files.values():
            try:
                self.take_dataset(frames.header(index).dataset)
            except DicomWidgetsError:
                continue

    def take_dataset(self, dataset: Dataset) -> None:
        """Take in what an object names, at every depth."""
        for node in walk(dataset):
            if node.tag == _CHARACTER_SET:
                self._character_sets.update(_texts(node))
            elif node.vr != "SQ" and kind_of(node.tag, node.vr) is not None:
                for text in _texts(node):
                    self.take(node.tag, node.vr, text)

    def take_rows(self, rows: Iterable[Mapping[str, Any]], *texts: str) -> None:
        """Take in rows that have a tag, a VR, and values under the names `texts`."""
        for row in rows:
            digits = row["tag"].strip("()").replace(",", "")
            if len(digits) == 8 and all(each in "0123456789ABCDEFabcdef" for each in digits):
                for name in texts:
                    values = row[name] if isinstance(row[name], list) else [row[name]]
                    for value in values:
                        self.take(int(digits, 16), row["vr"], value or "")

    def take_report(self, report: Mapping[str, Any] | None) -> None:
        """Take in whom a report names."""
        if report is None:
            return
        named = [each["value"] for each in report["facts"] if each["identifies"]]
        named += [item["value"] for item in report["items"] if item["type"] == "PNAME"]
        for text in named:
            self.take(PERSON, "PN", text)

    def take_cells(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in the cells of a browser."""
        for row in rows:
            for column, text in row["cells"].items():
                tag = tag_of(KEYWORDS.get(column, ""))
                if tag is not None:
                    self.take(tag, "", text)

    def known(self) -> Known:
        """Return what to look for."""
        values = {tag: sorted(texts) for tag, texts in self._values.items()}
        return Known.of(values, sorted(self._character_sets - {""}))

    def hidden_in(self, told: Any) -> Any:
        """Return answers with all that is known masked, but for the words of the house.

        A patient may be called Grey or Image: no page breaks by it.
        """
        return _masked(told, self.known())


def _texts(node: Node) -> list[str]:
    """Return the values of an element as they stand in the file, also where they are none."""
    try:
        values, _ = values_of(node)
    except (ValueError, TypeError):
        return []
    return [values.decode("utf-8", "replace")] if isinstance(values, bytes) else [*map(str, values)]


def _masked(told: Any, known: Known) -> Any:
    if isinstance(told, str):
        return known.masked(told).replace("***", MASK) if len(told) > _SHORTEST else told
    if isinstance(told, dict):
        kept = _OWN_WORDS | _STANDARD if told.get("keyword") else _OWN_WORDS
        return {
            name: value if name in kept else _masked(value, known) for name, value in told.items()
        }
    if isinstance(told, list | tuple):
        return [_masked(value, known) for value in told]
    return told
