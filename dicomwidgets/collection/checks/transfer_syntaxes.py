"""Transfer syntaxes that nobody knows, or that can't be decoded here (PS3.5 Annex A)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.codecs import codec_for
from dicomwidgets.collection.checks.archive import Mark
from dicomwidgets.reference.uids import transfer_syntax_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.collection.checks.archive import Archive

__all__ = ["check_transfer_syntaxes"]

_KEYWORD = "TransferSyntaxUID"


def check_transfer_syntaxes(archive: Archive) -> Iterator[Mark]:
    """Yield the syntaxes of images that can't be shown here, with the install line."""
    for uid, rows in archive.groups(_KEYWORD).items():
        images = [row for row in rows if archive.is_image[row]]
        if not images:
            continue
        files = "1 image is" if len(images) == 1 else f"{len(images)} images are"
        numbers = {"files": len(images)}
        if transfer_syntax_name(uid) is None:
            text = f"{files} in a transfer syntax that the standard does not know."
            yield Mark("syntax-unknown", text, images, keyword=_KEYWORD, numbers=numbers)
            continue
        codec = codec_for(uid)
        if not codec.available:
            text = f"{files} in {codec.name}, which nothing that is installed decodes."
            fix = f"Install a decoder: {codec.install}" if codec.install else ""
            yield Mark(
                "syntax-undecodable", text, images, keyword=_KEYWORD, fix=fix, numbers=numbers
            )
