"""From identities to pseudonyms: everything that follows from one key."""

from __future__ import annotations

import hmac
from functools import lru_cache

from dicomwidgets.deidentification.mapping.key import Key, key_for
from dicomwidgets.deidentification.mapping.strangers import is_placeholder
from dicomwidgets.deidentification.mapping.subjects import Subject
from dicomwidgets.deidentification.mapping.uids import UidMapping

__all__ = ["Mapping", "mapping_of"]

_OF_PATIENT = "Patient ID"
_OF_ISSUED = "Issuer of Patient ID and Patient ID"
_OF_STUDY = "the study: the Patient ID is {}"
_OF_FILE = "the file: the Patient ID is {} and there is no Study Instance UID"


class Mapping:
    """New UIDs and subjects under one key: no answer depends on what was asked before.

    Parameters
    ----------
    key
        The key of the run, or a secret that `key_for` makes one of; that of the session when left
        out.

    Notes
    -----
    The same key gives the same answers in any order, run, process and machine. A mapping can be
    pickled; its repr tells the fingerprint of the key only.
    """

    def __init__(self, key: Key | bytes | None = None) -> None:
        self.key = key_for(key)
        self.uids = UidMapping(self.key)
        self._secret = self.key.derived("subject")

    def __repr__(self) -> str:
        return f"Mapping({self.key.fingerprint})"

    def __reduce__(self) -> tuple[type[Mapping], tuple[Key]]:
        return Mapping, (self.key,)

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint, which a manifest may hold."""
        return self.key.fingerprint

    def uid(self, old: str) -> str:
        """Return the UID that takes the place of `old`; registered UIDs and "" stay."""
        return self.uids.new(old)

    def subject(
        self, issuer: str, patient_id: str, study_uid: str = "", instance: str = ""
    ) -> Subject:
        """Return the subject that a file belongs to.

        Parameters
        ----------
        issuer, patient_id
            Issuer of Patient ID (0010,0021) and Patient ID (0010,0020). Space around them is
            padding (PS3.5 6.2, LO); case and space inside count: ``ab`` and ``AB`` may be two
            patients.
        study_uid
            Study Instance UID, which stands in where the Patient ID is empty or one of those that
            strangers share (`is_placeholder`): two studies are then two subjects.
        instance
            What tells the file from others (SOP Instance UID, or a digest of the file), for files
            without even a study.
        """
        issuer, patient_id = issuer.strip(" \0"), patient_id.strip(" \0")
        study_uid, instance = study_uid.strip(" \0"), instance.strip(" \0")
        if not is_placeholder(patient_id):
            return self._subject(
                _OF_ISSUED if issuer else _OF_PATIENT, "patient", issuer, patient_id
            )
        found = "a word that strangers share" if patient_id else "empty"
        if study_uid:
            return self._subject(_OF_STUDY.format(found), "study", study_uid)
        return self._subject(_OF_FILE.format(found), "file", instance)

    def _subject(self, label: str, *identity: str) -> Subject:
        message = "".join(f"{len(part)}:{part}" for part in identity)
        data = message.encode("utf-8", "surrogatepass")
        return Subject(hmac.digest(self._secret, data, "sha256"), self.uids, label)


@lru_cache(maxsize=4)
def mapping_of(key: Key) -> Mapping:
    """Return the mapping under a key, made once."""
    return Mapping(key)
