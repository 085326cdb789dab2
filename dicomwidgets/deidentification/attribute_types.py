"""How strongly an object (IOD) needs an attribute: its Type decides the compound codes."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from dicomwidgets.reference.modules import attributes_of, iod_of, uses_of

if TYPE_CHECKING:
    from dicomwidgets.reference.modules import Iod

__all__ = ["ObjectTypes", "Type", "types_for"]

Type = Literal["1", "2", "3", "unknown"]
"""PS3.5 7.4: 1 must have a value, 2 may be empty, 3 is optional. Conditional Types (1C, 2C) count
as 1 and 2: an attribute that is there may be there because its condition holds."""

_COMMON_REFERENCE = "Common Instance Reference"
_RECORDS = "DirectoryRecordSequence."
_RECORD_KEYS: dict[str, Type] = {
    "PatientName": "2",
    "PatientID": "1",
    "StudyDate": "1",
    "StudyTime": "1",
    "StudyID": "1",
    "AccessionNumber": "2",
    "ContentDate": "1",
    "ContentTime": "1",
    "ContentCreatorName": "2",
    "StructureSetDate": "2",
    "StructureSetTime": "2",
    "RTPlanDate": "2",
    "RTPlanTime": "2",
    "TreatmentDate": "2",
    "TreatmentTime": "2",
}
"""The keys of directory records (PS3.3 F.5), which the tables of the modules leave out."""


class ObjectTypes:
    """The attribute Types of one kind of object.

    Parameters
    ----------
    sop_class_uid
        Says which IOD (PS3.4 B.5); unknown, private or missing classes answer ``"unknown"``.
    """

    def __init__(self, sop_class_uid: str) -> None:
        self._sop_class = sop_class_uid
        self._iod = iod_of(sop_class_uid)

    @property
    def known(self) -> bool:
        """Whether the tables know this kind of object."""
        return self._iod is not None

    def type_of(self, path: str) -> Type:
        """Return the Type of the attribute at `path`, the strictest over the object's modules.

        Parameters
        ----------
        path
            Keywords without item numbers: ``"RequestAttributesSequence.AccessionNumber"``.

        Returns
        -------
        Type
            ``"3"`` for an attribute that the object does not list at a place it does list.
        """
        if self._iod is None:
            return "unknown"
        if path.startswith(_RECORDS) and (key := path.removeprefix(_RECORDS)) in _RECORD_KEYS:
            return _RECORD_KEYS[key]
        kinds = [use.type for use in uses_of(self._sop_class, path) if use.type]
        if kinds:
            return min(kinds)[0]  # type: ignore[return-value]
        parent = path.rpartition(".")[0]
        return "3" if not parent or _lists(self._iod, parent) else "unknown"

    @property
    def lists_references(self) -> bool:
        """Whether a module that it needs lists what the object refers to (PS3.3 C.12.2)."""
        modules = self._iod.modules if self._iod else ()
        return any(use.module.name == _COMMON_REFERENCE and use.usage != "U" for use in modules)

    def requires(self, path: str) -> bool:
        """Whether the attribute at `path` must have a value wherever its module is (Type 1)."""
        if self._iod is None:
            return False
        return any(use.type == "1" for use in uses_of(self._sop_class, path))


@lru_cache(maxsize=4096)
def _lists(iod: Iod, path: str) -> bool:
    """Whether a module of the object says what is in the sequence at `path`."""
    return any(attributes_of(use.module, path) for use in iod.modules)


@cache
def types_for(sop_class_uid: str) -> ObjectTypes:
    """Return the attribute Types of the objects of one SOP Class."""
    return ObjectTypes(sop_class_uid)
