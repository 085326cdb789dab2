"""The rules of a preview: those that Python gave, and on top those made row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.own_rules import parted, rules_from
from dicomwidgets.deidentification.pixels.pixel_rules import pixel_rules_from
from dicomwidgets.deidentification.policy import FORBIDDEN_PAIRS, OPTIONS, policy_for
from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets._traits import BrowserNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from traitlets import HasTraits

    from dicomwidgets.deidentification.own_rules import OwnRule
    from dicomwidgets.deidentification.pixels.pixel_rules import PixelRule
    from dicomwidgets.widgets._preview_commands import OptionRow, RuleRow

__all__ = ["BrowserOptions", "PreviewRules", "option_rows", "written_rules"]


class BrowserOptions(BrowserNames):
    """Options of the profile, in the order of `OPTIONS`; spellings as for `policy_for`."""

    def __init__(self) -> None:
        super().__init__(tuple(OPTIONS), ())

    def validate(self, _obj: HasTraits, value: Any) -> tuple[str, ...]:
        """Return the options' names, or refuse unknown ones and pairs that exclude each other."""
        if not isinstance(value, (str, list, tuple, set, frozenset)):
            raise ArgumentError(
                "These are no options.", remedy='Name them: options=["retain_uids"].'
            )
        chosen = policy_for(options=value).options
        return tuple(name for name in OPTIONS if name in chosen)


class PreviewRules:
    """Own rules with a way back. Of those that fit an element the last one decides.

    Parameters
    ----------
    rules
        As for `own_rules.rules_from`.
    """

    def __init__(self, rules: Any) -> None:
        own, pixels = parted(rules)
        self.given: tuple[OwnRule, ...] = rules_from(own)
        self.pixels: tuple[PixelRule, ...] = pixel_rules_from(pixels)
        """Rules for images, as Python gave them."""
        self._steps: list[tuple[OwnRule, ...]] = [()]

    @property
    def all(self) -> tuple[OwnRule, ...]:
        """All rules, those made row by row last."""
        return (*self.given, *self._steps[-1])

    @property
    def can_undo(self) -> bool:
        """Whether a rule was made or taken back."""
        return len(self._steps) > 1

    def put(self, rule: OwnRule) -> None:
        """Add a rule, in place of one for the same elements."""
        self._steps.append((*self._without(rule), rule))

    def drop(self, rule: OwnRule) -> None:
        """Take back the rule made for the same elements as this one.

        Raises
        ------
        ArgumentError
            When there is none.
        """
        rest = self._without(rule)
        if len(rest) == len(self._steps[-1]):
            raise ArgumentError(
                "No rule was made for this row here.",
                remedy="Choose an action, or change preview.rules in Python.",
            )
        self._steps.append(rest)

    def undo(self) -> None:
        """Go back by one step."""
        if self.can_undo:
            self._steps.pop()

    def rows(self) -> list[RuleRow]:
        """Return the rules as the front end shows them."""
        return [
            {
                "pattern": rule.pattern,
                "action": rule.action,
                "value": None if rule.value is None else list(rule.value),
                "mine": number >= len(self.given),
            }
            for number, rule in enumerate(self.all)
        ]

    def _without(self, rule: OwnRule) -> tuple[OwnRule, ...]:
        same = (rule.pattern, rule.creator)
        return tuple(each for each in self._steps[-1] if (each.pattern, each.creator) != same)


def option_rows() -> list[OptionRow]:
    """Return all options as the front end shows them."""
    return [
        {
            "name": option.name,
            "code": option.code,
            "meaning": option.meaning,
            "words": option.words,
            "excludes": sorted(
                other
                for pair in FORBIDDEN_PAIRS
                if option.name in pair
                for other in pair - {option.name}
            ),
        }
        for option in OPTIONS.values()
    ]


def written_rules(
    rules: Iterable[OwnRule], pixels: Sequence[PixelRule] = ()
) -> Mapping[str, Any] | list[Any]:
    """Return rules as a person would write them: a dict, or a list where patterns repeat.

    Rules for images stand beside them, under ``"pixels"``.
    """
    written = _written(rules)
    if not pixels:
        return written
    beside = written if isinstance(written, dict) else {"rules": written}
    return {**beside, "pixels": [rule.to_json() for rule in pixels]}


def _written(rules: Iterable[OwnRule]) -> dict[str, Any] | list[Any]:
    parts = [rule.to_json() for rule in rules]
    if len({part["pattern"] for part in parts}) < len(parts):
        return parts
    written: dict[str, Any] = {}
    for part in parts:
        pattern = part.pop("pattern")
        value = part.get("value")
        if value is not None and len(value) == 1:
            part["value"] = value[0]
        written[pattern] = part["action"] if len(part) == 1 else part
    return written
