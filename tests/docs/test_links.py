"""Every link of the docs, README and changelog leads to something that is there."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from support.docs_site import built_pages, built_site
from support.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
NAMES = ("href", "src", "srcset", "poster", "data")


class Links(HTMLParser):
    """Where a page leads, and the anchors that it has."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in NAMES and value and not (tag == "link" and name == "data"):
                self.links.append(value)
            elif name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value or "")


@cache
def links_of(page: Path) -> Links:
    found = Links()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def broken(page: Path, link: str) -> bool:
    """Return whether a link that stays inside leads to no file or to no anchor."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return True
    anchored = parts.fragment and target.suffix == ".html"
    return bool(anchored and unquote(parts.fragment) not in links_of(target).anchors)


def test_every_link_and_anchor_of_the_built_pages_is_there() -> None:
    site = built_site()
    pages = built_pages(site)
    assert len(pages) > 60
    wrong = {
        f"{page.relative_to(site)}: {link}"
        for page in pages
        for link in links_of(page).links
        if broken(page, link)
    }
    assert wrong == set()


def test_the_pages_take_nothing_from_elsewhere() -> None:
    """Links lead out where one clicks them; no picture, style or script does."""
    fetched = re.compile(r"<(?:img|script|iframe|source|link)\b[^>]*?(?:src|href)=\"(https?:)?//")
    site = built_site()
    found = {
        page.name: match[0]
        for page in built_pages(site)
        if (match := fetched.search(page.read_text(encoding="utf-8")))
        and 'rel="canonical"' not in match[0]
    }
    assert found == {}


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_what_is_read_in_the_repository_leads_to_its_files(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for link in LINK.findall(text):
        parts = urlsplit(link)
        if not parts.scheme:
            assert (ROOT / parts.path).exists(), link
            assert not parts.fragment or anchor_in(ROOT / parts.path, parts.fragment), link


def anchor_in(page: Path, anchor: str) -> bool:
    """Return whether a Markdown file has a heading or a label of that name."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", each.lower()).strip().replace(" ", "-") for each in headings}
    return anchor in slugs or f"({anchor})=" in text
