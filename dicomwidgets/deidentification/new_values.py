"""The new values that a plan shows, made by the same hands as those that are written."""

from __future__ import annotations

from collections.abc import MutableSequence
from typing import TYPE_CHECKING

from pydicom.dataelem import RawDataElement

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import OWN, Verdict, keep
from dicomwidgets.deidentification.content_concepts import named_by
from dicomwidgets.deidentification.deciding import PIXELS
from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.deidentification.engine.cleaned import cleaned
from dicomwidgets.deidentification.engine.kept import Kept, masked_texts, new_instance
from dicomwidgets.deidentification.engine.plain import SMALL, plain_terms, pool_of
from dicomwidgets.deidentification.engine.text import BINARY, readings, strings
from dicomwidgets.deidentification.known import KNOWN_TAGS, PERSON, Known
from dicomwidgets.deidentification.mapping import partner_of
from dicomwidgets.deidentification.node_concepts import node_concept
from dicomwidgets.deidentification.structured import TEXT_VALUE
from dicomwidgets.editing.encode import CharacterSetError
from dicomwidgets.elements.characters import Charset
from dicomwidgets.elements.decode import decode
from dicomwidgets.reference.tags import tag_info
from dicomwidgets.reference.uids import is_registered
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dicomwidgets.deidentification.mapping import Mapping, Subject, Transform
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.elements.walk import Node

__all__ = ["NewValues", "values_of"]

_CHARSET = 0x00080005
_IDENTITY = (0x00100021, 0x00100020, 0x0020000D, 0x00080018)
"""Issuer of Patient ID, Patient ID, Study and SOP Instance UID."""
_TELLING = frozenset({*KNOWN_TAGS, *_IDENTITY, _CHARSET, TEXT_VALUE})
_PSEUDONYM = "pseudonym"
_UTF8 = Charset(("utf-8",))
_DOUBTFUL = b"\0?"
_SEARCHED = frozenset(code for code, vr in VRS.items() if vr.kind in {"string", "text", "bytes"})
"""VRs whose values may hold a text."""
_TEXTS = frozenset(code for code, vr in VRS.items() if vr.kind in {"string", "text"})
_ONE = frozenset(code for code, vr in VRS.items() if not vr.several)
_PADDING = " \0"


class NewValues:
    """Gives verdicts their values for one file.

    Parameters
    ----------
    nodes
        The whole file, walked: what it tells of its patient is searched for in what is kept.
    mapping
        What makes pseudonyms, UIDs and shifts.
    policy
        With the options in use.
    """

    def __init__(self, nodes: Sequence[Node], mapping: Mapping, policy: Policy) -> None:
        telling = [node for node in nodes if node.tag in _TELLING or node.vr == "PN"]
        self.subject = _subject(telling, mapping)
        known = _known(telling, nodes, policy.options)
        self._transform: Transform = self.subject.with_file(known, policy.options)
        self._kept: list[tuple[Verdict, Node, int]] = []
        self._together = Kept()

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be made as asked."""
        return tuple(self._transform.notes)

    def instance(self, verdict: Verdict, old: str) -> str:
        """Return the SOP Instance UID that is written (`engine.kept.new_instance`)."""
        return new_instance(verdict, old, self._transform)

    def masked(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return texts without what is known of the patient (`engine.kept.masked_texts`)."""
        return masked_texts(texts, self._transform.known)

    def made(self, verdict: Verdict, node: Node, at: int) -> Verdict:
        """Return the verdict about an element with its new value in it.

        Parameters
        ----------
        verdict
            As decided without looking at values. One that changes nothing here becomes "keep".
        node
            The element.
        at
            Number of its row, by which `found` names it if it is kept.
        """
        make = verdict.make
        if make in {"value", "item"} or verdict.action in {"remove", "empty"} or _is_opaque(node):
            return verdict
        if not make:
            self._keep(verdict, node, at)
            return verdict
        old = values_of(node)
        new = None
        if old or make == _PSEUDONYM:
            new = self._transform.new(verdict, node.vr, old, _partner(verdict, node))
        if new is None:
            kept = keep(_unchanged(verdict, old), verdict.code)
            self._keep(kept, node, at)
            return kept
        why = f"{verdict.why} {self.subject.label}." if make == _PSEUDONYM else verdict.why
        return verdict._replace(value=_shown(new), why=why)

    def found(self) -> Iterator[tuple[int, Verdict]]:
        """Yield the kept elements that say something known of the patient: row and new verdict.

        All that is kept is searched at once, which most often finds nothing.
        """
        for number in sorted(self._together.suspects(self._transform.known)):
            verdict, node, at = self._kept[number]
            data, charset = _written(node)
            try:
                new = cleaned(node.tag, node.vr, data, charset, self._transform)
            except CharacterSetError:
                new = str(dummy_value(node.vr)).encode()
            if new is not None:
                value = new if node.vr in BINARY else _shown(strings(node.vr, new, charset))
                yield at, Verdict("clean", verdict.code, self._why(values_of(node)), "clean", value)

    def _keep(self, verdict: Verdict, node: Node, at: int) -> None:
        """Remember a kept element; who keeps one by a rule of their own means its value."""
        if verdict.code == OWN or node.vr == "SQ":
            return
        data = _bytes_of(node)
        if node.tag == _CHARSET:
            data = b"" if plain_terms(data) == data else _DOUBTFUL
        elif node.vr not in _SEARCHED and len(data) <= SMALL:
            return
        self._together.add(data, len(self._kept), pool_of(node.tag, node.vr))
        self._kept.append((verdict, node, at))

    def _why(self, old: list[str] | bytes) -> str:
        kinds = self._kinds(old)
        return reasons.says_known(kinds) if kinds else reasons.OUTSIDE["no_value_of_its_kind"]

    def _kinds(self, old: list[str] | bytes) -> tuple[str, ...]:
        known = self._transform.known
        if isinstance(old, bytes):
            hits = known.hits(old)
        else:
            hits = [hit for text in old for hit in known.text_hits(text)]
        return tuple(sorted({hit.kind for hit in hits}))


