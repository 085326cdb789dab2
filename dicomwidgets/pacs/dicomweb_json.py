"""What a server says of objects in JSON, as datasets (PS3.18 F)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from pydicom import Dataset
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement, RawDataElement, convert_raw_data_element
from pydicom.dataset import FileMetaDataset
from pydicom.tag import BaseTag

from dicomwidgets.errors import PacsError
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reading.problems import Problem, problem_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


__all__ = ["Told", "datasets_of", "objects_of", "told"]

_TAG = re.compile(r"[0-9A-Fa-f]{8}")
_META = 0x0002
_TEXT = frozenset({"UT", "LT", "ST", "UC"})
_APART = "The server gives this value only by itself: it was not fetched."
_STRANGE = "What the server says of this element can't be understood: it is left out."
_VALUES = ("Value", "InlineBinary", "BulkDataURI")


class Told(NamedTuple):
    """What a server says of one object.

    Parameters
    ----------
    dataset
        Its elements, as far as they are understood; file meta attached where there is any.
    problems
        What is not.
    bulk
        Addresses of values that were not fetched, by the paths of their elements: tags in eight
        digits, joined by dots, items by their number.
    """

    dataset: Dataset
    problems: tuple[Problem, ...]
    bulk: Mapping[str, str]


def objects_of(answer: Any) -> list[dict[str, Any]]:
    """Return the objects of an answer: a list, or one that some servers send bare.

    Raises
    ------
    PacsError
        If it is nothing of the kind.
    """
    found = [answer] if isinstance(answer, dict) else answer
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise PacsError("The server answered no DICOM JSON.", code="rubbish")
    return found


def datasets_of(answer: Any) -> tuple[list[Dataset], tuple[str, ...]]:
    """Return the objects of an answer as datasets, and notes on what was left out of them."""
    said = [told(each) for each in objects_of(answer)]
    tags = {problem.tag for each in said for problem in each.problems if problem.tag}
    notes = (f"Not understood in the answer: {', '.join(sorted(tags))}.",) if tags else ()
    return [each.dataset for each in said], notes


def told(
    described: Mapping[str, Any], fetch: Callable[[str, str], bytes | None] | None = None
) -> Told:
    """Return what a server says of one object as a dataset.

    Parameters
    ----------
    described
        The object in JSON.
    fetch
        Gives a value that the server gives only by itself, from the path of its element and its
        address; ``None`` leaves it empty.
    """
    reader = _Reader(fetch)
    with kept_warnings():
        dataset = reader.dataset(described, "", top=True)
    return Told(dataset, tuple(reader.problems), reader.bulk)


class _Reader:
    """Reads one object, element by element: a broken one is left out, and no other."""

    def __init__(self, fetch: Callable[[str, str], bytes | None] | None) -> None:
        self._fetch = fetch
        self.problems: list[Problem] = []
        self.bulk: dict[str, str] = {}

    def dataset(self, described: Mapping[str, Any], above: str, *, top: bool = False) -> Dataset:
        found, meta = Dataset(), FileMetaDataset()
        for key, body in sorted(described.items()):
            if not _TAG.fullmatch(key) or not isinstance(body, dict):
                self.problems.append(Problem(_STRANGE))
                continue
            tag = BaseTag(int(key, 16))
            element = self._element(tag, body, above + key.upper())
            if element is not None:
                (meta if top and tag.group == _META else found).add(element)
        if top:
            found.file_meta = meta
        return found

    def _element(self, tag: BaseTag, body: dict[str, Any], path: str) -> DataElement | None:
        try:
            vr = str(body.get("vr") or dictionary_VR(tag)).partition(" ")[0]
            key = next((key for key in _VALUES if key in body), None)
            if vr == "SQ":
                items = body.get("Value") or []
                found = [
                    self.dataset(item or {}, f"{path}.{number}.")
                    for number, item in enumerate(items)
                ]
                return DataElement(tag, vr, found)
            if key == "BulkDataURI":
                return self._apart(tag, vr, body[key], path)
            return DataElement.from_json(Dataset, path[-8:], vr, body.get(key or ""), key)
        except PacsError:
            raise
        except Exception:  # noqa: BLE001 - pydicom raises whatever a broken value provokes
            self.problems.append(problem_at(tag, _STRANGE))
            return None

    def _apart(self, tag: BaseTag, vr: str, uri: Any, path: str) -> DataElement:
        """Return an element whose value stands elsewhere."""
        uri = uri[0] if isinstance(uri, list) else uri
        data = self._fetch(path, uri) if self._fetch is not None else None
        if data is None:
            self.bulk[path] = uri
            self.problems.append(problem_at(tag, _APART, "info"))
            return DataElement(tag, vr, None)
        if vr in _TEXT:
            return DataElement(tag, vr, data.decode("utf-8", "replace").rstrip(" \0"))
        raw = RawDataElement(tag, vr, len(data), data, 0, False, True)
        return convert_raw_data_element(raw)
