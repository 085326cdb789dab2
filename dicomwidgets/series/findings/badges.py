"""What a viewer says of the findings that matter to whoever looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.series.findings.rules import BADGES

if TYPE_CHECKING:
    from dicomwidgets.display.description import Badge
    from dicomwidgets.finding import Finding, Findings

__all__ = ["badges_of"]


def badges_of(findings: Findings) -> list[Badge]:
    """Return a badge for each kind of finding that has one, the worst first.

    The reason says what was found, what it means and what one can do; no names of files.
    """
    found: list[Badge] = []
    for rule, text in BADGES.items():
        of_it = findings.of(rule)
        if of_it:
            first = of_it[0]
            reason = f"{' '.join(each.message for each in of_it)} {first.why} {first.fix}"
            told: Badge = {"text": _text(first, text), "reason": reason, "level": "warning"}
            found.append({**told, "level": "info"} if first.severity == "info" else told)
    return found


def _text(finding: Finding, text: str) -> str:
    numbers = finding.numbers
    if finding.rule == "tilt":
        return f"{text} {numbers['angle_deg']:.1f}°"
    if finding.rule == "gap":
        count = sum(numbers["missing"])
        return f"{text}: {count} SLICE{'S' if count > 1 else ''}"
    return text
