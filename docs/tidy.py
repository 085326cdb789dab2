"""What the pages need before everybody can read them."""

from __future__ import annotations

import re
from typing import Any

EMPTY_HEADER = re.compile(r"<th(?: [^>]*)?>(?:<p></p>)?</th>")
EMPTY_HEAD = re.compile(r"<thead>\s*<tr[^>]*>(?:\s*<td></td>)+\s*</tr>\s*</thead>")


def tidy(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:  # noqa: ARG001 - Sphinx's
    """Make cells of empty headers, which a screen reader would announce as headers of nothing."""
    if "body" in context:
        context["body"] = EMPTY_HEAD.sub("", EMPTY_HEADER.sub("<td></td>", context["body"]))


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx about it."""
    app.connect("html-page-context", tidy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
