"""The findings of a profile as HTML, the worst first."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from dicomwidgets.collection.profile.markup import Html, count_text, element, joined
from dicomwidgets.privacy import MASK

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from dicomwidgets.finding import Finding, Findings

__all__ = ["finding_list"]

_NAMED = 50
_SHOWN = 500
_WORDS = {"error": "error", "warning": "warning", "info": "remark"}
_groups = count(1)


def finding_list(findings: Findings, *, masked: bool) -> Html:
    """Return the findings, with buttons that choose a severity."""
    if not findings:
        return element("p", "Nothing was found to be wrong.", class_="fine")
    lines = _lines(findings)
    shown = lines[:_SHOWN]
    more = len(lines) - len(shown)
    items = (_item(each, files, masked=masked) for each, files in shown)
    return joined(
        (
            _chooser(findings),
            element("ol", *items, class_="findings"),
            element("p", f"… and {more:,} more.", class_="quiet") if more > 0 else None,
        )
    )


def _lines(findings: Sequence[Finding]) -> list[tuple[Finding, list[str]]]:
    """Return findings with their files; those that say the same of one file each are one line."""
    lines: dict[Hashable, tuple[Finding, list[str]]] = {}
    for number, each in enumerate(findings):
        files = each.files or ((each.file,) if each.file else ())
        said = (each.severity, each.rule, each.source, each.message, each.why, each.fix)
        _, named = lines.setdefault(said if len(files) == 1 else number, (each, []))
        named += files
    return [*lines.values()]


def _chooser(findings: Findings) -> Html:
    group = f"dw-severity-{next(_groups)}"
    choices = [("all", f"All {len(findings):,}")]
    for severity, number in findings.counts.items():
        if number:
            choices.append((severity, count_text(number, _WORDS[severity])))
    labels = [
        element(
            "label",
            element(
                "input",
                type="radio",
                name=group,
                value=value,
                checked="checked" if value == "all" else None,
            ),
            element("span", words),
            class_=f"choice {value}",
        )
        for value, words in choices
    ]
    legend = element("legend", "Show findings by severity", class_="unseen")
    return element("fieldset", legend, *labels, class_="chooser")


def _item(finding: Finding, files: Sequence[str], *, masked: bool) -> Html:
    word = _WORDS[finding.severity]
    message = MASK if masked and finding.source != "dicomwidgets" else finding.message
    return element(
        "li",
        element(
            "p",
            element("span", word, class_=f"badge {finding.severity}"),
            " ",
            element("strong", message),
            " ",
            element("code", finding.rule),
        ),
        element("p", finding.why, class_="why"),
        element("p", element("b", "What to do: "), finding.fix),
        _files(files, masked=masked),
        class_=f"finding {finding.severity}",
    )


def _files(files: Sequence[str], *, masked: bool) -> Html | None:
    if not files:
        return None
    number = count_text(len(files), "file")
    if masked:
        return element("p", number, class_="quiet")
    named = [element("li", element("code", name)) for name in files[:_NAMED]]
    more = len(files) - len(named)
    rest = element("li", f"… and {more:,} more") if more > 0 else None
    return element("details", element("summary", number), element("ul", *named, rest))
