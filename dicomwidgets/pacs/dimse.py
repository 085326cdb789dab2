"""A PACS by DIMSE: echo, find, get, move, store, and a receiver (PS3.4, PS3.7, PS3.8)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pydicom  # noqa: F401 - by its front door

from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.extras import require
from dicomwidgets.jobs.run_report import RunReport
from dicomwidgets.pacs.credentials import credentials_of
from dicomwidgets.pacs.dimse_arrivals import Arrivals
from dicomwidgets.pacs.dimse_failures import refused_status
from dicomwidgets.pacs.dimse_finding import Finder, Query, contexts_for_finding
from dicomwidgets.pacs.dimse_keys import keys_of
from dicomwidgets.pacs.dimse_levels import DEFAULT_FIELDS, ROOTS
from dicomwidgets.pacs.dimse_line import VERIFICATION, Context, Line
from dicomwidgets.pacs.dimse_peer import Secrecy, ae_title, peer_of
from dicomwidgets.pacs.dimse_retrieving import Retrieval
from dicomwidgets.pacs.dimse_storing import Storing
from dicomwidgets.pacs.dimse_trying import Patience
from dicomwidgets.pacs.found import Found, level_of
from dicomwidgets.pacs.landing import Landing
from dicomwidgets.pacs.receiver import Receiver
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    import os
    import ssl
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pydicom.dataset import Dataset

    from dicomwidgets.jobs.progress import Progress

__all__ = ["Dimse"]

_WHY = "A PACS by DIMSE"


class Dimse:
    """A PACS that speaks DIMSE.

    Nothing is opened until something is asked; each call opens a line of its own and releases it,
    aborts it where it is cancelled or fails. Any thread may call.

    Parameters
    ----------
    address
        ``"dicom://AETITLE@host:port"``, or ``dicoms://`` with TLS.
    calling
        Our AE title, as the PACS knows it.
    credentials
        ``(user, password)``, `Credentials`, or a function that returns them; told when a line is
        opened (PS3.7 D.3.3.7), shown and kept nowhere. Without TLS who listens in reads them.
    ca, certificate, verify, tls
        With ``dicoms://``: the file of the authorities that are trusted; a PEM file, or
        ``(certificate, key)``, that says who we are; ``False`` trusts any certificate; or an
        `ssl.SSLContext` of your own.
    connect_timeout
        Seconds for a connection, and for the PACS to say whether it will talk to us.
    timeout
        Seconds without a single byte of an answer that is due.
    retries
        How often what may be done twice is tried again.
    character_set
        Of queries, and of answers that name none, such as ``"ISO 2022 IR 87"``; by default UTF-8
        where ASCII does not do.

    Raises
    ------
    ArgumentError
        If the address or an AE title is none.
    MissingPackageError
        Where pynetdicom is not installed, with the install line.

    Examples
    --------
    >>> pacs = dicomwidgets.connect("dicom://ORTHANC@127.0.0.1:4242")       # doctest: +SKIP
    >>> pacs.find("study", PatientName="Yamada*", StudyDate="20240101-")    # doctest: +SKIP
    >>> pacs.get("fetched/", StudyInstanceUID="1.2.3")                      # doctest: +SKIP
    """

    def __init__(  # noqa: PLR0913 - keywords
        self,
        address: str,
        *,
        calling: str = "DICOMWIDGETS",
        credentials: Any = None,
        ca: str | os.PathLike[str] | None = None,
        certificate: str | os.PathLike[str] | tuple[Any, Any] | None = None,
        verify: bool = True,
        tls: ssl.SSLContext | None = None,
        connect_timeout: float = 10.0,
        timeout: float = 30.0,
        retries: int = 3,
        character_set: str | Sequence[str] | None = None,
    ) -> None:
        require("pynetdicom", why=_WHY)
        self._peer = peer_of(
            address,
            Secrecy(tls, ca, certificate, verify),
            calling,
            credentials=credentials_of(credentials),
            connect_timeout=connect_timeout,
            timeout=timeout,
            retries=retries,
        )
        self._character_set = character_set

    def __repr__(self) -> str:
        return f"<Dimse: {self._peer}, we are {self._peer.calling}>"

    def echo(self) -> float:
        """Ask whether somebody is there (C-ECHO, PS3.4 A); return how many seconds it took.

        Raises
        ------
        PacsError
            If nobody is, or nobody who talks to us: its `code` says of which kind that is.
        """
        from pynetdicom.dimse_primitives import C_ECHO  # noqa: PLC0415 - an extra

        begin = time.monotonic()
        with Line(self._peer, [Context(VERIFICATION)]) as line:
            request = C_ECHO()
            request.AffectedSOPClassUID = VERIFICATION
            (answer,) = line.ask("echo", request, line.context(VERIFICATION))
        if answer.outcome.kind == "failed":
            raise refused_status("echo", answer.outcome)
        return time.monotonic() - begin

    def find(  # noqa: PLR0913 - keywords
        self,
        level: str = "study",
        query: Mapping[str, Any] | Dataset | None = None,
        *,
        fields: Iterable[str] = (),
        limit: int | None = None,
        root: str | None = None,
        cancelled: Callable[[], bool] | None = None,
        **keys: Any,
    ) -> Found:
        """Search (C-FIND, PS3.4 C.4.1).

        A key of a higher level is asked at that level first, as every PACS understands it, unless
        the UIDs of the levels above are given.

        Parameters
        ----------
        level
            ``"patient"``, ``"study"``, ``"series"`` or ``"instance"``.
        query
            Keys as a mapping or a dataset, where they can't be keywords of the call.
        fields
            Keywords of more elements to be told.
        limit
            How many answers are enough: then the PACS is told to stop (C-CANCEL).
        root
            The information model, ``"study"`` or ``"patient"``; by default that of studies, but
            for patients.
        cancelled
            Asked meanwhile; ``True`` ends the search, and what was found so far is returned.
        keys
            Keyword → what is searched for: a text, in which ``*`` and ``?`` stand for others; a
            range, ``"20240101-20240131"`` or a pair of dates; a list of UIDs; a mapping for what is
            inside a sequence; ``""`` to be told of an element.

        Returns
        -------
        Found
            A sequence of datasets.

        Raises
        ------
        ArgumentError
            If a level or keyword is none, or a value does not fit.
        PacsError
            If the PACS can't be reached or can't answer.
        """
        known = level_of(level)
        asked = Query(
            known,
            keys_of(query, keys),
            tuple(dict.fromkeys([*DEFAULT_FIELDS[known], *keys_of(None, dict.fromkeys(fields))])),
            _root(root, known),
            limit,
            self._character_set,
        )
        _ = asked.levels
        stopped = cancelled or (lambda: False)
        patience = Patience(self._peer.retries, stopped)
        while True:
            try:
                contexts = contexts_for_finding(asked.root, relational=asked.is_relational)
                with Line(self._peer, contexts, stopped=stopped) as line:
                    finder = Finder(line, asked, stopped)
                    datasets = finder.run()
                    return Found(datasets, known, finder.complete, tuple(finder.notes))
            except PacsError as error:
                patience.wait(error)

    def get(  # noqa: PLR0913 - keywords
        self,
        folder: str | os.PathLike[str],
        query: Mapping[str, Any] | Dataset | None = None,
        *,
        deidentify: Mapping[str, Any] | bool | None = None,
        names: str | None = None,
        resume: bool = True,
        root: str | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        **keys: Any,
    ) -> RunReport:
        """Fetch what matches into a folder, on the line that asks for it (C-GET, PS3.4 C.4.3).

        Each object is written as it came, whole or not at all. The call can be stopped, killed and
        repeated: what is there is not fetched again.

        Parameters
        ----------
        folder
            Made if need be; empty, or begun by the same call.
        query, keys
            What is searched by, as for `find`; one key at least.
        deidentify
            ``True``, or the keywords of `dicomwidgets.deidentify`: what arrives is de-identified in
            memory, and nothing else touches the disk.
        names
            A pattern of file names, such as ``"{PatientID}/{SOPInstanceUID}.dcm"``.
        resume
            Whether an earlier call may be gone on with.
        root
            The information model, ``"study"`` or ``"patient"``.
        on_progress
            Called with a `jobs.Progress` from time to time.
        cancelled
            Asked meanwhile; ``True`` ends it, and the report says what is missing.

        Returns
        -------
        RunReport
            What became of each object; what was found and did not come is in ``problems``.

        Raises
        ------
        ArgumentError
            If nothing says what is to be fetched, or the folder can't be used.
        PacsError
            If the PACS can't be reached, or does not know what it has.
        """
        return self._fetched(
            folder,
            keys_of(query, keys),
            (deidentify, names, resume),
            (root, on_progress, cancelled),
        )

    def retrieve(  # noqa: PLR0913 - keywords
        self,
        folder: str | os.PathLike[str],
        query: Mapping[str, Any] | Dataset | None = None,
        *,
        by: str = "get",
        port: int = 11112,
        host: str = "127.0.0.1",
        addresses: Iterable[str] | None = None,
        deidentify: Mapping[str, Any] | bool | None = None,
        names: str | None = None,
        resume: bool = True,
        root: str | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        **keys: Any,
    ) -> RunReport:
        """Fetch what matches into a folder, by C-GET or by C-MOVE to a receiver of our own.

        Parameters
        ----------
        folder, query, deidentify, names, resume, root, on_progress, cancelled, keys
            As for `get`.
        by
            ``"get"``, or ``"move"``: the PACS then connects to us, and must know our AE title, host
            and port.
        port, host, addresses
            Where we listen meanwhile, and who may connect (`receiver.Receiver`).

        Returns
        -------
        RunReport
            What became of each object. ``dicomwidgets.load(report.target)`` reads the folder.

        Raises
        ------
        ArgumentError, PacsError
            As for `get`; if we can't listen.
        """
        words = (deidentify, names, resume)
        how = (root, on_progress, cancelled)
        if by == "get":
            return self._fetched(folder, keys_of(query, keys), words, how)
        if by != "move":
            raise ArgumentError("There are two ways to fetch.", remedy="by='get' or by='move'.")
        with self.receiver(
            folder,
            port=port,
            host=host,
            addresses=addresses,
            deidentify=deidentify,
            names=names,
            resume=resume,
        ) as receiver:
            return self.move(
                receiver,
                query,
                root=root,
                on_progress=on_progress,
                cancelled=cancelled,
                **keys,
            )

    def move(
        self,
        destination: str | Receiver,
        query: Mapping[str, Any] | Dataset | None = None,
        *,
        root: str | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        **keys: Any,
    ) -> RunReport:
        """Let the PACS send what matches to somebody (C-MOVE, PS3.4 C.4.2).

        Parameters
        ----------
        destination
            An AE title that the PACS knows, or a `receiver.Receiver` that listens.
        query, root, on_progress, cancelled, keys
            As for `get`.

        Returns
        -------
        RunReport
            What became of each object. Of what went elsewhere only the PACS's word is known.

        Raises
        ------
        ArgumentError
            If nothing says what is to be sent.
        PacsError
            If the PACS can't be reached, or does not know the destination.
        """
        here = destination if isinstance(destination, Receiver) else None
        title = here.title if here is not None else ae_title(str(destination))
        known = keys_of(query, keys)
        retrieval = Retrieval(
            self._peer,
            known,
            _root(root, "study"),
            self._character_set,
            title,
            elsewhere=here is None,
            is_here=here.landing.skip if here is not None else lambda _: False,
            is_over=(lambda: bool(here.landing.ended)) if here is not None else lambda: False,
            on_progress=on_progress,
            cancelled=cancelled or (lambda: False),
            arrived=here.arrived if here is not None else set(),
        )
        begin = time.monotonic()
        lacking = retrieval.run()
        if here is None:
            return RunReport((*retrieval.sent(), *lacking), None, seconds=time.monotonic() - begin)
        for file in lacking:
            here.landing.note(file)
        return here.report()

    def store(
        self,
        source: Any,
        *,
        resume: bool = True,
        transcode: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> RunReport:
        """Send files (C-STORE, PS3.4 B), each as it is and in the transfer syntax that it has.

        Parameters
        ----------
        source
            Whatever holds DICOM: path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`,
            list of these, `Series`, `Collection`.
        resume
            Whether the PACS is asked what it has of each series, and that is not sent again: so a
            call that was stopped or killed can be repeated.
        transcode
            Whether a file whose transfer syntax the PACS refuses is decoded and sent in a native
            one. Otherwise it is not sent, and the report says so.
        on_progress
            Called with a `jobs.Progress` from time to time.
        cancelled
            Asked meanwhile; ``True`` ends it.

        Returns
        -------
        RunReport
            What became of each file: ``"written"`` is what the PACS has said that it stores, with
            its warnings as notes.

        Raises
        ------
        SourceError
            If there is nothing in the source.
        PacsError
            If the PACS can't be reached.
        """
        asked = cancelled or (lambda: False)
        found = source_of(source)
        return Storing(self._peer, found, resume, transcode, on_progress, asked).run()

    def receiver(self, folder: str | os.PathLike[str], **keywords: Any) -> Receiver:
        """Return a receiver under our AE title; it listens inside ``with``.

        Parameters
        ----------
        folder, keywords
            As for `receiver.Receiver`.
        """
        return Receiver(folder, **{"title": self._peer.calling, **keywords})

    def _fetched(
        self,
        folder: str | os.PathLike[str],
        keys: dict[str, Any],
        words: tuple[Any, Any, bool],
        how: tuple[Any, Any, Any],
    ) -> RunReport:
        deidentify, names, resume = words
        root, on_progress, cancelled = how
        arrived: set[str] = set()
        with Landing(folder, deidentify=deidentify, names=names, resume=resume) as landing:
            arrivals = Arrivals(landing, arrived)
            retrieval = Retrieval(
                self._peer,
                keys,
                _root(root, "study"),
                self._character_set,
                on_store=arrivals,
                on_part=arrivals.hold,
                is_here=landing.skip,
                is_over=lambda: bool(landing.ended),
                on_progress=on_progress,
                cancelled=cancelled or (lambda: False),
                arrived=arrived,
            )
            for file in retrieval.run():
                landing.note(file)
            return landing.report()


def _root(root: str | None, level: str) -> str:
    if root is None:
        return "patient" if level == "patient" else "study"
    if root not in ROOTS:
        raise ArgumentError("There is no such root of a query.", remedy="'study' or 'patient'.")
    return root
