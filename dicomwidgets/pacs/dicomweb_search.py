"""QIDO-RS: what is asked page by page until all is there (PS3.18 10.6)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pydicom import Dataset

from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.pacs.dicomweb_json import datasets_of, objects_of
from dicomwidgets.pacs.dicomweb_query import (
    checked_uid,
    is_wild,
    key_name,
    keys_of,
    plain,
    softened,
    unlike,
    unmatched,
)
from dicomwidgets.pacs.found import UID_OF, Found
from dicomwidgets.pacs.unlogged import unlogged
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dicomwidgets.pacs.dicomweb_answer import Answer
    from dicomwidgets.pacs.dicomweb_link import Link
    from dicomwidgets.pacs.found import Level

__all__ = ["Asking", "Place", "Search", "client_of", "fields_of", "places", "search"]

_PAGE = 500
_TAGS: Mapping[Level, str] = {
    "study": "0020000D",
    "series": "0020000E",
    "instance": "00080018",
}
_OF_PATIENT = frozenset({"PatientID", "PatientName", "PatientBirthDate", "PatientSex"})
_NOT_FUZZY = "The server matched names literally: it knows no fuzzy matching."
_NO_PAGES = "The server gives no more than its first page: it does not page."
_MATCHED_HERE = (
    "Found only when asked more widely, and matched here: the server may not decode signs like ^."
)
_LEFT_OUT = "{} answers that did not fit {} were left out: the server does not match by it."
_REMARKS = "The server remarks: {}"
_BY_STUDY = "DICOMweb has no level of patients: they are those of the studies that match."
_NO_UID = "The server gives an instance without its UIDs: it can't be asked for."


class Place(NamedTuple):
    """Where an instance is: the UIDs of its study, of its series and its own."""

    study: str
    series: str
    instance: str

    def __repr__(self) -> str:
        return "Place(…)"


class Asking:
    """What dicomweb-client takes for its session: all that it asks goes over our link.

    Parameters
    ----------
    link
        To the server.
    stop
        Asked while waiting: whether to give up.

    Attributes
    ----------
    warnings : list of str
        What the server added to its answers.
    """

    def __init__(self, link: Link, stop: Callable[[], bool] | None = None) -> None:
        self._link = link
        self._stop = stop
        self.headers: dict[str, str] = {}
        self.warnings: list[str] = []

    def get(self, url: str, headers: Mapping[str, str] | None = None, **given: Any) -> Answer:  # noqa: ARG002
        """Return the answer to a request; patience is the link's own."""
        path, _, query = url.partition("?")
        whole = f"{path}?{plain(query)}" if query else path
        answer = self._link.get(whole, headers=headers, stop=self._stop)
        told = answer.headers.get("Warning", "")
        if told and told not in self.warnings:
            self.warnings.append(told)
        return answer


def client_of(link: Link, asking: Asking) -> Any:
    """Return a client of dicomweb-client that asks by the link."""
    from dicomweb_client.web import DICOMwebClient  # noqa: PLC0415 - an extra

    session: Any = asking  # all that the client does with a session
    client = DICOMwebClient(link.base, session=session, permissive_uid=True)
    client.set_http_retry_params(retry=False)
    return client


