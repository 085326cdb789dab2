"""What only the pixels tell: the same picture twice, frames that can't be decoded."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.series.findings.telling import listed, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.finding import Finding
    from dicomwidgets.series.findings.subject import Subject

__all__ = ["check_frames"]


def check_frames(subject: Subject) -> Iterator[Finding]:
    """Yield frames with the same pixels, and frames that can't be decoded; decodes every frame.

    Frames of one value alone, as beyond the ends of a head, are no copies of each other.
    """
    series = subject.series
    frames = series.frames()
    same: dict[bytes, list[int]] = defaultdict(list)
    broken: list[int] = []
    for index in range(len(frames)):
        try:
            stored = frames.stored(index)
        except DicomWidgetsError:
            broken.append(index)
            continue
        if stored.size and (stored != stored.flat[0]).any():
            shape = f"{stored.dtype.str}{stored.shape}".encode()
            same[hashlib.blake2b(shape + stored.tobytes(), digest_size=16).digest()].append(index)
    copies = [several for several in same.values() if len(several) > 1]
    if copies:
        yield _copies(subject, copies)
    if broken:
        text = f"{len(broken)} of {len(frames)} frames can't be decoded."
        files = [series.item(index).name for index in broken]
        yield tell("pixels-unreadable", text, files, keyword="PixelData", slices=tuple(broken))


def _copies(subject: Subject, copies: list[list[int]]) -> Finding:
    flat = [index for several in copies for index in several]
    text = (
        f"{len(flat)} frames hold {len(copies)} picture{'s' if len(copies) > 1 else ''}: "
        f"slices {'; '.join(listed([k + 1 for k in several]) for several in copies[:4])}."
    )
    files = [subject.series.item(index).name for index in flat]
    return tell(
        "pixels-identical", text, files, keyword="PixelData", slices=tuple(map(tuple, copies))
    )
