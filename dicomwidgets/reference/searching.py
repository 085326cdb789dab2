"""One search over all that is explained: elements, VRs, UIDs, character sets, modules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from pydicom._dicom_dict import DicomDictionary

from dicomwidgets.reference.character_sets import character_sets
from dicomwidgets.reference.explanations import explanations
from dicomwidgets.reference.links import VRS as VR_LINK
from dicomwidgets.reference.links import element_link
from dicomwidgets.reference.modules import iods
from dicomwidgets.reference.sop_classes import sop_classes
from dicomwidgets.reference.tags import tag_text
from dicomwidgets.reference.transfer_syntaxes import transfer_syntaxes
from dicomwidgets.reference.vrs import vr_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Entry", "search"]

Kind = Literal["element", "VR", "transfer syntax", "SOP class", "character set", "module"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of the standard, explained.

    Parameters
    ----------
    kind
        What it is.
    key
        By which files know it: keyword, VR, UID, Defined Term; of a module its name.
    name
        In words.
    explanation
        A sentence of our own; empty where there is none.
    facts
        Tag, VR and VM of an element, the limit of a VR and the like.
    link
        Where the standard says it.
    """

    kind: Kind
    key: str
    name: str
    explanation: str
    facts: str
    link: str


def search(text: str, *, limit: int | None = 50) -> list[Entry]:
    """Return what the reference knows about `text`.

    Parameters
    ----------
    text
        Words, a keyword, a tag (``0010,0010`` or ``00100010``), a VR, a UID, a Defined Term; each
        word must occur, in upper or lower case.
    limit
        How many at most; ``None`` for all.

    Returns
    -------
    list of Entry
        Exact keys first, then keys and names that begin with the text, then those that hold it,
        then explanations that do; what is explained comes before what is not.

    Examples
    --------
    >>> search("slice thickness")[0].key
    'SliceThickness'
    """
    wanted = " ".join(text.lower().split())
    words = wanted.split()
    if not words:
        return []
    ranked = [
        (_rank(wanted, words, entry, head), place, entry)
        for place, (entry, head, whole) in enumerate(_entries())
        if all(word in whole for word in words)
    ]
    ranked.sort(key=lambda each: each[:2])
    return [entry for _, _, entry in ranked[:limit]]


def _rank(wanted: str, words: list[str], entry: Entry, head: str) -> tuple[int, bool, int]:
    names = (entry.key.lower(), entry.name.lower(), *entry.facts.lower().split(" · ")[:1])
    if wanted in names:
        group = 0
    elif any(name.startswith(wanted) for name in names):
        group = 1
    elif all(word in head for word in words):
        group = 2
    else:
        group = 3
    return group, not entry.explanation, len(entry.name) if group < 3 else 0


@cache
def _entries() -> list[tuple[Entry, str, str]]:
    """Return the entries, with what is searched: key and name, then all."""
    found = []
    for entry in (*_others(), *_elements()):
        head = f"{entry.key} {entry.name} {entry.facts}".lower()
        plain = entry.facts.replace(",", "")[1:9] if entry.kind == "element" else ""
        found.append((entry, head, f"{head} {plain.lower()} {entry.explanation.lower()}"))
    return found


def _elements() -> Iterator[Entry]:
    sentences = explanations()
    for tag, (vr, vm, name, retired, keyword) in DicomDictionary.items():
        if keyword:
            sentence = sentences.get(keyword)
            facts = " · ".join(filter(None, (tag_text(tag), vr, f"VM {vm}", retired.lower())))
            text = sentence.text if sentence else ""
            yield Entry("element", keyword, name, text, facts, element_link(tag))


def _others() -> Iterator[Entry]:
    for code, rule in vr_rules().items():
        facts = " · ".join(filter(None, (rule.limit, rule.repertoire)))
        yield Entry("VR", code, rule.name, rule.explanation, facts, VR_LINK)
    for uid, syntax in transfer_syntaxes().items():
        retired = "retired" if syntax.retired else ""
        yield Entry("transfer syntax", uid, syntax.name, syntax.explanation, retired, syntax.link)
    for uid, each in sop_classes().items():
        yield Entry("SOP class", uid, each.name, each.explanation, each.iod, each.link)
    for charset in character_sets():
        terms = " or ".join(charset.terms)
        text, link = charset.explanation, charset.link
        yield Entry("character set", terms, charset.name, text, charset.codec, link)
    modules = {use.module: None for iod in iods() for use in iod.modules}
    for module in modules:
        place = module.place.partition("#")[0]
        yield Entry("module", module.name, module.name, "", f"PS3.3 {place}", module.link)
