"""The file meta information of the file written (PS3.10 7.1)."""

from __future__ import annotations

import re
from functools import lru_cache
from struct import pack
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.engine.items import element_bytes
from dicomwidgets.deidentification.meta import META_VALUES
from dicomwidgets.editing.encode import Style
from dicomwidgets.encoding.syntax import declared
from dicomwidgets.errors import DeidentifyError
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.deidentification.deciding import Decider
    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.encoding.span import SpanRow
    from dicomwidgets.encoding.walk import FileMap

__all__ = ["SYNTAX", "file_head", "kept_meta", "meta_values", "named_syntax", "syntax_of"]

SYNTAX = 0x00020010
_LENGTH, _VERSION = 0x00020000, 0x00020001
_SOP_CLASS, _SOP_INSTANCE = 0x00020002, 0x00020003
_PUBLIC = frozenset({_VERSION, _SOP_CLASS, SYNTAX, *META_VALUES})
_STYLE = Style(implicit=False, little=True)
_UID = re.compile(r"[0-9.]{1,64}")
_SHORT_HEADER = 8
_BARE = "1.2.840.10008.1.2"


def named_syntax(file_map: FileMap) -> str:
    """Return the transfer syntax that a file names; empty where that is no UID."""
    uid = file_map.transfer_syntax_uid.partition("\0")[0].strip()
    return uid if _UID.fullmatch(uid) else ""


def syntax_of(file_map: FileMap, *, encapsulated: bool) -> tuple[str, str]:
    """Return the transfer syntax in which a file is written, and what is to be said about it.

    Parameters
    ----------
    file_map
        Of the source.
    encapsulated
        Whether there are pixels in fragments.

    Raises
    ------
    DeidentifyError
        If the file does not say how its pixels are compressed.
    """
    uid = named_syntax(file_map)
    if uid and (declared(uid) is not None or encapsulated):
        return uid, ""
    if encapsulated:
        raise DeidentifyError(
            "The file does not say how its pixels are compressed.",
            tag="(0002,0010)",
            keyword="TransferSyntaxUID",
            remedy="Add the Transfer Syntax UID to it.",
        )
    tail = "" if file_map.implicit else ".1" if file_map.little else ".2"
    return _BARE + tail, (
        "The file named no transfer syntax that is known: it is written with the one that its "
        "elements are in."
    )


def kept_meta(
    rows: Sequence[SpanRow], content: Content, decider: Decider
) -> dict[int, str | bytes]:
    """Return what stays or is replaced of the elements of group 0002."""
    values: dict[int, str | bytes] = {}
    for row in rows:
        if row.kind != "element" or row.tag in (_LENGTH, _VERSION):
            continue
        verdict = decider.verdict("", row.tag, tag_info(row.tag).vr or row.vr or "UN")
        if verdict.make == "value":
            values[row.tag] = verdict.value
        elif verdict.action == "keep":
            start = row.offset + row.header
            values[row.tag] = content.read(start, start + row.length)
    return values


def meta_values(
    kept: Mapping[int, str | bytes], syntax: str, sop_class: str, sop_instance: str
) -> dict[int, str | bytes]:
    """Return the file meta information, with its length, in the order of the tags.

    Parameters
    ----------
    kept
        Elements of the source's that stay.
    syntax
        Transfer Syntax UID.
    sop_class, sop_instance
        As the dataset has them; empty where it has none. An instance that is kept is named as it
        was.
    """
    own: dict[int, str | bytes] = {SYNTAX: syntax, _VERSION: b"\0\1", **META_VALUES}
    named = {_SOP_CLASS: sop_class}
    if not _says(kept.get(_SOP_INSTANCE, "")):
        named[_SOP_INSTANCE] = sop_instance
    values = {**own, **kept, SYNTAX: syntax, **{tag: uid for tag, uid in named.items() if uid}}
    length = sum(_length(*each) for each in values.items())
    return {_LENGTH: pack("<L", length), **dict(sorted(values.items()))}


def file_head(values: Mapping[int, str | bytes]) -> bytes:
    """Return preamble, prefix and file meta information.

    Parameters
    ----------
    values
        From `meta_values`.

    Notes
    -----
    The preamble is zeros: it may hold anything (PS3.10 7.1), and was not made by the program that
    writes now.
    """
    return bytes(128) + b"DICM" + b"".join(_element(*each) for each in values.items())


def _length(tag: int, value: str | bytes) -> int:
    """Return how many bytes an element has, which few differ in."""
    if tag == _SOP_INSTANCE:
        return _SHORT_HEADER + len(value) + len(value) % 2
    return len(_element(tag, value))


def _element(tag: int, value: str | bytes) -> bytes:
    return (_same_in_many if tag in _PUBLIC else _encoded)(tag, value)


def _encoded(tag: int, value: str | bytes) -> bytes:
    vr = tag_info(tag).vr or "UN"
    return element_bytes(tag, vr, vr, value, _STYLE)


_same_in_many = lru_cache(maxsize=256)(_encoded)


def _says(value: str | bytes) -> bool:
    return bool(value.strip(b"\0 ") if isinstance(value, bytes) else value.strip("\0 "))
