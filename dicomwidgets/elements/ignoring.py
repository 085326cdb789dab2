"""Which elements a comparison passes over: by kind, by name, by pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any

from dicomwidgets.elements.path import path_of
from dicomwidgets.errors import ArgumentError
from dicomwidgets.reference.tags import is_private, tag_info, tag_text
from dicomwidgets.reference.vrs import VRS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dicomwidgets.elements.walk import Node

__all__ = ["SWITCHES", "Rules", "is_of_the_standard", "rules_of"]

SWITCHES: dict[str, str] = {
    "uids": "unique identifiers (UI) but those that the standard issued",
    "dates": "dates and times (DA, DT, TM)",
    "private": "private elements with their creators",
    "group_lengths": "group lengths (gggg,0000)",
}
"""Rules with a name, and what each passes over."""

_SAME = {"UI": "uids", "UID": "uids", "times": "dates", "DA+TM": "dates"}
_DATES = frozenset({"DA", "DT", "TM"})
_NAME = re.compile(r"[A-Za-z0-9_*?]+")
_TAG = re.compile(r"\(?([0-9A-Fa-fxX?]{4}),?\s?([0-9A-Fa-fxX?]{4})\)?")
_WELL_KNOWN = "1.2.840.10008."
_EXAMPLES = (
    'Name a group ("uids", "dates", "private", "group_lengths"), a VR ("UI"), a keyword '
    '("PatientName", "Patient*"), a tag ("(0019,1001)", "(0019,xxxx)") or a path '
    '("RequestAttributesSequence[*].ScheduledProcedureStepID").'
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a comparison passes over.

    Parameters
    ----------
    texts
        The rules as they were given, each once.
    switches, vrs
        The named groups and the VRs among them.
    names, paths
        Patterns of keywords and tags, and of paths.
    """

    texts: tuple[str, ...] = ()
    switches: frozenset[str] = frozenset()
    vrs: frozenset[str] = frozenset()
    names: re.Pattern[str] | None = field(default=None)
    paths: re.Pattern[str] | None = field(default=None)

    def ignores(self, nodes: Sequence[Node], index: int) -> bool:
        """Whether an element is passed over; what stands below it is as well."""
        node = nodes[index]
        if not self.texts or node.element is None:
            return False
        path, standard = partial(path_of, nodes, index), partial(is_of_the_standard, node)
        return self.cover(node.tag, node.vr, path, standard)

    def cover(
        self, tag: int, vr: str, path: Callable[[], str], standard: Callable[[], bool]
    ) -> bool:
        """Whether an element is passed over.

        Parameters
        ----------
        tag, vr
            Of the element.
        path, standard
            Asked where it matters: its path, and whether it is a UID of the standard's own.
        """
        on = self.switches
        if (
            vr in self.vrs
            or ("uids" in on and vr == "UI" and not standard())
            or ("dates" in on and vr in _DATES)
            or ("private" in on and is_private(tag))
            or ("group_lengths" in on and tag & 0xFFFF == 0)
        ):
            return True
        if self.names is not None:
            names = (tag_info(tag).keyword, tag_text(tag))
            if any(name and self.names.fullmatch(name) for name in names):
                return True
        return bool(self.paths and self.paths.fullmatch(path()))


def rules_of(rules: Iterable[Any]) -> Rules:
    """Return the rules that texts name.

    Parameters
    ----------
    rules
        Each the name of a group of `SWITCHES` (``"uids"``, ``"dates"``, ``"private"``,
        ``"group_lengths"``), a VR (``"UI"`` is ``"uids"``), a keyword, a tag, or a path from
        the top. ``*`` stands for any characters, ``?`` for one, ``x`` in a tag for a digit.

    Raises
    ------
    ArgumentError
        When a rule is none, with what was probably meant.
    """
    given = [rules] if isinstance(rules, str) else list(rules)
    for each in given:
        if not isinstance(each, str) or not each.strip():
            raise ArgumentError("A rule of what to ignore is a text.", remedy=_EXAMPLES)
    texts = tuple(dict.fromkeys(_SAME.get(each.strip(), each.strip()) for each in given))
    names: list[str] = []
    paths: list[str] = []
    for text in texts:
        if text in SWITCHES or text in VRS:
            continue
        place, pattern = _pattern(text)
        (paths if place == "path" else names).append(pattern)
    return Rules(
        texts,
        frozenset(texts) & frozenset(SWITCHES),
        frozenset(texts) & frozenset(VRS),
        re.compile("|".join(names)) if names else None,
        re.compile("|".join(paths)) if paths else None,
    )


def _pattern(text: str) -> tuple[str, str]:
    """Return what a rule is held against, and the pattern."""
    tag = _TAG.fullmatch(text)
    if tag:
        digits = (
            re.sub("[xX?]", "[0-9A-F]", part.upper().replace("X", "x")) for part in tag.groups()
        )
        return "name", r"\({},{}\)".format(*digits)
    if "." in text or "[" in text:
        return "path", _wild(text)
    if not _NAME.fullmatch(text):
        raise ArgumentError(f'"{text[:64]}" is no rule of what to ignore.', remedy=_EXAMPLES)
    if "*" not in text and "?" not in text:
        _check_keyword(text)
    return "name", _wild(text)


def _check_keyword(text: str) -> None:
    from pydicom.datadict import keyword_dict  # noqa: PLC0415 - made by pydicom on first use

    if text in keyword_dict:
        return
    known = {name.lower(): name for name in (*keyword_dict, *SWITCHES) if name}
    close = [known[each] for each in get_close_matches(text.lower(), known, n=3, cutoff=0.75)]
    raise ArgumentError(
        f'Nothing is called "{text[:64]}" that could be ignored.',
        remedy=f"Did you mean {' or '.join(close)}?" if close else _EXAMPLES,
    )


def _wild(text: str) -> str:
    return re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")


def is_of_the_standard(node: Node) -> bool:
    """Whether a UID is one of the standard's own: a SOP class, a transfer syntax."""
    value = node.element.value if node.element is not None else None
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
    return text.startswith(_WELL_KNOWN)
