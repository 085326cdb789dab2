"""The confidentiality profile as data: which element gets which action code."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PROFILES", "Profile", "Rule", "option_cells", "profile_named"]

PROFILES = MappingProxyType({"basic": "profile_basic.tsv"})
"""Name of a profile → the table that carries it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of PS3.15 Table E.1-1.

    Parameters
    ----------
    code
        The action code: ``"X"``, ``"Z"``, ``"D"``, ``"K"``, ``"C"``, ``"U"``, or several of
        which the attribute's Type chooses, as ``"X/Z/D"``.
    theme
        What such an attribute tells, in one word; `reasons` has the sentence.
    options
        The option columns that are not empty: (name of the option, ``"K"`` or ``"C"``).
    """

    code: str
    theme: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A confidentiality profile (PS3.15 E.2).

    Parameters
    ----------
    name
        ``"basic"``.
    edition
        Of the standard, for example ``"2026d"``.
    rules
        Tag → its row of the table.
    groups
        The repeating groups: (mask, value of the masked tag, rule).
    private
        The rule for all private elements.
    """

    name: str
    edition: str
    rules: Mapping[int, Rule]
    groups: tuple[tuple[int, int, Rule], ...]
    private: Rule

    def rule_for(self, tag: int) -> Rule | None:
        """Return the rule for `tag`; ``None`` where the table does not list it.

        Odd groups are private (PS3.5 7.8); 50xx and 60xx are repeating groups (PS3.5 7.6).
        """
        group = tag >> 16
        if group & 1:
            return self.private
        if group & 0xFF00 in {0x5000, 0x6000}:
            return next((rule for mask, value, rule in self.groups if tag & mask == value), None)
        return self.rules.get(tag)


@cache
def profile_named(name: str) -> Profile:
    """Return a profile of `PROFILES`.

    Raises
    ------
    ArgumentError
        When there is no such profile.
    """
    if name not in PROFILES:
        raise ArgumentError(
            f"There is no profile {name!r}.", remedy=f"Choose one of: {', '.join(PROFILES)}."
        )
    heading, *lines = (files(__package__) / PROFILES[name]).read_text("utf-8").splitlines()
    rules: dict[int, Rule] = {}
    groups: list[tuple[int, int, Rule]] = []
    private = Rule("X", "private")
    for line in lines:
        tag, _keyword, _vr, code, theme, cells = line.split("\t")
        rule = Rule(code, theme, option_cells(cells))
        if tag == "PRIVATE":
            private = replace(rule, theme="private")
        elif "X" in tag:
            mask = int("".join("0" if digit == "X" else "F" for digit in tag), 16)
            groups.append((mask, int(tag.replace("X", "0"), 16), rule))
        else:
            rules[int(tag, 16)] = rule
    (edition,) = re.findall(r"\d{4}[a-z]", heading)
    return Profile(name, edition, MappingProxyType(rules), tuple(groups), private)


def option_cells(text: str) -> tuple[tuple[str, str], ...]:
    """Return the option columns of a row, of their text in a table of the package."""
    return tuple(_cell(cell) for cell in text.split())


def _cell(text: str) -> tuple[str, str]:
    option, _, code = text.partition(":")
    return option, code