@dataclass
class Search:
    """A search at one level.

    Parameters
    ----------
    level
        Of the answers.
    matched
        What is matched (`dicomweb_query.keys_of`).
    fields
        What is asked for beside.
    fuzzy
        Whether names may be matched by their sound.
    limit, offset
        How many answers are wanted at most, and how many are passed over.
    """

    level: Level
    matched: dict[str, str]
    fields: Sequence[str] = ()
    fuzzy: bool = False
    limit: int | None = None
    offset: int = 0
    notes: dict[str, None] = field(default_factory=dict)

    @property
    def study(self) -> str:
        """The one study that is looked in, if it is one."""
        return self._one("StudyInstanceUID") if self.level != "study" else ""

    @property
    def series(self) -> str:
        """The one series that is looked in, if it is one of a known study."""
        return self._one("SeriesInstanceUID") if self.study and self.level == "instance" else ""

    def _one(self, keyword: str) -> str:
        value = self.matched.get(keyword, "")
        return checked_uid(value) if value and not is_wild(value) and "," not in value else ""

    def page(self, client: Any, count: int, passed: int) -> list[dict[str, Any]]:
        """Return answers, `count` at most, after those that were passed over."""
        named = {"StudyInstanceUID": self.study, "SeriesInstanceUID": self.series}
        matched = {name: value for name, value in self.matched.items() if not named.get(name)}
        asked: dict[str, Any] = {
            "limit": count,
            "offset": passed,
            "search_filters": matched,
            "fields": list(self.fields) or None,
            "fuzzymatching": True if self.fuzzy else None,
        }
        if self.level == "study":
            return objects_of(client.search_for_studies(**asked))
        asked["study_instance_uid"] = self.study or None
        if self.level == "series":
            return objects_of(client.search_for_series(**asked))
        asked["series_instance_uid"] = self.series or None
        return objects_of(client.search_for_instances(**asked))

    def within(self, dataset: Dataset) -> Dataset:
        """Return an answer with what it need not repeat: where it was looked for."""
        for keyword, uid in (("StudyInstanceUID", self.study), ("SeriesInstanceUID", self.series)):
            if uid and not dataset.get(keyword):
                setattr(dataset, keyword, uid)
        return dataset


def search(link: Link, asked: Search, stop: Callable[[], bool] | None = None) -> Found:
    """Return what a server finds.

    Parameters
    ----------
    link
        To the server.
    asked
        What is asked.
    stop
        Asked while waiting: whether to give up.

    Raises
    ------
    PacsError
        If it does not answer, or not what can be understood.
    """
    if asked.level == "patient":
        return _patients(link, asked, stop)
    asking = Asking(link, stop)
    with unlogged():
        client = client_of(link, asking)
        found, complete = _pages(client, asked)
        soft = softened(asked.matched)
        if not found and soft != asked.matched:
            wide = replace(asked, matched=soft, limit=None, offset=0)
            return _matched_here(asked, *_pages(client, wide))
    datasets = _understood(found, asked)
    for note in _remarked(asking.warnings, asked):
        asked.notes[note] = None
    return Found(_fitting(datasets, asked), asked.level, complete, tuple(asked.notes))


def _matched_here(asked: Search, found: list[dict[str, Any]], complete: bool) -> Found:
    """Return what fits of the answers to a wider query."""
    every = [each for each in _understood(found, asked) if not unmatched(each, asked.matched)]
    if every:
        asked.notes[_MATCHED_HERE] = None
    every = _fitting(every, asked)[asked.offset :]
    complete = complete and (asked.limit is None or len(every) <= asked.limit)
    return Found(every[: asked.limit], asked.level, complete, tuple(asked.notes))


def _understood(found: list[dict[str, Any]], asked: Search) -> list[Dataset]:
    datasets, notes = datasets_of(found)
    for note in notes:
        asked.notes[note] = None
    return [asked.within(each) for each in datasets]


def places(
    link: Link, keys: Mapping[str, Any], stop: Callable[[], bool] | None = None
) -> list[Place]:
    """Return where the instances are that match.

    Servers need not search all instances at once: where one does not, its studies are asked.

    Raises
    ------
    ArgumentError
        If nothing is matched: that would be all that the server has.
    PacsError
        As `search` does.
    """
    matched, _ = keys_of(keys)
    if not matched:
        raise ArgumentError(
            "Nothing says what is wanted.",
            remedy="Such as StudyInstanceUID=…; PatientID='*' is all that there is.",
        )
    whole = Search("instance", matched)
    try:
        found = list(search(link, whole, stop))
    except PacsError as error:
        if whole.study or error.code not in {"unsupported", "absent", "status"}:
            raise
        found = _by_study(link, matched, stop)
    return list(dict.fromkeys(_place(each) for each in found))


