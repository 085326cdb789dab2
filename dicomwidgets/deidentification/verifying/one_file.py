"""One file before and after: what of the first is still in the second."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from dicomwidgets.checking.validator import validator_remarks
from dicomwidgets.deidentification.dummies import DUMMY_ITEMS, dummy_value
from dicomwidgets.deidentification.known.sources import kept_kinds, kind_of
from dicomwidgets.deidentification.policy import OPTIONS
from dicomwidgets.deidentification.profile import profile_named
from dicomwidgets.deidentification.rule_checks import DATES
from dicomwidgets.deidentification.stamps import STAMPED
from dicomwidgets.deidentification.verifying.contents import contents_of
from dicomwidgets.deidentification.verifying.disguises import disguised_survivors
from dicomwidgets.deidentification.verifying.leaves import Leaf, leaves_of
from dicomwidgets.deidentification.verifying.searching import (
    LONGEST,
    first,
    holds,
    may_hold,
    squeezed,
)
from dicomwidgets.deidentification.verifying.short import SHORT, short_survivors, unsearched
from dicomwidgets.elements.path import path_name
from dicomwidgets.encoding.walk import walk_file
from dicomwidgets.reference.tags import tag_info
from dicomwidgets.reference.terms import is_coded_term
from dicomwidgets.reference.uids import is_registered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dicomwidgets.deidentification.known.spelling import Kind
    from dicomwidgets.deidentification.verifying.contents import Contents
    from dicomwidgets.reading.origin import Origin

__all__ = ["Checked", "Found", "Pair", "PairCheck", "new_errors"]

_SHORTEST_NAME = 5
_UID = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))+")
_LONGEST_UID = 64
_INSTANCE = 0x00080018
_REFERENCED = frozenset({0x00081155, 0x00041511, 0x0020000D, 0x0020000E, 0x00200052, 0x30060024})
_META = 0x0002
_UID_OF_CONTENT = 0x0040A124
_KEEP_CONTENT = frozenset({"clean_structured_content", "retain_uids"})
_STAYED = "What {} said is there."
_GAVE_UP = re.compile("giving up|read failed|trailing garbage")
_QUOTED = re.compile(r"<[^>]*>|'.?' \(0x[0-9a-f]+\)|'' \(0\)")
"""In what the tool says: values, and single characters of them."""


def _texts_in(item: Mapping[str, object]) -> Iterator[str]:
    for value in item.values():
        several = value if isinstance(value, list) else [value]
        for each in several:
            if isinstance(each, dict):
                yield from _texts_in(each)
            else:
                yield str(each).lower()


_WRITTEN = ("anonymous", "anonymized", "removed", "modified", "unmodified", "unknown")
_DUMMIES = frozenset(
    (*(text for item in DUMMY_ITEMS.values() for text in _texts_in(item)), *_WRITTEN)
)
"""What the anonymization itself writes, in lower case."""
_CROSSED_OUT = frozenset("x*#?_- .")
"""A value of nothing else was made unreadable before, and says of nobody anything."""


class Found(NamedTuple):
    """Something that should not be in a file that was anonymized; it quotes no value.

    Parameters
    ----------
    kind
        ``"survivor"``: a value that was removed is there all the same; ``"name"``: it is in the
        name of the file; ``"table"``: an element is as it was although the table demands a change;
        ``"uid"``: a UID has no valid form; ``"validator"``: an error of `dciodvfy` that the source
        has not; ``"unreadable"``.
    path
        Where it stands.
    why
        What it is about.
    """

    kind: str
    path: str
    why: str


class Pair(NamedTuple):
    """A source, the file that was made of it, and what that is called in the target."""

    origin: Origin
    target: str
    name: str

    def opened(self) -> BinaryIO:
        """Open the file that was made."""
        return open(self.target, "rb")  # noqa: PTH123 - the caller closes it


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one file, and what it refers to.

    Parameters
    ----------
    found
        What should not be there.
    instance
        Digest of the old SOP Instance UID, and the new one.
    references
        Path, digest of the old UID, new UID.
    uids
        Of all UIDs: digest of the old one, the new one, path.
    unsearched
        Paths of removed values that are too short to be looked for.
    """

    found: tuple[Found, ...] = ()
    instance: tuple[bytes, str] = (b"", "")
    references: tuple[tuple[str, bytes, str], ...] = ()
    uids: tuple[tuple[bytes, str, str], ...] = field(default=(), repr=False)
    unsearched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PairCheck:
    """Checks pairs. It pickles.

    Parameters
    ----------
    profile, options
        Of the run.
    has_rules
        Whether there were own rules, which may keep what the table would not.
    validator
        Whether `dciodvfy` is asked as well.
    """

    profile: str
    options: frozenset[str]
    has_rules: bool
    validator: bool

    def __call__(self, pair: Pair) -> Checked:
        """Return what is wrong with one file."""
        try:
            old, new = contents_of(pair.origin.open), contents_of(pair.opened)
            before, after = leaves_of(old.data), leaves_of(new.data)
        except Exception as error:  # noqa: BLE001 - a file that can't be read is a finding
            return Checked((Found("unreadable", "", f"pydicom: {type(error).__name__}"),))
        may_stay = kept_kinds(self.options)
        found = [
            *_survivors(before, after, new, pair.name, may_stay),
            *self._against_table(before, after),
            *_uid_forms(before, after),
            *(
                Found("survivor", path, _STAYED.format(old))
                for told in (short_survivors, disguised_survivors)
                for path, old in told(before, after, may_stay)
            ),
        ]
        if self.validator and pair.origin.path and not pair.origin.member:
            if not old.is_deflated:
                found += _new_errors(Path(pair.origin.path), Path(pair.target))
            else:  # the tool does not inflate
                found += new_errors(old.data, new.data)
        pairs = tuple(_uid_pairs(before, after))
        own = next(((_digest(a), b) for tag, _, a, b in pairs if tag == _INSTANCE), (b"", ""))
        return Checked(
            tuple(dict.fromkeys(found)),
            own,
            tuple((path, _digest(a), b) for tag, path, a, b in pairs if tag in _REFERENCED),
            tuple((_digest(a), b, path) for _, path, a, b in pairs),
            unsearched(before, after, may_stay),
        )

    def _against_table(
        self, before: Mapping[str, Leaf], after: Mapping[str, Leaf]
    ) -> Iterator[Found]:
        if self.has_rules:
            return
        profile = profile_named(self.profile)
        for path, leaf in after.items():
            old = before.get(path)
            if old is None or old.texts != leaf.texts or not any(leaf.texts):
                continue
            rule = profile.rule_for(leaf.tag)
            if rule is None or rule.code == "K" or leaf.tag in STAMPED:
                continue
            if rule is profile.private:
                if "retain_safe_private" not in self.options:
                    yield Found("table", path, "A private element is there.")
            elif leaf.tag == _UID_OF_CONTENT and self.options >= _KEEP_CONTENT:
                continue  # Table E.3.4-1 decides about it, by what the content item is about.
            elif not any(name in self.options for name, _ in rule.options) and _tells(leaf):
                yield Found("table", path, f"Unchanged, although the table says {rule.code}.")


