"""A page that was handed out, read back as its own script reads it."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import Any

__all__ = ["contents", "everything"]


def contents(html: str) -> tuple[dict[str, Any], list[bytes]]:
    """Read a page back: its models and its buffers."""
    found = re.findall(r'<script type="text/plain" id="([^"]+)">([^<]*)</script>', html)
    texts = {name: base64.b64decode(text) for name, text in found}
    page = json.loads(gzip.decompress(texts.pop("dw-page")))
    return page, [texts[f"dw-blob-{number}"] for number in range(len(texts))]


def everything(html: str) -> str:
    """Return all that a page tells: encoded or packed, the front end may spell any four letters."""
    page, blobs = contents(html)
    assert page.pop("bundles")
    plain = re.sub(r'(<script type="text/plain"[^>]*>)[^<]*', r"\1", html)
    told = json.dumps(page, ensure_ascii=False)
    return plain + told + "".join(blob.decode("latin-1") for blob in blobs)
