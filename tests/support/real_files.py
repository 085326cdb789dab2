"""Real files beside what was written of them, read apart from the code that wrote it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from pydicom import dcmread
from pydicom.datadict import tag_for_keyword
from support.deidentified import plain
from support.planned import elements_by_path

from dicomwidgets.deidentification.engine.soundness import PIXELS
from dicomwidgets.deidentification.known import KNOWN_TAGS
from dicomwidgets.deidentification.profile import profile_named
from dicomwidgets.deidentification.stamps import STAMPED
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.planned import Written

    from dicomwidgets.encoding.walk import FileMap

__all__ = ["changed_outside_the_table", "pixels_of", "readable"]

_FOLLOW = {0x00080001, 0x00280301, 0x00420015}
"""Length to End goes; Burned In Annotation and Encapsulated Document Length follow what is done."""
_CONTENT = ("ContentSequence", "AcquisitionContextSequence", "SpecimenPreparationStepContentItem")
_OF_FRAMES = {"PhotometricInterpretation", "PlanarConfiguration"}
_STEP = re.compile(r"(\w+|\([0-9A-F]{4},[0-9A-F]{4}\))\[\d+\]")


def pixels_of(data: bytes, file_map: FileMap | None = None) -> list[bytes]:
    """Return the pixels of a file, however they are encoded."""
    spans = (file_map or walk_file(data)).spans
    data, found = plain(data), []
    for index in range(len(spans) - 1, -1, -1):
        row = spans.row(index)
        if not row[5] and row[7] == "element":
            if row[1] in PIXELS:
                found.append(data[row[0] + row[3] : spans.stop(index)])
            elif row[1] < min(PIXELS):
                break
    return found


def readable(data: bytes) -> bytes:
    """Return a file as pydicom writes it in explicit VR, without what a strict reader stumbles at.

    That is group 0001 (PS3.5 7.1: no data element may have it).
    """
    with kept_warnings():
        dataset = dcmread(BytesIO(data), force=True)
        for tag in [tag for tag in dataset if tag.tag.group == 1]:
            del dataset[tag.tag]
        out = BytesIO()
        compressed = getattr(dataset.file_meta, "TransferSyntaxUID", None)
        if not (compressed and compressed.is_compressed):
            dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
        dataset.save_as(out, implicit_vr=False, little_endian=True)
    return out.getvalue()


def changed_outside_the_table(source: bytes, result: bytes, options: frozenset[str]) -> list[str]:
    """Return the elements that PS3.15 Table E.1-1 does not list and that are not as they were.

    Left out is what stands in a sequence that the table lists, the stamps, and a value that says
    something of what the file tells about its patient. With clean structured content what is in
    content items is left out as well; where pixels were cleaned, what says how they are encoded.
    """
    before, after = elements_by_path(source), elements_by_path(result)
    told = _told(before)
    cleaned = _CONTENT if "clean_structured_content" in options else ()
    if "clean_pixel_data" in options and pixels_of(source) != pixels_of(result):
        before = {path: old for path, old in before.items() if path not in _OF_FRAMES}
    return [
        path
        for path, old in before.items()
        if _is_outside(path, old)
        and not any(each in path for each in cleaned)
        and not _is_same(old, after.get(path), told)
    ]


def _is_outside(path: str, old: Written) -> bool:
    rule_for = profile_named("basic").rule_for
    own = old.tag in STAMPED or old.tag in _FOLLOW or old.tag in PIXELS or not old.tag & 0xFFFF
    if own or old.is_sequence or old.tag >> 16 == 2 or rule_for(old.tag) is not None:
        return False
    return all(rule_for(_tag(step)) is None for step in _STEP.findall(path))


def _tag(step: str) -> int:
    if step.startswith("("):
        return int(step[1:5] + step[6:10], 16)
    return tag_for_keyword(step) or 0


def _is_same(old: Written, new: Written | None, told: frozenset[str]) -> bool:
    if new is not None and new.value[: len(old.value)] == old.value:
        return len(new.value) - len(old.value) == len(old.value) % 2
    text = old.value.replace(b"\0", b"").decode("latin-1").lower()
    return any(each in text for each in told)


def _told(before: Mapping[str, Written]) -> frozenset[str]:
    """Return the words that a file tells of its patient."""
    words: set[str] = set()
    for old in before.values():
        kind = KNOWN_TAGS.get(old.tag)
        text = old.value.decode("latin-1").strip(" \0").lower()
        if kind == "uid":
            words.add(text)
        elif kind or old.vr == "PN":
            words.update(re.findall(r"[^\W\d_]+|\d+", text), re.split(r"[\W_]+", text), [text])
    return frozenset(word for word in words if len(word) > 2)
