"""What answers a preview's questions: the plan of one file as rows, filtered and counted."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.planning import plan
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.reference.tags import tag_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.deidentification.plan_rows import Plan, PlanRow
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.widgets._commands import GetPreviewResult, PreviewImage, PreviewRow
    from dicomwidgets.widgets._preview_places import Place

__all__ = ["PreviewFeed"]

MOST_ROWS = 1000
"""Rows in one answer at most; of a longer stretch the first ones are given."""

_KEPT = 4
_MODALITY = 0x00080060
_SERIES_DESCRIPTION = 0x0008103E
_ACTION_PREFIX = "action:"
_WORDS = {
    "remove": "removed",
    "empty": "emptied",
    "replace": "replaced",
    "uid": "new uid",
    "clean": "cleaned",
}


class PreviewFeed:
    """The plan of one file, as the front end asks for it. Thread-safe.

    Parameters
    ----------
    source, item
        The file.
    profile
        Name of the profile.
    """

    def __init__(self, source: Source, item: Item, profile: str) -> None:
        header = read_header(source, item)
        self.plan: Plan = plan(header, profile)
        self.title = _title(header)
        self._texts: list[str] | None = None
        self._selections: dict[tuple[str, str], Sequence[int]] = {}
        self._lock = threading.Lock()

    def get_preview(self, args: Mapping[str, Any], index: int, place: Place) -> GetPreviewResult:
        """Return a stretch of the rows that the query and the filter leave.

        Parameters
        ----------
        args
            `GetPreviewArgs`. The query's words must all occur in a row; a word such as
            ``action:uid`` keeps the rows with that action.
        index, place
            The stop, to be named in the answer.
        """
        indices = self._selected(str(args.get("query", "")), str(args.get("show", "changed")))
        start = max(0, int(args.get("start", 0)))
        stop = min(max(start, int(args.get("stop", 0))), start + MOST_ROWS)
        tree = self.plan.tree
        image: PreviewImage | None = None
        if place.series is not None:
            image = {"series": place.series, "frame": place.frame}
        return {
            "rows": [_preview_row(tree[at]) for at in indices[start:stop]],
            "start": start,
            "total": len(indices),
            "counts": {str(action): count for action, count in self.plan.counts.items()},
            "title": self.title,
            "risks": list(self.plan.risks),
            "index": index,
            "image": image,
            "edition": self.plan.edition,
        }

    def _selected(self, query: str, show: str) -> Sequence[int]:
        key = (" ".join(query.lower().split()), show)
        with self._lock:
            if key not in self._selections:
                while len(self._selections) >= _KEPT:
                    self._selections.pop(next(iter(self._selections)))
                self._selections[key] = self._select(*key)
            return self._selections[key]

    def _select(self, query: str, show: str) -> Sequence[int]:
        words = query.split()
        actions = {
            word.removeprefix(_ACTION_PREFIX) for word in words if word[:7] == _ACTION_PREFIX
        }
        words = [word for word in words if word[:7] != _ACTION_PREFIX]
        tree = self.plan.tree
        if show == "all" and not words and not actions:
            return range(len(tree))
        texts = self._searched() if words else None
        kept = bytearray(len(tree))
        for at, row in enumerate(tree):
            if row.is_item and not words:
                continue
            if actions and row.action not in actions:
                continue
            if not actions and show != "all" and not row.changed:
                continue
            if texts and not all(word in texts[at] for word in words):
                continue
            _keep_with_parents(kept, tree, at)
        return [at for at, keep in enumerate(kept) if keep]

    def _searched(self) -> list[str]:
        """Return what a search looks at, in lower case, made at the first search."""
        if self._texts is None:
            self._texts = [_search_text(row) for row in self.plan.tree]
        return self._texts


def _keep_with_parents(kept: bytearray, tree: Sequence[PlanRow], at: int) -> None:
    while at >= 0 and not kept[at]:
        kept[at] = 1
        at = tree[at].parent


def _search_text(row: PlanRow) -> str:
    action = "added" if row.added else _WORDS.get(row.action, "kept")
    parts = (tag_text(row.tag), f"{row.tag:08x}", row.keyword, row.name, row.vr, row.old, row.new)
    return " ".join((*parts, action, row.why)).lower()


def _preview_row(row: PlanRow) -> PreviewRow:
    return {
        "id": row.id,
        "depth": row.depth,
        "tag": tag_text(row.tag),
        "vr": row.vr,
        "keyword": row.keyword,
        "name": row.name,
        "before": row.old,
        "after": row.new,
        "action": row.action,
        "code": row.code,
        "why": row.why,
    }


def _title(header: Header) -> str:
    """Return modality, description and file name: for the live widget only."""
    parts = (quick_text(header.dataset, tag) for tag in (_MODALITY, _SERIES_DESCRIPTION))
    return " · ".join(filter(None, (*parts, header.item.name)))