def _by_study(
    link: Link, matched: Mapping[str, str], stop: Callable[[], bool] | None
) -> list[Dataset]:
    """Return the instances that match, study by study."""
    own = {"SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID", "Modality", "InstanceNumber"}
    above = {name: value for name, value in matched.items() if name not in own}
    below = {name: value for name, value in matched.items() if name in own}
    studies = search(link, Search("study", above), stop)
    found: list[Dataset] = []
    for uid in studies.uids:
        inside = Search("instance", {**below, "StudyInstanceUID": uid})
        found += search(link, inside, stop)
    return found


def _place(dataset: Dataset) -> Place:
    uids = [str(dataset.get(UID_OF[level]) or "") for level in ("study", "series", "instance")]
    if not all(uids):
        raise PacsError(_NO_UID, code="rubbish")
    return Place(*map(checked_uid, uids))


def _pages(client: Any, asked: Search) -> tuple[list[dict[str, Any]], bool]:
    """Return all answers that are wanted, and whether these are all that there are."""
    found: dict[str, dict[str, Any]] = {}
    wanted = (
        None if asked.limit is None else asked.limit + 1
    )  # one more tells whether there is more
    passed = asked.offset
    while wanted is None or len(found) < wanted:
        count = _PAGE if wanted is None else min(_PAGE, wanted - len(found))
        page = asked.page(client, count, passed)
        before = len(found)
        for number, each in enumerate(page):
            found.setdefault(_uid(each, asked.level) or f"{passed + number}", each)
        passed += len(page)
        if len(found) == before:
            if len(page) >= count:
                asked.notes[_NO_PAGES] = None
                return list(found.values()), False
            break
    answers = list(found.values())
    complete = asked.limit is None or len(answers) <= asked.limit
    return answers[: asked.limit], complete


def _uid(described: Mapping[str, Any], level: Level) -> str:
    value = described.get(_TAGS[level])
    values = value.get("Value") if isinstance(value, dict) else None
    return str(values[0]) if isinstance(values, list) and values else ""


def _fitting(datasets: Iterable[Dataset], asked: Search) -> list[Dataset]:
    """Return the answers that fit what was asked, and note how many did not."""
    kept: list[Dataset] = []
    strange: dict[str, int] = {}
    for each in datasets:
        key = unlike(each, asked.matched)
        if key is None:
            kept.append(each)
        else:
            strange[key] = strange.get(key, 0) + 1
    for key, count in strange.items():
        asked.notes[_LEFT_OUT.format(f"{count:,}", key)] = None
    return kept


def _remarked(warnings: Iterable[str], asked: Search) -> Iterable[str]:
    """Yield notes on what the server added to its answers, which may quote values."""
    for text in warnings:
        if "fuzzy" in text.lower():
            if asked.fuzzy:
                yield _NOT_FUZZY
        elif not any(word in text.lower() for word in ("additional results", "remaining")):
            yield _REMARKS.format(masked(text))


def _patients(link: Link, asked: Search, stop: Callable[[], bool] | None) -> Found:
    """Return the patients of the studies that match."""
    fields = list(dict.fromkeys([*asked.fields, *_OF_PATIENT]))
    studies = search(link, replace(asked, level="study", fields=fields, limit=None, offset=0), stop)
    patients: dict[tuple[str, str], Dataset] = {}
    counts: dict[tuple[str, str], int] = {}
    for study in studies:
        known = (str(study.get("PatientID") or ""), str(study.get("IssuerOfPatientID") or ""))
        patient = patients.setdefault(known, Dataset())
        for element in study:
            if (element.tag.group == 0x0010 or element.keyword in asked.fields) and (
                element.tag not in patient
            ):
                patient.add(element)
        counts[known] = counts.get(known, 0) + 1
    for known, count in counts.items():
        patients[known].NumberOfPatientRelatedStudies = count
    every = list(patients.values())[asked.offset :]
    complete = studies.complete and (asked.limit is None or len(every) <= asked.limit)
    return Found(every[: asked.limit], "patient", complete, (*studies.notes, _BY_STUDY))


def fields_of(names: Iterable[str] | str) -> list[str]:
    """Return what is asked for beside, as a query has it; ``"all"`` is all that there is."""
    given = [names] if isinstance(names, str) else list(names)
    return ["all"] if "all" in given else [key_name(each) for each in given]
