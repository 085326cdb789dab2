"""What answers a preview's questions: the plan of one file as rows, filtered and counted."""

from __future__ import annotations

import threading
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.planned_file import planned_item
from dicomwidgets.deidentification.planning import plan
from dicomwidgets.reading.quick import quick_integer, quick_text, value_or_none
from dicomwidgets.reference.tags import tag_text
from dicomwidgets.widgets._preview_boxes import ImageKind
from dicomwidgets.widgets._preview_reasons import REASONS, actions_for, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dicomwidgets.deidentification.mapping import Key
    from dicomwidgets.deidentification.pixels.boxes import Box
    from dicomwidgets.deidentification.plan_rows import Plan, PlanRow
    from dicomwidgets.deidentification.planned_file import PlannedFile
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.widgets._preview_commands import (
        GetPreviewResult,
        PreviewImage,
        PreviewRow,
    )
    from dicomwidgets.widgets._preview_places import Place

__all__ = ["PreviewFeed", "kind_of"]

MOST_ROWS = 1000
"""Rows in one answer at most; of a longer stretch the first ones are given."""

_KEPT = 4
_MODALITY, _INSTANCE, _FRAMES = 0x00080060, 0x00080018, 0x00280008
_SERIES_DESCRIPTION = 0x0008103E
_ACTION = "action:"
_REASON = "reason:"
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
    policy
        Profile, options and own rules.
    key
        As for `plan`.
    boxes
        As for `plan`.
    """

    def __init__(
        self,
        source: Source,
        item: Item,
        policy: Policy,
        key: Key,
        boxes: Iterable[Box] = (),
    ) -> None:
        file = planned_item(source, item)
        self.kind = kind_of(file)
        self.plan: Plan = plan(file, policy, key=key, boxes=boxes)
        self.title = _title(file, item)
        self._texts: list[str] | None = None
        self._selections: dict[tuple[str, str], Sequence[int]] = {}
        self._lock = threading.Lock()

    def get_preview(self, args: Mapping[str, Any], index: int, place: Place) -> GetPreviewResult:
        """Return a stretch of the rows that the query and the filter leave.

        Parameters
        ----------
        args
            `GetPreviewArgs`. The query's words must all occur in a row; a word such as
            ``action:uid`` keeps the rows with that action, ``reason:option`` those with that
            kind of reason.
        index, place
            The stop, to be named in the answer.
        """
        indices = self._selected(str(args.get("query", "")), str(args.get("show", "changed")))
        start = max(0, int(args.get("start", 0)))
        stop = min(max(start, int(args.get("stop", 0))), start + MOST_ROWS)
        image: PreviewImage | None = None
        if place.series is not None:
            image = {"series": place.series, "frame": place.frame}
        return {
            "rows": [self._row(at) for at in indices[start:stop]],
            "start": start,
            "total": len(indices),
            "places": self._places(indices, args.get("locate") or ()),
            "counts": {str(action): count for action, count in self.plan.counts.items()},
            "changed": sum(row.changed for row in self.plan.rows),
            "reasons": self._reason_counts,
            "title": self.title,
            "risks": list(self.plan.risks),
            "notes": list(self.plan.notes),
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
        actions, words = _named(words, _ACTION)
        kinds, words = _named(words, _REASON)
        tree = self.plan.tree
        if show == "all" and not (words or actions or kinds):
            return range(len(tree))
        texts = self._searched() if words else None
        kept = bytearray(len(tree))
        for at, row in enumerate(tree):
            if row.is_item and not words:
                continue
            if actions and row.action not in actions:
                continue
            if kinds and self._kinds[at] not in kinds:
                continue
            if not actions and show != "all" and not row.changed:
                continue
            if texts and not all(word in texts[at] for word in words):
                continue
            _keep_with_parents(kept, tree, at)
        return [at for at, keep in enumerate(kept) if keep]

    @cached_property
    def _kinds(self) -> list[str]:
        tree = self.plan.tree
        return [reason_of(row, tree) for row in tree]

    @cached_property
    def _reason_counts(self) -> dict[str, int]:
        tree = self.plan.tree
        found = Counter(k for k, row in zip(self._kinds, tree, strict=True) if not row.is_item)
        return {kind: found[kind] for kind in REASONS if found[kind]}

    def _places(self, indices: Sequence[int], ids: Sequence[int]) -> list[int]:
        """Return where rows are among those selected, -1 for those that are not."""
        wanted = set(ids) - {-1}
        tree = self.plan.tree
        if not wanted:
            return [-1] * len(ids)
        found = {tree[at].id: n for n, at in enumerate(indices) if tree[at].id in wanted}
        return [found.get(each, -1) for each in ids]

    def _row(self, at: int) -> PreviewRow:
        tree = self.plan.tree
        row = tree[at]
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
            "reason": self._kinds[at],
            "can": [*actions_for(row, tree)],
        }

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


def _named(words: Sequence[str], prefix: str) -> tuple[set[str], list[str]]:
    """Return what the words with a prefix name, and the other words."""
    named = {word.removeprefix(prefix) for word in words if word.startswith(prefix)}
    return named, [word for word in words if not word.startswith(prefix)]


def kind_of(file: PlannedFile) -> ImageKind:
    """Return by what the file's boxes are found."""
    rows, columns = (value_or_none(file.dataset, name) for name in ("Rows", "Columns"))
    frames = quick_integer(file.dataset, _FRAMES) or 1
    instance = quick_text(file.dataset, _INSTANCE)
    return ImageKind(_number(rows), _number(columns), instance, max(1, frames))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _title(file: PlannedFile, item: Item) -> str:
    """Return modality, description and file name: for the live widget only."""
    parts = (quick_text(file.dataset, tag) for tag in (_MODALITY, _SERIES_DESCRIPTION))
    return " · ".join(filter(None, (*parts, item.name)))