def _tells(leaf: Leaf) -> bool:
    """Whether a value is none that the anonymization itself might have written."""
    dummy = dummy_value(leaf.vr)
    texts = [text for text in leaf.texts if text and text != dummy]
    return any(not (leaf.vr == "UI" and is_registered(text)) for text in texts) and (
        not isinstance(dummy, bytes) or any(text.strip("\0") for text in texts)
    )


def _survivors(
    before: Mapping[str, Leaf],
    after: Mapping[str, Leaf],
    new: Contents,
    name: str,
    may_stay: frozenset[Kind],
) -> Iterator[Found]:
    """Yield where values that were taken out of their place stand elsewhere all the same."""
    gone = _gone(before, after, may_stay)
    data, plain = new.data, b""
    lowered = data.lower()
    few = squeezed(lowered)
    stem = name.lower().rpartition(".")[0]
    named = f"{name.lower()}\n{stem}".encode()
    for text, path in gone.items():
        if holds(named, text):
            yield Found("name", "", f"The name of the file holds what {path} said.")
        if may_hold(few, text) and holds(lowered, text):
            plain = plain or _without_codes(data)
            if holds(plain, text):
                yield Found("survivor", _place(data, plain, text), _STAYED.format(path))
    for part, start, stop in new.parts():
        lowered = part.lower()
        few = squeezed(lowered)
        for text, path in gone.items():
            if may_hold(few, text) and first(lowered, text, start, stop) >= 0:
                yield Found("survivor", new.path, _STAYED.format(path))


def _without_codes(data: bytes) -> bytes:
    """Return the bytes in lower case, what names nobody blanked.

    That are code strings of the standard, and the names of options, which stand in the stamps.
    """
    lowered = data.lower()
    for option in OPTIONS.values():
        meaning = option.meaning.lower().encode()
        lowered = lowered.replace(meaning, bytes(len(meaning)))
    found = bytearray(lowered)
    spans = walk_file(data).spans
    for index, row in enumerate(spans.rows()):
        if row.kind == "element" and "CS" in (row.vr, tag_info(row.tag).vr):
            start, stop = row.offset + row.header, spans.stop(index)
            for code in re.finditer(rb"[^\\]+", data[start:stop]):
                if is_coded_term(row.tag, code[0].decode("latin-1")):
                    found[start + code.start() : start + code.end()] = bytes(len(code[0]))
    return bytes(found)


