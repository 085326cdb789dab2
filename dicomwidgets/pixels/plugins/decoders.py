"""Which of pydicom's decoders are asked for a frame, ours among them."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

import pydicom  # noqa: F401 - by its front door
from pydicom.pixels.decoders.base import Decoder, get_decoder
from pydicom.uid import UID

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["decoders_for"]

_OURS = (("imagecodecs", "dicomwidgets.pixels.plugins.with_imagecodecs"),)
_PART_1 = {
    "1.2.840.10008.1.2.4.92": "1.2.840.10008.1.2.4.90",
    "1.2.840.10008.1.2.4.93": "1.2.840.10008.1.2.4.91",
}
"""JPEG 2000 part 2, which pydicom does not list → part 1, whose decoders know it."""
_lock = Lock()


class _Compressed(UID):
    """A transfer syntax that pydicom's dictionary may not know: encapsulated, little endian."""

    @property
    def is_encapsulated(self) -> bool:
        return True

    @property
    def is_compressed(self) -> bool:
        return True

    @property
    def is_little_endian(self) -> bool:
        return True


def decoders_for(syntaxes: Iterable[str]) -> list[Decoder]:
    """Return the decoders that may read a frame, in the order they are to be tried.

    Parameters
    ----------
    syntaxes
        What the frame is by its codestream, then what its header calls it.

    Notes
    -----
    Ours are instances of their own: what ``pydicom.pixels`` does for others in this process stays
    as it is, and what others add to its decoders counts here too.
    """
    wanted = list(dict.fromkeys(syntaxes))
    found = [*map(_ours, wanted), *map(_theirs, wanted)]
    return [each for each in found if each is not None and each.is_available]


@cache
def _ours(uid: str) -> Decoder | None:
    with _lock:
        decoder = Decoder(_Compressed(uid))
        for name, module in _OURS:
            try:
                decoder.add_plugin(name, (module, "decode_frame"))
            except ValueError:  # it knows nothing of this syntax
                return None
        return decoder


@cache
def _theirs(uid: str) -> Decoder | None:
    try:
        return get_decoder(_PART_1.get(uid, uid))
    except NotImplementedError:
        return None
