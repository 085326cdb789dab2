"""New UIDs for old ones."""

from dicomwidgets.deidentification.mapping.uids import UidMapping, session_mapping
from dicomwidgets.reference.uids import is_registered

__all__ = ["UidMapping", "is_registered", "session_mapping"]