def _is_opaque(node: Node) -> bool:
    return node.vr == "SQ" or node.tag in PIXELS


def _written(node: Node) -> tuple[bytes, Charset]:
    """Return a value as bytes, those of the file where there is one, and how texts are read."""
    is_raw = isinstance(node.element, RawDataElement)
    return _bytes_of(node), node.scope.charset if is_raw else _UTF8


def _bytes_of(node: Node) -> bytes:
    """Return a value as bytes, those of the file where there is one."""
    element = node.element
    if isinstance(element, RawDataElement):
        return _loaded(node, element) if element.value is None else element.value
    values = values_of(node)
    return values if isinstance(values, bytes) else "\\".join(values).encode()


def values_of(node: Node) -> list[str] | bytes:
    """Return the values of an element as texts, or its bytes where it is none."""
    element, vr = node.element, node.vr
    if element is None:
        return []
    if isinstance(element, RawDataElement):
        data = _loaded(node, element) if element.value is None else element.value
        if vr in _TEXTS and data.isascii() and b"\x1b" not in data:
            return _plain(vr, data)
        found, _ = decode(vr, data, encodings=node.scope.encodings, head=16 * len(data))
        return found if isinstance(found, bytes) else [str(each) for each in found]
    value = element.value
    if value is None or isinstance(value, bytes):
        return value or []
    if isinstance(value, MutableSequence | tuple):
        return [str(each) for each in value]
    return [str(value)] if str(value) else []


def _plain(vr: str, data: bytes) -> list[str]:
    """Return the values of a text in ASCII, as nearly all are: what `decode` gives, sooner."""
    text = data.decode("ascii")
    if vr in _ONE:
        return [text.rstrip(_PADDING)] if text else []
    if "\\" in text:
        return [value.strip(_PADDING) for value in text.split("\\")]
    value = text.strip(_PADDING)
    return [value] if value else []


def _loaded(node: Node, element: RawDataElement) -> bytes:
    """Return a value, read from its file now if that was put off; nothing where that fails."""
    try:
        return node.scope.loaded(element).value or b""
    except Exception:  # noqa: BLE001 - the file may be gone, or be another one by now
        return b""


def _subject(telling: Sequence[Node], mapping: Mapping) -> Subject:
    found = {
        node.tag: "\\".join(_texts(node))
        for node in telling
        if not node.depth and node.tag in _IDENTITY
    }
    return mapping.subject(*(found.get(tag, "") for tag in _IDENTITY))


def _known(telling: Sequence[Node], nodes: Sequence[Node], options: Iterable[str]) -> Known:
    values: dict[int, list[str]] = {}
    charsets: dict[str, None] = {}
    for node in telling:
        tag = node.tag
        if node.vr == "PN" or tag in KNOWN_TAGS:
            is_named = tag in KNOWN_TAGS or tag_info(tag).vr == "PN"
            known = tag if is_named else PERSON
            values.setdefault(known, []).extend(readings(node.vr, *_written(node)))
        elif tag == TEXT_VALUE and node.parent >= 0:
            concept = node_concept(nodes, node.parent, "concept")
            like, named = named_by(concept, readings(node.vr, *_written(node)))
            values.setdefault(like, []).extend(named)
        elif tag == _CHARSET:
            charsets |= dict.fromkeys(_texts(node))
    return Known.of(values, charsets, options)


def _texts(node: Node) -> list[str]:
    values = values_of(node)
    return [values.decode("latin-1")] if isinstance(values, bytes) else values


def _partner(verdict: Verdict, node: Node) -> str | None:
    """Return the time that belongs to a date, or the date of a time, in the same dataset."""
    wanted = partner_of(node.tag) if verdict.make == "date" else None
    return "\\".join(node.scope.strings(wanted)) if wanted else None


def _unchanged(verdict: Verdict, old: list[str] | bytes) -> str:
    """Return why an element stays as it is although it was to be changed."""
    if verdict.make == "uid":
        if not old or not any(old):
            return reasons.OUTSIDE["no_uid"]
        if all(is_registered(str(uid)) for uid in old):
            return reasons.OUTSIDE["registered"]
    return f"{verdict.why} {reasons.OUTSIDE['nothing_found' if old else 'no_value']}"


def _shown(new: Sequence[str] | bytes) -> str | list[str] | bytes:
    if isinstance(new, bytes):
        return new
    return new[0] if len(new) == 1 else list(new)
