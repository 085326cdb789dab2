"""The documentation as it was built, and the words in which people look for help in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.tree import ROOT

__all__ = ["PAINS", "built_pages", "built_site"]

NOT_BUILT = "the docs are not built, or older than their sources: make docs"

PAINS = {
    "black or washed-out image": ("image black", "washed-out image", "image too dark"),
    "Hounsfield units forgotten": ("Hounsfield units forgotten", "HU wrong"),
    "inverted images": ("inverted images", "image inverted"),
    "green or pink colour": ("green colour", "pink image", "wrong colors"),
    "decoder missing or unclear": ("decoder missing", "decoder unclear", "can't decode"),
    "slices in the wrong order": ("slices wrong order", "slices in the wrong order"),
    "missing, duplicate, mixed slices": ("missing slices", "duplicate slices", "mixed slices"),
    "spacing absent, axes swapped": ("spacing absent", "no spacing", "axes swapped"),
    "enhanced multi-frame order": ("enhanced multi-frame order", "frames wrong order"),
    "what must be anonymized?": ("what must be anonymized", "what to anonymize"),
    "burned-in text": ("burned-in text", "text burned in"),
    "anonymized files that no longer work": ("anonymized files that no longer work",),
    "files that fail to write": ("files that fail to write", "write_like_original"),
    "VR warnings with no tag": ("VR warnings with no tag", "warning without tag"),
    "inconsistent values over a folder": ("inconsistent values over a folder", "outliers"),
    "no preamble, truncated, odd files": ("no preamble", "truncated file", "odd files"),
    "slow indexing, data frames by hand": ("slow indexing", "data frames by hand"),
    "misplaced overlays": ("misplaced overlays", "RTSTRUCT"),
    "widget gone on reload, bloated notebook": ("widget gone on reload", "bloated notebook"),
    "lag, limits": ("lag limits", "slow scrolling"),
    "patient data leaks through notebooks": ("patient data leaks through notebooks",),
    "courses copy-paste a window() function": ("copy-paste window function", "window function"),
}
"""What hurts people, and how they may ask for it."""


def built_site() -> Path:
    """Return the folder of the pages that `make docs` has built; skip where there are none."""
    site = Path(os.environ.get("DICOMWIDGETS_DOCS", ROOT / "docs/_build/html"))
    built = site / "searchindex.js"
    sources = [ROOT / "docs/conf.py", *(ROOT / "docs").rglob("*.md")]
    newest = max(
        each.stat().st_mtime
        for each in sources
        if each.relative_to(ROOT / "docs").parts[0] not in {"_build", "commands", "dicom"}
    )
    if not built.is_file() or built.stat().st_mtime < newest:
        pytest.skip(NOT_BUILT)
    return site


def built_pages(site: Path) -> list[Path]:
    """Return the pages of the site itself, without those shown within others."""
    return [
        page
        for page in sorted(site.rglob("*.html"))
        if not {"_static", "_modules", "live"} & set(page.relative_to(site).parts)
    ]