def _gone(
    before: Mapping[str, Leaf], after: Mapping[str, Leaf], may_stay: frozenset[Kind]
) -> dict[str, str]:
    """Return the texts that are not where they were, in lower case, each with its old path."""
    kept = "\n".join(
        text.lower()
        for path, leaf in after.items()
        for text in leaf.texts
        if path in before and text in before[path].texts
    )
    days = _kept_days(before, after) if "date" in may_stay else frozenset()
    gone: dict[str, str] = {}
    for path, leaf in before.items():
        new = after[path].texts if path in after else ()
        kind = kind_of(leaf.tag, leaf.vr)
        is_known = kind is not None and kind not in may_stay
        for text in (text for text in leaf.texts if text not in new):
            for part in _parts(text, leaf.vr):
                by_chance = not is_known and (leaf.vr == "CS" or part in kept)
                if by_chance or part in _DUMMIES or part in days or _CROSSED_OUT.issuperset(part):
                    continue
                gone.setdefault(part, path)
    return gone


def _kept_days(before: Mapping[str, Leaf], after: Mapping[str, Leaf]) -> frozenset[str]:
    """Return the dates that stand where they stood: another that was removed may be the same."""
    return frozenset(
        text
        for path, leaf in after.items()
        if leaf.vr in DATES and path in before
        for text in leaf.texts
        if text in before[path].texts
    )


def _parts(text: str, vr: str) -> Iterator[str]:
    text = text.lower()[:LONGEST].strip("\0 ")
    if vr == "PN":
        yield from (part for part in re.split(r"[\^=\s]+", text) if len(part) >= _SHORTEST_NAME)
    dummy = dummy_value(vr)
    if vr == "UI" and is_registered(text):
        return
    if len(text) >= SHORT and not (isinstance(dummy, str) and text == dummy.lower()):
        yield text


def _place(data: bytes, lowered: bytes, text: str) -> str:
    spans = walk_file(data).spans
    index = spans.at(first(lowered, text))
    names: list[str] = []
    while index >= 0:
        span = spans[index]
        names += [path_name(span.tag) if span.kind == "element" else span.kind]
        index = span.parent
    return " in ".join(names) or "outside"


def _uid_forms(before: Mapping[str, Leaf], after: Mapping[str, Leaf]) -> Iterator[Found]:
    for path, leaf in after.items():
        if leaf.vr != "UI" or (path in before and before[path].texts == leaf.texts):
            continue
        for uid in leaf.texts:
            if uid and (len(uid) > _LONGEST_UID or not _UID.fullmatch(uid)):
                yield Found("uid", path, "This is no valid UID (PS3.5 9.1).")


def _uid_pairs(
    before: Mapping[str, Leaf], after: Mapping[str, Leaf]
) -> Iterator[tuple[int, str, str, str]]:
    for path, leaf in after.items():
        old = before.get(path)
        if leaf.vr == "UI" and old is not None and len(old.texts) == len(leaf.texts):
            if leaf.tag >> 16 == _META:
                continue
            for a, b in zip(old.texts, leaf.texts, strict=True):
                # A number alone, such as the 0 of a class that stays, is no UID of anything.
                if "." in a and b and not is_registered(a):
                    yield leaf.tag, path, a, b


def new_errors(source: bytes, target: bytes) -> list[Found]:
    """Return the errors that `dciodvfy` finds in one file and not in another.

    Parameters
    ----------
    source, target
        The bytes of the files; they are written where only this user can read them.
    """
    with TemporaryDirectory() as folder:
        paths = Path(folder, "source"), Path(folder, "target")
        for path, data in zip(paths, (source, target), strict=True):
            path.write_bytes(data)
        return list(_new_errors(*paths))


def _new_errors(source: Path, target: Path) -> Iterator[Found]:
    said = {
        (remark.path, _QUOTED.sub("", remark.message))
        for remark in validator_remarks(source)
        if remark.severity == "error"
    }
    if any(_GAVE_UP.search(message) for _, message in said):
        return  # What it had not come to in the source is no new error.
    for remark in validator_remarks(target):
        message = _QUOTED.sub("", remark.message)
        if remark.severity == "error" and (remark.path, message) not in said:
            yield Found("validator", remark.path, message)


def _digest(uid: str) -> bytes:
    return sha256(uid.encode()).digest()[:12]
