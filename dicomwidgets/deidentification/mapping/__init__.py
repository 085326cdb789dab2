"""New UIDs, pseudonyms and dates for old ones: all that follows from one key."""

from dicomwidgets.deidentification.mapping.key import Key, kept_key, key_for, session_key
from dicomwidgets.deidentification.mapping.mapping import Mapping, mapping_of
from dicomwidgets.deidentification.mapping.partners import partner_of
from dicomwidgets.deidentification.mapping.subjects import Shift, Subject
from dicomwidgets.deidentification.mapping.transform import Transform
from dicomwidgets.deidentification.mapping.uids import UidMapping, session_mapping

__all__ = [
    "Key",
    "Mapping",
    "Shift",
    "Subject",
    "Transform",
    "UidMapping",
    "kept_key",
    "key_for",
    "mapping_of",
    "partner_of",
    "session_key",
    "session_mapping",
]
