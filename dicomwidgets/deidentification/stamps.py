"""The attributes that say a file has been de-identified (PS3.15 E.1.1, PS3.3 C.12.1).

Nothing is claimed that was not done: a code of CID 7050 (PS3.16) stands for work on pixels only
where that was done in this file, the profile's own code only where no rule of the user's keeps what
the profile takes away, and Patient Identity Removed says NO where the patient's identity is still
there. What earlier anonymizations have stamped stays.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets import __version__
from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.policy import OPTIONS
from dicomwidgets.deidentification.weakened import keeps_identity, times_left, weakens
from dicomwidgets.reference.tags import tag_info

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.elements.scope import Scope

__all__ = ["NO_EARLIER", "STAMPED", "Earlier", "Stamp", "earlier_of", "stamps"]

IDENTITY_REMOVED = 0x00120062
METHOD = 0x00120063
METHOD_CODES = 0x00120064
TIMES_MODIFIED = 0x00280303
_BURNED_IN = 0x00280301
_CODE_VALUE = 0x00080100

STAMPED = frozenset({IDENTITY_REMOVED, METHOD, METHOD_CODES, TIMES_MODIFIED})
"""Tags of the stamps, all at the top of the dataset; an image that was cleaned has one more."""

_PIXEL_OPTIONS = frozenset({"clean_pixel_data", "clean_recognizable_visual_features"})
_PROFILE_CODE = ("113100", "Basic Application Confidentiality Profile")
_LONGEST = 64
_MODIFIED = ("UNMODIFIED", "MODIFIED", "REMOVED")


class Earlier(NamedTuple):
    """What a file says of earlier anonymizations, and of text burned into its image.

    Parameters
    ----------
    methods
        Values of De-identification Method (0012,0063).
    removed
        Patient Identity Removed (0012,0062).
    codes
        Code values of De-identification Method Code Sequence (0012,0064).
    modified
        Longitudinal Temporal Information Modified (0028,0303).
    burned_in
        Burned In Annotation (0028,0301).
    """

    removed: str = ""
    methods: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    modified: str = ""
    burned_in: str = ""


NO_EARLIER = Earlier()


class Stamp(NamedTuple):
    """An attribute that is added, or rewritten where it is there.

    Parameters
    ----------
    tag, keyword, vr
        Of the attribute.
    value
        All of its values as texts; of a sequence, the items that are put after those that are
        there, keyword → value.
    why
        The reason in words.
    """

    tag: int
    keyword: str
    vr: str
    value: tuple[Any, ...]
    why: str


def earlier_of(scope: Scope) -> Earlier:
    """Return what a dataset says of earlier anonymizations; nothing in it is converted in place."""
    try:
        items = scope.items(scope.element(METHOD_CODES))
        codes = tuple(code for item in items for code in type(scope)(item).strings(_CODE_VALUE)[:1])
    except Exception:  # noqa: BLE001 - a broken sequence fails in any way pydicom can
        codes = ()
    return Earlier(
        next(iter(scope.strings(IDENTITY_REMOVED)), ""),
        tuple(filter(None, scope.strings(METHOD))),
        codes,
        next(iter(scope.strings(TIMES_MODIFIED)), ""),
        next(iter(scope.strings(_BURNED_IN)), ""),
    )


@lru_cache(maxsize=256)
def stamps(
    policy: Policy,
    earlier: Earlier = NO_EARLIER,
    *,
    done: frozenset[str] = frozenset(),
) -> tuple[Stamp, ...]:
    """Return what is added or rewritten at the top of a file that is anonymized.

    Parameters
    ----------
    policy
        What is done to all files.
    earlier
        What the file says so far.
    done
        Of the options about pixels, ``"clean_pixel_data"`` and
        ``"clean_recognizable_visual_features"``, those that were done in this file.

    Returns
    -------
    tuple
        In the order of the tags; a stamp that would say what is there already is left out.

    Notes
    -----
    Patient Identity Removed (0012,0062) speaks of attributes and pixels. It is ``"NO"`` where an
    own rule keeps what names the patient, and where Burned In Annotation says that the image does
    and the pixels were not cleaned. Where they were, Burned In Annotation (0028,0301) says NO.
    """
    burned_in = earlier.burned_in.upper() == "YES" and "clean_pixel_data" not in done
    removed = "NO" if burned_in or keeps_identity(policy) else "YES"
    methods = [text for text in _methods(policy, done) if text not in earlier.methods]
    methods = [*earlier.methods, *methods] if methods else []
    items = tuple(item for item in _items(policy, done) if item["CodeValue"] not in earlier.codes)
    times = _times(policy, earlier.modified)
    clean = "clean_pixel_data" in done and earlier.burned_in.upper() != "NO"
    made: tuple[tuple[int, str, Sequence[Any]], ...] = (
        (IDENTITY_REMOVED, "CS", [removed] if removed != earlier.removed else []),
        (METHOD, "LO", methods),
        (METHOD_CODES, "SQ", items),
        (_BURNED_IN, "CS", ["NO"] if clean else []),
        (TIMES_MODIFIED, "CS", [times] if times != earlier.modified else []),
    )
    return tuple(_stamp(tag, vr, value) for tag, vr, value in made if value)


def _stamp(tag: int, vr: str, value: Sequence[Any]) -> Stamp:
    keyword = tag_info(tag).keyword
    return Stamp(tag, keyword, vr, tuple(value), reasons.STAMPS[keyword])


def _in_use(policy: Policy, done: frozenset[str]) -> list[str]:
    """Return the options that were done, in the order of `OPTIONS`."""
    used = (policy.options - _PIXEL_OPTIONS) | (policy.options & _PIXEL_OPTIONS & done)
    return [name for name in OPTIONS if name in used]


def _methods(policy: Policy, done: frozenset[str]) -> list[str]:
    first = f"dicomwidgets {__version__}, Basic Profile, PS3.15 {policy.edition}"
    own = "with own rules" if policy.rules else ""
    texts = (first, *(OPTIONS[name].meaning for name in _in_use(policy, done)), own)
    return [text[:_LONGEST] for text in texts if text]


def _items(policy: Policy, done: frozenset[str]) -> list[Mapping[str, str]]:
    codes = [] if weakens(policy) else [_PROFILE_CODE]
    codes += [(OPTIONS[name].code, OPTIONS[name].meaning) for name in _in_use(policy, done)]
    return [
        {"CodeValue": code, "CodingSchemeDesignator": "DCM", "CodeMeaning": meaning}
        for code, meaning in codes
    ]


def _times(policy: Policy, earlier: str) -> str:
    """Return what has become of dates and times, by this and by earlier anonymizations."""
    now = "REMOVED"
    if "retain_full_dates" in policy.options:
        now = "UNMODIFIED"
    elif "retain_modified_dates" in policy.options:
        now = "MODIFIED"
    now = min(now, times_left(policy) or now, key=_MODIFIED.index)
    before = earlier.strip().upper()
    return max(now, before, key=lambda each: _MODIFIED.index(each) if each in _MODIFIED else -1)
