"""The new values that a plan shows, made by the same hands as those that are written."""

from __future__ import annotations

from collections.abc import MutableSequence
from typing import TYPE_CHECKING

from pydicom.dataelem import RawDataElement

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import OWN, Verdict, keep
from dicomwidgets.deidentification.deciding import PIXELS
from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.deidentification.known import KNOWN_TAGS, Known
from dicomwidgets.deidentification.mapping import partner_of
from dicomwidgets.elements.decode import decode
from dicomwidgets.reference.uids import is_registered
from dicomwidgets.reference.vrs import VRS, vr_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dicomwidgets.deidentification.mapping import Mapping, Subject, Transform
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.elements.walk import Node

__all__ = ["NewValues", "values_of"]

_CHARSET = 0x00080005
_STUDY, _INSTANCE = 0x0020000D, 0x00080018
_PATIENT_ID, _ISSUER = 0x00100020, 0x00100021
_PSEUDONYM = "pseudonym"
_SEARCHED = frozenset(code for code, vr in VRS.items() if vr.kind in {"string", "text", "bytes"})
"""VRs whose values may hold a text."""

_AS_UID = Verdict("uid", "—", "", "uid")


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
        self.subject = _subject(nodes, mapping)
        known = _known(nodes, policy.options)
        self._transform: Transform = self.subject.with_file(known, policy.options)

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be made as asked."""
        return tuple(self._transform.notes)

    def made(self, verdict: Verdict, node: Node) -> Verdict:
        """Return the verdict about an element with its new value in it.

        Parameters
        ----------
        verdict
            As decided without looking at values. One that changes nothing here becomes "keep".
        node
            The element.
        """
        make = verdict.make
        if make in {"value", "item"} or node.vr == "SQ" or node.tag in PIXELS:
            return verdict
        if verdict.action in {"remove", "empty"}:
            return verdict
        if verdict.action == "keep" and verdict.code == OWN:
            return verdict  # who keeps an element by a rule of their own means its value
        if not make:
            return self._searched(verdict, node)
        old = values_of(node)
        if not old and make != _PSEUDONYM:
            return keep(_unchanged(verdict, old), verdict.code)
        new = self._transform.new(verdict, node.vr, old, _partner(verdict, node))
        if new is None:
            return self._searched(keep(_unchanged(verdict, old), verdict.code), node)
        why = f"{verdict.why} {self.subject.label}." if make == _PSEUDONYM else verdict.why
        return verdict._replace(value=_shown(new), why=why)

    def _searched(self, verdict: Verdict, node: Node) -> Verdict:
        """Return the verdict about a kept element: what is known of the patient goes."""
        if node.vr not in _SEARCHED:
            return verdict
        old = values_of(node)
        kinds = self._kinds(old)
        if not kinds:
            return verdict
        new = self._without(node.vr, old)
        if new is None:
            return verdict
        return Verdict("clean", verdict.code, reasons.says_known(kinds), "clean", _shown(new))

    def _kinds(self, old: list[str] | bytes) -> tuple[str, ...]:
        known = self._transform.known
        if isinstance(old, bytes):
            hits = known.hits(old)
        else:
            hits = [hit for text in old for hit in known.text_hits(text)]
        return tuple(sorted({hit.kind for hit in hits}))

    def _without(self, vr: str, old: list[str] | bytes) -> Sequence[str] | bytes | None:
        if vr == "UI":
            return self._transform.new(_AS_UID, vr, old)
        new = self._transform.without_known(old)
        if new is None or isinstance(new, bytes) or vr_of(vr).kind == "text":
            return new
        # A number, date or code with a part taken out would be none.
        pairs = zip(old, new, strict=True)
        return [str(after if after == before else dummy_value(vr)) for before, after in pairs]


def values_of(node: Node) -> list[str] | bytes:
    """Return the values of an element as texts, or its bytes where it is none."""
    element, vr = node.element, node.vr
    if element is None:
        return []
    if isinstance(element, RawDataElement):
        data = _loaded(node, element)
        found, _ = decode(vr, data, encodings=node.scope.encodings, head=len(data))
        return found if isinstance(found, bytes) else [str(each) for each in found]
    value = element.value
    if value is None or isinstance(value, bytes):
        return value or []
    if isinstance(value, MutableSequence | tuple):
        return [str(each) for each in value]
    return [str(value)] if str(value) else []


def _loaded(node: Node, element: RawDataElement) -> bytes:
    """Return a value, read from its file now if that was put off; nothing where that fails."""
    try:
        return node.scope.loaded(element).value or b""
    except Exception:  # noqa: BLE001 - the file may be gone, or be another one by now
        return b""


def _subject(nodes: Sequence[Node], mapping: Mapping) -> Subject:
    wanted = (_ISSUER, _PATIENT_ID, _STUDY, _INSTANCE)
    found = {
        node.tag: "\\".join(_texts(node)) for node in nodes if node.tag in wanted and not node.depth
    }
    return mapping.subject(*(found.get(tag, "") for tag in wanted))


def _known(nodes: Sequence[Node], options: Iterable[str]) -> Known:
    values: dict[int, list[str]] = {}
    charsets: dict[str, None] = {}
    for node in nodes:
        if node.vr == "PN" or node.tag in KNOWN_TAGS:
            values.setdefault(node.tag, []).extend(_texts(node))
        elif node.tag == _CHARSET:
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
