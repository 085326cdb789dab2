"""What is known of a header's elements beyond the file: for the facets of `HeaderTable`."""

from __future__ import annotations

from functools import partial

from dicomwidgets.elements.facets import Known

__all__ = ["known_of"]


def known_of(sop_class_uid: str) -> Known:
    """Return what is known of the elements of an object.

    Parameters
    ----------
    sop_class_uid
        Says which modules it has; empty where the file names none.
    """
    return Known(identifies=_identifies, modules=partial(_modules, sop_class_uid))


def _identifies(tag: int) -> bool:
    """Whether the Basic Profile (PS3.15 Table E.1-1) does something about an element."""
    from dicomwidgets.deidentification.profile import (  # noqa: PLC0415 - half of all that is loaded
        profile_named,
    )

    return profile_named("basic").rule_for(tag) is not None


def _modules(sop_class_uid: str, path: str) -> list[str]:
    from dicomwidgets.reference.modules import uses_of  # noqa: PLC0415 - when facets are asked for

    return [use.module.name for use in uses_of(sop_class_uid, path)]
