"""The user's own rules: which elements, and what is done to them.

```python
{
    "PatientComments": "remove",
    "StudyDescription": "keep",
    "ClinicalTrialSubjectID": {"action": "replace", "value": "S-017"},
    "(0019,10xx)": {"action": "keep", "creator": "SIEMENS MR HEADER"},
    "**.OperatorsName": "remove",
    "RequestAttributesSequence.**": {"action": "clean", "vr": ["LO", "ST"]},
}
```

A pattern is a path as one would type it after ``dataset.``. Without a number it holds for all items
of a sequence, with one, as in ``RequestAttributesSequence[0].StudyDate``, for that item. ``*``
stands for any letters of a keyword, ``x`` for a digit of a tag in parentheses, ``**`` for any
sequences around, or, at the end, for all that is inside. Of the
rules that fit an element the last one decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from dicomwidgets.deidentification.patterns import compiled
from dicomwidgets.deidentification.rule_checks import check_rule
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["OWN_ACTIONS", "OwnAction", "OwnRule", "parted", "rules_from"]

OwnAction = Literal["keep", "remove", "empty", "replace", "uid", "shift", "clean", "pseudonym"]
OWN_ACTIONS: tuple[OwnAction, ...] = get_args(OwnAction)

_KEYS = {"pattern", "action", "value", "vr", "creator"}
_EXAMPLE = (
    'Write {"PatientComments": "remove"} or {"(0019,10xx)": {"action": "replace", "value": "x"}}.'
)


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One rule of the user's own.

    Parameters
    ----------
    pattern
        Which elements: ``"PatientComments"``, ``"**.OperatorsName"``, ``"(0019,10xx)"``.
    action
        What is done: keep, remove, empty; replace by a value, or by a dummy where none is given;
        new UIDs (fits VR UI); shift (fits DA, TM and DT); clean (known values and what looks
        like an identifier is taken out of texts); pseudonym (fits texts and names).
    value
        Of a replacement, one text for each value of the element.
    vrs
        Only elements with one of these VRs; all where it is empty.
    creator
        Only private elements of this creator.
    """

    pattern: str
    action: OwnAction
    value: tuple[str, ...] | None = None
    vrs: tuple[str, ...] = ()
    creator: str = ""

    def fits(self, place: str, tag: int, vr: str, creator: str = "") -> bool:
        """Whether the rule holds for an element.

        Parameters
        ----------
        place
            Names of the sequences around, as `Decider.below` gives them; empty at the top.
        tag, vr, creator
            Of the element.
        """
        if self.vrs and vr not in self.vrs:
            return False
        if self.creator and creator.strip(" \0") != self.creator:
            return False
        return compiled(self.pattern).matches(place, tag)

    def to_json(self) -> dict[str, Any]:
        """Return the rule as what `json.dumps` takes and `rules_from` reads."""
        made: dict[str, Any] = {"pattern": self.pattern, "action": self.action}
        if self.value is not None:
            made["value"] = list(self.value)
        if self.vrs:
            made["vr"] = list(self.vrs)
        if self.creator:
            made["creator"] = self.creator
        return made


def rules_from(rules: Mapping[str, Any] | Iterable[Any] | str | Path | None) -> tuple[OwnRule, ...]:
    """Return own rules from the forms in which people write them.

    Parameters
    ----------
    rules
        A dict (pattern → action, or → dict of action, value, vr, creator); a list of `OwnRule`,
        of pairs or of dicts with their pattern; the path of a TOML or JSON file with the one or
        the other, in TOML also under ``[rules]``; nothing for ``None``.

    Raises
    ------
    ArgumentError
        When a file can't be read, an action, a keyword or a VR is unknown, or a value is none
        that the element can have.

    Examples
    --------
    >>> rules_from({"PatientComments": "remove"})
    (OwnRule(pattern='PatientComments', action='remove', value=None, vrs=(), creator=''),)
    """
    if rules is None:
        return ()
    if isinstance(rules, str | Path):
        rules = _read(Path(rules))
    if isinstance(rules, Mapping):
        rules = rules.items()
    elif not isinstance(rules, Iterable):
        raise ArgumentError("These are no rules.", remedy=_EXAMPLE)
    return tuple(_rule(each) for each in rules)


def parted(rules: Any) -> tuple[Any, Sequence[Any]]:
    """Return rules for elements, and rules for images, which stand beside them under ``pixels``.

    Parameters
    ----------
    rules
        In all forms that `rules_from` takes.

    Raises
    ------
    ArgumentError
        When a file can't be read.
    """
    if isinstance(rules, str | Path):
        rules = _read(Path(rules))
    if not isinstance(rules, Mapping) or "pixels" not in rules:
        return rules, ()
    rest = {pattern: rule for pattern, rule in rules.items() if pattern != "pixels"}
    if set(rest) == {"rules"}:
        rest = rest["rules"]
    return rest, rules["pixels"]


def _read(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
        form = _from_toml(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ArgumentError(
            f"The rules can't be read: {reason}.",
            file=path.name,
            remedy="Give a TOML or JSON file in UTF-8.",
        ) from None
    if isinstance(form, Mapping) and set(form) == {"rules"}:
        return form["rules"]
    return form


def _rule(given: Any) -> OwnRule:
    rule = given if isinstance(given, OwnRule) else _rule_of(dict(_parts(given)))
    check_rule(rule)
    return rule


def _parts(given: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a rule consists of, from a pair or a dict."""
    if isinstance(given, Mapping):
        yield from given.items()
        return
    if not isinstance(given, list | tuple) or len(given) != 2 or not isinstance(given[0], str):
        raise ArgumentError("A rule is no pair of a pattern and an action.", remedy=_EXAMPLE)
    pattern, what = given
    yield "pattern", pattern
    if isinstance(what, Mapping):
        yield from what.items()
    else:
        yield "action", what


def _rule_of(parts: dict[str, Any]) -> OwnRule:
    pattern = parts.get("pattern")
    if not isinstance(pattern, str):
        raise ArgumentError("A rule does not say for which elements it is.", remedy=_EXAMPLE)
    if unknown := set(parts) - _KEYS:
        raise ArgumentError(
            f"The rule for {pattern[:64]!r} has an unknown part {min(unknown)[:64]!r}.",
            remedy=f"A rule has: {', '.join(sorted(_KEYS - {'pattern'}))}.",
        )
    action = parts.get("action", "replace" if "value" in parts else None)
    if action not in OWN_ACTIONS:
        raise ArgumentError(
            f"The rule for {pattern[:64]!r} has no action that there is.",
            remedy=f"Choose one of: {', '.join(OWN_ACTIONS)}.",
        )
    vrs = tuple(_texts(parts.get("vr", ())))
    value = tuple(_texts(parts["value"])) if "value" in parts else None
    return OwnRule(pattern, action, value, vrs, str(parts.get("creator", "")).strip())


def _texts(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list | tuple) else (value,):
        if isinstance(each, bool) or not isinstance(each, str | int | float):
            raise ArgumentError("The value of a rule is neither text nor number.", remedy=_EXAMPLE)
        yield str(each)


def _from_toml(text: str) -> Any:
    import tomllib  # noqa: PLC0415 - no worker reads rules

    return tomllib.loads(text)
