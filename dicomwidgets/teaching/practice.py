"""A small PACS to practise with: on this machine, in this process, reached by nobody else."""

from __future__ import annotations

from fnmatch import fnmatchcase
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from dicomwidgets.extras import require

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["PracticePacs", "practice_pacs"]

_UIDS = {
    "PATIENT": ("PatientID",),
    "STUDY": ("StudyInstanceUID",),
    "SERIES": ("StudyInstanceUID", "SeriesInstanceUID"),
    "IMAGE": ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"),
}
"""Level of a query → what tells its entities apart (PS3.4 C.6)."""

_MODELS = ("1.2.840.10008.5.1.4.1.2.1", "1.2.840.10008.5.1.4.1.2.2")
"""Information models, of patients and of studies; ``.1`` is to find, ``.3`` to get."""

_VERIFICATION = "1.2.840.10008.1.1"
_PENDING, _SUCCESS = 0xFF00, 0x0000
_NAME = "PRACTICE"


class PracticePacs:
    """A PACS by DIMSE (PS3.4 A, B, C) that listens on loopback alone and keeps all in memory.

    It answers echo, find, get and store, and writes down what it was asked. Close it when done;
    it ends with the process in any case.

    Parameters
    ----------
    datasets
        What it holds.

    Raises
    ------
    MissingPackageError
        Where pynetdicom is not installed, with the install line.
    """

    def __init__(self, datasets: Iterable[Dataset] = ()) -> None:
        pynetdicom: Any = require("pynetdicom", why="A PACS to practise with")
        self.asked: list[str] = []
        """What it was asked, in order, without values: ``"C-FIND STUDY: 1 answer"``."""
        self._held = {str(each.SOPInstanceUID): each for each in datasets}
        self._lock = Lock()
        self._entity = pynetdicom.AE(_NAME)
        self._entity.supported_contexts = pynetdicom.AllStoragePresentationContexts
        for context in self._entity.supported_contexts:
            context.scu_role = context.scp_role = True  # objects go both ways (C-GET)
        for uid in (_VERIFICATION, *(f"{model}.{verb}" for model in _MODELS for verb in (1, 3))):
            self._entity.add_supported_context(uid)
        events = pynetdicom.evt
        self._server = self._entity.start_server(
            ("127.0.0.1", 0),
            block=False,
            evt_handlers=[
                (events.EVT_C_ECHO, self._echo),
                (events.EVT_C_FIND, self._find),
                (events.EVT_C_GET, self._get),
                (events.EVT_C_STORE, self._store),
            ],
        )

    @property
    def address(self) -> str:
        """What `dicomwidgets.connect` is to be given."""
        return f"dicom://{_NAME}@127.0.0.1:{self._server.server_address[1]}"

    def __len__(self) -> int:
        return len(self._held)

    def __repr__(self) -> str:
        return f"<PracticePacs: {len(self)} objects at {self.address}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening."""
        self._entity.shutdown()

    def _echo(self, _event: Any) -> int:
        self.asked.append("C-ECHO")
        return _SUCCESS

    def _store(self, event: Any) -> int:
        dataset = event.dataset
        dataset.file_meta = event.file_meta
        with self._lock:
            self._held[str(dataset.SOPInstanceUID)] = dataset
        self.asked.append("C-STORE")
        return _SUCCESS

    def _find(self, event: Any) -> Iterator[tuple[int, Dataset]]:
        query = event.identifier
        found = list(self._entities(query))
        level = query.QueryRetrieveLevel
        self.asked.append(
            f"C-FIND {level}: {len(found)} {'answer' if len(found) == 1 else 'answers'}"
        )
        for each in found:
            yield _PENDING, _answer(self._counted(each, level), query)

    def _get(self, event: Any) -> Iterator[Any]:
        query = event.identifier
        wanted = [each for each in self._all() if _fits(each, query)]
        objects = "object" if len(wanted) == 1 else "objects"
        self.asked.append(f"C-GET {query.QueryRetrieveLevel}: {len(wanted)} {objects}")
        yield len(wanted)
        for each in wanted:
            yield _PENDING, each

    def _all(self) -> list[Dataset]:
        with self._lock:
            return list(self._held.values())

    def _entities(self, query: Dataset) -> Iterator[Dataset]:
        """Return one dataset for each patient, study, series or image that fits a query."""
        seen = set()
        for each in self._all():
            who = tuple(str(each.get(key, "")) for key in _UIDS[query.QueryRetrieveLevel])
            if who not in seen and _fits(each, query):
                seen.add(who)
                yield each

    def _counted(self, dataset: Dataset, level: str) -> Dataset:
        """Return a dataset that also says what its study or series holds (PS3.4 C.3.4)."""
        below = [each for each in self._all() if _same(each, dataset, _UIDS[level])]
        told = Dataset()
        told.update(dataset)
        told.ModalitiesInStudy = sorted({str(each.Modality) for each in below})
        told.NumberOfStudyRelatedSeries = len({each.SeriesInstanceUID for each in below})
        told.NumberOfStudyRelatedInstances = told.NumberOfSeriesRelatedInstances = len(below)
        return told


def practice_pacs(datasets: Iterable[Dataset] = ()) -> PracticePacs:
    """Return a running PACS that holds these datasets and that only this machine reaches.

    Parameters
    ----------
    datasets
        Such as those of `dicomwidgets.samples`.

    Raises
    ------
    MissingPackageError
        Where pynetdicom is not installed, with the install line.

    Examples
    --------
    >>> with practice_pacs(samples.ct(3, 64)) as archive:                  # doctest: +SKIP
    ...     dicomwidgets.connect(archive.address).find("study")
    """
    return PracticePacs(datasets)


def _same(one: Dataset, other: Dataset, keys: tuple[str, ...]) -> bool:
    return all(one.get(key) == other.get(key) for key in keys)


def _answer(dataset: Dataset, query: Dataset) -> Dataset:
    """Return what a query asks to be told; what is not known is empty (PS3.4 C.4.1.1.3)."""
    answer = Dataset()
    for element in query:
        there = dataset[element.tag].value if element.tag in dataset else None
        answer.add_new(element.tag, element.VR, there)
    answer.QueryRetrieveLevel = query.QueryRetrieveLevel
    answer.SpecificCharacterSet = dataset.get("SpecificCharacterSet", "ISO_IR 192")
    return answer


def _fits(dataset: Dataset, query: Dataset) -> bool:
    return all(
        _matches(str(dataset.get(element.keyword, "")), element.value, element.VR)
        for element in query
        if element.keyword not in ("QueryRetrieveLevel", "SpecificCharacterSet")
        and element.value not in (None, "")
        and element.VR != "SQ"
    )


def _matches(value: str, wanted: Any, vr: str) -> bool:
    """Whether a value is what a key asks for: a list of UIDs, a range, wild cards (C.2.2.2)."""
    if isinstance(wanted, (MultiValue, list)):
        return value in map(str, wanted)
    text = str(wanted)
    if vr in ("DA", "TM", "DT") and "-" in text:
        first, _, last = text.partition("-")
        return (not first or value >= first) and (not last or value <= last)
    if vr == "PN":
        return fnmatchcase(value.casefold(), text.casefold())
    return fnmatchcase(value, text.replace("[", "[[]"))
