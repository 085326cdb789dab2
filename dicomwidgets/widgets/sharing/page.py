"""A self-contained page: widgets, their bundles and their answers in one HTML file.

Nothing is fetched and nothing runs but what stands in the page: it opens from ``file://`` under a
content security policy that forbids everything else.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dicomwidgets.privacy import is_revealed
from dicomwidgets.widgets.sharing.archive import archive_of, frame_count, panes_of
from dicomwidgets.widgets.sharing.frames import picking, state_of_some
from dicomwidgets.widgets.sharing.keeping import Blobs
from dicomwidgets.widgets.sharing.packing import base85, from_base85
from dicomwidgets.widgets.sharing.panes import with_panes
from dicomwidgets.widgets.sharing.prose import html_of, inline, plain
from dicomwidgets.widgets.sharing.secrets import Secrets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.widgets._base import DicomWidget
    from dicomwidgets.widgets.sharing.frames import Pick

__all__ = ["Contents", "bundle_of", "contents_of", "page_of", "saved_model"]

_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; script-src '{hash}' blob:; "
    "style-src 'unsafe-inline'; img-src blob: data:"
)
_PACKED = re.compile(r'"([#-y]{5000,})"')
"""The program of a large widget inside of what unpacks it (js/build.mjs)."""

_STYLE = """
body { margin: 0 auto; max-width: 1600px; padding: 8px; background: light-dark(#fff, #111);
  color: light-dark(#1b1b1b, #e4e4e4); font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.4em 0; max-width: 46rem; }
.dw-prose { max-width: 46rem; }
.dw-prose pre { overflow-x: auto; }
.dw-prose :is(code, pre) { font-family: ui-monospace, monospace; font-size: 0.92em; }
.dw-view { margin: 12px 0; }
footer { font-size: 0.8rem; margin: 16px 0 8px; color: light-dark(#595959, #a8a8a8); }
"""
_PAGE = """<!doctype html>
<html lang="en" style="color-scheme: {scheme}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
{foot}
<noscript>Nothing is shown here without JavaScript.</noscript>
<script type="text/plain" id="dw-page">{page}</script>
{blobs}
<script type="text/plain" id="dw-host">{host}</script>
<script>{boot}</script>
</body>
</html>
"""


@dataclass
class Contents:
    """What stands in a page.

    Parameters
    ----------
    page
        Bundles, models and answers.
    blobs
        Buffers of the answers.
    secrets
        What none of the answers may spell out.
    frames, of
        How many frames it holds, and how many there are in the series that it shows.
    """

    page: dict[str, Any]
    blobs: Blobs = field(default_factory=Blobs)
    secrets: Secrets = field(default_factory=Secrets)
    frames: int = 0
    of: int = 0


def contents_of(
    parts: Sequence[DicomWidget | str], *, archived: bool = True, pick: Pick | None = None
) -> Contents:
    """Return what stands in a page that shows `parts`; panes that are open come along.

    Parameters
    ----------
    parts
        Widgets, and texts between them.
    archived
        ``False`` leaves models and answers out: something behind the page gives them.
    pick
        Says of a widget, and how many frames it could show, which are kept.
    """
    pick = pick or picking(None)
    shown = [part for part in parts if not isinstance(part, str)]
    views = [widget.model_id for widget in shown]
    contents = Contents({"bundles": {}, "models": {}, "views": views})
    if not archived:
        return contents
    everything = [*with_panes(shown)]
    files = {id_: _files_of(one) for one in everything for id_ in _ids_in(one)}
    previews = (one for one in everything if "put_override" in one.commands)
    pinned = {each for one in previews for each in _ids_in(one)}
    for widget in everything:
        if widget.model_id in contents.page["models"]:
            continue
        contents.page["bundles"] |= bundle_of(widget)
        picked = _the_one_shown if widget.model_id in pinned else pick
        archived_one = _archived(widget, contents, picked, files.get(widget.model_id, 0))
        contents.page["models"][widget.model_id] = archived_one
    if not is_revealed():
        # Traits never hold an identifier, and a page runs by them.
        for model in contents.page["models"].values():
            model["archive"] = contents.secrets.hidden_in(model["archive"])
    return contents


def _ids_in(widget: DicomWidget) -> list[str]:
    return [each.model_id for each in panes_of(widget).values()]


def _files_of(widget: DicomWidget) -> int:
    """Return in how many files the frames lie that a widget shows."""
    if not frame_count(widget):
        return 0
    locators = getattr(widget, "frames").locators  # noqa: B009 - those that show frames have it
    return len({(each.source, each.item) for each in locators})


def _the_one_shown(widget: DicomWidget, _count: int) -> list[int]:
    """Return the frame beside the rows of a plan, which are of no other."""
    return [int(getattr(widget, "index"))]  # noqa: B009 - those that show frames have it


def _archived(widget: DicomWidget, contents: Contents, pick: Pick, files: int) -> dict[str, Any]:
    count = frame_count(widget)
    chosen = pick(widget, count) if count else []
    contents.frames, contents.of = contents.frames + len(chosen), contents.of + count
    archive = archive_of(widget, contents.blobs, chosen, contents.secrets, files=files)
    model = saved_model(widget)
    state = state_of_some(model["state"], model["bundle"], chosen)
    return {**model, "state": {**state, **widget.anew}, "archive": archive}


def page_of(
    parts: Sequence[DicomWidget | str],
    contents: Contents,
    *,
    title: str = "DICOM",
    foot: str = "",
    scheme: str = "light dark",
) -> str:
    """Return the HTML text of a page that needs no kernel, no network and no other file.

    Parameters
    ----------
    parts
        Widgets, and texts in Markdown between them.
    contents
        What `contents_of` says of them.
    title
        Title of the page, and its first heading.
    foot
        A sentence below all.
    scheme
        ``"light"``, ``"dark"`` or, by default, what the reader's system prefers.
    """
    boot = _static("boot.js")
    digest = base64.b64encode(hashlib.sha256(boot.encode()).digest()).decode()
    head = f"<h1>{inline(title)}</h1>"
    return _PAGE.format(
        scheme=scheme,
        policy=_POLICY.format(hash=f"sha256-{digest}"),
        title=html.escape(plain(title)),
        style=_STYLE,
        body="\n".join([head, *map(_placed, parts)]),
        foot=f"<footer>{html.escape(foot)}</footer>" if foot else "",
        page=base85(zlib.compress(_json(contents.page), 9)),
        blobs="\n".join(
            f'<script type="text/plain" id="dw-blob-{number}">{base85(data)}</script>'
            for number, data in enumerate(contents.blobs.all)
        ),
        host=base85(zlib.compress(_static("host.js").encode(), 9)),
        boot=boot,
    )


def _placed(part: DicomWidget | str) -> str:
    if isinstance(part, str):
        return f'<div class="dw-prose">{html_of(part)}</div>'
    return '<div class="dw-view"></div>'


def saved_model(widget: DicomWidget) -> dict[str, Any]:
    """Return the traits of `widget` as the front end sees them."""
    own = set(widget.own_names()) - {"layout", "_esm", "_css"}
    state = widget.get_state(key=[name for name in widget.keys if name in own])
    return {"bundle": _name(widget), "state": state, "archive": None}


def bundle_of(widget: DicomWidget) -> dict[str, dict[str, str]]:
    """Return the front end of `widget` under its name; what travels deflated, inflated."""
    css = getattr(widget, "_css", "")
    esm = str(widget._esm)  # noqa: SLF001 - anywidget's
    packed = _PACKED.search(esm)
    if packed:
        esm = zlib.decompress(from_base85(packed[1]), -15).decode()
    return {_name(widget): {"esm": esm, "css": str(css)}}


def _name(widget: DicomWidget) -> str:
    return type(widget).__module__.rpartition(".")[2]


def _json(page: Any) -> bytes:
    return json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()


def _static(name: str) -> str:
    return (files("dicomwidgets") / "static" / name).read_text(encoding="utf-8")
