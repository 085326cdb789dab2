"""What the options' columns of PS3.15 Table E.1-1 make of an element.

Where several options in use have a cell for one row:

1. an option about dates and times decides for dates and times (VR DA, DT, TM): who asks for shifted
   dates gets no true one, not even that of a calibration that the device's identity would keep;
2. of these, one that names the version of a table of codes, of a template or of a product's
   description stays: it is no day of the patient's;
3. else K (keep) goes before C (clean): an option that retains names what must stay.

Where C can't be done, because bytes or numbers can't be read for identifiers, the basic action
stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Make, Verdict, keep
from dicomwidgets.deidentification.rule_checks import DATES, TEXTS

if TYPE_CHECKING:
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.deidentification.profile import Rule

__all__ = ["by_option", "option_for"]

_ABOUT_DATES = ("retain_full_dates", "retain_modified_dates")
_CURVES = 0x50
_VERSIONS = frozenset(
    {
        *(0x00080106, 0x00080107),  # Context Group Version, and Local Version
        *(0x0040DB06, 0x0040DB07),  # Template Version, and Local Version
        *(0x00686226, 0x00686270),  # since when an implant's template holds, and was published
    }
)
"""Dates that name a version of something published (PS3.3 8.2, 10.24; PS3.16 6.2.5)."""


def option_for(row: Rule, vr: str, options: frozenset[str]) -> tuple[str, str] | None:
    """Return the option that decides about a row, and its code; ``None`` where none does.

    Parameters
    ----------
    row
        Of the table.
    vr
        Of the element.
    options
        Those in use.
    """
    cells = [cell for cell in row.options if cell[0] in options]
    if not cells:
        return None
    if vr in DATES:
        cells = [cell for cell in cells if cell[0] in _ABOUT_DATES] or cells
    return next((cell for cell in cells if cell[1] == "K"), cells[0])


def by_option(policy: Policy, row: Rule, tag: int, vr: str) -> Verdict | None:
    """Return what the options in use make of an element of the table, ``None`` for nothing.

    Parameters
    ----------
    policy
        With the options.
    row
        The element's row.
    tag, vr
        Of the element.
    """
    cell = option_for(row, vr, policy.options)
    if cell is None:
        return None
    option, code = cell
    if code == "K":
        why = reasons.kept_by(option, vr)
        if vr == "AS":
            return Verdict("clean", code, why, "age")
        return keep(why, code, descend=vr == "SQ")
    if vr == "SQ":
        return Verdict("clean", code, reasons.items_cleaned_by(option), descend=True)
    return _cleaned(option, code, tag, vr)


def _cleaned(option: str, code: str, tag: int, vr: str) -> Verdict | None:
    if tag in _VERSIONS:
        return keep(reasons.version_kept(), code)
    make = _cleaning(vr)
    if not make or tag >> 24 == _CURVES or (make == "date") != (option in _ABOUT_DATES):
        return None
    return Verdict("clean", code, reasons.cleaned_by(option), make)


def _cleaning(vr: str) -> Make:
    if vr in DATES:
        return "date"
    return "clean" if vr in TEXTS else ""
