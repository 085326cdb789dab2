"""The dictionaries of PS3.6: what pydicom says, whether it is loaded or its data alone."""

from __future__ import annotations

import subprocess
import sys

from pydicom import uid
from pydicom._dicom_dict import RepeatersDictionary
from pydicom.datadict import DicomDictionary, dictionary_VR, get_entry, tag_for_keyword

from dicomwidgets.reference.dictionary import entry_of, tag_of, tags_of_persons, uid_entry

ASIDE = """
import sys
from dicomwidgets import front_door
front_door.is_shut = True
from dicomwidgets.reference.dictionary import entry_of, tag_of, tags_of_persons, uid_entry
print(entry_of(0x00100010)[2], tag_of("Rows"), entry_of(0x60020010).vr, entry_of(0x00100011))
print(0x00100010 in tags_of_persons(), uid_entry("1.2.840.10008.1.2"), uid_entry("1.2.3"))
print("pydicom" in sys.modules)
"""


def test_every_element_and_every_repeating_group_is_as_pydicom_has_it() -> None:
    repeating = [int(tag.replace("x", digit), 16) for tag in RepeatersDictionary for digit in "02"]
    wrong = [tag for tag in (*DicomDictionary, *repeating) if entry_of(tag) != get_entry(tag)]
    assert wrong == []
    assert entry_of(0x00080003) is None
    assert tags_of_persons() == {tag for tag in DicomDictionary if dictionary_VR(tag) == "PN"}


def test_keywords_and_uids_are_as_pydicom_has_them() -> None:
    keywords = [entry[4] for entry in DicomDictionary.values()]
    assert [*map(tag_of, keywords)] == [*map(tag_for_keyword, keywords)]
    assert tag_of("PatientsName") is None
    for known, (name, kind, *_) in uid.UID_dictionary.items():
        assert uid_entry(known) == (name, kind)


def test_they_are_there_without_pydicom() -> None:
    done = subprocess.run([sys.executable, "-c", ASIDE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "Patient's Name 2621456 US None",
        "True ('Implicit VR Little Endian', 'Transfer Syntax') None",
        "False",
    ]
