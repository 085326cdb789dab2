"""How an exercise looks in a notebook: a box with a mark and words, never a colour alone."""

from __future__ import annotations

import re
from html import escape

__all__ = ["GREEN", "GREY", "ORANGE", "Code", "box"]

GREEN = "var(--jp-success-color1, #2e7d32)"
ORANGE = "var(--jp-warn-color1, #b26a00)"
GREY = "var(--jp-border-color0, #8a8a8a)"

_CODE = re.compile(r"`([^`]+)`")
_BOX = "border-left: 4px solid {}; padding: 0.2em 0.8em; margin: 0.2em 0; max-width: 60em;"
_PRE = "margin: 0.4em 0; white-space: pre-wrap;"


def box(colour: str, heading: str, text: str, code: str = "") -> str:
    """Return HTML that takes its letters from the page, light or dark.

    Parameters
    ----------
    colour
        Of the line beside it.
    heading
        What it is, in words.
    text
        What it says; ``code`` in backticks.
    code
        Python below it.
    """
    said = _CODE.sub(r"<code>\1</code>", escape(text, quote=False))
    below = f'<pre style="{_PRE}"><code>{escape(code, quote=False)}</code></pre>' if code else ""
    return (
        f'<div style="{_BOX.format(colour)}"><strong>{escape(heading, quote=False)}</strong> '
        f"{said}{below}</div>"
    )


class Code(str):
    """Python that a notebook shows as Python."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return box(GREY, "Solution", "", self)
