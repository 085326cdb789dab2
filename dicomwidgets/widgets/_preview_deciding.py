"""The part of a preview that decides: profile, options, and rules of one's own."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from traitlets import observe

from dicomwidgets.deidentification.mapping.key_store import kept_secret
from dicomwidgets.deidentification.policy import Policy
from dicomwidgets.deidentification.profile import PROFILES, profile_named
from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets._base import DicomWidget
from dicomwidgets.widgets._code import Expression, call_of
from dicomwidgets.widgets._preview_reasons import rule_for
from dicomwidgets.widgets._preview_rules import (
    BrowserOptions,
    PreviewRules,
    option_rows,
    written_rules,
)
from dicomwidgets.widgets._traits import BrowserChoice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.deidentification.mapping import Key
    from dicomwidgets.deidentification.own_rules import OwnRule
    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.pixels.pixel_rules import PixelRule
    from dicomwidgets.deidentification.plan_rows import Plan
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._preview_boxes import PreviewBoxes
    from dicomwidgets.widgets._preview_commands import GetPolicyResult, WriteState

__all__ = ["DecidingPreview"]

_NOT_TRAITS = frozenset({"rules", "key", "boxes"})
_TARGET = "anonymized/"


class DecidingPreview(DicomWidget):
    """What `AnonymizationPreview` knows of the policy. Rules and key stay in the kernel."""

    commands: ClassVar[Mapping[str, str]] = {
        "get_policy": "_get_policy",
        "put_override": "_put_override",
        "undo_override": "_undo_override",
        "get_code": "_get_code",
    }

    profile = BrowserChoice(tuple(PROFILES), "basic")
    """Confidentiality profile (PS3.15 E.2)."""

    options = BrowserOptions()
    """Names of options of the profile (PS3.15 E.3; `deidentification.policy.OPTIONS`)."""

    _rules: PreviewRules
    _key: Key
    _boxes: PreviewBoxes
    _version: int = 0
    _given: Any = None
    _writing: WriteState | None = None

    @classmethod
    def _refuse_unknown(cls, traits: Mapping[str, Any]) -> None:
        super()._refuse_unknown({name: traits[name] for name in traits if name not in _NOT_TRAITS})

    @property
    def key(self) -> Key:
        """The key of which new values are made; its repr tells the fingerprint only.

        Without one of your own it is a fresh one, kept in the user's state directory as soon as
        files are written or the program is copied: then `deidentification.kept_key` finds it.
        """
        return self._key

    @property
    @abstractmethod
    def plan(self) -> Plan:
        """The plan of the file shown."""

    @property
    def rules(self) -> tuple[OwnRule, ...]:
        """Rules of one's own, those made in the widget last: the last one that fits decides.

        What is set takes the place of them all, and may have every form that
        `own_rules.rules_from` reads.

        Raises
        ------
        ArgumentError
            When a rule that is set can't be meant.
        """
        return self._rules.all

    @rules.setter
    def rules(self, rules: Any) -> None:
        self._rules = PreviewRules(rules)
        self._bring_option()
        self._decided_anew()

    @property
    def policy(self) -> Policy:
        """Profile, options and rules together."""
        edition = profile_named(self.profile).edition
        return Policy(
            self.profile, edition, frozenset(self.options), self._rules.all, self._pixel_rules()
        )

    def _decided_anew(self) -> None:
        """Tell that the plans are others now."""
        self._version += 1
        self._tell_policy()

    @abstractmethod
    def _bring_option(self) -> None:
        """Switch on the option that rules for images need."""

    @abstractmethod
    def _pixel_rules(self) -> tuple[PixelRule, ...]:
        """Return the rules for images."""

    @abstractmethod
    def _boxes_written(self) -> list[Box]:
        """Return the boxes that all files get."""

    def _tell_policy(self) -> None:
        writing = self._writing is not None and self._writing["running"]
        self.send_event("policy", {"rules": len(self._rules.all), "writing": writing})

    @observe("options", "profile")
    def _decided(self, _change: object) -> None:
        if self.comm is not None and hasattr(self, "_rules"):
            self._tell_policy()

    def _get_policy(self, _args: Mapping[str, Any]) -> Reply:
        found: GetPolicyResult = {
            "options": option_rows(),
            "rules": self._rules.rows(),
            "undo": self._rules.can_undo,
            "key": self._key.fingerprint,
            "keyed": not self._key.is_fresh or kept_secret(self._key.fingerprint) is not None,
            "boxes": len(self._boxes.drawn),
            "version": self._version,
            "writing": self._writing,
        }
        return found, []

    def _put_override(self, args: Mapping[str, Any]) -> Reply:
        """Make, change or take back the rule for the element of a row."""
        wanted, action, value = args.get("id"), args.get("action"), args.get("value")
        row = next((each for each in self.plan.rows if each.id == wanted), None)
        if row is None or row.added:
            raise ArgumentError("This element is not in the file.", remedy="Choose another row.")
        if action is None:
            self._rules.drop(rule_for(row, "keep", None))
        else:
            self._rules.put(rule_for(row, action, None if value is None else str(value)))
        self._decided_anew()
        return self._get_policy({})

    def _undo_override(self, _args: Mapping[str, Any]) -> Reply:
        self._rules.undo()
        self._decided_anew()
        return self._get_policy({})

    def _get_code(self, _args: Mapping[str, Any]) -> Reply:
        """Return the program that anonymizes as the preview shows it."""
        arguments: dict[str, Any] = {"target": _TARGET}
        if self.profile != "basic":
            arguments["profile"] = self.profile
        if self.options:
            arguments["options"] = list(self.options)
        pixels = self._pixel_rules()
        if self._rules.all or pixels:
            arguments["rules"] = written_rules(self._rules.all, pixels)
        if boxes := self._boxes_written():
            arguments["boxes"] = [list(box[1:] if box.frames is None else box) for box in boxes]
        before, arguments["key"] = self._written_key()
        code = call_of(self._given, "deidentify", arguments, result="report", before=before)
        return {"code": code}, []

    def _written_key(self) -> tuple[list[str], Expression]:
        """Return how a program finds the key, which never stands in it: a fresh one is kept now."""
        key = self._key
        if key.is_fresh:
            key.keep()
        if kept_secret(key.fingerprint) is None:
            return ["", "# key: the secret that the preview was given."], Expression("key")
        found = Expression(f'kept_key("{key.fingerprint}")')
        return ["from dicomwidgets.deidentification import kept_key"], found
