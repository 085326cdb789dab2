"""Real files of every kind against the published table, read here on its own.

One file of each SOP class, transfer syntax and manufacturer: the engine's test, which compares what
is written with the plan, goes over all of them.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.datadict import (
    dictionary_has_tag,
    dictionary_VR,
    keyword_for_tag,
    tag_for_keyword,
)
from support.catalogue import of_each_kind

from dicomwidgets.deidentification import plan
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydicom.dataset import Dataset

KINDS = 158
STAMPS = {0x00120062, 0x00120063, 0x00120064, 0x00280303}
NUMBERS = {"DS", "FD", "FL", "IS", "US"}
PIXELS = {0x7FE00008, 0x7FE00009, 0x7FE00010}
STRENGTH = {"X": 0, "Z": 1, "D": 2, "U*": 2}
ACTION = {"X": "remove", "Z": "empty", "D": "replace", "U*": "uid"}


class Oracle:
    """The action that the published tables demand, by a reading of its own."""

    def __init__(self, folder: Path) -> None:
        table = json.loads((folder / "ps3_15_E1-1.json").read_text("utf-8"))
        self.codes = {row["tag"]: row["basic"] for row in table["rows"]}
        packed = (folder / "iod_types_for_E1-1_all_paths.json.gz").read_bytes()
        types = json.loads(gzip.decompress(packed))
        self.iods, self.types = types["sop_class_to_iod"], types["paths"]

    def code(self, tag: int) -> str | None:
        text = f"{tag:08X}"
        if tag >> 16 & 1:
            return str(self.codes["PRIVATE"])
        if text[:2] == "50" and not int(text[2:4], 16) & 1:
            return str(self.codes["50XXXXXX"])
        if text[:2] == "60" and (masked := f"60XX{text[4:]}") in self.codes:
            return str(self.codes[masked])
        return self.codes.get(text)

    def allowed(self, tag: int, path: str, sop_class: str, value: Any) -> set[str]:
        """Return the actions that are right for one element that is not inside a lost sequence."""
        if path in {"PatientName", "PatientID"}:
            return {"replace"}  # by a pseudonym
        code = self.code(tag)
        if code is None:
            return {"keep"} if keyword_for_tag(tag) else {"keep", "remove"}
        if code == "U":
            uids = [value] if isinstance(value, str) else list(value or [])
            own = [uid for uid in uids if uid and not str(uid).startswith("1.2.840.10008.")]
            return {"uid"} if own else {"keep"}
        letters = code.split("/")
        iod = self.iods.get(sop_class)
        kind = self.types.get(iod, {}).get(path.replace("PerFrame", "Shared"), "?")[0]
        if iod in (None, "basic-directory") or (kind == "?" and "." in path):
            # Z lets a dummy stand where a directory record requires its key (PS3.3 F.5).
            dummy = {"replace"} if iod == "basic-directory" else set()
            return {ACTION[letters[0]], ACTION[letters[-1]], *dummy}
        needed = {"1": 2, "2": 1}.get(kind, 0)
        letter = next((each for each in letters if STRENGTH[each] >= needed), letters[-1])
        if "U*" in letters:
            # References may keep what a list of them elsewhere in the object says.
            return {ACTION[letter], "uid"}
        wanted = {ACTION[letter]}
        required = self.types.get(iod, {}).get(path, "?").startswith("1/")
        return wanted | {"replace"} if (letter == "Z" and kind == "1") or required else wanted


def elements(
    dataset: Dataset, path: str = "", types: str = ""
) -> Iterator[tuple[int, str, str, Any]]:
    """Yield tag, path, path without numbers and value, as pydicom itself reads the dataset."""
    for tag in sorted(dataset.keys()):
        name = f"({tag.group:04X},{tag.element:04X})"
        kind = keyword_for_tag(tag) or name
        # A keyword of many tags (OverlayRows) leads to none of them: the path says which.
        name = kind if tag_for_keyword(kind) == tag else name
        if dictionary_has_tag(tag) and dictionary_VR(tag) in NUMBERS:
            yield int(tag), path + name, types + kind, None  # many, and no verdict looks at them
            continue
        try:
            element = dataset[tag]
        except Exception:  # noqa: BLE001 - pydicom can't read it: an element all the same
            yield int(tag), path + name, types + kind, None
            continue
        is_sequence = element.VR == "SQ"
        yield int(tag), path + name, types + kind, None if is_sequence else element.value
        for number, item in enumerate(element.value or [] if is_sequence else []):
            yield from elements(item, f"{path}{name}[{number}].", f"{types}{kind}.")


def dicom_files(data_dir: Path) -> list[Path]:
    return of_each_kind(data_dir, ("sop_name", "ts", "manufacturer"))


@pytest.fixture(scope="module")
def oracle(data_dir: Path) -> Oracle:
    return Oracle(data_dir / "deid")


def check(path: Path, oracle: Oracle) -> list[str]:
    """Return what is wrong with the plan of one file."""
    with kept_warnings():
        read = dcmread(path, force=True, defer_size=100_000)
        rows = [row for row in plan(read).rows if not row.added]
        found = [*elements(read.file_meta), *elements(read)]
        sop_class = str(read.get("SOPClassUID") or read.file_meta.get("MediaStorageSOPClassUID"))
    wrong = []
    paths = Counter(where for _, where, _, _ in found)
    accounted = Counter(row.path for row in rows)
    by_path = {row.path: row for row in rows}
    if paths != accounted:
        wrong.append(f"accounted for otherwise: {(paths - accounted) + (accounted - paths)}")
    gone = "?"
    for tag, where, types, value in found:
        row = by_path.get(where)
        if row is None or (tag in STAMPS and "." not in where) or tag >> 16 == 2:
            continue
        if where.startswith(gone):
            allowed = {"remove"}
        else:
            allowed = oracle.allowed(tag, types, sop_class, value)
            lost = row.action in {"remove", "empty"} or (row.action == "replace" and row.value)
            if row.vr == "SQ" and lost:
                gone = f"{where}["
        if "keep" in allowed and row.why.startswith("Not to be kept as it is: it says something"):
            continue  # beyond the table: what the file tells of its patient elsewhere
        if row.action == "clean" and tag in PIXELS:
            continue  # what hides around frames: the engine's test holds the plan to it
        if row.action not in allowed:
            wrong.append(f"{where}: {row.action}, not {allowed}")
    return wrong


def test_every_element_of_every_kind_of_file_has_the_action_the_table_demands(
    data_dir: Path, oracle: Oracle
) -> None:
    files = dicom_files(data_dir)
    assert len(files) == KINDS
    wrong = {path.name: found for path in files if (found := check(path, oracle))}
    assert wrong == {}


def test_every_value_before_and_after_can_be_shown(data_dir: Path) -> None:
    """Texts are made for every row of some files; no row raises or changes unseen."""
    for path in dicom_files(data_dir)[::5]:
        with kept_warnings():
            shown = plan(dcmread(path, force=True, defer_size=100_000))
        for row in shown.tree:
            assert isinstance(row.old, str)
            assert row.new == row.old or row.changed or row.action == "empty"
            assert row.why or row.is_item
