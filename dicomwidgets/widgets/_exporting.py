"""What a viewer shows, written to a file on request of its page."""

from __future__ import annotations

import threading
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.widgets._base import now_and_then, payload_of
from dicomwidgets.widgets._workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dicomwidgets.exporting.subject import Subject
    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.widgets._base import Reply
    from dicomwidgets.widgets._export_commands import ExportState

__all__ = ["Exporting"]

_FORMS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "picture": ("png", {}),
    "values": ("tiff", {"values": "modality"}),
    "montage": ("png", {"montage": {"width": 192, "labels": True, "gap": 2}}),
    "gif": ("gif", {}),
    "webp": ("webp", {}),
    "apng": ("apng", {}),
    "pages": ("tiff-stack", {}),
    "value-pages": ("tiff-stack", {"values": "modality"}),
    "npy": ("npy", {"arrays": "frames"}),
    "npz": ("npz", {}),
    "nifti": ("nifti", {}),
}
_OF_FRAME = ("picture", "values")
_TELL_EVERY = 0.25
_STOPPED = "It was stopped: nothing was written."

_writing = Workers(1, "dicomwidgets-export")


class Exporting:
    """What a viewer knows of its exports.

    Parameters
    ----------
    shown
        Returns what is shown, and how.
    tell
        Called with an `ExportState` when that has changed.
    """

    def __init__(self, shown: Callable[[], Subject], tell: Callable[[ExportState], None]) -> None:
        self._shown = shown
        self._tell = tell
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._state: ExportState | None = None

    def get_export(self, args: Mapping[str, Any]) -> Reply:
        """Answer ``get_export``: a path that is free."""
        from dicomwidgets.jobs.names import numbered  # noqa: PLC0415 - on demand

        names = numbered(str(Path.cwd() / self._name(_kind(args))))
        return {"path": next(name for name in names if not Path(name).exists())}, []

    def get_picture_file(self, _args: Mapping[str, Any]) -> Reply:
        """Answer ``get_picture_file``: what is shown as a PNG, for the page to keep."""
        out = BytesIO()
        self._write("picture", out)
        return {"name": self._name("picture")}, [out.getvalue()]

    def write(self, args: Mapping[str, Any]) -> Reply:
        """Answer ``write_export``: begin to write, in the background."""
        kind, path = _kind(args), str(args.get("path", "")).strip()
        if not path:
            raise ArgumentError("There is no file to write to.", remedy="Type its name.")
        where = str(Path(path).expanduser().absolute())
        with self._lock:
            if self._state is not None and self._state["running"]:
                raise ArgumentError("A file is being written.", remedy="Wait until it is.")
            self._stopped.clear()
            self._say(_begun(where))
        _writing.submit(partial(self._run, kind, where, overwrite=bool(args.get("overwrite"))))
        return {}, []

    def stop(self, _args: Mapping[str, Any]) -> Reply:
        """Answer ``stop_export``: end the writing soon."""
        self._stopped.set()
        return {}, []

    def close(self) -> None:
        """End what is being written."""
        self._stopped.set()

    def _run(self, kind: str, where: str, *, overwrite: bool) -> None:
        far = now_and_then(self._progress, _TELL_EVERY)

        def progress(at: Progress) -> None:
            far(at.done, at.total or 0)

        begun = _begun(where)
        try:
            report = self._write(
                kind,
                where,
                overwrite=overwrite,
                on_progress=progress,
                cancelled=self._stopped.is_set,
            )
        except Exception as problem:  # noqa: BLE001 - shown in place
            self._say({**begun, "running": False, "error": payload_of(problem)})
            return
        notes = [*report.notes] if report.files[0].targets else [_STOPPED]
        self._say({**begun, "running": False, "bytes": report.size, "notes": notes})

    def _write(self, kind: str, target: Any, **how: Any) -> Any:
        from dicomwidgets.exporting.running import export  # noqa: PLC0415 - on demand

        form, options = _FORMS[kind]
        return export(self, target, form, **options, **how)

    def shown(self) -> Subject:
        """Return what is shown, and how."""
        return self._shown()

    def _name(self, kind: str) -> str:
        """Return a name that says nothing of anybody."""
        from dicomwidgets.exporting.formats import format_of  # noqa: PLC0415 - on demand

        subject = self._shown()
        modality = (subject.series.modality if subject.series else "").lower()
        stem = "".join(filter(str.isalnum, modality)) or "image"
        number = f"_{(subject.shown or 0) + 1}" if kind in _OF_FRAME else ""
        return f"{stem}{number}{format_of(_FORMS[kind][0]).suffixes[0]}"

    def _progress(self, done: int, total: int) -> None:
        if self._state is not None and self._state["running"]:
            self._say({**self._state, "done": done, "total": total})

    def _say(self, state: ExportState) -> None:
        self._state = state
        self._tell(state)


def _kind(args: Mapping[str, Any]) -> str:
    kind = str(args.get("kind"))
    if kind not in _FORMS:
        raise ArgumentError(
            f"There is no export {kind!r}.", remedy=f"Ask for one of {', '.join(_FORMS)}."
        )
    return kind


def _begun(where: str) -> ExportState:
    return {
        "running": True,
        "done": 0,
        "total": 0,
        "where": where,
        "bytes": 0,
        "notes": [],
        "error": None,
    }
