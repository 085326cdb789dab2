"""The part of a preview that writes: in the background, with progress, and stopped soon."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from dicomwidgets.deidentification.bulk.manifest import fingerprint_in
from dicomwidgets.deidentification.mapping import kept_key
from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.jobs.target_folder import MANIFEST, OWN_FOLDER
from dicomwidgets.widgets._base import now_and_then, payload_of
from dicomwidgets.widgets._preview_boxing import BoxingPreview
from dicomwidgets.widgets._workers import Workers

if TYPE_CHECKING:
    import os
    import threading
    from collections.abc import Mapping

    from dicomwidgets.deidentification.bulk.report import Report
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.jobs import Progress
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._preview_commands import WriteState

__all__ = ["WritingPreview"]

_PROGRESS_SECONDS = 0.25
_MOST_PROBLEMS = 50

# Apart from other long work: an index must not wait for the files of another widget.
_writing = Workers(1, "dicomwidgets-writing")


class WritingPreview(BoxingPreview):
    """What `AnonymizationPreview` knows of writing."""

    commands: ClassVar[Mapping[str, str]] = {
        **BoxingPreview.commands,
        "write_anonymized": "_write_anonymized",
        "stop_writing": "_stop_writing",
    }

    _what: Any = None
    _report: Report | None = None
    _stopped: threading.Event

    @property
    def report(self) -> Report | None:
        """What the last run wrote, ``None`` before there was one."""
        return self._report

    def write(self, target: str | os.PathLike[str], **how: Any) -> Report:
        """Anonymize everything that the preview walks, as it shows it.

        Parameters
        ----------
        target
            The folder to write to; for one file the file to write, or a folder.
        **how
            ``names``, ``executor``, ``workers`` and ``resume`` of `dicomwidgets.deidentify`.

        Returns
        -------
        Report
            What became of each file.

        Raises
        ------
        ArgumentError
            When the target is refused (`dicomwidgets.deidentify`), or files are being written.
        DicomWidgetsError
            When there is nothing to anonymize.
        """
        self._begin(str(target))
        return self._run(target, self.policy, how)

    def _said(self) -> str:
        """Return in words what was written."""
        return "nothing written" if self._report is None else f"{len(self._report)} files done"

    def _begin(self, where: str) -> None:
        if self._writing is not None and self._writing["running"]:
            raise ArgumentError("Files are being written.", remedy="Wait until they are.")
        self._stopped.clear()
        self._writing = _begun(where)
        self._tell_policy()

    def _run(self, target: Any, policy: Policy, how: Mapping[str, Any]) -> Report:
        from dicomwidgets.deidentification.bulk.deidentifying import deidentify  # noqa: PLC0415

        tell = now_and_then(self._tell_progress, _PROGRESS_SECONDS)
        try:
            self._go_on_with(Path(target).expanduser())
            report: Report = deidentify(
                self._source(),
                target,
                profile=policy.profile,
                options=policy.options,
                rules={"rules": policy.rules, "pixels": policy.pixel_rules},
                key=self._key,
                boxes=self._boxes_written(),
                on_progress=lambda at: tell(*_far(at)),
                cancelled=self._stopped.is_set,
                **how,
            )
        except Exception as problem:
            self._end({"error": payload_of(problem)})
            raise
        self._report = report
        self._end(_ended(report))
        return report

    def _go_on_with(self, target: Path) -> None:
        """Take the key that a folder was begun with, if ours is a fresh one: its values show."""
        begun = fingerprint_in(target / OWN_FOLDER / MANIFEST)
        if begun not in (None, self._key.fingerprint) and self._key.is_fresh:
            self._key = kept_key(str(begun))
            self._decided_anew()

    def _source(self) -> Any:
        if isinstance(self._what, Exception):
            raise self._what.with_traceback(None)
        return self._what

    def _tell_progress(self, done: int, total: int) -> None:
        if self._writing is not None:
            self._writing = {**self._writing, "done": done, "total": total or None}
            self._tell_policy()

    def _end(self, found: Mapping[str, Any]) -> None:
        state: Any = {**(self._writing or _begun("")), **found, "running": False}
        self._writing = state
        if not self._stopped.is_set() or self.comm is not None:
            self._tell_policy()

    def _write_anonymized(self, args: Mapping[str, Any]) -> Reply:
        target = str(args.get("target", "")).strip()
        if not target:
            raise ArgumentError("There is no folder to write to.", remedy="Type its name.")
        self._begin(target)
        _writing.submit(partial(self._run_asked, f"{target}/", self.policy))
        return {}, []

    def _run_asked(self, target: str, policy: Policy) -> None:
        try:
            self._run(target, policy, {})
        except DicomWidgetsError:
            return  # shown in place

    def _stop_writing(self, _args: Mapping[str, Any]) -> Reply:
        self._stopped.set()
        return {}, []


def _far(at: Progress) -> tuple[int, int]:
    return at.done, at.total or 0


def _begun(where: str) -> WriteState:
    return {
        "running": True,
        "done": 0,
        "total": None,
        "where": where,
        "counts": {},
        "problems": [],
        "remarks": [],
        "error": None,
    }


def _ended(report: Report) -> dict[str, Any]:
    # What was not come to is counted: it has no reason, and would stand before what has one.
    told = [file for file in report.problems if file.status != "cancelled"]
    return {
        "done": len(report),
        "total": len(report),
        "where": str(report.target),
        "counts": dict(report.counts),
        "problems": [
            {"file": file.source, "status": file.status, "reason": file.reason}
            for file in told[:_MOST_PROBLEMS]
        ],
        "remarks": [*report.remarks, *report.notes],
    }
