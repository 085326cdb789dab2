"""What one element is: our sentence on it, what its VR allows, its Type in this kind of object."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from dicomwidgets.elements.descriptors import NAMES_OF_OTHERS
from dicomwidgets.elements.node import BREAK_ID, BREAK_TAG
from dicomwidgets.elements.path import path_of
from dicomwidgets.elements.shown import values_of
from dicomwidgets.reference.character_sets import defined_terms
from dicomwidgets.reference.explanations import explanation_of
from dicomwidgets.reference.links import VRS as VR_LINK
from dicomwidgets.reference.links import element_link
from dicomwidgets.reference.modules import iod_of, uses_of
from dicomwidgets.reference.sop_classes import sop_classes
from dicomwidgets.reference.tags import is_private_creator, tag_info, tag_text
from dicomwidgets.reference.transfer_syntaxes import transfer_syntaxes
from dicomwidgets.reference.uids import uid_name
from dicomwidgets.reference.vrs import vr_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.elements.walk import Node
    from dicomwidgets.reference.tags import TagInfo

__all__ = ["ElementExplanation", "TypeTold", "ValueTold", "VrTold", "explain", "explain_break"]

_SOP_CLASS, _MEDIA_SOP_CLASS, _CHARSET = 0x00080016, 0x00020002, 0x00080005
_META_TYPES = {**dict.fromkeys((0x00, 0x01, 0x02, 0x03, 0x10, 0x12), "1"), 0x0102: "1C"}
_META_CONDITION = "Private Information Creator UID is there"
_MOST_VALUES = 16
_PRIVATE = "A private element: its meaning is what its creator says, not the standard."
_CREATOR = (
    "Reserves a block of private elements for the maker named here: those of this group whose "
    "numbers begin with its own last two digits."
)
_ITEM = "One item of the sequence: a dataset of its own."


class VrTold(TypedDict):
    """A value representation and what it allows; empty texts where there is no limit."""

    code: str
    name: str
    limit: str
    repertoire: str
    padding: str
    separator: str
    explanation: str
    link: str


class TypeTold(TypedDict):
    """The Type of the element in a module of this kind of object.

    `condition` says of Types 1C and 2C when they hold, as it follows "required if"; empty where
    the condition is not decided.
    """

    module: str
    usage: str
    type: str
    condition: str
    link: str


class ValueTold(TypedDict):
    """A value that the standard has a meaning for: a UID, a tag, a character set."""

    value: str
    name: str
    explanation: str
    link: str


class ElementExplanation(TypedDict):
    """What is known of an element beside its value (PS3.3, PS3.5 6.2, PS3.6).

    `text` is our sentence, empty where there is none; `vm` what the dictionary says; `object` the
    kind of object that `types` are about, empty where it is not known. `link` leads to the
    standard, and is followed only where the user does.
    """

    id: int
    path: str
    tag: str
    name: str
    keyword: str
    text: str
    category: str
    vr: VrTold | None
    vm: str
    retired: bool
    creator: str
    object: str
    types: list[TypeTold]
    values: list[ValueTold]
    link: str


def explain(nodes: Sequence[Node], index: int) -> ElementExplanation:
    """Return what is known of an element.

    Parameters
    ----------
    nodes
        As `elements.walk.walk` returns them.
    index
        Of the element, or of an item.
    """
    node = nodes[index]
    info = tag_info(node.tag, node.scope.creator(node.tag))
    text, category = _text(node, info)
    iod = iod_of(_sop_class(nodes))
    is_element = node.element is not None
    in_meta = node.tag >> 16 == 2 and node.depth == 0
    return {
        "id": node.id,
        "path": path_of(nodes, index),
        "tag": tag_text(node.tag),
        "name": info.name if is_element else f"Item {node.item}",
        "keyword": info.keyword if is_element else "",
        "text": text,
        "category": category,
        "vr": _vr(node.vr) if is_element else None,
        "vm": info.vm if is_element else "",
        "retired": info.retired,
        "creator": node.scope.creator(node.tag),
        "object": "every file" if in_meta else iod.name if iod else "",
        "types": (_meta_types(node) if in_meta else _types(nodes, index)) if is_element else [],
        "values": _values(node),
        "link": element_link(node.tag) if is_element else "",
    }


def explain_break() -> ElementExplanation:
    """Return what is told of the row that says where a file breaks off."""
    return {
        "id": BREAK_ID,
        "path": "",
        "tag": "",
        "name": NAMES_OF_OTHERS[BREAK_TAG],
        "keyword": "",
        "text": "From here on the bytes are no whole elements: the file was cut short, or a length "
        "in it is wrong. What came after can't be read; copy or export the file again.",
        "category": "",
        "vr": None,
        "vm": "",
        "retired": False,
        "creator": "",
        "object": "",
        "types": [],
        "values": [],
        "link": "",
    }


def _text(node: Node, info: TagInfo) -> tuple[str, str]:
    """Return our sentence on an element, and its category."""
    if node.element is None:
        return _ITEM, ""
    if is_private_creator(node.tag):
        return _CREATOR, ""
    found = explanation_of(info.keyword) if info.keyword else None
    if found:
        return found.text, found.category
    return (_PRIVATE if node.tag >> 16 & 1 else ""), ""


def _vr(code: str) -> VrTold | None:
    rule = vr_rules().get(code)
    if rule is None:
        return None
    return {
        "code": code,
        "name": rule.name,
        "limit": rule.limit,
        "repertoire": rule.repertoire,
        "padding": rule.padding,
        "separator": rule.separator,
        "explanation": rule.explanation,
        "link": VR_LINK,
    }


def _types(nodes: Sequence[Node], index: int) -> list[TypeTold]:
    keywords: list[str] = []
    at = index
    while at >= 0:
        node = nodes[at]
        if node.element is not None:
            keywords.append(tag_info(node.tag).keyword)
        at = node.parent
    return [
        {
            "module": use.module.name,
            "usage": use.usage,
            "type": use.type,
            "condition": "",
            "link": use.module.link,
        }
        for use in uses_of(_sop_class(nodes), ".".join(reversed(keywords)))
    ]


def _meta_types(node: Node) -> list[TypeTold]:
    """Return the Type of an element of the file meta information (PS3.10 Table 7.1-1)."""
    kind = _META_TYPES.get(node.tag & 0xFFFF, "3")
    link = element_link(node.tag)
    name, condition = "File Meta Information", _META_CONDITION if kind == "1C" else ""
    return [{"module": name, "usage": "M", "type": kind, "condition": condition, "link": link}]


def _sop_class(nodes: Sequence[Node]) -> str:
    """Return the SOP class of the object, or that of its file meta information."""
    found = {node.tag: node for node in nodes if node.depth == 0}
    for tag in (_SOP_CLASS, _MEDIA_SOP_CLASS):
        uid = next(iter(found[tag].scope.strings(tag)), "") if tag in found else ""
        if uid:
            return uid
    return ""


def _values(node: Node) -> list[ValueTold]:
    """Return the values that the standard has a meaning for: UIDs, tags, character sets."""
    told: list[ValueTold] = []
    if node.vr == "UI":
        told = [_uid(each) for each in node.scope.strings(node.tag)[:_MOST_VALUES]]
    elif node.vr == "AT":
        told = [_pointer(each) for each in _tags(node)[:_MOST_VALUES]]
    elif node.tag == _CHARSET:
        told = [_charset(each.strip()) for each in node.scope.strings(node.tag)]
    return [each for each in told if each["name"]]


def _tags(node: Node) -> list[int]:
    try:
        values, _ = values_of(node)
    except ValueError:
        return []
    return [each for each in values if isinstance(each, int)]


def _uid(uid: str) -> ValueTold:
    syntax, sop_class = transfer_syntaxes().get(uid), sop_classes().get(uid)
    known = syntax or sop_class
    return {
        "value": uid,
        "name": uid_name(uid) or "",
        "explanation": known.explanation if known else "",
        "link": known.link if known else "",
    }


def _pointer(tag: int) -> ValueTold:
    info = tag_info(tag)
    found = explanation_of(info.keyword) if info.keyword else None
    return {
        "value": tag_text(tag),
        "name": info.name,
        "explanation": found.text if found else "",
        "link": element_link(tag),
    }


def _charset(term: str) -> ValueTold:
    known = defined_terms().get(term)
    return {
        "value": term,
        "name": known.name if known else "",
        "explanation": known.explanation if known else "",
        "link": known.link if known else "",
    }
