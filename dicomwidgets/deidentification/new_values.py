"""The new values that a plan shows, made by the same rules as those that are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.deidentification import reasons
from dicomwidgets.deidentification.actions import Verdict, keep
from dicomwidgets.deidentification.dummies import dummy_value
from dicomwidgets.deidentification.uids import is_registered

if TYPE_CHECKING:
    from dicomwidgets.deidentification.uids import UidMapping
    from dicomwidgets.elements.walk import Node

__all__ = ["NewValues"]


class NewValues:
    """Gives verdicts their values for one file.

    Parameters
    ----------
    uids
        New UIDs for old ones.
    """

    def __init__(self, uids: UidMapping) -> None:
        self._uids = uids

    def made(self, verdict: Verdict, node: Node) -> Verdict:
        """Return the verdict about an element with its new value in it.

        Parameters
        ----------
        verdict
            As decided without looking at values.
        node
            The element.
        """
        if verdict.make == "uid":
            return self._uid(verdict, node.scope.strings(node.tag))
        if verdict.make in {"date", "clean", "pseudonym"}:
            return verdict._replace(value=dummy_value(node.vr))
        return verdict

    def _uid(self, verdict: Verdict, old: list[str]) -> Verdict:
        if not any(old):
            return keep(reasons.OUTSIDE["no_uid"], verdict.code)
        if all(is_registered(uid) for uid in old):
            return keep(reasons.OUTSIDE["registered"], verdict.code)
        new = [self._uids.new(uid) for uid in old]
        return verdict._replace(value=new[0] if len(new) == 1 else new)
