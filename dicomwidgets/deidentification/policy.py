"""What is to be done: a profile, the options on top of it, and the user's own rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.deidentification.own_rules import OwnRule, parted, rules_from
from dicomwidgets.deidentification.pixels.pixel_rules import PixelRule, pixel_rules_from
from dicomwidgets.deidentification.profile import profile_named
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["FORBIDDEN_PAIRS", "OPTIONS", "Option", "Policy", "policy_for"]


class Option(NamedTuple):
    """An option of the profile (PS3.15 E.3).

    Parameters
    ----------
    name
        ``"retain_uids"``.
    code, meaning
        Its code in CID 7050 (PS3.16), coding scheme DCM.
    column
        Its column in PS3.15 Table E.1-1; empty where the table has none.
    words
        What it does, in one sentence.
    """

    name: str
    code: str
    meaning: str
    column: str
    words: str


_OPTIONS = (
    Option(
        "retain_full_dates",
        "113106",
        "Retain Longitudinal Temporal Information Full Dates Option",
        "Rtn. Long. Full Dates Opt.",
        "Dates and times stay as they are.",
    ),
    Option(
        "retain_modified_dates",
        "113107",
        "Retain Longitudinal Temporal Information Modified Dates Option",
        "Rtn. Long. Modif. Dates Opt.",
        "Dates and times are shifted, by the same amount in all files of a patient.",
    ),
    Option(
        "retain_patient_characteristics",
        "113108",
        "Retain Patient Characteristics Option",
        "Rtn. Pat. Chars. Opt.",
        "Sex, age, size, weight and the like stay; ages over 89 become 90.",
    ),
    Option(
        "retain_device_identity",
        "113109",
        "Retain Device Identity Option",
        "Rtn. Dev. Id. Opt.",
        "Which device and station made the images stays.",
    ),
    Option(
        "retain_institution_identity",
        "113112",
        "Retain Institution Identity Option",
        "Rtn. Inst. Id. Opt.",
        "The institution, its address and departments stay.",
    ),
    Option(
        "retain_uids",
        "113110",
        "Retain UIDs Option",
        "Rtn. UIDs Opt.",
        "UIDs stay: whoever has the originals can find them by their UIDs.",
    ),
    Option(
        "retain_safe_private",
        "113111",
        "Retain Safe Private Option",
        "Rtn. Safe Priv. Opt.",
        "Private elements stay where the standard lists them as safe, or the file does.",
    ),
    Option(
        "clean_descriptors",
        "113105",
        "Clean Descriptors Option",
        "Clean Desc. Opt.",
        "Descriptions, comments and words of codes of one's own stay, without identifiers in them.",
    ),
    Option(
        "clean_structured_content",
        "113104",
        "Clean Structured Content Option",
        "Clean Struct. Cont. Opt.",
        "Reports, acquisition, protocol and specimen contexts stay, cleaned item by item.",
    ),
    Option(
        "clean_graphics",
        "113103",
        "Clean Graphics Option",
        "Clean Graph. Opt.",
        "Drawings on the image stay, their texts become a dummy; overlays are blanked.",
    ),
    Option(
        "clean_pixel_data",
        "113101",
        "Clean Pixel Data Option",
        "",
        "Text burned into the image is blacked out.",
    ),
    Option(
        "clean_recognizable_visual_features",
        "113102",
        "Clean Recognizable Visual Features Option",
        "",
        "A file in which somebody may be recognized is refused: faces are not removed here.",
    ),
)

OPTIONS: Mapping[str, Option] = MappingProxyType({option.name: option for option in _OPTIONS})
"""Name → option: the twelve of CID 7050 (PS3.16) beside the profile itself."""

FORBIDDEN_PAIRS = (frozenset({"retain_full_dates", "retain_modified_dates"}),)
"""Options that exclude each other (PS3.15 E.3.6)."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A profile, its options and the user's own rules: all that decides, and no secret.

    Parameters
    ----------
    profile
        ``"basic"``: the Basic Application Level Confidentiality Profile (PS3.15 E.2).
    edition
        Of PS3.15 Table E.1-1.
    options
        Names of `OPTIONS`.
    rules
        Own rules; of those that fit an element the last one decides.
    pixel_rules
        Own rules for images; of those that fit a file the first one decides.
    ocr
        Whether text is looked for in images.
    """

    profile: str
    edition: str
    options: frozenset[str]
    rules: tuple[OwnRule, ...] = ()
    pixel_rules: tuple[PixelRule, ...] = ()
    ocr: bool = False

    def to_json(self) -> str:
        """Return the policy as JSON."""
        return json.dumps(
            {
                "profile": self.profile,
                "edition": self.edition,
                "options": [name for name in OPTIONS if name in self.options],
                "rules": [rule.to_json() for rule in self.rules],
                "pixels": [rule.to_json() for rule in self.pixel_rules],
                "ocr": self.ocr,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Policy:
        """Return the policy that `to_json` wrote.

        Raises
        ------
        ArgumentError
            When it is no such JSON, or was written for another edition of the table.
        """
        try:
            form: Any = json.loads(text)
            rules = {"rules": form["rules"], "pixels": form.get("pixels", [])}
            policy = policy_for(
                form["profile"], form["options"], rules, ocr=bool(form.get("ocr", False))
            )
            edition = form["edition"]
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, ArgumentError):
                raise
            raise ArgumentError("This is no policy.", remedy="to_json() writes it.") from None
        if edition != policy.edition:
            raise ArgumentError(
                f"The policy was made for edition {edition} of PS3.15 Table E.1-1, and this "
                f"version has {policy.edition}.",
                remedy="Make it anew with policy_for().",
            )
        return policy


def policy_for(
    profile: str = "basic",
    options: str | Iterable[str] = (),
    rules: Mapping[str, Any] | Iterable[Any] | str | Path | None = None,
    *,
    ocr: bool = False,
) -> Policy:
    """Return the policy for a profile, options and own rules.

    Parameters
    ----------
    profile
        ``"basic"``.
    options
        Names of `OPTIONS`, one or several; ``"retain-uids"`` and ``"Retain UIDs"`` are
        understood, and the codes of CID 7050.
    rules
        Own rules (`own_rules.rules_from`): a dict, a list, or the path of a TOML or JSON file.
        Rules for images stand under ``"pixels"`` (`pixels.pixel_rules`); they bring the option
        ``"clean_pixel_data"`` with them.
    ocr
        Whether text is looked for in images and blacked out; it brings that option too.

    Raises
    ------
    ArgumentError
        When there is no such profile or option, two options exclude each other, or a rule can't
        be read.

    Examples
    --------
    >>> policy = policy_for(options=["retain-uids"], rules={"PatientComments": "remove"})
    >>> policy.options
    frozenset({'retain_uids'})
    """
    edition = profile_named(profile).edition
    own, pixels = parted(rules)
    found = pixel_rules_from(pixels)
    chosen = _options(options) | ({"clean_pixel_data"} if found or ocr else set())
    return Policy(profile, edition, chosen, rules_from(own), found, ocr)


def _options(options: str | Iterable[str]) -> frozenset[str]:
    names = options.replace(",", " , ").split(",") if isinstance(options, str) else options
    found = frozenset(_option(name) for name in names if str(name).strip())
    for pair in FORBIDDEN_PAIRS:
        if pair <= found:
            one, other = sorted(pair)
            raise ArgumentError(
                f"{one} and {other} exclude each other (PS3.15 E.3.6).",
                remedy="Leave one of them out.",
            )
    return found


_SPELT = {option.name.replace("_", ""): option.name for option in _OPTIONS} | {
    option.code: option.name for option in _OPTIONS
}


def _option(name: Any) -> str:
    spelt = str(name).strip().lower()
    found = _SPELT.get(
        "".join(letter for letter in spelt.removesuffix("option") if letter.isalnum())
    )
    if found is None:
        raise ArgumentError(
            f"There is no option {str(name)[:64]!r}.", remedy=f"Choose among: {', '.join(OPTIONS)}."
        )
    return found
