"""The ways in which institutions, departments and addresses are written, whole and in part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.known.letters import forms
from dicomwidgets.deidentification.known.spelling import Kind, Spelling
from dicomwidgets.deidentification.known.words import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["spelled_phrase"]

_LINES = re.compile(r"[,;\r\n\\^=|]+")
_SIGNS = re.compile(r"[^\w\s]+")
_SHORTEST_PHRASE = 4
_SHORTEST_PART = 7
_SHORTEST_WORD = 6
_MOST_WORDS = 10

_LIST = """
abteilung academic allgemeine allgemeines ambulatory and associates avenue azienda bereich
boulevard branch building campus cancer care center centers central centre centres centro charity
chemin children childrens chirurgie city clinic clinica clinical clinics clinique college
community county department dept department departement di die diagnostic diagnostics diagnostik
district division du der des east emergency fachbereich facility faculty federal floor for
foundation general gesundheit group gmbh government haus health healthcare heilig holy hospital
hospitals hopital hôpital house imaging inc institut institute instituto international institution
kinder klinik kliniken klinikum krankenhaus lab laboratory ltd maison medical medicine medizin
medizinische medizinisches memorial military ministry mount mri municipal national neuroradiology
new north northern nuclear nuklearmedizin oncology ospedale outpatient parc pediatric pet plaza
policlinico practice praxis private public radiologia radiological radiologie radiology
radiotherapy rd regional research road rue saint sainte san sankt santa scan scanner school science
sciences service services south southern spital square st station straße strasse strahlentherapie
street suite surgery system systems tech technology teaching the trust ultrasound unit universitaire
universitaet universitaets universitätsklinikum universitaetsklinikum universität university und
ward west western womens xray zentral zentrum zone
agfa bruker canon carestream elekta esaote fuji fujifilm healthcare healthineers hitachi hologic
konica medtronic mindray philips samsung shimadzu siemens toshiba varian
demo default example phantom test unknown anonymized anonymous none
"""
_GENERIC = frozenset(_LIST.split())
"""Words that many places have in their names, and makers of devices, in lower case."""


def spelled_phrase(phrase: str, kind: Kind) -> Iterator[Spelling]:
    """Yield how a place or an address may be written: whole lines, and parts that tell it.

    Parameters
    ----------
    phrase
        A name or an address, perhaps of several lines.
    kind
        What it is.

    Notes
    -----
    A line counts from four signs on, with any space between its words. Of its words, neighbours
    count from seven signs on if one of them is a name, and a name alone from six letters on: of
    ``St. Mary's Hospital Springfield`` also ``St Mary's`` and ``Springfield``, and neither
    ``Hospital`` nor ``St``. What many places are called (``_LIST``), words of radiology, makers
    of devices and numbers are no names.
    """
    for line in _LINES.split(phrase.lower()):
        words = line.split()
        if len("".join(words)) >= _SHORTEST_PHRASE:
            yield from _spaced(words, kind)
        for part in _parts(words):
            yield from _spaced(part, kind)
            bare = [_SIGNS.sub("", word) for word in part]
            yield from _spaced([word for word in bare if word], kind)


def _spaced(words: list[str], kind: Kind) -> Iterator[Spelling]:
    for space in (" ", "_", "-", "") if len(words) > 1 else ("",):
        for form in forms(space.join(words)):
            yield Spelling(form, kind, "signs")


def _parts(words: list[str]) -> Iterator[list[str]]:
    """Yield the neighbours among words that tell a place."""
    named = [_is_name(word) for word in words[:_MOST_WORDS]]
    size = len(named)
    for at in range(size):
        for end in range(at + 1, size + 1):
            part = words[at:end]
            letters = len(_SIGNS.sub("", "".join(part)))
            least = _SHORTEST_WORD if end == at + 1 else _SHORTEST_PART
            if letters >= least and any(named[at:end]):
                yield part


def _is_name(word: str) -> bool:
    bare = _SIGNS.sub("", word)
    return len(bare) > 2 and bare.isalpha() and bare not in _GENERIC and bare not in COMMON
