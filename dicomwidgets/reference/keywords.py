"""Elements of the standard by what somebody types of them."""

from __future__ import annotations

from functools import lru_cache

from pydicom.datadict import keyword_dict

from dicomwidgets.reference.tags import tag_info, tag_text

__all__ = ["tags_like"]


def tags_like(typed: str, most: int = 8) -> list[int]:
    """Return the tags of elements whose keyword, name or tag holds all words typed.

    Parameters
    ----------
    typed
        Words, in upper or lower case; a tag with or without brackets.
    most
        How many at most, the likeliest first: what begins so, then what is short.

    >>> tag_text(tags_like("patient na")[0])
    '(0010,0010)'
    """
    words = typed.lower().replace("(", "").replace(")", "").split()
    if not words:
        return []
    found = [each for each in _searched() if all(word in each[0] for word in words)]
    found.sort(key=lambda each: (not each[0].startswith(words[0]), len(each[0])))
    return [tag for _, tag in found[:most]]


@lru_cache(maxsize=1)
def _searched() -> list[tuple[str, int]]:
    """Return what is looked at, and the tag, of every element that is not retired."""
    made = []
    for keyword, tag in keyword_dict.items():
        info = tag_info(tag)
        if keyword and tag >> 16 and info.vr and not info.retired:
            made.append((f"{keyword} {info.name} {tag_text(tag)[1:-1]}".lower(), tag))
    return made
