"""What happens to private elements (PS3.5 7.8, PS3.15 E.3.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Verdict, keep, remove
from dicomwidgets.deidentification.rule_checks import DATES, TEXTS

if TYPE_CHECKING:
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.deidentification.safe_private import SafePrivate

__all__ = ["private_verdict"]

_CODE = "C"


def private_verdict(
    policy: Policy, safe: SafePrivate | None, tag: int, vr: str, creator: str
) -> Verdict:
    """Return what happens to a private element.

    Parameters
    ----------
    policy
        With the options in use.
    safe
        Which private elements may stay; ``None`` without the Retain Safe Private Option.
    tag, vr, creator
        Of the element, as for `Decider.verdict`.

    Notes
    -----
    Safe elements are treated by their VR as the rest of the file is: names go, dates follow the
    options about dates, UIDs are replaced unless UIDs are retained, texts are cleaned.
    """
    if safe is None:
        return remove(reasons.OUTSIDE["private"], "X")
    reason = safe.why(tag, creator)
    if not reason:
        return remove(reasons.OUTSIDE["private_unsafe"], "X")
    return _safe(policy, tag, vr, reasons.SAFE[reason])


def _safe(policy: Policy, tag: int, vr: str, why: str) -> Verdict:
    if vr == "PN":
        return remove(reasons.OUTSIDE["private_name"], "X")
    if vr in DATES:
        return _date(policy, why)
    if vr == "UI" and "retain_uids" not in policy.options:
        return Verdict("uid", _CODE, f"{why} {reasons.uid_reason('U')}", "uid")
    if vr in TEXTS and tag & 0xFFFF > 0xFF:
        return Verdict("clean", _CODE, why, "clean")
    if vr == "AS":
        return Verdict("clean", _CODE, why, "age")
    return keep(why, _CODE, descend=vr == "SQ")


def _date(policy: Policy, why: str) -> Verdict:
    if "retain_full_dates" in policy.options:
        return keep(why, _CODE)
    if "retain_modified_dates" in policy.options:
        return Verdict(
            "clean", _CODE, f"{why} {reasons.cleaned_by('retain_modified_dates')}", "date"
        )
    return remove(reasons.OUTSIDE["private_date"], "X")
