"""A server of images that speaks DICOMweb (PS3.18): QIDO-RS, WADO-RS, STOW-RS."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.pacs import dicomweb_fetching as fetching
from dicomwidgets.pacs.addresses import root_of
from dicomwidgets.pacs.dicomweb_link import Link
from dicomwidgets.pacs.dicomweb_query import checked_uid, keys_of
from dicomwidgets.pacs.dicomweb_search import Place, Search, fields_of, places, search
from dicomwidgets.pacs.found import level_of
from dicomwidgets.reading.served import SentFrame

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.jobs.run_report import RunReport
    from dicomwidgets.pacs.found import Found
    from dicomwidgets.pacs.remote_source import PacsSource

__all__ = ["DicomWeb"]


class DicomWeb:
    """A server that speaks DICOMweb. Nothing is sent before something is asked; thread-safe.

    Parameters
    ----------
    address
        The root of its services, such as ``"https://host/dicom-web"``.
    credentials
        ``(user, password)``, `Credentials`, or a function that returns them when they are needed.
        They are shown, kept and pickled nowhere, and go to another machine over ``https`` alone.
    ca
        File of the authorities that may have signed the server's certificate.
    certificate
        Of this client: a PEM file, or ``(certificate, key)``.
    verify
        ``False`` trusts any certificate: who listens in reads all.
    timeout
        Seconds without an answer after which the server counts as silent.
    retries
        How often what does no harm twice is asked again while the server is busy, gone or breaks
        off, each time after twice the time, or what it asks for (``Retry-After``).
    plain_http
        Whether credentials may go unencrypted to another machine.
    proxy
        Address of an HTTP proxy; none is used by default, whatever the environment says.

    Raises
    ------
    ArgumentError
        If the address is none, or holds a password: that would be shown and logged.
    MissingPackageError
        If dicomweb-client is not installed, with the install line.
    PacsError
        If credentials would go unencrypted to another machine.
    """

    def __init__(  # noqa: PLR0913 - keywords
        self,
        address: str,
        *,
        credentials: Any = None,
        ca: str | os.PathLike[str] | None = None,
        certificate: str | os.PathLike[str] | tuple[Any, Any] | None = None,
        verify: bool = True,
        timeout: float = 30.0,
        retries: int = 4,
        plain_http: bool = False,
        proxy: str | None = None,
    ) -> None:
        self._link = Link(
            root_of(address),
            credentials=credentials,
            ca=ca,
            certificate=certificate,
            verify=verify,
            timeout=timeout,
            retries=retries,
            plain_http=plain_http,
            proxy=proxy,
        )

    def echo(self) -> float:
        """Ask for one study, and return after how many seconds the answer was there.

        Raises
        ------
        PacsError
            If the server can't be reached, refuses, or speaks no DICOMweb.
        """
        begin = time.monotonic()
        search(self._link, Search("study", {}, limit=0))
        return time.monotonic() - begin

    def find(
        self,
        level: str = "study",
        *,
        limit: int | None = None,
        offset: int = 0,
        fields: Iterable[str] | str = (),
        fuzzy: bool = False,
        **keys: Any,
    ) -> Found:
        """Search (QIDO-RS, PS3.18 10.6); pages are asked for until all answers are here.

        Parameters
        ----------
        level
            ``"patient"``, ``"study"``, ``"series"`` or ``"instance"``.
        limit, offset
            How many answers are wanted at most, and how many are passed over.
        fields
            Keywords of elements that are wanted beside those that the server gives by itself;
            ``"all"`` for all that it can.
        fuzzy
            Whether names may be matched by their sound, where the server can.
        **keys
            What is matched, by keyword: texts with ``*`` and ``?``, ``(from, to)`` of dates, lists
            of UIDs; ``None`` asks for an element without matching it.

        Returns
        -------
        Found
            The answers, and whether these are all. Those that don't fit what was asked are left
            out, with a note: servers ignore keys that they don't know.

        Raises
        ------
        ArgumentError
            If there is no such level or element.
        PacsError
            If the server can't be reached, refuses, or answers what makes no sense.
        """
        if limit is not None and limit < 0:
            raise ArgumentError("limit= can't be below 0.")
        matched, asked = keys_of(keys)
        wanted = dict.fromkeys([*fields_of(fields), *asked])
        whole = Search(level_of(level), matched, list(wanted), fuzzy, limit, max(0, offset))
        return search(self._link, whole)

    def retrieve(  # noqa: PLR0913 - keywords
        self,
        folder: str | os.PathLike[str],
        *,
        deidentify: Mapping[str, Any] | bool | None = None,
        names: str | None = None,
        resume: bool = True,
        workers: int = 8,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        **keys: Any,
    ) -> RunReport:
        """Fetch what matches into a folder (WADO-RS, PS3.18 10.4), as it is stored.

        Each file is there whole or not at all, has the SOP Instance UID that it was asked for by,
        and comes once: repeat the call after an interruption, and what is missing is fetched.

        Parameters
        ----------
        folder
            Empty or not there, or of an earlier call that was the same but for `keys`.
        deidentify
            ``True``, or the keywords of `dicomwidgets.deidentify` (``profile, options, rules, key,
            boxes, ocr``): files are de-identified before anything of them touches the disk.
        names
            A pattern of their names; by default UIDs of study, series and instance, or what
            de-identification makes of them.
        resume
            Whether a folder of an earlier call may be gone on with.
        workers
            How many are asked for at once.
        on_progress
            Called with a `Progress`, ten times a second at most.
        cancelled
            Asked between files; ``True`` ends the run.
        **keys
            What is wanted, as for `find`: ``StudyInstanceUID=…``, ``PatientID=…``.

        Returns
        -------
        RunReport
            What became of each instance; ``dw.load(report.target)`` opens what is there.

        Raises
        ------
        ArgumentError
            If nothing says what is wanted, or the folder can't be used.
        PacsError
            If the server can't be asked what there is.
        """
        from dicomwidgets.pacs.dicomweb_retrieving import retrieved  # noqa: PLC0415 - when asked
        from dicomwidgets.pacs.landing import Landing  # noqa: PLC0415

        wanted = places(self._link, keys, cancelled)
        with Landing(folder, deidentify=deidentify, names=names, resume=resume) as landing:
            return retrieved(
                self._link,
                wanted,
                landing,
                workers=workers,
                on_progress=on_progress,
                cancelled=cancelled,
            )

    def store(
        self,
        x: Any,
        *,
        resume: bool = True,
        megabytes: float = 32,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> RunReport:
        """Send files, as they are (STOW-RS, PS3.18 10.5).

        A request that is lost on its way is sent again only for what did not arrive.

        Parameters
        ----------
        x
            Anything `dicomwidgets.load` takes.
        resume
            Whether the server is asked first what it has; that is not sent.
        megabytes
            Of one request, and at most 100 files; a larger file goes by itself.
        on_progress
            Called with a `Progress`, ten times a second at most.
        cancelled
            Asked between files; ``True`` ends the run.

        Returns
        -------
        RunReport
            What became of each file, by what the server says of it.

        Raises
        ------
        SourceError
            If there is nothing in `x`.
        PacsError
            If the server can't be spoken to at all.
        """
        from dicomwidgets.pacs.dicomweb_storing import Storing  # noqa: PLC0415 - when asked
        from dicomwidgets.reading.source import source_of  # noqa: PLC0415

        return Storing(
            self._link,
            source_of(x),
            int(megabytes * 1e6),
            resume,
            self._link.retries,
            on_progress,
            cancelled or (lambda: False),
        ).run()

    def metadata(self, study: str, series: str = "", instance: str = "") -> list[Dataset]:
        """Return the headers of instances as the server tells them (PS3.18 10.4.1.1.2).

        Parameters
        ----------
        study, series, instance
            UIDs: of all instances of a study, of a series, or of one.

        Returns
        -------
        list of Dataset
            Without pixels, and without values that the server gives only by themselves.

        Raises
        ------
        PacsError
            If the server says nothing that makes sense.
        """
        from dicomwidgets.pacs.dicomweb_json import datasets_of  # noqa: PLC0415 - when asked

        place = Place(*(checked_uid(uid) if uid else "" for uid in (study, series, instance)))
        return datasets_of(fetching.metadata(self._link, *place))[0]

    def files(self, study: str, series: str = "") -> Iterator[bytes]:
        """Yield the files of a study or series as they come, in one answer: for what is not kept.

        Parameters
        ----------
        study, series
            UIDs.

        Raises
        ------
        PacsError
            If they don't come, or the answer ends early.
        """
        return fetching.files(self._link, checked_uid(study), checked_uid(series) if series else "")

    def frames(
        self, study: str, series: str, instance: str, numbers: Sequence[int]
    ) -> list[SentFrame]:
        """Return frames of an instance as they are stored (PS3.18 10.4.1.1.6).

        ``dw.frames(pacs.series(uid))`` decodes them.

        Parameters
        ----------
        study, series, instance
            UIDs.
        numbers
            Of the frames, from 0.

        Returns
        -------
        list of SentFrame
            Bytes, and the transfer syntax that they are in.

        Raises
        ------
        PacsError
            If they don't come whole.
        """
        place = Place(*map(checked_uid, (study, series, instance)))
        found = fetching.frames(self._link, place, numbers)
        return [SentFrame(part.data, part.transfer_syntax_uid) for part in found]

    def rendered(  # noqa: PLR0913 - keywords
        self,
        study: str,
        series: str,
        instance: str,
        *,
        frame: int | None = None,
        form: str = "png",
        window: tuple[float, float] | None = None,
        size: tuple[int, int] | None = None,
        quality: int | None = None,
    ) -> bytes:
        """Return a picture that the server makes (PS3.18 10.4.1.1.3), by its own display chain.

        Parameters
        ----------
        study, series, instance
            UIDs.
        frame
            From 0; by default the server chooses.
        form
            ``"png"``, ``"jpeg"``, ``"gif"``, ``"jp2"`` or ``"mp4"``.
        window
            Centre and width, in modality units.
        size
            Columns and rows that it has to fit in.
        quality
            Of a JPEG, 1 to 100.

        Raises
        ------
        PacsError
            If the server makes none, or answers something else.
        """
        place = Place(*map(checked_uid, (study, series, instance)))
        return fetching.rendered(
            self._link, place, frame, form=form, window=window, size=size, quality=quality
        )

    def bulk(self, address: str) -> bytes:
        """Return a value that the server gives only by itself, by its BulkDataURI.

        Raises
        ------
        PacsError
            If it does not come whole, or is one of another server, which gets no request.
        """
        return fetching.bulk(self._link, address)

    def source(self, **keys: Any) -> PacsSource:
        """Return what matches as a source: ``dw.view``, ``dw.load``, ``dw.browse`` take it.

        Of headers the server tells, frames are fetched when they are looked at, and no others.

        Parameters
        ----------
        **keys
            What is wanted, as for `find`.

        Raises
        ------
        ArgumentError
            If nothing says what is wanted.
        PacsError
            If the server has nothing of the kind, or can't be asked.
        """
        from dicomwidgets.pacs.remote_source import PacsSource  # noqa: PLC0415 - when asked

        found = places(self._link, keys)
        if not found:
            raise PacsError(
                "The server has nothing that matches.", code="absent", remedy="find() looks for it."
            )
        return PacsSource(self._link, found)

    def study(self, uid: str) -> PacsSource:
        """Return a study as a source, by its Study Instance UID (see `source`)."""
        return self.source(StudyInstanceUID=checked_uid(uid))

    def series(self, uid: str, *, study: str | None = None) -> PacsSource:
        """Return a series as a source, by its Series Instance UID (see `source`).

        Parameters
        ----------
        uid
            Of the series.
        study
            Of its study: some servers don't find a series without.
        """
        above = {} if study is None else {"StudyInstanceUID": checked_uid(study)}
        return self.source(**above, SeriesInstanceUID=checked_uid(uid))

    def __repr__(self) -> str:
        return f"<DicomWeb: {self._link.origin.host}, {self._link.origin.scheme}>"
