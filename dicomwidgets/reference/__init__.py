"""Tables of the standard and our explanations of them, searchable.

>>> from dicomwidgets import reference
>>> reference.search("slice thickness")[0].explanation[:36]
'How thick the slice is, in millimetr'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.front_door import enter

if TYPE_CHECKING:
    from dicomwidgets.reference.searching import Entry, search

__all__ = ["Entry", "search"]

enter()


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dicomwidgets.reference import searching  # noqa: PLC0415 - the tables are read on demand

    return getattr(searching, name)
