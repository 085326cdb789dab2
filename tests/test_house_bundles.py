"""The bundles that are checked in belong to the sources, are small, and ask the network nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from typing import TYPE_CHECKING

import pytest
from support.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

STATIC = ROOT / "dicomwidgets/static"
MANIFEST = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
LIMITS = {"series_viewer": 100_000}
OTHERS = 60_000
NETWORK = re.compile(r"https?://|\bfetch\(|XMLHttpRequest|importScripts|sendBeacon|new WebSocket")
# Names, not addresses: the namespace of SVG elements.
NAMESPACES = re.compile(r"http://www\.w3\.org/(?:2000/svg|1999/xhtml|1999/xlink)")


PAYLOAD = re.compile(r'"([#-y]{5000,})"')
DIGITS = [code for code in range(ord("#"), ord("y") + 1) if chr(code) not in "<\\"]


def from_base85(text: str) -> bytes:
    """Read what js/src/ahead/base85.ts writes; Python's own differs in the digits alone."""
    own = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
    return base64.b85decode(text.encode().translate(bytes.maketrans(bytes(DIGITS), own)))


def source_of(file: Path) -> str:
    """Return the text that runs: a large bundle travels deflated (js/build.mjs)."""
    text = file.read_text(encoding="utf-8")
    packed = PAYLOAD.search(text)
    return text + zlib.decompress(from_base85(packed[1]), -15).decode() if packed else text


def entries() -> set[str]:
    folders = ("js/src/widgets", "js/src/host")
    return {file.stem for folder in folders for file in (ROOT / folder).glob("*.ts")}


def test_every_entry_is_built_and_nothing_else_lies_there() -> None:
    assert set(MANIFEST) == entries()
    assert {file.stem for file in STATIC.iterdir()} == {*entries(), "manifest"}


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_the_bundle_was_built_from_these_sources(name: str) -> None:
    stale = [
        source
        for source, recorded in MANIFEST[name].items()
        if not (ROOT / "js" / source).is_file()
        or hashlib.sha256((ROOT / "js" / source).read_bytes()).hexdigest() != recorded
    ]
    assert stale == [], "run `make build`"


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_the_bundle_is_small(name: str) -> None:
    """Jupyter sends and saves script and style with every instance of a widget."""
    size = sum(file.stat().st_size for file in STATIC.glob(f"{name}.*"))
    assert size <= LIMITS.get(name, OTHERS)


@pytest.mark.parametrize("name", sorted(file.name for file in STATIC.glob("*.[jc]s*")))
def test_the_bundle_asks_the_network_nothing(name: str) -> None:
    text = NAMESPACES.sub("", source_of(STATIC / name))
    assert NETWORK.findall(text) == []
    assert "@import" not in text
