"""What a rerun of an export must have in common with the first run: how, and which files."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.exporting.bulk.facts import FileFacts
    from dicomwidgets.exporting.bulk.plan import Asked, Planned
    from dicomwidgets.exporting.bulk.sidecar import Sidecar

__all__ = ["files_told", "terms_of"]


def terms_of(asked: Asked, sidecar: Sidecar | None) -> dict[str, Any]:
    """Return how it is exported, in words that identify nobody.

    Parameters
    ----------
    asked
        How the files are made and named.
    sidecar
        The table beside them.
    """
    terms: dict[str, Any] = {
        "job": "export",
        "form": asked.form.name,
        "names": asked.names.pattern,
        "identifiers": not asked.names.hidden,
        "suffix": asked.names.suffix,
        "metadata": sidecar.kind if sidecar else None,
        "tags": [column.name for column in sidecar.columns] if sidecar else None,
        "masked": sidecar.masked if sidecar else None,
    }
    wish = asked.wish
    if asked.form.making in ("picture", "pages", "film", "array"):
        terms["style"] = json.loads(json.dumps(asdict(wish.style)))  # as it will be read
        terms["frames"] = repr(wish.frames)
    if asked.form.making == "film":
        terms["playing"] = asdict(wish.playing)
    if wish.montage is not None:
        terms["montage"] = asdict(wish.montage)
    if asked.form.making == "array":
        terms["arrays"] = wish.arranged
        terms["volume"] = [f"{name}={value!r}" for name, value in wish.volume]
    return terms


def files_told(writes: Iterable[Planned], facts: FileFacts) -> bytes:
    """Return what is another one for other files, other names of theirs, or other patients.

    Names count patients and files anew in each plan, so no two plans may share a folder. What is
    returned has to be hashed with a key before it is written anywhere.

    Parameters
    ----------
    writes
        The rows of the plan of which something is written.
    facts
        What is known of the files.
    """
    digest = sha256()
    for each in writes:
        row = each.row
        # A name such as a/0.dcm is that of another file in another source.
        places = [tuple(facts.place(file)) for file in row.sources if file in facts]
        digest.update(repr((row.sources, row.targets, places)).encode())
    return digest.digest()
