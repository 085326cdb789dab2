"""What has to be known of a file before its first byte is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.content_concepts import named_by
from dicomwidgets.deidentification.engine.concepts import item_concept
from dicomwidgets.deidentification.engine.plain import shown
from dicomwidgets.deidentification.engine.text import charset_in, read_by, readings, strings
from dicomwidgets.deidentification.known import KNOWN_TAGS, PERSON
from dicomwidgets.deidentification.stamps import NO_EARLIER, Earlier
from dicomwidgets.deidentification.structured import TEXT_VALUE
from dicomwidgets.elements.characters import UNDECLARED
from dicomwidgets.reference.dictionary import tags_of_persons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.encoding.span import SpanRow

__all__ = ["Facts", "facts_of"]

_CHARSET = 0x00080005
_SOP_CLASS, _MEDIA_SOP_CLASS, _SOP_INSTANCE = 0x00080016, 0x00020002, 0x00080018
_STUDY, _PATIENT_ID, _ISSUER = 0x0020000D, 0x00100020, 0x00100021
_METHOD, _METHOD_CODES, _CODE_VALUE = 0x00120063, 0x00120064, 0x00080100
_REMOVED, _BURNED_IN, _TIMES_MODIFIED = 0x00120062, 0x00280301, 0x00280303
_TOP = frozenset(
    {
        *(_SOP_CLASS, _MEDIA_SOP_CLASS, _SOP_INSTANCE, _STUDY, _PATIENT_ID, _ISSUER),
        *(_REMOVED, _METHOD, _METHOD_CODES, _BURNED_IN, _TIMES_MODIFIED),
    }
)


@dataclass(slots=True)
class Facts:
    """Values of a file that decide about others.

    Parameters
    ----------
    top
        Values of some elements at the top, by tag.
    codes
        Of De-identification Method Code Sequence.
    known
        Values of elements that tell who the patient is, at all depths, by tag.
    charsets
        Defined Terms of the character sets that the file names anywhere.
    """

    top: dict[int, list[str]] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    known: dict[int, list[str]] = field(default_factory=dict)
    charsets: dict[str, None] = field(default_factory=dict)

    def first(self, tag: int) -> str:
        """Return the first value of an element at the top; empty if there is none."""
        return next(iter(self.top.get(tag, ())), "")

    @property
    def sop_class(self) -> str:
        """SOP Class UID, of the dataset, else of the file meta information."""
        return self.first(_SOP_CLASS) or self.first(_MEDIA_SOP_CLASS)

    @property
    def instance(self) -> str:
        """The dataset's SOP Instance UID."""
        return self.first(_SOP_INSTANCE)

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Issuer of Patient ID, Patient ID, and what stands in: study and instance."""
        issuer, patient, study, instance = (
            "\\".join(self.top.get(tag, ()))
            for tag in (_ISSUER, _PATIENT_ID, _STUDY, _SOP_INSTANCE)
        )
        return issuer, patient, study, instance

    @property
    def earlier(self) -> Earlier:
        """What the file says of earlier anonymizations."""
        removed, modified = self.first(_REMOVED), self.first(_TIMES_MODIFIED)
        methods = tuple(_plain(text) for text in self.top.get(_METHOD, ()) if text)
        burned_in = self.first(_BURNED_IN)
        if not (removed or methods or self.codes or modified or burned_in):
            return NO_EARLIER
        return Earlier(removed, methods, tuple(self.codes), modified, burned_in)


def facts_of(rows: Sequence[SpanRow], content: Content) -> Facts:
    """Return the facts of a file.

    Parameters
    ----------
    rows, content
        The dataset.
    """
    facts = Facts()
    wanted = _wanted()
    charsets = {-1: UNDECLARED}
    for index in [at for at, row in enumerate(rows) if row[1] in wanted or row[2] == "PN"]:
        offset, tag, vr, header, length, depth, parent, _ = rows[index]
        if tag == _METHOD_CODES:
            facts.codes += [] if depth else _codes(rows, index, content)
            continue
        data = content.read(offset + header, offset + header + length)
        if tag == _CHARSET:
            charsets[parent] = charset_in(data, UNDECLARED)
            facts.charsets |= dict.fromkeys(strings("CS", data, UNDECLARED))
            continue
        while parent not in charsets:
            parent = rows[parent].parent
        by = read_by(tag, vr)
        data = shown(by, data)
        values = strings(by, data, charsets[parent])
        if not depth and tag in _TOP:
            facts.top[tag] = values
        if tag == TEXT_VALUE:
            texts = readings(by, data, charsets[parent])
            like, named = named_by(_concept(rows, rows[index].parent, content), texts)
            facts.known.setdefault(like, []).extend(named)
        elif vr == "PN" or tag not in _TOP or tag in KNOWN_TAGS:
            known = tag if tag in KNOWN_TAGS or tag in wanted else PERSON
            facts.known.setdefault(known, []).extend(readings(by, data, charsets[parent]))
    return facts


@cache
def _wanted() -> frozenset[int]:
    return _TOP.union((_CHARSET, TEXT_VALUE), KNOWN_TAGS, tags_of_persons())


def _concept(rows: Sequence[SpanRow], parent: int, content: Content) -> str:
    """Return the key of what the content item is about that a value stands in."""
    return "" if parent < 0 else item_concept(rows, parent, "concept", content.read)


def _plain(text: str) -> str:
    """Return a text in ASCII: a stamp is written without a look at the character set."""
    return text.encode("ascii", "replace").decode("ascii")


def _codes(rows: Sequence[SpanRow], index: int, content: Content) -> list[str]:
    found = []
    for row in rows[index + 1 :]:
        if not row.depth:
            break
        if row.tag == _CODE_VALUE:
            start = row.offset + row.header
            data = content.read(start, start + row.length)
            found += strings("SH", data, UNDECLARED)[:1]
    return found
