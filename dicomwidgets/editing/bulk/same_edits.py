"""Edits as text that is the same for the same edits only: a rerun must make the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from dicomwidgets.editing.values import item_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dicomwidgets.editing.bulk.rounds import Round

__all__ = ["edits_told"]


def edits_told(rounds: Iterable[Round]) -> str:
    """Return edits as text, whole, so it may hold values; it is to be hashed with a key.

    Parameters
    ----------
    rounds
        In their order. All files and none of them are not the same.
    """
    told = [
        (
            None if each.files is None else sorted(each.files),
            [intent._replace(given=_told(intent.given)) for intent in each.intents],
        )
        for each in rounds
    ]
    return repr(told)


def _told(given: Any) -> Any:
    """Return a value in parts whose reprs are whole and do not name a place in memory."""
    if given is None or isinstance(given, (str, int, float)):
        return given if type(given) in _PLAIN else (type(given).__name__, str(given))
    if isinstance(given, Dataset):
        return "dataset", _told(item_in(given))
    if isinstance(given, Mapping):
        return [(str(name), _told(value)) for name, value in given.items()]
    if isinstance(given, (list, tuple, MultiValue)):
        return [_told(each) for each in given]
    return _told_of_bytes(given)


def _told_of_bytes(given: Any) -> Any:
    data = given.getvalue() if hasattr(given, "getvalue") else given
    form = str(getattr(data, "dtype", "")), getattr(data, "shape", ())
    if "O" in form[0] and hasattr(data, "tolist"):
        return _told(data.tolist())
    if hasattr(data, "tobytes"):
        data = data.tobytes()
    if isinstance(data, (bytes, bytearray)):
        return type(given).__name__, *form, sha256(data).hexdigest()
    if hasattr(data, "tolist"):
        return type(given).__name__, _told(data.tolist())
    return type(given).__name__, str(given)


_PLAIN = frozenset({type(None), str, bool, int, float})
