"""The one place where the new values of a file are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from dicomwidgets.deidentification.known import clean, clean_bytes
from dicomwidgets.deidentification.mapping.ages import rounded_age, rounded_number
from dicomwidgets.deidentification.mapping.dates import moved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.deidentification.known import Known
    from dicomwidgets.deidentification.mapping.subjects import Subject

__all__ = ["Making", "Transform"]

_TIMES = frozenset({"DA", "TM", "DT"})
_DATES = (("retain_full_dates", "keep"), ("retain_modified_dates", "move"))
_BAD_DATE = "A value of {} is no date or time and was taken out: what can't be read can't be moved."
_BAD_AGE = "A value of AS is no age and was taken out."


class Making(Protocol):
    """What a verdict tells about the new value."""

    @property
    def make(self) -> str:
        """How it comes about, as `actions.Make` has it; empty for no value."""

    @property
    def value(self) -> Any:
        """The value itself, or the one that stands in where none can be made."""


class Transform:
    """New values for old ones in one file of one subject.

    Parameters
    ----------
    subject
        The patient.
    known
        What is known of the patient in this file.
    options
        Names of the policy's options.

    Notes
    -----
    The repr tells no identifier. `notes` says in words what could not be made as asked.
    """

    __slots__ = (
        "back",
        "dates",
        "keeps_characteristics",
        "keeps_uids",
        "known",
        "notes",
        "subject",
    )

    def __init__(self, subject: Subject, known: Known, options: frozenset[str]) -> None:
        self.subject = subject
        self.known = known
        self.notes: list[str] = []
        self.keeps_uids = "retain_uids" in options
        self.keeps_characteristics = "retain_patient_characteristics" in options
        self.dates = next((done for name, done in _DATES if name in options), "remove")
        self.back = subject.shift.total

    def __repr__(self) -> str:
        return f"Transform({self.subject.pseudonym})"

    def new(
        self, verdict: Making, vr: str, values: Sequence[str] | bytes, partner: str | None = None
    ) -> list[str] | bytes | None:
        r"""Return the new value of an element.

        Parameters
        ----------
        verdict
            Says how the value is made.
        vr
            Of the element.
        values
            Its texts, or the bytes of what is no text.
        partner
            Of a date the time that belongs to it (`partner_of`), of a time the date; several
            separated by ``\``.

        Returns
        -------
        list[str] | bytes | None
            ``None``: it stays as it is. An empty list: no value.
        """
        if isinstance(values, bytes):
            return self._new_bytes(verdict, vr, values)
        new = self._new_texts(verdict, vr, values, partner or "")
        return None if new == list(values) else new

    def without_known(self, values: Sequence[str] | bytes) -> list[str] | bytes | None:
        """Return a kept value without what is known of the patient; ``None``: it stays."""
        if isinstance(values, bytes):
            return clean_bytes(values, self.known)
        new = [self.known.masked(value) for value in values]
        return None if new == list(values) else new

    def _new_texts(
        self, verdict: Making, vr: str, values: Sequence[str], partner: str
    ) -> list[str]:
        make = verdict.make
        if make == "uid":
            return [self.subject.uids.new(value) for value in values]
        if make == "date":
            return self._dates(vr, values, partner.split("\\"), verdict.value)
        if make == "clean":
            return [clean(value, self) for value in values]
        if make == "pseudonym":
            return [self.subject.name if vr == "PN" else self.subject.pseudonym]
        if make == "age":
            return [self._age(vr, value, verdict.value) for value in values]
        given = verdict.value
        return [] if given is None else [given] if isinstance(given, str) else list(given)

    def _new_bytes(self, verdict: Making, vr: str, data: bytes) -> bytes | None:
        """Return the new value of what came as bytes: cleaned, given, or read as text."""
        if verdict.make == "clean":
            return clean_bytes(data, self.known)
        if verdict.make == "zeros":
            return bytes(len(data))
        if isinstance(verdict.value, bytes):
            return verdict.value
        texts = data.rstrip(b"\0 ").decode("latin-1").split("\\")
        new = self._new_texts(verdict, vr, texts, "")
        return None if new == texts else "\\".join(new).encode("latin-1", "replace")

    def _dates(
        self, vr: str, values: Sequence[str], partners: Sequence[str], instead: Any
    ) -> list[str]:
        if vr not in _TIMES:
            return [clean(value, self) for value in values]
        partners = partners if len(partners) == len(values) else [""] * len(values)
        return [
            self._date(vr, value.strip(" \0"), partner.strip(" \0"), instead)
            for value, partner in zip(values, partners, strict=True)
        ]

    def _date(self, vr: str, value: str, partner: str, instead: Any) -> str:
        new = moved(vr, value, self.back, partner) if value else ""
        if new is not None:
            return new
        self._note(_BAD_DATE.format(vr))
        return instead if isinstance(instead, str) else ""

    def _age(self, vr: str, value: str, instead: Any) -> str:
        if vr != "AS":
            return rounded_number(value)
        new = rounded_age(value) if value.strip(" \0") else ""
        if new is not None:
            return new
        self._note(_BAD_AGE)
        return instead if isinstance(instead, str) else ""

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)
