"""Each value by itself: VR, length, format, number of values, character set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.checking.subject import Mark, Subject, Value
from dicomwidgets.checking.text_values import text_fault
from dicomwidgets.elements.characters import doubt
from dicomwidgets.elements.decode import HEAD
from dicomwidgets.reference.character_sets import defined_terms
from dicomwidgets.reference.tags import is_private, tag_info
from dicomwidgets.reference.vrs import VRS, vr_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.elements.walk import Node
    from dicomwidgets.reference.tags import TagInfo

__all__ = ["check_character_sets", "check_values"]

_CHARSET = 0x00080005
_RANGE = re.compile(r"(\d+)(?:-(\d*)(n?))?")
_ALONE = ("ISO_IR 192", "GB18030", "GBK")
_BYTES = ("OB", "OD", "OF", "OL", "OV", "OW", "UN", "SQ")


def check_values(subject: Subject) -> Iterator[Mark]:
    """Yield what is wrong with each value, at most one fault an element and kind."""
    for index, node in enumerate(subject.nodes):
        element = node.element
        if element is None:
            continue
        info = tag_info(node.tag, node.scope.creator(node.tag))
        if info.retired and node.tag & 0xFFFF:
            yield Mark("retired", "This element is retired.", index)
        if node.problem:
            yield Mark("sequence-unread", "The sequence can't be read to its end.", index)
        fault = _vr_fault(node, info)
        if fault:
            yield fault._replace(at=index)
            if fault.rule == "vr-unknown":
                continue
        if node.vr in _BYTES or node.tag == _CHARSET:
            continue
        yield from _value_faults(subject, index, info)


def _vr_fault(node: Node, info: TagInfo) -> Mark | None:
    written = str(node.element.VR or "") if node.element is not None else ""
    if not written or " " in written:
        return None
    if written not in VRS:
        return Mark("vr-unknown", f"The standard has no VR {written!r}.")
    if is_private(node.tag) or not info.vr or info.vr == "NONE" or written == "UN":
        return None
    if written in info.vr.split(" or "):
        return None
    return Mark("vr-differs", f"The file says {written}, the dictionary {info.vr}.")


def _value_faults(subject: Subject, index: int, info: TagInfo) -> Iterator[Mark]:
    node = subject.nodes[index]
    value = subject.value(index)
    if value.error:
        yield Mark("value-size", _sized(subject, index), index)
        return
    kind = vr_of(node.vr).kind
    faults = list(_text_faults(subject, index, value)) if kind in ("string", "text") else []
    if kind == "text" and not any(each.rule == "value-characters" for each in faults):
        yield from _charset_faults(subject, index, value)
    yield from faults
    if not is_private(node.tag) and value.total and not _fits(value.total, info.vm):
        plural = "value" if value.total == 1 else "values"
        yield Mark("vm", f"{value.total:,} {plural}; the dictionary says {info.vm}.", index)


def _sized(subject: Subject, index: int) -> str:
    size, length = vr_of(subject.nodes[index].vr).size, subject.length(index)
    if size and length is not None and length % size:
        return f"{length:,} bytes are no whole number of values of {size} bytes."
    return "The value can't be decoded."


def _text_faults(subject: Subject, index: int, value: Value) -> Iterator[Mark]:
    vr = subject.nodes[index].vr
    values = value.values if isinstance(value.values, list) else []
    raw = subject.raw(index)
    if raw is not None and len(raw) > HEAD:
        values = values[:-1]  # the last one was cut
    faults = [
        (place, fault) for place, each in enumerate(values) if (fault := text_fault(vr, str(each)))
    ]
    if faults:
        place, fault = faults[0]
        several = f"Value {place + 1} of {len(values)}: " if len(values) > 1 else ""
        more = f" ({len(faults)} values are wrong.)" if len(faults) > 1 else ""
        yield Mark(fault.rule, f"{several}{fault.message}{more}", index)
    elif raw and (wrong := _padding(vr, raw)):
        yield Mark("value-padding", wrong, index)


def _padding(vr: str, raw: bytes) -> str:
    if vr == "UI":
        return "The UID is padded with a space." if raw.endswith(b" ") else ""
    return "The text is padded with a zero byte." if raw.endswith(b"\0") else ""


def _charset_faults(subject: Subject, index: int, value: Value) -> Iterator[Mark]:
    node = subject.nodes[index]
    raw = subject.raw(index)
    if raw is None:
        values = value.values if isinstance(value.values, list) else []
        foreign = any(not str(each).isascii() for each in values)
    else:
        foreign = not raw[:HEAD].isascii() or b"\x1b" in raw[:HEAD]
    if foreign and not node.scope.declares_charset:
        text = "Characters beyond ASCII, and no Specific Character Set is declared."
        yield Mark("charset-undeclared", text, index)
    elif value.warnings:
        yield Mark("charset-undecodable", value.warnings[0], index)
    elif raw and foreign:
        told = doubt(raw[:HEAD], node.scope.charset)
        # What is wrong with the declaration is told where that stands.
        if told and told != node.scope.charset.remark:
            yield Mark("charset-doubtful", told, index)


def _fits(count: int, vm: str) -> bool:
    """Whether a number of values is one that the dictionary's VM allows."""
    found = _RANGE.fullmatch(vm)
    if found is None:
        return True
    least, most, several = int(found[1]), found[2], found[3]
    if most is None:
        return count == least
    if several:
        step = int(most or 1)
        return count >= least and count % step == 0
    return least <= count <= int(most)


def check_character_sets(subject: Subject) -> Iterator[Mark]:
    """Yield what is wrong with the declarations of character sets (PS3.3 C.12.1.1.2)."""
    known = defined_terms()
    for index, node in enumerate(subject.nodes):
        if node.tag != _CHARSET or node.element is None:
            continue
        terms = [str(each).strip() for each in subject.value(index).values]
        unknown = [term for term in terms if term and term not in known]
        if unknown:
            yield Mark("charset-unknown", f"{unknown[0]!r} is no Defined Term.", index)
        elif len(terms) > 1:
            yield from _combined(terms, index)


def _combined(terms: list[str], index: int) -> Iterator[Mark]:
    known = defined_terms()
    alone = next((term for term in terms if term in _ALONE), "")
    plain = next((term for term in terms if term and term != known[term].extension), "")
    if alone:
        yield Mark("charset-combination", f"{alone} must stand alone.", index)
    elif plain:
        extended = known[plain].extension
        text = f"{plain} among several sets; the term with code extensions is {extended}."
        yield Mark("charset-combination", text, index)
