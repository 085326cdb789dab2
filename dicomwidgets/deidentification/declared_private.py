"""What a file says of its own private elements (PS3.3 C.12.1.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification.safe_private import NOTHING_DECLARED, SafeBlock
from dicomwidgets.elements.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydicom.dataset import Dataset

__all__ = ["declared_safe"]

_CHARACTERISTICS = 0x00080300
_GROUP = 0x00080301
_CREATOR = 0x00080302
_STATUS = 0x00080303
_NONIDENTIFYING = 0x00080304


def declared_safe(dataset: Dataset | Scope) -> frozenset[SafeBlock]:
    """Return what a file says of its own private elements.

    The items of Private Data Element Characteristics Sequence (0008,0300) name a block and its
    status (PS3.3 C.12.1.1.7): all of a ``SAFE`` block may stay, and of a ``MIXED`` one what
    Nonidentifying Private Elements (0008,0304) lists.
    """
    scope = dataset if isinstance(dataset, Scope) else Scope(dataset)
    found: set[SafeBlock] = set()
    try:
        for item in scope.items(scope.element(_CHARACTERISTICS)):
            found.update(_declared(item))
    except Exception:  # noqa: BLE001 - a broken sequence fails in any way pydicom can
        return NOTHING_DECLARED
    return frozenset(found)


def _declared(item: Dataset) -> Iterable[SafeBlock]:
    group = item[_GROUP].value if _GROUP in item else None
    creator = str(item[_CREATOR].value or "").strip() if _CREATOR in item else ""
    status = str(item[_STATUS].value) if _STATUS in item else ""
    if not isinstance(group, int) or not creator:
        return
    if status == "SAFE":
        yield SafeBlock(group, creator, None)
    elif status == "MIXED" and _NONIDENTIFYING in item:
        listed = item[_NONIDENTIFYING].value
        for byte in [listed] if isinstance(listed, int) else listed or ():
            yield SafeBlock(group, creator, int(byte) & 0xFF)
